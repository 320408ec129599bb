"""Ward of a thing: code, else address, else polygon; contradictions and strays are found and said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from shapely.geometry import box

from geo_service.settings import Settings
from geo_service.store import joins
from geo_service.store.release import publish
from tests.store import hand_made as town
from tests.store.hand_made import Row, at


@pytest.fixture
def conn(conninfo: str) -> Iterator[Any]:
    """A connection to the test's database, the ground of the hand-made city in it."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_ground(connection)
        yield connection


def edges(conn: Any, home: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """(thing, unit set) → (unit, how, unit, how, …) of a new release."""
    publish(conn, town.CITY, "test", settings=Settings(home=home))
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, unit_set, unit, how in conn.execute(
        "SELECT f.name, e.unit_set, u.name, e.how FROM frame.edge e JOIN frame.city c ON c.current_release = e.release"
        " JOIN frame.feature f ON f.id = e.feature JOIN frame.feature u ON u.id = e.unit ORDER BY e.feature, e.unit_set, e.unit"
    ):
        found[name, unit_set] = (*found.get((name, unit_set), ()), unit, how)
    return found


def findings(conn: Any, rule: str) -> list[str]:
    """Japanese texts of a rule's findings, checked to have English ones."""
    rows = conn.execute("SELECT message_ja, message_en FROM frame.finding WHERE rule = %s ORDER BY id", (rule,)).fetchall()
    assert all(en for _, en in rows)
    return [ja for ja, _ in rows]


@pytest.mark.parametrize(
    ("attributes", "x", "ward", "how"),
    [
        ({"ward": "99902"}, 100, "東区", "code"),
        ({"ward": "999024"}, 100, "東区", "code"),
        ({"ward": "東区"}, 100, "東区", "code"),
        ({"ward": "こだま市　東区"}, 100, "東区", "code"),
        ({"ward": "East Ward"}, 100, "東区", "code"),
        ({"municipality_code": "99902"}, 100, "東区", "code"),
        ({"ward": "東区", "address": "こだま市西区1-2-3"}, 100, "東区", "code"),
        ({"address": "みほん県こだま市東区１－２"}, 100, "東区", "address"),
        ({"address": "東区西区通り"}, 100, "東区", "address"),
        ({"address": "西区通りこだま市東区"}, 100, "東区", "address"),
        ({"address": "どこか1-2"}, 1100, "東区", "polygon"),
        ({"ward": "北区"}, 1100, "東区", "polygon"),
        ({}, 1100, "東区", "polygon"),
    ],
)
def test_ward_of_a_thing(conn: Any, tmp_path: Path, attributes: dict[str, Any], x: float, ward: str, how: str) -> None:
    town.add(conn, "shelters", [Row("学校", at(x, 900), attributes=attributes)])
    assert edges(conn, tmp_path)["学校", "wards"] == (ward, how)


def test_things_without_a_position_have_a_ward_by_their_word_only(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "shelters", [Row("甲", attributes={"address": "こだま市東区1"}), Row("乙")])
    found = edges(conn, tmp_path)
    assert found["甲", "wards"] == ("東区", "address")
    assert ("乙", "wards") not in found
    assert ("甲", "towns") not in found


def test_one_town_many_associations(conn: Any, tmp_path: Path) -> None:
    """On the border of two towns a thing is in the first; where associations overlap it is in both."""
    town.add(conn, "shelters", [Row("境", at(500, 900)), Row("重なり", at(900, 300)), Row("穴", at(100, 900))])
    found = edges(conn, tmp_path)
    assert found["境", "towns"] == ("一町", "polygon")
    assert found["重なり", "association_areas"] == ("南町内会", "polygon", "中町内会", "polygon")
    assert ("穴", "association_areas") not in found


def test_units_know_their_ward(conn: Any, tmp_path: Path) -> None:
    found = edges(conn, tmp_path)
    assert [found[f"{name}町", "wards"] for name in "一二三四"] == [
        ("西区", "code") * 2,  # the town, and the residents of the same name
        ("西区", "code") * 2,
        ("東区", "code") * 2,
        ("東区", "code") * 2,
    ]
    assert found["中町内会", "wards"][1] == "polygon"


def test_contradictions_are_listed_with_names(conn: Any, tmp_path: Path) -> None:
    rows = [
        Row("欄と住所", at(100, 100), attributes={"ward": "西区", "address": "こだま市東区1"}),
        Row("住所と位置", at(100, 100), attributes={"address": "こだま市東区1"}),
        Row("境の上", at(1000, 100), attributes={"address": "こだま市東区1"}),
        Row("町の代表点", at(100, 100), accuracy="area", attributes={"address": "こだま市東区1"}),
        Row("正しい", at(100, 100), attributes={"ward": "西区", "address": "こだま市西区1"}),
    ]
    town.add(conn, "shelters", rows)
    edges(conn, tmp_path)
    assert findings(conn, "ward_contradiction") == [
        "指定避難所「欄と住所」の区が食い違っています：区の欄・コードでは西区、住所では東区、位置では西区。集計には西区を使います。",
        "指定避難所「住所と位置」の区が食い違っています：住所では東区、位置では西区。集計には東区を使います。",
    ]


def test_things_outside_every_ward_are_listed_with_their_distance(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "shelters", [Row("迷子", at(2300, 500)), Row("縁", at(2000, 500))])
    town.add(conn, "evacuation_sites", [Row("隣の", at(3000, 500), municipality="99950")], part="99950", municipality="99950")
    found = edges(conn, tmp_path)
    assert findings(conn, "outside_city") == ["指定避難所「迷子」の位置がどの区にも入りません（最も近い区まで300 m）。"]
    assert ("隣の", "wards") not in found


def test_a_neighbours_site_inside_the_border_is_still_the_neighbours(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "evacuation_sites", [Row("隣の", at(500, 500), municipality="99950")], municipality="99950")
    assert ("隣の", "wards") not in edges(conn, tmp_path)


def test_long_lists_of_findings_are_cut_with_their_number(conn: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joins, "LISTED", 3)
    town.add(conn, "shelters", [Row(f"外{i}", at(2300, i)) for i in range(5)])
    edges(conn, tmp_path)
    found = findings(conn, "outside_city")
    assert len(found) == 4
    assert found[-1] == "指定避難所のうち5件がどの区にも入りません（はじめの3件だけを挙げました）。"


def test_people_outside_the_city_are_a_finding_of_their_dataset(conn: Any, tmp_path: Path) -> None:
    town.add(
        conn,
        "population",
        [*town.PEOPLE, Row("よその町", box(5000, 0, 5100, 100), attributes={"residents": 9})],
        groups=["residents"],
    )
    edges(conn, tmp_path)
    assert findings(conn, "population_outside_city") == [
        "人口データ「population city」の1行は、位置が市の外で、市の区やコードも書かれていないため、市の人口に数えません。"
    ]


def test_a_ward_of_several_parts_is_one_unit(conninfo: str, tmp_path: Path) -> None:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_city(conn)
        parts = [box(0, 0, 500, 500), box(800, 0, 900, 100)]
        town.add(conn, "wards", [Row("島区", part, attributes={"code": "99901"}) for part in parts])
        town.add(conn, "shelters", [Row("沖", at(850, 50)), Row("海", at(650, 50))])
        found = edges(conn, tmp_path)
        assert found["沖", "wards"] == ("島区", "polygon")
        assert ("海", "wards") not in found
