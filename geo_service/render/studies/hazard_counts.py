"""From the rows of a list to the places that count for a hazard: one table that explains why the numbers differ."""

from __future__ import annotations

import numpy as np

from geo_service.coverage.demand import ward_index
from geo_service.coverage.supply import has_position
from geo_service.coverage.which_hazard import ANY, SHELTERS, HazardAnswer, HazardColumn
from geo_service.coverage.which_hazard import LAYERS as PLACE_LAYERS
from geo_service.render.study import Column, StudyTable
from geo_service.render.words import counted, hazard_label, number, per_cent, ward_name, where
from layers import LAYERS
from layers.base import HAZARDS, Text


def counts_table(answer: HazardAnswer) -> StudyTable:
    """Each list: its rows, those another dataset replaces, those of neighbours, the city's own, and those without a point.
    loaded = other_dataset + neighbours + own."""
    rows = []
    for layer in _layers(answer):
        places = answer.city.places[layer]
        own, used = np.asarray(places.own), np.asarray(places.used)
        mine = used & own
        whole = len(places), int((~used).sum()), int((used & ~own).sum()), int(mine.sum())
        in_ward = mine & (np.asarray(places.ward) == ward_index(answer.city, answer.question))
        here = (int(in_ward.sum()),) if answer.question.ward else ()
        rows.append((LAYERS[layer].title, *whole, *here, int((mine & ~has_position(places)).sum())))
    of_ward = bool(answer.question.ward)
    name = ward_name(answer.city, answer.question.ward) if of_ward else Text("", "")
    columns = (
        Column("layer", Text("一覧", "list")),
        Column("loaded", Text("読み込んだ場所", "places loaded"), "places"),
        Column("other_dataset", Text("うち、ほかのデータで置きかえられたもの", "of them, replaced by other data"), "places"),
        Column("neighbours", Text("うち、市外のもの", "of them, outside the city"), "places"),
        Column("own", Text("うち、市内のもの", "of them, of the city"), "places"),
        *((Column("ward", Text(f"市内のうち、{name.ja}のもの", f"of the city's, in {name.en}"), "places"),) if of_ward else ()),
        Column("no_position", Text("市内のうち、位置が分からないもの", "of the city's, without a position"), "places"),
    )
    counted_there = answer.question.supply.neighbours
    theirs = Text(f"市内のうち、{name.ja}のもの", f"those in {name.en}") if of_ward else Text("市内のもの", "those of the city")
    about = Text(
        f"「指定あり・指定なし・書かれていない」を足すと「{theirs.ja}」になります。「数えた場所」は、指定があり位置が分かるもの"
        f"{'に、市外のものも足した数' if counted_there else '（市外のものは入れません）'}です。",
        f"Designated, not designated and not stated add up to {theirs.en}. 'Places counted' are those designated with a "
        f"position{', and those outside the city' if counted_there else '; those outside the city are not in it'}.",
    )
    return StudyTable("counts", Text("場所の数の内訳", "How many places, and which"), columns, tuple(rows), about)


def hazard_words(column: HazardColumn) -> Text:
    """The hazard of a column in words."""
    return Text("災害の種類によらず", "whatever the hazard") if column.hazard == ANY else hazard_label(column.hazard)


def unknown_words(answer: HazardAnswer, one: HazardColumn) -> Text:
    """That of a hazard it is not known who has none: nothing marked is near anybody, and places left blank are."""
    label, title, group = hazard_words(one), LAYERS[one.layer].title, counted(answer.question.demand).group
    share = per_cent(one.total.if_blank / (one.total.demand - one.total.left_out))
    return Text(
        f"{label.ja}のときの{title.ja}は、近くに印のある場所がなく、分かりません（印が空欄の場所が{number(one.not_stated)}か所。"
        f"使えるなら、近くにある{group.ja}は{share}）",
        f"{title.en}, for {label.en}: not known, as no place near has a mark ({number(one.not_stated)} are left blank; if they "
        f"may be used, {share} of the {group.en} have one near)",
    )


def blank_sentence(answer: HazardAnswer) -> Text:
    """How many of the city's places have no mark at all for some hazard, for the headline; "" where all are stated."""
    ja, en = [], []
    for layer in _layers(answer):
        blanks = [one.not_stated for one in answer.columns if one.layer == layer and one.hazard != ANY]
        if not any(blanks):
            continue
        low, high = min(blanks), max(blanks)
        many = number(high) if low == high else f"{number(low)}〜{number(high)}"
        here = where(answer.city, answer.question.ward) if answer.question.ward else Text("", "")
        ja.append(f"{here.ja}{'の' if here.ja else ''}{LAYERS[layer].title.ja}の{many}か所")
        in_ward = f" in {here.en}" if here.en else ""
        en.append(f"{many.replace('〜', ' to ')} of the {LAYERS[layer].title.en.lower()}{in_ward}")
    if not ja:
        return Text("", "")
    return Text(
        f"ただし、{'と'.join(ja)}は使えるかどうか書かれておらず、数えていません（「使えない」とは限りません）。",
        f" Not counted, because no list says whether they can be used (which is not a no): {' and '.join(en)}.",
    )


def missing_notes(answer: HazardAnswer) -> tuple[Text, ...]:
    """Why a hazard that one list has figures for has none in the other."""
    notes = []
    have = {layer: {one.hazard for one in answer.columns if one.layer == layer} - {ANY} for layer in _layers(answer)}
    every = set().union(*have.values())
    for layer, hazards in have.items():
        lacking = [code.slug for code in HAZARDS if code.slug in every - hazards]
        if not lacking or not hazards:
            continue
        title = LAYERS[layer].title
        why_ja, why_en = "印のある場所が市内に1か所もない", "none of the city's places has a mark for it"
        if layer == SHELTERS:
            why_ja = "印を当てた指定緊急避難場所に、その災害の印が一つもない"
            why_en = "none of the evacuation sites they take marks from has one for it"
        notes.append(
            Text(
                f"{title.ja}に{'、'.join(hazard_label(one).ja for one in lacking)}の行がないのは、{why_ja}ためです。",
                f"{title.en} have no row for {', '.join(hazard_label(one).en for one in lacking)}: {why_en}.",
            )
        )
    return tuple(notes)


def _layers(answer: HazardAnswer) -> list[str]:
    return [layer for layer in PLACE_LAYERS if any(one.layer == layer for one in answer.columns)]
