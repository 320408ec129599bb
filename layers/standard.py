"""自治体標準オープンデータセット, old (推奨データセット) and new editions: what their lists have in common.

Headings are those of the specifications as public code that reads such files has them (the old head block: smart-data-models;
the new one: converters of Tsukuba, Utsunomiya, Kumamoto, Kyoto and others). Real lists write the same headings in half-width
kana, put the whole address into one part, repeat an ID or leave it blank; what can be read is put right here, by
``rows`` functions that only look at a row's own values.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from layers.base import ADDRESS, CAPACITY, Field, Format, Row, Text
from layers.fictitious import fictitious

ROW = "__row__"
NEW, OLD = "new", "old"
"""Editions: the new head block (全国地方公共団体コード, ID, 所在地_連結表記 …) and the old one (NO, 住所, 方書 …)."""
CODE, LOCATION_CODE, ID = "全国地方公共団体コード", "所在地_全国地方公共団体コード", "ID"
OLD_CODE = "都道府県コード又は市区町村コード"
WHOLE = "所在地_連結表記"
PARTS = ("所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下")
SPEC = Text(
    "デジタル庁 自治体標準オープンデータセット（公開された変換プログラムで確かめた見出し）",
    "Digital Agency, standard open data sets of municipalities (headings as in public converters)",
)
SOURCE = Text("自治体標準オープンデータセット", "standard open data sets of municipalities")

NAME_KANA = Field("name_kana", Text("名称（カナ）", "name in kana"))
NAME_EN = Field("name_en", Text("名称（英字）", "name in English"))
BUILDING = Field("building", Text("建物名など", "building"))
TOWN_CODE = Field("town_code", Text("町字ID", "town id (町字ID)"))
PHONE = Field("phone", Text("電話番号", "phone"))
URL = Field("url", Text("URL", "web page"))
OPERATOR = Field("operator", Text("運営者", "operator"))
OPEN_DAYS = Field("open_days", Text("利用できる曜日", "open on"))
OPEN_FROM = Field("open_from", Text("開始時間", "opens at"))
OPEN_TO = Field("open_to", Text("終了時間", "closes at"))
OPEN_NOTES = Field("open_notes", Text("利用日時の注意", "notes on opening"))
SOURCE_CLASS = Field("source_class", Text("元の資料の区分", "class as the source says it"))
FACILITY_ADDRESS = replace(ADDRESS, headings=("所在地", "施設所在地"))
FACILITY_CAPACITY = replace(CAPACITY, headings=("定員数", "利用定員", "入所定員"))
"""Address and capacity as lists of facilities head them."""
FACILITY = (NAME_KANA, NAME_EN, BUILDING, TOWN_CODE, OPERATOR, OPEN_DAYS, OPEN_NOTES)
"""Fields that lists of facilities have beside those of any layer."""

NEW_HEAD: Mapping[str, str] = {
    CODE: "municipality_code",
    "名称": "name",
    "名称_カナ": "name_kana",
    "名称_英字": "name_en",
    "町字ID": "town_code",
    WHOLE: "address",
    "建物名等(方書)": "building",
    "電話番号": "phone",
}
OLD_HEAD: Mapping[str, str] = {
    OLD_CODE: "municipality_code",
    "名称": "name",
    "名称_カナ": "name_kana",
    "名称_英字": "name_en",
    "住所": "address",
    "方書": "building",
    "電話番号": "phone",
}
"""Source columns of the two head blocks → fields."""
HOURS: Mapping[str, str] = {
    "利用可能曜日": "open_days",
    "開始時間": "open_from",
    "終了時間": "open_to",
    "利用可能日時特記事項": "open_notes",
}
POSITION = ("緯度", "経度")
VARIANTS = {
    "名称_英語": "名称_英字",
    "所在地_連結標記": WHOLE,
    "利用可能曜日特記事項": "利用可能日時特記事項",
    "市区町村コード": OLD_CODE,
}
"""Headings that real lists have for the specification's."""


