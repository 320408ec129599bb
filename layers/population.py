"""人口と世帯: people or households by group, on 町丁, mesh cells or points. Every figure says which group it counts."""

from __future__ import annotations

from layers.base import PEOPLE, WARD, Field, Layer, Style, Text

HOUSEHOLDS = Text("世帯", "households")


def _group(name: str, ja: str, en: str, noun_ja: str, noun_en: str, counter: Text = PEOPLE) -> Field:
    # A census small area holds at most some 20,000 people, a 1 km cell some 40,000: more is a total that slipped in.
    unit = "households" if counter is HOUSEHOLDS else "people"
    return Field(
        name, Text(ja, en), "number", unit, minimum=0, maximum=100_000, group=True, noun=Text(noun_ja, noun_en), counter=counter
    )


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
        Field("name", Text("名称", "name")),
        Field("code", Text("コード", "code")),
        WARD,
        _group("residents", "総人口", "residents", "住民", "residents"),
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
        _group("households", "世帯数", "households", "世帯", "households", HOUSEHOLDS),
        _group(
            "single_person_households",
            "単身世帯数",
            "single-person households",
            "単身世帯",
            "single-person households",
            HOUSEHOLDS,
        ),
    ),
    formats=(),
    style=Style(fill="#0072b2", line="#004a75", opacity=0.3),
    min_area_m2=300,
    max_area_m2=100_000_000,
)
