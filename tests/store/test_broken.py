"""Every broken file is refused in words, by check and by load, and leaves nothing in the database."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from geo_service.settings import Settings
from geo_service.store.load import LoadOptions, check, load
from tests.broken.make import BROKEN as FIRST
from tests.broken.make import Broken
from tests.broken.markup import MARKUP
from tests.broken.offices import NO_CRS, OFFICES, SOLID
from tests.broken.shapes import SHAPES
from tests.broken.texts import TEXTS
from tests.broken.values import VALUES
from tests.broken.zips import ZIPS
from tests.databases import database_of
from tests.store.small_city import write_boundaries

BROKEN = (*FIRST, *TEXTS, *VALUES, *SHAPES, *ZIPS, *MARKUP, *OFFICES)

COUNTS = (
    "SELECT (SELECT count(*) FROM frame.dataset), (SELECT count(*) FROM frame.dataset_version), "
    "(SELECT count(*) FROM frame.feature), (SELECT count(*) FROM frame.rejected_row), (SELECT count(*) FROM frame.release)"
)


@pytest.fixture(scope="module")
def database_of_module(cluster_conninfo: str, cluster_home: Path) -> Iterator[str]:
    """One database for all broken files: none of them may change it."""
    with database_of(cluster_home, "broken") as fresh:
        yield fresh


@pytest.fixture(scope="module")
def city(database_of_module: str, cluster_home: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that holds the small city."""
    options = LoadOptions(settings=Settings(home=cluster_home))
    report = load(database_of_module, [write_boundaries(tmp_path_factory.mktemp("town"))], options)
    assert report.error() is None
    assert report.city == "99130"
    return database_of_module


def test_there_are_two_hundred_and_each_is_its_own() -> None:
    assert len(BROKEN) >= 200
    assert max(Counter(one.id for one in BROKEN).values()) == 1


@pytest.mark.parametrize("broken", [one for one in BROKEN if not one.aside], ids=lambda one: one.id)
def test_broken_file(broken: Broken, city: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary, folder = tmp_path / "temporary", tmp_path / "files"
    temporary.mkdir()
    folder.mkdir()
    path = broken.write(folder)
    there = sorted(folder.iterdir())
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    options = LoadOptions(layer=broken.layer or None, city="99130")
    with psycopg.connect(city, autocommit=True) as conn:
        before = conn.execute(COUNTS).fetchone()
        loaded = load(city, [path], options)
        after = conn.execute(COUNTS).fetchone()
    checked = check([path], options, conninfo=city)
    for report in (loaded, checked):
        error = report.error()
        assert error is not None, report.to_text("en")
        assert error.extra["rule"] in broken.rule.split("|"), (error.extra, error.en)
        assert broken.says in error.en
        assert "ください" in error.ja, "what to do is said"
        assert error.extra["file"]
        assert broken.row is None or error.extra["row"] == broken.row, error.extra
        assert broken.column is None or error.extra["column"] == broken.column, error.extra
        assert "Traceback" not in error.en + error.ja
        assert any("ぁ" <= sign <= "ん" for sign in error.ja), "the Japanese sentence is Japanese"
        assert len(error.en) < 2_500 and len(error.ja) < 2_500, "a message is read by a person"
        assert str(tmp_path) not in error.en, "no path of the machine in a message"
        assert report.release is None
    assert before == after
    assert loaded.of("loaded") == []
    assert list(temporary.iterdir()) == [], "nothing is left in the temporary folder"
    assert sorted(folder.iterdir()) == there, "nothing is left beside the file"


@pytest.mark.parametrize("broken", [one for one in BROKEN if one.aside], ids=lambda one: one.id)
def test_a_bad_row_is_set_aside(broken: Broken, city: str, tmp_path: Path) -> None:
    path = broken.write(tmp_path)
    report = load(city, [path], LoadOptions(layer=broken.layer or None, city="99130"))
    assert report.error() is None, report.error()
    assert report.release is not None
    (found,) = (one for one in report.files[0].findings if one.severity == "bad")
    (reject,) = found.examples
    assert (found.rule, found.count, reject.row) == (broken.rule, 1, broken.row)
    assert broken.column is None or reject.column == broken.column
    assert broken.says in reject.message_en and reject.suggestion_ja and reject.suggestion_en
    assert report.files[0].datasets[0].good == 40
    with psycopg.connect(city, autocommit=True) as conn:
        rows = conn.execute("SELECT row_no FROM frame.rejected_row WHERE rule = %s", (broken.rule,)).fetchall()
    assert (broken.row,) in rows


def test_a_file_of_no_known_system_is_loaded_and_told_so(city: str, tmp_path: Path) -> None:
    report = check([NO_CRS.write(tmp_path)], LoadOptions(layer=NO_CRS.layer, city="99130"), conninfo=city)
    assert report.error() is None
    (found,) = (one for one in report.files[0].findings if one.rule == NO_CRS.rule)
    assert NO_CRS.says in found.examples[0].message_en and ".prj" in found.examples[0].suggestion_ja


def test_a_building_without_a_ground_plan_stands_on_its_solid(city: str, tmp_path: Path) -> None:
    report = check([SOLID.write(tmp_path)], LoadOptions(city="99130"), conninfo=city)
    assert report.error() is None
    (dataset,) = report.files[0].datasets
    assert (dataset.layer, dataset.good, dataset.without_position) == ("buildings", 1, 0)
