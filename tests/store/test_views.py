"""Published views: generated from declarations, of the current release, public fields only, stable names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

import layers
from geo_service.settings import Settings
from geo_service.store.release import publish, rollback
from geo_service.store.views import view_name
from layers.base import CAPACITY, NAME, Code, Field, Layer, Style, Text
from tests.store import hand_made as town
from tests.store.hand_made import Row, at

BENCHES = Layer(
    id="benches",
    title=Text("ベンチ", "benches"),
    about=Text("試験のための層。", "A layer for tests."),
    role="places",
    geometry="point",
    fields=(
        NAME,
        CAPACITY,
        Field("kind", Text("種類", "kind"), "code", codes=(Code("wood", Text("木", "wood")), Code("stone", Text("石", "stone")))),
        Field("length_m", Text("長さ", "length"), "number", "m"),
        Field("set_up", Text("設置日", "set up on"), "date"),
        Field("covered", Text("屋根", "covered"), "mark"),
        Field("mended_by", Text("修理した人", "mended by"), publish="staff"),
        Field('odd "name"; --', Text("変な名", "odd")),
    ),
    formats=(),
    style=Style(fill="#000000", line="#000000"),
    kind="kind",
)
BENCH = {
    "kind": "wood", "capacity": 3.0, "length_m": 1.8, "set_up": "2020-05-06", "covered": True,
    "mended_by": "秘密", 'odd "name"; --': "x"
}  # fmt: skip


@pytest.fixture
def conn(conninfo: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A connection, the hand-made city in the database, a throw-away layer declared."""
    monkeypatch.setitem(layers.LAYERS, "benches", BENCHES)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_ground(connection)
        yield connection


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path)


def views(conn: Any) -> set[str]:
    """Names of all published relations, which must be views."""
    rows = conn.execute(
        "SELECT relname, relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = 'published'"
    ).fetchall()
    assert {str(kind) for _, kind in rows} <= {"v"}
    return {name for name, _ in rows}


def test_a_throw_away_layer_has_a_typed_view(conn: Any, settings: Settings) -> None:
    town.add(conn, "benches", [Row("一番", at(600, 300), attributes=BENCH), Row("二番", None)], reference_date="2024")
    publish(conn, town.CITY, "one", settings=settings)
    cursor = conn.execute('SELECT * FROM published."c99900_benches" ORDER BY name')
    names = [column.name for column in cursor.description]
    first, second = (dict(zip(names, row, strict=True)) for row in cursor)
    assert {name: first[name] for name in names if name not in ("id", "geom")} == {
        "name": "一番", "capacity": 3, "kind": "wood", "length_m": 1.8, "set_up": date(2020, 5, 6), "covered": True,
        'odd "name"; --': "x", "ward_name": "西区", "town_name": "二町", "dataset_title": "benches city",
        "dataset_source": "city", "reference_date": "2024", "licence": "CC-BY-4.0",
        "source_file": "made.geojson", "source_row": 2, "accuracy": "point",
    }  # fmt: skip
    assert (second["capacity"], second["covered"], second["geom"]) == (None, None, None)
    assert type(first["capacity"]) is int
    srid, kind = conn.execute(
        "SELECT srid, type FROM geometry_columns WHERE f_table_schema = 'published' AND f_table_name = 'c99900_benches'"
    ).fetchone()
    assert (srid, kind) == (4326, "GEOMETRY")


def test_what_is_not_public_is_in_no_view(conn: Any, settings: Settings) -> None:
    town.add(conn, "benches", [Row("一番", at(600, 300), attributes=BENCH)])
    publish(conn, town.CITY, "one", settings=settings)
    for name in views(conn):
        rows = conn.execute(
            psycopg.sql.SQL("SELECT v::text FROM {} v").format(psycopg.sql.Identifier("published", name))
        ).fetchall()
        assert "秘密" not in str(rows), name


