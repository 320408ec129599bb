"""住所の位置: what the offline geocoder reads addresses by. Positions of 町丁, blocks and numbers, and old names of 町丁.

Published as 位置参照情報 (MLIT: 大字・町丁目レベル, 街区レベル) and アドレス・ベース・レジストリ (Digital Agency: names in one
file, positions in another, put together by their ids). Columns are from public code that reads such files; no file was seen here.
"""

from __future__ import annotations

from layers.base import MUNICIPALITY, WARD, Code, Field, Format, Layer, Style, Text

LEVELS = (
    Code("town", Text("町丁の代表点", "point of a 町丁")),
    Code("block", Text("街区", "block")),
    Code("parcel", Text("地番", "parcel number (地番)")),
    Code("number", Text("住居番号", "residence number (住居番号)")),
)

ISJ = Text("位置参照情報", "MLIT address positions (位置参照情報)")
ISJ_SPEC = Text(
    "公開コード5件の列とフラグの意味（街区レベル24.0aを2026年10月に読んだものを含む）。仕様は国土交通省の位置参照情報のデータ形式",
    "Columns and flags read by five public programs (one read edition 24.0a in October 2026), after MLIT's data format page",
)
ABR = "アドレス・ベース・レジストリ"
ABR_EN = "Address Base Registry"
ABR_SPEC = Text(
    "公開コード4件の列（2026年に配布ファイルの見出しを写したものを含む）",
    "Columns read by four public programs (two copied the headings of files distributed in 2026)",
)
CITY_CODE = ("lg_code", 0, 5)
IN_FORCE = {"ablt_date": ("",)}
"""Rows with a day of abolition are no addresses any more."""
IDS = {"lg_code": "municipality_code", "machiaza_id": "town_id"}
WORDS = {"city": "municipality", "ward": "ward", "oaza_cho": "name", "chome": "chome", "koaza": "small_area"}
POSITION = ("rep_lon", "rep_lat")
SECOND = ("rsdt2_id", "rsdt_num2")
"""Few rows have them: a file without them is one of residence numbers all the same, never one of blocks."""


def _isj_blocks(id: str, town: str, edition: str) -> Format:
    columns = {
        "市区町村名": "municipality",
        town: "name",
        "小字・通称名": "small_area",
        "街区符号・地番": "block",
        "住居表示フラグ": "level",
    }
    return Format(
        id=id,
        title=Text(f"位置参照情報 街区レベル（{edition}）", f"MLIT address positions by block ({edition})"),
        columns=columns,
        recognised_by=(*columns, "緯度", "経度"),
        values={"level": {"1": "block", "0": "parcel"}},
        # A block may have several points; the one marked stands for it. Two marked ones of one key are put together.
        only={"代表フラグ": ("1",)},
        dissolve="name",
        lon="経度",
        lat="緯度",
        source=Text("位置参照情報 街区レベル", "MLIT address positions by block"),
        licence="KSJ-open",
        edition=edition,
        spec=ISJ_SPEC,
    )


def _abr(id: str, ja: str, en: str, columns: dict[str, str], level: str, position: bool) -> Format:
    found_by = (*(column for column in columns if column not in SECOND), *(POSITION if position else ()))
    return Format(
        id=id,
        title=Text(f"{ABR} {ja}", f"{ABR_EN}: {en}"),
        columns=columns,
        recognised_by=found_by,
        constants={"level": level},
        only={} if position else IN_FORCE,
        municipality_from=CITY_CODE,
        # One 町字 stands in two rows where 住居表示 is in force in a part of it only.
        dissolve="town_id",
        lon="rep_lon" if position else None,
        lat="rep_lat" if position else None,
        source=Text(f"{ABR} {ja}", f"{ABR_EN}: {en}"),
        licence="PDL-1.0",
        edition="2024–2026",
        spec=ABR_SPEC,
        assumed=() if position else ("ablt_date",),
    )


