"""The tables of losing places: one at a time, what can close first, several at once, by ward."""

from __future__ import annotations

from collections.abc import Iterator

from geo_service.coverage.losses import SAME, Group, Loss, LossAnswer
from geo_service.render.rounding import HALF
from geo_service.render.studies.losses_words import source_of
from geo_service.render.study import Cell, Column, StudyTable
from geo_service.render.words import ward_name, where
from layers.base import NOTHING_SAID, Text

FIRST = 10
"""Places that can close with the least harm, as the short list names them."""


def loss_tables(answer: LossAnswer, order: str) -> tuple[StudyTable, ...]:
    """All of them; ``order``: "most" or "least" harm first."""
    return (
        _places_table(answer, order),
        *_least_table(answer),
        *_group_tables(answer),
        *_ward_table(answer),
        _ledger(answer),
    )


def _ward_of(answer: LossAnswer, index: int) -> Text | str:
    wards, places = answer.city.unit_sets.get("wards"), source_of(answer)
    at = int(places.ward[index])
    return ward_name(answer.city, wards.code[at]) if wards is not None and at >= 0 else ""


def ward_people(answer: LossAnswer) -> Text:
    """Which part of everybody the ward's people are, as columns say it; nothing where no ward is asked about."""
    if answer.ward < 0:
        return NOTHING_SAID
    here = ward_name(answer.city, answer.question.ward)
    return Text(f"うち{here.ja}", f"of them in {here.en}")


def _effect_columns(answer: LossAnswer) -> tuple[Column, ...]:
    """What closing does to everybody in the city; of a question about a ward its people beside."""
    mine, everybody = ward_people(answer), Text("", "")
    if answer.ward >= 0:
        everybody = Text("（市全体）", ", whole city")

    def lost(id: str, ja: str, en: str) -> Iterator[Column]:
        yield Column(id, Text(f"{ja}{everybody.ja}", f"{en}{everybody.en}"), "people")
        if answer.ward >= 0:
            yield Column(f"{id}_ward", Text(f"{ja}（{mine.ja}）", f"{en}, {mine.en}"), "people")

    return (
        Column("users", Text("いちばん近いのがここの人", "whose nearest it is"), "people"),
        *lost("lost", "近くに1か所もなくなる", "left without any (1 to 0)"),
        *lost("below_two", "2か所以上が1か所以下になる", "two or more to one or none (2 to 1)"),
        Column("shifted", Text("ほかの場所へ行ける", "who go elsewhere"), "people"),
        Column("farther_mean", Text("遠くなる距離（平均）", "how much farther (mean)"), "metres"),
        Column("farther_p90", Text("遠くなる距離（90%の人はこれ以内）", "how much farther (90 % at most)"), "metres"),
    )


def _effects(answer: LossAnswer, one: Loss) -> tuple[float | None, ...]:
    w = answer.ward
    lost = (one.lost,) if w < 0 else (one.lost, one.lost_by_ward[w])
    below = (one.below_two,) if w < 0 else (one.below_two, one.below_two_by_ward[w])
    return one.users, *lost, *below, one.shifted, one.farther_mean_m, one.farther_p90_m


def _columns(answer: LossAnswer) -> tuple[Column, ...]:
    return (
        Column("id", Text("番号", "id")),
        Column("name", Text("名称", "name")),
        Column("ward", Text("区", "ward")),
        *(() if answer.ward >= 0 else (Column("rank", Text("順", "rank"), "count"),)),
        *_effect_columns(answer),
    )


def _row(answer: LossAnswer, one: Loss, rank: int) -> tuple[Cell, ...]:
    """A place with its rank, 1 for the worst; a ward's places have none: its people's order is not everybody's."""
    places, at = source_of(answer), one.places[0]
    told: tuple[Cell, ...] = (places.id[at], places.name[at], _ward_of(answer, at))
    return (*told, *(() if answer.ward >= 0 else (rank,)), *_effects(answer, one))


