"""Joins by name and address between lists: what is settled, what waits for a person, and rows that stand on others' ground."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
from shapely.geometry import box

from geo_service.settings import Settings
from geo_service.store.cityfile import open_city
from geo_service.store.links_match import Choices, Meant, Said, Target, match
from geo_service.store.release import prune, publish, rebuild, rollback
from geo_service.store.views import view_name
from tests.store import hand_made as town
from tests.store.hand_made import Row, at


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path)


@pytest.fixture
def conn(conninfo: str) -> Iterator[Any]:
    """A connection; wards and towns of the hand-made city in the database."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_city(connection)
        town.add(connection, "wards", town.WARDS)
        town.add(connection, "towns", town.TOWNS)
        yield connection


def kept(row: str, park: str, ward: str = "", address: str = "", **more: Any) -> Row:
    """A row of a stewardship list."""
    return Row(row, attributes={"park": park, "park_address": address, "ward": ward, "group": row} | more)


def how(conn: Any, link: str = "park") -> dict[str, tuple[str, str | None]]:
    """Row → (how it was matched, what it is about) in the current release."""
    rows = conn.execute(
        "SELECT f.name, l.how, t.name FROM frame.link l JOIN frame.city c ON c.current_release = l.release"
        " JOIN frame.feature f ON f.id = l.feature LEFT JOIN frame.feature t ON t.id = l.target WHERE l.link = %s",
        (link,),
    ).fetchall()
    return {name: (found, target) for name, found, target in rows}


PARKS = (
    Row("渡邊公園", at(100, 100), attributes={"ward": "西区", "address": "こだま市西区一町1-2"}),
    Row("中央公園", at(200, 200), place_key="w", attributes={"ward": "西区"}),
    Row("中央公園", at(1600, 200), place_key="e", attributes={"ward": "東区"}),
    Row("第1公園", at(300, 300), place_key="p1", attributes={"ward": "西区", "address": "西区一町5"}),
    Row("第1公園", at(800, 300), place_key="p2", attributes={"ward": "西区", "address": "西区二町5"}),
    Row("虹の広場", at(400, 400), attributes={"ward": "西区", "address": "西区一町9-9"}),
    Row("大島渡田公園", at(1200, 800), attributes={"ward": "東区"}),
)


def test_each_way_of_matching(conn: Any, settings: Settings) -> None:
    town.add(conn, "parks", PARKS)
    rows = [
        kept("異体字", "渡辺公園", address="一町１丁目２番"),
        kept("別の町", "渡邉公園", "西区", "二町3"),
        kept("西の中央", "中央公園", "西区"),
        kept("東の中央", "中央公園", "99902"),
        kept("どちらの中央", "中央公園"),
        kept("住所で決まる", "第１公園", "西区", "二町5"),
        kept("町で決まる", "第１公園", "西区", "一町8"),
        kept("改名", "旧ひばり公園", "西区", "こだま市西区一町9番9号"),
        kept("書き違い", "大島渡田北公園", "東区"),
        kept("ない", "どこにもない緑地", "東区"),
        kept("コード", "なんでもよい", park_code="大島渡田公園"),
    ]
    town.add(conn, "stewardship", rows)
    publish(conn, town.CITY, "test", settings=settings)
    assert how(conn) == {
        "異体字": ("exact", "渡邊公園"),
        "別の町": ("likely", None),
        "西の中央": ("exact", "中央公園"),
        "東の中央": ("exact", "中央公園"),
        "どちらの中央": ("ambiguous", None),
        "住所で決まる": ("exact", "第1公園"),
        "町で決まる": ("exact", "第1公園"),
        "改名": ("likely", None),
        "書き違い": ("likely", None),
        "ない": ("unmatched", None),
        "コード": ("code", "大島渡田公園"),
    }