BLOCK = {**IDS, "blk_id": "block_id"}
NUMBER = {**BLOCK, "rsdt_id": "number_id", "rsdt2_id": "second_number_id"}

LAYER = Layer(
    id="address_points",
    title=Text("住所の位置", "positions of addresses"),
    about=Text(
        "住所から位置を求めるための、町丁・街区・番号の位置と旧町名。地図には描かない。",
        "Positions of 町丁, blocks and numbers, and old names, by which addresses are found. Not drawn on maps.",
    ),
    role="context",
    geometry="point",
    fields=(
        Field("name", Text("町字", "name of the 町字 (with its 丁目)"), headings=("町丁", "町名", "現町名", "大字町丁目名")),
        Field("chome", Text("丁目", "丁目, where it stands apart from the name")),
        Field("small_area", Text("小字・通称", "小字 or common name")),
        Field("block", Text("街区符号・地番", "block or parcel number"), headings=("街区", "街区符号", "地番")),
        Field("number", Text("住居番号", "residence number")),
        Field("second_number", Text("住居番号2", "second part of the residence number")),
        Field("level", Text("位置の段階", "what the position stands for"), "code", codes=LEVELS),
        Field("old_name", Text("旧町名", "old names of the 町丁 (several parted by 、 or ;)")),
        Field("municipality", Text("市区町村名", "municipality")),
        WARD,
        MUNICIPALITY,
        Field("town_id", Text("町字ID", "id of the 町字")),
        Field("block_id", Text("街区ID", "id of the block")),
        Field("number_id", Text("住居ID", "id of the residence number")),
        Field("second_number_id", Text("住居2ID", "id of the second residence number")),
    ),
    formats=(
        _abr(
            "abr-residence",
            "住居表示-住居",
            "residence numbers",
            {**NUMBER, **WORDS, "blk_num": "block", "rsdt_num": "number", "rsdt_num2": "second_number"},
            "number",
            position=False,
        ),
        _abr(
            "abr-residence-position", "住居表示-住居 位置参照", "positions of residence numbers", NUMBER, "number", position=True
        ),
        _abr("abr-block", "住居表示-街区", "blocks", {**BLOCK, **WORDS, "blk_num": "block"}, "block", position=False),
        _abr("abr-block-position", "住居表示-街区 位置参照", "positions of blocks", BLOCK, "block", position=True),
        _abr("abr-town", "町字", "町字", {**IDS, **WORDS}, "town", position=False),
        _abr("abr-town-position", "町字 位置参照", "positions of 町字", IDS, "town", position=True),
        _isj_blocks("isj-block", "大字・丁目名", "24.0a"),
        _isj_blocks("isj-block-older", "大字・町丁目名", "older"),
        Format(
            id="isj-town",
            title=Text("位置参照情報 大字・町丁目レベル", "MLIT address positions by 町丁"),
            columns={
                "市区町村コード": "municipality_code",
                "市区町村名": "municipality",
                "大字町丁目コード": "town_id",
                "大字町丁目名": "name",
            },
            recognised_by=("市区町村コード", "市区町村名", "大字町丁目コード", "大字町丁目名", "緯度", "経度"),
            constants={"level": "town"},
            municipality_from=("市区町村コード", 0, 5),
            dissolve="name",
            lon="経度",
            lat="緯度",
            source=Text("位置参照情報 大字・町丁目レベル", "MLIT address positions by 町丁"),
            licence="KSJ-open",
            edition="19.0b",
            spec=ISJ_SPEC,
        ),
    ),
    without=Text("位置のない名簿を番地から地図に置けません。", "Lists without positions cannot be placed by street number."),
    style=Style(fill="#999999", line="#666666", opacity=0.4),
    identity=(
        "municipality_code",
        "municipality",
        "ward",
        "name",
        "chome",
        "small_area",
        "block",
        "number",
        "second_number",
        "old_name",
        "town_id",
        "block_id",
        "number_id",
        "second_number_id",
    ),
)
