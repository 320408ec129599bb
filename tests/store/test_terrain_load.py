"""Hazard zones and terrain loaded end to end: published, kept apart by key, and said where a river's files are missing."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from geo_service.settings import Settings
from geo_service.store.build import build_city
from geo_service.store.load import LoadOptions, load
from geo_service.store.report import LoadReport
from tests.published import hazards, terrain
from tests.store.small_city import write_boundaries


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("published")
    write_boundaries(made)
    hazards.by_river(made)
    hazards.landslides(made)
    hazards.depths_as_text(made, "A40", 16, hazards.TSUNAMI_TEXTS)
    terrain.rivers(made)
    terrain.railways(made)
    terrain.expressways(made)
    terrain.download(made / "FG-GML-5339-05-DEM5A.zip", [("FG-GML-5339-05-00-DEM5A-20161001.xml", terrain.dem(lambda x, y: 3.0))])
    (made / "53391534_bldg_6697_op.gml").write_bytes(
        terrain.citygml([terrain.building(f"bldg_{at}", shape) for at, shape in enumerate(hazards.boxes(3))])
    )
    (made / "KS-META-W05-09_14.xml").write_bytes(terrain.METADATA)
    return made


def loaded(conninfo: str, folder: Path, home: Path) -> LoadReport:
    return load(conninfo, [folder], LoadOptions(settings=Settings(home=home)))


def test_a_folder_of_zones_and_terrain_is_published(conninfo: str, folder: Path, tmp_path: Path) -> None:
    report = loaded(conninfo, folder, tmp_path)
    assert report.release == 1, report.to_text("en")
    assert [one.file for one in report.of("unrecognised")] == ["KS-META-W05-09_14.xml"]
    good: dict[str, int] = {}
    for file in report.files:
        for dataset in file.datasets:
            good[dataset.layer] = good.get(dataset.layer, 0) + dataset.good
            assert dataset.bad == 0, report.to_text("en")
    assert good["hazard_zones"] == 33 + 12 + 17
    assert (good["water"], good["railways"], good["expressways"], good["buildings"]) == (3, 5, 2, 3)
    assert good["elevation"] == 45 * 30
    rules = {found.rule for file in report.files for found in file.findings}
    assert {"format_unverified", "assumed_meaning"} <= rules
    missing = [text.ja for text in report.overlaps if "ファイルがありません" in text.ja]
    assert len(missing) == 1 and "鶴見川" in missing[0] and "多摩川" not in missing[0]
    assert "浸水継続時間" in missing[0] and "家屋倒壊" in missing[0] and "計画規模" not in missing[0]
    again = loaded(conninfo, folder, tmp_path)
    assert again.release is None and not again.of("loaded")


def test_depths_durations_and_collapse_do_not_mix_in_the_city(conninfo: str, folder: Path, tmp_path: Path) -> None:
    loaded(conninfo, folder, tmp_path)
    with psycopg.connect(conninfo) as conn:
        (release,) = conn.execute("SELECT id FROM frame.release").fetchone() or (0,)
        zones = {zone.key: zone for zone in build_city(conn, "99130", release, "public").zones}
    assert set(zones) == {
        "flood:多摩川:planned", "flood:多摩川:largest", "flood:多摩川（家屋倒壊等）:largest", "flood:鶴見川:planned",
        "flood:鶴見川:largest", "tsunami:神奈川県:largest", "landslide:急傾斜地の崩壊:", "landslide:土石流:", "landslide:地滑り:",
        "landslide:急傾斜地の崩壊（指定前）:", "landslide:土石流（指定前）:", "landslide:地滑り（指定前）:",
    }  # fmt: skip
    deep = zones["flood:多摩川:largest"]
    assert deep.depth_from_m.tolist() == [0, 0.5, 3, 5, 10, 20]
    assert deep.depth_to_m.tolist()[:5] == [0.5, 3, 5, 10, 20] and deep.depth_to_m[5] != deep.depth_to_m[5]
