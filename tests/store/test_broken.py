"""Every broken file is refused in words, by check and by load, and leaves nothing in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from geo_service.settings import Settings
from geo_service.store.load import LoadOptions, check, load
from tests.broken.make import BROKEN, Broken
from tests.databases import database_of
from tests.store.small_city import write_boundaries

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


def test_there_are_sixty_and_each_is_its_own() -> None:
    assert len(BROKEN) >= 60
    assert max(Counter(one.id for one in BROKEN).values()) == 1


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: one.id)
def test_broken_file(broken: Broken, city: str, tmp_path: Path) -> None:
    path = broken.write(tmp_path)
    options = LoadOptions(layer=broken.layer or None, city="99130")
    with psycopg.connect(city, autocommit=True) as conn:
        before = conn.execute(COUNTS).fetchone()
        loaded = load(city, [path], options)
        after = conn.execute(COUNTS).fetchone()
    checked = check([path], options, conninfo=city)
    for report in (loaded, checked):
        error = report.error()
        assert error is not None, report.to_text("en")
        assert error.extra["rule"] == broken.rule, (error.extra, error.en)
        assert broken.says in error.en
        assert "Traceback" not in error.en + error.ja
        assert any("ぁ" <= sign <= "ん" for sign in error.ja), "the Japanese sentence is Japanese"
        assert str(tmp_path) not in error.en, "no path of the machine in a message"
        assert report.release is None
    assert before == after
    assert loaded.of("loaded") == []
