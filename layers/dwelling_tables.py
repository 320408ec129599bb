"""Tables of households by the kind and the storeys of their house, read by their headings: the census's and an office's own.

国勢調査 小地域 counts the main households (主世帯) of dwellings: 一戸建, 長屋建, 共同住宅 by the storeys of the house, その他;
other tables also by the floor that the household of an apartment lives on (世帯が住んでいる階). The printed table (第8表) and the
files of 統計GIS write the same classes in other dress, so a column is told by what its heading says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from layers import estat
from layers.ages import number
from layers.base import Format, Row, Text
from layers.fictitious import fictitious
from layers.resident_register import TOWN
from layers.text import fold_text

COUNTS = (
    "households",
    "detached",
    "row_house",
    "apartments",
    "apartments_1_2",
    "apartments_3_5",
    "apartments_6_10",
    "apartments_11_over",
    "other",
    "lived_1_2",
    "lived_3_5",
    "lived_6_10",
    "lived_11_over",
)
"""Fields that count households."""
_COLUMN_OF = {field: estat.column_of(field) for field in COUNTS}
WITH = "@数えた先"
"""Column the rows functions add: the area that a kept-back area's households are counted with."""
_NUMBERED: Mapping[str, str] = {
    "001": "households",
    "002": "detached",
    "003": "row_house",
    "004": "apartments",
    "005": "apartments_1_2",
    "006": "apartments_3_5",
    "007": "apartments_6_10",
    "008": "apartments_11_over",
    "009": "other",
}
"""Last three digits of a column of T001086 (2020) and T000853 (2015) → what it counts, where no second heading says it."""
_OTHER_SUBJECT = re.compile("人員|人口|男|女|率|割合|構成比|面積|持ち家|借家|エレベーター|平均")
_DRESS = re.compile(r"\d\)|[()（）「」、，,:：_＿\s]|うち|別|計$|総数$|(?:主?世帯数?)$|住宅の建て方|建物(?:全体)?の階数")
_BAND = re.compile(r"(1[・,~-]?2|3[・,~-]5|6[・,~-]10|11)階(建)?(?:て)?(以上)?")
_BANDS = {"1": "1_2", "3": "3_5", "6": "6_10"}
_LIVED = re.compile("住んでいる階|居住階|住む階")
_WARDS = ("区名", "行政区名", "行政区", "区")
_CODES = ("町丁コード", "町字コード", "町丁目コード", "地域コード", "コード")
_TOTAL = re.compile(r"^(?:住宅に住む)?(?:主世帯|一般世帯|世帯)?(?:総)?(?:世帯)?数?(?:計|総数|合計)?$")


def read_heading(heading: str) -> str | None:
    """The field that a heading says its column counts ("（建物全体の階数）3～5階建" → apartments_3_5); None for other columns."""
    text = fold_text(heading).replace(" ", "")
    if not text or _OTHER_SUBJECT.search(text):
        return None
    band = _BAND.search(text)
    if band is not None:
        name = "11_over" if band[1] == "11" else _BANDS[band[1][0]]
        return f"lived_{name}" if _LIVED.search(text) or not band[2] else f"apartments_{name}"
    plain = _DRESS.sub("", text)
    for pattern, field in (
        ("^(?:一?戸建て?|一戸建(?:て)?住宅|戸建(?:て)?住宅)$", "detached"),
        ("^長屋(?:建て?)?(?:住宅)?$", "row_house"),
        ("^共同住宅$", "apartments"),
        ("^その他(?:の住宅)?$", "other"),
    ):
        if re.search(pattern, plain):
            return field
    said = re.sub(r"\d\)|[()\s]|住宅の建て方別?", "", text)
    return "households" if said and _TOTAL.match(said) else None


def _counted(rows: Sequence[Row], heads: Row | None, columns: Sequence[str]) -> dict[str, str]:
    """Field → column that counts it: by the second heading row, else by the heading itself, else by the item's number."""
    out: dict[str, str] = {}
    for column in columns:
        second = heads.get(column) if heads is not None else None
        said = read_heading(second) if isinstance(second, str) and second.strip() else read_heading(column)
        if said is None and heads is None and re.fullmatch(r"T\d{9}", column):
            said = _NUMBERED.get(column[-3:])
        if said is not None:
            out.setdefault(said, column)
    return out


def _cells(row: Row, counted: Mapping[str, str], dash_is_zero: bool) -> Row:
    return {_COLUMN_OF[field]: number(row.get(column), dash_is_zero=dash_is_zero) for field, column in counted.items()}


