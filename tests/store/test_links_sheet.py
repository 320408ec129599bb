"""The workbook of links: written, decided in, read back; decisions last; a wrong cell changes nothing and is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest

from geo_service.errors import FileError, ParameterError
from geo_service.settings import Settings
from geo_service.store.links_report import links_of
from geo_service.store.links_sheet import DECISION, apply_workbook, workbook
from geo_service.store.release import publish, releases
from tests.store import hand_made as town
from tests.store.hand_made import Row, at
from tests.store.test_links import PARKS, how, kept

LIST = (
    kept("改名", "旧ひばり公園", "西区", "こだま市西区一町9番9号"),
    kept("どちら", "中央公園"),
    kept("ない", "=どこにもない緑地", "東区"),
    kept("同じ", "渡辺公園", "西区"),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path)


@pytest.fixture
def conn(conninfo: str, settings: Settings) -> Iterator[Any]:
    """The hand-made city with parks and a stewardship list, published."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_city(connection)
        town.add(connection, "wards", town.WARDS)
        town.add(connection, "parks", PARKS)
        town.add(connection, "stewardship", LIST)
        publish(connection, town.CITY, "one", settings=settings)
        yield connection


def decided(conn: Any, folder: Path, words: dict[str, Any]) -> Path:
    """The workbook with decisions written in: what the row says → the cell."""
    path = folder / "joins.xlsx"
    path.write_bytes(workbook(conn, town.CITY))
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book.worksheets if "公園" in one.title)
    heads = [cell.value for cell in sheet[2]]
    left = dict(words)
    for row in sheet.iter_rows(min_row=3):
        said = row[heads.index("名称")].value
        if said in left:
            row[heads.index(DECISION)].value = left.pop(said)
    assert not left
    book.save(path)
    return path


def test_decisions_are_taken_over_and_serve_the_next_list(conn: Any, settings: Settings, tmp_path: Path) -> None:
    path = decided(conn, tmp_path, {"旧ひばり公園": "○", "中央公園": "２", "'=どこにもない緑地": "大島渡田公園", "渡辺公園": "×"})
    done = apply_workbook(conn, town.CITY, path, "係", settings)
    assert (done.same, done.other, done.undone, done.release) == (3, 1, 0, 2)
    town.add(conn, "stewardship", LIST)
    publish(conn, town.CITY, "next year", settings=settings)
    found = how(conn)
    assert {name: found[name] for name in ("改名", "どちら", "ない")} == {
        "改名": ("confirmed", "虹の広場"),
        "どちら": ("confirmed", "中央公園"),
        "ない": ("confirmed", "大島渡田公園"),
    }
    assert found["同じ"] == ("refused", None)
    assert conn.execute("SELECT who, action FROM frame.audit").fetchall() == [("係", "links")]


def test_a_decision_can_be_taken_back(conn: Any, settings: Settings, tmp_path: Path) -> None:
    apply_workbook(conn, town.CITY, decided(conn, tmp_path, {"旧ひばり公園": 1}), "係", settings)
    assert how(conn)["改名"][0] == "confirmed"
    done = apply_workbook(conn, town.CITY, decided(conn, tmp_path, {"旧ひばり公園": "取消"}), "係", settings)
    assert (done.undone, how(conn)["改名"][0]) == (1, "likely")


@pytest.mark.parametrize(
    ("cell", "rule"),
    [("9", "no_candidate"), ("たぶん", "unknown_name"), ("中央公園", "several")],
)
def test_a_wrong_cell_is_named_and_changes_nothing(conn: Any, settings: Settings, tmp_path: Path, cell: str, rule: str) -> None:
    path = decided(conn, tmp_path, {"旧ひばり公園": cell, "中央公園": "1"})
    with pytest.raises(FileError) as caught:
        apply_workbook(conn, town.CITY, path, "係", settings)
    said = caught.value.extra
    assert (said["file"], said["column"], said["value"], said["rule"]) == ("joins.xlsx", DECISION, cell, rule)
    assert said["row"] >= 3
    assert conn.execute("SELECT count(*) FROM frame.link_choice").fetchone() == (0,)
    assert len(releases(conn, town.CITY)) == 1


def test_no_decision_no_release_and_none_without_a_name(conn: Any, settings: Settings, tmp_path: Path) -> None:
    path = decided(conn, tmp_path, {})
    assert apply_workbook(conn, town.CITY, path, "係", settings).release is None
    with pytest.raises(ParameterError):
        apply_workbook(conn, town.CITY, path, " ", settings)
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(FileError, match="cannot be read"):
        apply_workbook(conn, town.CITY, tmp_path / "text.xlsx", "係", settings)


