"""Straight-line answers beside what their users could pick: geopandas and PostGIS, in one run, as ratios.

    python benchmarks/answers.py [ROUNDS]

Uses the default city of GEO_SERVICE_HOME (load one first: the sample has 304,000 atoms and 374 sites). Rounds alternate; the
median of the rounds counts. Nothing is asserted: times are goals, printed with the machine and its load.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import geopandas
import numpy as np
import psycopg
import shapely

from geo_service.coverage import engine
from geo_service.coverage.city import City, Membership
from geo_service.coverage.question import Demand, Question
from geo_service.coverage.reach import nearby
from geo_service.coverage.supply import Supplied, choose
from geo_service.errors import NotAnswerableError
from geo_service.questions import build
from geo_service.settings import settings
from geo_service.store.build import build_city
from geo_service.store.cityfile import open_city, write_city
from geo_service.store.cluster import database
from geo_service.store.shelf import CityShelf
from layers.base import HAZARDS

POINTS = 400_000
SITES = 187
SIDE_M = 12_000.0
MOST_SECONDS = 120.0
"""After so long no further hazard is begun in SQL."""


def timed(work: Callable[[], Any]) -> float:
    """Seconds that the work takes, with the garbage of others swept first."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, ours: Callable[[], Any], peer: Callable[[], Any], rounds: int, goal: str) -> None:
    """Print both medians and their ratio."""
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(timed(ours))
        theirs.append(timed(peer))
    a, b = statistics.median(mine), statistics.median(theirs)
    print(f"{name}\n  ours {a:.3f} s, peer {b:.3f} s, peer / ours {b / a:.1f} (goal: {goal})", flush=True)


