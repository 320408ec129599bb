"""避難所運営会議: who runs a shelter, and how often they met, year by year."""

from __future__ import annotations

from layers.base import REMARKS, WARD, Field, Layer, Link, Style, Text

LAYER = Layer(
    id="shelter_councils",
    title=Text("避難所運営会議", "shelter councils"),
    about=Text(
        "避難所ごとの運営会議と、その年に開かれた回数。回数のない年は「開かれなかった」ではなく「分からない」。",
        "The council that runs each shelter, and how often it met in a year. A year without a number is unknown, not none.",
    ),
    role="records",
    geometry="any",
    fields=(
        Field(
            "shelter",
            Text("避難所名", "shelter"),
            required=True,
            headings=("避難所", "避難所の名称", "施設名", "指定避難所", "学校名", "避難所名称"),
        ),
        Field(
            "shelter_address",
            Text("避難所の所在地", "address of the shelter"),
            headings=("所在地", "住所", "避難所所在地", "避難所住所"),
        ),
        Field(
            "council",
            Text("運営会議名", "council"),
            headings=("会議名", "避難所運営会議", "避難所運営会議名", "運営会議", "運営組織", "運営委員会"),
        ),
        WARD,
        Field(
            "school_network",
            Text("地域防災拠点", "school network (district base)"),
            headings=("中学校区", "地域防災拠点名", "拠点", "中学校区名", "防災拠点"),
        ),
        Field(
            "meetings",
            Text("開催回数", "meetings in the year"),
            "integer",
            "times",
            minimum=0,
            maximum=366,
            headings=("会議回数", "回数", "年間開催回数", "開催数", "会議開催回数"),
        ),
        Field(
            "held",
            Text("開催の有無", "whether it met"),
            "mark",
            headings=("開催", "会議の開催", "開催有無", "実施の有無", "実施"),
        ),
        Field("year", Text("年度", "year"), "integer", "year", minimum=1900, maximum=2100, headings=("年", "開催年度", "時点")),
        REMARKS,
    ),
    formats=(),
    without=Text(
        "避難所の会議が開かれたか見られません。今ある問いには使いません。",
        "Whether shelter councils met cannot be seen. No question uses it today.",
    ),
    style=Style(fill="#56b4e9", line="#1b5f86", shape="star", opacity=0.9),
    identity=("shelter", "shelter_address"),
    year="year",
    links=(
        Link(
            "shelter",
            "shelters",
            Text("運営する避難所", "shelter it runs"),
            name="shelter",
            address="shelter_address",
            stands_on=True,
        ),
        Link(
            "network",
            "junior_high_districts",
            Text("地域防災拠点の中学校区", "district of the school network"),
            name="school_network",
        ),
    ),
)
