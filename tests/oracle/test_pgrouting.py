"""Ways along streets beside pgRouting's, on the same network, the same places and the same things.

The snapping rule stated: a point of pgRouting lies at a fraction of an edge, ours at a length along it, both the same spot,
and nobody walks to the street. So distances must be equal but for our whole decimetres. pgRouting sits in the database.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import psycopg
import pytest

from geo_service.coverage.graph import build_graph
from geo_service.coverage.network import Network
from geo_service.coverage.search import FAR, Ends, gather, search
from tests.oracle.test_pandana import crooked_grid

PLACES = 12
THINGS = 150
NEAREST = 3
COSTS = """
SELECT start_pid, end_pid, agg_cost FROM pgr_withPointsCost(
    'SELECT id, source, target, cost, cost AS reverse_cost FROM street',
    'SELECT pid, edge_id, fraction FROM spot',
    (SELECT array_agg(-pid) FROM spot WHERE pid > %(places)s), (SELECT array_agg(-pid) FROM spot WHERE pid <= %(places)s),
    directed => false, driving_side => 'b')
"""
"""Points are the negative of their number; pairs that no street joins are not in it."""


@pytest.fixture
def routing(conninfo: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(conninfo) as conn:
        if not conn.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pgrouting'").fetchone():
            pytest.skip("pgRouting is not installed (postgresql-15-pgrouting)")
        conn.execute("CREATE EXTENSION IF NOT EXISTS pgrouting CASCADE")
        yield conn


def costs(conn: psycopg.Connection, net: Network, edge: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Metres between each thing (rows) and place (columns) as pgRouting finds them; the first PLACES spots are the places."""
    conn.execute("CREATE TEMP TABLE street (id bigint PRIMARY KEY, source bigint, target bigint, cost float8)")
    conn.execute("CREATE TEMP TABLE spot (pid bigint PRIMARY KEY, edge_id bigint, fraction float8)")
    with conn.cursor().copy("COPY street FROM STDIN") as copy:
        for e in range(len(net)):
            copy.write_row((e + 1, int(net.start[e]) + 1, int(net.end[e]) + 1, float(net.length_dm[e]) / 10))
    with conn.cursor().copy("COPY spot FROM STDIN") as copy:
        for i, (one, at) in enumerate(zip(edge.tolist(), along.tolist(), strict=True)):
            copy.write_row((i + 1, one + 1, at / float(net.length_dm[one])))
    found = np.full((len(edge) - PLACES, PLACES), np.inf)
    for thing, place, metres in conn.execute(COSTS, {"places": PLACES}):
        found[-thing - 1 - PLACES, -place - 1] = metres
    return found


def ours(net: Network, edge: np.ndarray, along: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metres to the nearest places of each thing, and which places: ``costs`` by our search."""
    left, none = net.length_dm[edge] - along, np.zeros(len(edge), np.int32)
    apart = np.arange(len(edge), dtype=np.float64)
    spots = Ends(edge, along.astype(np.int32), left.astype(np.int32), along, none, apart, apart)
    places, things = spots.rows(np.arange(PLACES)), spots.rows(np.arange(PLACES, len(edge)))
    graph = build_graph(net, np.ones(len(net), dtype=np.bool_))
    labels = search(graph, places, k=NEAREST)
    metres, place = (one[:, 0] for one in gather(graph, labels, things, places, None, NEAREST, 1))
    return np.where(metres < FAR, metres / 10, np.inf), place


def agree(theirs: np.ndarray, metres: np.ndarray, place: np.ndarray) -> None:
    """The same distances, and each place named is one at its distance."""
    nearest = np.sort(theirs, axis=1)[:, :NEAREST]
    reached = np.isfinite(nearest)
    assert (np.isfinite(metres) == reached).all()
    assert reached.mean() > 0.9
    named = np.take_along_axis(theirs, np.maximum(place, 0), axis=1)
    assert np.abs(metres[reached] - nearest[reached]).max() < 0.01
    assert np.abs(named[reached] - nearest[reached]).max() < 0.01


@pytest.mark.parametrize("seed", [3, 4])
def test_the_three_nearest_places_of_every_thing(routing: psycopg.Connection, seed: int) -> None:
    net = crooked_grid(30, seed)
    rng = np.random.default_rng(seed)
    edge = rng.choice(len(net), PLACES + THINGS, replace=False).astype(np.int32)
    along = np.floor(rng.uniform(0.05, 0.95, len(edge)) * net.length_dm[edge])
    agree(costs(routing, net, edge, along), *ours(net, edge, along))


def test_things_on_the_very_streets_of_places(routing: psycopg.Connection) -> None:
    """Along the street, not round by its ends."""
    net = crooked_grid(30, 5)
    edge = np.tile(np.random.default_rng(5).choice(len(net), PLACES, replace=False).astype(np.int32), 2)
    along = np.concatenate([np.full(PLACES, 20.0), np.full(PLACES, 150.0)])
    theirs = costs(routing, net, edge, along)
    metres, place = ours(net, edge, along)
    agree(theirs, metres, place)
    assert (metres[:, 0] == 13.0).all()
    assert (place[:, 0] == np.arange(PLACES)).all()