def _least_first(answer: LossAnswer) -> tuple[tuple[Cell, ...], ...]:
    """Rows with the least harm first, to everybody: what a ward does not miss others may."""
    ranked = list(enumerate(answer.losses, start=1))[::-1]
    if answer.ward >= 0:
        ranked.sort(key=lambda one: (round(one[1].lost, SAME), round(one[1].below_two, SAME)))
    return tuple(_row(answer, one, rank) for rank, one in ranked)


def _places_table(answer: LossAnswer, order: str) -> StudyTable:
    here = where(answer.city, answer.question.ward)
    if answer.ward >= 0 and order == "most":
        about = Text(
            f"{here.ja}の人で困る人の多い順です。{here.ja}にある場所と、区の外にあって{here.ja}の人に届く場所を並べました。",
            f"Worst for the people of {here.en} first. Places in {here.en}, and those outside it within reach of its people.",
        )
    elif answer.ward >= 0:
        about = Text(
            f"市全体で困る人の少ない順です。{here.ja}にある場所と、区の外にあって{here.ja}の人に届く場所を並べました。",
            f"Least harm to everybody in the city first. Places in {here.en}, and those outside it within reach of its people.",
        )
    elif order == "most":
        about = Text("困る人の多い順です（「順」は1が最も困る所）。", "Worst first (rank 1 is the worst).")
    else:
        about = Text("困る人の少ない順です（「順」は1が最も困る所）。", "Least harm first (rank 1 is the worst).")
    worst_first = tuple(_row(answer, one, rank) for rank, one in enumerate(answer.losses, start=1))
    rows = worst_first if order == "most" else _least_first(answer)
    title = Text("1か所ずつ使えなくなったとき", "Closing one at a time")
    return StudyTable("places", title, _columns(answer), rows, about, layer=answer.question.supply.layer)


def _least_table(answer: LossAnswer) -> tuple[StudyTable, ...]:
    """The bottom of the list: which places can be rebuilt first. Of a ward only its own: others are for others to close."""
    rows = _least_first(answer)
    if answer.ward >= 0:
        source = source_of(answer)
        own = {source.id[one.places[0]] for one in answer.losses if int(source.ward[one.places[0]]) == answer.ward}
        rows = tuple(row for row in rows if row[0] in own)
    if len(rows) < 2:
        return ()
    here = where(answer.city, answer.question.ward)
    whose_ja = f"{here.ja}にある場所だけです。区の外の人も数えています。" if answer.ward >= 0 else ""
    whose_en = f" Only places in {here.en}; people outside it are counted, too." if answer.ward >= 0 else ""
    about = Text(
        f"建て替えなどで1か所ずつ閉じるなら、上から始めると困る人が少なくてすみます。{whose_ja}市外の人は数えていません。"
        "1か所を閉じたままで次を閉じると、数は変わります。",
        f"Where places must close one after the other (rebuilding), starting from the top harms fewest.{whose_en} People outside "
        "the city are not counted. With one still closed the figures of the next are others.",
    )
    title = Text("閉じても困る人が少ない場所", "Places that can close with the least harm")
    return (StudyTable("least", title, _columns(answer), rows[:FIRST], about, layer=answer.question.supply.layer),)


def _group_tables(answer: LossAnswer) -> tuple[StudyTable, ...]:
    if not answer.groups:
        return ()
    places = source_of(answer)
    columns = (
        Column("group", Text("同時に使えなくなる場所", "places that fail together")),
        Column("places", Text("数", "number"), "places"),
        *_effect_columns(answer),
        Column("names", Text("場所の名称", "names")),
    )
    rows = tuple(
        (_group_words(answer, group), len(one.places), *_effects(answer, one), "、".join(places.name[i] for i in one.places))
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
    # Of a ward only the places that matter to it are at hand: of other wards nothing is said.
    for w in range(len(wards)) if answer.ward < 0 else (answer.ward,):
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
