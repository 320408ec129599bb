"""Findings that come back with a square of a wall map: where they stand, how roughly, and what is said of a wrong one."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pyproj
import pytest

from geo_service.render.layer_table import layer_csv
from geo_service.render.observations_form import observations_form
from geo_service.settings import Settings
from geo_service.store.layer_rows import layer_rows
from geo_service.store.load import LoadOptions, load
from geo_service.store.quality import layer_quality
from geo_service.store.report import LoadReport, RuleCount
from layers import LAYERS
from layers.base import Text
from layers.wall_grid import ALPHABET, EAST, NORTH, SIZES, SOUTH, WEST, WallGrid, grid_of
from tests.store.small_city import write_boundaries, write_csv

GRID = WallGrid(139.62345, 35.51234, 5_000, "A3", lying=True)
PINNED = "6G89-S1B2-JVHC"
HEADS = "番号,件名,分類,気づいたこと,マス,地図番号,緯度,経度,公開"


def test_a_number_holds_the_whole_grid() -> None:
    # Pinned: maps with this number hang on walls. Another layout gets another number (layers.wall_grid.LAYOUT).
    assert GRID.code == PINNED
    assert grid_of(PINNED) == GRID
    assert (GRID.side_m, GRID.columns, GRID.rows, GRID.last) == (250, 6, 6, "F6")
    random.seed(1)
    for _ in range(300):
        scale = random.choice([500, 2_500, 7_500, 12_500, 15_000, 25_000, 30_000, 300_000])
        lon, lat = random.randrange(WEST, EAST) / 1e5, random.randrange(SOUTH, NORTH) / 1e5
        one = WallGrid(lon, lat, scale, random.choice(list(SIZES)), random.random() < 0.5, random.random() < 0.5)
        assert grid_of(one.code) == one
    assert WallGrid(-0.1, 51.5, 5_000, "A3", True).code == ""
    assert WallGrid(139.6, 35.5, 5_100, "A3", True).code == ""


def test_a_slip_of_the_pen_is_noticed() -> None:
    plain = PINNED.replace("-", "")
    for at, sign in enumerate(plain):
        for other in ALPHABET.replace(sign, ""):
            assert grid_of(plain[:at] + other + plain[at + 1 :]) is None
        if at and plain[at - 1] != sign:
            assert grid_of(plain[: at - 1] + sign + plain[at - 1] + plain[at + 1 :]) is None
    for text in ("", "C4", plain[:-1], plain + "0", "あ" * 12, "9" * 500):
        assert grid_of(text) is None


def test_a_number_is_read_however_it_is_written() -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in PINNED)
    for text in (PINNED.lower(), wide, PINNED.replace("-", " "), PINNED.replace("0", "O").replace("1", "l")):
        assert grid_of(text) == GRID
    for text in ("C4", "ｃ４", "C-4", "C04", "C4のマス"):
        assert GRID.middle(text) == GRID.middle("C4") is not None
    for text in ("", "C", "4C", "G1", "A7", "A0", "C4・D4", "あ1", "C" * 200, "A１\u0661"):
        assert GRID.middle(text) is None


@pytest.mark.parametrize("size", SIZES)
def test_squares_lie_where_the_map_draws_them(size: str) -> None:
    grid = WallGrid(139.62345, 35.51234, 20_000, size, lying=False, blank=True)
    plane = pyproj.CRS.from_dict({"proj": "tmerc", "lat_0": grid.lat, "lon_0": grid.lon, "ellps": "GRS80", "units": "m"})
    back = pyproj.Transformer.from_crs(plane, 4326, always_xy=True)
    (wide, high), side = grid.box_mm, grid.side_mm
    for square, x, y in (
        ("A1", side / 2, side / 2),
        (grid.last, (side * (grid.columns - 1) + wide) / 2, (side * (grid.rows - 1) + high) / 2),
    ):
        lon, lat = back.transform((x - wide / 2) * 20, (high / 2 - y) * 20)
        found = grid.middle(square)
        assert found is not None
        assert pyproj.Geod(ellps="GRS80").inv(lon, lat, *found)[2] < 1.0


@pytest.fixture
def run(conninfo: str, tmp_path: Path) -> Callable[[Path], LoadReport]:
    options = LoadOptions(settings=Settings(home=tmp_path / "home"))
    load(conninfo, [write_boundaries(tmp_path)], options)
    walk = LoadOptions(settings=Settings(home=tmp_path / "home"), layer="observations")
    return lambda path: load(conninfo, [path], walk)


def test_rows_stand_in_the_middle_of_their_square(run: Callable[[Path], LoadReport], conninfo: str, tmp_path: Path) -> None:
    rows = (
        f"1,段差,通りにくい,車いすで通れない,C4,{PINNED},,,公開",
        "2,井戸,役に立つ場所,使える,ｂ２,,,,公開",
        f"3,ブロック塀,危険,ひび,A1,{PINNED},35.516,139.616,公開",
    )
    report = run(write_csv(tmp_path / "walk.csv", HEADS, *rows))
    assert report.error() is None, report.to_text()
    found = finding(report, "placed_by_square")
    assert (found.severity, found.count) == ("notice", 2)
    assert (found.examples[0].row, found.examples[0].column, found.examples[0].value) == (2, "マス", "C4")
    assert "1辺250 m" in found.examples[0].message_ja and "square of 250 m" in found.examples[0].message_en
    with psycopg.connect(conninfo) as conn:
        stored = conn.execute(
            "SELECT f.name, f.accuracy, ST_X(f.geom), ST_Y(f.geom) FROM frame.feature f JOIN frame.dataset_version v "
            "ON v.id = f.version JOIN frame.dataset d ON d.id = v.dataset WHERE d.layer = 'observations' ORDER BY f.row_no"
        ).fetchall()
        quality = layer_quality(conn, "99130", LAYERS["observations"], "public", date(2026, 11, 25))
    assert [row[:2] for row in stored] == [("段差", "square"), ("井戸", "square"), ("ブロック塀", "point")]
    assert stored[0][2:] == pytest.approx(GRID.middle("C4")) and stored[1][2:] == pytest.approx(GRID.middle("B2"))
    assert stored[2][2:] == pytest.approx((139.616, 35.516))
    assert quality.places["square"] == 2 and any("2件の位置は壁地図のマス" in one.ja for one in quality.stops)


def test_a_list_that_was_exported_and_is_loaded_again_stays_as_rough(
    run: Callable[[Path], LoadReport], conninfo: str, tmp_path: Path
) -> None:
    rows = (f"1,段差,通りにくい,あ,C4,{PINNED},,,公開", "2,井戸,役に立つ場所,い,B2,,,,公開")
    assert run(write_csv(tmp_path / "walk.csv", HEADS, *rows)).error() is None
    with psycopg.connect(conninfo) as conn:
        found = layer_rows(conn, "99130", LAYERS["observations"], "staff")
    again = tmp_path / "walk.csv"
    again.write_bytes(layer_csv(found, Text("みほん市", "Mihon"), True))
    # The number that stood in one row now stands in both.
    assert again.read_text("utf-8-sig").count(PINNED) == 2
    assert run(again).error() is None
    with psycopg.connect(conninfo) as conn:
        found = layer_rows(conn, "99130", LAYERS["observations"], "staff")
    at = [column.name for column in found.columns].index("accuracy")
    assert [row[at] for row in found.rows] == ["square", "square"]


def test_what_is_wrong_is_said_by_row_field_value_and_rule(run: Callable[[Path], LoadReport], tmp_path: Path) -> None:
    wrong = PINNED[:-1] + ("0" if PINNED[-1] != "0" else "1")
    rows = (
        f"1,段差,通りにくい,あ,Z9,{PINNED},,,公開",
        f"2,井戸,役に立つ場所,い,C4,{wrong},,,公開",
        "3,塀,危険,う,C4,,,,公開",
        f",,,,,{PINNED},,,",
        f"4,看板,標識,え,=1+1,{PINNED},,,公開",
    )
    report = run(write_csv(tmp_path / "walk.csv", HEADS, *rows))
    square, code = finding(report, "map_square"), finding(report, "map_code")
    assert (square.severity, code.severity) == ("bad", "bad")
    assert (square.examples[0].row, square.examples[0].column, square.examples[0].value) == (2, "マス", "Z9")
    assert "A1–F6" in square.examples[0].message_ja and "A1–F6" in square.examples[0].message_en
    assert (code.examples[0].row, code.examples[0].column, code.examples[0].value) == (3, "地図番号", wrong)
    assert finding(report, "square_without_map").examples[0].row == 4
    assert finding(report, "nothing_but_the_map").examples[0].row == 5
    assert (square.examples[1].row, square.examples[1].value) == (6, "=1+1")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_list_that_is_handed_out_is_read_as_it_is(run: Callable[[Path], LoadReport], tmp_path: Path, lang: str) -> None:
    form = observations_form(PINNED, lang)
    heads = form.decode("utf-8-sig").splitlines()[0].split(",")
    square = LAYERS["observations"].field("square").label
    path = tmp_path / "form.csv"
    # The first row is filled in beside the number, the second has none.
    first = form.decode("utf-8-sig").splitlines()[1].split(",")
    for row in (first, second := [""] * len(heads)):
        row[heads.index(getattr(square, lang))] = "B3"
    second[heads.index(getattr(LAYERS["observations"].field("name").label, lang))] = "井戸"
    path.write_text("\r\n".join(",".join(row) for row in (heads, first, second)), encoding="utf-8-sig")
    report = run(path)
    assert report.error() is None, report.to_text()
    assert finding(report, "placed_by_square").count == 2
    (dataset,) = report.files[0].datasets
    assert (dataset.good, dataset.bad, dataset.without_position) == (2, 0, 0)


def finding(report: LoadReport, rule: str) -> RuleCount:
    return next(one for file in report.files for one in file.findings if one.rule == rule)
