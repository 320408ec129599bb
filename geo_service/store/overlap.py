"""Which datasets of a release answers rest on: of two that speak of the same things, one. (Populations: ``demand``.)

An earlier dataset gives way whole when at least half of its names stand in a later one of another source. When fewer do (a
supplement, a list of one ward), both count, and only the earlier dataset's rows of the same name and place do not count a
second time. Rows are never merged; what is not used stays in the release, with the reason in words.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import dict_row
from pyproj import Geod

from layers import LAYERS
from layers.text import fold_name

SAME_SHARE = 0.5
"""An earlier dataset gives way whole when at least this share of its names stand in the later one."""
ONE_SET = frozenset({"neighbour_municipalities"})
"""Context that one dataset says whole. Of other context (rivers, buildings, heights, addresses) each dataset has what the
others lack, and a name stands on a thousand rows or on none: nothing is told by comparing them."""
SAME_PLACE_M = 300.0
"""Rows of one name are one thing when they are this near, or when one of them has no position."""
GEOD = Geod(ellps="GRS80")


@dataclass(frozen=True)
class Version:
    """A dataset version of a release, as far as the choice needs it."""

    id: int
    layer: str
    source: str
    part: str
    title: str
    reference_date: str
    municipality: str
    groups: tuple[str, ...]
    file: str = ""
    rows: int = 0
    used: bool = True

    @property
    def words(self) -> str:
        """What to call the dataset in a sentence."""
        return f"{self.title or self.source}{f'（{self.reference_date}）' if self.reference_date else ''}"


class Thing(NamedTuple):
    """One row of a dataset, as far as telling the same from another needs it. lon, lat: degrees, None without a position."""

    id: int
    lon: float | None
    lat: float | None


def versions_of(conn: psycopg.Connection[Any], release: int) -> list[Version]:
    """The dataset versions of a release (its id), later reference dates first and, of one date, later imports first."""
    rows = (
        conn.cursor(row_factory=dict_row)
        .execute(
            "SELECT v.id, d.layer, d.source, d.part, v.title, v.reference_date, v.municipality, v.groups,"
            " v.file_name AS file, v.good_count AS rows, r.used"
            " FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version"
            " JOIN frame.dataset d ON d.id = v.dataset WHERE r.release = %s"
            ' ORDER BY v.reference_date COLLATE "C" DESC, v.id DESC',
            (release,),
        )
        .fetchall()
    )
    return [Version(**(row | {"groups": tuple(row["groups"])})) for row in rows]


def settle(conn: psycopg.Connection[Any], release: int) -> None:
    """Mark the datasets of a release that are not used, but for population, and record each overlap as a finding."""
    _settle_names(conn, release, versions_of(conn, release))


def _settle_names(conn: psycopg.Connection[Any], release: int, versions: list[Version]) -> None:
    rivals: dict[tuple[str, str], list[Version]] = defaultdict(list)
    for version in versions:
        layer = LAYERS.get(version.layer)
        if layer is not None and (layer.role in ("places", "units") or layer.id in ONE_SET):
            rivals[version.layer, version.municipality].append(version)
    for group in rivals.values():
        if len({version.source for version in group}) < 2:
            continue
        things = {version.id: _things(conn, version.id) for version in group}
        kept: list[Version] = []
        for version in group:
            mine = things[version.id]
            later = [other for other in kept if other.source != version.source]
            winner = next((o for o in later if mine and _stands_for(mine, things[o.id])), None)
            if winner is not None:
                _replace(conn, release, version, winner, len(mine.keys() & things[winner.id].keys()), len(mine))
                continue
            kept.append(version)
            if LAYERS[version.layer].role == "places":
                for other in later:
                    theirs = things[other.id]
                    _count_once(conn, release, version, other, _same_things(mine, theirs))
                    _count_once(conn, release, other, version, _outdone(theirs, mine))


def _things(conn: psycopg.Connection[Any], version: int) -> dict[str, list[Thing]]:
    """Folded name → the rows of that name."""
    out: dict[str, list[Thing]] = defaultdict(list)
    for id, name, lon, lat in conn.execute(
        "SELECT f.id, f.name, ST_X(p), ST_Y(p) FROM frame.feature f CROSS JOIN LATERAL (SELECT ST_Centroid(f.geom)) AS c (p)"
        " WHERE f.version = %s AND f.name <> '' ORDER BY f.id",
        (version,),
    ):
        out[fold_name(name)].append(Thing(id, lon, lat))
    return dict(out)


def _stands_for(mine: dict[str, list[Thing]], theirs: dict[str, list[Thing]]) -> bool:
    """Whether a later list takes an earlier one's place: half of its names stand there, and no fewer of them with a position."""
    same = mine.keys() & theirs.keys()
    placed = [sum(any(one.lon is not None for one in things[name]) for name in same) for things in (mine, theirs)]
    return len(same) >= SAME_SHARE * len(mine) and placed[1] >= placed[0]


