"""The waters drawn on maps come from the shores that nobody walks across."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import shapely

from geo_service import render
from geo_service.coverage.barriers import WATER, Barriers
from geo_service.coverage.city import City
from geo_service.coverage.plane import shapes_to_plane
from geo_service.store.streets.obstacles import barriers
from tests.render.answers import ask, city


def lake(town: City) -> tuple[Barriers, float]:
    """A lake of 400 m with an island of 200 m in it and a pond of 10 m beside, in the middle of the town; its area."""
    x, y = shapely.from_wkb(town.border).centroid.coords[0]
    water = shapely.box(x - 200, y - 200, x + 200, y + 200) - shapely.box(x - 100, y - 100, x + 100, y + 100)
    pond = shapely.box(x + 300, y, x + 310, y + 10)
    return barriers(["water", "water"], np.array([water, pond], dtype=object)), float(water.area)


def test_an_island_is_no_water_and_a_small_pond_is_not_drawn() -> None:
    made, area = lake(city())
    assert set(made.kind.tolist()) == {WATER}
    assert len(made.water) == 1
    assert made.water[0].area == area == 120_000


def test_water_is_a_feature_below_the_gaps() -> None:
    town = city()
    made, area = lake(town)
    features = json.loads(render.to_geojson(ask("evacuation-site-reach", replace(town, barriers=made), hazard="flood")))[
        "features"
    ]
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features if one["properties"]["role"] == "water"]
    assert abs(sum(shapely.area(shapes_to_plane(town.srid, one)) for one in shapes) - area) < area / 100
    roles = [one["properties"]["role"] for one in features]
    assert roles.index("water") < roles.index("gap")
    assert not [
        one
        for one in json.loads(render.to_geojson(ask("evacuation-site-reach", town, hazard="flood")))["features"]
        if one["properties"]["role"] == "water"
    ]


def test_open_shores_and_no_shores_are_no_water() -> None:
    assert Barriers().water == ()
    line = shapely.LineString([(0, 0), (500, 0), (500, 500)])
    assert barriers(["water"], np.array([line], dtype=object)).water == ()
