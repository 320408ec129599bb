"""OpenStreetMap files that are cut off, mislabelled, without nodes or an attack: refused in words, or read as far as they go."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import osmium
import pytest

from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.load import check
from geo_service.store.readers import RawTable, read
from tests.store.street_files import osm_xml

NODES = {id: (id * 40.0, id % 7 * 10.0) for id in range(1, 400)}
STREET = b"<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='path'/></way></osm>"
WAYS = {id: ((id, id + 1, id + 2), {"highway": "footway"}) for id in range(1, 390)}


def tables(path: Path, **limits: int) -> list[RawTable]:
    return read(path, Settings().model_copy(update=limits))


def refused(path: Path, **limits: int) -> FileError:
    with pytest.raises(FileError) as caught:
        tables(path, **limits)
    assert caught.value.extra["file"] == path.name
    assert "Traceback" not in caught.value.en and caught.value.ja != caught.value.en
    return caught.value


def pbf(path: Path) -> Path:
    with osmium.SimpleWriter(str(path)) as out:
        for id, (east, north) in NODES.items():
            spot = osmium.osm.Location(139.6 + east / 9e4, 35.5 + north / 11e4)
            out.add_node(osmium.osm.mutable.Node(id=id, version=1, location=spot))
        for id, (refs, tags) in WAYS.items():
            out.add_way(osmium.osm.mutable.Way(id=id, version=1, nodes=list(refs), tags=dict(tags)))
    return path


def test_every_container_gives_the_same(tmp_path: Path) -> None:
    text = osm_xml(NODES, WAYS).encode()
    (tmp_path / "a.osm").write_bytes(text)
    (tmp_path / "a.osm.gz").write_bytes(gzip.compress(text))
    (tmp_path / "a.osm.bz2").write_bytes(bz2.compress(text))
    pbf(tmp_path / "a.osm.pbf")
    counts = set()
    for name in ("a.osm", "a.osm.gz", "a.osm.bz2", "a.osm.pbf"):
        (table,) = tables(tmp_path / name)
        assert table.streets is not None
        counts.add((len(table.streets.streets), table.streets.facts.walked))
    assert len(counts) == 1


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.99])
def test_a_pbf_that_is_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    whole = pbf(tmp_path / "whole.osm.pbf").read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole[: int(len(whole) * share)])
    assert refused(cut).extra["rule"] == "osm_unreadable"


@pytest.mark.parametrize("name", ["cut.osm", "cut.osm.gz", "cut.osm.bz2"])
def test_text_that_is_cut_off_is_refused(tmp_path: Path, name: str) -> None:
    text = osm_xml(NODES, WAYS).encode()
    made = {"cut.osm": text, "cut.osm.gz": gzip.compress(text), "cut.osm.bz2": bz2.compress(text)}[name]
    (tmp_path / name).write_bytes(made[: len(made) * 2 // 3])
    assert refused(tmp_path / name).extra["rule"] == "osm_unreadable"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.osm.pbf", b"\x00\x00\x00\x0d not a pbf at all" * 20),
        ("a.osm.pbf", b"\xff" * 100),
        ("a.osm", b"<?xml version='1.0'?><gml/>"),
        ("a.osm", b"just words"),
        ("a.osm", b"<osm version='0.5'><node id='1' lat='0' lon='0'/></osm>"),
        ("a.osm", b"<osm version='0.6'><node id='x' lat='1' lon='2'/>" + STREET),
        ("a.osm", b"<osm version='0.6'><node id='1' lat='abc' lon='2'/>" + STREET),
        ("a.osm", b"<osm version='0.6'><way id='1'><nd ref='99999999999999999999999'/></way></osm>"),
    ],
)
def test_what_is_no_openstreetmap_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path).extra["rule"] in ("osm_unreadable", "mislabelled")


@pytest.mark.parametrize("name", ["a.osm", "a.osm.pbf", "a.osm.gz"])
def test_a_web_page_is_told_as_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"<!DOCTYPE html><html><body>Too many requests</body></html>")
    error = refused(path)
    assert error.extra["rule"] == "mislabelled" and "Webページ" in error.ja


def test_a_table_called_osm_gz_is_not_taken_for_streets(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert refused(path).extra["rule"] == "format"


def test_entities_that_swell_are_refused(tmp_path: Path) -> None:
    bomb = "<?xml version='1.0'?><!DOCTYPE osm [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
    )
    path = tmp_path / "bomb.osm"
    path.write_text(bomb + "]><osm version='0.6'><node id='1' lat='35' lon='139'><tag k='a' v='&j;'/></node></osm>")
    assert refused(path).extra["rule"] == "osm_unreadable"


def test_a_file_without_nodes_has_nothing_to_walk_on(tmp_path: Path) -> None:
    path = tmp_path / "ways.osm"
    path.write_text(osm_xml({}, WAYS))
    error = refused(path)
    assert error.extra["rule"] == "no_streets" and "389" in error.en


def test_a_file_without_streets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "houses.osm"
    path.write_text(osm_xml({1: (0.0, 0.0), 2: (9.0, 0.0)}, {1: ((1, 2, 1), {"building": "yes"})}))
    assert refused(path).extra["rule"] == "no_streets"


def test_streets_without_nodes_are_named_and_too_many_refuse_the_file(tmp_path: Path) -> None:
    path = tmp_path / "extract.osm"
    lost = {1000 + id: ((5000, 5001), {"highway": "footway", "name": "どこか"}) for id in range(4)}
    path.write_text(osm_xml(NODES, {**WAYS, **lost, 2000: ((1, 2, 6000), {"highway": "path"})}))
    (table,) = tables(path)
    assert table.streets is not None
    assert [reject.value for reject, _ in table.bad_rows] == [f"way {1000 + id}" for id in range(4)]
    assert [one.value for one in table.notices if one.rule == "street_cut"] == ["way 2000"]
    (file,) = check([path]).files
    assert (file.status, file.datasets[0].bad) == ("checked", 4)
    many = {1000 + id: ((5000, 5001), {"highway": "footway"}) for id in range(40)}
    path.write_text(osm_xml(NODES, {**WAYS, **many}))
    (file,) = check([path]).files
    assert file.status == "refused" and "40 of 429" in file.why.en


def test_more_streets_than_the_setting_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.osm"
    path.write_text(osm_xml(NODES, WAYS))
    error = refused(path, max_rows=100)
    assert error.extra["rule"] == "max_rows" and "max_rows" in error.en


def test_what_an_editor_has_not_sent_yet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "josm.osm"
    path.write_text(osm_xml({-1: (0.0, 0.0), -2: (30.0, 0.0), 5: (60.0, 0.0)}, {-7: ((-1, -2, 5), {"highway": "footway"})}))
    (table,) = tables(path)
    assert table.streets is not None and len(table.streets.streets) == 1
    assert table.streets.streets.length_m[0] == pytest.approx(60, rel=2e-3)


def test_deleted_streets_and_nodes_are_not_there(tmp_path: Path) -> None:
    text = osm_xml(NODES, {1: WAYS[1], 2: WAYS[20]}).replace("<way id='2' version='1'", "<way id='2' version='2' visible='false'")
    (tmp_path / "history.osm").write_text(text)
    (table,) = tables(tmp_path / "history.osm")
    assert table.streets is not None and table.streets.facts.read == 1


def test_a_street_of_one_node_or_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.osm"
    path.write_text(osm_xml(NODES, {**WAYS, 900: ((1,), {"highway": "footway"}), 901: ((), {"highway": "footway"}),
                                    902: ((3, 3), {"highway": "footway"})}))  # fmt: skip
    (table,) = tables(path)
    assert [reject.value for reject, _ in table.bad_rows] == ["way 900", "way 901", "way 902"]


def test_a_history_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.osh.pbf"
    head = osmium.io.Header()
    head.has_multiple_object_versions = True
    with osmium.SimpleWriter(str(path), header=head) as out:
        out.add_node(osmium.osm.mutable.Node(id=1, version=1, location=osmium.osm.Location(139.6, 35.5)))
    assert refused(path).extra["rule"] == "osm_history"