def _outdone(mine: dict[str, list[Thing]], theirs: dict[str, list[Thing]]) -> list[int]:
    """Ids of my rows without a position whose name stands, with one, in the other list: that one counts."""
    return [
        one.id
        for name in mine.keys() & theirs.keys()
        for one in mine[name]
        if one.lon is None and any(other.lon is not None for other in theirs[name])
    ]


def _same_things(mine: dict[str, list[Thing]], theirs: dict[str, list[Thing]]) -> list[int]:
    """Ids of my rows that stand among theirs. A row with a position never gives way to one without."""
    return [
        one.id
        for name in mine.keys() & theirs.keys()
        for one in mine[name]
        if any(_near(one, other) and (one.lon is None or other.lon is not None) for other in theirs[name])
    ]


def _near(one: Thing, other: Thing) -> bool:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return True
    return bool(GEOD.inv(one.lon, one.lat, other.lon, other.lat)[2] <= SAME_PLACE_M)


def _count_once(conn: psycopg.Connection[Any], release: int, earlier: Version, later: Version, rows: list[int]) -> None:
    if not rows:
        return
    conn.execute(
        "INSERT INTO frame.twice (release, feature) SELECT %s, unnest(%s::bigint[]) ON CONFLICT DO NOTHING", (release, rows)
    )
    title = LAYERS[earlier.layer].title
    conn.execute(
        "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, 'dataset_overlap', %s, %s)",
        (
            release,
            f"{title.ja}「{earlier.words}」の{len(rows)}件は「{later.words}」にもあるため、二重に数えません。",
            f"{title.en}: {len(rows)} rows of '{earlier.words}' stand in '{later.words}' too and count once.",
        ),
    )


def _replace(conn: psycopg.Connection[Any], release: int, loser: Version, winner: Version, same: int, of: int) -> None:
    ja = f"同じものを載せた新しいデータ「{winner.words}」を使います（名称{of}件のうち{same}件が一致）。"
    en = f"The later dataset '{winner.words}' speaks of the same things and is used ({same} of {of} names are the same)."
    not_used(conn, release, loser.id, ja, en)
    title = LAYERS[loser.layer].title
    conn.execute(
        "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, 'dataset_overlap', %s, %s)",
        (release, f"{title.ja}「{loser.words}」は使いません。{ja}", f"{title.en}: '{loser.words}' is not used. {en}"),
    )


def own_codes(conn: psycopg.Connection[Any], release: int) -> set[str]:
    """Municipality codes of the release's own city: its own, its wards', and the empty one of sources that say none."""
    rows = conn.execute(
        "SELECT c.city FROM frame.release c WHERE c.id = %(release)s UNION SELECT left(f.attributes ->> 'code', 5)"
        " FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset"
        " JOIN frame.feature f ON f.version = v.id WHERE r.release = %(release)s AND d.layer = 'wards'",
        {"release": release},
    ).fetchall()
    return {"", *(code for (code,) in rows if code)}


def not_used(conn: psycopg.Connection[Any], release: int, version: int, ja: str, en: str) -> None:
    conn.execute(
        "UPDATE frame.release_dataset SET used = false, why_not_ja = %s, why_not_en = %s WHERE release = %s AND version = %s",
        (ja, en, release, version),
    )
