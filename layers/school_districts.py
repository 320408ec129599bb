"""国土数値情報 A27 小学校区 and A32 中学校区: both layouts of polygons, for the two layers that are read from them.

One district may come as several polygons and one school may have several districts: what has one school is one district.
The files of points beside them (A27P, A32P) are the schools, not the districts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from layers.base import ADDRESS, NAME, WARD, Code, Field, Format, Layer, Row, Style, Text
from layers.fictitious import fictitious

Level = Literal["elementary", "junior_high"]
LEVELS = (
    Code("elementary", Text("小学校区", "elementary school district"), ("小学校",)),
    Code("junior_high", Text("中学校区", "junior high school district"), ("中学校",)),
)


def _said(row: Row, column: str) -> str:
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


FIRST_OLD = {"A27": 5, "A32": 6}
"""Dataset → number of the first column of polygons to 2016: those before it are the columns of the points beside them."""


def _district(row: Row, municipality: str, founder: str, name: str, code: str) -> Row:
    """The district's name and code from its school's; without a school code municipality, founder and name are the code."""
    school = _said(row, name)
    made = _said(row, code) or ":".join((_said(row, municipality), _said(row, founder) + school))
    return {**row, "@code": made, "@name": school if not school or school.endswith("区") else f"{school}区"}


def _dataset(row: Row) -> str:
    return next(one for one in FIRST_OLD if any(column.startswith(one) for column in row))


def rows_from_2021(rows: Sequence[Row]) -> list[Row]:
    """Names and codes of districts; columns are municipality, founder, school code, school, address."""
    return [_district(row, *(f"{_dataset(row)}_{number:03}" for number in (1, 2, 4, 3))) for row in rows]


def rows_to_2016(rows: Sequence[Row]) -> list[Row]:
    """Names and codes of districts; columns are municipality, founder, school, address: there is no school code."""
    out = []
    for row in rows:
        dataset = _dataset(row)
        first = FIRST_OLD[dataset]
        municipality, founder, name = (f"{dataset}_{first + place:03}" for place in range(3))
        out.append(_district(row, municipality, founder, name, code=""))
    return out


def _formats(dataset: str, title: Text, level: Level) -> tuple[Format, ...]:
    new = [f"{dataset}_{number:03}" for number in range(1, 6)]
    old = [f"{dataset}_{number:03}" for number in range(FIRST_OLD[dataset], FIRST_OLD[dataset] + 4)]
    named = rf"^(?!.*{dataset}P)(?:.*{dataset}-(?P<year>\d{{2}}))?"
    source = Text("国土数値情報", "National Land Numerical Information")
    since_2021 = Format(
        id=f"{dataset.lower()}-2021",
        title=Text(f"国土数値情報 {title.ja}（2021年以降）", f"KSJ {dataset} {title.en} (2021 and later)"),
        columns={"@name": "name", "@code": "code", new[1]: "founder", new[2]: "school_code", new[3]: "school", new[4]: "address"},
        recognised_by=tuple(new),
        constants={"level": level},
        rows=rows_from_2021,
        municipality_from=(new[0], 0, 5),
        rows_of="target",
        dissolve="code",
        source=source,
        # Each municipality's terms are in a list of their own beside the data.
        licence="unknown",
        edition="2021, 2023",
        spec=Text("2021年版を読む公開コード", "public code that reads the edition of 2021"),
        named=named,
    )
    to_2016 = Format(
        id=f"{dataset.lower()}-2016",
        title=Text(f"国土数値情報 {title.ja}（2016年まで）", f"KSJ {dataset} {title.en} (to 2016)"),
        columns={"@name": "name", "@code": "code", old[1]: "founder", old[2]: "school", old[3]: "address"},
        recognised_by=tuple(old),
        constants={"level": level},
        rows=rows_to_2016,
        municipality_from=(old[0], 0, 5),
        rows_of="target",
        dissolve="code",
        source=source,
        licence="unknown",
        edition="2010, 2016" if dataset == "A27" else "2016",
        spec=Text("2010年版・2016年版を読む公開コード", "public code that reads the editions of 2010 and 2016"),
        named=named,
    )
    return (fictitious(since_2021), since_2021, fictitious(to_2016), to_2016)


def layer(id: str, dataset: str, level: Level, line: str, headings: tuple[str, ...]) -> Layer:
    """The layer of one level. Districts may overlap (schools to choose from) and leave holes."""
    label = next(code.label for code in LEVELS if code.slug == level)
    title = Text(label.ja, f"{label.en}s")
    return Layer(
        id=id,
        title=title,
        about=Text(
            f"{label.ja}（通学区域）。重なる所や、どこにも入らない所がある。",
            f"{title.en}. They may overlap, and leave ground that is in none.",
        ),
        role="units",
        geometry="polygon",
        fields=(
            NAME,
            Field("code", Text("学区コード", "code of the district"), headings=headings),
            Field("level", Text("段階", "level"), "code", codes=LEVELS),
            Field("school", Text("学校名", "school"), headings=("指定校", "学校")),
            Field("school_code", Text("学校コード", "school code")),
            Field("founder", Text("設置主体", "founder of the school")),
            ADDRESS,
            WARD,
        ),
        formats=_formats(dataset, title, level),
        without=Text(f"{label.ja}ごとの数が出せません。", f"No figures by {label.en}."),
        style=Style(fill="#ffffff", line=line, opacity=0.0),
        unit_code="code",
        min_area_m2=10_000,
        max_area_m2=2_000_000_000,
    )
