"""The one passage that says an answer in plain words: how many have a place within reach, how many not, and of what city."""

from __future__ import annotations

from geo_service.coverage.answer import Answer
from geo_service.render.blank import not_known
from geo_service.render.reasons import assumption_text
from geo_service.render.rounding import rounded_figures
from geo_service.render.words import (
    counted,
    hazard_label,
    how_much,
    limit_label,
    per_cent,
    place_label,
    plural,
    reach_label,
    time_of_day,
    where,
    with_article,
)
from geo_service.render.zones import zone_passage
from layers.base import Text

FICTITIOUS = Text("架空データ", "fictitious data")


def sentence(answer: Answer) -> Text:
    """What the figures say, and what they must not be taken for, in a few short sentences (ja, en)."""
    unknown = not_known(answer)
    # Who is reached may not be known, that nobody lives where the hazard comes is.
    nobody = answer.total.in_zone is not None and answer.total.in_zone[0] <= 0
    zone = zone_passage(answer) if unknown is None or nobody else None
    figures = [_main(answer) if unknown is None else unknown, zone]
    parts = [*figures, _left_out(answer), neighbours_note(answer), _time(answer)]
    said = [part for part in parts if part is not None]
    mark_ja = f"【{FICTITIOUS.ja}】" if answer.city.fictitious else ""
    mark_en = f"[{FICTITIOUS.en}] " if answer.city.fictitious else ""
    return Text(mark_ja + "".join(part.ja for part in said), mark_en + " ".join(part.en for part in said))


def _usable(answer: Answer) -> Text:
    hazard = answer.question.supply.hazard
    place = place_label(answer)
    if not hazard:
        return Text(place.ja, place.en)
    label = hazard_label(hazard)
    return Text(f"{label.ja}のとき使える{place.ja}", f"{place.en} for {label.en}")


def _main(answer: Answer) -> Text:
    what = counted(answer.question.demand)
    figures = rounded_figures(answer.total, what.whole)
    place, limit, reach = _usable(answer), limit_label(answer), reach_label(answer.question)
    here = where(answer.city, answer.question.ward)
    demand = how_much(figures["demand"], what)
    # Rounded all alike the parts need not add up to the whole: the served are what is left of it.
    rest = round(figures["demand"]) - round(figures["unserved"]) - round(figures["left_out"])
    served, unserved = (
        how_much(rest if figures["served"] >= 0.5 else figures["served"], what),
        how_much(figures["unserved"], what),
    )
    if figures["share_served"] is None:
        return Text(
            f"{here.ja}には、距離を計算できる{what.group.ja}がないため、割合は出せません。",
            f"There are no {what.group.en} in {here.en} whose distance can be measured, so there is no share.",
        )
    share, sure = per_cent(figures["share_served"]), sure_share(answer)
    return Text(
        f"{here.ja}の{what.group.ja}{demand.ja}のうち、{place.ja}が{reach.ja}{limit.ja}以内にあるのは"
        f"{served.ja}（{share}{f'、{sure.ja}' if sure else ''}）、ないのは{unserved.ja}です。",
        f"Of the {demand.en} {what.group.en} in {here.en}, {served.en} ({share}{f'; {sure.en}' if sure else ''}) have "
        f"{with_article(place.en)} within {limit.en} ({reach.en}); {unserved.en} have none.",
    )


def sure_share(answer: Answer) -> Text | None:
    """What is left of the share served without the places that the hazard's zones raise a doubt about; None where there are
    none, or where they make no difference that is seen. Said in one breath with the share: who quotes it must not miss it."""
    one = next((one for one in answer.firmness if one.assumption == "only_sure"), None)
    if one is None or one.share_served is None or per_cent(one.share_served) == per_cent(answer.total.share_served):
        return None
    text, share = assumption_text(one, answer), per_cent(one.share_served)
    return Text(f"{text.ja}{share}", f"{share} {text.en}")


def _left_out(answer: Answer) -> Text | None:
    what = counted(answer.question.demand)
    left_out = rounded_figures(answer.total, what.whole)["left_out"]
    if left_out <= 0:
        return None
    amount = how_much(left_out, what)
    return Text(
        f"位置が分からないなどの{amount.ja}は割合に入れていません。",
        f"{amount.en} are not in the share because their position is not known well enough.",
    )


def _time(answer: Answer) -> Text | None:
    """At what time of day people are counted; facilities have none."""
    said = {
        "night": Text("夜間（住んでいる場所）の数です。", "Counted at night, where people live."),
        "day": Text("昼間（いる場所）の数です。", "Counted by day, where people are."),
    }
    return said.get(time_of_day(answer.question.demand) or "")


def neighbours_note(answer: Answer) -> Text:
    """Whether places of neighbouring municipalities count."""
    place = place_label(answer)
    name = answer.city.name_ja
    if answer.question.supply.neighbours:
        return Text(f"{name}の外にある{place.ja}も数えています。", f"{plural(place.en).capitalize()} outside the city count too.")
    return Text(
        f"{name}の外にある{place.ja}は数えていません。", f"{plural(place.en).capitalize()} outside the city do not count."
    )