def census_rows(rows: Sequence[Row]) -> list[Row]:
    """Areas that no other row is a part of, with what each counts. A kept-back area says whose counts hold its households."""
    heads = next((row for row in rows if not str(row.get("KEY_CODE") or "").strip()), None)
    body = [row for row in rows if str(row.get("KEY_CODE") or "").strip()]
    counted = _counted(body, heads, [column for column in rows[0] if re.fullmatch(r"T\d{9}", column)] if rows else [])
    out = []
    for row in estat.leaves(body):
        key = str(row["KEY_CODE"]).strip()
        host = str(row.get("HTKSAKI") or "").strip()
        kept_back = str(row.get("HTKSYORI") or "").strip() == "2" and host
        added: Row = {estat.CODE: estat.town_code(key), estat.NAME: str(row.get("NAME") or "").strip() or key}
        added[WITH] = estat.area_code(host, key) if kept_back else None
        cells = _cells(row, counted, dash_is_zero=True)
        if kept_back:
            cells = dict.fromkeys(cells)
        out.append({**row, **added, **cells})
    return out


def plain_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows of an office's own table: the area it is about and what its headings say it counts. A row named after a ward, or
    without a 町丁, is about the whole ward."""
    if not rows:
        return []
    counted = _counted(rows, None, list(rows[0]))
    have = {"".join(fold_text(heading).split()): heading for heading in reversed(list(rows[0]))}
    town, ward, code = (next((have[one] for one in names if one in have), "") for names in (TOWN, _WARDS, _CODES))
    out = []
    for row in rows:
        name, where = (str(row.get(column) or "").strip() for column in (town, ward))
        if name.endswith("区") and where in ("", name):
            name, where = "", name
        about: Row = {estat.NAME: name or None, estat.WARD: where or None, estat.CODE: row.get(code)}
        out.append({**row, **about, **_cells(row, counted, dash_is_zero=False)})
    return out


_OF_COUNTS = {column: field for field, column in _COLUMN_OF.items()}
_SPEC = Text(
    "実物を読む公開コード4件（2020年T001086と2015年T000853の列の順、第8表の見出し）。2行目の見出しを項目番号より優先する",
    "Four public programs that read the real files (order of columns in T001086 of 2020 and T000853 of 2015; headings of the "
    "printed table 8); the second heading row goes before item numbers",
)


def _census(table: str, year: str) -> Format:
    return Format(
        id=f"estat-{table.lower()}",
        title=Text(
            f"国勢調査{year}年 小地域 住宅の建て方別世帯数（{table}）",
            f"census {year}: households by kind of dwelling and small area ({table})",
        ),
        columns={estat.CODE: "code", estat.NAME: "name", WITH: "counted_with", **_OF_COUNTS},
        recognised_by=("KEY_CODE", "HTKSYORI", "HTKSAKI", "GASSAN", "HYOSYO", "NAME", f"{table}001"),
        rows=census_rows,
        municipality_from=("KEY_CODE", 0, 5),
        rows_of="target",
        named=rf"^(?:.*{table}(?P<part>[A-Z]\d{{2,4}}))?",
        source=Text(f"{estat.SOURCE.ja} {table}", f"{estat.SOURCE.en} {table}"),
        licence=estat.LICENCE,
        reference_date=f"{year}-10-01",
        edition=year,
        spec=_SPEC,
        joins=Text(
            "次の行は1つの地域として数えません：2行目の見出し、内訳のある上の階層（市・町）の合計。",
            "These rows are no areas of their own: a second heading row, totals of a level above (city, 町).",
        ),
    )


def _plain(id: str, title: Text, heads: tuple[str, ...]) -> Format:
    return Format(
        id=id,
        title=title,
        columns={
            estat.NAME: "name",
            estat.CODE: "code",
            estat.WARD: "ward",
            "基準日": "counted_on",
            "戸建ての最高階数": "houses_storeys",
            "備考": "remarks",
            **_OF_COUNTS,
        },
        recognised_by=heads,
        rows=plain_rows,
        source=Text("住宅の建て方別世帯数（市の表）", "households by kind of dwelling (the city's table)"),
        licence="unknown",
        spec=Text(
            "このサービスの決めた見出し。市の表に決まった様式はない",
            "headings of this service's own; cities' tables have no standard",
        ),
    )


_WHERE = "|".join((*TOWN, *_WARDS))
T001086 = _census("T001086", "2020")
FORMATS: tuple[Format, ...] = (
    fictitious(T001086, "2020-10-01"),
    T001086,
    _census("T000853", "2015"),
    _plain(
        "dwellings-floors",
        Text("町丁別 共同住宅の世帯が住んでいる階（市の表）", "households by the floor they live on (the city's table)"),
        (_WHERE, "世帯が住んでいる階1・2階|1・2階|1～2階", "世帯が住んでいる階11階以上|11階以上"),
    ),
    _plain(
        "dwellings-kinds",
        Text("町丁別 住宅の建て方別世帯数（市の表）", "households by kind of dwelling (the city's table)"),
        (_WHERE, "一戸建|戸建|一戸建て|戸建て", "共同住宅|共同住宅11階建以上|11階建以上"),
    ),
)  # fmt: skip
