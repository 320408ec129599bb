"""An answer's JSON as the page's sections: every number written, every sentence chosen. Templates only place them.

static/table.js builds the same sections from the same JSON when a choice changes; a browser test compares the two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from maps.provenance import Source, how_computed, merged, source
from maps.words import amount, count, metres, said, say, share, unit_word, whole

Json = Mapping[str, Any]
WORST = 10
SMALL_SETS = ("towns", "association_areas")
"""Small unit sets in the order in which one is chosen for the list of worst areas."""


@dataclass(frozen=True)
class KeyFigure:
    """One figure of the row under the sentence."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the table by ward or of the worst areas. ``bar``: served share in per cent as a number in text, or None."""

    code: str
    name: str
    ward: str
    demand: str
    unserved: str
    share: str
    one: str
    bar: str | None
    note: str = ""
    amount: str = ""
    """``unserved`` with its unit."""
    length: str = "0"
    """Of its bar in the chart by ward, in per cent of the longest, as a number in text."""
    of: str = ""
    """In the list of worst areas: what the amount is a part of, in words."""


@dataclass(frozen=True)
class AnswerView:
    """All sections of the page for one answer in one language."""

    words: str
    sentence: tuple[str, str, str]
    """The mark of fictitious data (or ""), the main sentence, and what follows it."""
    purpose: str
    notices: tuple[tuple[str, str, str], ...]
    figures: tuple[KeyFigure, ...]
    ward_rows: tuple[Row, ...]
    total_row: Row
    worst_rows: tuple[Row, ...]
    worst_title: str
    none_unserved: str
    sources: tuple[Source, ...]
    sources_not_used: tuple[Source, ...]
    licence: str
    how: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    excluded: tuple[str, ...]
    notes: tuple[str, ...]
    public_export: bool


def answer_view(answer: Json, lang: str) -> AnswerView:
    """The sections of ``answer`` (the JSON of render.to_json) in ``lang``."""
    wards = answer["units"].get("wards", [])
    small = small_set(answer)
    return AnswerView(
        words=said(answer["words"], lang),
        sentence=lead(said(answer["sentence"], lang)),
        purpose=said(answer["purpose"], lang),
        notices=tuple(_notices(answer, lang)),
        figures=tuple(_figures(answer, lang)),
        ward_rows=_charted(wards, answer, lang),
        total_row=row({"code": "", "name": "", **answer["totals"]}, answer, lang),
        worst_rows=tuple(_worst_row(one, answer, zoned(answer, small), lang) for one in worst_units(answer, small)),
        worst_title=_worst_title(answer, small, lang),
        none_unserved="" if answer["totals"]["unserved"] > 0 else _none_unserved(answer, lang),
        sources=tuple(source(one, lang) for one in merged(answer["datasets"], True)),
        sources_not_used=tuple(source(one, lang) for one in merged(answer["datasets"], False)),
        licence=say(
            lang, "licence.text", title=said(answer["licence"], lang), attribution=said(answer["licence"]["attribution"], lang)
        ),
        how=tuple(how_computed(answer, small, lang)),
        left_out=tuple(said(one["text"], lang) for one in answer["left_out"]),
        excluded=tuple(said(one["text"], lang) for one in answer["excluded_supply"]),
        notes=tuple(said(one, lang) for one in answer["notes"]),
        public_export=bool(answer["licence"]["public_export"]),
    )


def lead(text: str) -> tuple[str, str, str]:
    """Mark in brackets, first sentence (set large), the others. A full stop after a digit ends no sentence."""
    marked = re.match(r"(【[^】]*】|\[[^\]]*\])?\s*(.*)", text, flags=re.DOTALL)
    mark, words = (marked[1] or "", marked[2]) if marked else ("", text)
    found = re.match(r"(.*?(?:。|[^\d\s]\.(?=\s)))\s*(.*)", words, flags=re.DOTALL)
    return (mark.strip("【】[]"), found[1], found[2]) if found else (mark.strip("【】[]"), words, "")


