"""Losing places, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping

from geo_service.coverage.city import City
from geo_service.coverage.losses import Group, LossAnswer, group_near, losses, positions, zone_groups
from geo_service.coverage.question import Question
from geo_service.coverage.supply import choose
from geo_service.errors import ParameterError
from geo_service.questions.named_places import places_named
from geo_service.questions.parameters import not_listed, number_between
from geo_service.questions.study_choices import ORDERS, what_of
from geo_service.render.rounding import HALF
from geo_service.render.studies import bridge_losses
from geo_service.render.studies.asked import (
    ASKING,
    basis_of,
    chosen,
    read_question,
    reason_notes,
    unmeasured,
    within_words,
)
from geo_service.render.studies.losses_tables import loss_tables, ward_people
from geo_service.render.studies.losses_words import asking, notes, sentence, source_of
from geo_service.render.studies.points import PointState, points_of
from geo_service.render.study import Drawn, Point, Study, StudySpec, study_id
from geo_service.render.words import counted, number, place_label
from layers.base import Text

OWN = ("what", "close", "around", "radius", "order")
PARAMETERS = (*ASKING, *OWN)
RADIUS_M = 500.0
LEGEND = {
    "good": Text("使えなくなっても、みな2か所以上ある", "if it closes everyone still has two or more"),
    "doubt": Text("使えなくなると、1か所だけになる人がいる", "if it closes some are left with one"),
    "bad": Text("使えなくなると、近くになくなる人がいる", "if it closes some are left without any"),
}
BASIS = Text(
    "使えなくなった場所のほかはすべて今のまま使え、人はいちばん近い場所へ行くものとしました（収容人数は見ていません）",
    "All other places stay open, and people go to the nearest one. Capacity is not looked at",
)


def make(city: City, parameters: Mapping[str, object]) -> Study:
    """The study with its parameters read and checked against the city."""
    if what_of(parameters) == "bridges":
        return bridge_losses.make(city, parameters)
    question, own = read_question(city, parameters, OWN)
    radius_m = number_between("radius", own.get("radius"), RADIUS_M, 1, 20_000, "m")
    order = own.get("order", "most").strip().lower() or "most"
    if order not in dict(ORDERS):
        raise not_listed("order", own["order"], ORDERS)
    groups = _groups(city, question, own, radius_m)
    closed = next((group.places for group in groups if group.why == "named"), ())
    answer = losses(city, question, groups)
    words = unmeasured(city, question)
    asked = {
        **chosen(question),
        "close": ",".join(city.places[question.supply.layer].id[i] for i in closed),
        "around": next((group.what.rsplit(" ", 1)[0] for group in groups if group.why == "near"), ""),
        "radius": radius_m if "around" in own else "",
        "order": order,
    }
    tables = loss_tables(answer, order)
    place = place_label(words)
    return Study(
        id=study_id(city, SPEC.id, asked),
        study=SPEC.id,
        city=city,
        title=SPEC.title,
        question=asking(answer, place, within_words(words)),
        sentence=sentence(answer, place),
        tables=tables,
        notes=notes(answer) + reason_notes(words, (*answer.left_out, *answer.excluded)),
        basis=(BASIS, *basis_of(question)),
        datasets=words.datasets,
        parameters=asked,
        drawn=Drawn(
            "units-wards",
            "lost",
            Text("1か所使えなくなったとき近くになくなる人（最も多い場合）", "left without any by the worst single closure"),
            _points(answer),
            LEGEND,
        )
        if any(one.id == "units-wards" for one in tables)
        else None,
    )


def _groups(city: City, question: Question, own: Mapping[str, str], radius_m: float) -> list[Group]:
    supply, _ = choose(city, question)
    groups = []
    if "close" in own:
        at = positions(supply, places_named(city, supply, own["close"], "close"))
        groups.append(Group("named", "", tuple(int(i) for i in supply.index[at])))
    if "around" in own:
        (middle, *others) = places_named(city, supply, own["around"], "around") or ("",)
        if others:
            raise ParameterError(
                "around には、中心の場所を1か所だけ書いてください。",
                "Write one place only in around.",
                parameter="around",
                value=own["around"][:60],
            )
        groups.append(group_near(supply, middle, radius_m))
    elif "radius" in own:
        raise ParameterError(
            "radius は、中心の場所 around といっしょに指定してください。",
            "Give radius together with around, the place in the middle.",
            parameter="radius",
            value=own["radius"],
        )
    return [*groups, *zone_groups(supply)]


def _points(answer: LossAnswer) -> tuple[Point, ...]:
    unit = counted(answer.question.demand).label.ja
    marked: list[tuple[int, PointState, Text]] = []
    for one in answer.losses:
        mine = answer.ward >= 0
        ja, en = ward_people(answer)
        told_ja = f"（{ja}{number(one.lost_by_ward[answer.ward])}{unit}）" if mine else ""
        told_en = f" ({number(one.lost_by_ward[answer.ward])} {en})" if mine else ""
        says = Text(
            f"使えなくなると、近くに1か所もなくなる：{number(one.lost)}{unit}{told_ja}、"
            f"1か所以下になる：{number(one.below_two)}{unit}",
            f"if it closes: {number(one.lost)} left without any{told_en}, "
            f"{number(one.below_two)} from two or more to one or none",
        )
        state: PointState = "bad" if one.lost >= HALF else "doubt" if one.below_two >= HALF else "good"
        marked.append((one.places[0], state, says))
    return points_of(source_of(answer), marked)


SPEC = StudySpec(
    id="losses",
    title=Text("この場所が使えなくなったら、だれが困る？", "If this place closes, who is left without one?"),
    about=Text(
        "場所を1か所ずつ、または何か所か同時に閉じて、近くに1か所もなくなる人、1か所だけになる人、遠くなる距離を数えます。",
        "Closes places one at a time or several at once: who is left without any, who with one, and how much farther it is.",
    ),
    parameters=PARAMETERS,
    make=make,
    sample={"hazard": "earthquake"},
)
