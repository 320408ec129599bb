"""What is drawn along streets is what is counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo_service.coverage import engine
from geo_service.coverage.answer import GapPiece
from geo_service.coverage.gaps import gap_pieces
from geo_service.coverage.plane import shapes_to_plane
from geo_service.coverage.question import Demand, Question, Reach, Supply
from tests.toy import toy_city
from tests.toy_ground import ORIGIN, SRID
from tests.toy_streets import grid

ASKED = Question(
    "evacuation-site-reach",
    Demand("group", "residents"),
    Supply("evacuation_sites", hazard="earthquake"),
    Reach("streets", 1000.0),
)


def pieces_of(question: Question) -> tuple[tuple[GapPiece, ...], float]:
    city = replace(toy_city(), network=grid(51, 51, 100.0, ORIGIN))
    found = engine.answer(city, question)
    return gap_pieces(found), found.total.unserved


def area_m2(piece: GapPiece) -> float:
    return float(shapes_to_plane(SRID, shapely.from_wkb(piece.shape)).area)


def test_the_ground_drawn_is_that_of_the_unserved() -> None:
    pieces, unserved = pieces_of(ASKED)
    # 1,000 people a square kilometre, everywhere alike.
    assert sum(area_m2(one) for one in pieces) / 1000 == pytest.approx(unserved, rel=1e-4)
    assert {one.band for one in pieces} == {0, 1}
    assert [one.unit_code for one in pieces] == [one.unit_code for one in sorted(pieces, key=lambda p: (p.unit_code, p.band))]


def test_bands_begin_at_twice_the_limit() -> None:
    pieces, _ = pieces_of(ASKED)
    sites = np.array([[500, 500], [2500, 2500], [4500, 4500]]) + np.array(ORIGIN)
    for one in pieces:
        x, y = shapely.get_coordinates(shapely.point_on_surface(shapes_to_plane(SRID, shapely.from_wkb(one.shape))))[0]
        # Cells are 250 m wide and count by their middle; distance on the grid is the sum of the two ways.
        nearest = min(abs(x - a) + abs(y - b) for a, b in sites)
        assert (nearest > 2000 - 250) if one.band else (1000 - 250 < nearest < 2000 + 250)


def test_of_one_ward_only_its_ground() -> None:
    pieces, _ = pieces_of(replace(ASKED, ward="99902"))
    assert pieces
    assert {one.unit_code[:5] for one in pieces} == {"99902"}


def test_for_facilities_it_is_the_ground_people_live_on() -> None:
    pieces, _ = pieces_of(replace(ASKED, demand=Demand("layer", "child_facilities")))
    assert sum(area_m2(one) for one in pieces) == pytest.approx(sum(area_m2(one) for one in pieces_of(ASKED)[0]), rel=1e-6)
