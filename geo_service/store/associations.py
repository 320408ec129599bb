"""Areas of associations told in words: read into parts of 町丁 with their weights, and into ground, when a release is made.

The ground of a part is the whole 町丁, or that of its blocks where their positions are known (each point of a 町丁 belongs to
the nearest block), else the whole 町丁 as "in part". Weights are shares of the 町丁's ground, as people are spread evenly on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
import shapely
from pyproj import Transformer

from geo_service.geocode import Gazetteer
from geo_service.geocode.address import town_key
from geo_service.geocode.gazetteer import SOURCES
from geo_service.store import sql
from geo_service.store.confirmations import lay_confirmations
from geo_service.store.gazetteer import read_gazetteer
from geo_service.store.joins import JoinTarget
from geo_service.store.links import Wards
from layers.association_text import AreaPart, read_area
from layers.base import Text

LAYER = "association_areas"
HOW_WORDS: Mapping[str, Text] = {
    "drawn": Text("図から（面積の割合）", "from the drawn line (share of ground)"),
    "whole": Text("町丁の全部", "the whole 町丁"),
    "block_ground": Text("街区の位置から（面積の割合）", "from the positions of its blocks (share of ground)"),
    "blocks_counted": Text("番の数から（目安）", "from the count of its blocks (rough)"),
    "unknown_part": Text("町丁の一部（割合は不明）", "a part of the 町丁, how much is not known"),
    "not_found": Text("その町丁がない", "no such 町丁"),
    "ambiguous": Text("同じ名の町丁が複数", "several 町丁 of that name"),
    "unread": Text("読み取れない", "not understood"),
}
"""How a part's weight was made → its words."""
GROUND_KNOWN = frozenset(["drawn", "whole", "block_ground"])
FEWEST_BLOCKS = 2
"""Blocks of a 町丁 whose positions must be known before its ground is shared among them."""


@dataclass(frozen=True)
class Town:
    """One 町丁. ``shape`` in plane metres; ``blocks``: number of a block → its ground; "" ward: not known."""

    id: int
    name: str
    ward: str
    shape: Any
    blocks: Mapping[int, Any]


@dataclass(frozen=True)
class Part:
    """A part of an association's area, as stored. ``ground``: what is drawn of it, None for nothing."""

    how: str
    said: str
    town: int | None = None
    town_name: str = ""
    blocks: str = ""
    weight: float | None = None
    low: float = 0.0
    high: float = 1.0
    ground: Any = None


def lay_associations(conn: psycopg.Connection[Any], target: JoinTarget) -> None:
    """Read the areas told in words, keep their parts, lay the ground they stand on, and keep what is confirmed. In the
    transaction of a release, before anything looks at where units stand."""
    rows = sql.run(conn, "association_rows", release=target.release, layer=LAYER).fetchall()
    told = {int(row[0]): read_area(row[3]) for row in rows if row[3].strip() and not row[4]}
    parts: dict[int, list[Part]] = {}
    if told:
        wards = Wards(conn, target.release, target.city_name)
        towns = _towns(conn, target, wards)
        claims = _claims([(id, part) for id, text in told.items() for part in text.parts])
        for id, _, ward, *_ in rows:
            if id in told:
                read = [one for part in told[id].parts for one in _weighed(part, wards.code(ward, ""), towns, claims)]
                parts[id] = read + [Part("unread", piece) for piece in told[id].unread]
        _keep(conn, target, parts)
        _report(conn, target.release, {int(row[0]): row[1] for row in rows}, parts, {id: t.doubtful for id, t in told.items()})
    unknown = {id for id, found in parts.items() if any(one.how not in GROUND_KNOWN for one in found)}
    lay_confirmations(conn, target.city, target.release, unknown)


def weigh_drawn(conn: psycopg.Connection[Any], target: JoinTarget) -> None:
    """The shares of 町丁 in associations that are drawn, after ``lay_ground`` and in its transaction."""
    sql.run(conn, "association_drawn", release=target.release, layer=LAYER)


def _towns(conn: psycopg.Connection[Any], target: JoinTarget, wards: Wards) -> dict[str, list[Town]]:
    """Key of the name → 町丁 of that name."""
    number = conn.execute("SELECT number FROM frame.release WHERE id = %s", (target.release,)).fetchone()
    assert number is not None
    gazetteer = read_gazetteer(conn, target.city, number[0])
    points = _block_points(gazetteer, target.srid)
    out: dict[str, list[Town]] = defaultdict(list)
    for id, name, ward, code, wkb in sql.run(conn, "association_towns", release=target.release, srid=target.srid).fetchall():
        shape, key = shapely.from_wkb(bytes(wkb)), town_key(name)
        own = wards.code(ward, "") or (code[:5] if code[:5] in wards.alias else "")
        known = {
            block: at
            for (place, town_ward), found in points.items()
            if place == key and (not own or town_ward in ("", own))
            for block, at in found.items()
        }
        out[key].append(Town(int(id), name, own, shape, _block_ground(shape, known)))
    return out