def editions(new: Format, old: Format) -> tuple[Format, ...]:
    """A list's two editions, each also as made-up files write it; the more specific first."""
    return (fictitious(new), fictitious(old), new, old)


def key(heading: str) -> str:
    """Key of a heading: NFKC, no spaces, lower case."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).casefold()


KNOWN = {key(name): name for name in (*NEW_HEAD, *OLD_HEAD, *HOURS, LOCATION_CODE, ID, "NO", *PARTS, *POSITION)}


def _named(row: Row) -> Row:
    """The row with the specification's headings for those it knows; a column that is there already is not overwritten."""
    out: Row = {}
    for heading, value in row.items():
        name = KNOWN.get(key(heading), heading)
        if out.get(name) in (None, ""):
            out[name] = value
    for written, name in VARIANTS.items():
        if out.get(written) not in (None, "") and out.get(name) in (None, ""):
            out[name] = out[written]
    return out


def _said(row: Row, heading: str) -> str:
    return str(row.get(heading) or "").strip()


def _address(row: Row) -> str | None:
    """The address in one piece: as the list joins it, else its parts, none of them twice."""
    prefecture, city, town, number = (_said(row, part) for part in PARTS)
    head = city if city.startswith(prefecture) else prefecture + city
    # Some lists write the whole address, or the town too, into the part for the municipality.
    tail = number if town and city.endswith(town) else town + number
    if city.endswith(town + number):
        tail = ""
    return _said(row, WHOLE) or head + tail or None


def new_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows of the new edition with one address, the code of where they stand, and an ID that tells them apart.

    An ID is made one with the code; IDs that the list gives twice, or only to some of one municipality's rows, are dropped.
    """
    out = [_named(row) for row in rows]
    for row in out:
        row[WHOLE] = _address(row)
        publisher, row[CODE] = _said(row, CODE), _said(row, LOCATION_CODE) or _said(row, CODE) or None
        row[ID] = f"{publisher}-{_said(row, ID)}" if _said(row, ID) else None
    times = Counter(row[ID] for row in out)
    for row in out:
        row[ID] = row[ID] if times[row[ID]] == 1 else None
    return out


def old_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows of the old edition. Its NO is a running number of the sheet and tells nothing apart between years."""
    return [_named(row) for row in rows]


class ListWithoutLayer(NamedTuple):
    """A list of the standard that no layer takes: its title, headings only it has, whether they were seen in public code."""

    title: Text
    headings: tuple[str, ...]
    seen: bool


WITHOUT_LAYER = (
    ListWithoutLayer(Text("AED設置箇所一覧", "list of AEDs"), ("小児対応設備の有無",), True),
    ListWithoutLayer(Text("医療機関一覧", "list of medical institutions"), ("医療機関の種類", "診療科目"), True),
    ListWithoutLayer(Text("観光施設一覧", "list of sights"), ("料金（基本）", "アクセス方法"), True),
    ListWithoutLayer(Text("公衆トイレ一覧", "list of public toilets"), ("男性トイレ総数", "女性トイレ総数"), True),
    ListWithoutLayer(Text("文化財一覧", "list of cultural properties"), ("文化財分類",), False),
    ListWithoutLayer(Text("イベント一覧", "list of events"), ("イベント名",), False),
    ListWithoutLayer(Text("公衆無線LANアクセスポイント一覧", "list of public wireless access points"), ("SSID",), False),
    ListWithoutLayer(Text("消防水利施設一覧", "list of fire hydrants"), ("口径",), False),
    ListWithoutLayer(Text("オープンデータ一覧", "list of open data"), ("データ名称", "データ概要"), False),
)
"""Lists of the standard that are told so when they come, rather than called unknown."""


