"""The legend of an answer's map as sentences: only what is on the map, in the order it matters. The one list of them for paper
and for slides, which differ in their signs and in a few words (the page's own is static/legend.js)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from maps import words

Said = Mapping[str, Any]
Sign = Literal[
    "", "class", "far", "served", "nobody", "unknown", "place", "item", "water", "zone", "other", "neighbour"
]  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One sentence. ``sign``: what stands beside it, "" nothing; ``at``: which class (0 …), or whether an item is served."""

    sign: Sign
    text: str
    at: int = 0


@dataclass(frozen=True)
class Wording:
    """Ids of the words that differ. ``served``: whether ground that is served has a sign; ``far``, ``place``, ``hazard_place``,
    ``other``: ground beyond twice the limit, places (for a hazard), ground that was not asked about."""

    far: str
    place: str
    hazard_place: str
    other: str
    served: str = ""


SLIDE = Wording("legend.far", "legend.place", "legend.place.hazard", "legend.not_asked", "legend.served")
PAPER = Wording("brief.legend.far", "brief.legend.place", "brief.legend.place.hazard", "brief.legend.other")


def entries(
    about: Said,
    there: Mapping[str, Sequence[Said]],
    classes: Sequence[int],
    limits: Sequence[int],
    unknown: set[str],
    lang: str,
    place: str,
    wording: Wording,
    ward: bool,
) -> Iterator[Entry]:
    """``about``: the answer; ``there``: role → properties of what is on the map; ``classes``: those of ``limits`` (lower limits)
    that are; ``unknown``: codes of the small units nobody knows the people of; ``place``: the places that count, in words;
    ``ward``: one ward is shown and what lies beside it is not."""
    group, parameters = words.said(about["group"], lang), about["parameters"]
    hazard = words.say(lang, f"hazard.{parameters['hazard']}") if parameters["hazard"] else ""
    asked = [one for one in there.get("gap", ()) if one["unit_code"] not in unknown]
    if classes:
        within = parameters["within"]
        beyond = "legend.beyond" if within is not None else "legend.beyond.by_kind"
        head = words.say(lang, beyond, limit=f"{within:,.10g} m" if within is not None else "", place=place)
        yield Entry("", head + (" " if lang == "en" else "") + words.say(lang, "legend.gap", group=group))
        for at in classes:
            yield Entry("class", class_words(at, limits, about, lang), at)
    else:
        yield Entry("", words.say(lang, "legend.no_gap"))
    if any(one["band"] > 0 and (one["unserved"] or 0) > 0 for one in asked):
        yield Entry("far", words.say(lang, wording.far))
    if wording.served:
        yield Entry("served", words.say(lang, wording.served))
    if any(not (one["unserved"] or 0) > 0 for one in asked):
        yield Entry("nobody", words.say(lang, "legend.nothing" if about["unit"] == "facilities" else "legend.nobody"))
    if unknown:
        yield Entry("unknown", words.say(lang, "legend.unknown"))
    if there.get("place"):
        id, count = wording.hazard_place if hazard else wording.place, words.count(len(there["place"]), lang)
        yield Entry("place", words.say(lang, id, place=place, hazard=hazard, count=count))
    for served, id in ((False, "legend.item.unserved"), (True, "legend.item.served")):
        if any(one["served"] is served for one in there.get("item", ())):
            yield Entry("item", words.say(lang, id, group=group), int(served))
    if there.get("water"):
        yield Entry("water", words.say(lang, "legend.water"))
    if there.get("zone"):
        yield Entry("zone", words.say(lang, "legend.zone", hazard=hazard))
    if ward:
        yield Entry("other", words.say(lang, wording.other))
    if there.get("neighbour"):
        yield Entry("neighbour", words.say(lang, "legend.neighbour.counted" if parameters["neighbours"] else "legend.neighbour"))
    if any(one["used"] and one["approximate"] for one in about["datasets"]):
        yield Entry("", words.say(lang, "notice.approximate.text"))


def class_words(at: int, limits: Sequence[int], about: Said, lang: str) -> str:
    """What a class of unserved people or facilities says: from how many to how many."""
    low, unit = limits[at], words.said(about["unit_label"], lang)
    if at == len(limits) - 1:
        return words.say(lang, "legend.class.last", **{"from": words.count(low, lang), "unit": unit})
    high = limits[at + 1] - 1
    if high > low:
        return words.say(lang, "legend.class", **{"from": words.count(low, lang), "to": words.count(high, lang), "unit": unit})
    return words.say(lang, "legend.class.one", **{"from": words.count(low, lang), "unit": words.unit_word(low, about, lang)})
