"""What a sign on a notice board can say: the height of its ground, how deep a flood gets there, where to go and how far.

Nothing is guessed for a sign in the street: a board whose height or position is not known gets none, and the reason is kept.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.city import ALL_SOURCES, NOT_ASSESSED, OUTSIDE, City, Floats, Places, ZoneGround
from geo_service.coverage.nearest import all_along_streets, straight_from
from geo_service.coverage.plane import to_plane
from geo_service.coverage.site_class import DOUBTFUL, UPPER, classify, usual_key
from geo_service.coverage.supply import choose
from geo_service.coverage.usable_near import direction, sites_question

BOARDS, SITES, HAZARD = "notice_boards", "evacuation_sites", "flood"
QUESTION = "evacuation-site-reach"
MOST_BOARDS = 200
"""Boards of one file: its list is read by a person, and its signs are hung by some."""
SAME_SPOT_M = 2.0
"""A board on the list and the place made of it are no farther apart."""
FLAT_M, STEEP_M = 1.0, 5.0
"""Highest less lowest ground within the block of about 25 m that a height is the mean of: up to the first a tenth of a metre is
told, up to the second whole metres, above it nothing: on a slope the mean is not the board's own height."""
CHOSEN = ("lacking", "without", "unknown", "all")
"""Which boards: without a sign or not known to have one, without, not known, all."""
NEAREST = 3


@dataclass(frozen=True)
class Terrain:
    """Height of the ground by the elevation model. ``spread_m``: highest less lowest in the block, NaN not known."""

    mean_m: float
    spread_m: float
    title: str
    date: str


@dataclass(frozen=True)
class Board:
    """A row of the list of boards. ``sign``: whether one hangs there, None where the list does not say. ``elevation_m`` and
    ``flood_depth_m``: the list's own figures, NaN where it has none. ``lon``, ``lat``: degrees, NaN without a position."""

    row: int
    name: str
    kind: str
    address: str
    owner: str
    ward: str
    town: str
    sign: bool | None
    elevation_m: float
    flood_depth_m: float
    lon: float
    lat: float
    accuracy: str
    title: str
    date: str
    terrain: Terrain | None = None


DepthState = Literal["listed", "inside", "deep_unknown", "outside", "not_assessed"]
Why = Literal["", "no_position", "rough_position", "no_elevation", "steep"]


@dataclass(frozen=True)
class Depth:
    """How deep a flood of the largest assumed scale gets. "listed": the list's own figure (``low_m`` = ``high_m``); "inside":
    the zone's band, half-open, ``high_m`` inf without an upper bound; "deep_unknown": inside, no depth said. ``zones``: names
    (ja, en) of the zones that say so."""

    state: DepthState
    low_m: float = math.nan
    high_m: float = math.nan
    zones: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Refuge:
    """The site to go to: nearest of those designated for floods that no zone raises a doubt about; where the nearest three
    all have one, the nearest, with ``doubt``. ``metres``: along streets where ``streets``, else straight. ``bearing``: degrees
    from north with the clock, straight. ``from_floor``: lowest floor above the water, 0 where that is no matter."""

    id: str
    name: str
    metres: float
    direction: str
    bearing: float
    from_floor: int
    streets: bool
    doubt: bool


@dataclass(frozen=True)
class BoardSign:
    """A board and what its sign says. ``why``: why it gets none, "" where it gets one. ``elevation_m``: to as many
    ``decimals`` as it is known. ``refuge`` None: no designated site of known position."""

    board: Board
    why: Why
    elevation_m: float
    elevation_from: Literal["list", "terrain", ""]
    decimals: int
    depth: Depth
    refuge: Refuge | None


def chosen(boards: Sequence[Board], which: str) -> tuple[Board, ...]:
    """The boards that ``which`` (of CHOSEN) means. A sign that hangs by itself is a sign."""

    def has(board: Board) -> bool | None:
        return True if board.kind == "sign" else board.sign

    wanted = {"lacking": (False, None), "without": (False,), "unknown": (None,), "all": (True, False, None)}[which]
    return tuple(one for one in boards if has(one) in wanted)


def board_signs(city: City, boards: Sequence[Board]) -> tuple[BoardSign, ...]:
    """What each board's sign says, in their order."""
    x, y = (np.asarray(one) for one in to_plane(city.srid, [one.lon for one in boards], [one.lat for one in boards]))
    depths = _depths(city, boards, x, y)
    heights = [_height(one) for one in boards]
    whys = [_why(one, height) for one, height in zip(boards, heights, strict=True)]
    placed = np.array([at for at, why in enumerate(whys) if not why], dtype=np.int64)
    refuges = dict(zip(placed.tolist(), _refuges(city, x[placed], y[placed]), strict=True))
    return tuple(
        BoardSign(board, why, height[0], height[1], height[2], depth, refuges.get(at))
        for at, (board, why, height, depth) in enumerate(zip(boards, whys, heights, depths, strict=True))
    )


def _height(board: Board) -> tuple[float, Literal["list", "terrain", ""], int]:
    """Height, who says so, and to how many decimals."""
    if not math.isnan(board.elevation_m):
        return board.elevation_m, "list", 1
    ground = board.terrain
    if ground is None or ground.spread_m > STEEP_M:
        return math.nan, "", 0
    return ground.mean_m, "terrain", 1 if ground.spread_m <= FLAT_M else 0


