"""Areas of associations told in words: their shares of 町丁, their ground, and who may see them before they are confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely
from shapely.geometry import box

from geo_service.errors import NotFoundError, ParameterError
from geo_service.settings import Settings
from geo_service.store.association_review import by_ward, claimed_twice, confirm, parts_of
from geo_service.store.cityfile import open_city
from geo_service.store.release import prune, publish, rollback
from geo_service.store.views import select_rows
from layers import LAYERS
from tests.store import hand_made as town
from tests.store.hand_made import Row, at

SET = "association_areas"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path)


@pytest.fixture
def conn(conninfo: str) -> Iterator[Any]:
    """Wards, towns, people and households of the hand-made city."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_city(connection)
        town.add(connection, "wards", town.WARDS)
        town.add(connection, "towns", town.TOWNS)
        people = [
            Row(one.name, one.shape, attributes=one.attributes | {"households": 50 * i}) for i, one in enumerate(town.PEOPLE)
        ]
        town.add(connection, "population", people, groups=["residents", "households"])
        yield connection


def told(name: str, area: str, ward: str = "西区", **more: Any) -> Row:
    """An association whose area is words."""
    return Row(name, attributes={"code": name, "ward": ward, "area_text": area} | more)


def blocks(conn: Any) -> None:
    """Four blocks of 一町, 250 m apart from south to north: each has a quarter of its ground."""
    rows = [
        Row("一町", at(250, 125 + 250 * i), place_key=str(i), attributes={"ward": "西区", "block": str(i + 1), "level": "block"})
        for i in range(4)
    ]
    town.add(conn, "address_points", rows)


def city_of(conn: Any, settings: Settings, audience: str) -> Any:
    """The current City file."""
    row = conn.execute(
        "SELECT f.path FROM frame.city_file f JOIN frame.city c ON c.current_release = f.release WHERE f.audience = %s",
        (audience,),
    ).fetchone()
    return open_city(settings.home / row[0])


def weights(conn: Any) -> dict[tuple[str, str], tuple[float | None, str]]:
    """(association, 町丁) → (weight, how)."""
    return {(one.association, one.town): (one.weight, one.how) for one in parts_of(conn, town.CITY)}


def rows_seen(conn: Any, audience: str) -> list[str]:
    """Names in the layer's table."""
    return sorted(row[1] for row in conn.execute(select_rows(town.CITY, LAYERS[SET], audience)).fetchall())


def test_a_whole_town_is_the_unit_and_counts_its_people(conn: Any, settings: Settings) -> None:
    town.add(conn, SET, [told("南会", "二町、三町", ward="")])
    publish(conn, town.CITY, "first", settings=settings)
    assert weights(conn) == {("南会", "二町"): (1.0, "whole"), ("南会", "三町"): (1.0, "whole")}
    city = city_of(conn, settings, "staff")
    atoms = city.populations[0]
    inside = atoms.members[SET].thing
    assert atoms.people("residents")[inside].sum() == pytest.approx(100 + 200)
    assert city.unit_sets[SET].area_m2[0] == pytest.approx(1_000_000, rel=1e-4)


def test_blocks_with_positions_have_their_share_of_the_ground(conn: Any, settings: Settings) -> None:
    blocks(conn)
    town.add(conn, SET, [told("南会", "一町1番~3番"), told("北会", "一町4番"), told("間会", "一町(4番を除く)")])
    publish(conn, town.CITY, "first", settings=settings)
    found = weights(conn)
    assert found["南会", "一町"] == (pytest.approx(0.75, abs=0.001), "block_ground")
    assert found["北会", "一町"] == (pytest.approx(0.25, abs=0.001), "block_ground")
    assert found["間会", "一町"] == found["南会", "一町"]
    units = city_of(conn, settings, "staff").unit_sets[SET]
    areas = dict(zip(units.name_ja, units.area_m2.tolist(), strict=True))
    assert areas["南会"] == pytest.approx(375_000, rel=1e-3)
    (claim,) = claimed_twice(parts_of(conn, town.CITY))
    assert (claim.town, claim.associations) == ("一町", ("北会", "南会", "間会"))
    assert claim.sum == pytest.approx(1.75, abs=0.002)


def test_positions_loaded_later_change_figures_that_were_cut_before(conn: Any, settings: Settings) -> None:
    town.add(conn, SET, [told("南会", "二町"), told("北会", "一町1番")])
    publish(conn, town.CITY, "first", settings=settings)
    assert weights(conn)["北会", "一町"] == (None, "unknown_part")
    blocks(conn)
    publish(conn, town.CITY, "second", settings=settings)
    city = city_of(conn, settings, "staff")
    pairs, atoms = city.populations[0].members[SET], city.populations[0]
    ground = np.bincount(pairs.unit, atoms.area_m2[pairs.thing])
    assert ground[list(city.unit_sets[SET].name_ja).index("北会")] == pytest.approx(125_000, rel=1e-3)


