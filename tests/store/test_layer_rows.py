"""One layer's rows and its quality: what an audience may see, counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from shapely.geometry import box

import layers
from geo_service.errors import NotFoundError, ParameterError
from geo_service.render.layer_table import layer_csv
from geo_service.settings import Settings
from geo_service.store.cityfile import open_city
from geo_service.store.layer_rows import layer_rows
from geo_service.store.quality import age_years, layer_quality, layer_summaries
from geo_service.store.release import publish
from layers.base import ADDRESS, CAPACITY, NAME, Field, Layer, Style, Text
from tests.store import hand_made as town
from tests.store.hand_made import Row, at

HUTS = Layer(
    id="huts",
    title=Text("小屋", "huts"),
    about=Text("試験のための層。", "A layer for tests."),
    role="places",
    geometry="point",
    fields=(
        NAME,
        ADDRESS,
        Field(
            "capacity",
            CAPACITY.label,
            "integer",
            "people",
            without=Text("入れる人数が分かりません。", "How many fit is unknown."),
        ),
        Field("owner", Text("持ち主", "owner"), publish="staff"),
        Field("agreed", Text("公開の同意", "consent"), "mark"),
    ),
    formats=(),
    style=Style(fill="#000000", line="#000000"),
    consent="agreed",
)
SECRET = Layer(
    id="secrets",
    title=Text("秘密", "secrets"),
    about=Text("試験のための層。", "A layer for tests."),
    role="records",
    geometry="none",
    fields=(NAME,),
    formats=(),
    style=Style(fill="#000000", line="#000000"),
    publish="duty",
)
ROWS = [
    Row("一", at(600, 300), attributes={"capacity": 3, "owner": "甲", "agreed": True, "address": ""}),
    Row("二", at(1600, 300), accuracy="area", attributes={"owner": "乙", "agreed": True}),
    Row("三", None, attributes={"capacity": 5, "agreed": True}),
    Row("四", at(610, 300), attributes={"capacity": 5, "agreed": None}),
]


@pytest.fixture
def conn(conninfo: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """The hand-made city with four huts, one of which nobody agreed to publish, and a secret."""
    monkeypatch.setitem(layers.LAYERS, "huts", HUTS)
    monkeypatch.setitem(layers.LAYERS, "secrets", SECRET)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_ground(connection)
        town.add(connection, "huts", ROWS, reference_date="2020-04")
        town.add(connection, "secrets", [Row("だれか")])
        publish(connection, town.CITY, "one", settings=Settings(home=tmp_path))
        yield connection


def test_rows_say_where_they_come_from_and_who_may_see_them(conn: Any) -> None:
    public, staff = (layer_rows(conn, town.CITY, HUTS, audience) for audience in ("public", "staff"))
    assert public.values("name") == ["一", "二", "三"]
    assert staff.values("name") == ["一", "二", "三", "四"]
    assert staff.values("source_row") == [2, 3, 4, 5]
    assert staff.values("town_name") == ["二町", "四町", None, "二町"]
    assert staff.values("owner") == ["甲", "乙", None, None]
    with pytest.raises(KeyError):
        public.values("owner")
    assert [shape is None for shape in public.shapes] == [False, False, True]
    # No position is none of any accuracy; a layer without positions says nothing of it.
    assert public.values("accuracy") == ["point", "area", "none"]
    assert layer_rows(conn, town.CITY, replace(SECRET, publish="staff"), "staff").values("accuracy") == [None]
    csv = layer_csv(public, Text("こだま市", "Kodama"), False).decode("utf-8-sig").splitlines()
    at = csv[0].split(",").index("位置の精度")
    assert [line.split(",")[at] for line in csv[1:]] == ["その場所", "町丁の代表点", "位置なし"]


def test_a_layer_kept_from_the_public_is_not_there_for_it(conn: Any) -> None:
    for audience in ("public", "staff"):
        with pytest.raises(NotFoundError):
            layer_rows(conn, town.CITY, SECRET, audience)
        with pytest.raises(NotFoundError):
            layer_quality(conn, town.CITY, SECRET, audience, date(2026, 11, 24))
    names = {name for (name,) in conn.execute("SELECT name FROM frame.published_view")}
    assert "c99900_huts" in names
    assert "c99900_secrets" not in names


def test_more_rows_than_the_limit_are_refused_by_the_settings_name(conn: Any) -> None:
    with pytest.raises(ParameterError, match="max_table_rows"):
        layer_rows(conn, town.CITY, HUTS, "staff", limits=Settings(max_table_rows=3))


def test_quality_counts_what_is_given_placed_and_old(conn: Any) -> None:
    found = layer_quality(conn, town.CITY, HUTS, "staff", date(2026, 11, 24))
    assert found.rows == 4
    assert {one.field.name: one.given for one in found.fields} == {
        "name": 4, "address": 0, "capacity": 3, "owner": 2, "agreed": 3
    }  # fmt: skip
    assert found.places == {"point": 2, "block": 0, "area": 1, "square": 0, "none": 1}
    assert [(one.title, one.age_years) for one in found.sources] == [("huts city", 6.6)]
    said = " ".join(text.ja for text in found.stops)
    assert "入れる人数が分かりません" in said
    assert "7年前" in said
    assert "位置のない行が1件" in said


def test_the_list_of_layers_counts_no_row_that_a_licence_keeps_back(conn: Any, tmp_path: Path) -> None:
    ours = town.add(conn, "parks", [Row("公園", at(1, 1)), Row("広場", at(2, 2))], source="city")
    theirs = town.add(conn, "parks", [Row("庭園", at(900, 900))], source="national")
    conn.execute("UPDATE frame.dataset_version SET licence = ' ksj-nc', rejected_count = 4 WHERE id = %s", (theirs,))
    conn.execute("UPDATE frame.dataset_version SET rejected_count = 1 WHERE id = %s", (ours,))
    publish(conn, town.CITY, "parks", settings=Settings(home=tmp_path))
    parks = layers.LAYERS["parks"]
    counted = {}
    for audience in ("public", "staff"):
        (line,) = layer_summaries(conn, town.CITY, [parks], audience, date(2026, 11, 24))
        assert line.rows == len(layer_rows(conn, town.CITY, parks, audience))
        counted[audience] = (line.rows, line.rejected, line.sources, line.state)
    assert counted == {"public": (2, 1, 2, "good"), "staff": (3, 5, 2, "good")}


def test_the_publics_city_does_not_tell_how_many_rows_were_held_back(conn: Any, tmp_path: Path) -> None:
    lines = [
        Row("済会", box(0, 0, 500, 500), attributes={"code": "1", "confirmed": True}),
        Row("未会", box(500, 0, 900, 500), attributes={"code": "2"}),
    ]
    # Beside those of the hand-made ground.
    town.add(conn, "association_areas", lines, source="list", reference_date="2026")
    publish(conn, town.CITY, "lines", settings=Settings(home=tmp_path))
    found = {}
    for audience, path in conn.execute(
        "SELECT f.audience, f.path FROM frame.city_file f JOIN frame.city c ON c.current_release = f.release"
    ):
        city = open_city(tmp_path / path)
        found[audience] = {
            (one.layer, one.source): one.rows for one in city.datasets if one.layer in ("huts", "association_areas")
        }
        assert ("huts" in city.places) == (audience == "staff")
    assert found["staff"] == {("huts", "city"): 4, ("association_areas", "city"): 2, ("association_areas", "list"): 2}
    assert found["public"] == {("huts", "city"): 3, ("association_areas", "city"): 2, ("association_areas", "list"): 1}


def test_rows_not_used_are_told_with_their_rules(conn: Any) -> None:
    """A second row of one thing is no value that could not be read."""
    (version,) = conn.execute(
        "UPDATE frame.dataset_version v SET rejected_count = 3 FROM frame.dataset d WHERE d.id = v.dataset AND d.layer = 'huts'"
        " RETURNING v.id"
    ).fetchone()
    broken = [(9, "duplicate", "bad"), (10, "duplicate", "bad"), (10, "required", "bad"), (10, "required", "bad")]
    for row, rule, severity in [*broken, (11, "not_a_number", "bad"), (12, "full_width_digits", "notice")]:
        conn.execute(
            "INSERT INTO frame.rejected_row (version, row_no, column_name, value, rule, severity, message_ja, message_en)"
            " VALUES (%s, %s, 'c', 'v', %s, %s, 'm', 'm')",
            (version, row, rule, severity),
        )
    stops = layer_quality(conn, town.CITY, HUTS, "staff", date(2026, 11, 24)).stops
    (said,) = [text for text in stops if "使っていません" in text.ja]
    assert said.ja.endswith("3行は使っていません（同じものが二重に書かれている 2、数ではない値 1、必要な値が空 1）。")
    assert "duplicates 2, not a number 1" in said.en


def test_a_layer_that_is_not_loaded_says_what_that_stops(conn: Any) -> None:
    found = layer_quality(conn, town.CITY, layers.LAYERS["parks"], "public", date(2026, 11, 24))
    assert not found.loaded
    assert found.rows == 0
    assert found.stops[0].ja.startswith("まだ読み込まれていません")


@pytest.mark.parametrize(("said", "years"), [("2024", 2.9), ("2026-11", 0.1), ("", None), ("2024年", None), ("2026-02-31", None)])
def test_ages_of_reference_dates(said: str, years: float | None) -> None:
    assert age_years(said, date(2026, 11, 24)) == years
