"""Meetings of residents about their area: 区民会議, 地域デザイン会議, 公園ミーティング, map exercises; and what came of them."""

from __future__ import annotations

from layers.base import ADDRESS, REMARKS, WARD, Code, Field, Layer, Style, Text

KINDS = (
    Code("ward_assembly", Text("区民会議", "ward assembly"), ("区民会議",)),
    Code("design_meeting", Text("地域デザイン会議", "area design meeting"), ("地域デザイン会議", "デザイン会議")),
    Code("park_meeting", Text("公園ミーティング", "park meeting"), ("公園ミーティング", "公園会議")),
    Code("map_exercise", Text("災害図上訓練（DIG）", "map exercise (DIG)"), ("DIG", "災害図上訓練", "図上訓練")),
    Code("other", Text("その他の集まり", "other meeting"), ("その他",)),
)
OUTCOMES = (
    Code("residents", Text("住民の取組", "residents' own work"), ("住民", "市民", "区民", "区民主体", "自主的な取組")),
    Code("joint", Text("協働の取組", "joint work"), ("協働", "共同")),
    Code("administration", Text("行政の取組", "the administration's work"), ("行政", "市", "区役所", "行政主体")),
)
"""The three kinds of outcomes that the city's paper of 2015 tells apart."""

LAYER = Layer(
    id="area_meetings",
    title=Text("地域の話し合い", "area meetings"),
    about=Text(
        "区民会議、地域デザイン会議、公園ミーティング、災害図上訓練と、そこから生まれた取組。発言した人は載せない。",
        "Ward assemblies, area design meetings, park meetings and map exercises, and what came of them. No speaker is named.",
    ),
    role="records",
    geometry="any",
    fields=(
        Field("name", Text("会議名", "name"), required=True, headings=("名称", "会議の名称", "集まりの名称", "テーマ", "訓練名")),
        Field("kind", Text("種類", "kind"), "code", codes=KINDS, headings=("種別", "区分", "会議の種類")),
        WARD,
        Field(ADDRESS.name, Text("開催場所の住所", "address"), headings=("住所", "所在地")),
        Field("place", Text("会場", "place"), headings=("開催場所", "場所", "会場名")),
        Field("held_on", Text("開催日", "held on"), "date", headings=("日付", "実施日", "年月日", "開催年月日")),
        Field(
            "people",
            Text("参加人数", "people who came"),
            "integer",
            "people",
            minimum=0,
            maximum=100_000,
            headings=("参加者数", "人数", "出席者数", "参加者"),
        ),
        Field("outcome", Text("成果", "outcome"), headings=("結果", "決まったこと", "提案", "取組", "内容")),
        Field(
            "outcome_kind",
            Text("取組の主体", "who does it"),
            "code",
            codes=OUTCOMES,
            headings=("成果の種類", "主体", "取組主体", "実施主体"),
        ),
        Field("year", Text("年度", "year"), "integer", "year", minimum=1900, maximum=2100, headings=("年", "開催年度")),
        REMARKS,
    ),
    formats=(),
    without=Text(
        "地域の話し合いの記録が見られません。今ある問いには使いません。",
        "Records of area meetings cannot be seen. No question uses it today.",
    ),
    style=Style(fill="#e69f00", line="#7d5600", shape="star", opacity=0.9),
    kind="kind",
    # Meetings of one name are held again and again, and one meeting may have several outcomes.
    identity=("name", "kind", "ward", "held_on", "outcome"),
    year="year",
)
