"""A briefing as one HTML document and as its PDF: four pages of A4, the first of which is enough by itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import segno
from markupsafe import Markup, escape

from geo_service.coverage.help_near import Help
from geo_service.render.briefing import Briefing, helpful_near, nearest_to_unit
from geo_service.render.briefing_sources import NAMED
from geo_service.render.words import counted, place_label, with_article
from layers import LAYERS
from maps.faces import COLOURS, Faces, face, faces, faces_svg
from maps.page import environment
from maps.paper.brief import tables
from maps.paper.brief.message import READING, in_phrases, message, read_aloud
from maps.paper.decoration import decoration
from maps.paper.legend import legend
from maps.paper.sheet import FONTS, pdf_within
from maps.paper.ward_map import ward_map
from maps.provenance import Source
from maps.scales import group_scales
from maps.view import answer_view, only_blank, small_set, unit_name, ward_name, worst_units, zoned
from maps.words import amount, date, metres, said, say, unit_word

MOST_PAGES = 4
MAP_MM = (122.0, 128.0)
"""Of the map on the first page, under a message of two lines and a sentence of four."""
LEAST_MAP_MM = 78.0
GAP_MM = (80.0, 50.0)
GAPS = 3
LONG = 62
"""Signs of the message above which its type is smaller."""
SHOWN = {0: (14, 14), 1: (12, 11), 2: (9, 8), 3: (6, 5)}
"""How tight → (sources, notes) shown; what is left out is counted."""
FACES = {"unserved": "#6b1502"}


def brief(briefing: Briefing, lang: str, address: str = "", contact: str = "") -> bytes:
    """The PDF in ``lang`` ("ja" or "en"), at most four pages. The same briefing gives the same bytes.

    ``address``: the full address of the answer's page, for the QR code ("": none is printed); ``contact``: who is asked ("": a
    line to write on). SetupError where the machine cannot set type.
    """
    return pdf_within((brief_html(briefing, lang, address, contact, tight) for tight in SHOWN), MOST_PAGES)


def brief_html(briefing: Briefing, lang: str, address: str = "", contact: str = "", tight: int = 0) -> str:
    """The document that is set. ``tight``: 0 to 3, how little is shown of sources and notes, and in how small a type."""
    about: Mapping[str, Any] = briefing.collection["answer"]
    view = answer_view(about, lang)
    city, ward = briefing.city, briefing.ward
    limits = group_scales(city).get(about["parameters"]["demand"])
    city_name = said(about["city_name"], lang)
    here = ward_name(about, ward, lang) if ward else city_name
    name = here if not ward else f"{city_name}{here}" if lang == "ja" else f"{here}, {city_name}"
    silent = about["unit"] == "facilities" or only_blank(about) is not None
    shown = None if silent else faces(about["totals"], lang)
    told = message(briefing.answer, shown, lang)
    when = {"release": about["release"], "date": date(about["release_date"], lang)}
    foot = say(lang, "brief.foot", city=city_name, name=here, release=about["release"])
    if city.audience != "public":
        foot = say(lang, "brief.foot.staff", foot=foot)
    place = said(place_label(briefing.answer), lang)
    many_sources, many_notes = SHOWN[tight]
    gaps = _gaps(briefing, lang, limits)
    whole_sentence = said(about["sentence"], lang)
    notes = [one for one in view.notes[1 if city.fictitious else 0 :] if one not in whole_sentence]
    doubts = [*notes, *view.left_out, *view.excluded]
    sub = "".join(view.sentence[1:2]) + (" " if lang == "en" else "") + view.sentence[2]
    context = {
        "lang": lang,
        "t": lambda id, **values: say(lang, id, **values),
        "fonts": Markup(FONTS),
        "reading": READING,
        "tight": tight,
        "title": say(lang, "brief.title", name=name),
        "foot": say(lang, "brief.foot.fictitious", foot=foot) if city.fictitious else foot,
        "name": name,
        "fictitious": city.fictitious,
        "staff": city.audience != "public",
        "when": say(lang, "brief.when", **when),
        "message": read_aloud(told, lang),
        "message_long": len(told) > (LONG if lang == "ja" else 2 * LONG),
        "phrased": lambda text: in_phrases(str(text), lang),
        "sub": sub,
        "map": ward_map(
            briefing.collection,
            _map_mm(told, sub, len(gaps), tight, lang),
            lang,
            ward,
            limits=limits,
            marked=[one["code"] for one in gaps],
        ),
        "legend": legend(briefing.collection, lang, place, ward, limits),
        "faces": None if shown is None else _faces(shown, about, lang),
        "figures": [(one.label, one.value + (" " if lang == "en" and one.unit else "") + one.unit) for one in view.figures],
        "qr": _qr(address, lang),
        "url": address,
        "contact": contact,
        "purpose": view.purpose,
        "release": say(lang, "brief.release", **when),
        "tables": {
            "figures": tables.figures_table(briefing, here, lang),
            "ages": tables.ages_table(briefing, lang),
            "hazards": tables.hazards_table(briefing, lang),
            "worst": tables.worst_table(briefing, lang),
            "missed": tables.items_table(briefing, lang),
            "beside": tables.beside_table(briefing, lang),
        },
        "no_hazards": said(briefing.no_hazards, lang),
        "no_ages": _kept_note(briefing, "ages", lang),
        "no_beside": _kept_note(briefing, "beside", lang) or say(lang, "brief.beside.none"),
        "gaps": gaps,
        "nearest": any(one["nearest"] for one in gaps),
        "helped": any(one["help"] for one in gaps),
        "tops": say(lang, "brief.tops.zone" if zoned(about, small_set(about)) else "brief.tops"),
        "none_unserved": view.none_unserved or say(lang, "brief.gaps.no_units"),
        "read": _how_to_read(briefing, lang, place),
        "how": view.how[: -3 if tight < 3 else -4],
        "doubts": [*(said(one, lang) for one in briefing.kept_back), *_cut(doubts, many_notes, "brief.more_notes", lang)],
        "sources": view.sources[:many_sources],
        "more_sources": _more(view.sources[many_sources:], lang) if len(view.sources) > many_sources else "",
        "licence": view.licence,
    }
    return environment().get_template("paper/brief.html").render(context)


def _map_mm(told: str, sub: str, gaps: int, tight: int, lang: str) -> tuple[float, float]:
    """How large the first page's map may be, so that what stands above and below it still fits: by about how many lines the
    texts take."""
    wide = 1 if lang == "ja" else 0.46
    high = MAP_MM[1]
    high -= 11 * (math.ceil(len(told) * wide / 25) - 2) + 6 * (math.ceil(len(sub) * wide / 49) - 4) + 6 * (gaps - 3)
    return MAP_MM[0], float(min(max(high - 10 * max(0, tight - 1), LEAST_MAP_MM), MAP_MM[1] + 14))


def _cut(texts: list[str], most: int, more: str, lang: str) -> list[str]:
    left = len(texts) - most
    return texts if left <= 0 else [*texts[:most], say(lang, more, count=left)]


def _kept_note(briefing: Briefing, part: str, lang: str) -> str:
    """The note on a part that its licence keeps off the pages, "" where it is on them."""
    return next((said(one, lang) for one in briefing.kept_back if one.ja.startswith(NAMED[part].ja)), "")


def _more(sources: Sequence[Source], lang: str) -> str:
    """Sources run on in one line: none that is printed from goes without its date and licence."""
    names = ("／" if lang == "ja" else "; ").join(f"{one.title} ({one.detail})" for one in sources)
    return say(lang, "brief.more_sources", count=len(sources), names=names)


def _faces(shown: Faces, about: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The hundred faces with the words a PDF reads out, and beside each line its own face."""

    def told(id: str, count: int) -> str:
        return say(lang, f"brief.faces.{id}", count=count, unit=unit_word(count, about, lang))

    lines = [(kind, told(kind, shown.counts[kind])) for kind, _ in shown.lines]
    text = told("text" if shown.counts["unserved"] else "none", shown.counts["unserved"])
    label = escape(" ".join((text, *(words for _, words in lines))))
    return {
        "text": text,
        "svg": _on_paper(faces_svg(shown)).replace(Markup(">"), Markup("><title>{}</title>").format(label), 1),
        "lines": [(_one_face(kind), words) for kind, words in lines],
    }


