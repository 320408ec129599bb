"""The file of signs: first the list of which boards get one, which not and why; then the signs, one, two or four on a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import segno
from markupsafe import Markup, escape

from geo_service.coverage.board_signs import BoardSign, Depth
from geo_service.coverage.city import City
from geo_service.render.sign_list import (
    DIRECTIONS,
    ELEVATION_FROM,
    HAS_SIGN,
    UNKNOWN,
    WHY,
    depth_words,
    elevation_words,
    rounded_metres,
    zones_words,
)
from layers.licences import combine
from maps.page import environment
from maps.paper.brief.message import READING, read_aloud
from maps.paper.sheet import FONTS, pdf_of
from maps.paper.signs.choice import WHICH, Chosen, datasets_shown
from maps.paper.signs.naming import cut, fitting
from maps.paper.signs.picture import compass, depth_picture
from maps.picture_parts import text_width
from maps.words import date, said, say

UNIT_MM = {1: 5.0, 2: 5.0 / 2**0.5, 4: 2.5}
"""Signs on a sheet → millimetres of a unit: a sign is 59.4 × 42 of them."""
NAME_ROOM, NAME_SIZES = 40.0, (4.0, 2.0)
"""Units that the site's name has, and its largest and smallest type: 20 mm of 4 units are read at 5 m."""
FIGURE_ROOM, LABEL = 33.0, 4.0
"""Units that a figure has, and the size of the word in front of the height."""
WAY_ROOM, WAY_SIZE, FLOOR_SIZE = 41.0, 2.6, 0.75
"""Units of the line below the site's name and its largest type; what is said of the floor is smaller by FLOOR_SIZE."""
NEAR_PATH = "/near"


def signs_pdf(chosen: Chosen, lang: str, per_page: int = 1, public_url: str = "", kana: Mapping[str, str] | None = None) -> bytes:
    """The PDF. ``per_page``: 1, 2 or 4; ``public_url``: what comes before paths on paper, "" prints no code; ``kana``: how the
    city's lists read names. SetupError where the machine cannot set type. The same boards give the same bytes."""
    return pdf_of(signs_html(chosen, lang, per_page, public_url, kana))


def signs_html(chosen: Chosen, lang: str, per_page: int = 1, public_url: str = "", kana: Mapping[str, str] | None = None) -> str:
    """The document that is set."""
    city, own = chosen.city, kana or {}
    notes = datasets_shown(city)
    numbers = {id(one): at for at, one in enumerate(chosen.printed, start=1)}
    context: dict[str, Any] = {
        "lang": lang,
        "fonts": Markup(FONTS),
        "reading": READING,
        "t": lambda id, **values: say(lang, id, **values),
        "aloud": lambda id, **values: _aloud(say(lang, id, **values), lang),
        "unit": UNIT_MM[per_page],
        "per_page": per_page,
        "title": say(lang, "signs.title", name=chosen.area.name(lang) if chosen.area else _city_name(city, lang)),
        "city_name": _city_name(city, lang),
        "fictitious": city.fictitious,
        "when": say(lang, "brief.when", release=city.release, date=date(city.release_date, lang)),
        "counts": _counts(chosen, lang),
        "which": said(WHICH[chosen.which], lang),
        "rows": [_row(one, numbers.get(id(one)), lang) for one in chosen.signs],
        "signs": [_sign(city, one, at, lang, public_url, own) for at, one in enumerate(chosen.printed, start=1)],
        "qr_missing": not public_url,
        "sources": list(dict.fromkeys((one.title, _date(one.reference_date, lang)) for one in notes if one.title)),
        "licence": said(combine(one.licence for one in notes).attribution, lang),
    }
    return environment().get_template("paper/signs.html").render(context)


def _city_name(city: City, lang: str) -> str:
    return (city.name_en if lang == "en" else "") or city.name_ja


def _date(text: str, lang: str) -> str:
    return date(text, lang) if text else ""


def _counts(chosen: Chosen, lang: str) -> list[str]:
    """How many get a sign and how many not, by reason; and who is not on the list."""
    printed = len(chosen.printed)
    found = [say(lang, "signs.count", boards=len(chosen.signs), printed=printed, left=len(chosen.signs) - printed)]
    for why in WHY:
        if many := sum(one.why == why for one in chosen.signs):
            found.append(say(lang, "signs.count.why", count=many, why=said(WHY[why], lang)))
    doubtful = sum(one.board.sign is None and one.board.kind != "sign" for one in chosen.signs)
    if doubtful:
        found.append(say(lang, "signs.count.unknown", count=doubtful))
    if chosen.election:
        found.append(say(lang, "signs.count.election", count=chosen.election))
    if chosen.elsewhere:
        found.append(say(lang, "signs.count.elsewhere", count=chosen.elsewhere))
    return found


def _row(sign: BoardSign, number: int | None, lang: str) -> dict[str, Any]:
    board = sign.board
    return {
        "number": number,
        "name": board.name,
        "where": board.address or board.town or board.ward,
        "owner": board.owner or said(UNKNOWN, lang),
        "has": said(HAS_SIGN[True if board.kind == "sign" else board.sign], lang),
        "why": said(WHY[sign.why], lang) if sign.why else "",
        "elevation": said(elevation_words(sign), lang),
        "from": said(ELEVATION_FROM[sign.elevation_from], lang),
        "depth": said(depth_words(sign.depth), lang),
        "site": _site_listed(sign, lang),
    }


def _site_listed(sign: BoardSign, lang: str) -> str:
    refuge = sign.refuge
    if refuge is None:
        return "" if sign.why else said(UNKNOWN, lang)
    text = f"{refuge.name} {_way(sign, lang)}"
    return f"{text} {say(lang, 'signs.doubt.list')}" if refuge.doubt else text


