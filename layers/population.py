"""人口と世帯: people or households by group, on 町丁, mesh cells or points. Every figure says which group it counts.

Tables without ground (register sheets, census tables) stand on the ground of their 町丁 by code, or by ward and name. A row
whose figures are several areas' together names them all in ``covers``.
"""

from __future__ import annotations

from layers.ages import BANDS, NAMES, OPEN
from layers.base import PEOPLE, WARD, Code, Field, Layer, Link, Style, Text
from layers.population_formats import FORMATS

HOUSEHOLDS = Text("世帯", "households")


def _group(
    name: str, ja: str, en: str, noun_ja: str, noun_en: str, counter: Text = PEOPLE, headings: tuple[str, ...] = ()
) -> Field:
    # A census small area holds at most some 20,000 people, a 1 km cell some 40,000: more is a total that slipped in.
    unit = "households" if counter is HOUSEHOLDS else "people"
    return Field(
        name,
        Text(ja, en),
        "number",
        unit,
        minimum=0,
        maximum=100_000,
        group=True,
        noun=Text(noun_ja, noun_en),
        counter=counter,
        headings=headings,
    )


def _ages(low: int, high: int) -> Field:
    if high == OPEN:
        ja, en = f"{low}歳以上", f"aged {low} or over"
        headings: tuple[str, ...] = (ja,)
    else:
        ja, en = f"{low}〜{high}歳", f"aged {low} to {high}"
        headings = tuple(f"{low}{dash}{high}歳" for dash in ("～", "〜", "-"))
    return _group(NAMES[low, high], f"{ja}人口", f"residents {en}", f"{ja}の住民", f"residents {en}", headings=headings)


BASIS = (
    Code("register", Text("住民基本台帳", "resident register"), ("住基", "住民登録")),
    Code("census", Text("国勢調査", "census"), ("国調",)),
    Code("estimate", Text("推計", "estimate"), ("将来推計", "推計人口")),
)
"""Where counts are from, in the order in which they are believed where several count the same people."""

LAYER = Layer(
    id="population",
    title=Text("人口・世帯", "population and households"),
    about=Text(
        "町丁やメッシュごとの人数・世帯数（夜間人口）。公表されていない数は0ではなく「不明」として扱う。",
        "People and households by small area, cell or point (night-time). A count not published is unknown, never 0.",
    ),
    role="population",
    geometry="any",
    fields=(
        Field("name", Text("名称", "name"), headings=("町丁名", "町丁目", "町名", "地域名")),
        Field("code", Text("コード", "code"), headings=("町丁コード", "地域コード", "KEY_CODE")),
        WARD,
        Field("basis", Text("数のもと", "where the counts are from"), "code", codes=BASIS),
        Field("counted_on", Text("基準日", "day counted"), "date", headings=("調査年月日", "年月日")),
        Field("covers", Text("あわせて数えた区域のコード", "codes of the areas counted together (;)")),
        Field("details_with", Text("年齢などの内訳を合算した先", "code of the area its details are counted with")),
        _group(
            "residents",
            "総人口",
            "residents",
            "住民",
            "residents",
            headings=("人口", "人口総数", "総数", "人口計", "人口（総数）"),
        ),
        _group(
            "children_0_5",
            "0〜5歳人口",
            "residents aged 0 to 5",
            "0〜5歳の子ども",
            "children aged 0 to 5",
        ),
        _group("age_0_14", "0〜14歳人口", "residents aged 0 to 14", "0〜14歳の住民", "residents aged 0 to 14"),
        _group("age_15_64", "15〜64歳人口", "residents aged 15 to 64", "15〜64歳の住民", "residents aged 15 to 64"),
        _group("age_65_over", "65歳以上人口", "residents aged 65 or over", "65歳以上の住民", "residents aged 65 or over"),
        _group("age_75_over", "75歳以上人口", "residents aged 75 or over", "75歳以上の住民", "residents aged 75 or over"),
        *(_ages(low, high) for low, high in BANDS),
        Field(
            "age_unknown",
            Text("年齢不詳", "residents of unknown age"),
            "number",
            "people",
            minimum=0,
            maximum=100_000,
        ),
        _group("households", "世帯数", "households", "世帯", "households", HOUSEHOLDS, ("世帯総数", "総世帯数")),
        _group(
            "single_person_households",
            "単身世帯数",
            "single-person households",
            "単身世帯",
            "single-person households",
            HOUSEHOLDS,
            ("単独世帯", "１人世帯", "一人世帯数"),
        ),
    ),
    formats=FORMATS,
    without=Text("届かない人が何人いるか、どの問いでも答えられません。", "No question can say how many people are not served."),
    style=Style(fill="#0072b2", line="#004a75", opacity=0.3),
    min_area_m2=300,
    max_area_m2=100_000_000,
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
