"""The sample's dwellings and storeys: plausible by ward, with gaps, so that ranges and unknown both occur."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from layers.dwelling_tables import census_rows


@pytest.fixture(scope="module")
def table(folder: Path) -> list[dict[str, Any]]:
    with (folder / "tblT001086C99.txt").open(encoding="cp932", newline="") as file:
        return list(csv.DictReader(file))


def _share(table: list[dict[str, Any]], ward: str) -> float:
    row = next(row for row in table if row["CITYNAME"] == f"みほん市{ward}" and row["HYOSYO"] == "1")
    return int(row["T001086002"]) / int(row["T001086001"])


def test_the_hills_have_houses_and_the_centre_flats(table: list[dict[str, Any]]) -> None:
    assert _share(table, "麻丘区") > 0.5 > 0.4 > _share(table, "中里区")


def test_the_parts_of_every_row_add_up(table: list[dict[str, Any]]) -> None:
    areas = census_rows(table)
    assert len(areas) == 644
    told = [row for row in areas if row["@households"] is not None]
    for row in told:
        assert row["@households"] == row["@detached"] + row["@row_house"] + row["@apartments"] + row["@other"], row["NAME"]
        flats = sum(row[f"@apartments_{name}"] for name in ("1_2", "3_5", "6_10", "11_over"))
        assert row["@apartments"] == flats, row["NAME"]
    wards = [row for row in table if row["HYOSYO"] == "1"]
    kept_back = [row for row in areas if row["@households"] is None]
    alone = [row for row in kept_back if row["@数えた先"] is None]
    hosts = {row["@数えた先"] for row in kept_back} - {None}
    assert len(alone) == 9 and len(hosts) == len(kept_back) - 9 > 0
    assert hosts <= {row["@コード"] for row in told}
    # Who is counted with a neighbour is in the sum; nine 町丁 are in no row.
    whole = sum(int(row["T001086001"]) for row in wards)
    assert 0.96 * whole < sum(row["@households"] for row in told) < whole


@pytest.mark.parametrize("name", ["gsi_evacuation_sites.geojson", "gsi_shelters.geojson"])
def test_storeys_are_known_of_most_schools_and_of_no_park(folder: Path, name: str) -> None:
    rows = [one["properties"] for one in json.loads((folder / name).read_text("utf-8"))["features"]]
    schools = [row["地上階数"] for row in rows if "学校" in row["施設・場所名"] or "高校" in row["施設・場所名"]]
    known = [storeys for storeys in schools if storeys is not None]
    assert 0.6 * len(schools) < len(known) < len(schools)
    assert set(known) <= {1, 2, 3, 4, 5}
    parks = [row for row in rows if "地内" in row["備考"]]
    assert all(row["地上階数"] is None for row in parks)


def test_people_by_day_are_known_of_most_places_and_not_of_all(folder: Path) -> None:
    rows = [one["properties"] for one in json.loads((folder / "P29-23_99.geojson").read_text("utf-8"))["features"]]
    pupils = [row["児童・生徒・学生数"] for row in rows]
    known = [number for number in pupils if number is not None]
    assert 0.7 * len(rows) < len(known) < len(rows)
    assert all(200 < number < 10_000 for number in known)
