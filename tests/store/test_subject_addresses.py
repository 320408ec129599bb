"""Rows about something that has an address: they stand on it where it is known, else at its address with that accuracy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from geo_service.settings import Settings
from geo_service.store.layer_rows import layer_rows, rows_placed_by
from geo_service.store.load import LoadOptions, load
from geo_service.store.report import LoadReport
from layers import LAYERS
from tests.published.addresses import isj_blocks
from tests.store.small_city import write_boundaries, write_csv

BLOCKS = (
    ("みほん市汐見区", "青葉一丁目", "", "2", "1", 139.6012, 35.5012),
    ("みほん市汐見区", "青葉一丁目", "", "3", "1", 139.6014, 35.5014),
    ("みほん市川辺区", "千年", "", "15", "0", 139.6581, 35.5081),
)
PARKS = ("ひばり公園,街区公園,汐見区,みほん市汐見区青葉1-3,139.6300,35.5300", "つばめ公園,街区公園,川辺区,,139.6700,35.5100")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path / "home")


def loaded(conninfo: str, settings: Settings, path: Path, layer: str | None = None) -> LoadReport:
    report = load(conninfo, [path], LoadOptions(settings=settings, layer=layer))
    assert report.error() is None, report.to_text()
    return report


def where(conninfo: str, layer: str = "stewardship") -> dict[str, tuple[Any, ...]]:
    """What the row says → (accuracy, lon, lat) as staff see it."""
    with psycopg.connect(conninfo) as conn:
        found = layer_rows(conn, "99130", LAYERS[layer], "staff")
    names = found.values("park" if layer == "stewardship" else "shelter")
    return {
        name: (accuracy, None if shape is None else (round(shape.x, 4), round(shape.y, 4)))
        for name, accuracy, shape in zip(names, found.values("accuracy"), found.shapes, strict=True)
    }


def ground(conninfo: str, settings: Settings, folder: Path, parks: bool = True) -> None:
    loaded(conninfo, settings, write_boundaries(folder))
    loaded(conninfo, settings, isj_blocks(folder / "blocks.csv", BLOCKS))
    if parks:
        loaded(conninfo, settings, write_csv(folder / "parks.csv", "name,kind,ward,address,lon,lat", *PARKS), "parks")


LIST = (
    "ひばり公園,汐見区青葉1-2",  # settled: on its park, though its address is elsewhere
    "かもめ公園,川辺区千年15",  # no such park: at its address
    "すずめ公園,汐見区青葉一丁目",  # no such park: for the whole 町丁 only
    "とんび公園,",  # nothing at all
)


def test_a_settled_park_wins_over_its_address_and_an_unsettled_row_stands_at_its_address(
    conninfo: str, settings: Settings, tmp_path: Path
) -> None:
    ground(conninfo, settings, tmp_path)
    report = loaded(conninfo, settings, write_csv(tmp_path / "list.csv", "公園名,所在地", *LIST), "stewardship")
    assert where(conninfo) == {
        "ひばり公園": ("point", (139.63, 35.53)),
        "かもめ公園": ("point", (139.6581, 35.5081)),
        "すずめ公園": ("area", (139.6013, 35.5013)),
        "とんび公園": ("none", None),
    }
    found = next(one for one in report.files[0].findings if one.rule == "geocoded")
    assert (found.count, found.examples[0].column) == (3, "所在地")
    with psycopg.connect(conninfo) as conn:
        assert rows_placed_by(conn, "99130", LAYERS["stewardship"], "park_address") == {
            ("list.csv", 2, "汐見区青葉1-2"): "subject_address",
            ("list.csv", 3, "川辺区千年15"): "subject_address",
            ("list.csv", 4, "汐見区青葉一丁目"): "subject_address",
        }


def test_the_park_that_comes_later_takes_over_from_the_address(conninfo: str, settings: Settings, tmp_path: Path) -> None:
    ground(conninfo, settings, tmp_path, parks=False)
    loaded(conninfo, settings, write_csv(tmp_path / "list.csv", "公園名,所在地", *LIST), "stewardship")
    assert where(conninfo)["ひばり公園"] == ("block", (139.6012, 35.5012))
    ground(conninfo, settings, tmp_path)
    assert where(conninfo)["ひばり公園"] == ("point", (139.63, 35.53))


def test_coordinates_of_the_list_itself_win_over_both(conninfo: str, settings: Settings, tmp_path: Path) -> None:
    ground(conninfo, settings, tmp_path)
    path = write_csv(tmp_path / "list.csv", "公園名,所在地,lon,lat", "ひばり公園,汐見区青葉1-2,139.64,35.54")
    loaded(conninfo, settings, path, "stewardship")
    assert where(conninfo) == {"ひばり公園": ("point", (139.64, 35.54))}


def test_a_council_stands_at_its_shelters_address_until_the_shelter_is_known(
    conninfo: str, settings: Settings, tmp_path: Path
) -> None:
    ground(conninfo, settings, tmp_path, parks=False)
    councils = write_csv(tmp_path / "councils.csv", "避難所名,所在地,開催回数", "青葉小学校,川辺区千年15,3")
    loaded(conninfo, settings, councils, "shelter_councils")
    assert where(conninfo, "shelter_councils") == {"青葉小学校": ("point", (139.6581, 35.5081))}
    shelters = write_csv(tmp_path / "shelters.csv", "name,address,lon,lat", "青葉小学校,川辺区千年15,139.66,35.51")
    loaded(conninfo, settings, shelters, "shelters")
    assert where(conninfo, "shelter_councils") == {"青葉小学校": ("point", (139.66, 35.51))}