def test_rows_stand_where_their_park_stands_and_only_when_that_is_settled(conn: Any, settings: Settings) -> None:
    town.add(conn, "parks", PARKS)
    town.add(conn, "stewardship", [kept("東の中央", "中央公園", "東区"), kept("改名", "旧ひばり公園", "西区", "一町9-9")])
    publish(conn, town.CITY, "test", settings=settings)
    rows = conn.execute(
        psycopg.sql.SQL("SELECT park, ward_name, town_name, ST_AsText(geom, 5) FROM {}").format(
            psycopg.sql.Identifier("published", view_name(town.CITY, "stewardship"))
        )
    ).fetchall()
    where = {row[0]: row[1:] for row in rows}
    assert where["中央公園"][:2] == ("東区", "四町")
    assert where["中央公園"][2].startswith("POINT")
    assert where["旧ひばり公園"] == ("西区", None, None)


def test_a_row_stands_by_the_best_placed_rows_of_its_park(conn: Any, settings: Settings) -> None:
    rows = [
        Row("北公園", at(100, 100), place_key="n"),
        Row("北公園 便所", at(900, 900), place_key="n", accuracy="area"),
        Row("南公園", at(300, 100), place_key="s", accuracy="area"),
        Row("南公園 広場", at(500, 100), place_key="s", accuracy="area"),
    ]
    town.add(conn, "parks", rows)
    town.add(conn, "stewardship", [kept("北の会", "北公園"), kept("南の会", "南公園")])
    publish(conn, town.CITY, "test", settings=settings)
    found = conn.execute(
        "SELECT f.name, g.accuracy, round(ST_X(ST_Transform(g.geom, %s)) - %s), round(ST_Y(ST_Transform(g.geom, %s)) - %s)"
        " FROM frame.ground g JOIN frame.feature f ON f.id = g.feature ORDER BY f.id",
        (town.SRID, town.ORIGIN[0], town.SRID, town.ORIGIN[1]),
    ).fetchall()
    assert found == [("北の会", "point", 100, 100), ("南の会", "area", 400, 100)]


def test_a_list_of_counts_gives_the_totals_of_areas_that_carry_them(conn: Any, settings: Settings) -> None:
    areas = town.add(conn, "population", town.PEOPLE, groups=["residents"])
    publish(conn, town.CITY, "areas", versions=None, settings=settings)
    with_areas = _city(conn, settings).populations[0]
    table = [Row(row.name, attributes=dict(row.attributes)) for row in town.PEOPLE]
    table += [Row("知らない町", attributes={"residents": 7})]
    assert town.add(conn, "population", table, groups=["residents"]) > areas
    publish(conn, town.CITY, "table", settings=settings)
    on_towns = _city(conn, settings).populations[0]
    assert _by_ward(on_towns) == _by_ward(with_areas) == [100.0, 500.0]
    assert on_towns.area_m2.sum() == pytest.approx(with_areas.area_m2.sum(), rel=1e-9)
    assert (on_towns.off_map_names, on_towns.off_map_why) == (("知らない町",), ("no_position",))
    before = on_towns.coords.copy()
    rebuild(conn, town.CITY, 2, settings=settings)
    assert np.array_equal(_city(conn, settings).populations[0].coords, before)


def test_counts_of_several_towns_together_stand_on_all_of_them(conn: Any, settings: Settings) -> None:
    table = [Row("一・二", attributes={"covers": "99901:0;99901:1", "residents": 30}), Row("三町", attributes={"residents": 5})]
    town.add(conn, "population", table, groups=["residents"])
    publish(conn, town.CITY, "table", settings=settings)
    atoms = _city(conn, settings).populations[0]
    area = np.bincount(atoms.feature, atoms.area_m2)
    assert area == pytest.approx([1_000_000, 500_000], rel=1e-3)
    assert _by_ward(atoms) == pytest.approx([30.0, 5.0])


def test_counts_of_towns_of_which_one_is_unknown_stand_nowhere(conn: Any, settings: Settings) -> None:
    table = [Row("一・謎", attributes={"covers": "99901:0;99901:9", "residents": 30}), Row("三町", attributes={"residents": 5})]
    town.add(conn, "population", table, groups=["residents"])
    publish(conn, town.CITY, "table", settings=settings)
    atoms = _city(conn, settings).populations[0]
    assert _by_ward(atoms) == pytest.approx([0.0, 5.0])
    assert (atoms.off_map_names, atoms.off_map_why) == (("一・謎",), ("no_position",))
    (said,) = conn.execute("SELECT message_en FROM frame.finding WHERE rule = 'covers_unknown'").fetchone()
    assert "made.geojson, row 2, 一・謎: of the areas counted together, 99901:9 is among no" in said


