"""Flood, landslide, tsunami and surge zones as published: every band of every edition becomes a half-open interval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo_service.settings import Settings
from geo_service.store.conform import conform
from geo_service.store.readers import read
from geo_service.store.recognise import recognise
from geo_service.store.river_files import missing_files
from geo_service.store.validate import Validated, validate
from layers.ksj_hazards import depth_interval
from tests.published import hazards

Band = tuple[float | None, float | None]
NEW: list[Band] = [(0, 0.5), (0.5, 3), (3, 5), (5, 10), (10, 20), (20, None)]
HOURS: list[Band] = [(0, 12), (12, 24), (24, 72), (72, 168), (168, 336), (336, 672), (672, None)]


def loaded(path: Path) -> dict[str, Validated]:
    """Part → the validated dataset of a file; all are zones."""
    meant = recognise(path, read(path, Settings()), []).meant
    assert {one.layer.id for one in meant} == {"hazard_zones"}
    out = {f"{one.format.id} {one.part}": validate(conform(one), None) for one in meant}
    assert len(out) == len(meant), "two files of one zip have one key"
    return out


def only(path: Path) -> Validated:
    (one,) = loaded(path).values()
    return one


def bands(found: Validated, low: str = "depth_from_m", high: str = "depth_to_m") -> list[Band]:
    frame = found.attributes
    return [(None if a != a else float(a), None if b != b else float(b)) for a, b in zip(frame[low], frame[high], strict=True)]


def values(found: Validated, field: str) -> set[Any]:
    return set(found.attributes[field].dropna().tolist())


def test_rivers_of_one_zip_with_names_in_cp932_stay_apart(tmp_path: Path) -> None:
    found = loaded(hazards.by_river(tmp_path))
    assert sorted(found) == [
        "ksj-a31a-10 14_8303030001_10",
        "ksj-a31a-10 14_8303040032_10",
        "ksj-a31a-20 14_8303030001_10",
        "ksj-a31a-20 14_8303040032_10",
        "ksj-a31a-30 14_8303030001_10",
        "ksj-a31a-40 41 14_8303030001_10",
        "ksj-a31a-40 42 14_8303030001_10",
    ]
    for folder, scale in (("10", "planned"), ("20", "largest")):
        for river, number in hazards.RIVERS:
            one = found[f"ksj-a31a-{folder} 14_{number}_10"]
            assert bands(one) == NEW and one.bad_count == 0
            assert (values(one, "source"), values(one, "scale"), values(one, "river_code")) == ({river}, {scale}, {number})
            assert one.attributes["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    duration = found["ksj-a31a-30 14_8303030001_10"]
    assert bands(duration, "duration_from_h", "duration_to_h") == HOURS
    assert "depth_from_m" not in duration.attributes
    assert values(found["ksj-a31a-40 41 14_8303030001_10"], "collapse") == {"flow"}
    assert values(found["ksj-a31a-40 42 14_8303030001_10"], "collapse") == {"bank"}


def test_zones_by_mesh_have_no_river(tmp_path: Path) -> None:
    found = loaded(hazards.by_mesh(tmp_path))
    assert bands(found["ksj-a31b-10 10_5339"]) == bands(found["ksj-a31b-20 10_5339"]) == NEW
    assert bands(found["ksj-a31b-30 10_5339"], "duration_from_h", "duration_to_h") == HOURS
    assert values(found["ksj-a31b-40 41 10_5339"], "collapse") == {"flow"}
    assert values(found["ksj-a31b-40 42 10_5339"], "collapse") == {"bank"}
    assert values(found["ksj-a31b-20 10_5339"], "source") == {"河川の別なし"}


def test_the_edition_of_2019_names_its_river_in_the_files_name(tmp_path: Path) -> None:
    found = loaded(hazards.of_2019(tmp_path))
    assert all(values(one, "source") == {"多摩川"} for one in found.values())
    assert bands(found["ksj-a31-20 83-305-多摩川"]) == NEW
    assert found["ksj-a31-40 40 83-305-多摩川"].attributes["collapse"].tolist() == ["flow", "bank", "both"]


def test_the_edition_of_2021_has_the_river_in_columns_and_ranks_as_text(tmp_path: Path) -> None:
    found = only(hazards.of_2021(tmp_path))
    assert bands(found) == NEW
    assert (values(found, "source"), values(found, "river_code")) == ({"鶴見川"}, {"8303040032"})


def test_the_edition_of_2012_has_five_and_seven_classes(tmp_path: Path) -> None:
    found = only(hazards.of_2012(tmp_path))
    five: list[Band] = [(0, 0.5), (0.5, 1), (1, 2), (2, 5), (5, None)]
    seven: list[Band] = [(0, 0.5), (0.5, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, None)]
    assert bands(found) == [*five, *seven]
    assert values(found, "scale") == {"planned"} and found.crs.startswith("EPSG:4612")


def test_a_newer_edition_takes_the_place_of_the_older(tmp_path: Path) -> None:
    parts = []
    for year in ("24", "25"):
        path = tmp_path / f"A31a-20-{year}_14_8303030001_10.geojson"
        path.write_bytes(hazards.geojson(hazards.river_rows(2, "多摩川", "8303030001", [1]), hazards.boxes(1)))
        (meant,) = recognise(path, read(path, Settings()), []).meant
        parts.append((meant.source, meant.part, meant.format.reference_date))
    assert parts[0][:2] == parts[1][:2]
    assert [date for _, _, date in parts] == ["2024", "2025"]


def test_a_rank_of_no_list_is_refused_by_its_value_and_never_of_unknown_depth(tmp_path: Path) -> None:
    path = tmp_path / "A31a-20-25_14_1_10.geojson"
    path.write_bytes(hazards.geojson(hazards.river_rows(2, "多摩川", "1", [1, 9]), hazards.boxes(2)))
    found = only(path)
    assert found.bad_count == 1 and bands(found) == [(0, 0.5)]
    (finding,) = [one for one in found.findings.all if one.severity == "bad"]
    assert finding.rule == "not_a_number" and list(finding.values) == ["ランク9"]


@pytest.mark.parametrize("integers", [False, True])
def test_landslide_zones_have_three_phenomena_in_four_states(tmp_path: Path, integers: bool) -> None:
    frame = only(hazards.landslides(tmp_path, integers)).attributes
    assert len(frame) == 12
    assert frame["source"].tolist()[:4] == ["急傾斜地の崩壊"] * 2 + ["急傾斜地の崩壊（指定前）"] * 2
    assert set(frame["source"].str.removesuffix("（指定前）")) == {"急傾斜地の崩壊", "土石流", "地滑り"}
    assert frame["special"].tolist() == [False, True] * 6
    # The flag of a yellow zone says that its red one is not designated yet; it does not make it red.
    assert frame["special_designated"].tolist()[:2] == [False, True]
    assert frame["designated_on"].tolist()[0] == "2012-03-30" and frame["designated_on"].isna().tolist()[2]
    assert set(frame["hazard"]) == {"landslide"} and "depth_from_m" not in frame


def test_every_spelling_of_a_tsunami_depth_is_an_interval(tmp_path: Path) -> None:
    found = only(hazards.depths_as_text(tmp_path, "A40", 16, hazards.TSUNAMI_TEXTS))
    assert found.bad_count == 0
    assert bands(found) == [
        (0.01, 0.3), (0.3, 1), (1, 2), (2, 3), (3, 5), (5, 10), (10, 20), (20, None), (0.01, 0.3), (0, 0.3), (0, 0.3),
        (0, 0.3), (0.01, 0.3), (0.3, 1), (1, 3), (5, None), (20, 50),
    ]  # fmt: skip
    assert values(found, "source") == {"神奈川県"} and values(found, "hazard") == {"tsunami"}


def test_storm_surge_depths_are_texts_too(tmp_path: Path) -> None:
    found = only(hazards.depths_as_text(tmp_path, "A49", 21, hazards.SURGE_TEXTS))
    assert bands(found) == [(0, 0.3), (0.3, 0.5), (0, 0.5), (0.5, 1), (1, 3), (3, 5), (5, 10), (10, 20)]
    assert values(found, "hazard") == {"storm_surge"}


def test_a_citys_own_inland_zones(tmp_path: Path) -> None:
    found = only(hazards.inland(tmp_path))
    assert bands(found) == [(0.2, 0.5), (0.5, 1), (1, None)]
    assert (values(found, "hazard"), values(found, "source")) == ({"inland_flood"}, {"下水道"})
    assert values(found, "state") == {"inside"}


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("50cm未満", (0.0, 0.5)), ("10m未満", (0.0, 10.0)), ("５ｍ以上１０ｍ未満", (5.0, 10.0)), ("5メートル以上", (5.0, None)),
        ("1.0〜2.0m", (1.0, 2.0)), ("0.5m以上　～　3.0m未満", (0.5, 3.0)),
        ("2m", None), ("", None), ("～", None), ("不明", None), ("3m以上1m未満", None), ("3m以上3m未満", None),
        ("1.2.3m未満", None),
    ],
)  # fmt: skip
def test_depth_texts(text: str, band: tuple[float, float | None] | None) -> None:
    assert depth_interval(text) == band


def test_missing_files_of_rivers_are_said_once_for_all_that_lack_the_same() -> None:
    every = {"planned", "largest", "duration", "collapse"}
    said = missing_files({"多摩川": every, "鶴見川": {"largest"}, "平瀬川": {"largest"}, "五反田川": every - {"collapse"}})
    assert len(said) == 2
    assert "五反田川" in said[0].ja and "家屋倒壊" in said[0].ja and "浸水継続時間" not in said[0].ja
    assert "鶴見川、平瀬川" in said[1].ja and "duration" in said[1].en
    many = missing_files({f"川{number}": {"largest"} for number in range(20)})
    assert "ほか8河川" in many[0].ja
