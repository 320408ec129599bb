"""From the rows of a list to the places that count for a hazard: one table that explains why the numbers differ."""

from __future__ import annotations

import numpy as np

from geo_service.coverage.supply import has_position
from geo_service.coverage.which_hazard import ANY, SHELTERS, HazardAnswer
from geo_service.coverage.which_hazard import LAYERS as PLACE_LAYERS
from geo_service.render.study import Column, StudyTable
from geo_service.render.words import hazard_label, number
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
        rows.append((LAYERS[layer].title, *whole, int((mine & ~has_position(places)).sum())))
    columns = (
        Column("layer", Text("一覧", "list")),
        Column("loaded", Text("読み込んだ場所", "places loaded"), "places"),
        Column("other_dataset", Text("うち、ほかのデータで置きかえられたもの", "of them, replaced by other data"), "places"),
        Column("neighbours", Text("うち、市外のもの", "of them, outside the city"), "places"),
        Column("own", Text("うち、市内のもの", "of them, of the city"), "places"),
        Column("no_position", Text("市内のうち、位置が分からないもの", "of the city's, without a position"), "places"),
    )
    counted = answer.question.supply.neighbours
    about = Text(
        "「指定あり・指定なし・書かれていない」を足すと「市内のもの」になります。「数えた場所」は、指定があり位置が分かるもの"
        f"{'に、市外のものも足した数' if counted else '（市外のものは入れません）'}です。",
        "Designated, not designated and not stated add up to those of the city. 'Places counted' are those designated with a "
        f"position{', and those outside the city' if counted else '; those outside the city are not in it'}.",
    )
    return StudyTable("counts", Text("場所の数の内訳", "How many places, and which"), columns, tuple(rows), about)


def blank_sentence(answer: HazardAnswer) -> Text:
    """How many of the city's places have no mark at all for some hazard, for the headline; "" where all are stated."""
    ja, en = [], []
    for layer in _layers(answer):
        blanks = [one.not_stated for one in answer.columns if one.layer == layer and one.hazard != ANY]
        if not any(blanks):
            continue
        low, high = min(blanks), max(blanks)
        many = number(high) if low == high else f"{number(low)}〜{number(high)}"
        ja.append(f"{LAYERS[layer].title.ja}の{many}か所")
        en.append(f"{many.replace('〜', ' to ')} of the {LAYERS[layer].title.en.lower()}")
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
