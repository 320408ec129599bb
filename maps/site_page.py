"""The page about one place: what it may be used for, who depends on it, what is lost with it. Plain HTML, no script needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import quote, urlencode

from markupsafe import Markup

from geo_service.coverage.help_near import Help
from geo_service.coverage.site import Site
from geo_service.coverage.site_class import DOUBTFUL, UPPER
from geo_service.render.help_near import DRY_FLOORS
from geo_service.render.records import layer_title
from geo_service.render.site_words import about_words, kind_label, look_of
from geo_service.render.study import Study
from geo_service.render.words import distance, hazard_label
from layers.base import Text
from layers.licences import combine
from maps import words
from maps.area_page import area_address, unit_name
from maps.area_picture import mark_of
from maps.page import Frame, environment, page_context
from maps.site_picture import site_map, told_of
from maps.study_page import LONG, study_sources, study_tables

LONGEST_KEY = 200
"""Signs that a note's field for the row takes."""
OWN_TABLES = ("hazards", "units", "near")
"""Tables that the page writes itself: with symbols, with links."""


@dataclass(frozen=True)
class Links:
    """Addresses of other pages: the map of the question, and the study of what is lost with the place ("" none)."""

    on_map: str
    losses: str


def site_address(city: str, layer: str, id: str, **more: str) -> str:
    """The path of a place's page, with city and ``more`` (lang, hazard) as parameters; ids may hold any sign."""
    query = urlencode({name: value for name, value in {"city": city, **more}.items() if value})
    return f"/sites/{quote(layer, safe='')}/{quote(id, safe='')}" + (f"?{query}" if query else "")


def site_page(site: Site, study: Study, near: Sequence[Help], hazard: str, links: Links, public_url: str, frame: Frame) -> str:
    """One place. ``near``: what is near that could help; ``public_url``: what comes before paths on paper ("" unknown)."""
    lang: Literal["ja", "en"] = "en" if frame.lang == "en" else "ja"
    picture, legend = site_map(site, hazard, lang)
    layer, id = site.places.layer, site.id
    here = site_address("", layer, id)
    tables = {one["id"]: one for one in study_tables(study, lang)}
    api = f"/api/v1/cities/{quote(site.city.code, safe='')}" + site_address("", layer, id, hazard=hazard)
    context = {
        **page_context(_with_note(frame, site)),
        "site": site,
        "study": study,
        "layer": layer_title(layer),
        "kind": kind_label(site),
        "layer_address": f"/layers/{quote(layer, safe='')}?{urlencode({'city': site.city.code, 'lang': lang})}",
        "picture": Markup(picture),
        "about": about_words(told) if (told := told_of(site, hazard)) is not None else hazard_label(hazard),
        "legend": [(Markup(one.swatch), one.words) for one in legend],
        "own": {id: tables[id] for id in OWN_TABLES if id in tables},
        "tables": [one for one in tables.values() if one["id"] not in OWN_TABLES],
        **study_sources(study, lang),
        "long": LONG,
        "hazard": hazard,
        "hazards": _hazards(site, lang),
        "marked": any(one.mark is not None for one in site.hazards),
        "units": _units(site, lang),
        "near": _near(near, site, lang),
        "also": [(layer_title(other), site_address(site.city.code, other, one, lang=lang)) for other, one in site.also],
        "links": links,
        "api": api if combine(one.licence for one in study.datasets).public_export else "",
        "permanent": public_url.rstrip("/") + here if public_url else "",
    }
    return environment().get_template("site.html").render(context)


def _with_note(frame: Frame, site: Site) -> Frame:
    """The form for a note begins with this place, where notes on its list are taken."""
    form = frame.remark
    if form is None or not any(one.value == site.places.layer for _, ones in form.groups for one in ones):
        return frame
    key = site.id if len(site.id) <= LONGEST_KEY else ""
    return replace(frame, remark=replace(form, fixed=True, typed={"layer": site.places.layer, "key": key}))


def _hazards(site: Site, lang: str) -> list[Mapping[str, Any]]:
    """Each hazard with its symbol and its address on this page, in the order of the study's table."""
    more = {"lang": lang}
    return [
        {
            "slug": one.hazard,
            "look": look_of(one),
            "mark": Markup(mark_of(look_of(one), 0, 0, 8)),
            "address": site_address(site.city.code, site.places.layer, site.id, hazard=one.hazard, **more),
        }
        for one in site.hazards
    ]


def _units(site: Site, lang: str) -> list[tuple[Text, list[tuple[str, str]] | None]]:
    """Division → the areas' pages and names; None where it is not known which."""
    found: list[tuple[Text, list[tuple[str, str]] | None]] = []
    for id, codes in site.units.items():
        units = site.city.unit_sets[id]
        title = Text(units.title_ja, units.title_en)
        if codes is None:
            found.append((title, None))
            continue
        names = [unit_name(units, units.code.index(code), lang) for code in codes]
        addresses = [area_address(site.city.code, id, code, lang=lang) for code in codes]
        found.append((title, list(zip(addresses, names, strict=True))))
    return found


def _near(near: Sequence[Help], site: Site, lang: str) -> list[tuple[Text, list[tuple[str, str, list[str]]]]]:
    """Kind of place → (address, name, what is said of it) of those near."""
    found: dict[str, list[tuple[str, str, list[str]]]] = {}
    for one in near:
        address = site_address(site.city.code, one.layer, one.id, lang=lang)
        name = one.name or words.said(layer_title(one.layer), lang)
        told = [distance(float(round(one.distance_m)))]
        if one.in_zone is not None:
            told.append(words.say(lang, "site.zone.in" if one.in_zone else "site.zone.out"))
        if one.state == UPPER:
            told.append(words.said(DRY_FLOORS, lang))
        elif one.state in DOUBTFUL:
            told.append(words.say(lang, "site.zone.doubt"))
        found.setdefault(one.layer, []).append((address, name, told))
    return [(layer_title(id), those) for id, those in found.items()]
