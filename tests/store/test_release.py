"""Releases: switched whole or not at all, rolled back, pruned; datasets that overlap counted once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from shapely.geometry import box

from geo_service.errors import NotFoundError, ParameterError
from geo_service.settings import Settings
from geo_service.store import release as subject
from geo_service.store.cityfile import open_city
from geo_service.store.directory import CityEntry, check_digit, find_city
from geo_service.store.release import cities, default_city, prune, publish, rebuild, releases, resolve_city, rollback
from tests.store import hand_made as town
from tests.store.hand_made import Row, at


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path)


@pytest.fixture
def conn(conninfo: str) -> Iterator[Any]:
    """A connection, the ground of the hand-made city in the database."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_ground(connection)
        yield connection


def files(settings: Settings) -> set[str]:
    """Names of the City files there are."""
    return {file.name for file in settings.home.glob("cities/*/*") if file.suffix != ".npz"}


def referred(conn: Any) -> set[str]:
    """Names of the City files the database speaks of."""
    return {Path(path).name for (path,) in conn.execute("SELECT path FROM frame.city_file")}


def shelters(conn: Any, settings: Settings, number: int) -> tuple[str, ...]:
    """Names of the shelters in a release's City."""
    row = conn.execute(
        "SELECT path FROM frame.city_file f JOIN frame.release r ON r.id = f.release WHERE audience = 'public' AND number = %s",
        (number,),
    ).fetchone()
    return open_city(settings.home / row[0]).places["shelters"].name


def test_each_publish_is_a_release_of_the_newest_versions(conn: Any, settings: Settings) -> None:
    town.add(conn, "shelters", [Row("旧校", at(100, 100))])
    assert publish(conn, town.CITY, "one", settings=settings) == 1
    town.add(conn, "shelters", [Row("新校", at(100, 100))])
    assert publish(conn, town.CITY, "two", settings=settings) == 2
    assert shelters(conn, settings, 1) == ("旧校",)
    assert shelters(conn, settings, 2) == ("新校",)
    assert [(r.number, r.note, r.current, r.pruned) for r in releases(conn, town.CITY)] == [
        (2, "two", True, False),
        (1, "one", False, False),
    ]
    assert files(settings) == referred(conn)
    assert len(files(settings)) == 4


def test_a_release_of_exactly_the_versions_named(conn: Any, settings: Settings) -> None:
    old = town.add(conn, "shelters", [Row("旧校", at(100, 100))])
    town.add(conn, "shelters", [Row("新校", at(100, 100))])
    assert publish(conn, town.CITY, "old", versions=[old], settings=settings) == 1
    assert shelters(conn, settings, 1) == ("旧校",)
    with pytest.raises(NotFoundError):
        publish(conn, town.CITY, "none", versions=[old, 10_000], settings=settings)
    with pytest.raises(NotFoundError):
        publish(conn, "99999", "none", settings=settings)


@pytest.mark.parametrize("where", ["join_units", "whole_city", "write_city", "publish_views"])
def test_a_failure_anywhere_leaves_the_release_before(
    conn: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    town.add(conn, "shelters", [Row("旧校", at(100, 100))])
    publish(conn, town.CITY, "one", settings=settings)
    before = (files(settings), releases(conn, town.CITY))
    town.add(conn, "shelters", [Row("新校", at(100, 100))])
    real = getattr(subject, where)

    def failing(*args: Any, **kwargs: Any) -> Any:
        real(*args, **kwargs)
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(subject, where, failing)
        with pytest.raises(RuntimeError, match="power cut"):
            publish(conn, town.CITY, "two", settings=settings)
    assert releases(conn, town.CITY) == before[1]
    assert shelters(conn, settings, 1) == ("旧校",)
    assert before[0] <= files(settings)
    # What was left behind is gone after the next publish, which works.
    assert publish(conn, town.CITY, "two", settings=settings) == 2
    assert files(settings) == referred(conn)


def test_files_of_another_database_in_the_same_home_stay(conn: Any, settings: Settings) -> None:
    other = settings.home / "cities" / town.CITY / "deadbeef-0123.arrow"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"another's")
    publish(conn, town.CITY, "one", settings=settings)
    assert other.exists()