def small_set(answer: Json) -> str:
    """The unit set that is drawn and whose worst areas are listed: the small ones first, else the finest, "" for none."""
    others = sorted(
        (one for one in answer["units"] if one not in ("wards", *SMALL_SETS)), key=lambda one: -len(answer["units"][one])
    )
    return next((one for one in (*SMALL_SETS, *others) if answer["units"].get(one)), "")


def zoned(answer: Json, small: str) -> bool:
    """Whether the worst areas are ranked by who is unserved inside the hazard's zones: when anybody is."""
    return any(_in_zone(one) > 0 for one in answer["units"].get(small, []))


def worst_units(answer: Json, small: str) -> list[Json]:
    """At most ten units with the most unserved (inside the zones where :func:`zoned`), most first, equal ones by code.

    A town outside every zone of the hazard asked about is not where it matters most, however many are unserved there.
    """
    inside = zoned(answer, small)
    rows = [one for one in answer["units"].get(small, []) if (_in_zone(one) if inside else one["unserved"]) > 0]
    return sorted(rows, key=lambda one: (-_in_zone(one) if inside else 0, -one["unserved"], one["code"]))[:WORST]


def _in_zone(unit: Json) -> float:
    """Unserved inside the hazard's zones; 0 where no zones are known."""
    return float((unit.get("in_zone") or {}).get("unserved") or 0)


def _worst_title(answer: Json, small: str, lang: str) -> str:
    areas = say(lang, f"worst.areas.{small if small in SMALL_SETS else 'units'}")
    what = say(lang, f"worst.what.{answer['unit']}")
    return say(lang, "worst.title.zone" if zoned(answer, small) else "worst.title.all", areas=areas, what=what)


def _worst_row(unit: Json, answer: Json, inside: bool, lang: str) -> Row:
    """A row of the worst areas: first the number it is ranked by, then what that is a part of."""
    all_here, demand = amount(unit["unserved"], answer, lang), amount(unit["demand"], answer, lang)
    if not inside or only_blank(answer) is not None:
        return replace(row(unit, answer, lang), of=say(lang, "worst.of", demand=demand))
    of = say(lang, "worst.of.zone", unserved=all_here, demand=demand)
    return replace(row(unit, answer, lang), amount=amount(_in_zone(unit), answer, lang), of=of)


def row(unit: Json, answer: Json, lang: str) -> Row:
    """One unit's figures written out."""
    asked = unit["served"] + unit["unserved"]
    unknown = unit.get("unknown_features") or 0
    silent = say(lang, "figure.unknown") if only_blank(answer) is not None else ""
    return Row(
        code=unit["code"],
        name=unit_name(unit, lang),
        ward=ward_name(answer, unit.get("ward") or "", lang),
        demand=count(unit["demand"], lang),
        unserved=silent or count(unit["unserved"], lang),
        share=silent or share(unit["share_served"], lang),
        one=silent or count(unit["depends_on_one"], lang),
        bar=None if silent else f"{math.floor(1000 * unit['served'] / asked + 0.5) / 10:g}" if asked > 0 else None,
        note=say(lang, "table.unknown.one" if unknown == 1 else "table.unknown", count=count(unknown, lang)) if unknown else "",
        amount=silent or amount(unit["unserved"], answer, lang),
    )


def _charted(wards: Sequence[Json], answer: Json, lang: str) -> tuple[Row, ...]:
    """The rows of the table by ward with the lengths of their bars."""
    most = 0 if only_blank(answer) is not None else max((one["unserved"] for one in wards), default=0)
    return tuple(replace(row(one, answer, lang), length=bar_length(one["unserved"], most)) for one in wards)


def bar_length(value: float, most: float) -> str:
    """A bar's length in per cent of the longest, to a tenth."""
    return f"{math.floor(1000 * value / most + 0.5) / 10:g}" if most > 0 else "0"


def unit_name(unit: Json, lang: str) -> str:
    """A unit's name in ``lang``, the Japanese one where it has no other, else its code."""
    return str((unit.get("name_en") if lang == "en" else "") or unit.get("name") or unit["code"])


def ward_name(answer: Json, code: str, lang: str) -> str:
    """The name of the ward with that code, "" when there is none."""
    wards = answer["units"].get("wards", [])
    return next((unit_name(one, lang) for one in wards if code and one["code"] == code), "")


