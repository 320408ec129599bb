"""The layers of the city's paper, from lists as offices keep them: loaded without a column map, shown to whom they may be."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql
from psycopg.rows import dict_row

from geo_service.api.ogc import mount_ogc
from geo_service.coverage.city import City
from geo_service.questions.catalogue import CATALOGUE
from geo_service.questions.demand import facility_layers
from geo_service.settings import Settings
from geo_service.store.build import build_city
from geo_service.store.load import LoadOptions, load
from geo_service.store.report import LoadReport
from layers import LAYERS
from layers.stewardship import REWARDS_2015, reward_contradicts
from tests.api.served import TestClient
from tests.databases import database_of
from tests.published import paper_lists
from tests.store.small_city import write_boundaries

EACH = pytest.mark.parametrize("layer", paper_lists.SHEETS)


@pytest.fixture(scope="module")
def loaded(cluster_conninfo: str, cluster_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """A database with all the lists loaded by ``--layer``, and the report of each load."""
    folder = tmp_path_factory.mktemp("lists")
    home = Settings(home=folder / "home")
    with database_of(cluster_home, f"t{uuid.uuid4().hex[:12]}") as conninfo:
        load(conninfo, [write_boundaries(folder)], LoadOptions(settings=home))
        reports = {
            layer: load(conninfo, [paper_lists.write(folder, sheet)], LoadOptions(settings=home, layer=layer))
            for layer, sheet in paper_lists.SHEETS.items()
        }
        yield conninfo, reports


def rows_of(conninfo: str, layer: str) -> list[dict[str, Any]]:
    """What the public sees of a layer: the rows of its published view, [] where there is no view."""
    with psycopg.connect(conninfo, row_factory=dict_row) as conn:
        if conn.execute("SELECT 1 FROM frame.published_view WHERE layer = %s", (layer,)).fetchone() is None:
            return []
        view = sql.Identifier("published", f"c99130_{layer}")
        return conn.execute(sql.SQL("SELECT * FROM {} ORDER BY id").format(view)).fetchall()


def stored(conninfo: str, layer: str) -> list[dict[str, Any]]:
    """Attributes of a layer's rows in the current release."""
    with psycopg.connect(conninfo) as conn:
        found = conn.execute(
            "SELECT f.attributes FROM frame.city c JOIN frame.release_dataset r ON r.release = c.current_release AND r.used "
            "JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset "
            "JOIN frame.feature f ON f.version = v.id WHERE d.layer = %s ORDER BY f.row_no",
            (layer,),
        ).fetchall()
    return [row[0] for row in found]


@EACH
def test_a_list_is_loaded_without_a_column_map_and_without_a_bad_row(loaded: tuple[str, Any], layer: str) -> None:
    report: LoadReport = loaded[1][layer]
    assert report.error() is None
    assert [(one.status, [made.layer for made in one.datasets]) for one in report.files] == [("loaded", [layer])]
    assert [(made.good, made.bad) for made in report.files[0].datasets] == [(len(paper_lists.SHEETS[layer].rows), 0)]
    assert not [found.rule for found in report.files[0].findings if found.severity == "bad"]


@EACH
def test_every_heading_of_a_list_is_read_but_those_of_the_position(loaded: tuple[str, Any], layer: str) -> None:
    sheet = paper_lists.SHEETS[layer]
    said = {key for row in stored(loaded[0], layer) for key, value in row.items() if value is not None}
    assert len(said) == len([one for one in sheet.headings if one not in ("緯度", "経度")])