def test_without_positions_blocks_are_counted_only_against_another_list(conn: Any, settings: Settings) -> None:
    town.add(
        conn,
        SET,
        [told("南会", "一町1~6番"), told("北会", "一町7~8番"), told("独会", "二町1~6番"), told("半会", "三町の一部", "東区")],
    )
    publish(conn, town.CITY, "first", settings=settings)
    found = {one.association: one for one in parts_of(conn, town.CITY)}
    assert (found["南会"].weight, found["南会"].low, found["南会"].high) == (0.75, 0.0, 0.75)
    assert found["北会"].weight == 0.25
    for name in ("独会", "半会"):
        assert (found[name].weight, found[name].low, found[name].high, found[name].how) == (None, 0.0, 1.0, "unknown_part")
    shapes = dict(zip((units := city_of(conn, settings, "staff").unit_sets[SET]).name_ja, units.shapes, strict=True))
    assert shapely.area(shapely.from_wkb(shapes["南会"])) > 0


def test_what_is_not_read_or_not_there_is_kept_and_told(conn: Any, settings: Settings) -> None:
    town.add(conn, SET, [told("南会", "五町、二町、???(1)"), told("東会", "一町", "東区")])
    publish(conn, town.CITY, "first", settings=settings)
    hows = sorted((one.association, one.how) for one in parts_of(conn, town.CITY))
    assert ("南会", "not_found") in hows
    assert ("南会", "whole") in hows
    assert ("東会", "not_found") in hows
    rules = dict(conn.execute("SELECT rule, message_ja FROM frame.finding").fetchall())
    assert "五町" in rules["association_not_found"]
    assert sum(how in ("not_found", "unread") for _, how in hows) == 3


def test_nobody_but_staff_sees_what_is_not_confirmed(conn: Any, settings: Settings) -> None:
    drawn = [
        Row("描会", box(0, 0, 500, 500), attributes={"code": "描会"}),
        Row("済会", box(1500, 0, 2000, 1000), attributes={"code": "済会", "confirmed": True}),
    ]
    town.add(conn, SET, [*drawn, told("南会", "二町")])
    publish(conn, town.CITY, "first", settings=settings)
    public, staff = city_of(conn, settings, "public"), city_of(conn, settings, "staff")
    assert public.unit_sets[SET].name_ja == ("済会",)
    assert not public.unit_sets[SET].approximate
    pairs = public.populations[0].members[SET]
    assert public.populations[0].people("residents")[pairs.thing].sum() == pytest.approx(300)
    assert set(pairs.unit.tolist()) == {0}
    assert set(staff.unit_sets[SET].name_ja) == {"描会", "済会", "南会"}
    assert staff.unit_sets[SET].approximate
    assert (rows_seen(conn, "public"), len(rows_seen(conn, "staff"))) == (["済会"], 3)
    held = conn.execute("SELECT path FROM frame.city_file WHERE audience = 'public'").fetchone()[0]
    content = (settings.home / held).read_bytes()
    assert "南会".encode() not in content
    assert "描会".encode() not in content


def test_a_persons_word_lasts_and_can_be_taken_back(conn: Any, settings: Settings) -> None:
    town.add(conn, SET, [told("南会", "二町")])
    publish(conn, town.CITY, "first", settings=settings)
    assert SET not in city_of(conn, settings, "public").unit_sets
    assert SET not in city_of(conn, settings, "public").populations[0].members
    assert confirm(conn, town.CITY, "南会", "山田", True, settings) == ("南会", 2)
    assert city_of(conn, settings, "public").unit_sets[SET].name_ja == ("南会",)
    town.add(conn, SET, [told("南会", "二町"), told("北会", "一町")], reference_date="2026")
    publish(conn, town.CITY, "next year", settings=settings)
    assert rows_seen(conn, "public") == ["南会"]
    rollback(conn, town.CITY, 1)
    assert rows_seen(conn, "public") == []
    rollback(conn, town.CITY, 3)
    confirm(conn, town.CITY, "南会", "山田", False, settings)
    assert rows_seen(conn, "public") == []
    done = conn.execute("SELECT who, detail FROM frame.audit WHERE action = 'confirm' ORDER BY id").fetchall()
    assert [(who, detail["confirmed"]) for who, detail in done] == [("山田", True), ("山田", False)]
    prune(conn, town.CITY, 1, settings=settings)
    left = conn.execute("SELECT count(DISTINCT release) FROM frame.confirmation").fetchone()
    assert left == (1,)


def test_what_cannot_be_confirmed(conn: Any, settings: Settings) -> None:
    town.add(
        conn,
        SET,
        [
            told("南会", "二町の一部", confirmed=True),
            Row("同名", attributes={"code": "x"}),
            Row("同名", attributes={"code": "y"}),
        ],
    )
    publish(conn, town.CITY, "first", settings=settings)
    assert SET not in city_of(conn, settings, "public").unit_sets
    assert rows_seen(conn, "public") == []
    with pytest.raises(ParameterError, match="not known where"):
        confirm(conn, town.CITY, "南会", "山田", True, settings)
    with pytest.raises(ParameterError, match="who confirms"):
        confirm(conn, town.CITY, "南会", " ", True, settings)
    with pytest.raises(NotFoundError, match="no association"):
        confirm(conn, town.CITY, "無会", "山田", True, settings)
    with pytest.raises(NotFoundError, match="x, y"):
        confirm(conn, town.CITY, "同名", "山田", True, settings)
    assert conn.execute("SELECT count(*) FROM frame.release").fetchone() == (1,)