def _way(sign: BoardSign, lang: str) -> str:
    refuge = sign.refuge
    assert refuge is not None
    metres = f"{rounded_metres(refuge.metres):,}"
    return say(lang, "signs.way", direction=said(DIRECTIONS[refuge.direction], lang), metres=metres)


def _sign(city: City, sign: BoardSign, number: int, lang: str, public_url: str, kana: Mapping[str, str]) -> dict[str, Any]:
    board, refuge = sign.board, sign.refuge
    height, deep = said(elevation_words(sign), lang), said(depth_words(sign.depth), lang)
    level = say(lang, _level(sign.depth))
    # Words in place of a figure have readings above them.
    spelt = not any(one.isdigit() for one in deep)
    made: dict[str, Any] = {
        "number": number,
        "board": cut(board.name, 24),
        "place": fitting(cut(board.town or board.ward, 16), "", lang, 20.0, (1.7, 1.0))[0],
        "elevation": height,
        "elevation_size": _size(height, FIGURE_ROOM - LABEL * text_width(say(lang, "signs.elevation"), 1.0), 6.4),
        "depth": _aloud(deep, lang),
        "depth_size": _size(deep, FIGURE_ROOM, 4.0 if spelt else 5.0),
        "spelt": spelt,
        "level": _aloud(level, lang),
        "level_size": _size(level, FIGURE_ROOM, 1.9),
        "picture": depth_picture(sign.depth, lang, number),
        "site": None,
        "small": _small(city, sign, lang),
        "qr": _qr(city, sign, lang, public_url),
    }
    if refuge is not None:
        name, size = fitting(cut(refuge.name), kana.get(refuge.name, ""), lang, NAME_ROOM, NAME_SIZES)
        way, floor = _way(sign, lang), _floor(sign, lang)
        wide = text_width(way, 1.0) + FLOOR_SIZE * (text_width(floor, 1.0) + 1)
        made["site"] = {
            "name": name,
            "size": round(size, 2),
            "way": _aloud(way, lang),
            "way_size": round(min(WAY_SIZE, WAY_ROOM / wide), 2),
            "floor": _aloud(floor, lang),
            "dial": compass(refuge.bearing, lang),
        }
    return made


def _aloud(text: str, lang: str) -> Markup:
    """With readings in Japanese. Spaces between words are kept, as the phrases are boxes of their own."""
    return read_aloud(text.replace(" ", "\u00a0"), lang)


def _size(text: str, room: float, most: float) -> float:
    return round(min(most, room / max(text_width(text, 1.0), 0.1)), 2)


def _level(depth: Depth) -> str:
    """What the depth means beside a house, as hazard maps say it."""
    if depth.state in ("deep_unknown", "outside", "not_assessed"):
        return f"signs.level.{depth.state}"
    high = depth.high_m
    if depth.state == "listed" and high <= 0:
        return "signs.level.outside"
    # Water of which only the least depth is known (no upper end) may be as deep as any.
    names = ((0.5, "knee"), (3.0, "first"), (5.0, "upper"), (10.0, "roof"))
    return f"signs.level.{next((name for most, name in names if high <= most), 'over')}"


def _floor(sign: BoardSign, lang: str) -> str:
    """What else is to be known of the site: from which floor it stays dry, or that it is in doubt."""
    refuge = sign.refuge
    assert refuge is not None
    if refuge.doubt:
        return say(lang, "signs.doubt")
    return say(lang, "signs.floor", floor=refuge.from_floor) if refuge.from_floor > 1 else ""


def _small(city: City, sign: BoardSign, lang: str) -> list[str]:
    """Where each figure is from, and when; for whoever stands in front of it."""
    board, terrain = sign.board, sign.board.terrain
    listed = say(lang, "signs.small.list", date=_date(board.date, lang) or said(UNKNOWN, lang))
    if sign.elevation_from == "terrain" and terrain is not None:
        made = say(lang, "signs.small.terrain", date=_date(terrain.date, lang) or said(UNKNOWN, lang))
    else:
        made = listed
    found = [say(lang, "signs.small.elevation", source=made)]
    zones = [one for one in datasets_shown(city) if one.layer == "hazard_zones"]
    dates = say(lang, "list.separator").join(sorted({_date(one.reference_date, lang) for one in zones if one.reference_date}))
    if sign.depth.state == "listed":
        found.append(say(lang, "signs.small.depth", source=listed))
    elif sign.depth.zones:
        source = f"{cut(said(zones_words(sign.depth), lang), 60)} ({dates or said(UNKNOWN, lang)})"
        found.append(say(lang, "signs.small.depth", source=source))
    if sign.refuge is not None:
        sites = sorted({_date(one.reference_date, lang) for one in city.datasets if one.used and one.layer == "evacuation_sites"})
        how = say(lang, "signs.small.walked" if sign.refuge.streets else "signs.small.straight")
        when = say(lang, "list.separator").join(filter(None, sites)) or said(UNKNOWN, lang)
        found.append(say(lang, "signs.small.site", how=how, date=when))
    found.append(say(lang, "signs.small.plan"))
    return found


def _qr(city: City, sign: BoardSign, lang: str, public_url: str) -> Markup:
    """The code of the page that says what is near this very board, in eight languages; none without the service's address."""
    if not public_url:
        return Markup()
    asked = {"city": city.code, "hazard": "flood", "lon": f"{sign.board.lon:.5f}", "lat": f"{sign.board.lat:.5f}"}
    address = f"{public_url.rstrip('/')}{NEAR_PATH}?{urlencode(asked)}"
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
    label = escape(say(lang, "brief.qr.alt", url=address))
    return Markup(drawn.replace(">", f"><title>{label}</title>", 1))