def test_figures_marks_dates_and_codes_are_what_the_lists_say(loaded: tuple[str, Any]) -> None:
    conninfo = loaded[0]
    first, *_ = stored(conninfo, "stewardship")
    assert (first["park"], first["group_kind"], first["reward_yen"]) == ("汐見公園", "park_love", 12000)
    assert (first["area_m2"], first["since"], first["year"]) == (480, 1985, 2026)
    assert [row["meetings"] for row in stored(conninfo, "shelter_councils")] == [3, 0, None]
    assert [row["held"] for row in stored(conninfo, "shelter_councils")] == [True, False, None]
    assert [row["kind"] for row in stored(conninfo, "groups")] == ["park_love", "disaster", "elders_club", "association"]
    assert stored(conninfo, "service_points")[1]["until"] == "2027-03-31"
    assert [row["sign"] for row in stored(conninfo, "notice_boards")] == [True, None]
    assert [row["outcome_kind"] for row in stored(conninfo, "area_meetings")] == ["residents", "joint", "administration"]


def test_years_of_one_thing_are_rows_of_a_series(loaded: tuple[str, Any]) -> None:
    rows = [row for row in stored(loaded[0], "stewardship") if row["park"] == "川辺公園"]
    assert [(row["year"], row["members"]) for row in rows] == [(2026, 22), (2025, 20)]


def test_the_public_sees_public_layers(loaded: tuple[str, Any]) -> None:
    for layer in ("stewardship", "shelter_councils", "service_points", "partner_sites", "notice_boards"):
        assert len(rows_of(loaded[0], layer)) == len(paper_lists.SHEETS[layer].rows), layer
    assert {row["ward"] for row in rows_of(loaded[0], "area_meetings")} == {"汐見区", "川辺区"}


def test_a_group_is_public_only_where_it_agreed(loaded: tuple[str, Any]) -> None:
    """A × and an empty cell are both no agreement."""
    rows = rows_of(loaded[0], "groups")
    assert [row["name"] for row in rows] == ["汐見公園愛護会", "川辺町内会"]
    assert not {"contact", "consent"} & set(rows[0])


def test_what_residents_saw_is_public_only_when_somebody_has_looked_at_it(loaded: tuple[str, Any]) -> None:
    """公開 is shown; 未確認 and 非公開 are the staff's. The public City has none of the layer's places."""
    rows = rows_of(loaded[0], "observations")
    assert [row["number"] for row in rows] == ["1"]
    assert "shown" not in rows[0]
    assert len(stored(loaded[0], "observations")) == 3
    assert "observations" not in city(loaded[0], "public").places
    assert len(city(loaded[0], "staff").places["observations"]) == 3


def test_what_is_for_the_staff_is_in_no_published_view(loaded: tuple[str, Any]) -> None:
    assert rows_of(loaded[0], "candidate_spaces") == []
    assert not {"group", "reward_yen"} & set(rows_of(loaded[0], "stewardship")[0])
    assert "by" not in rows_of(loaded[0], "observations")[0]
    with psycopg.connect(loaded[0]) as conn:
        columns = conn.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'published'"
        ).fetchall()
    shown = {name for (name,) in columns}
    kept = {f"c99130_{id}.{field.name}" for id, layer in LAYERS.items() for field in layer.fields if field.publish != "public"}
    assert shown and not shown & kept


def city(conninfo: str, audience: str) -> City:
    with psycopg.connect(conninfo) as conn:
        row = conn.execute("SELECT current_release FROM frame.city WHERE code = '99130'").fetchone()
        assert row is not None
        return build_city(conn, "99130", row[0], audience)


def test_the_public_city_has_no_candidate_spaces_and_the_staffs_has(loaded: tuple[str, Any]) -> None:
    public, staff = city(loaded[0], "public"), city(loaded[0], "staff")
    assert "candidate_spaces" not in public.places
    assert list(staff.places["candidate_spaces"].name) == ["空き家A", "旧出張所2階"]
    assert len(public.places["service_points"]) == 3
    assert not {"groups", "stewardship", "shelter_councils", "area_meetings"} & set(staff.places)


def test_questions_are_asked_about_places_people_use_and_not_about_records() -> None:
    for spec in CATALOGUE.values():
        offered = set(facility_layers(spec))
        assert {"service_points", "partner_sites"} <= offered
        assert not {"groups", "stewardship", "shelter_councils", "area_meetings", "observations"} & offered