def test_membership_and_people_in_no_association(conn: Any, settings: Settings) -> None:
    town.add(conn, SET, [told("南会", "二町", members=30), told("東会", "三町", "東区", members=60)])
    publish(conn, town.CITY, "first", settings=settings)
    west, east = by_ward(conn, city_of(conn, settings, "staff"))
    assert (west.members, west.households, west.rate, west.outside) == (30, 50.0, 0.6, 0.0)
    assert (east.members, east.households, east.rate, east.outside) == (60, 250.0, 0.24, 300.0)
    assert (west.ward, east.ward) == ("西区", "東区")


def lapsed(conn: Any) -> list[str]:
    """What the current release says of confirmations that no longer hold."""
    rows = conn.execute(
        "SELECT message_en FROM frame.finding f JOIN frame.city c ON c.current_release = f.release"
        " WHERE rule = 'association_confirmation_lapsed' ORDER BY f.id"
    ).fetchall()
    return [row[0] for row in rows]


def test_a_confirmation_is_of_one_line_and_lapses_with_another(conn: Any, settings: Settings) -> None:
    drawn = Row("描会", box(0, 0, 500, 500), attributes={"code": "描会"})
    town.add(conn, SET, [told("南会", "二町"), drawn])
    publish(conn, town.CITY, "first", settings=settings)
    confirm(conn, town.CITY, "南会", "山田", True, settings)
    confirm(conn, town.CITY, "描会", "山田", True, settings)
    # The same lines, written otherwise: width, spaces, where a ring begins.
    same = Row("描会", shapely.Polygon([(500, 500), (500, 0), (0, 0), (0, 500)]), attributes={"code": "描会"})
    town.add(conn, SET, [told("南会", " 二 町"), same], reference_date="2026")
    publish(conn, town.CITY, "the same", settings=settings)
    assert (rows_seen(conn, "public"), lapsed(conn)) == (["南会", "描会"], [])
    moved = Row("描会", box(0, 0, 500, 600), attributes={"code": "描会"})
    town.add(conn, SET, [told("南会", "一町"), moved], reference_date="2027")
    publish(conn, town.CITY, "other lines", settings=settings)
    assert rows_seen(conn, "public") == []
    assert SET not in city_of(conn, settings, "public").unit_sets
    south, drawn_one = lapsed(conn)
    assert "南会: 山田 confirmed it" in south and "another area" in south and '--confirm "南会"' in south
    assert "描会" in drawn_one
    confirm(conn, town.CITY, "描会", "佐藤", True, settings)
    assert (rows_seen(conn, "public"), len(lapsed(conn))) == (["描会"], 1)


def test_a_confirmation_from_before_lines_were_kept_asks_for_another(conn: Any, settings: Settings) -> None:
    town.add(conn, SET, [told("南会", "二町")])
    conn.execute(
        "INSERT INTO frame.confirmation_choice (city, layer, key, confirmed, decided_by) VALUES (%s, %s, '南会', true, '山田')",
        (town.CITY, SET),
    )
    publish(conn, town.CITY, "first", settings=settings)
    assert rows_seen(conn, "public") == []
    (said,) = lapsed(conn)
    assert "before the line was kept" in said and "confirm again" in said
    town.add(conn, SET, [told("南会", "二町", confirmed=True)], reference_date="2026")
    publish(conn, town.CITY, "its list says so itself", settings=settings)
    assert (rows_seen(conn, "public"), lapsed(conn)) == (["南会"], [])


def test_rows_of_one_unit_are_confirmed_together_or_not_at_all(conn: Any, settings: Settings) -> None:
    parts = [
        Row("島会", box(0, 0, 200, 200), attributes={"code": "島会", "confirmed": True}),
        Row("島会", box(300, 0, 500, 200), attributes={"code": "島会"}),
    ]
    town.add(conn, SET, parts)
    publish(conn, town.CITY, "first", settings=settings)
    assert (rows_seen(conn, "public"), SET in city_of(conn, settings, "public").unit_sets) == ([], False)


def test_a_unit_with_an_empty_drawing_stands_on_the_ground_its_words_give(conn: Any, settings: Settings) -> None:
    town.add(conn, SET, [Row("南会", shapely.Polygon(), attributes={"code": "南会", "area_text": "二町"})])
    publish(conn, town.CITY, "first", settings=settings)
    assert city_of(conn, settings, "staff").unit_sets[SET].area_m2[0] == pytest.approx(500_000, rel=1e-3)
