"""Where an answer's figures come from, written: its datasets, used or not, its licence's title, and how it was computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers import LAYERS
from layers.licences import LICENCES
from maps.words import count, date, points, said, say, share

Json = Mapping[str, Any]
LEAST_BOUND = 0.001
"""Error bounds (of a share) below this are said to be below it, not written as 0.00."""
LICENCE_TITLES = {spelling: one.title for one in LICENCES.values() for spelling in (one.id, *one.aliases)}


@dataclass(frozen=True)
class Source:
    """A dataset under "sources", used or not."""

    title: str
    detail: str
    why_not: str = ""


def merged(datasets: Sequence[Json], used: bool) -> list[dict[str, Any]]:
    """The datasets used (or not), parts that a reader cannot tell apart put together (a file per neighbour, per river)."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in datasets:
        if one["used"] is not used:
            continue
        title = one["title"] or one["file_name"] or one["source"]
        key = (one["layer"], title, one["reference_date"], one["licence"], one["approximate"], one["why_not_ja"])
        first = found.setdefault(key, {**one, "title": title, "rows": 0, "rejected": 0})
        first["rows"] += one["rows"]
        first["rejected"] += one["rejected"]
    return list(found.values())


def source(dataset: Json, lang: str) -> Source:
    layer = LAYERS.get(dataset["layer"])
    parts = [
        say(lang, "source.date", date=date(dataset["reference_date"], lang))
        if dataset["reference_date"]
        else say(lang, "source.no_date"),
        licence_title(dataset["licence"], lang) or say(lang, "source.no_licence"),
        say(lang, "source.rows", count=count(dataset["rows"], lang)),
    ]
    if dataset["rejected"]:
        parts.append(say(lang, "source.rejected", count=count(dataset["rejected"], lang)))
    if dataset["approximate"]:
        parts.append(say(lang, "source.approximate"))
    title = dataset["title"]
    shown = say(lang, "source.title", layer=said(layer.title, lang), title=title) if layer else title
    return Source(shown, say(lang, "list.separator").join(parts), said(_why_not(dataset), lang))


def licence_title(id: str, lang: str) -> str:
    """The licence's title; the id itself where it is none we know."""
    return said(LICENCE_TITLES[id], lang) if id in LICENCE_TITLES else id


def _why_not(dataset: Json) -> Json:
    return {"ja": dataset.get("why_not_ja", ""), "en": dataset.get("why_not_en", "")}


def how_computed(answer: Json, small: str, lang: str) -> list[tuple[str, str]]:
    """Label and text of each line under "how was this computed"."""
    parameters = answer["parameters"]
    reach = say(
        lang,
        f"how.reach.{parameters['reach']}",
        factor=f"{parameters.get('detour_factor') or 1:g}",
        profile=say(lang, f"profile.{parameters.get('profile') or 'adult'}"),
        speed=f"{parameters.get('speed_m_min') or 0:g}",
    )
    bounds = [one["error_bound"] for one in answer["units"].get(small, [])]
    lines = [
        (say(lang, "how.basis"), said(answer["basis"], lang)),
        (
            say(lang, "how.who"),
            say(
                lang,
                {"night": "how.who.text", "day": "how.who.day"}.get(answer["time_of_day"], "how.who.facilities"),
                group=said(answer["group"], lang),
            ),
        ),
        (say(lang, "how.reach"), reach),
        (say(lang, "how.neighbours"), say(lang, "how.neighbours.yes" if parameters["neighbours"] else "how.neighbours.no")),
    ]
    if bounds:
        small_error = max(bounds) < LEAST_BOUND
        text = say(lang, "how.bound.small") if small_error else say(lang, "how.bound.text", bound=points(max(bounds), lang))
        lines.append((say(lang, "how.bound"), text))
    if answer["firmness"]:
        # The verdict names some of these when it is that the share is not firm: it is said only when it says something else.
        firm = [said(answer["firm"]["text"], lang)] if answer["firm"] and answer["firm"]["firm"] else []
        turns = say(lang, "list.separator").join(_firm(one, lang) for one in answer["firmness"])
        lines.append((say(lang, "how.firm"), " ".join([*firm, turns])))
    versions = ", ".join(f"{name} {value}" for name, value in answer["versions"].items())
    release = say(lang, "how.release.text", number=answer["release"], date=date(answer["release_date"], lang))
    lines += [
        (say(lang, "how.release"), release),
        (say(lang, "how.versions"), versions),
        (say(lang, "how.id"), answer["id"]),
    ]
    return lines


def _firm(one: Json, lang: str) -> str:
    return say(lang, "how.firm.one", assumption=said(one["text"], lang), share=share(one["share_served"], lang))
