"""The sheets as documents and as PDFs: the map with its legend, stickers and index beside it; the script of ten minutes."""

from __future__ import annotations

from typing import Any

import segno
from markupsafe import Markup, escape

from geo_service.coverage.city import City, DatasetNote
from geo_service.render.words import hazard_label
from layers.licences import combine
from maps.page import environment
from maps.paper.decoration import decoration
from maps.paper.sheet import FONTS, pdf_of
from maps.paper.wall.area import Area, hazard_named, paper_for
from maps.paper.wall.drawing import WallDrawing
from maps.paper.wall.index import index_shown, lines_for
from maps.paper.wall.ink import LOOKS
from maps.paper.wall.landscape import landscape_in
from maps.paper.wall.legend import legend_of, mark, said_of
from maps.words import date, said, say

MOST_SOURCES = 8
STICKERS = 5
"""Empty symbols of each kind in the legend."""
STUCK = {
    "danger": '<path d="M50 12L92 86H8Z"',
    "useful": '<circle cx="50" cy="50" r="40"',
    "noticed": '<rect x="12" y="12" width="76" height="76"',
}
"""Kind of mark to add → its shape, without its style and end."""
MINUTES = 7
"""Steps of the script."""


def wall_map(city: City, area: Area, size: str, hazard: str, lang: str, address: str = "") -> bytes:
    """The PDF of the map of ``area`` on a sheet of that ``size`` (A3, A2, A1), lying or upright as it fits. ``hazard``: whose
    zones are drawn, "" none; ``address``: the full address of the area's page, "" prints no code. ParameterError for a hazard
    the city knows nothing of; SetupError where the machine cannot set type. The same city gives the same bytes."""
    return pdf_of(map_html(city, area, size, hazard, lang, address))


def blank_map(city: City, area: Area, size: str, lang: str, address: str = "") -> bytes:
    """The same with thin lines and nothing but streets, borders and evacuation sites, to write on."""
    return pdf_of(map_html(city, area, size, "", lang, address, blank=True))


def facilitator(lang: str) -> bytes:
    """One page of A4 for whoever leads a table: ten minutes, minute by minute, and how findings come back."""
    return pdf_of(facilitator_html(lang))


def map_html(city: City, area: Area, size: str, hazard: str, lang: str, address: str = "", blank: bool = False) -> str:
    """The document that is set."""
    sheet = paper_for(area, size, blank)
    drawing = WallDrawing(city, area, sheet, lang, "" if blank else hazard_named(city, hazard), blank)
    listed, lying = [] if blank else drawing.index(), sheet.width > sheet.height
    legend, left_out = legend_of(drawing), said_of(drawing)
    notes = datasets_shown(city, area, drawing.hazard, blank, size)
    sources = list(dict.fromkeys(
        (one.title, date(one.reference_date, lang) if one.reference_date else "") for one in notes if one.title
    ))  # fmt: skip
    licence = said(combine(one.licence for one in notes).attribution, lang)
    named = "、".join(f"{title} ({when})" for title, when in sources[:MOST_SOURCES])
    small = [*left_out, licence, say(lang, "page.sources.title") + named]
    shown = index_shown(listed, lines_for(sheet, [text for _, text in legend], len(STUCK), small, bool(address)))
    left, top, width, height = sheet.panel
    city_name = (city.name_en if lang == "en" else "") or city.name_ja
    context: dict[str, Any] = {
        **_words(lang),
        "sheet": sheet,
        "panel": {"left": left, "top": top, "width": width, "height": height},
        "lying": lying,
        "blank": blank,
        "title": say(lang, "wall.blank.title" if blank else "wall.title", name=area.name(lang)),
        "name": area.name(lang),
        "city_name": city_name,
        "fictitious": city.fictitious,
        "code": sheet.grid.code,
        "when": say(lang, "brief.when", release=city.release, date=date(city.release_date, lang)),
        "hazard": said(hazard_label(drawing.hazard), lang) if drawing.hazard else "",
        "map": drawing.svg(),
        "legend": legend,
        "said": left_out,
        "stickers": [] if blank else [(say(lang, f"wall.sticker.{kind}"), _sticker(kind)) for kind in STUCK],
        "index": [(name, square, mark(layer)) for layer, name, square in shown],
        "more": say(lang, "wall.index.more", count=len(listed) - len(shown)) if len(shown) < len(listed) else "",
        "qr": _qr(address, lang),
        "address": address,
        "sources": sources[:MOST_SOURCES],
        "more_sources": say(lang, "wall.sources.more", count=len(sources) - MOST_SOURCES) if len(sources) > MOST_SOURCES else "",
        "licence": licence,
    }  # fmt: skip
    return environment().get_template("paper/wall.html").render(context)


def datasets_shown(city: City, area: Area, hazard: str = "", blank: bool = False, size: str = "A3") -> list[DatasetNote]:
    """The datasets in use that a sheet of the area may show."""
    shown = {"streets", "towns", "wards", area.unit_set, *(("evacuation_sites", "stations") if blank else LOOKS)}
    shown |= {"hazard_zones"} if hazard else set()
    # Of these what a licence forbids to hand on is not drawn.
    shown |= set(landscape_in(city, paper_for(area, size, blank).paper).layers)
    return [one for one in city.datasets if one.used and one.layer in shown]


def facilitator_html(lang: str) -> str:
    """The script's document."""
    steps = [(say(lang, f"wall.step.{at}.when"), say(lang, f"wall.step.{at}.do"), say(lang, f"wall.step.{at}.say"))
             for at in range(1, MINUTES + 1)]  # fmt: skip
    columns = [(say(lang, f"wall.csv.{name}"), say(lang, f"wall.csv.{name}.about")) for name in
               ("name", "kind", "square", "where", "date", "text", "photo")]  # fmt: skip
    context = {**_words(lang), "steps": steps, "columns": columns}
    return environment().get_template("paper/facilitator.html").render(context)


def _words(lang: str) -> dict[str, Any]:
    return {"lang": lang, "fonts": Markup(FONTS), "t": lambda id, **values: say(lang, id, **values)}


def _sticker(kind: str) -> Markup:
    """A row of empty symbols: to copy, or to cut out and stick on."""
    line = ' fill="#ffffff" stroke="#1a1a1c" stroke-width="4"/>'
    row = "".join(f'<g transform="translate({100 * at})">{STUCK[kind]}{line}</g>' for at in range(STICKERS))
    return decoration(row, (100 * STICKERS, 100), (9.0 * STICKERS, 9), "sticker")


def _qr(address: str, lang: str) -> Markup:
    if not address:
        return Markup()
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
    label = escape(say(lang, "brief.qr.alt", url=address))
    return Markup(drawn.replace(">", f"><title>{label}</title>", 1))