def test_labels_stand_in_comments(conn: Any, settings: Settings) -> None:
    town.add(conn, "benches", [Row("一番")])
    publish(conn, town.CITY, "one", settings=settings)
    said = dict(
        conn.execute(
            "SELECT a.attname, col_description(a.attrelid, a.attnum) FROM pg_attribute a"
            " WHERE a.attrelid = 'published.c99900_benches'::regclass AND a.attnum > 0"
        ).fetchall()
    )
    assert said["length_m"] == "長さ / length (m)"
    assert said["kind"] == "種類 / kind: wood = 木 / wood; stone = 石 / stone"


def test_views_follow_the_current_release_and_vanish_with_the_layer(conn: Any, settings: Settings) -> None:
    publish(conn, town.CITY, "one", settings=settings)
    without = views(conn)
    assert view_name(town.CITY, "wards") in without
    town.add(conn, "benches", [Row("一番")])
    publish(conn, town.CITY, "two", settings=settings)
    assert views(conn) - without == {"c99900_benches"}
    town.add(conn, "benches", [Row("一番"), Row("二番")])
    oid = conn.execute("SELECT 'published.c99900_benches'::regclass::oid").fetchone()
    publish(conn, town.CITY, "three", settings=settings)
    assert conn.execute("SELECT count(*) FROM published.c99900_benches").fetchone() == (2,)
    # The same definition: the view was not touched, and readers did not wait.
    assert conn.execute("SELECT 'published.c99900_benches'::regclass::oid").fetchone() == oid
    rollback(conn, town.CITY)
    assert conn.execute("SELECT count(*) FROM published.c99900_benches").fetchone() == (1,)
    rollback(conn, town.CITY)
    assert views(conn) == without


def test_a_changed_declaration_changes_the_view(conn: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    town.add(conn, "benches", [Row("一番", attributes=BENCH)])
    publish(conn, town.CITY, "one", settings=settings)
    fewer = Layer(**{**{f: getattr(BENCHES, f) for f in BENCHES.__dataclass_fields__}, "fields": BENCHES.fields[:2]})
    monkeypatch.setitem(layers.LAYERS, "benches", fewer)
    publish(conn, town.CITY, "two", settings=settings)
    columns = [c.name for c in conn.execute("SELECT * FROM published.c99900_benches").description]
    assert "length_m" not in columns
    assert "capacity" in columns


def test_only_datasets_in_use_are_published(conn: Any, settings: Settings) -> None:
    town.add(conn, "shelters", [Row("学校", at(1, 1))], source="new", reference_date="2024")
    town.add(conn, "shelters", [Row("学校", at(1, 1))], source="old", reference_date="2014")
    publish(conn, town.CITY, "one", settings=settings)
    assert conn.execute("SELECT dataset_source FROM published.c99900_shelters").fetchall() == [("new",)]


def test_a_box_is_found_through_the_index(conn: Any, settings: Settings) -> None:
    town.add(conn, "benches", [Row(f"{i}", at(i % 100, i // 100)) for i in range(20_000)])
    publish(conn, town.CITY, "one", settings=settings)
    conn.execute("ANALYZE frame.feature")
    lon, lat = conn.execute("SELECT ST_X(geom), ST_Y(geom) FROM published.c99900_benches WHERE name = '150'").fetchone()
    plan = conn.execute(
        "EXPLAIN SELECT * FROM published.c99900_benches WHERE ST_Intersects(geom, ST_MakeEnvelope(%s, %s, %s, %s, 4326))",
        (lon - 1e-6, lat - 1e-6, lon + 1e-6, lat + 1e-6),
    ).fetchall()
    assert "feature_geom_4326" in str(plan)


def test_rows_whose_licence_forbids_a_public_export_are_in_no_view(conn: Any, settings: Settings) -> None:
    town.add(conn, "shelters", [Row("公開校", at(1, 1))], source="open")
    kept_back = town.add(conn, "shelters", [Row("非営利校", at(2, 2))], source="closed")
    conn.execute("UPDATE frame.dataset_version SET licence = ' KSJ-nc' WHERE id = %s", (kept_back,))
    publish(conn, town.CITY, "one", settings=settings)
    rows = conn.execute(sql.SQL("SELECT name FROM {}").format(sql.Identifier("published", f"c{town.CITY}_shelters"))).fetchall()
    assert rows == [("公開校",)]