def without_layer(headings: Iterable[str]) -> Text | None:
    """Why a table is read by no layer when it is one of those lists; None when it is none of them."""
    have = {key(str(one)) for one in headings}
    if not have & {key(one) for one in (CODE, OLD_CODE, "市区町村コード", "NO")}:
        return None
    for one in WITHOUT_LAYER:
        if all(key(heading) in have for heading in one.headings):
            return Text(
                f"自治体標準オープンデータセットの「{one.title.ja}」です。これを使うレイヤはまだありません。",
                f"It is the {one.title.en} of the standard open data sets of municipalities: no layer takes it yet.",
            )
    return None


_HALLS = (
    (r"図書館", "library"),
    (r"区役所|市役所|町役場|村役場|支所$|庁舎", "ward_office"),
    (r"出張所|行政サービスコーナー|連絡所", "branch_office"),
    (r"こども文化センター|児童館|児童センター", "child_centre"),
    (r"いこいの家|憩いの家|憩の家|老人福祉センター", "elder_centre"),
    (r"市民館|公民館|区民館|市民会館|文化会館|生涯学習センター", "civic_hall"),
    (r"福祉会館|福祉センター|福祉プラザ|福祉パル", "welfare"),
    (r"コミュニティ|集会所|集会場|地区センター|町内会館|自治会館|交流センター|ふれあい", "community"),
)
"""What a public facility is, by words of its name: the standard's list has no column for it."""


def hall_kind(name: str) -> str | None:
    """Kind of community place that a public facility's name says; None when it says none."""
    folded = unicodedata.normalize("NFKC", name)
    return next((kind for words, kind in _HALLS if re.search(words, folded)), None)


_CARE = (
    (r"福祉施設入所者|介護老人福祉施設|特別養護", "special_nursing_home"),
    (r"介護老人保健施設|介護医療院|介護療養型", "health_facility"),
    (r"特定施設入居者|有料老人ホーム|サービス付き高齢者", "nursing_home_fee"),
    (r"認知症対応型共同生活|グループホーム", "group_home"),
    (r"通所|デイサービス|デイケア|小規模多機能", "day_service"),
    (r"地域包括支援センター|介護予防支援", "support_centre"),
)
"""Kind by words of 実施サービス, the home that people live in before the service they come for."""
NO_CARE_WORD = len(_CARE)


def care_kind(service: str) -> tuple[int, str]:
    """(rank, kind) of a care service: what is done at people's homes or with tools only is "other", the last rank."""
    folded = unicodedata.normalize("NFKC", service)
    return next(((rank, kind) for rank, (words, kind) in enumerate(_CARE) if re.search(words, folded)), (NO_CARE_WORD, "other"))


def one_row_a_site(rows: Sequence[Row]) -> list[Row]:
    """介護サービス事業所: the N rows of a site that gives N services as one row, its services joined and its best-known kind.

    One site: same 事業所番号, name and address. Its 定員 is the one of the service that gives the kind; all stay readable in
    the joined services ("通所介護（定員30）、訪問介護").
    """
    sites: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        name, address = _said(row, "介護サービス事業所名称"), _said(row, WHOLE) or _said(row, "住所")
        number = _said(row, "事業所番号")
        sites.setdefault((number or str(row[ROW] if not name else ""), key(name), key(address)), []).append(row)
    out = []
    for group in sites.values():
        ranked = sorted(group, key=lambda row: care_kind(_said(row, "実施サービス"))[0])
        best = ranked[0]
        services = [
            _said(row, "実施サービス") + (f"（定員{_said(row, '定員')}）" if len(group) > 1 and _said(row, "定員") else "")
            for row in group
        ]
        merged = {name: value if value not in (None, "") else None for name, value in best.items()}
        merged[ROW] = group[0][ROW]
        merged["実施サービス"] = "、".join(dict.fromkeys(one for one in services if one)) or None
        merged["@kind"] = care_kind(_said(best, "実施サービス"))[1]
        out.append(merged)
    return out
