"""Column maps: read, refused with file, key and rule, matched by name; and drafts that load as they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geo_service.errors import FileError
from geo_service.store.columns import map_for, propose, read_maps
from geo_service.store.load import LoadOptions, check
from tests.store.small_city import write_boundaries, write_csv

GOOD = """
file: parks*.csv
datasets:
  - layer: parks
    source: 市の公園一覧
    reference_date: 2026-04-01
    licence: CC-BY-4.0
    columns: {公園名: name, 面積: area_m2}
    values: {kind: {近隣: neighbourhood}}
    constants: {kind: 近隣}
    lon: 経度
    lat: 緯度
"""


def write(folder: Path, text: str, name: str = "map.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_map_is_read_into_a_format(tmp_path: Path) -> None:
    (one,) = read_maps(write(tmp_path, GOOD))
    (dataset,) = one.datasets
    assert (dataset.layer.id, dataset.source, dataset.part) == ("parks", "市の公園一覧", "")
    assert dataset.format.columns == {"公園名": "name", "面積": "area_m2"}
    assert dataset.format.reference_date == "2026-04-01"
    assert dataset.format.lon == "経度"


@pytest.mark.parametrize(
    ("change", "key", "rule"),
    [
        (("layer: parks", "layer: lakes"), "datasets[0].layer", "unknown_layer"),
        (("source: 市の公園一覧", "sorce: x"), "datasets[0].sorce", "unknown_key"),
        (("    source: 市の公園一覧\n", ""), "datasets[0].source", "required"),
        (("面積: area_m2", "面積: area"), "datasets[0].columns", "unknown_field"),
        (("面積: area_m2", "面積: name"), "datasets[0].columns", "twice"),
        (("CC-BY-4.0", "CC-BY-9"), "datasets[0].licence", "unknown_licence"),
        (("    lat: 緯度\n", ""), "datasets[0].lon", "pair"),
        (("lat: 緯度", "lat: 緯度\n    crs: EPSG:0"), "datasets[0].crs", "unknown_crs"),
        (("lat: 緯度", "lat: 緯度\n    accuracy: exact"), "datasets[0].accuracy", "unknown_value"),
        (("lat: 緯度", "lat: 緯度\n    approximate: perhaps"), "datasets[0].approximate", "boolean"),
        (("{近隣: neighbourhood}", "neighbourhood"), "datasets[0].values.kind", "mapping"),
        (("file: parks*.csv", "files: x"), "files", "unknown_key"),
        (("datasets:", "waiting: later #"), "waiting", "text"),
        (("columns: {", "columns: ["), "", "yaml"),
        (("2026-04-01", "2020-13-45"), "datasets[0].reference_date", "date"),
        (("2026-04-01", "2020-13"), "datasets[0].reference_date", "date"),
        (("source: 市の公園一覧", "source: &a 市の公園一覧"), "", "alias"),
        (("source: 市の公園一覧", "source: *a"), "", "alias"),
        (("source: 市の公園一覧", 'source: "\\ud800"'), "", "yaml"),
        (("source: 市の公園一覧", "source: " + "9" * 5_000), "", "yaml"),
        (("source: 市の公園一覧", "source: " + "[" * 5_000 + "]" * 5_000), "", "deep"),
        (("source: 市の公園一覧", "source: !!timestamp x"), "", "yaml"),
        (("source: 市の公園一覧", "source: !!bool x"), "", "yaml"),
        (("source: 市の公園一覧", "source: !!int ''"), "", "yaml"),
        (("parks*.csv", "parks*.csv #" + "x" * 1_000_000), "", "too_large"),
        (("datasets:", "datasets:" + "\n  - layer: parks" * 200), "datasets", "too_many"),
    ],
)
def test_errors_name_file_key_and_rule(tmp_path: Path, change: tuple[str, str], key: str, rule: str) -> None:
    assert change[0] in GOOD
    text = GOOD.replace(*change)
    if rule == "text":
        text = "file: parks*.csv\nwaiting: later\n"
    with pytest.raises(FileError) as caught:
        read_maps(write(tmp_path, text))
    assert caught.value.extra["file"] == "map.yaml"
    assert caught.value.extra["column"] == key
    assert caught.value.extra["rule"] == rule
    assert "map.yaml" in caught.value.ja and "map.yaml" in caught.value.en


def test_matching_prefers_the_very_name_and_refuses_two_patterns(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.yaml")
    write(tmp_path, GOOD.replace("parks*.csv", "parks_2026.csv"), "b.yaml")
    maps = read_maps(tmp_path)
    found = map_for(maps, "parks_2026.csv")
    assert found is not None and found.path.name == "b.yaml"
    assert map_for(maps, "parks_2025.csv") is not None
    assert map_for(maps, "trees.csv") is None
    write(tmp_path, GOOD.replace("parks*.csv", "'*_2025.csv'"), "c.yaml")
    with pytest.raises(FileError) as caught:
        map_for(read_maps(tmp_path), "parks_2025.csv")
    assert caught.value.extra["rule"] == "two_maps"


def test_a_column_the_file_lacks_refuses_the_file(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "parks.csv", "公園名,経度,緯度", "あ公園,139.62,35.52")
    report = check([path], LoadOptions(columns=write(tmp_path, GOOD)))
    error = report.error()
    assert error is not None and error.extra["rule"] == "missing_column" and error.extra["column"] == "面積"


def test_waiting_files_are_listed_with_the_reason(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "boards.csv", "番号,緯度", "1,35.5")
    maps = write(tmp_path, "file: boards.csv\nwaiting: {ja: まだ, en: not yet}\n")
    report = check([path], LoadOptions(columns=maps))
    (one,) = report.files
    assert (one.status, one.why.en) == ("waiting", "not yet")
    assert report.error() is None


@pytest.mark.parametrize(
    ("name", "heads", "row", "layer"),
    [
        ("koen_2026.csv", "公園名,公園種別,所在地,面積,経度,緯度", "あおば公園,街区公園,青葉1-2,1200,139.62,35.52", "parks"),
        ("hoiku.csv", "施設名,所在地,定員,x,y", "あおば保育園,青葉1-2,60,139.62,35.52", "child_facilities"),
        ("kaigo.csv", "名称,種別,住所,A,B", "あおばホーム,有料老人ホーム,青葉1-2,35.52,139.62", "elderly_facilities"),
        ("chomoku.csv", "町丁名,世帯数,65歳以上,経度,緯度", "青葉一丁目,300,90,139.62,35.52", "population"),
    ],
)
def test_a_draft_loads_as_it_is_when_the_guess_is_right(tmp_path: Path, name: str, heads: str, row: str, layer: str) -> None:
    path = write_csv(tmp_path / name, heads, row, encoding="cp932")
    draft = write(tmp_path, propose(path))
    report = check([path, write_boundaries(tmp_path)], LoadOptions(columns=draft))
    assert report.error() is None, report.to_text("en")
    (made,) = report.files[0].datasets
    assert (made.layer, made.good, made.bad, made.without_position) == (layer, 1, 0, 0)


def test_a_draft_says_what_it_did_not_use_and_lets_strange_files_wait(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "koen.csv", "公園名,謎の列,経度,緯度", "あ公園,1,139.62,35.52")
    assert "#   謎の列: 1" in propose(path)
    strange = write_csv(tmp_path / "strange.csv", "い,ろ", "1,2")
    draft = write(tmp_path, propose(strange))
    assert check([strange], LoadOptions(columns=draft)).files[0].status == "waiting"


def test_unknown_kinds_are_drafted_as_other(tmp_path: Path) -> None:
    rows = ["あ,図書館,139.62,35.52", "い,区役所,139.62,35.53", "う,謎の館,139.63,35.52"]
    path = write_csv(tmp_path / "公共施設.csv", "名称,種別,経度,緯度", *rows)
    text = propose(path)
    assert "謎の館: other" in text
    report = check([path, write_boundaries(tmp_path)], LoadOptions(columns=write(tmp_path, text)))
    assert report.files[0].datasets[0].counts == {"library": 1, "ward_office": 1, "other": 1}


@pytest.mark.parametrize("said", ["2026", "2026-04", "2026-04-01", "令和8年春", "'2026-04-01'"])
def test_a_reference_date_may_be_a_day_a_month_a_year_or_words(tmp_path: Path, said: str) -> None:
    (one,) = read_maps(write(tmp_path, GOOD.replace("2026-04-01", said)))
    assert one.datasets[0].format.reference_date == said.strip("'")


def test_a_pipe_is_no_map(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "map.yaml")
    for place in (tmp_path, tmp_path / "map.yaml"):
        with pytest.raises(FileError, match="no plain file") as caught:
            read_maps(place)
        assert caught.value.extra["file"] == "map.yaml"