def nearest_points(city: City, rounds: int) -> None:
    """3 nearest of 187 places for 400,000 points, beside geopandas' 1 nearest."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, SIDE_M, (2, POINTS))
    px, py = rng.uniform(0, SIDE_M, (2, SITES))
    places = next(iter(city.places.values()))
    supply = Supplied(places, np.arange(SITES, dtype=np.int32), px, py, np.full(SITES, 500.0), 1.0)
    points = geopandas.GeoDataFrame(geometry=shapely.points(x, y), crs=6677)
    sites = geopandas.GeoDataFrame(geometry=shapely.points(px, py), crs=6677)
    compare(
        f"3 nearest, straight, {POINTS:,} points ({os.cpu_count()} threads at most) | geopandas sjoin_nearest, 1 nearest",
        lambda: nearby(x, y, supply),
        lambda: geopandas.sjoin_nearest(points, sites, distance_col="away"),
        rounds,
        "≥ 5 with two threads, ≥ 2 with one",
    )


def questions(city: City) -> list[Question]:
    """The question on evacuation sites for every hazard and group that the city can answer."""
    found = []
    for hazard in HAZARDS:
        for group in city.groups():
            try:
                asked = build("evacuation-site-reach", city, {"hazard": hazard.slug, "demand": group})
            except NotAnswerableError:
                continue
            if asked.demand == Demand("group", group):
                found.append(asked)
    return found


def whole_answers(city: City, conn: psycopg.Connection[Any]) -> None:
    """All hazards, groups and unit sets: the engine's whole answers (exact ground, firmness and all) beside the plain sums in
    PostGIS over the same atoms as points (nearest site by KNN, count of sites by ST_DWithin, sums per unit; no percentiles)."""
    asked = questions(city)
    hazards = sorted({one.supply.hazard for one in asked})
    _lay(conn, city, asked)
    ours = timed(lambda: [engine.answer(city, one) for one in asked])
    sums, theirs = 0, 0.0
    for hazard in hazards:
        theirs += timed(lambda hazard=hazard: _sums(conn, city, hazard))
        sums += 1
        if theirs > MOST_SECONDS:
            break
    each_ours, each_theirs = ours / len(hazards), theirs / sums
    print(
        f"whole answer, {len(hazards)} hazards × {len(city.groups())} groups × {len(city.unit_sets)} unit sets, "
        f"{len(city.populations[0]):,} atoms | the same sums as SQL, {sums} of the hazards\n"
        f"  ours {each_ours:.1f} s a hazard (with firmness: {len(asked)} answers), SQL {each_theirs:.1f} s a hazard, "
        f"SQL / ours {each_theirs / each_ours:.1f} (goal: ≥ 10)",
        flush=True,
    )


def _lay(conn: psycopg.Connection[Any], city: City, asked: list[Question]) -> None:
    conn.execute("CREATE TEMP TABLE b_site (hazard text, plane geometry)")
    with conn.cursor().copy("COPY b_site FROM STDIN") as copy:
        for question in {one.supply.hazard: one for one in asked}.values():
            supply, _ = choose(city, question)
            for x, y in zip(supply.x, supply.y, strict=True):
                copy.write_row((question.supply.hazard, shapely.to_wkb(shapely.Point(x, y), hex=True)))
    conn.execute("CREATE TEMP TABLE b_atom (id integer, population integer, plane geometry)")
    conn.execute("CREATE TEMP TABLE b_people (id integer, population integer, grp text, people float8)")
    conn.execute("CREATE TEMP TABLE b_unit (id integer, population integer, unit_set text, unit integer)")
    for number, atoms in enumerate(city.populations):
        with conn.cursor().copy("COPY b_atom FROM STDIN") as copy:
            for i, one in enumerate(shapely.to_wkb(shapely.points(atoms.x, atoms.y), hex=True)):
                copy.write_row((i, number, one))
        with conn.cursor().copy("COPY b_people FROM STDIN") as copy:
            for group in atoms.counts:
                for i, people in enumerate(atoms.people(group).tolist()):
                    copy.write_row((i, number, group, people))
        with conn.cursor().copy("COPY b_unit FROM STDIN") as copy:
            for name in city.unit_sets:
                members: Membership | None = atoms.members.get(name)
                for thing, unit in zip(members.thing.tolist(), members.unit.tolist(), strict=True) if members else ():
                    copy.write_row((thing, number, name, unit))
    conn.execute("CREATE INDEX ON b_site USING gist (plane)")
    conn.execute("CREATE INDEX ON b_people (population, id)")
    conn.execute("CREATE INDEX ON b_unit (population, id)")
    conn.execute("ANALYZE b_site, b_atom, b_people, b_unit")


def _sums(conn: psycopg.Connection[Any], city: City, hazard: str) -> list[Any]:
    return conn.execute(
        "WITH site AS MATERIALIZED (SELECT plane FROM b_site WHERE hazard = %s), near AS MATERIALIZED ("
        " SELECT a.population, a.id, n.away, w.within FROM b_atom a"
        " CROSS JOIN LATERAL (SELECT s.plane <-> a.plane AS away FROM b_site s WHERE s.hazard = %s"
        " ORDER BY s.plane <-> a.plane LIMIT 1) AS n"
        " CROSS JOIN LATERAL (SELECT count(*) AS within FROM b_site s WHERE s.hazard = %s"
        " AND ST_DWithin(s.plane, a.plane, 500)) AS w)"
        " SELECT u.unit_set, u.unit, p.grp, sum(p.people), sum(p.people) FILTER (WHERE n.within > 0),"
        " sum(p.people) FILTER (WHERE n.within = 1), max(n.away)"
        " FROM near n JOIN b_people p USING (population, id) JOIN b_unit u USING (population, id) GROUP BY 1, 2, 3",
        (hazard, hazard, hazard),
    ).fetchall()


def opened(city: City, conn: psycopg.Connection[Any], rounds: int) -> None:
    """A City opened by a second worker, beside building it from PostGIS."""
    path = settings().home / "benchmark.city"
    write_city(city, path)
    found = conn.execute("SELECT id FROM frame.release WHERE city = %s AND number = %s", (city.code, city.release)).fetchone()
    assert found is not None
    try:
        opening = statistics.median(timed(lambda: open_city(path)) for _ in range(rounds))
        building = timed(lambda: build_city(conn, city.code, found[0], "staff"))
    finally:
        path.unlink(missing_ok=True)
    print(
        f"City opened {opening:.3f} s, built from PostGIS {building:.1f} s, opened / built 1/{building / opening:.0f} "
        "(goal: ≤ 1/20)"
    )


def main(rounds: int = 3) -> None:
    """Everything, with the machine and its load."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    with database(settings()) as conninfo, CityShelf(settings(), conninfo) as shelf, psycopg.connect(conninfo) as conn:
        city = shelf.get("default", "staff")
        nearest_points(city, rounds)
        opened(city, conn, rounds)
        whole_answers(city, conn)


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
