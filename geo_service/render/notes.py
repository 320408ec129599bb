"""What must be known before the figures of an answer are used, in words."""

from __future__ import annotations

import numpy as np

from geo_service.coverage.answer import Answer
from geo_service.coverage.walking import touched
from geo_service.render.closing import nothing_closed
from geo_service.render.licence import combined_licence
from geo_service.render.sentence import neighbours_note
from geo_service.render.words import closures_label, day, number, place_label, time_of_day
from geo_service.render.zones import zone_passage, zones_note
from layers import LAYERS
from layers.base import Text

PURPOSE = Text(
    "この結果は計画を考えるためのものです。災害のときは、市や気象庁の出す情報と、その場の状況に従ってください。",
    "This is for planning, not guidance in an emergency: then follow the city's and the weather agency's information.",
)


def notes(answer: Answer) -> list[Text]:
    """Notes of an answer, the most important first."""
    found = [
        _fictitious(answer),
        zone_passage(answer),
        zones_note(answer),
        _designated(answer),
        _reach(answer),
        _closed(answer),
        _one_point(answer),
        _night(answer),
        _unknown_counts(answer),
        neighbours_note(answer),
        _approximate(answer),
        _overlapping(answer),
        _dates(answer),
    ]
    return [note for note in found if note is not None] + list(combined_licence(answer).cautions)


def _fictitious(answer: Answer) -> Text | None:
    if not answer.city.fictitious:
        return None
    return Text("架空データです。実在の市のものではありません。", "These are fictitious data, of no real city.")


def _designated(answer: Answer) -> Text | None:
    if not answer.question.supply.hazard:
        return None
    return Text(
        "指定された場所を数えています。当日に開くか、入りきれるかは分かりません。",
        "Designated places count; whether they are open on the day, and have room, is not known.",
    )


def _reach(answer: Answer) -> Text:
    if answer.question.reach.mode == "streets":
        return Text(
            "距離は歩く道に沿ったもので、家や施設から道までの直線も含みます（300 mまで）。小さな区画ごとの人は、区画の中心から"
            "歩くものとして、まるごと数えます。信号待ちや混雑、工事は見ていません。",
            "Distance is along walking streets, with the straight line from home or place to the street (300 m at most). The "
            "people of each small piece of ground walk from its middle and count whole. Signals, crowds and works are not "
            "considered.",
        )
    if answer.question.reach.mode == "detour":
        factor = f"{answer.question.reach.detour_factor:g}"
        return Text(
            f"距離は直線距離に{factor}を掛けた道のりの目安で、実際の道や坂、川は見ていません。",
            f"Distance is the straight line times {factor}, a rule of thumb: streets, slopes and rivers are not considered.",
        )
    return Text(
        "距離は直線で、実際に歩く道のりはこれより長くなります（目安は約1.3倍。川や線路があるともっと長い）。",
        "Distance is a straight line; the way on foot is longer (about 1.3 times, more across rivers and railways).",
    )


def _closed(answer: Answer) -> Text | None:
    """What a closure touches, before anyone reads a figure into it."""
    reach = answer.question.reach
    if reach.mode != "streets" or not reach.closed:
        return None
    said = closures_label(reach.closed)
    found = touched(answer.city, reach)
    nothing = nothing_closed(answer.city, reach.closed)
    if not found.streets:
        return nothing
    return Text(
        f"{said.ja}を通れないものとしました："
        f"道{number(found.streets)}本、{number(found.metres)} m、橋{number(found.bridges)}本。{nothing.ja}",
        f"Closed by {said.en}: {number(found.streets)} streets, {number(found.metres)} metres, {number(found.bridges)} bridges."
        f"{' ' if nothing.en else ''}{nothing.en}",
    )


