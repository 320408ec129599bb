"""The tables of a briefing: every cell written out, unknown as words and never as 0."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from geo_service.coverage.answer import Figures
from geo_service.coverage.which_hazard import Reached
from geo_service.questions.demand import declared_groups
from geo_service.render.briefing import Briefing, HazardFigures
from geo_service.render.words import counted, hazard_label, limit_label, place_label, plural, reach_label
from maps.paper.decoration import decoration
from maps.view import small_set, unit_name, worst_units, zoned
from maps.words import amount, count, metres, said, say, share

WORST = 10


@dataclass(frozen=True)
class Head:
    """A column: its words, and whether it holds numbers (set to the right)."""

    text: str
    number: bool = True


@dataclass(frozen=True)
class Table:
    """A table as it is printed: the first cell of each row names it."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def within(briefing: Briefing, lang: str) -> str:
    """How far, as sentences say it: 直線500 m, or 500 m (straight line)."""
    reach, limit = reach_label(briefing.answer.question), limit_label(briefing.answer)
    return f"{reach.ja}{limit.ja}" if lang == "ja" else f"{limit.en} ({reach.en})"


def figures_table(briefing: Briefing, name: str, lang: str) -> Table:
    """The answer's figures of the ward beside the city's."""
    about, totals = briefing.collection["answer"], (briefing.answer.total, briefing.whole.total)
    group = said(about["group"], lang)

    def both(key: str, write: Callable[[Figures], str], **values: object) -> tuple[str, ...]:
        return (say(lang, f"brief.figures.{key}", **values), *(write(one) for one in totals))

    rows = [
        both("demand", lambda one: amount(one.demand, about, lang), group=group),
        both("unserved", lambda one: amount(one.unserved, about, lang)),
        both("share", lambda one: with_bar(one.share_served, lang)),
        both("one", lambda one: amount(one.depends_on_one, about, lang)),
    ]
    if any(one.in_zone is not None for one in totals):
        rows.insert(2, both("zone", lambda one: amount(one.in_zone[2] if one.in_zone else None, about, lang)))
    if any(one.left_out > 0 for one in totals):
        rows.append(both("left_out", lambda one: amount(one.left_out, about, lang)))
    if any(one.distance_m.get(50) is not None for one in totals):
        rows.append(both("distance", lambda one: metres(one.distance_m.get(50), lang)))
    if not briefing.ward:
        rows = [one[:2] for one in rows]
    heads = (Head(say(lang, "brief.figures.what"), False), Head(name), Head(say(lang, "brief.city")))
    return Table(say(lang, "brief.figures.title"), heads[: 3 if briefing.ward else 2], tuple(rows))


def ages_table(briefing: Briefing, lang: str) -> Table:
    """People by age group: how many, and of all residents here and in the city."""
    fields = declared_groups()
    rows, unknown = [], 0
    for one in briefing.ages:
        label = said(fields[one.group].noun or fields[one.group].label, lang)
        if not one.known:
            rows.append((label, say(lang, "brief.not_loaded"), "", ""))
            continue
        unknown = max(unknown, one.unknown)
        people = say(lang, "value.unknown")
        if math.isfinite(one.people):
            people = say(lang, "value.amount", count=count(one.people, lang), unit=said(fields[one.group].counter, lang))
        rows.append((label, people, with_bar(one.share, lang), share(one.city_share, lang)))
    heads = (
        Head(say(lang, "brief.ages.group"), False),
        *(Head(say(lang, f"brief.ages.{id}")) for id in ("people", "share", "city_share")),
    )
    notes = (say(lang, "brief.ages.unknown", count=count(unknown, lang)),) if unknown else ()
    return Table(say(lang, "brief.ages.title"), heads, tuple(rows), notes)


def hazards_table(briefing: Briefing, lang: str) -> Table | None:
    """Evacuation sites of the ward by hazard, and who has none near; None where no list with marks is loaded."""
    if not briefing.hazards:
        return None
    what = counted(briefing.answer.question.demand)
    group, about = said(what.group, lang), briefing.collection["answer"]

    def row(one: HazardFigures) -> tuple[str, ...]:
        places = (
            say(lang, "brief.unit", count=count(many, lang))
            for many in (one.sites.designated, one.sites.not_designated, one.sites.not_stated)
        )
        name = said(hazard_label(one.sites.hazard), lang)
        city = say(lang, "value.unknown") if one.city is None else share(_served(one.city), lang)
        if one.reached is None or _blank(one):
            # All marks are blank here: that nobody is reached would be another statement.
            return name, *places, say(lang, "value.unknown"), say(lang, "value.unknown"), city
        return name, *places, amount(one.reached.none, about, lang), with_bar(_served(one.reached), lang), city

    limit = f"{briefing.hazards_limit_m:,.10g} m"
    heads = (
        Head(say(lang, "brief.hazards.hazard"), False),
        *(Head(say(lang, f"brief.hazards.{id}")) for id in ("yes", "no", "blank")),
        Head(say(lang, "brief.hazards.none", limit=limit, group=group)),
        Head(say(lang, "brief.hazards.share")),
        Head(say(lang, "brief.hazards.city")),
    )
    columns = 7 if briefing.ward else 6
    rows = tuple(row(one)[:columns] for one in briefing.hazards)
    note = say(lang, "brief.hazards.about", group=group)
    return Table(say(lang, "brief.hazards.title"), heads[:columns], rows, (note,))