def test_a_switch_is_announced(conn: Any, settings: Settings, conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as listener:
        listener.execute("LISTEN geo_service_release")
        publish(conn, town.CITY, "one", settings=settings)
        publish(conn, town.CITY, "two", settings=settings)
        rollback(conn, town.CITY)
        told = [note.payload for note in listener.notifies(timeout=5, stop_after=3)]
    assert told == [town.CITY] * 3


def test_rollback(conn: Any, settings: Settings) -> None:
    for note in ("one", "two", "three"):
        publish(conn, town.CITY, note, settings=settings)
    assert rollback(conn, town.CITY) == 2
    assert rollback(conn, town.CITY) == 1
    with pytest.raises(NotFoundError, match="no earlier release"):
        rollback(conn, town.CITY)
    assert rollback(conn, town.CITY, to=3) == 3
    for number in (9, 0, -1, 2**31, 2**63, 10**40):  # beyond what the column holds, too
        with pytest.raises(NotFoundError):
            rollback(conn, town.CITY, to=number)
    assert publish(conn, town.CITY, "four", settings=settings) == 4


def test_prune_keeps_the_last_and_the_current(conn: Any, settings: Settings) -> None:
    versions = []
    for i in range(5):
        versions.append(town.add(conn, "shelters", [Row(f"校{i}", at(100, 100))]))
        publish(conn, town.CITY, str(i), settings=settings)
    rollback(conn, town.CITY, to=1)
    assert prune(conn, town.CITY, 2, settings=settings) == [2, 3]
    assert [(r.number, r.pruned) for r in releases(conn, town.CITY)] == [
        (5, False), (4, False), (3, True), (2, True), (1, False)
    ]  # fmt: skip
    left = {id for (id,) in conn.execute("SELECT v.id FROM frame.dataset_version v WHERE v.id = ANY (%s)", (versions,))}
    assert left == {versions[0], versions[3], versions[4]}
    assert files(settings) == referred(conn)
    assert len(files(settings)) == 6
    assert (
        conn.execute(
            "SELECT count(*) FROM frame.edge e JOIN frame.release r ON r.id = e.release WHERE r.pruned_at > '-infinity'"
        ).fetchone()[0]
        == 0
    )
    assert shelters(conn, settings, 1) == ("校0",)
    with pytest.raises(NotFoundError):
        rollback(conn, town.CITY, to=2)
    with pytest.raises(ParameterError):
        prune(conn, town.CITY, 0, settings=settings)


def test_lost_files_can_be_written_again(conn: Any, settings: Settings) -> None:
    publish(conn, town.CITY, "one", settings=settings)
    before = {file.name: file.read_bytes() for file in settings.home.glob("cities/*/*.arrow")}
    for file in settings.home.glob("cities/*/*"):
        file.unlink()
    rebuild(conn, town.CITY, 1, settings=settings)
    assert {file.name: file.read_bytes() for file in settings.home.glob("cities/*/*.arrow")} == before


def test_of_overlapping_datasets_the_later_is_used(conn: Any, settings: Settings) -> None:
    new = [Row(f"第{i}保育園", at(10 * i, 100), attributes={"kind": "nursery"}) for i in range(40)]
    # Six of ten are the same but for their spelling.
    old = [Row(f"第{i}　保育園", at(10 * i, 105), attributes={"kind": "nursery"}) for i in range(1, 7)]
    old += [Row(f"幸{i}保育園", at(10 * i, 300), attributes={"kind": "nursery"}) for i in range(4)]
    town.add(conn, "child_facilities", new, source="new", reference_date="2020")
    town.add(conn, "child_facilities", old, source="old", reference_date="2016-04-01")
    publish(conn, town.CITY, "one", settings=settings)
    row = conn.execute("SELECT path FROM frame.city_file WHERE audience = 'public'").fetchone()
    city = open_city(settings.home / row[0])
    places = city.places["child_facilities"]
    assert (places.used.sum(), len(places)) == (40, 50)
    notes = {note.source: note for note in city.datasets if note.layer == "child_facilities"}
    assert notes["new"].used
    assert not notes["old"].used
    assert "名称10件のうち6件が一致" in notes["old"].why_not_ja
    assert "6 of 10 names" in notes["old"].why_not_en
    (found,) = conn.execute("SELECT message_ja FROM frame.finding WHERE rule = 'dataset_overlap'").fetchall()
    assert "10件のうち6件" in found[0]


def test_a_short_later_list_does_not_replace_a_long_one_and_nothing_counts_twice(conn: Any, settings: Settings) -> None:
    long = [Row(f"第{i}保育園", at(10 * i, 100), attributes={"kind": "nursery"}) for i in range(40)]
    short = [Row("第1保育園", at(12, 104), attributes={"kind": "nursery"}), Row("第2保育園", at(900, 900)), Row("新園", at(5, 5))]
    town.add(conn, "child_facilities", long, source="long", reference_date="2020")
    town.add(conn, "child_facilities", short, source="short", reference_date="2024")
    publish(conn, town.CITY, "one", settings=settings)
    row = conn.execute("SELECT path FROM frame.city_file WHERE audience = 'public'").fetchone()
    city = open_city(settings.home / row[0])
    places = city.places["child_facilities"]
    assert all(note.used for note in city.datasets if note.layer == "child_facilities")
    # 第1保育園 is the same place and counts once, from the later list; a 第2保育園 elsewhere is another one.
    counted = sorted(name for name, used in zip(places.name, places.used, strict=True) if used)
    assert (len(counted), counted.count("第1保育園"), counted.count("第2保育園")) == (42, 1, 2)
    (found,) = conn.execute("SELECT message_ja FROM frame.finding WHERE rule = 'dataset_overlap'").fetchall()
    assert "long（2020）」の1件は「child_facilities short（2024）」にもあるため、二重に数えません" in found[0]


def test_what_a_rollback_took_back_stays_away(conn: Any, settings: Settings) -> None:
    town.add(conn, "shelters", [Row("正しい校", at(100, 100))])
    publish(conn, town.CITY, "good", settings=settings)
    town.add(conn, "shelters", [Row("誤った校", at(100, 100))])
    publish(conn, town.CITY, "mistake", settings=settings)
    rollback(conn, town.CITY)
    town.add(conn, "parks", [Row("公園", at(300, 300), attributes={"kind": "block"})])
    assert publish(conn, town.CITY, "parks", settings=settings) == 3
    assert shelters(conn, settings, 3) == ("正しい校",)


def test_people_across_the_border_never_replace_the_city_s_own(conn: Any, settings: Settings) -> None:
    own = Row("自市", box(0, 0, 500, 1000), attributes={"residents": 100})
    theirs = Row("隣市", box(5000, 0, 5500, 1000), municipality="99950", attributes={"residents": 900})
    town.add(conn, "population", [own], source="mesh", groups=["residents"])
    town.add(conn, "population", [theirs], source="mesh", part="99950", groups=["residents"], municipality="99950")
    publish(conn, town.CITY, "one", settings=settings)
    row = conn.execute("SELECT path FROM frame.city_file WHERE audience = 'public'").fetchone()
    city = open_city(settings.home / row[0])
    people = city.population("residents")
    assert people is not None and people.people("residents").sum() == pytest.approx(100)
    assert {note.municipality: note.used for note in city.datasets if note.layer == "population"} == {
        town.CITY: True,
        "99950": False,
    }


@pytest.mark.parametrize("how", ["few names", "same source", "another municipality", "zones"])
def test_datasets_that_do_not_overlap_are_all_used(conn: Any, settings: Settings, how: str) -> None:
    names = ["保育園", *(f"乙{i}" for i in range(5 if how == "few names" else 0))]
    layer = "hazard_zones" if how == "zones" else "child_facilities"
    attributes = {"hazard": "flood", "state": "inside"} if how == "zones" else {}
    shape: Any = box(0, 0, 10, 10) if how == "zones" else at(5, 5)
    town.add(conn, layer, [Row(n, shape, attributes=attributes) for n in names], source="a")
    municipality = "99950" if how == "another municipality" else town.CITY
    town.add(
        conn, layer, [Row(n, shape, attributes=attributes, municipality=municipality) for n in ["保育園", *map(str, range(6))]],
        source="a" if how == "same source" else "b", part="2", municipality=municipality,
    )  # fmt: skip
    publish(conn, town.CITY, "one", settings=settings)
    assert conn.execute("SELECT bool_and(used) FROM frame.release_dataset").fetchone()[0]


def test_one_population_per_group_areas_before_cells_before_points(conn: Any, settings: Settings) -> None:
    cells = [Row(f"{x}", box(x, 0, x + 500, 500), attributes={"residents": 9, "households": 4}) for x in (0, 500, 1000, 1500)]
    points = [Row(f"p{x}", at(x, 10), attributes={"households": 3, "age_65_over": 1}) for x in (10, 1500)]
    town.add(conn, "population", points, source="points", reference_date="2030", groups=["households", "age_65_over"])
    town.add(conn, "population", cells, source="cells", reference_date="2029", groups=["residents", "households"])
    publish(conn, town.CITY, "one", settings=settings)
    row = conn.execute("SELECT path FROM frame.city_file WHERE audience = 'public'").fetchone()
    city = open_city(settings.home / row[0])
    # The cells of this city are rectangles along the plane's axes, so nearly along the meridians: they rank behind areas,
    # as the towns of it do, being rectangles too; of the same rank the later date counts.
    assert {g: city.population(g).dataset.source for g in city.groups()} == {
        "residents": "cells", "households": "cells", "age_65_over": "points"
    }  # fmt: skip
    notes = {note.source: note for note in city.datasets if note.layer == "population"}
    assert (notes["points"].used, notes["cells"].used, notes["city"].used) == (True, True, False)
    assert "足し合わせません" in notes["city"].why_not_ja


def test_cities_default_and_names(conn: Any, settings: Settings) -> None:
    town.add_city(conn, "99130", fictitious=True, name="みほん市", en="Mihon City")
    with pytest.raises(NotFoundError, match="No city is loaded yet"):
        default_city(conn)
    town.add(conn, "wards", [Row("汐見区", box(0, 0, 9, 9), attributes={"code": "99131"})], city="99130", municipality="99130")
    publish(conn, "99130", "sample", settings=settings)
    assert default_city(conn) == "99130"
    publish(conn, town.CITY, "real", settings=settings)
    publish(conn, "99130", "sample again", settings=settings)
    assert default_city(conn) == town.CITY
    assert [(c.code, c.fictitious, c.release, c.default) for c in cities(conn)] == [
        ("99130", True, 2, False),
        (town.CITY, False, 1, True),
    ]
    for text in ("99900", "99900" + check_digit("99900"), "こだま市", "こだま", "kodama city", "Kodama", "default", " "):
        assert resolve_city(conn, text) == town.CITY, text
    assert resolve_city(conn, "sample") == "99130"
    for text in ("川崎市", "999009", "9990", "x" * 500):
        with pytest.raises(NotFoundError) as caught:
            resolve_city(conn, text)
        assert caught.value.extra["allowed"] == ["99130", town.CITY]


@pytest.mark.parametrize(("code", "digit"), [("13101", "6"), ("14130", "5"), ("01100", "2")])
def test_check_digits(code: str, digit: str) -> None:
    assert check_digit(code) == digit
    known = [CityEntry(code, "市", "", False, 1, True)]
    assert find_city(known, code + digit).code == code
    with pytest.raises(NotFoundError):
        find_city(known, f"{code}{(int(digit) + 1) % 10}")
