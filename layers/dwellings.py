"""住宅の建て方: households by kind of dwelling and storeys of the house, by 町丁 or ward. Who could stay upstairs in a flood.

A table is about units, not about single houses. What it does not say (how many storeys a detached house has) stays unknown:
answers give the range between the two stated extremes.
"""

from __future__ import annotations

from layers.base import REMARKS, WARD, Field, Layer, Link, Style, Text
from layers.dwelling_tables import FORMATS


def _count(name: str, ja: str, en: str, *headings: str) -> Field:
    # A census small area holds at most some 10,000 households, a ward some 150,000.
    return Field(name, Text(ja, en), "number", "households", minimum=0, maximum=500_000, headings=headings)


LAYER = Layer(
    id="dwellings",
    title=Text("住宅の建て方", "dwellings by storeys"),
    about=Text(
        "町丁や区ごとの、一戸建・長屋建・共同住宅（建物の階数別、住んでいる階別）に住む世帯の数。公表されていない数は「不明」。",
        "Households by area in detached, row and apartment houses (by the house's storeys, by the floor lived on). A count not "
        "published is unknown.",
    ),
    role="records",
    geometry="any",
    fields=(
        Field("name", Text("町丁名", "area"), headings=("町丁目", "町名", "地域名")),
        Field("code", Text("町丁コード", "code of the area"), headings=("コード", "地域コード", "KEY_CODE")),
        WARD,
        Field("counted_on", Text("基準日", "day counted"), "date", headings=("調査年月日", "年月日")),
        Field("counted_with", Text("合算先のコード", "code of the area it is counted with"), headings=("合算先", "秘匿先コード")),
        _count("households", "住宅に住む世帯", "households in dwellings", "主世帯数", "世帯数", "世帯総数"),
        _count("detached", "一戸建", "in detached houses", "一戸建て", "戸建て", "戸建"),
        _count("row_house", "長屋建", "in row houses", "長屋", "長屋建て"),
        _count("apartments", "共同住宅", "in apartment houses", "共同住宅総数"),
        _count("apartments_1_2", "共同住宅（1・2階建）", "in apartment houses of 1 or 2 storeys", "1・2階建", "1～2階建"),
        _count("apartments_3_5", "共同住宅（3〜5階建）", "in apartment houses of 3 to 5 storeys", "3～5階建", "3〜5階建"),
        _count("apartments_6_10", "共同住宅（6〜10階建）", "in apartment houses of 6 to 10 storeys", "6～10階建", "6〜10階建"),
        _count("apartments_11_over", "共同住宅（11階建以上）", "in apartment houses of 11 storeys or more", "11階建以上"),
        _count("other", "その他の住宅", "in other dwellings", "その他"),
        _count("lived_1_2", "共同住宅の1・2階に住む世帯", "in apartments on floors 1 and 2", "1・2階", "1～2階"),
        _count("lived_3_5", "共同住宅の3〜5階に住む世帯", "in apartments on floors 3 to 5", "3～5階", "3〜5階"),
        _count("lived_6_10", "共同住宅の6〜10階に住む世帯", "in apartments on floors 6 to 10", "6～10階", "6〜10階"),
        _count("lived_11_over", "共同住宅の11階以上に住む世帯", "in apartments on floor 11 or above", "11階以上"),
        Field(
            "houses_storeys",
            Text("一戸建・長屋建の最高階数", "most storeys of its detached and row houses"),
            "integer",
            minimum=1,
            maximum=5,
            headings=("戸建ての最高階数", "一戸建の階数"),
            without=Text(
                "一戸建と長屋建は1階までから3階までの幅で答えます。",
                "Detached and row houses are answered as a range from one floor to three.",
            ),
        ),
        REMARKS,
    ),
    formats=FORMATS,
    without=Text(
        "浸水のとき上の階にとどまれる人を、建物の階数からか、または幅でしか答えられません。",
        "Who may stay upstairs in a flood is answered from the storeys of buildings, or as a range only.",
    ),
    style=Style(fill="#cc79a7", line="#7a3d60", opacity=0.3),
    identity=("code", "name", "ward"),
    links=(
        Link(
            "town",
            "towns",
            Text("数えた町丁", "the 町丁 that is counted"),
            name="name",
            code="code",
            stands_on=True,
        ),
    ),
)