def _none_unserved(answer: Json, lang: str) -> str:
    if answer["totals"]["served"] > 0:
        return say(lang, "worst.none", group=said(answer["group"], lang))
    return say(lang, "worst.nobody", group=said(answer["group"], lang))


def _notices(answer: Json, lang: str) -> list[tuple[str, str, str]]:
    """(kind, label, text) of what must be known before the figures are read."""
    found = []
    if answer["fictitious"]:
        found.append(("fictitious", say(lang, "notice.fictitious.label"), say(lang, "notice.fictitious.text")))
    if any(one["approximate"] and one["used"] for one in answer["datasets"]):
        found.append(("approximate", say(lang, "notice.approximate.label"), say(lang, "notice.approximate.text")))
    return found


def _figures(answer: Json, lang: str) -> list[KeyFigure]:
    totals = answer["totals"]
    group = said(answer["group"], lang)
    unit = said(answer["unit_label"], lang)
    distances = totals["distance_m"]
    of_all = say(lang, "figure.unserved.note", group=group, count=count(totals["demand"], lang), unit=unit)
    served, doubtful = amount(beside(totals), answer, lang), without_doubtful(answer)
    reached = say(lang, "figure.share.note", served=served)
    if doubtful is not None:
        without, left = said(doubtful["text"], lang), share(doubtful["share_served"], lang)
        reached = say(lang, "figure.share.sure", served=served, without=without, share=left)
    blank = only_blank(answer)
    if blank is not None:
        # Nobody has a marked place, and places left blank are near: no card shows a nought for what is not known.
        unknown = say(lang, "figure.unknown")
        could = say(lang, "figure.unknown.note", count=count(blank["value"], lang), share=share(blank["share_served"], lang))
        return [
            KeyFigure(say(lang, "figure.unserved"), unknown, "", of_all),
            KeyFigure(say(lang, "figure.share"), unknown, "", could),
        ]
    figures = [
        KeyFigure(
            say(lang, "figure.unserved"), count(totals["unserved"], lang), unit_word(totals["unserved"], answer, lang), of_all
        ),
        KeyFigure(say(lang, "figure.share"), share(totals["share_served"], lang), "", reached),
        KeyFigure(
            say(lang, "figure.one"),
            count(totals["depends_on_one"], lang),
            unit_word(totals["depends_on_one"], answer, lang),
            say(lang, "figure.one.note"),
        ),
    ]
    if distances["p50"] is not None:
        far = say(lang, "figure.distance.note", far=metres(distances["p90"], lang))
        figures.append(KeyFigure(say(lang, "figure.distance"), metres(distances["p50"], lang), "", far))
    if totals["in_zone"]:
        zone = totals["in_zone"]
        inside = say(lang, "figure.zone.note", demand=amount(zone["demand"], answer, lang))
        figures.insert(
            1,
            KeyFigure(say(lang, "figure.zone"), count(zone["unserved"], lang), unit_word(zone["unserved"], answer, lang), inside),
        )
    return figures


def only_blank(answer: Json) -> Json | None:
    """The entry of ``firmness`` that counts blank marks as yes, where nothing marked serves anybody and blank places could
    (render.blank says the same in words); None where the share is known."""
    one = next((one for one in answer["firmness"] if one["assumption"] == "blank_as_yes"), None)
    return one if one is not None and one["share_served"] and answer["totals"]["served"] <= 0 else None


def without_doubtful(answer: Json) -> Json | None:
    """The entry of ``firmness`` without the places that the hazard's zones raise a doubt about; None where it leaves the share
    as it is."""
    one = next((one for one in answer["firmness"] if one["assumption"] == "only_sure"), None)
    left = None if one is None else one["share_served"]
    return None if left is None or share(left, "ja") == share(answer["totals"]["share_served"], "ja") else one


def beside(totals: Json) -> float:
    """Served as it stands beside the others: rounded all alike they need not add up, so it is what is left of the whole."""
    if 0 < totals["served"] < 0.5:
        return float(totals["served"])
    return float(whole(totals["demand"]) - whole(totals["unserved"]) - whole(totals["left_out"]))