def test_links_are_told_with_their_candidates(conn: Any) -> None:
    report = next(one for one in links_of(conn, town.CITY) if one.link.id == "park")
    assert report.counts == {"exact": 1, "likely": 1, "ambiguous": 1, "unmatched": 1}
    first = report.rows[0]
    assert (first.name, first.how, first.candidates[0].name, first.candidates[0].ward) == (
        "旧ひばり公園",
        "likely",
        "虹の広場",
        "西区",
    )
    assert {one.ward for one in report.rows[1].candidates} == {"西区", "東区"}


def test_what_only_appointed_people_may_see_is_in_no_list(conn: Any, settings: Settings) -> None:
    town.add(conn, "towns", town.TOWNS)
    town.add(conn, "vulnerable_residents", [Row("", attributes={"unit": "一町", "unit_set": "towns"}), Row("点", at(1, 1))])
    publish(conn, town.CITY, "two", settings=settings)
    assert "vulnerable_residents" not in {one.layer.id for one in links_of(conn, town.CITY)}
    assert "vulnerable_residents" in {one.layer.id for one in links_of(conn, town.CITY, "duty")}


def test_a_decision_is_about_the_thing_and_not_about_its_key(conn: Any, settings: Settings, tmp_path: Path) -> None:
    apply_workbook(conn, town.CITY, decided(conn, tmp_path, {"旧ひばり公園": "○", "渡辺公園": "×"}), "係", settings)
    before = how(conn)["改名"]
    assert before == ("confirmed", "虹の広場")
    # Next year's list numbers its rows anew: each thing has the key of another.
    keys = [row.place_key or row.name for row in PARKS]
    town.add(conn, "parks", [replace(row, place_key=key) for row, key in zip(PARKS, keys[1:] + keys[:1], strict=True)])
    publish(conn, town.CITY, "keys anew", settings=settings)
    found = how(conn)
    assert (found["改名"], found["同じ"]) == (before, ("refused", None))
    moved = dict(conn.execute("SELECT rule, message_en FROM frame.finding WHERE rule LIKE 'link_choice%%'").fetchall())
    assert set(moved) == {"link_choice_moved"} and "1 decided before" in moved["link_choice_moved"]
    # And then the thing is gone, and its old key is that of another.
    left = [row for row in PARKS if row.name != "虹の広場"]
    town.add(conn, "parks", [replace(left[0], place_key="虹の広場"), *left[1:]])
    publish(conn, town.CITY, "gone", settings=settings)
    assert how(conn)["改名"][0] not in ("confirmed", "code", "exact")
    (said,) = conn.execute("SELECT message_en FROM frame.finding WHERE rule = 'link_choice_lapsed'").fetchone()
    assert "'旧ひばり公園': it was decided to be about '虹の広場'" in said
    assert f"is that of '{left[0].name}'" in said and "links --export" in said


def test_a_thing_with_another_name_at_its_address_is_the_same(conn: Any, settings: Settings, tmp_path: Path) -> None:
    apply_workbook(conn, town.CITY, decided(conn, tmp_path, {"旧ひばり公園": "○"}), "係", settings)
    renamed = [replace(row, name="新ひばり広場", place_key="虹の広場") if row.name == "虹の広場" else row for row in PARKS]
    town.add(conn, "parks", renamed)
    publish(conn, town.CITY, "renamed", settings=settings)
    assert how(conn)["改名"] == ("confirmed", "新ひばり広場")


def test_a_candidates_ward_is_a_name_not_a_code(conn: Any, settings: Settings) -> None:
    coded = [
        replace(one, attributes={**one.attributes, "ward": "99901" if one.attributes["ward"] == "西区" else "99902"})
        for one in PARKS
    ]
    town.add(conn, "parks", coded)
    publish(conn, town.CITY, "coded", settings=settings)
    report = next(one for one in links_of(conn, town.CITY) if one.link.id == "park")
    assert {each.ward for row in report.rows for each in row.candidates} == {"西区", "東区"}


def test_decisions_from_before_names_were_kept_get_them_when_a_database_is_brought_up(
    conn: Any, settings: Settings, tmp_path: Path
) -> None:
    apply_workbook(conn, town.CITY, decided(conn, tmp_path, {"旧ひばり公園": "○"}), "係", settings)
    conn.execute("UPDATE frame.link_choice SET to_name = '', to_address = '', to_ward = ''")
    script = (files("geo_service.store.migrations") / "0008_link_choice_target.sql").read_text(encoding="utf-8")
    conn.execute(script[script.index("UPDATE frame.link_choice") :])
    assert conn.execute("SELECT to_key, to_name FROM frame.link_choice").fetchall() == [("虹の広場", "虹の広場")]