def test_cuts_follow_the_ground_when_the_towns_change(conn: Any, settings: Settings) -> None:
    town.add(conn, "population", [Row("一町", attributes={"residents": 5})], groups=["residents"])
    publish(conn, town.CITY, "one", settings=settings)
    town.add(conn, "towns", [Row("一町", box(0, 0, 500, 400), attributes={"code": "99901:0"})])
    publish(conn, town.CITY, "two", settings=settings)
    assert _city(conn, settings).populations[0].area_m2.sum() == pytest.approx(200_000, rel=1e-3)


def test_a_persons_word_wins_and_serves_the_next_list(conn: Any, settings: Settings) -> None:
    town.add(conn, "parks", PARKS)
    town.add(conn, "stewardship", [kept("改名", "旧ひばり公園", "西区", "一町9-9", year=2024)])
    publish(conn, town.CITY, "one", settings=settings)
    said = conn.execute("SELECT said FROM frame.link WHERE link = 'park'").fetchone()[0]
    conn.execute(
        "INSERT INTO frame.link_choice (city, layer, link, from_key, to_key, same, decided_by)"
        " VALUES (%s, 'stewardship', 'park', %s, '虹の広場', true, '担当')",
        (town.CITY, said),
    )
    next_year = [kept("同じ", "旧ひばり公園", "西区", "一町9-9", year=2025), kept("住所なし", "旧ひばり公園", year=2025)]
    town.add(conn, "stewardship", [*next_year, kept("別の区", "旧ひばり公園", "東区", year=2025)])
    publish(conn, town.CITY, "two", settings=settings)
    found = how(conn)
    assert found["同じ"] == found["住所なし"] == ("confirmed", "虹の広場")
    assert found["別の区"][0] != "confirmed"


def test_links_go_with_their_release(conn: Any, settings: Settings) -> None:
    town.add(conn, "parks", PARKS)
    town.add(conn, "stewardship", [kept("西の中央", "中央公園", "西区")])
    publish(conn, town.CITY, "one", settings=settings)
    town.add(conn, "stewardship", [kept("なし", "どこにもない緑地")])
    publish(conn, town.CITY, "two", settings=settings)
    assert set(how(conn)) == {"なし"}
    rollback(conn, town.CITY)
    assert set(how(conn)) == {"西の中央"}
    rollback(conn, town.CITY, 2)
    prune(conn, town.CITY, 1, settings=settings)
    assert conn.execute("SELECT count(DISTINCT release) FROM frame.link").fetchone() == (1,)
    assert conn.execute("SELECT count(*) FROM frame.ground").fetchone() == (0,)


def test_the_report_counts_and_tells_of_two_who_claim_one(conn: Any, settings: Settings) -> None:
    town.add(conn, "parks", PARKS)
    rows = [kept(one, "虹の広場", "西区", year=2025) for one in ("甲", "乙")] + [kept("ない", "どこにもない緑地")]
    town.add(conn, "stewardship", [*rows, kept("去年", "虹の広場", year=2024), kept("丙", "大島渡田公園", year=2024)])
    publish(conn, town.CITY, "one", settings=settings)
    said = dict(conn.execute("SELECT rule, message_ja FROM frame.finding WHERE rule LIKE 'link%%'").fetchall())
    assert "名称が一致 4、見つからない 1" in said["links"]
    assert "1件を、同じ年の2行以上が名乗っています（虹の広場）" in said["link_claimed_twice"]


def test_two_schools_at_one_address_are_told_apart_by_name_and_never_by_address() -> None:
    schools = [Target(1, "a", ("汐見小学校",), "一町1-1"), Target(2, "b", ("汐見南中学校",), "一町1-1")]
    said = [Said("汐見小学校", "一町1-1"), Said("汐見学園", "一町1-1"), Said("汐見南中学", "一町1-1")]
    found = match(said, schools)
    assert [one.how for one in found] == ["exact", "ambiguous", "likely"]
    assert found[2].candidates[0][0] == 1


