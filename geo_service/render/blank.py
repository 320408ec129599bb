"""Where nothing marked is near anybody who is asked about, and places left blank are: who has none is not known, in words.

The figures stay as they are in the files (nobody has a *marked* place); a reader must not take "0.0 %" for "there is none".
"""

from __future__ import annotations

from geo_service.coverage.answer import Answer, Firmness
from geo_service.coverage.blank_marks import blank_by_ward
from geo_service.coverage.figures import WRITTEN
from geo_service.render.words import (
    counted,
    hazard_label,
    how_much,
    limit_label,
    number,
    per_cent,
    place_label,
    reach_label,
    where,
)
from layers.base import Text


def only_blank(answer: Answer) -> Firmness | None:
    """The share with a place if blank marks counted, where nothing marked serves anybody; None where the share can be said."""
    if answer.total.served >= WRITTEN:
        return None
    one = next((one for one in answer.firmness if one.assumption == "blank_as_yes"), None)
    return one if one is not None and one.share_served else None


def not_known(answer: Answer) -> Text | None:
    """What is said instead of the figures where they are not known; None where they are."""
    blank = only_blank(answer)
    if blank is None:
        return None
    ward, what, place = answer.question.ward, counted(answer.question.demand), place_label(answer)
    here, hazard = where(answer.city, ward), hazard_label(answer.question.supply.hazard)
    mine = blank_by_ward(answer.city, answer.question).get(ward, 0) if ward else 0
    # Where the ward has none left blank, those beyond its line are what could serve it.
    many, at = (mine, here) if mine else (int(blank.value), where(answer.city, ""))
    demand, limit, reach = how_much(answer.total.demand, what), limit_label(answer), reach_label(answer.question)
    share = per_cent(blank.share_served)
    return Text(
        f"{here.ja}の{what.group.ja}{demand.ja}の{reach.ja}{limit.ja}以内に、{hazard.ja}のとき使える{place.ja}があるかは、"
        f"分かりません。近くに印のある場所はなく、印が空欄の場所が{at.ja}に{number(many)}か所あります。"
        f"空欄の場所も使えるなら、近くにあるのは{share}です。",
        f"Whether the {demand.en} {what.group.en} in {here.en} have {place.en} for {hazard.en} within {limit.en} ({reach.en}) is "
        f"not known: none near has a mark, and {number(many)} in {at.en} are left blank. If those may be used, {share} have one.",
    )
