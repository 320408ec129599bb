"""The questions the service answers. One entry is one question: lists, API, page, command line and docs follow from it."""

from __future__ import annotations

from geo_service.questions.spec import Basis, QuestionSpec
from layers.base import Text

_WORDS = Text(
    "{where}で、{reach}{limit}以内に{place}がない{group}は、どこに{how_many}か",
    "Where in {where}, and how many, are the {group} with no {place} within {limit} ({reach})?",
)
_HANDBOOK = Text("国土交通省「都市構造の評価に関するハンドブック」", "MLIT, Handbook on the evaluation of urban structure")

PARK_LIMITS_M: tuple[tuple[str, float], ...] = (
    ("block", 250.0),
    ("neighbourhood", 500.0),
    ("district", 1000.0),
    ("comprehensive", 1000.0),
    ("sports", 1000.0),
    ("regional", 1000.0),
    ("recreation_city", 1000.0),
    ("national", 1000.0),
)
"""標準の誘致距離 of 街区, 近隣 and 地区公園; 1,000 m for the larger kinds is our assumption (see the question's basis)."""

_ENTRIES = (
    QuestionSpec(
        id="evacuation-site-reach",
        title=Text(
            "災害のとき、歩いて行ける避難場所が近くにないのはどこの人？",
            "Who has no evacuation site within walking reach in a disaster?",
        ),
        about=Text(
            "災害の種類を選ぶと、その災害に指定された場所だけを数えます。地震で使える場所が、洪水でも使えるとは限りません。",
            "Choose a hazard: only sites designated for it count. A site for earthquakes may not be one for floods.",
        ),
        words=Text(
            "{where}で、{hazard}のとき{reach}{limit}以内に使える{place}がない{group}は、どこに{how_many}か",
            "Where in {where}, and how many, are the {group} with no {place} for {hazard} within {limit} ({reach})?",
        ),
        place=Text("指定緊急避難場所", "designated evacuation site"),
        supply_layer="evacuation_sites",
        needs_hazard=True,
        limit_m=500.0,
        basis=Basis(
            Text(
                "どの場所が使えるかは、市町村長が災害の種類ごとに指定したもの（災害対策基本法49条の4）に限ります。"
                "距離500 mは高齢者の徒歩圏であり、歩いて避難する距離の目安でもありますが、"
                "避難場所までの距離を定めた法令はありません",
                "Only sites the mayor has designated for the hazard count (Basic Act on Disaster Management, article 49-4). "
                "500 m is the walking area of older people and a rule of thumb for evacuating on foot; no law sets a distance",
            ),
            Text(
                "国土交通省「都市構造の評価に関するハンドブック」（高齢者の徒歩圏500 m）、"
                "宮城県の津波避難の手引き（徒歩の移動は長くても500 m程度）",
                "MLIT, Handbook on the evaluation of urban structure (500 m, older people); "
                "Miyagi prefecture's tsunami evacuation guideline (on foot at most about 500 m)",
            ),
            "rule-of-thumb",
        ),
    ),
    QuestionSpec(
        id="park-reach",
        title=Text("歩いて行ける公園が近くにないのはどこの人？", "Who has no park within walking reach?"),
        about=Text(
            "公園の種別ごとの標準の距離（街区公園250 m、近隣公園500 m、地区公園1,000 m）で数えます。",
            "Counts with the standard distance of each kind of park (block 250 m, neighbourhood 500 m, district 1,000 m).",
        ),
        words=_WORDS,
        place=Text("公園", "park"),
        supply_layer="parks",
        kinds=tuple(kind for kind, _ in PARK_LIMITS_M),
        limits_m=PARK_LIMITS_M,
        kinds_to_choose=True,
        limit_m=1000.0,
        basis=Basis(
            Text(
                "標準の誘致距離は街区公園250 m、近隣公園500 m、地区公園1,000 mです。総合・運動・広域公園、レクリエーション都市、"
                "国営公園には標準がなく、少なくとも地区公園と同じ1,000 mから人が来るものとしました（このサービスの仮定）。"
                "特殊公園、緩衝緑地、都市緑地、緑道などは標準の距離がないため数えません。誘致距離は半径です",
                "The standard reach is 250 m for block parks, 500 m for neighbourhood parks and 1,000 m for district parks. "
                "Comprehensive, sports, regional and national parks and recreation cities have none; we assume at least the "
                "1,000 m of a district park. Special parks, buffer greens, urban greens, greenways and the like have no "
                "standard distance and do not count. The standard is a radius",
            ),
            Text(
                "都市公園の種別ごとの標準（都市公園法運用指針などの解説による。原典未確認）",
                "standards by kind of city park, as explained for the operating guidelines of the City Park Act "
                "(read in secondary sources)",
            ),
            "standard",
        ),
    ),
    QuestionSpec(
        id="community-place-reach",
        title=Text("地域で集まれる場所が近くにないのはどこの人？", "Who has no community place within walking reach?"),
        about=Text(
            "こども文化センター、いこいの家、市民館、図書館、区役所などをまとめて、または種別を選んで数えます。",
            "Counts children's centres, elder centres, civic halls, libraries and ward offices, all or the kinds you choose.",
        ),
        words=_WORDS,
        place=Text("地域の集まる場所", "community place"),
        supply_layer="community_places",
        kinds_to_choose=True,
        limit_m=800.0,
        basis=Basis(
            Text(
                "800 mは一般的な徒歩圏（半径）です。集まる場所までの距離を定めた法令はありません",
                "800 m is the general walking area (a radius). No law sets a distance to community places",
            ),
            _HANDBOOK,
            "standard",
        ),
    ),
    QuestionSpec(
        id="child-centre-reach",
        title=Text(
            "こども文化センターが近くにないのはどこの人？",
            "Who has no children's cultural centre within walking reach?",
        ),
        about=Text(
            "こども文化センターまでの距離で数えます。0〜14歳の人口や保育所を選んで調べることもできます。",
            "Counts by the distance to a children's cultural centre. Choose residents aged 0 to 14, or nurseries, if you like.",
        ),
        words=_WORDS,
        place=Text("こども文化センター", "children's cultural centre"),
        supply_layer="community_places",
        kinds=("child_centre",),
        limit_m=800.0,
        basis=Basis(
            Text(
                "800 mは一般的な徒歩圏（半径）です。こども文化センターまでの距離の基準は見つかっておらず、"
                "子どもだけで歩くには長いことがあります",
                "800 m is the general walking area (a radius). We know of no standard distance to children's centres, and it "
                "may be far for a child alone",
            ),
            _HANDBOOK,
            "standard",
        ),
    ),
    QuestionSpec(
        id="elder-centre-reach",
        title=Text("いこいの家が近くにないのはどこの人？", "Who has no elder centre within walking reach?"),
        about=Text(
            "いこいの家（高齢者の集まる場所）までの距離で数えます。65歳以上や75歳以上の人口を選んで調べることもできます。",
            "Counts by the distance to an elder centre (いこいの家). Choose residents aged 65 or 75 and over if you like.",
        ),
        words=_WORDS,
        place=Text("いこいの家", "elder centre (いこいの家)"),
        supply_layer="community_places",
        kinds=("elder_centre",),
        limit_m=500.0,
        basis=Basis(
            Text(
                "500 mは高齢者の徒歩圏（半径）です。いこいの家までの距離を定めた法令はありません",
                "500 m is the walking area of older people (a radius). No law sets a distance to elder centres",
            ),
            _HANDBOOK,
            "standard",
        ),
    ),
)

CATALOGUE: dict[str, QuestionSpec] = {entry.id: entry for entry in _ENTRIES}
"""Question id → its record, in the order lists show them."""