def _block_points(gazetteer: Gazetteer, srid: int) -> dict[tuple[str, str], dict[int, Any]]:
    """(key of the 町丁, code of its ward or "") → block → its published position in plane metres."""
    turn = Transformer.from_crs(6668, srid, always_xy=True)
    keys = {town: key for key, towns in gazetteer.towns.items() for town in towns}
    out: dict[tuple[str, str], dict[int, Any]] = defaultdict(dict)
    official = SOURCES.index("official")
    for (town, number), at in gazetteer.numbers.items():
        if at >= 0 and number.isascii() and number.isdigit() and gazetteer.source[at] == official:
            ward = gazetteer.town_ward[town]
            place = keys[town], gazetteer.city.wards[ward][0] if ward >= 0 else ""
            out[place][int(number)] = shapely.Point(turn.transform(gazetteer.lon[at], gazetteer.lat[at]))
    return out


def _block_ground(town: Any, points: Mapping[int, Any]) -> dict[int, Any]:
    """The ground of each block: what lies nearer to its point than to another's. Empty where too few are known."""
    inside = {block: at for block, at in points.items() if town.intersects(at)}
    if len(inside) < FEWEST_BLOCKS:
        return {}
    numbers = list(inside)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(list(inside.values())), extend_to=town))
    cell, of = shapely.STRtree(list(inside.values())).query(cells, predicate="intersects")
    # Two blocks at one point share one cell: the first has it.
    return {numbers[i]: cells[c].intersection(town) for c, i in reversed(list(zip(cell.tolist(), of.tolist(), strict=True)))}


def _claims(parts: Iterable[tuple[int, AreaPart]]) -> dict[str, tuple[int, int]]:
    """Key of a 町丁 → (the largest block any list names there, associations that name blocks of it)."""
    largest: dict[str, int] = {}
    who: dict[str, set[int]] = defaultdict(set)
    for id, part in parts:
        ranges = (*part.blocks, *part.without)
        if ranges and not part.numbers:
            key = _key(part)
            largest[key] = max(largest.get(key, 0), *(last for _, last in ranges))
            who[key].add(id)
    return {key: (most, len(who[key])) for key, most in largest.items()}


def _key(part: AreaPart) -> str:
    return town_key(part.town if part.chome is None else f"{part.town}{part.chome}丁目")


def _weighed(part: AreaPart, ward: str, towns: Mapping[str, Sequence[Town]], claims: Mapping[str, tuple[int, int]]) -> list[Part]:
    """A part as it is kept; several where a town's name stands for all of its 丁目."""
    key = _key(part)
    named = list(towns.get(key, ()))
    if not named and part.chome is None and part.whole:
        named = [one for other, found in towns.items() if other.startswith(key) and other[len(key) :].isdigit() for one in found]
        of_ward = [one for one in named if ward in ("", one.ward)] or named
        if len({one.ward for one in of_ward}) == 1:
            return [_whole(one, part.said) for one in of_ward]
        named = of_ward
    here = [one for one in named if not ward or one.ward in ("", ward)]
    if len(here) != 1:
        return [Part("ambiguous" if len(here) > 1 else "not_found", part.said, blocks=_written(part))]
    town = here[0]
    return [_whole(town, part.said) if part.whole else _of_blocks(part, town, claims.get(key, (0, 0)))]


def _whole(town: Town, said: str) -> Part:
    return Part("whole", said, town.id, town.name, "", 1.0, 1.0, 1.0, town.shape)


def _of_blocks(part: AreaPart, town: Town, claim: tuple[int, int]) -> Part:
    said = (part.said, town.id, town.name, _written(part))
    cells = [ground for block, ground in town.blocks.items() if part.holds(block)]
    if cells and (part.blocks or part.without):
        ground = shapely.union_all(cells)
        share = min(round(float(ground.area / town.shape.area), 4), 1.0)
        if part.numbers or part.partly:
            return Part("unknown_part", *said, None, 0.0, share, ground)
        return Part("block_ground", *said, share, share, share, ground)
    largest, who = claim
    if who > 1 and not part.numbers and not part.partly and not cells:
        # There are at least as many blocks as the largest number says: the true share is no larger.
        share = round(sum(part.holds(block) for block in range(1, largest + 1)) / largest, 4)
        return Part("blocks_counted", *said, share, 0.0, share, town.shape)
    return Part("unknown_part", *said, None, 0.0, 1.0, town.shape)