def _on_paper(picture: Markup) -> Markup:
    """The faces in colours that a grey printer keeps apart: the unreached darker than the reached."""
    for kind, ink in FACES.items():
        picture = picture.replace(COLOURS[kind], Markup(ink))
    return picture


def _one_face(kind: str) -> Markup:
    return decoration(_on_paper(Markup(face(kind, 10, 10))), (20, 20), (4, 4), "mark")


def _qr(address: str, lang: str) -> Markup:
    """The QR code of an address as vectors; nothing without one."""
    if not address:
        return Markup()
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
    label = escape(say(lang, "brief.qr.alt", url=address))
    return Markup(drawn.replace(">", f"><title>{label}</title>", 1))


def _gaps(briefing: Briefing, lang: str, limits: Any) -> list[dict[str, Any]]:
    """The three worst areas, each with its map, its figures in words, and the places nearest to it."""
    about = briefing.collection["answer"]
    small = small_set(about)
    inside, found = zoned(about, small), []
    for unit in worst_units(about, small)[:GAPS]:
        unserved, demand = (amount(unit[key], about, lang) for key in ("unserved", "demand"))
        words = [say(lang, "brief.gap", unserved=unserved, demand=demand)]
        if inside:
            words.append(say(lang, "brief.gap.zone", inside=amount(unit["in_zone"]["unserved"], about, lang)))
        half = unit["distance_m"]["p50"]
        if half is not None and about["unit"] != "facilities":
            words.append(say(lang, "brief.gap.distance", metres=metres(half, lang)))
        near = [{"name": one.name, "far": metres(one.distance_m, lang)} for one in nearest_to_unit(briefing, small, unit["code"])]
        found.append(
            {
                "code": unit["code"],
                "name": unit_name(unit, lang),
                "many": amount(unit["in_zone"]["unserved"] if inside else unit["unserved"], about, lang),
                "map": ward_map(briefing.collection, GAP_MM, lang, briefing.ward, unit["code"], limits=limits),
                "said": ("" if lang == "ja" else " ").join(words),
                "nearest": near,
                "help": [_help(one, lang) for one in helpful_near(briefing, small, unit["code"])],
            }
        )
    return found


def _help(one: Help, lang: str) -> dict[str, str]:
    """Kind, name and distance of something near that could help, and whether it stands in the hazard's zone itself."""
    layer = LAYERS[one.layer]
    kind = next((code.label for code in layer.codes() if code.slug == one.kind), layer.title)
    far = metres(one.distance_m, lang) if one.distance_m > 0 else say(lang, "brief.help.inside")
    return {"kind": said(kind, lang), "name": one.name, "far": far + (say(lang, "brief.help.zone") if one.in_zone else "")}


def _how_to_read(briefing: Briefing, lang: str, place: str) -> list[str]:
    limit = tables.within(briefing, lang)
    placed = with_article(place) if lang == "en" else place
    reads = [say(lang, "brief.read.reached", limit=limit, place=placed), say(lang, "brief.read.colour")]
    if not counted(briefing.answer.question.demand).whole:
        reads.append(say(lang, "brief.read.rounded"))
    return [*reads, say(lang, "brief.read.unknown")]
