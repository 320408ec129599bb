"""Notice boards, and the signs of altitude and flood depth (海抜・浸水深表示板) that mostly hang on them."""

from __future__ import annotations

from layers.base import ADDRESS, NAME, REMARKS, WARD, Code, Field, Layer, Style, Text

KINDS = (
    Code(
        "association_board",
        Text("町内会・自治会の掲示板", "association board"),
        ("町内会掲示板", "自治会掲示板", "掲示板", "町会掲示板"),
    ),
    Code("city_board", Text("市の掲示板", "city board"), ("市掲示板", "広報掲示板", "市政だより掲示板", "区掲示板")),
    Code("election_board", Text("選挙ポスター掲示場", "election poster board"), ("ポスター掲示場", "選挙掲示場", "掲示場")),
    Code("sign", Text("海抜・浸水深表示板だけ", "sign only"), ("表示板", "海抜表示板", "浸水深表示板", "海抜・浸水深表示板")),
)

LAYER = Layer(
    id="notice_boards",
    title=Text("掲示板・表示板", "notice boards"),
    about=Text(
        "町内会の掲示板や市の掲示板と、海抜・浸水深表示板の有無。表示板の印がない欄は「ない」ではなく「分からない」。",
        "Notice boards, and whether an altitude or flood-depth sign hangs there. A blank mark is unknown, not a no.",
    ),
    role="places",
    geometry="point",
    fields=(
        Field(NAME.name, NAME.label, required=True, headings=("掲示板名", "設置場所", "掲示場名", "番号", "掲示板番号", "場所")),
        Field("kind", Text("種類", "kind"), "code", codes=KINDS, headings=("種別", "区分")),
        Field(ADDRESS.name, ADDRESS.label, headings=("所在地", "設置場所住所", "設置住所")),
        WARD,
        Field("owner", Text("管理者", "owner"), headings=("管理団体", "設置者", "所有者", "町内会名", "自治会名", "町会名")),
        Field(
            "sign",
            Text("海抜・浸水深表示板", "altitude or flood-depth sign"),
            "mark",
            headings=("海抜・浸水深表示板あり", "表示板の有無", "表示板", "表示板設置", "海抜表示板"),
        ),
        Field(
            "elevation_m",
            Text("海抜", "altitude shown"),
            "number",
            "m",
            minimum=-10,
            maximum=4_000,
            headings=("標高", "海抜（m）", "海抜(m)", "標高（m）"),
        ),
        Field(
            "flood_depth_m",
            Text("浸水深", "flood depth shown"),
            "number",
            "m",
            minimum=0,
            maximum=50,
            headings=("想定浸水深", "浸水深（m）", "浸水深(m)", "想定浸水深（m）"),
        ),
        REMARKS,
    ),
    formats=(),
    without=Text("掲示板や表示板がどこにあるか見られません。", "Where notice boards and signs stand cannot be seen."),
    style=Style(fill="#f0e442", line="#6b6400", shape="square", opacity=0.9),
    kind="kind",
    by_position=True,
)