def _written(part: AreaPart) -> str:
    def ranges(of: Sequence[tuple[int, int]]) -> str:
        return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in of)

    pieces = [ranges(part.blocks), f"({ranges(part.numbers)}号)" if part.numbers else ""]
    pieces += [f"−{ranges(part.without)}" if part.without else "", "一部" if part.partly else ""]
    return " ".join(one for one in pieces if one)


def _keep(conn: psycopg.Connection[Any], target: JoinTarget, parts: Mapping[int, Sequence[Part]]) -> None:
    turn = Transformer.from_crs(target.srid, 6668, always_xy=True)

    def lonlat(xy: np.ndarray[Any, np.dtype[np.float64]]) -> Any:
        return np.column_stack(turn.transform(xy[:, 0], xy[:, 1]))

    with conn.cursor().copy(
        "COPY frame.association_part (release, feature, part, town, town_name, said, blocks, weight, low, high, how) FROM STDIN"
    ) as copy:
        for feature, found in parts.items():
            for number, one in enumerate(found):
                said = one.town, one.town_name, one.said, one.blocks, one.weight, one.low, one.high, one.how
                copy.write_row((target.release, feature, number, *said))
    for feature, found in parts.items():
        grounds = [one.ground for one in found if one.ground is not None]
        if grounds:
            whole = shapely.transform(shapely.union_all(grounds), lonlat)
            conn.execute(
                "INSERT INTO frame.ground (release, feature, accuracy, geom) VALUES (%s, %s, 'area', ST_GeomFromWKB(%s, 6668))"
                " ON CONFLICT (release, feature) DO NOTHING",
                (target.release, feature, shapely.to_wkb(whole)),
            )


def _report(
    conn: psycopg.Connection[Any],
    release: int,
    names: Mapping[int, str],
    parts: Mapping[int, Sequence[Part]],
    doubtful: Mapping[int, Sequence[str]],
) -> None:
    """How many parts were found, how, and each piece that was not, with what to do."""
    counts: dict[str, int] = defaultdict(int)
    for found in parts.values():
        for one in found:
            counts[one.how] += 1
    ja = "、".join(f"{words.ja} {counts[how]:,}" for how, words in HOW_WORDS.items() if counts[how])
    en = ", ".join(f"{words.en} {counts[how]:,}" for how, words in HOW_WORDS.items() if counts[how])
    _say(
        conn,
        release,
        "association_parts",
        f"文字の区域 {len(parts):,}件を町丁に分けました：{ja}。`geo-service associations` で確かめてください。",
        f"{len(parts):,} areas told in words were read into 町丁: {en}. Look through them with `geo-service associations`.",
    )
    for how in ("unread", "not_found", "ambiguous"):
        said = [(names[id], one.said) for id, found in parts.items() for one in found if one.how == how]
        if said:
            some = "、".join(f"{name}「{piece}」" for name, piece in said[:10])
            some_en = "; ".join(f"{name}: {piece}" for name, piece in said[:10])
            _say(
                conn,
                release,
                f"association_{how}",
                f"区域の「{HOW_WORDS[how].ja}」部分が{len(said):,}件あります（{some}{' ほか' if len(said) > 10 else ''}）。"
                "名簿の書き方を直して読み込み直してください。",
                f"{len(said):,} parts of areas: {HOW_WORDS[how].en} ({some_en}{' and others' if len(said) > 10 else ''})."
                " Correct them in the list and load it again.",
            )
    doubts = [(names[id], piece) for id, found in doubtful.items() for piece in found]
    if doubts:
        some = "、".join(f"{name}「{piece}」" for name, piece in doubts[:10])
        _say(
            conn,
            release,
            "association_doubtful",
            f"「1-2」を1丁目2番と読んだ区域が{len(doubts):,}件あります（{some}）。違うときは「1番〜2番」と書いてください。",
            f"{len(doubts):,} areas with 1-2 were read as 丁目 1, block 2 ({some}). Write 1番〜2番 for blocks 1 to 2.",
        )


def _say(conn: psycopg.Connection[Any], release: int, rule: str, ja: str, en: str) -> None:
    conn.execute(
        "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, %s, %s, %s)", (release, rule, ja, en)
    )
