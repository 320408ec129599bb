"""The parameters of a question in a query string, described once for all routes that take them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from geo_service.api.query import question_values
from geo_service.questions.parameters import single_values
from geo_service.settings import Settings

_LIMITS = Settings.model_fields
_NEAREST, _FARTHEST = _LIMITS["min_limit_m"].default, _LIMITS["max_limit_m"].default

DESCRIPTIONS: dict[str, tuple[str, str, str]] = {
    "demand": (
        "だれ・何について聞くか。人口の区分（residents など）、昼間の人（day_people）、"
        "または施設の層（child_facilities、child_facilities:nursery など）",
        "Who or what is asked about: a population group (residents), people by day (day_people) or a facility layer, with a kind",
        "child_facilities:nursery",
    ),
    "time": (
        "時間帯：night（夜間。住んでいる場所で数える）か day（昼間。学校・勤め先・駅にいる人を数える）。なければ night",
        "Time of day people are counted at: night (where they live) or day (at schools, workplaces, stations); night when absent",
        "night",
    ),
    "hazard": (
        "災害の種類（earthquake、flood、landslide、storm_surge、tsunami、fire、inland_flood、volcano、または日本語）。避難場所の問いでは必須",
        "Kind of hazard, by slug or Japanese name. Required by questions about evacuation places",
        "flood",
    ),
    "source": (
        "どの川・海岸などの想定区域か（名前、または * ですべて）。なければすべての想定を重ねる",
        "Whose zones the hazard is read from (the name of a river or coast, * for all of one scale); "
        "all laid over each other when absent",
        "*",
    ),
    "scale": (
        "規模：l2（想定最大規模）か l1（計画規模）。なければすべての想定を重ねる",
        "Scale of the zones: l2 (largest assumed) or l1 (planned); all laid over each other when absent",
        "l2",
    ),
    "usable": (
        "designated（指定されたものすべて）か sure（想定区域に照らして確かなものだけ）",
        "designated: all sites designated for the hazard; sure: only those that no zone raises a doubt about",
        "designated",
    ),
    "kind": (
        "数える場所の種別（いくつかはコンマで）。選べる問いだけ",
        "Kinds of places that count, comma-separated, where the question lets you choose",
        "library",
    ),
    "within": (
        f"距離の上限（m、{_NEAREST:g}〜{_FARTHEST:g}）。reach=streets では 10分 のような時間でもよい。なければ問いの標準",
        f"Limit in metres ({_NEAREST:g} to {_FARTHEST:g}), with reach=streets also a time (10min); "
        "the question's own when absent",
        "500",
    ),
    "reach": (
        "距離の測り方：straight（直線）、detour（直線×係数の道のりの目安）、streets（歩く道。読み込まれているとき）",
        "straight, detour (straight line times a factor), or streets (along walking streets, where they are loaded)",
        "straight",
    ),
    "profile": (
        "だれが歩くか：adult（大人）、older（高齢者）、wheels（車いす・ベビーカー）、children（小さい子どもの集まり）、night（夜）、"
        "older_night（高齢者・夜）。reach=streets のときだけ",
        "Who walks: adult, older, wheels (wheelchair or pushchair), children (a group of small ones), night "
        "or older_night; with reach=streets only",
        "older",
    ),
    "closed_by": (
        "通れない道：zone:災害:川:規模:深さm、bridge:道の番号、または図形（WKT・GeoJSON）。いくつかは ; で区切る。"
        "reach=streets のときだけ",
        "What closes streets: zone:HAZARD:SOURCE:SCALE:DEPTH, bridge:WAY or a shape (WKT, GeoJSON), several with ; between; with "
        "reach=streets only",
        "zone:flood:*:largest:0.5",
    ),
    "ward": ("区（名前か5桁のコード）。なければ市全体", "Ward, by name or five-digit code; the whole city when absent", "川崎区"),
    "unit_set": (
        "数を出す区分（wards、towns、association_areas。いくつかはコンマで）。なければすべて",
        "Divisions to give figures by, comma-separated; all when absent",
        "wards",
    ),
    "neighbours": (
        "true なら、隣の市区町村にある場所も数える",
        "true: places in neighbouring municipalities count too",
        "false",
    ),
}
"""Parameter of a question → (Japanese, English, an example). The command line and docs/reference.md use the same words."""
FORMAT_WORDS = (
    "形式：json、geojson、csv、xlsx、gpkg、pdf（A4・1枚）、svg、png（図）、html（1枚の地図ファイル）。"
    "なければ Accept、なければ json",
    "Format; by the Accept header when absent, else json",
    "json",
)


def described(name: str) -> object:
    """The declaration of one parameter for OpenAPI."""
    ja, en, example = DESCRIPTIONS.get(name, FORMAT_WORDS)
    return Query(description=f"{ja}。 {en}.", examples=[example])


class QuestionParameters:
    """Dependency: the question's parameters as given. ``own`` are the route's other parameters. Nothing is read here:
    :func:`geo_service.questions.build` checks everything, and refuses what it does not know."""

    def __init__(self, *own: str) -> None:
        self.own = ("lang", *own)

    def __call__(
        self,
        request: Request,
        demand: Annotated[str | None, described("demand")] = None,
        time: Annotated[str | None, described("time")] = None,
        hazard: Annotated[str | None, described("hazard")] = None,
        source: Annotated[str | None, described("source")] = None,
        scale: Annotated[str | None, described("scale")] = None,
        usable: Annotated[str | None, described("usable")] = None,
        kind: Annotated[str | None, described("kind")] = None,
        within: Annotated[str | None, described("within")] = None,
        reach: Annotated[str | None, described("reach")] = None,
        profile: Annotated[str | None, described("profile")] = None,
        closed_by: Annotated[str | None, described("closed_by")] = None,
        ward: Annotated[str | None, described("ward")] = None,
        unit_set: Annotated[str | None, described("unit_set")] = None,
        neighbours: Annotated[str | None, described("neighbours")] = None,
    ) -> dict[str, object]:
        return question_values(request, self.own)


NEAREST = ("hazard", "kind", "within", "reach", "profile", "closed_by", "neighbours")
"""What decides which places count near a point. Who asks, and in which ward, does not: those are refused, not ignored."""


def nearest_values(
    request: Request,
    hazard: Annotated[str | None, described("hazard")] = None,
    kind: Annotated[str | None, described("kind")] = None,
    within: Annotated[str | None, described("within")] = None,
    reach: Annotated[str | None, described("reach")] = None,
    profile: Annotated[str | None, described("profile")] = None,
    closed_by: Annotated[str | None, described("closed_by")] = None,
    neighbours: Annotated[str | None, described("neighbours")] = None,
) -> dict[str, object]:
    """Dependency: the parameters of "what is near this point", as given. ParameterError for any other."""
    given = {name: request.query_params.getlist(name) for name in request.query_params}
    single_values(given, (*NEAREST, "lon", "lat", "lang"))
    return {name: given[name] for name in NEAREST if name in given}


AnswerParameters = Annotated[dict[str, object], Depends(QuestionParameters("f"))]
NearestParameters = Annotated[dict[str, object], Depends(nearest_values)]
