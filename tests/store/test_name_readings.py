"""Kana of names come from the lists of the release asked for, and a name read in two ways is nobody's."""

from __future__ import annotations

from pathlib import Path

import psycopg

from geo_service.settings import Settings
from geo_service.store.name_readings import name_readings
from geo_service.store.release import publish
from tests.store import hand_made as town
from tests.store.hand_made import Row, at


def test_kana_of_places_as_the_lists_give_them(conninfo: str, tmp_path: Path) -> None:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_ground(conn)
        rows = [
            Row("神戸公園", at(600, 300), attributes={"name_kana": "カノトコウエン"}),
            Row("平", at(700, 300), attributes={"name_kana": "タイラ"}),
            Row("平", at(800, 300), attributes={"name_kana": "ヒラ"}),
            Row("読みのない館", at(900, 300)),
        ]
        town.add(conn, "evacuation_sites", rows)
        number = publish(conn, town.CITY, "names", settings=Settings(home=tmp_path))
        assert name_readings(conn, town.CITY, number) == {"神戸公園": "カノトコウエン"}
        assert name_readings(conn, town.CITY, number + 1) == {}
        assert name_readings(conn, "00000", number) == {}
