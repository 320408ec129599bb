"""学校と勤め先: schools of 国土数値情報 P29, companies by lists of the city. Where people are by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layers.base import ADDRESS, MUNICIPALITY, NAME, REMARKS, WARD, Code, Field, Format, Layer, Row, Style, Text
from layers.fictitious import fictitious

KINDS = (
    Code("elementary", Text("小学校", "elementary school"), ("小学校", "16001")),
    Code("junior_high", Text("中学校", "junior high school"), ("中学校", "16002")),
    Code("compulsory", Text("義務教育学校", "compulsory education school"), ("義務教育学校", "16014")),
    Code("secondary", Text("中等教育学校", "secondary school"), ("中等教育学校", "16003")),
    Code("high", Text("高等学校", "high school"), ("高等学校", "高校", "16004")),
    Code("technical_college", Text("高等専門学校", "technical college"), ("高等専門学校", "高専", "16005")),
    Code("junior_college", Text("短期大学", "junior college"), ("短期大学", "短大", "16006")),
    Code("university", Text("大学", "university"), ("大学", "16007")),
    Code(
        "special_needs",
        Text("特別支援学校", "special needs school"),
        # To 2006 three kinds of schools of their own.
        ("特別支援学校", "16012", "盲学校", "16008", "ろう学校", "16009", "養護学校", "16010"),
    ),
    Code("kindergarten", Text("幼稚園・認定こども園", "kindergarten or centre"), ("幼稚園", "16011", "認定こども園", "16013")),
    Code("vocational", Text("専修学校・各種学校", "vocational school"), ("専修学校", "16016", "各種学校", "16015", "専門学校")),
    Code("company", Text("事業所", "company"), ("会社", "企業", "工場", "事業所")),
    Code("other", Text("その他", "other"), ("その他",)),
)
STATUS = (
    Code("open", Text("開校中", "open"), ("1",)),
    Code("closed", Text("休校中", "closed for the time being"), ("2",)),
    Code("not_surveyed", Text("調査なし", "not surveyed"), ("0",)),
)
"""休校区分 of P29 since 2021. A reader of the files saw other values, too (9): unknown."""
CLOSED = "休校中（元データの休校区分2）"


def _said(row: Row, column: str) -> str:
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def rows_from_2021(rows: Sequence[Row]) -> list[Row]:
    """A key of school and campus (campuses of one university share its code); a school that is closed says so."""
    out = []
    for row in rows:
        school, campus, status = (_said(row, column) for column in ("P29_002", "P29_008", "P29_007"))
        notes = [note for note in (CLOSED if status == "2" else "", _said(row, "P29_009")) if note]
        made = {
            "@key": (f"{school}-{campus}" if campus else school) or None,
            "@status": status if status in ("0", "1", "2") else None,
            "@remarks": "。".join(notes) or None,
        }
        out.append({**row, **made})
    return out


def rows_of_2013(rows: Sequence[Row]) -> list[Row]:
    """The kind of school, which readers of this edition found in P29_003 or in P29_004."""
    out = []
    for row in rows:
        codes = [_said(row, column) for column in ("P29_003", "P29_004")]
        out.append({**row, "@kind": next((code for code in codes if code.startswith("160")), None)})
    return out


SOURCE = Text("国土数値情報", "National Land Numerical Information")
P29_2021 = Format(
    id="p29-2021",
    title=Text("国土数値情報 学校（2021年以降）", "KSJ P29 schools (2021 and later)"),
    columns={
        "P29_002": "school_code",
        "P29_003": "kind",
        "P29_004": "name",
        "P29_005": "address",
        "@status": "status",
        "@remarks": "remarks",
    },
    recognised_by=("P29_001", "P29_002", "P29_003", "P29_004", "P29_005", "P29_006", "P29_007"),
    rows=rows_from_2021,
    key="@key",
    municipality_from=("P29_001", 0, 5),
    source=SOURCE,
    licence="KSJ-open",
    edition="2021, 2023",
    spec=Text("2021年版と2023年版を読む公開コードとコードリスト", "public code that reads 2021 and 2023; code lists"),
    assumed=("P29_007",),
    named=r"^(?:.*P29-(?P<year>\d{2}))?",
    # The fourth column is the name here and a code in 2013.
    tells={"P29_003": r"16\d{3}", "P29_004": r".*\D.*"},
)
P29_2013 = Format(
    id="p29-2013",
    title=Text("国土数値情報 学校（2013年）", "KSJ P29 schools (2013)"),
    columns={"@kind": "kind", "P29_005": "name", "P29_006": "address"},
    recognised_by=("P29_001", "P29_002", "P29_003", "P29_004", "P29_005", "P29_006"),
    rows=rows_of_2013,
    municipality_from=("P29_001", 0, 5),
    source=SOURCE,
    licence="unknown",
    edition="2013",
    spec=Text("2013年版を読む公開コード", "public code that reads the edition of 2013"),
    assumed=("P29_003", "P29_004", "P29_005", "P29_006"),
    named=r"^(?:.*P29-(?P<year>\d{2}))?",
    tells={"P29_003": r"\d{2,5}", "P29_004": r"\d{1,5}"},
)
FICTITIOUS = replace(fictitious(P29_2021), columns={**P29_2021.columns, "児童・生徒・学生数": "pupils", "従業者数": "workers"})
"""The sample's list says how many are there, too; the national one does not."""

LAYER = Layer(
    id="places_of_study_and_work",
    title=Text("学校・勤め先", "places of study and work"),
    about=Text(
        "学校、大学、事業所など、昼間に人が集まる場所。昼間の人数は分かるものだけ。",
        "Schools, universities, companies: where people are by day. How many is known for some only.",
    ),
    role="places",
    geometry="point",
    fields=(
        NAME,
        Field("kind", Text("種別", "kind"), "code", codes=KINDS, headings=("学校種別", "区分")),
        ADDRESS,
        WARD,
        MUNICIPALITY,
        Field("school_code", Text("学校コード", "school code")),
        Field("status", Text("休校区分", "open or closed"), "code", codes=STATUS),
        Field("pupils", Text("児童・生徒・学生数", "pupils or students"), "integer", "people", minimum=0, maximum=100_000),
        Field("workers", Text("従業者数", "workers"), "integer", "people", minimum=0, maximum=200_000, headings=("従業員数",)),
        Field("day_people", Text("昼間の人数", "people by day"), "integer", "people", minimum=0, maximum=200_000),
        REMARKS,
    ),
    formats=(FICTITIOUS, P29_2021, fictitious(P29_2013), P29_2013),
    without=Text(
        "学校や勤め先から避難場所などまでの距離は答えられません。",
        "How far schools and workplaces are from sites cannot be answered.",
    ),
    style=Style(fill="#0072b2", line="#003f63", shape="triangle", opacity=0.9),
    kind="kind",
)