def test_refused_pairs_are_not_offered_again() -> None:
    parks = [Target(1, "a", ("大島渡田公園",)), Target(2, "b", ("虹の広場",))]
    said = Said("大島渡田北公園")
    assert match([said], parks)[0].how == "likely"
    found = match([said], parks, Choices({}, {said.key: frozenset({Meant("a")})}))[0]
    assert (found.how, found.candidates) == ("refused", ())


def test_numbers_in_names_tell_parks_apart() -> None:
    parks = [Target(1, "a", ("大島第2公園",)), Target(2, "b", ("大島第3公園",))]
    assert match([Said("大島第1公園")], parks)[0].how == "unmatched"
    assert match([Said("大島第二公園")], parks)[0].candidates[0][0] == 0


def test_three_hundred_rows_with_errors_are_never_joined_wrongly() -> None:
    """A list of 300 against 400 parks, names repeated across wards: what is settled is right, what is not is offered."""
    rng = np.random.default_rng(4)
    signs = list("梅桜松竹橋川谷丘浜港渡新宮前原高津田島塩藤柳")
    names = list(dict.fromkeys("".join(rng.choice(signs, 4)) + "公園" for _ in range(250)))[:200]
    parks = [
        Target(i, f"k{i}", (name,), f"{'甲乙'[i // 200]}町{i % 200 + 1}", f"9990{i // 200 + 1}")
        for i, name in enumerate(names * 2)
    ]
    said = []
    for i in range(300):
        park = parks[i]
        typo = park.names[0][:2] + "誤" + park.names[0][3:]
        said.append(
            {0: Said(park.names[0], "", park.ward), 1: Said(park.names[0], park.address), 2: Said(typo, "", park.ward)}.get(
                i % 4, Said(park.names[0])
            )
        )
    found = match(said, parks)
    assert all(one.target == i for i, one in enumerate(found) if one.target >= 0)
    ways = [Counter(one.how for one in found[kind::4]) for kind in range(4)]
    assert ways[0] == ways[1] == {"exact": 75}
    assert ways[2]["exact"] == 0
    assert sum(i in {at for at, _ in found[i].candidates} for i in range(2, 300, 4)) >= 70
    assert ways[3] == {"ambiguous": 75}


def _city(conn: Any, settings: Settings) -> Any:
    row = conn.execute(
        "SELECT path FROM frame.city_file f JOIN frame.city c ON c.current_release = f.release WHERE audience = 'staff'"
    ).fetchone()
    return open_city(settings.home / row[0])


def _by_ward(atoms: Any) -> list[float]:
    people = atoms.counts["residents"][atoms.feature] * atoms.share
    ward = atoms.members["wards"].single(len(people))
    return [float(total) for total in np.round(np.bincount(ward, people), 6)]


def test_things_of_another_ward_are_offered_only_by_their_very_name() -> None:
    towns = [
        Target(1, "a", ("青葉一丁目",), ward="1"),
        Target(2, "b", ("青葉二丁目",), ward="2"),
        Target(3, "c", ("本町",), ward="2"),
    ]
    found = match([Said("青葉町一丁目", ward="2"), Said("本町", ward="1"), Said("青葉町一丁目")], towns)
    assert [[at for at, _ in one.candidates] for one in found] == [[1], [2], [0, 1]]
    assert found[1].how == "likely", "the list's ward may be wrong: a person says"


def test_only_groups_that_may_be_an_association_are_matched_with_associations(conn: Any, settings: Settings) -> None:
    """A shopping street or an NPO is like many associations by its name and is none."""
    town.add(conn, "association_areas", [Row("青葉一丁目町会", box(*(0, 0, 1, 1)))])
    groups = [
        Row(name, attributes={"kind": kind})
        for name, kind in (
            ("青葉一丁目町会", "association"), ("青葉二丁目町会", "association"), ("青葉一丁目商店会", "merchants"),
            ("青葉一丁目自主防災組織", "disaster"), ("青葉一丁目自治会", "association"),
        )
    ]  # fmt: skip
    town.add(conn, "groups", groups)
    publish(conn, town.CITY, "test", settings=settings)
    assert set(how(conn, "association")) == {"青葉一丁目町会", "青葉二丁目町会", "青葉一丁目自治会"}
    assert how(conn, "association")["青葉一丁目町会"] == ("exact", "青葉一丁目町会")
