"""The real data of two lists of nurseries and two of households: each thing counted once."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from geo_service.settings import Settings
from geo_service.store.load import LoadOptions, load
from geo_service.store.shelf import CityShelf

COLUMNS = Path(__file__).resolve().parent.parent / "real" / "columns"
FILES = (
    "wards_N03-21_simplified.geojson",
    "licensed_nurseries_2020.geojson",
    "nurseries_with_places_saiwai_2016.geojson",
    "towns_approximate.geojson",
    "towns_with_single_person_households.csv",
)


@pytest.mark.real
def test_overlapping_lists_are_counted_once(conninfo: str, real_data: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    options = LoadOptions(columns=COLUMNS, settings=settings)
    load(conninfo, [real_data / "kawasaki" / name for name in FILES], options)
    with CityShelf(settings, conninfo) as shelf:
        city = shelf.get("川崎市", "public")
    nurseries = city.places["child_facilities"]
    assert (int(nurseries.used.sum()), len(nurseries)) == (391, 419)
    with psycopg.connect(conninfo) as conn:
        found = dict(conn.execute("SELECT rule, message_ja FROM frame.finding WHERE rule LIKE 'dataset%'").fetchall())
    assert "名称28件のうち21件が一致" in found["dataset_overlap"]
    atoms = city.population("single_person_households")
    assert atoms is not None
    assert len(city.populations) == 1
    assert atoms.people("single_person_households").sum() == pytest.approx(338_862, abs=0.01)
    assert len(atoms.feature_name) == 656
    # Every atom has one ward and one town, the town its own: no slivers.
    assert (atoms.members["wards"].thing == range(len(atoms))).all()
    towns = atoms.members["towns"]
    assert (towns.thing == range(len(atoms))).all()
    assert all(
        city.unit_sets["towns"].name_ja[u] == atoms.feature_name[f]
        for u, f in {*zip(towns.unit.tolist(), atoms.feature.tolist(), strict=True)}
    )
    assert [note.used for note in city.datasets if note.layer == "population"].count(True) == 1