def test_every_links_own_fields_are_declared_and_standing_layers_have_ground() -> None:
    for layer in LAYERS.values():
        for link in layer.links:
            for name in (link.name, link.address, link.code):
                assert not name or layer.field(name)
            if link.stands_on:
                assert layer.geometry != "point"


@pytest.mark.parametrize(
    ("kind", "area_m2", "reward_yen", "fits"),
    [
        ("park_love", 500, 12_000, True),
        ("park_love", 3_001, 30_000, True),
        ("park_love", 1_500, 20_000, True),
        ("park_love", 500, 15_000, False),
        ("park_love", 4_000, 12_000, False),
        ("park_love", 1_500, 31_000, False),
        ("park_council", 200, 24_000, True),
        ("park_council", 201, 30_000, True),
        ("park_council", 3_500, 24_000, False),
        ("company", 500, 1, True),
    ],
)
def test_a_reward_and_an_area_contradict_only_where_the_table_says_so(
    kind: str, area_m2: float, reward_yen: float, fits: bool
) -> None:
    said = reward_contradicts(kind, area_m2, reward_yen)
    assert (said is None) == fits
    if said is not None:
        assert "2015" in said.ja and "2015" in said.en
        assert f"{REWARDS_2015[kind].highest_yen:,}" in said.ja or f"{REWARDS_2015[kind].lowest_yen:,}" in said.ja


def test_two_rows_of_one_park_group_and_year_are_told(loaded: tuple[str, Any], tmp_path: Path) -> None:
    twice = [*paper_lists.STEWARDSHIP.rows, paper_lists.STEWARDSHIP.rows[0]]
    path = paper_lists.write(tmp_path, paper_lists.STEWARDSHIP, twice)
    report = load(loaded[0], [path], LoadOptions(settings=Settings(home=tmp_path), layer="stewardship"))
    assert report.files[0].status == "refused"
    found = [example for one in report.files[0].findings for example in one.examples if one.severity == "bad"]
    assert [(one.rule, one.row) for one in found] == [("duplicate", 5)]


def test_a_reward_that_contradicts_the_area_is_a_notice_and_no_bad_row(loaded: tuple[str, Any], tmp_path: Path) -> None:
    row = list(paper_lists.STEWARDSHIP.rows[0])
    row[paper_lists.STEWARDSHIP.headings.index("報奨金")] = 30000
    path = paper_lists.write(tmp_path, paper_lists.STEWARDSHIP, [row])
    report = load(loaded[0], [path], LoadOptions(settings=Settings(home=tmp_path), layer="stewardship"))
    told = [one for one in report.files[0].findings if one.rule == "contradiction"]
    assert [(one.severity, one.count) for one in told] == [("notice", 1)]
    example = told[0].examples[0]
    assert (example.row, example.column, example.value) == (2, "報奨金", "30000")
    assert "12,000" in example.message_ja and "12,000" in example.message_en
    load(
        loaded[0],
        [paper_lists.write(tmp_path, paper_lists.STEWARDSHIP)],
        LoadOptions(settings=Settings(home=tmp_path), layer="stewardship"),
    )


def test_ogc_hands_out_agreed_groups_and_no_spaces(loaded: tuple[str, Any]) -> None:
    app = FastAPI()
    mount_ogc(app, loaded[0])
    with TestClient(app) as client:
        deadline = time.monotonic() + 15
        while client.get("/ogc/collections").status_code != 200:
            assert time.monotonic() < deadline, "the catalogue was not read"
            time.sleep(0.05)
        names = {one["id"] for one in client.get("/ogc/collections", params={"limit": 100}).json()["collections"]}
        assert "published.c99130_groups" in names and "published.c99130_candidate_spaces" not in names
        items = client.get("/ogc/collections/published.c99130_groups/items").json()
        assert [one["properties"]["name"] for one in items["features"]] == ["汐見公園愛護会", "川辺町内会"]
        assert client.get("/ogc/collections/published.c99130_candidate_spaces/items").status_code == 404
