"""対象となる町会・自治会 of the list of evacuation sites, as the City has it: settled, of several sites, or unclear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from geo_service.coverage.assigned import assigned
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.settings import Settings
from geo_service.store.build import build_city
from geo_service.store.release import publish
from layers.text import fold_name
from tests.store import hand_made as town
from tests.store.hand_made import Row, at


@pytest.fixture
def conn(conninfo: str) -> Iterator[Any]:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_ground(connection)
        yield connection


def site(name: str, x: float, associations: str) -> Row:
    return Row(name, at(x, 300), attributes={"associations": associations, "flood": True})


def test_sites_name_their_associations(conn: Any, tmp_path: Path) -> None:
    twice = [Row("北町内会", attributes={"code": code, "confirmed": True}) for code in ("a3", "a4")]
    rough = Row("仮の会", at(5, 5), attributes={"code": "a0"})
    town.add(conn, "association_areas", [rough, *town.ASSOCIATIONS, *twice])
    sites = [
        site("西小学校", 300, "南町内会；どこにもない会"),
        site("東小学校", 1500, "中 町内会、北町内会"),
        site("市場", 900, "中町内会"),
    ]
    town.add(conn, "evacuation_sites", sites)
    publish(conn, town.CITY, "test", settings=Settings(home=tmp_path))
    release = conn.execute("SELECT max(id) FROM frame.release").fetchone()[0]
    city = build_city(conn, town.CITY, release, "public")
    serves = dict(zip(city.unit_sets["association_areas"].code, city.unit_sets["association_areas"].serves, strict=True))
    assert serves == {"a1": "西小学校", "a2": "市場\n東小学校", "a3": "?東小学校", "a4": "?東小学校"}
    question = Question("assigned", Demand("group", "residents"), Supply("evacuation_sites"), Reach())
    found = assigned(city, question, "association_areas", fold_name)
    names = city.places["evacuation_sites"].name
    said = {
        found.city.unit_sets["association_areas"].code[one.unit]: (one.state, one.name, [names[i] for i in one.candidates])
        for one in found.units
    }
    assert said["a1"] == ("known", "西小学校", [])
    assert said["a2"][0] == "several" and sorted(said["a2"][2]) == ["市場", "東小学校"]
    assert said["a3"] == said["a4"] == ("unclear", "東小学校", ["東小学校"])
    south = next(one for one in found.units if one.state == "known")
    assert south.people > 0 and south.assigned_m is not None and south.place == names.index("西小学校")


def test_where_no_list_says_so_no_association_is_assigned(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "evacuation_sites", [site("西小学校", 300, "")])
    publish(conn, town.CITY, "test", settings=Settings(home=tmp_path))
    release = conn.execute("SELECT max(id) FROM frame.release").fetchone()[0]
    assert build_city(conn, town.CITY, release, "public").unit_sets["association_areas"].serves == ()
