"""An answer on one A4 page: the sentence, the map, its legend, the figures by ward, the worst areas and the sources."""

from __future__ import annotations

import json

from markupsafe import Markup

from geo_service import render
from geo_service.coverage.answer import Answer
from geo_service.render.words import place_label
from maps.faces import faces_svg
from maps.page import answer_faces, environment
from maps.paper.brief.message import in_phrases
from maps.paper.legend import legend
from maps.paper.sheet import FONTS, pdf_within
from maps.paper.ward_map import ward_map
from maps.scales import group_scales
from maps.view import answer_view
from maps.words import date, said, say

MAP_MM = ((128.0, 104.0), (128.0, 92.0), (128.0, 78.0), (128.0, 60.0))
"""By how tight the page is."""
SHOWN = ((10, 8), (7, 6), (5, 5), (3, 3))
"""By how tight the page is: worst areas and sources that are listed."""


def answer_pdf(answer: Answer, lang: str = "ja") -> bytes:
    """The PDF in ``lang`` ("ja" or "en"): one page, the tightest setting when nothing else fits. The same answer gives the
    same bytes. SetupError where the machine cannot set type."""
    return pdf_within((answer_html(answer, lang, tight) for tight in range(len(SHOWN))), 1)


def answer_html(answer: Answer, lang: str, tight: int = 0) -> str:
    """The page that is set. ``tight``: 0 to 3, how small the map is and how little is listed."""
    collection = json.loads(render.to_geojson(answer))
    about = collection["answer"]
    view = answer_view(about, lang)
    ward = str(about["parameters"].get("ward") or "")
    limits = group_scales(answer.city).get(about["parameters"]["demand"])
    faces = answer_faces(about, lang)
    worst, sources = SHOWN[tight]
    foot = say(lang, "portal.sheet.foot", release=about["release"], date=date(about["release_date"], lang), id=about["id"])
    context = {
        "lang": lang,
        "t": lambda id, **values: say(lang, id, **values),
        "fonts": Markup(FONTS),
        "tight": tight,
        "title": f"{said(about['city_name'], lang)} | {view.words}",
        "view": view,
        "lead": in_phrases(view.sentence[1], lang),
        "rest": in_phrases(view.sentence[2], lang),
        "fictitious": bool(about["fictitious"]),
        "map": ward_map(collection, MAP_MM[tight], lang, ward, limits=limits),
        "legend": legend(collection, lang, said(place_label(answer), lang), ward, limits),
        "faces": faces,
        "faces_svg": faces_svg(faces) if faces else "",
        "worst": view.worst_rows[:worst],
        "sources": view.sources[:sources],
        "more": max(0, len(view.sources) - sources),
        "foot": foot,
    }
    return environment().get_template("paper/answer.html").render(context)
