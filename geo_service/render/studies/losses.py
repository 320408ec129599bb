"""Losing places, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from geo_service.coverage.city import City, Places
from geo_service.coverage.losses import Group, Loss, LossAnswer, group_near, losses, positions, zone_groups
from geo_service.coverage.question import Question
from geo_service.coverage.supply import choose
from geo_service.errors import ParameterError
from geo_service.questions.parameters import number_between
from geo_service.questions.study_choices import what_of
from geo_service.render.studies import bridge_losses
from geo_service.render.studies.asked import (
    ASKING,
    as_at,
    basis_of,
    chosen,
    read_question,
    reason_notes,
    unmeasured,
    within_words,
)
from geo_service.render.study import Column, Drawn, Point, Study, StudySpec, StudyTable, study_id
from geo_service.render.words import counted, number, place_label, plural, ward_name, where
from layers.base import Text

OWN = ("what", "close", "around", "radius")
PARAMETERS = (*ASKING, *OWN)
RADIUS_M = 500.0
HALF = 0.5
"""Fewer people than this are nobody a reader could find."""
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
    groups = _groups(city, question, own, radius_m)
    closed = next((group.places for group in groups if group.why == "named"), ())
    answer = losses(city, question, groups)
    words = unmeasured(city, question)
    asked = {
        **chosen(question),
        "close": ",".join(city.places[question.supply.layer].id[i] for i in closed),
        "around": own.get("around", ""),
        "radius": radius_m if "around" in own else "",
    }
    tables = (_places_table(answer), *_group_tables(answer), *_ward_table(answer), _ledger(answer))
    place = place_label(words)
    return Study(
        id=study_id(city, SPEC.id, asked),
        study=SPEC.id,
        city=city,
        title=SPEC.title,
        question=_question(answer, place, within_words(words)),
        sentence=sentence(answer, place),
        tables=tables,
        notes=_notes(answer) + reason_notes(words, (*answer.left_out, *answer.excluded)),
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


def _question(answer: LossAnswer, place: Text, within: Text) -> Text:
    what, here = counted(answer.question.demand), where(answer.city, answer.question.ward)
    return Text(
        f"{here.ja}で{place.ja}が1か所（または何か所か同時に）使えなくなると、{within.ja}以内に{place.ja}がなくなる{what.group.ja}は、"
        f"{what.how_many.ja}か",
        f"If {plural(place.en)} in {here.en} close, one or several at once, {what.how_many.en} of the {what.group.en} are left "
        f"with none within {within.en}?",
    )


def sentence(answer: LossAnswer, place: Text) -> Text:
    """What a lay reader takes home: the worst single closure, and how many closures leave nobody without."""
    what, night = counted(answer.question.demand), as_at(answer.question)
    here = where(answer.city, answer.question.ward)
    unit = what.label.ja
    if not answer.losses:
        return Text(f"{here.ja}には、この問いで数える{place.ja}がありません。", f"No {place.en} counts for this in {here.en}.")
    places, worst = _source(answer), answer.losses[0]
    harmless = sum(one.lost < HALF for one in answer.losses)
    name = places.name[worst.places[0]]
    of_ward = bool(answer.question.ward)
    first_ja = f"{'市内の' if of_ward else f'{here.ja}の'}{place.ja}{number(len(answer.losses))}か所のうち、"
    first_ja += f"{here.ja}の人にとって" if of_ward else ""
    first_en = f"Of {number(len(answer.losses))} {plural(place.en)} in {'the city' if of_ward else here.en}"
    first_en += f", for the people of {here.en}" if of_ward else ""
    if worst.lost < HALF:
        return Text(
            f"{first_ja}どの1か所が使えなくなっても、近くに{place.ja}がなくなる{what.group.ja}{night.ja}はいません。",
            f"{first_en}, no single one leaves any of the {what.group.en}{night.en} without when it closes.",
        )
    told_ja = (
        f"最も困るのは{name}で、使えなくなると{what.group.ja}{number(worst.lost)}{unit}{night.ja}の"
        f"近くに{place.ja}が1か所もなくなります。"
    )
    told_en = f", {name} matters most: if it closes, {number(worst.lost)} {what.group.en}{night.en} have none left near."
    rest_ja = f"{number(harmless)}か所は、使えなくなっても全員にほかの場所が残ります。" if harmless else ""
    rest_en = f" Closing any one of {number(harmless)} leaves everyone who has a place with another." if harmless else ""
    return Text(first_ja + told_ja + rest_ja, first_en + told_en + rest_en)


def _source(answer: LossAnswer) -> Places:
    return answer.city.places[answer.question.supply.layer]


def _ward_of(answer: LossAnswer, index: int) -> Text | str:
    wards, places = answer.city.unit_sets.get("wards"), _source(answer)
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


def _places_table(answer: LossAnswer) -> StudyTable:
    places = _source(answer)
    columns = (
        Column("id", Text("番号", "id")),
        Column("name", Text("名称", "name")),
        Column("ward", Text("区", "ward")),
        Column("rank", Text("順", "rank"), "count"),
        *_effect_columns(),
    )
    rows = tuple(
        (places.id[one.places[0]], places.name[one.places[0]], _ward_of(answer, one.places[0]), at, *_effects(one))
        for at, one in enumerate(answer.losses, start=1)
    )
    about = Text(
        "困る人の多い順です。建て替えなどで順に閉じるなら、下から始めると困る人が少なくてすみます。",
        "Worst first. Where places must close one after the other (rebuilding), starting from the bottom harms fewest.",
    )
    return StudyTable("places", Text("1か所ずつ使えなくなったとき", "Closing one at a time"), columns, rows, about)


def _group_tables(answer: LossAnswer) -> tuple[StudyTable, ...]:
    if not answer.groups:
        return ()
    places = _source(answer)
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
        places = _source(answer)
        name = places.name[places.id.index(id)]
        return Text(f"{name}から{float(radius):,g} m以内", f"within {float(radius):,g} m of {name}")
    zone = next((one for one in answer.city.zones if one.key == group.what), None)
    name_ja, name_en = (zone.name_ja, zone.name_en) if zone is not None else (group.what, group.what)
    return Text(f"{name_ja}の区域の中", f"inside the zone: {name_en}")


def _ward_table(answer: LossAnswer) -> tuple[StudyTable, ...]:
    wards = answer.city.unit_sets.get("wards")
    if wards is None or not answer.losses:
        return ()
    places = _source(answer)
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
    wards, places = answer.city.unit_sets.get("wards"), _source(answer)
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
    places, unit = _source(answer), counted(answer.question.demand).label.ja
    out = []
    for one in answer.losses:
        i = one.places[0]
        if not np.isfinite(places.lon[i]):
            continue
        says = Text(
            f"使えなくなると、近くに1か所もなくなる：{number(one.lost)}{unit}、1か所以下になる：{number(one.below_two)}{unit}",
            f"if it closes: {number(one.lost)} left without any, {number(one.below_two)} from two or more to one or none",
        )
        lon, lat = float(places.lon[i]), float(places.lat[i])
        if one.lost >= HALF:
            out.append(Point(lon, lat, places.name[i], "bad", says))
        else:
            out.append(Point(lon, lat, places.name[i], "doubt" if one.below_two >= HALF else "good", says))
    return tuple(out)


def _notes(answer: LossAnswer) -> tuple[Text, ...]:
    served, unserved, _ = answer.before
    what = counted(answer.question.demand)
    return (
        Text(
            f"いま近くにある{what.group.ja}は{number(served)}{what.label.ja}、ないのは{number(unserved)}{what.label.ja}です。"
            "ないままの人は、どの場所が使えなくなっても数に出てきません。",
            f"As things are {number(served)} {what.group.en} have one near and {number(unserved)} do not; the latter are in no "
            "row, whatever closes.",
        ),
        Text(
            "一か所ごとの数は足せません。二か所が同時に使えなくなると、足した数より多くの人が困ることがあります。",
            "Rows do not add up: two places closing at once can harm more people than the two rows say.",
        ),
        Text(
            "「いちばん近いのがここの人」は土地の小さな区切りごとに1か所へ数えるので、区切りの一部だけに届く場所では、なくなる人の"
            "ほうが多く見えることがあります。",
            "Whose nearest a place is, is counted by small pieces of ground, each for one place: where another reaches a part of "
            "a piece, more can be left without than the place has users.",
        ),
        Text(
            "同じ区域の中にある場所は、その災害で同時に使えなくなるおそれがあるものとしてまとめました。",
            "Places inside one hazard zone are taken as failing together.",
        ),
    )


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
