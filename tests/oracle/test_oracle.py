"""The engine against the oracle on random toy cities written to files; and the comparison against broken engines."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import mapping

from geo_service.coverage.answer import Answer
from geo_service.coverage.city import City
from geo_service.coverage.engine import answer
from geo_service.coverage.question import Demand, Question, Reach, Supply
from tests.oracle import oracle
from tests.oracle.compare import differences
from tests.oracle.engine_result import bounds, plain
from tests.oracle.oracle import Result
from tests.toy import ASSOCIATIONS, SRID, WARDS, Area, Spot, lonlat, towns, toy_city

LIMIT_M = 500.0
SEEDS = range(4)


@dataclass
class Town:
    """A random toy city, in memory and as files."""

    sites: tuple[Spot, ...]
    nurseries: tuple[Spot, ...]
    areas: tuple[Area, ...]
    folder: Path

    def city(self, **changes: Any) -> City:
        """For the engine."""
        parts = {"sites": self.sites, "nurseries": self.nurseries, "population": self.areas}
        return toy_city(cell_m=400.0, **(parts | changes))


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed{seed}")
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Town:
    """A random city: sites in clusters, nurseries, and areas whose borders cross those of the units."""
    random = np.random.default_rng(request.param)
    centres = random.uniform(0, 5000, (6, 2))
    spots = np.round(np.concatenate([random.uniform(0, 5000, (14, 2)), centres + random.normal(0, 250, (6, 2))]), 2)
    sites = tuple(Spot(f"s{i}", x, y, marks={"*": 1}) for i, (x, y) in enumerate(spots) if 0 < x < 5000 and 0 < y < 5000)
    # One nursery 505 m from each of some sites: a limit that is 10 m too long must show.
    fringe = spots[:5] + 505 * np.column_stack([np.cos(spots[:5, 0]), np.sin(spots[:5, 0])])
    nurseries = tuple(
        Spot(f"c{i}", x, y, "nursery")
        for i, (x, y) in enumerate(np.round(np.concatenate([random.uniform(0, 5000, (60, 2)), fringe]), 2))
    )
    points = shapely.MultiPoint(random.uniform(0, 5000, (30, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(points)).tolist()
    city = shapely.box(0, 0, 5000, 5000)
    areas = tuple(
        Area(f"z{i}", f"区域{i}", cell.intersection(city), {"residents": float("nan") if i % 9 == 0 else 50.0 + 37 * i})
        for i, cell in enumerate(cells)
    )
    write_spots(tmp_path / "sites.geojson", sites)
    write_spots(tmp_path / "nurseries.geojson", nurseries)
    for name, some in (("areas", areas), ("wards", WARDS), ("towns", towns()), ("association_areas", ASSOCIATIONS)):
        write_areas(tmp_path / f"{name}.geojson", some)
    return Town(sites, nurseries, areas, tmp_path)


def write_spots(path: Path, spots: Sequence[Spot]) -> None:
    """Points in degrees."""
    write(path, [(shapely.Point(*map(float, lonlat(s.x, s.y))), {"id": s.id}) for s in spots])


def write_areas(path: Path, areas: Sequence[Area]) -> None:
    """Polygons in degrees, with their counts."""
    degrees = [shapely.transform(a.shape, lambda xy: np.column_stack(lonlat(xy[:, 0], xy[:, 1]))) for a in areas]
    write(
        path,
        [
            (d, {"code": a.code} | {g: None if np.isnan(v) else v for g, v in a.counts.items()})
            for d, a in zip(degrees, areas, strict=True)
        ],
    )


def write(path: Path, rows: list[tuple[Any, dict[str, Any]]]) -> None:
    """A GeoJSON file."""
    features = [{"type": "Feature", "geometry": mapping(shape), "properties": values} for shape, values in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def by_oracle(town: Town, demand: str) -> Result:
    """The oracle's answer, from the files."""
    read = {path.stem: oracle.read(path, SRID) for path in town.folder.glob("*.geojson")}
    if demand == "facilities":
        return oracle.facilities(read["nurseries"], "id", read["sites"], "id", LIMIT_M)
    units = {id: (read[id], "code") for id in ("wards", "towns", "association_areas")}
    return oracle.people(read["areas"], "residents", units, read["sites"], LIMIT_M)