def _one_point(answer: Answer) -> Text | None:
    """How near a place of some size is: to its edge along streets where its ground is known, else to one point in it."""
    layer = LAYERS[answer.question.supply.layer]
    place = place_label(answer)
    places = answer.city.places.get(layer.id)
    if answer.question.reach.mode == "streets" and places is not None and places.ground is not None:
        large = int(np.isin(places.ground.places(), answer.supply_index).sum())
        if large:
            return Text(
                f"{place.ja}のうち敷地が広いもの（{number(large)}か所）は、歩ける道が敷地の縁に出会うところまでの距離、ほかは1地点までの"
                "距離です。塀や柵、門の場所は分かりません。",
                f"Of the places counted, {number(large)} with large grounds are reached where a walkable street meets their "
                "edge, the others at one point. Fences, walls and gates are not known.",
            )
    if layer.geometry == "point":
        return None
    return Text(
        f"{place.ja}は、広さのあるものも中の1点までの距離で数えています。大きいものは、端や入口ならもっと近くに届きます。",
        f"Every {place.en} stands as one point inside it, whatever its size: the edge or entrance of a large one is nearer.",
    )


def _night(answer: Answer) -> Text | None:
    time = time_of_day(answer.question.demand)
    if time is None:
        return None
    if time == "day":
        return Text(
            "昼間にいる場所（学校・勤め先・駅）で数えています。数に入るのは、人数の載っている一覧の場所だけです。"
            "昼間に家にいる人の数は分からないため、入っていません。",
            "People are counted where they are by day (schools, workplaces, stations), of places whose lists say how many. How "
            "many stay at home by day is not known: they are not among them.",
        )
    return Text(
        "人数・世帯数は住んでいる場所の数（夜間人口）です。昼にいる人の数ではありません。",
        "People and households are counted where they live (night-time population), not where they are by day.",
    )


def _unknown_counts(answer: Answer) -> Text | None:
    things = sum(reason.things for reason in answer.left_out if reason.code == "count_unknown")
    if not things:
        return None
    return Text(
        f"{number(things)}か所の区域は数が公表されておらず、不明です（0ではありません）。",
        f"{number(things)} areas have no published count: unknown, not 0.",
    )


def _approximate(answer: Answer) -> Text | None:
    if not any(dataset.approximate and dataset.used for dataset in answer.datasets) and not any(
        answer.city.unit_sets[id].approximate for id in answer.units if id in answer.city.unit_sets
    ):
        return None
    return Text(
        "一部の区域や位置はおおよそのものです。境界の近くの数は目安としてください。",
        "Some areas or positions are approximate: take figures near their borders as rough.",
    )


def _overlapping(answer: Answer) -> Text | None:
    titles = [
        Text(one.title_ja, one.title_en) for id, one in answer.city.unit_sets.items() if id in answer.units and one.overlapping
    ]
    if not titles:
        return None
    return Text(
        f"{'、'.join(title.ja for title in titles)}は重なりや隙間があるため、足し合わせても全体の数にはなりません。",
        f"{', '.join(title.en for title in titles)} overlap or leave gaps: their figures do not add up to the total.",
    )


def _dates(answer: Answer) -> Text | None:
    layers: dict[str, dict[str, None]] = {}
    for dataset in answer.datasets:
        if dataset.used:
            layers.setdefault(dataset.reference_date, {})[dataset.layer] = None
    if not layers:
        return None
    if len(layers) == 1 and "" not in layers:
        when = day(next(iter(layers)))
        return Text(f"データの時点：すべて{when.ja}。", f"Date of all the data: {when.en}.")
    ja, en = [], []
    for date, ids in sorted(layers.items(), key=lambda item: -len(item[1])):
        when = day(date) if date else Text("時点不明", "of unknown date")
        titles = [LAYERS[one].title if one in LAYERS else Text(one, one) for one in ids]
        ja.append(f"{when.ja}（{'、'.join(title.ja for title in titles)}）")
        en.append(f"{when.en} ({', '.join(title.en for title in titles)})")
    return Text(f"データの時点：{'、'.join(ja)}。", f"Dates of the data: {'; '.join(en)}.")


def place_note(answer: Answer) -> Text:
    """How many places were counted."""
    place = place_label(answer)
    count = number(len(answer.supply_index))
    return Text(f"数えた{place.ja}：{count}か所", f"Places counted: {count}")
