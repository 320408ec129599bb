"""A register sheet without ground stands on its 町丁, and ages of host and guest on both: from files to the City."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo_service.coverage.engine import answer
from geo_service.questions import build
from geo_service.settings import Settings
from geo_service.store.load import LoadOptions, load
from geo_service.store.report import LoadReport
from geo_service.store.shelf import CityShelf
from tests.published import people
from tests.store.small_city import write_boundaries, write_csv


@pytest.fixture
def run(conninfo: str, tmp_path: Path) -> Callable[..., LoadReport]:
    home = Settings(home=tmp_path / "home")

    def loaded(*paths: Path, **options: Any) -> LoadReport:
        return load(conninfo, paths, LoadOptions(settings=home, **options))

    return loaded


def test_a_register_sheet_stands_on_its_towns(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    rows = people.boundary_rows(2020, (100, 200, 310, 30, 5, 6, 7, 8), (40, 100, 150, 0, 2, 3, 4, 5))
    folder = tmp_path / "office"
    folder.mkdir()
    write_boundaries(folder)
    people.write_shapefile(folder, "A002005212020.zip", "r2ka99", rows)
    people.register_towns(folder)
    people.census_ages(folder)
    report = run(folder)
    assert [(one.file, one.status) for one in report.files if one.status != "loaded"] == []
    city = CityShelf(Settings(home=tmp_path / "home"), conninfo).get("99130", "public")
    demand = {group: (one, one.dataset.source) for one in city.populations for group in one.counts}
    register, source = demand["residents"]
    assert source == "住民基本台帳 町丁別人口" and register.counts["residents"].sum() == 1305
    assert register.off_map_names == ()
    assert register.area_m2.sum() == pytest.approx(sum(city.unit_sets["towns"].area_m2), rel=0.001)
    # The ages of two areas lie on both, and nobody's are lost.
    ages, _ = demand["age_65_over"]
    assert float(ages.counts["age_65_over"].sum()) == 90
    assert dict(zip(ages.feature_name, ages.counts["age_65_over"], strict=True))["浜町二丁目 ほか1区域"] == 55
    assert any("住民基本台帳" in one.ja and "国勢調査" in one.ja and "1,305人" in one.ja for one in report.overlaps)
    # And the question that a planner asks: residents, 1,305 of them, by the register.
    centres = write_csv(tmp_path / "centres.csv", "name,kind,lon,lat", "浜町センター,child_centre,139.62,35.52")
    assert run(centres, layer="community_places").release == 2
    now = CityShelf(Settings(home=tmp_path / "home"), conninfo).get("99130", "public")
    asked = answer(now, build("child-centre-reach", now, {"demand": "residents"}))
    assert asked.total.demand == pytest.approx(1305)
    assert 0 < asked.total.served < 1305