def by_engine(city: City, demand: str, limit_m: float = LIMIT_M) -> Answer:
    """The engine's answer."""
    wanted = Demand("layer", "child_facilities", "nursery") if demand == "facilities" else Demand("group", "residents")
    supply = Supply("evacuation_sites", hazard="earthquake")
    return answer(city, Question("evacuation-site-reach", wanted, supply, Reach(limit_m=limit_m)))


def compare(expected: Result, result: Answer) -> list[str]:
    """What the comparison finds."""
    return differences(expected, plain(result), bounds(result), ("towns", "association_areas"))


@pytest.mark.parametrize("demand", ["facilities", "people"])
def test_the_engine_agrees(town: Town, demand: str) -> None:
    """Facilities exactly, shares within each unit's bound."""
    assert compare(by_oracle(town, demand), by_engine(town.city(), demand)) == []


@pytest.mark.parametrize("demand", ["facilities", "people"])
def test_a_limit_ten_metres_too_long_is_found(town: Town, demand: str) -> None:
    """The comparison fails when the engine's limit is 10 m more."""
    assert compare(by_oracle(town, demand), by_engine(town.city(), demand, LIMIT_M + 10)) != []


@pytest.mark.parametrize("demand", ["facilities", "people"])
def test_a_dropped_site_is_found(town: Town, demand: str) -> None:
    """The comparison fails when the engine loses one site, any of them."""
    nearest = [one[2] for one in by_oracle(town, "facilities").items.values()]
    expected = by_oracle(town, demand)
    alone = [s.id for s in town.sites if demand == "people" or frozenset([s.id]) in nearest]
    assert alone
    for lost in alone:
        city = town.city(sites=tuple(s for s in town.sites if s.id != lost))
        assert compare(expected, by_engine(city, demand)) != []


def test_a_doubled_count_is_found(town: Town) -> None:
    """The comparison fails when the engine counts the people of one area twice, any of them."""
    expected = by_oracle(town, "people")
    for i, area in enumerate(town.areas):
        if np.isnan(area.counts["residents"]):
            continue
        twice = replace(area, counts={"residents": 2 * area.counts["residents"]})
        city = town.city(population=(*town.areas[:i], twice, *town.areas[i + 1 :]))
        assert compare(expected, by_engine(city, "people")) != []


def test_a_doubled_unit_is_found(town: Town) -> None:
    """The comparison fails when one unit's figures alone are doubled."""
    result = plain(by_engine(town.city(), "people"))
    row = max(result.units["towns"].values(), key=lambda one: one.demand)
    row.demand, row.served = 2 * row.demand, 2 * row.served
    stated = bounds(by_engine(town.city(), "people"))
    assert differences(by_oracle(town, "people"), result, stated, ("towns", "association_areas")) != []


@pytest.mark.parametrize("module", ["oracle.py", "compare.py"])
def test_the_oracle_imports_nothing_of_ours(module: str) -> None:
    """Neither geo_service nor layers nor maps, by any form of import."""
    tree = ast.parse((Path(__file__).parent / module).read_text(encoding="utf-8"))
    named = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    named |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    allowed = {"__future__", "collections", "dataclasses", "pathlib", "typing", "geopandas", "numpy", "pandas", "shapely"}
    assert {name for name in named if name.split(".")[0] not in allowed} <= {"tests.oracle.oracle"}
    assert not any(isinstance(n, ast.Name) and n.id in ("__import__", "importlib", "exec", "eval") for n in ast.walk(tree))
