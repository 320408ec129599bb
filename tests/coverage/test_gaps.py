"""The ground that is drawn as gaps, and the places nearest to a point."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest
import shapely

from geo_service.coverage.answer import Answer, GapPiece
from geo_service.coverage.city import City
from geo_service.coverage.engine import answer
from geo_service.coverage.gaps import gap_pieces
from geo_service.coverage.nearest import in_city, nearest_places
from geo_service.coverage.plane import shapes_to_plane, to_plane
from geo_service.coverage.question import Demand, Question, Reach, Supply
from tests.toy import ORIGIN, SRID, Spot, lonlat, toy_city

SITES = Question(
    "evacuation-site-reach", Demand("group", "single_person_households"), Supply("evacuation_sites", hazard="earthquake"), Reach()
)


def ask(city: City, **more: object) -> Answer:
    """The answer about evacuation sites for earthquakes."""
    return answer(city, Question(**(vars(SITES) | more)))  # type: ignore[arg-type]


def ground(pieces: tuple[GapPiece, ...]) -> dict[tuple[str, int], float]:
    """(unit code, band) → square metres."""
    found: dict[tuple[str, int], float] = defaultdict(float)
    for piece in pieces:
        found[piece.unit_code, piece.band] += shapes_to_plane(SRID, shapely.from_wkb(piece.shape)).area
    return found


def test_gaps_are_what_circles_leave() -> None:
    """All ground is within a site's circle, in the first band, or in the second."""
    result = ask(toy_city(sites=(Spot("s", 2500, 2500, marks={"*": 1}),)))
    found = ground(gap_pieces(result))
    near = sum(area for (_, band), area in found.items() if band == 0)
    far = sum(area for (_, band), area in found.items() if band == 1)
    assert near == pytest.approx(math.pi * (1000**2 - 500**2), rel=3e-3)
    assert far == pytest.approx(25e6 - math.pi * 1000**2, rel=1e-3)
    assert found["99901-2-2", 0] == pytest.approx(1e6 - math.pi * 500**2, rel=1e-2)
    assert found["99901-0-0", 1] == pytest.approx(1e6, rel=1e-6)
    assert ("99901-0-0", 0) not in found


def test_gaps_agree_with_the_figures() -> None:
    """Where people are spread evenly, the unserved part of a town is the part of its ground that is drawn."""
    result = ask(toy_city(sites=(Spot("s", 900, 1200, marks={"*": 1}), Spot("t", 1500, 900, marks={"*": 1}))))
    found = ground(gap_pieces(result))
    for row in result.units["towns"]:
        drawn = found[row.code, 0] + found[row.code, 1]
        if row.figures.demand:
            assert drawn / 1e6 == pytest.approx(row.figures.unserved / row.figures.demand, abs=2e-3)


def test_gap_people() -> None:
    """A piece carries the whole unit's unserved demand; unknown where the count is not published."""
    pieces = {piece.unit_code: piece for piece in gap_pieces(ask(toy_city()))}
    assert math.isnan(pieces["99902-4-4"].unserved)
    assert pieces["99901-0-1"].unserved == pytest.approx(200)
    assert pieces["99901-0-1"].unit_name == "一町2丁目"


def test_gaps_of_a_ward_and_of_wards() -> None:
    """Only the ward asked about; by wards where there are no towns; one piece per band where there is no unit at all."""
    assert {p.unit_code[:5] for p in gap_pieces(ask(toy_city(), ward="99902"))} == {"99902"}
    assert {p.unit_code for p in gap_pieces(ask(toy_city(without=("towns",))))} == {"99901", "99902"}
    bare = gap_pieces(ask(toy_city(without=("towns", "wards"))))
    assert [(p.unit_code, p.band) for p in bare] == [("", 0), ("", 1)]
    assert sum(ground(bare).values()) == pytest.approx(25e6 - 3 * math.pi * 500**2, rel=1e-3)


def test_gaps_without_places_and_with_places_everywhere() -> None:
    """No place: all ground is far. Places everywhere: no gap."""
    none = ground(gap_pieces(ask(toy_city(sites=()))))
    assert set(none) == {(f"{'99901' if c < 3 else '99902'}-{c}-{r}", 1) for c in range(5) for r in range(5)}
    everywhere = tuple(Spot(f"s{c}{r}", 500 * c, 500 * r, marks={"*": 1}) for c in range(11) for r in range(11))
    assert gap_pieces(ask(toy_city(sites=everywhere))) == ()


def test_gaps_of_kinds_with_limits_of_their_own() -> None:
    """Each place's own limit counts for the ground around it, and twice it for the second band."""
    parks = (Spot("a", 1000, 1000, "block"), Spot("b", 3500, 3500, "district"))
    question = Question("park-reach", SITES.demand, Supply("parks", limits_m=(("block", 250.0), ("district", 1000.0))), Reach())
    found = ground(gap_pieces(answer(toy_city(parks=parks), question)))
    near = sum(area for (_, band), area in found.items() if band == 0)
    big = np.pi * 2000**2 - shapely.Point(3500, 3500).buffer(2000, quad_segs=64).difference(shapely.box(0, 0, 5000, 5000)).area
    assert near == pytest.approx(np.pi * (500**2 - 250**2) + big - np.pi * 1000**2, rel=5e-3)


def test_nearest_places() -> None:
    """The three nearest that count, on the reach, and whether each reaches the point."""
    city = toy_city()
    lon, lat = lonlat(500, 900)
    found = nearest_places(city, SITES, float(lon), float(lat))
    assert [(one.id, one.distance_m, one.within) for one in found] == [
        ("s1", 400.0, True),
        ("s2", 2561.2, False),
        ("s3", 5381.4, False),
    ]
    detour = Question(**(vars(SITES) | {"reach": Reach("detour", 500, 1.3)}))
    assert [(one.distance_m, one.within) for one in nearest_places(city, detour, float(lon), float(lat), k=1)] == [(520.0, False)]
    assert nearest_places(toy_city(sites=()), SITES, float(lon), float(lat)) == ()


def test_in_city() -> None:
    """A point in the city, and one across its border."""
    city = toy_city()
    assert in_city(city, *map(float, lonlat(2500, 2500)))
    assert not in_city(city, *map(float, lonlat(5100, 2500)))


def test_degrees_and_metres() -> None:
    """The way there and back meets within a tenth of a millimetre."""
    x, y = to_plane(SRID, *lonlat(1234.5, 678.9))
    assert (float(x) - ORIGIN[0], float(y) - ORIGIN[1]) == pytest.approx((1234.5, 678.9), abs=1e-4)