def _served(found: Reached) -> float | None:
    some = found.one + found.more
    return some / (found.none + some) if found.none + some > 0 else None


def _blank(one: HazardFigures) -> bool:
    """Whether no site of the ward has a mark for the hazard, yes or no, and none beyond its border reaches anybody."""
    marked = one.sites.designated + one.sites.not_designated
    return not marked and one.sites.not_stated > 0 and one.reached is not None and not one.reached.one + one.reached.more >= 0.5


def with_bar(value: float | None, lang: str) -> Markup:
    """A share with a bar beside it, so that it can be compared at a glance."""
    if value is None:
        return Markup(share(value, lang))
    drawn = (
        '<rect x="1" y="1" width="158" height="24" fill="#ffffff" stroke="#8a9199" stroke-width="2"/>'
        f'<rect x="1" y="1" width="{158 * value:.1f}" height="24" fill="#2b6cb0"/>'
    )
    return Markup("{}{}").format(share(value, lang), decoration(drawn, (160, 26), (16, 2.6), "bar"))


def worst_table(briefing: Briefing, lang: str, most: int = WORST) -> Table:
    """The ten small areas with the most unserved (inside the zones where anybody is)."""
    about = briefing.collection["answer"]
    small = small_set(about)
    rows = worst_units(about, small)[:most]
    inside = zoned(about, small)
    group = said(about["group"], lang)
    title = say(lang, "worst.title.zone" if inside else "worst.title.all", **_worst_words(about, small, lang))
    heads = [
        Head(say(lang, "brief.worst.area"), False),
        Head(say(lang, "brief.worst.demand", group=group)),
        Head(say(lang, "brief.worst.unserved")),
        Head(say(lang, "brief.worst.zone")),
        Head(say(lang, "brief.worst.share")),
    ]

    def row(one: Mapping[str, Any]) -> Sequence[str]:
        zone = amount((one.get("in_zone") or {}).get("unserved"), about, lang)
        return (
            unit_name(one, lang),
            amount(one["demand"], about, lang),
            amount(one["unserved"], about, lang),
            *((zone,) if inside else ()),
            share(one["share_served"], lang),
        )

    if not inside:
        del heads[3]
    return Table(title, tuple(heads), tuple(tuple(row(one)) for one in rows))


def items_table(briefing: Briefing, lang: str, most: int = 8) -> Table | None:
    """The facilities that are not reached, farthest first; None where people are asked about or all are reached."""
    missed = [one for one in briefing.answer.items if one.served is False]
    if not missed:
        return None
    missed.sort(key=lambda one: (-(one.nearest.distance_m if one.nearest else float("inf")), one.id))
    rows = tuple(
        (
            one.name,
            one.nearest.name if one.nearest else say(lang, "value.unknown"),
            metres(one.nearest.distance_m if one.nearest else None, lang),
        )
        for one in missed[:most]
    )
    heads = (
        Head(say(lang, "brief.items.name"), False),
        Head(say(lang, "brief.items.nearest"), False),
        Head(say(lang, "brief.items.far")),
    )
    more = len(missed) - most
    notes = (say(lang, "brief.more_notes", count=more),) if more > 0 else ()
    return Table(say(lang, "brief.items.title"), heads, rows, notes)


def _worst_words(about: Mapping[str, Any], small: str, lang: str) -> dict[str, str]:
    known = small if small in ("towns", "association_areas") else "units"
    return {"areas": say(lang, f"worst.areas.{known}"), "what": say(lang, f"worst.what.{about['unit']}")}


def beside_table(briefing: Briefing, lang: str) -> Table:
    """What neighbouring wards and municipalities have near the border, and who relies on it."""
    about = briefing.collection["answer"]
    group = said(about["group"], lang)
    rows = []
    for one in briefing.beside:
        name = (one.name_en if lang == "en" else "") or one.name
        if not one.loaded:
            rows.append((name, say(lang, "brief.beside.no_data"), "", say(lang, "value.unknown")))
            continue
        relies = say(lang, "brief.beside.not_counted") if one.relies is None else amount(one.relies, about, lang)
        names = say(lang, "list.separator").join(one.names)
        near = say(lang, "brief.unit", count=count(one.near, lang))
        if one.blank:
            near += say(lang, "brief.beside.blank", count=count(one.blank, lang))
        rows.append((name, near, names, relies))
    heads = (
        Head(say(lang, "brief.beside.who"), False),
        Head(say(lang, "brief.beside.near")),
        Head(say(lang, "brief.beside.names"), False),
        Head(say(lang, "brief.beside.relies", group=group)),
    )
    label = place_label(briefing.answer)
    place = label.ja if lang == "ja" else plural(label.en).capitalize()
    note = say(lang, "brief.beside.about", limit=f"{briefing.answer.question.reach.limit_m:,.10g} m")
    return Table(say(lang, "brief.beside.title", place=place), heads, tuple(rows), (note,))
