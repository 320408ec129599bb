"""A map of an answer for paper, as vectors: a ward, or one small area of it with its surroundings.

Gaps by class with patterns, zones, sites by shape, borders and names, a scale bar and north. What it shows in words is a
legend apart (:mod:`maps.paper.legend`), so that it can stand where there is room. The same answer gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import shapely
from markupsafe import Markup

from maps.paper.features import Features, class_of, parts
from maps.paper.ground import UNITS, Paper
from maps.paper.ink import BORDER, LAND, LINE, OTHER, PLACE, SERVED, TILES, WATER, ZONE, colour_of
from maps.paper.names import Name, placed, written
from maps.picture_parts import INK, SOFT, ground, plain, rectangle, symbol
from maps.words import amount, metres, said, say

MANY, MANY_NAMED = 80, 24
"""Places in the box above which symbols are smaller, and (in a map of one area) above which they have no names."""
NEAR_M = 300.0
"""Ground shown around an area in focus, at least."""
ROUGH = {"unit": {"towns", "association_areas"}, "ward": {"wards"}}
"""Role → layers whose approximate datasets make its lines broken ones."""
SMALL, MIDDLE, LARGE = 21.0, 26.0, 34.0
"""Sizes of names in tenths of a millimetre (6 pt, 7.4 pt, 9.6 pt)."""


def ward_map(
    collection: Mapping[str, Any],
    box_mm: tuple[float, float],
    lang: str,
    ward: str = "",
    focus: str | None = None,
    grey_safe: bool = True,
    limits: Sequence[int] | None = None,
    marked: Sequence[str] = (),
) -> Markup:
    """The SVG of an answer's GeoJSON (parsed) in a box of ``box_mm`` (width, height).

    ``ward``: its code, else the whole city; ``focus``: code of the small area in the middle, with what surrounds it.
    ``grey_safe`` False leaves the patterns out (screens). ``limits``: lower limits of the classes, of the whole city
    (:func:`maps.scales.group_scales`); from the answer where none are given. ``marked``: codes of small areas that get the
    numbers 1, 2, … in this order.
    """
    features = Features.of(collection)
    paper = Paper.around(_shown(features, ward, focus), box_mm, air_mm=6.0 if focus else 4.0)
    drawing = _Drawing(features, paper, lang, ward, focus, grey_safe, tuple(limits or features.limits), tuple(marked))
    width, height = UNITS * paper.width, UNITS * paper.height
    prefix = f"p{abs(hash_of(ward, focus or '', box_mm)):x}"
    body = "".join(drawing.body()).replace("url(#", f"url(#{prefix}")
    tiles = "".join(tile.svg(prefix + name) for name, tile in TILES.items())
    title = plain(words_of(features, lang, ward, focus))
    return Markup(
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" width="{paper.width:g}mm" height="{paper.height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{title}"><title>{title}</title>'
        f'<defs>{tiles}<clipPath id="{prefix}frame"><rect width="{width:g}" height="{height:g}"/></clipPath></defs>'
        f'<g clip-path="url(#{prefix}frame)">{body}</g>'
        f'{rectangle(0, 0, width, height, f"""fill="none" stroke="{LINE}" stroke-width="3" """)}</svg>'
    )


def hash_of(*parts: object) -> int:
    """A number for the ids of one map among several on a page; the same in every process."""
    import zlib

    return zlib.crc32(repr(parts).encode())


def words_of(features: Features, lang: str, ward: str = "", focus: str | None = None) -> str:
    """What the map shows, for who cannot see it: of where, and what the answer says."""
    named = next((one for one in (*features["unit"], *features["ward"]) if one[1]["code"] == (focus or ward)), None)
    name = _name(named[1], lang) if named else said(features.answer["city_name"], lang)
    if focus and named:
        unserved, demand = (amount(named[1][key], features.answer, lang) for key in ("unserved", "demand"))
        return say(lang, "brief.map.focus", name=name, unserved=unserved, demand=demand)
    return say(lang, "brief.map.alt", name=name, words=said(features.answer["words"], lang))


def _shown(features: Features, ward: str, focus: str | None) -> list[Any]:
    """The shapes that must be in the box."""
    found = features.of_code("unit", focus) if focus else features.of_code("ward", ward) if ward else []
    if focus and found:
        # Degrees only to be generous: about so many metres on each side, so that what is around can be told.
        lat = NEAR_M / 111_000
        west, south, east, north = shapely.total_bounds(found)
        return [shapely.box(west - lat * 1.22, south - lat, east + lat * 1.22, north + lat)]
    return found or [shape for shape, _ in features["border"]]


def _name(about: Mapping[str, Any], lang: str) -> str:
    return str((about.get("name_en") if lang == "en" else "") or about.get("name") or about.get("code") or "")


class _Drawing:
    """One map being drawn, from the ground up."""

    def __init__(
        self,
        features: Features,
        paper: Paper,
        lang: str,
        ward: str,
        focus: str | None,
        patterns: bool,
        limits: tuple[int, ...],
        marked: tuple[str, ...],
    ) -> None:
        self.features, self.paper, self.lang = features, paper, lang
        self.ward, self.focus, self.patterns, self.limits = ward, focus, patterns, limits
        self.marked = marked
        used = {one["layer"] for one in features.answer["datasets"] if one["used"] and one["approximate"]}
        self.rough = {role for role, layers in ROUGH.items() if used & layers}
        self.laid: dict[tuple[str, int], Any] = {}

    def body(self) -> Iterator[str]:
        """Everything inside the frame."""
        yield rectangle(0, 0, UNITS * self.paper.width, UNITS * self.paper.height, 'fill="#ffffff"')
        yield from self.ground()
        yield from self.gaps()
        yield from self.zones()
        yield from self.borders()
        yield from self.points()
        yield from self.names()
        for number, x, y in self.spots():
            yield symbol("circle", x, y, 20, f'fill="#ffffff" stroke="{INK}" stroke-width="5"')
            yield f'<text x="{x:.1f}" y="{y + 11:.1f}" font-size="30" font-weight="700" text-anchor="middle">{number}</text>'
        yield from self.furniture()

    def each(self, role: str) -> Iterator[tuple[Any, Mapping[str, Any]]]:
        """Shapes of a role in units, those in the box only."""
        for at, (shape, about) in enumerate(self.features[role]):
            if (role, at) not in self.laid:
                self.laid[role, at] = self.paper.laid(shape)
            if not self.laid[role, at].is_empty:
                yield self.laid[role, at], about

    def ground(self) -> Iterator[str]:
        for shape, _ in self.each("neighbour"):
            yield ground(shape, f'fill="{LAND}" stroke="#ffffff" stroke-width="4"')
        for shape, _ in self.each("border"):
            yield ground(shape, f'fill="{OTHER if self.ward else SERVED}" fill-rule="evenodd"')
        if self.ward:
            for shape, about in self.each("ward"):
                if about["code"] == self.ward:
                    yield ground(shape, f'fill="{SERVED}" fill-rule="evenodd"')
        for shape, _ in self.each("water"):
            yield ground(shape, f'fill="{WATER}" fill-rule="evenodd"')

    def gaps(self) -> Iterator[str]:
        unknown = self.features.unknown
        for shape, about in self.each("unit"):
            if about["code"] in unknown:
                yield ground(shape, 'fill="url(#unknown)" fill-rule="evenodd"')
        for shape, about in self.each("gap"):
            if about["unit_code"] in unknown:
                continue
            at = class_of(about["unserved"], self.limits)
            if at < 0:
                yield ground(shape, f'fill="{"url(#nobody)" if self.patterns else "#f3f4f6"}" fill-rule="evenodd"')
                continue
            colour = colour_of(at, len(self.limits))
            fill = f"url(#gap{colour})" if self.patterns else TILES[f"gap{colour}"].ground
            yield ground(shape, f'fill="{fill}" fill-rule="evenodd"')
            if about["band"] > 0:
                yield ground(shape, 'fill="url(#far)" fill-rule="evenodd"')

    def zones(self) -> Iterator[str]:
        shapes = [shape for shape, _ in self.each("zone")]
        if shapes:
            # One outline of all that is laid over each other: lines of depths would hide what matters here.
            united = shapely.union_all([shapely.make_valid(one) for one in shapes])
            yield ground(united, f'fill="url(#zone)" stroke="{ZONE}" stroke-width="3" fill-rule="evenodd"')

    def borders(self) -> Iterator[str]:
        for shape, about in self.each("unit"):
            mine = not self.ward or about["ward"] == self.ward
            line = f'stroke="{LINE if mine else "#c2c7cd"}" stroke-width="{1.6 if mine else 1:g}"'
            yield ground(shape, f'fill="none" {line}{self.dashes("unit", 9, 5)}')
        for shape, about in self.each("ward"):
            if about["code"] != self.ward:
                yield ground(shape, f'fill="none" stroke="{SOFT}" stroke-width="3" stroke-dasharray="16 8"')
        for shape, _ in self.each("border"):
            yield ground(shape, f'fill="none" stroke="{BORDER}" stroke-width="4"')
        for shape, about in self.each("ward"):
            if about["code"] == self.ward:
                line = f'stroke="{BORDER}" stroke-width="8" stroke-linejoin="round"'
                yield ground(shape, f'fill="none" {line}{self.dashes("ward", 30, 10)}')
        for shape, about in self.each("unit"):
            if about["code"] == self.focus:
                yield ground(shape, 'fill="none" stroke="#ffffff" stroke-width="14" stroke-linejoin="round"')
                yield ground(shape, f'fill="none" stroke="{BORDER}" stroke-width="8" stroke-linejoin="round"')

    def dashes(self, role: str, long: int, gap: int) -> str:
        """Lines that only stand in for the true ones are broken."""
        return f' stroke-dasharray="{long} {gap}"' if role in self.rough else ""

    def spots(self) -> Iterator[tuple[str, float, float]]:
        """Number and middle of each marked area."""
        for shape, about in self.each("unit"):
            area = next(parts(shape), None)
            if about["code"] in self.marked and area is not None:
                spot = shapely.point_on_surface(area)
                yield str(self.marked.index(about["code"]) + 1), spot.x, spot.y

    @property
    def radius(self) -> float:
        """Half of a place's symbol: smaller ones where there are many."""
        many = sum(1 for _ in self.each("place"))
        least = 17.0 if self.focus else 13.0
        return least if many <= MANY else max(7.0, least * MANY / many)

    def points(self) -> Iterator[str]:
        r = self.radius
        for point, _ in self.each("place"):
            yield place_symbol(point.x, point.y, r)
        for point, about in self.each("item"):
            yield item_symbol(about.get("served"), point.x, point.y, r)

    def names(self) -> list[str]:
        wanted, size = [], MIDDLE if self.focus else SMALL
        r = self.radius
        spots = [point for point, _ in self.each("place")]
        # Names are worth more than a bare symbol beside them where symbols are everywhere.
        taken = [shapely.box(one.x - r, one.y - r, one.x + r, one.y + r) for one in spots] if len(spots) <= 2 * MANY else []
        wanted += list(self.place_names()) if self.focus and len(spots) <= MANY_NAMED else []
        for shape, about in self.each("unit"):
            mine = not self.ward or about["ward"] == self.ward
            if not mine and not self.focus:
                continue
            area = next(parts(shape), None)
            if area is None or area.area < 2_500:
                continue
            spot = shapely.point_on_surface(area)
            here = about["code"] == self.focus
            rank = 0.0 if here else 5.0 - 1e-6 * (about["unserved"] or 0)
            wanted.append(
                Name(_name(about, self.lang), spot.x, spot.y, LARGE if here else size, rank, here, INK if mine else SOFT)
            )
        wanted += [one for role in ("neighbour", "ward") for one in self.around(role)]
        taken += [shapely.box(x - 22, y - 22, x + 22, y + 22) for _, x, y in self.spots()]
        # The furniture at the foot and at the right top keeps its room.
        wide, high = UNITS * self.paper.width, UNITS * self.paper.height
        taken += [shapely.box(0, high - 95, 480, high), shapely.box(wide - 90, 0, wide, 130)]
        return placed(wanted, self.paper.frame, taken)

    def place_names(self) -> Iterator[Name]:
        for point, about in self.each("place"):
            yield Name(str(about["name"] or ""), point.x, point.y, SMALL + 1, 1.0, False, PLACE, 22)

    def around(self, role: str) -> Iterator[Name]:
        """Names of wards and municipalities beside the one shown."""
        for shape, about in self.each(role):
            if role == "ward" and about["code"] == self.ward:
                continue
            area = next(parts(shapely.intersection(shape, self.paper.frame)), None)
            if area is not None and area.area > 20_000:
                spot = shapely.point_on_surface(area)
                yield Name(_name(about, self.lang), spot.x, spot.y, MIDDLE if self.focus else LARGE, 2.0, True, SOFT)

    def furniture(self) -> Iterator[str]:
        """Scale bar at the left of the foot, north at the right of the top."""
        wide, high = UNITS * self.paper.width, UNITS * self.paper.height
        bar = self.paper.bar_m()
        long = float(self.paper.units(bar))
        words = metres(bar, self.lang)
        yield rectangle(12, high - 82, max(long, 240) + 40, 72, 'fill="#ffffff" fill-opacity="0.85"')
        yield f'<path d="M30 {high - 40:g}v14h{long:g}v-14" fill="none" stroke="{INK}" stroke-width="4"/>'
        yield written(f"{words}　1:{self.paper.scale:,}", 30, high - 48, 26, anchor="start")
        yield f'<path d="M{wide - 45:g} 22l20 62l-20 -14l-20 14z" fill="{INK}" stroke="#ffffff" stroke-width="3"/>'
        yield written(say(self.lang, "brief.north"), wide - 45, 116, 28, bold=True)


def place_symbol(x: float, y: float, r: float) -> str:
    """A place that counts."""
    return symbol("square", x, y, r, f'fill="{PLACE}" stroke="#ffffff" stroke-width="4"')


def item_symbol(served: bool | None, x: float, y: float, r: float) -> str:
    """A facility that is asked about: served, unserved, or not known."""
    if served is False:
        return symbol("triangle", x, y, r * 1.1, f'fill="#9a2607" stroke="{INK}" stroke-width="4"')
    dashes = "" if served else ' stroke-dasharray="5 4"'
    return symbol("circle", x, y, r * 0.9, f'fill="#ffffff" stroke="{INK}" stroke-width="4"{dashes}')
