"""Losing places, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping

from geo_service.coverage.city import City
from geo_service.coverage.losses import Group, Loss, LossAnswer, group_near, losses, positions, zone_groups
from geo_service.coverage.question import Question
from geo_service.coverage.supply import choose
from geo_service.errors import ParameterError
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
from geo_service.render.studies.losses_words import asking, notes, sentence, source_of
from geo_service.render.studies.points import PointState, points_of
from geo_service.render.study import Cell, Column, Drawn, Point, Study, StudySpec, StudyTable, study_id
from geo_service.render.words import counted, number, place_label, ward_name
from layers.base import Text

OWN = ("what", "close", "around", "radius", "order")
PARAMETERS = (*ASKING, *OWN)
RADIUS_M = 500.0
FIRST = 10
"""Places that can close with the least harm, as the short list names them."""
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
        "around": own.get("around", ""),
        "radius": radius_m if "around" in own else "",
        "order": order,
    }
    tables = (
        _places_table(answer, order),
        *_least_table(answer),
        *_group_tables(answer),
        *_ward_table(answer),
        _ledger(answer),
    )
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
        ids = [one.strip() for one in own["close"].replace("、", ",").split(",") if one.strip()]
        at = positions(supply, ids)
        groups.append(Group("named", "", tuple(int(i) for i in supply.index[at])))
    if "around" in own:
        groups.append(group_near(supply, own["around"], radius_m))
    elif "radius" in own:
        raise ParameterError(
            "radius は、中心の場所の番号 around といっしょに指定してください。",
            "Give radius together with around, the id of the place in the middle.",
            parameter="radius",
            value=own["radius"],
        )
    return [*groups, *zone_groups(supply)]


def _ward_of(answer: LossAnswer, index: int) -> Text | str:
    wards, places = answer.city.unit_sets.get("wards"), source_of(answer)
    at = int(places.ward[index])
    return ward_name(answer.city, wards.code[at]) if wards is not None and at >= 0 else ""


def _effect_columns() -> tuple[Column, ...]:
    return (
        Column("users", Text("いちばん近いのがここの人", "whose nearest it is"), "people"),
        Column("lost", Text("近くに1か所もなくなる", "left without any (1 to 0)"), "people"),
        Column("below_two", Text("2か所以上が1か所以下になる", "two or more to one or none (2 to 1)"), "people"),
        Column("shifted", Text("ほかの場所へ行ける", "who go elsewhere"), "people"),
        Column("farther_mean", Text("遠くなる距離（平均）", "how much farther (mean)"), "metres"),
        Column("farther_p90", Text("遠くなる距離（90%の人はこれ以内）", "how much farther (90 % at most)"), "metres"),
    )


def _effects(one: Loss) -> tuple[float | None, ...]:
    return one.users, one.lost, one.below_two, one.shifted, one.farther_mean_m, one.farther_p90_m


def _columns() -> tuple[Column, ...]:
    return (
        Column("id", Text("番号", "id")),
        Column("name", Text("名称", "name")),
        Column("ward", Text("区", "ward")),
        Column("rank", Text("順", "rank"), "count"),
        *_effect_columns(),
    )


def _rows(answer: LossAnswer, order: str) -> tuple[tuple[Cell, ...], ...]:
    """A row of each place with its rank, 1 for the worst; worst or least harm first."""
    places = source_of(answer)
    rows = tuple(
        (places.id[one.places[0]], places.name[one.places[0]], _ward_of(answer, one.places[0]), at, *_effects(one))
        for at, one in enumerate(answer.losses, start=1)
    )
    return rows if order == "most" else rows[::-1]


def _places_table(answer: LossAnswer, order: str) -> StudyTable:
    about = (
        Text("困る人の多い順です（「順」は1が最も困る所）。", "Worst first (rank 1 is the worst).")
        if order == "most"
        else Text("困る人の少ない順です（「順」は1が最も困る所）。", "Least harm first (rank 1 is the worst).")
    )
    title = Text("1か所ずつ使えなくなったとき", "Closing one at a time")
    return StudyTable("places", title, _columns(), _rows(answer, order), about)


def _least_table(answer: LossAnswer) -> tuple[StudyTable, ...]:
    """The bottom of the list: which places can be rebuilt first."""
    if len(answer.losses) < 2:
        return ()
    about = Text(
        "建て替えなどで1か所ずつ閉じるなら、上から始めると困る人が少なくてすみます。1か所を閉じたままで次を閉じると、数は変わります。",
        "Where places must close one after the other (rebuilding), starting from the top harms fewest. With one still closed the "
        "figures of the next are others.",
    )
    rows = _rows(answer, "least")[:FIRST]
    return (
        StudyTable(
            "least", Text("閉じても困る人が少ない場所", "Places that can close with the least harm"), _columns(), rows, about
        ),
    )


def _group_tables(answer: LossAnswer) -> tuple[StudyTable, ...]:
    if not answer.groups:
        return ()
    places = source_of(answer)
    columns = (
        Column("group", Text("同時に使えなくなる場所", "places that fail together")),
        Column("places", Text("数", "number"), "places"),
        *_effect_columns(),
        Column("names", Text("場所の名称", "names")),
    )
    rows = tuple(
        (_group_words(answer, group), len(one.places), *_effects(one), "、".join(places.name[i] for i in one.places))
        for group, one in answer.groups
    )
    title = Text("何か所も同時に使えなくなったとき", "Several closing at once")
    return (StudyTable("groups", title, columns, rows, most=20),)


def _group_words(answer: LossAnswer, group: Group) -> Text:
    if group.why == "named":
        return Text("指定した場所", "the places given")
    if group.why == "near":
        id, radius = group.what.rsplit(" ", 1)
        places = source_of(answer)
        name = places.name[places.id.index(id)]
        return Text(f"{name}から{float(radius):,g} m以内", f"within {float(radius):,g} m of {name}")
    zone = next((one for one in answer.city.zones if one.key == group.what), None)
    name_ja, name_en = (zone.name_ja, zone.name_en) if zone is not None else (group.what, group.what)
    return Text(f"{name_ja}の区域の中", f"inside the zone: {name_en}")


def _ward_table(answer: LossAnswer) -> tuple[StudyTable, ...]:
    wards = answer.city.unit_sets.get("wards")
    if wards is None or not answer.losses:
        return ()
    places = source_of(answer)
    rows = []
    for w in range(len(wards)):
        order = sorted(answer.losses, key=lambda one: (-round(one.lost_by_ward[w], 6), places.id[one.places[0]]))
        worst = order[0]
        touched = sum(one.lost_by_ward[w] >= HALF for one in answer.losses)
        shown = worst.lost_by_ward[w] >= HALF
        rows.append(
            (
                wards.code[w],
                ward_name(answer.city, wards.code[w]),
                places.name[worst.places[0]] if shown else "",
                worst.lost_by_ward[w],
                touched,
                sum(one.below_two_by_ward[w] >= HALF for one in answer.losses),
            )
        )
    columns = (
        Column("code", Text("コード", "code")),
        Column("name", Text("名称", "name")),
        Column("worst", Text("最も困る場所", "the place that matters most")),
        Column("lost", Text("使えなくなると近くに1か所もなくなる", "left without any if it closes"), "people"),
        Column("places_lost", Text("1か所もなくなる人が出る場所の数", "places whose closing leaves some without"), "places"),
        Column(
            "places_below_two", Text("1か所以下になる人が出る場所の数", "places whose closing leaves some with one"), "places"
        ),
    )
    return (StudyTable("units-wards", Text("区ごと", "By ward"), columns, tuple(rows), unit_set="wards"),)


def _ledger(answer: LossAnswer) -> StudyTable:
    wards, places = answer.city.unit_sets.get("wards"), source_of(answer)
    rows = []
    for one in answer.losses:
        for w, (lost, below) in enumerate(zip(one.lost_by_ward, one.below_two_by_ward, strict=True)):
            if lost < HALF and below < HALF:
                continue
            none = Text("どの区でもない", "in no ward")
            ward = ward_name(answer.city, wards.code[w]) if wards is not None and w < len(wards) else none
            rows.append((places.id[one.places[0]], places.name[one.places[0]], ward, lost, below))
    columns = (
        Column("id", Text("番号", "id")),
        Column("name", Text("使えなくなる場所", "place that closes")),
        Column("ward", Text("困る人の区", "ward of the people")),
        Column("lost", Text("近くに1か所もなくなる", "left without any (1 to 0)"), "people"),
        Column("below_two", Text("2か所以上が1か所以下になる", "two or more to one or none (2 to 1)"), "people"),
    )
    return StudyTable("ledger", Text("場所と区ごとの内訳", "By place and ward"), columns, tuple(rows))


def _points(answer: LossAnswer) -> tuple[Point, ...]:
    unit = counted(answer.question.demand).label.ja
    marked: list[tuple[int, PointState, Text]] = []
    for one in answer.losses:
        says = Text(
            f"使えなくなると、近くに1か所もなくなる：{number(one.lost)}{unit}、1か所以下になる：{number(one.below_two)}{unit}",
            f"if it closes: {number(one.lost)} left without any, {number(one.below_two)} from two or more to one or none",
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
