"""The City file: what is written is read back, by mapping, and damage takes no more with it than it must."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from geo_service.coverage.city import City, Membership
from geo_service.errors import DatabaseError
from geo_service.store import cityfile, sections
from geo_service.store.cityfile import open_city, write_city
from tests.toy import toy_city


def same(a: Any, b: Any) -> bool:
    """Whether two values of a City are equal, arrays with NaN included."""
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if is_dataclass(a):
        return type(a) is type(b) and all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b)


def without(path: Path, out: Path, name: str | None = None, newer: str | None = None, more: bool = False) -> Path:
    """The file without a section, with one declared newer, or with one that nobody knows."""
    with pa.OSFile(str(path), "rb") as source, pa.ipc.open_file(source) as reader:
        batch, schema = reader.get_batch(0), reader.schema
    columns, kept = [], []
    for i, field in enumerate(schema):
        if name is not None and (field.name == name or field.name.startswith(name + ".")):
            continue
        columns.append(batch.column(i))
        kept.append(field.with_metadata({"version": "99"}) if field.name == newer else field)
    if more:
        columns.append(pa.array([[1.5]], pa.large_list(pa.float64())))
        kept.append(pa.field("streets.length_m", columns[-1].type, metadata={"version": "7"}))
    changed = pa.schema(kept, metadata=schema.metadata)
    with pa.OSFile(str(out), "wb") as sink, pa.ipc.new_file(sink, changed) as writer:
        writer.write_batch(pa.record_batch(columns, schema=changed))
    return out


@pytest.fixture(scope="module")
def city() -> City:
    """The toy city, with people who have no position."""
    why = ("no_position", "outside_city")
    made = toy_city(off_map={"residents": [5.0, float("nan")]}, off_map_ward=[1, -1], off_map_why=why)
    note = replace(made.datasets[0], groups=("𠮷野家", 'quote"'), why_not_ja="改行\nあり")
    empty = replace(made.places["parks"], members={"wards": Membership(np.empty(0, np.int32), np.empty(0, np.int32))})
    return replace(made, datasets=(note, *made.datasets[1:]), places={**made.places, "parks": empty})


@pytest.fixture
def path(city: City, tmp_path: Path) -> Path:
    """Its file."""
    write_city(city, tmp_path / "deep" / "city.arrow")
    return tmp_path / "deep" / "city.arrow"


def test_what_is_written_is_read_back(city: City, path: Path) -> None:
    read = open_city(path)
    for field in fields(City):
        assert same(getattr(city, field.name), getattr(read, field.name)), field.name
    assert [file.name for file in path.parent.iterdir()] == ["city.arrow"]


def test_which_place_serves_a_unit_is_kept(city: City, tmp_path: Path) -> None:
    said = tuple(f"学校{i}" if i % 2 else "" for i in range(len(city.unit_sets["towns"])))
    towns = replace(city.unit_sets["towns"], serves=said)
    with_schools = replace(city, unit_sets={**city.unit_sets, "towns": towns})
    write_city(with_schools, tmp_path / "schools.city")
    found = open_city(tmp_path / "schools.city")
    assert found.unit_sets["towns"].serves == said
    assert found.unit_sets["wards"].serves == ()


def test_a_file_from_before_wards_off_the_map_were_kept(path: Path, tmp_path: Path) -> None:
    older = without(path, tmp_path / "one.arrow", "population.0.off_map_ward")
    atoms = open_city(without(older, tmp_path / "older.arrow", "population.0.off_map_why")).populations[0]
    assert (len(atoms.off_map_ward), atoms.off_map_why, len(atoms.off_map_names)) == (0, (), 2)


def test_the_same_city_gives_the_same_bytes(city: City, path: Path, tmp_path: Path) -> None:
    digest = write_city(city, tmp_path / "again.arrow")
    assert (tmp_path / "again.arrow").read_bytes() == path.read_bytes()
    assert digest == write_city(city, path)


def test_arrays_are_views_of_the_file_and_cannot_be_written(path: Path) -> None:
    read = open_city(path)
    for array in (read.populations[0].coords, read.populations[0].share, read.places["evacuation_sites"].own):
        assert not array.flags.owndata
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    # A City stays whole when its file is deleted while it is in use (pruning, a newer release).
    path.unlink()
    assert read.populations[0].share.sum() == pytest.approx(25)


def test_an_empty_city(tmp_path: Path) -> None:
    bare = toy_city(
        zones=False,
        without=("population", "towns", "association_areas", "evacuation_sites", "parks", "child_facilities", "community_places"),
    )
    write_city(bare, tmp_path / "c")
    read = open_city(tmp_path / "c")
    assert (read.places, read.populations, read.zones) == ({}, (), ())
    assert same(bare.unit_sets, read.unit_sets)


def test_an_unknown_section_is_ignored(city: City, path: Path, tmp_path: Path) -> None:
    assert same(open_city(without(path, tmp_path / "x", more=True)).places, city.places)


@pytest.mark.parametrize("how", ["missing", "newer"])
@pytest.mark.parametrize(
    ("section", "gone"),
    [
        ("places.parks.x", "parks"),
        ("population.0.share", "population"),
        ("population.0.counts.residents", "residents"),
        ("places.evacuation_sites.marks.flood", "flood"),
        ("units.towns.shapes", "towns"),
        ("population.0.members.towns.unit", "members"),
        ("zones.flood:みほん川:largest.shapes", "zones"),
        ("border", "border"),
    ],
)
def test_a_section_takes_with_it_only_what_needs_it(
    city: City, path: Path, tmp_path: Path, section: str, gone: str, how: str
) -> None:
    changed = without(path, tmp_path / "x", **({"name": section} if how == "missing" else {"newer": section}))
    read = open_city(changed)
    assert ("parks" not in read.places) == (gone == "parks")
    assert (read.populations == ()) == (gone == "population")
    assert ("residents" not in read.groups()) == (gone in ("population", "residents"))
    assert ("flood" not in read.places["evacuation_sites"].marks) == (gone == "flood")
    assert ("towns" not in read.unit_sets) == (gone == "towns")
    assert (read.zones == ()) == (gone == "zones")
    if read.populations:
        assert ("towns" not in read.populations[0].members) == (gone == "members")
    assert (read.border != city.border) == (gone == "border")


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_said_to_be_damaged(path: Path, kept: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(DatabaseError) as caught:
        open_city(path)
    assert "壊れている" in caught.value.ja
    assert "rollback" in caught.value.en


def test_foreign_missing_and_newer_files(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = tmp_path / "foreign"
    foreign.write_text("not a city", encoding="utf-8")
    table = pa.table({"a": [1]})
    other = tmp_path / "other.arrow"
    with pa.OSFile(str(other), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    for file in (foreign, other, tmp_path / "nothing"):
        with pytest.raises(DatabaseError):
            open_city(file)
    monkeypatch.setattr(cityfile, "FORMAT", 0)
    with pytest.raises(DatabaseError, match="newer version"):
        open_city(path)


def test_a_failed_write_leaves_nothing(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sections.os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        write_city(city, tmp_path / "c" / "city.arrow")
    assert list((tmp_path / "c").iterdir()) == []
