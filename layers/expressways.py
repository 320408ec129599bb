"""高速道路: drawn, and a barrier that walking streets pass under or over at few places."""

from __future__ import annotations

from layers.base import Code, Field, Format, Layer, Style, Text

KINDS = (
    Code("national", Text("高速自動車国道など", "national expressway")),
    Code("urban", Text("指定都市高速道路", "urban expressway"), ("指定都市高速道路", "都市高速道路")),
    Code("other", Text("その他の自動車専用道路", "other motorway")),
)

LAYER = Layer(
    id="expressways",
    title=Text("高速道路", "expressways"),
    about=Text("高速道路・自動車専用道路。地図の背景に描き、歩いて渡れない線として使う。", "Expressways: drawn, and barriers."),
    role="context",
    geometry="line",
    fields=(
        Field("name", Text("路線名", "name")),
        Field("operator", Text("運営会社", "operator")),
        Field("kind", Text("種類", "kind"), "code", codes=KINDS),
        Field("lanes", Text("車線数", "lanes"), "integer", minimum=1, maximum=16),
        Field("opened_year", Text("供用開始年", "year opened"), "integer", "year", minimum=1950, maximum=2100),
        Field("source_class", Text("元の区分", "class as the source has it")),
    ),
    formats=(
        Format(
            id="ksj-n06",
            title=Text("国土数値情報 高速道路時系列（N06 区間）", "KSJ expressways over time (N06, sections)"),
            columns={"N06_001": "opened_year", "N06_007": "name", "N06_008": "kind", "N06_010": "lanes"},
            recognised_by=("N06_001", "N06_007", "N06_008", "N06_010"),
            values={
                "kind": {"1": "national", "2": "national", "3": "national", "4": "national", "5": "urban", "6": "other"},
                "lanes": {"0": None, "9999": None},
                "opened_year": {"9999": None, "0": None},
            },
            # A section that was closed or changed is history; 9999 is the one in use.
            only={"N06_003": ("9999",)},
            named=r"(?:^|/)(?:[^/]*N06-(?P<year>\d\d))?[^/]*$",
            source=Text("国土数値情報 高速道路時系列", "National Land Numerical Information, expressways over time"),
            licence="KSJ-open",
            edition="2008–2024",
            spec=Text(
                "この形式を読む公開コード6件の列と路線種別（1〜6）", "Columns and kinds of roads (1 to 6) in six public programs"
            ),
        ),
    ),
    without=Text(
        "地図に高速道路が出ません。道のりで測るとき、渡れない所で高速道路の向こうの道に出ることがあります。",
        "The map shows no expressways. Along streets, people may step onto a street across one where nobody can cross.",
    ),
    style=Style(fill="#b07d2b", line="#8a5f1c", opacity=0.9),
    kind="kind",
)