def _why(board: Board, height: tuple[float, str, int]) -> Why:
    if math.isnan(board.lon):
        return "no_position"
    if board.accuracy not in ("", "point"):
        return "rough_position"
    if not math.isnan(height[0]):
        return ""
    return "no_elevation" if board.terrain is None else "steep"


def _depths(city: City, boards: Sequence[Board], x: Floats, y: Floats) -> list[Depth]:
    grounds = {one.key: one for one in city.zone_grounds}
    key = usual_key(city, HAZARD)
    at = _classes(city, key, x, y)
    parts = _parts(city, grounds.get(key))
    within = {part: _classes(city, part, x, y) for part in parts}
    found = []
    for number, board in enumerate(boards):
        if not math.isnan(board.flood_depth_m):
            found.append(Depth("listed", board.flood_depth_m, board.flood_depth_m))
            continue
        cls = int(at[number])
        if key and cls >= 0:
            low, high = float(grounds[key].depth_from_m[cls]), float(grounds[key].depth_to_m[cls])
            named = [part for part in parts if within[part][number] >= 0]
            deepest = [part for part in named if grounds[part].depth_from_m[within[part][number]] == low] or named
            state: DepthState = "deep_unknown" if math.isnan(low) else "inside"
            found.append(Depth(state, low, high, _names(city, deepest or [key])))
        elif key and cls == OUTSIDE:
            named = [part for part in parts if within[part][number] == OUTSIDE]
            found.append(Depth("outside", zones=_names(city, named or [key])))
        else:
            found.append(Depth("not_assessed"))
    return found


def _parts(city: City, ground: ZoneGround | None) -> list[str]:
    """Keys of the single sources that a ground is of, itself where it is one."""
    if ground is None:
        return []
    if ground.source != ALL_SOURCES:
        return [ground.key]
    return [
        one.key
        for one in city.zone_grounds
        if one.hazard == ground.hazard and one.scale == ground.scale and one.source != ALL_SOURCES
    ]


def _names(city: City, keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((one.name_ja, one.name_en) for one in city.zones if one.key in keys)


def _classes(city: City, key: str, x: Floats, y: Floats) -> NDArray[np.int64]:
    """The class of a ground at each point: as the release has worked it out for the place there; for a point that is no place
    of the release, the class it lies in, else not assessed (whether its ground was assessed is not known of it)."""
    found = np.full(len(x), NOT_ASSESSED, dtype=np.int64)
    ground = next((one for one in city.zone_grounds if one.key == key), None)
    if ground is None:
        return found
    points: Any = shapely.points(x, y)
    for cls, shape in enumerate(shapely.from_wkb(list(ground.shapes))):
        shapely.prepare(shape)
        found[shapely.intersects(shape, points)] = cls
    places = city.places.get(BOARDS)
    if places is not None and key in places.ground_class:
        same = _same_spot(places, x, y)
        known = same >= 0
        found[known] = np.asarray(places.ground_class[key])[same[known]]
    return found


def _same_spot(places: Places, x: Floats, y: Floats) -> NDArray[np.int64]:
    """The place at each point, -1 where none is."""
    out = np.full(len(x), -1, dtype=np.int64)
    if not len(places):
        return out
    for at in np.flatnonzero(np.isfinite(x)):
        away = np.hypot(np.asarray(places.x) - x[at], np.asarray(places.y) - y[at])
        away[np.isnan(away)] = np.inf
        nearest = int(np.argmin(away))
        out[at] = nearest if away[nearest] <= SAME_SPOT_M else -1
    return out


def _refuges(city: City, x: Floats, y: Floats) -> list[Refuge | None]:
    """The site to go to from each point; all points are measured at once, as one search along the streets serves them."""
    if SITES not in city.places or HAZARD not in city.places[SITES].marks or not len(x):
        return [None] * len(x)
    supply, _ = choose(city, sites_question(QUESTION, SITES, HAZARD, streets=city.network is not None))
    states = classify(city, supply.source, HAZARD, usual_key(city, HAZARD))
    along: list[list[tuple[int, float]]] = [[] for _ in x]
    if supply.walk is not None:
        along = all_along_streets(supply, supply.walk, x, y, NEAREST)
    places = supply.source
    found: list[Refuge | None] = []
    for number, walked in enumerate(along):
        near = walked or straight_from(supply, float(x[number]), float(y[number]), NEAREST)
        if not near:
            found.append(None)
            continue
        sure = [one for one in near if states.state[supply.index[one[0]]] not in DOUBTFUL]
        position, metres = (sure or near)[0]
        at = int(supply.index[position])
        east, north = float(places.x[at]) - float(x[number]), float(places.y[at]) - float(y[number])
        found.append(
            Refuge(
                id=places.id[at],
                name=places.name[at],
                metres=metres,
                direction=direction(east, north),
                bearing=math.degrees(math.atan2(east, north)) % 360,
                from_floor=int(states.from_floor[at]) if states.state[at] == UPPER else 0,
                streets=bool(walked),
                doubt=not sure,
            )
        )
    return found
