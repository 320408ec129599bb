"""An OpenStreetMap file loaded end to end: a dataset version, its network in the City file, replaced, rolled back, pruned."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import psycopg
import pytest

from geo_service.coverage import network as n
from geo_service.coverage.city import City
from geo_service.coverage.network import Network
from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.cityfile import open_city
from geo_service.store.columns import propose
from geo_service.store.load import LoadOptions, check, load
from geo_service.store.release import prune, rebuild, rollback
from geo_service.store.report import LoadReport
from tests.published import terrain
from tests.store.small_city import write_boundaries
from tests.store.street_files import osm_xml

NODES = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (200.0, 0.0), 4: (100.0, 50.0), 5: (900.0, 900.0), 6: (950.0, 900.0)}
WAYS = {
    10: ((1, 2, 3), {"highway": "residential", "name": "みほん通り"}),
    11: ((2, 4), {"highway": "steps"}),
    12: ((5, 6), {"highway": "footway"}),
    13: ((1, 5), {"highway": "motorway"}),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    write_boundaries(made)
    (made / "town.osm").write_text(osm_xml(NODES, WAYS), encoding="utf-8")
    return made


def loaded(conninfo: str, path: Path, home: Path) -> LoadReport:
    return load(conninfo, [path], LoadOptions(settings=Settings(home=home)))


def city_file(conninfo: str, home: Path, audience: str = "public") -> City:
    with psycopg.connect(conninfo) as conn:
        row = conn.execute(
            "SELECT f.path FROM frame.city_file f JOIN frame.city c ON c.current_release = f.release WHERE f.audience = %s",
            (audience,),
        ).fetchone()
    assert row is not None
    return open_city(home / row[0])


def network(conninfo: str, home: Path, audience: str = "public") -> Network:
    found = city_file(conninfo, home, audience).network
    assert found is not None
    return found


def test_streets_become_the_network_of_both_audiences(conninfo: str, folder: Path, tmp_path: Path) -> None:
    report = loaded(conninfo, folder, tmp_path)
    assert report.release == 1, report.to_text("en")
    (dataset,) = next(one for one in report.files if one.file == "town.osm").datasets
    assert (dataset.layer, dataset.licence, dataset.good, dataset.bad) == ("streets", "ODbL-1.0", 4, 0)
    assert dataset.reference_date == "2025-04-01"
    for audience in ("public", "staff"):
        found = network(conninfo, tmp_path, audience)
        assert (found.nodes, len(found)) == (6, 4)
        lengths = sorted(zip(found.way.tolist(), found.length_dm.tolist(), strict=True))
        assert [way for way, _ in lengths] == [10, 10, 11, 12]
        assert [dm / 10 for _, dm in lengths] == pytest.approx([100, 100, 50, 50], abs=0.3)
        assert found.title == "OpenStreetMap" and found.names == ("みほん通り",)
        assert (found.flags[found.way == 11] == n.STEPS | n.PATH).all()
        assert sorted(found.island.tolist()) == [0, 0, 0, 0, 1, 1]
        assert np.isnan(found.slope).all()
        ranks = {10: n.STREET, 11: 0, 12: 0}
        assert found.rank.tolist() == [ranks[way] for way in found.way.tolist()]
        straight = np.hypot(found.x[found.end] - found.x[found.start], found.y[found.end] - found.y[found.start])
        assert (found.length_dm >= straight * 10).all()
    note = next(note for note in city_file(conninfo, tmp_path).datasets if note.layer == "streets")
    assert (note.licence, note.rows, note.used) == ("ODbL-1.0", 4, True)


def test_a_load_says_what_is_walked_what_is_closed_and_how_it_hangs_together(conninfo: str, folder: Path, tmp_path: Path) -> None:
    report = loaded(conninfo, folder, tmp_path)
    said = {one.rule: one.examples[0] for file in report.files for one in file.findings if one.examples}
    assert "3 of 4 streets" in said["streets_read"].message_en and "4本のうち3本" in said["streets_read"].message_ja
    assert "motor traffic only (motorway, motorroad) 1" in said["streets_closed"].message_en
    assert "in 2 parts" in said["islands"].message_en
    assert loaded(conninfo, folder, tmp_path).release is None


def test_another_file_takes_its_place_and_rolling_back_brings_it_back(conninfo: str, folder: Path, tmp_path: Path) -> None:
    loaded(conninfo, folder, tmp_path)
    other = folder / "later.osm.gz"
    other.write_bytes(gzip.compress(osm_xml(NODES, {10: WAYS[10]}).encode()))
    second = loaded(conninfo, other, tmp_path)
    assert second.release == 2 and second.files[0].datasets[0].change == "replaced"
    assert len(network(conninfo, tmp_path)) == 1
    with psycopg.connect(conninfo, autocommit=True) as conn:
        rollback(conn, "99130")
        assert len(network(conninfo, tmp_path)) == 4
        prune(conn, "99130", 1, settings=Settings(home=tmp_path))
        assert conn.execute("SELECT count(*) FROM frame.network").fetchone() == (2,)
        rollback(conn, "99130", 2)
        prune(conn, "99130", 1, settings=Settings(home=tmp_path))
        assert conn.execute("SELECT count(*) FROM frame.network").fetchone() == (1,)
        before = network(conninfo, tmp_path)
        for path in (tmp_path / "cities" / "99130").glob("*.arrow"):
            path.unlink()
        rebuild(conn, "99130", 2, settings=Settings(home=tmp_path))
    after = network(conninfo, tmp_path)
    assert np.array_equal(before.coords, after.coords) and np.array_equal(before.length_dm, after.length_dm)


def test_two_files_of_streets_in_one_load_are_refused(conninfo: str, folder: Path, tmp_path: Path) -> None:
    (folder / "zz.osm").write_text(osm_xml(NODES, {10: WAYS[10]}), encoding="utf-8")
    report = loaded(conninfo, folder, tmp_path)
    refused = report.of("refused")
    assert [one.file for one in refused] == ["zz.osm"] and report.release is None
    assert "osmium merge town.osm zz.osm" in refused[0].why.en


def test_streets_of_another_city_are_refused(conninfo: str, folder: Path, tmp_path: Path) -> None:
    away = {id: (east - 200_000.0, north) for id, (east, north) in NODES.items()}
    (folder / "town.osm").write_text(osm_xml(away, WAYS), encoding="utf-8")
    (refused,) = loaded(conninfo, folder, tmp_path).of("refused")
    assert refused.error is not None and refused.error.extra["rule"] == "far_from_city"
    assert "みほん市" in refused.why.ja


def test_heights_of_the_ground_give_slopes(conninfo: str, folder: Path, tmp_path: Path) -> None:
    (folder / "town.osm").unlink()
    # A plane that rises eastward; the dem's cells are 5 m, so every cell of x is 5 m on.
    terrain.download(
        folder / "FG-GML-5339-05-DEM5A.zip", [("FG-GML-5339-05-00-DEM5A-20161001.xml", terrain.dem(lambda x, y: x * 0.5))]
    )
    assert loaded(conninfo, folder, tmp_path).release == 1
    with psycopg.connect(conninfo) as conn:
        west, south, _, north = conn.execute(
            "SELECT min(ST_X(f.geom)), min(ST_Y(f.geom)), max(ST_X(f.geom)), max(ST_Y(f.geom)) FROM frame.feature f"
            " JOIN frame.dataset_version v ON v.id = f.version JOIN frame.dataset d ON d.id = v.dataset"
            " WHERE d.layer = 'elevation'"
        ).fetchone() or (0, 0, 0, 0)
    middle = (south + north) / 2
    text = (
        "<osm version='0.6'>"
        f"<node id='1' lat='{middle:.7f}' lon='{west + 0.0012:.7f}'/><node id='2' lat='{middle:.7f}' lon='{west + 0.0034:.7f}'/>"
        f"<node id='3' lat='{middle + 0.002:.7f}' lon='{west + 0.0012:.7f}'/>"
        "<way id='5'><nd ref='1'/><nd ref='2'/><tag k='highway' v='footway'/></way>"
        "<way id='6'><nd ref='1'/><nd ref='3'/><tag k='highway' v='footway'/><tag k='name' v='側道'/></way>"
        "<way id='7'><nd ref='2'/><nd ref='3'/><tag k='highway' v='footway'/><tag k='bridge' v='yes'/></way></osm>"
    )
    (folder / "hill.osm").write_text(text, encoding="utf-8")
    report = loaded(conninfo, folder / "hill.osm", tmp_path)
    assert report.release == 2, report.to_text("en")
    found = network(conninfo, tmp_path)
    slope = dict(zip(found.way.tolist(), found.slope.tolist(), strict=True))
    # Half a metre of rise a cell of about 5 m.
    assert slope[5] == pytest.approx(0.1, rel=0.25) and slope[6] < 0.02
    assert np.isnan(slope[7])


def test_streets_are_of_openstreetmap_and_openstreetmap_is_of_streets(folder: Path) -> None:
    (file,) = check([folder / "town.osm"], LoadOptions(layer="parks")).files
    assert file.status == "refused" and "公園" in file.why.ja and file.error is not None
    assert file.error.extra["rule"] == "other_layer"
    (folder / "streets.csv").write_text("street_class,streets\nfootway,3\n", encoding="utf-8")
    (file,) = check([folder / "streets.csv"], LoadOptions(layer="streets")).files
    assert file.status == "refused" and "streets.csv cannot give walking streets" in file.why.en
    with pytest.raises(FileError, match="needs no column map"):
        propose(folder / "town.osm")


def test_a_check_says_the_same_without_writing(folder: Path) -> None:
    report = check([folder])
    file = next(one for one in report.files if one.file == "town.osm")
    assert file.status == "checked" and file.datasets[0].good == 4 and file.rows == 4


def test_made_up_streets_are_not_said_to_be_openstreetmaps_and_real_ones_take_their_place(
    conninfo: str, folder: Path, tmp_path: Path
) -> None:
    text = osm_xml(NODES, WAYS).replace("generator='tests'", "generator='a sample (fictitious)'")
    (folder / "town.osm").write_text(text, encoding="utf-8")
    loaded(conninfo, folder, tmp_path)
    (note,) = (one for one in city_file(conninfo, tmp_path).datasets if one.layer == "streets")
    assert (note.licence, note.title) == ("sample-fictitious", "OpenStreetMapと同じ形の架空データ")
    (folder / "real.osm").write_text(osm_xml(NODES, {10: WAYS[10]}), encoding="utf-8")
    assert loaded(conninfo, folder / "real.osm", tmp_path).files[0].datasets[0].change == "replaced"
    (note,) = (one for one in city_file(conninfo, tmp_path).datasets if one.layer == "streets")
    assert (note.licence, note.title) == ("ODbL-1.0", "OpenStreetMap")
    assert network(conninfo, tmp_path).title == "OpenStreetMap"
