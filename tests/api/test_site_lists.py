"""Which rows of a list are about a place, and how they are told: by name and spot, the newest year first, blanks as unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import shapely

from geo_service.api.site_lists import answered_notes, rows_about, shown_rows
from geo_service.coverage.city import City
from geo_service.coverage.site import Site, site_of
from geo_service.store.layer_rows import LayerRows, columns_of
from geo_service.store.remarks import Remark
from layers import LAYERS
from tests.toy import toy_city

COUNCILS = LAYERS["shelter_councils"]
LINK = next(one for one in COUNCILS.links if one.id == "shelter")


def shelter(city: City | None = None) -> Site:
    """s1 of the toy city, as a shelter."""
    found = city or toy_city()
    sites = replace(found.places["evacuation_sites"], layer="shelters", marks={})
    return site_of(replace(found, places={"shelters": sites}), "shelters", "s1")


def rows(*said: dict[str, Any]) -> LayerRows:
    """Rows of the list of councils; ``at``: (east, north) metres from s1, none: no position."""
    columns = columns_of(COUNCILS, "public")
    here = shelter().places
    shapes = []
    for one in said:
        at = one.pop("at", None)
        spot = None
        if at is not None:
            spot = shapely.Point(float(here.lon[0]) + at[0] / 90_000, float(here.lat[0]) + at[1] / 111_000)
        shapes.append(spot)
    cells = [tuple(one.get(column.name) for column in columns) for one in said]
    return LayerRows(COUNCILS, "99900", columns, cells, np.array(shapes, dtype=object))


def test_rows_are_matched_by_name_and_spot() -> None:
    found = rows(
        {"shelter": "一の小学校", "at": (0, 0)},
        {"shelter": "一の 小学校", "at": (100, 100)},  # the same name in another spelling, the other list's point of it
        {"shelter": "一の小学校", "at": (3000, 0)},  # another school of that name
        {"shelter": "二の小学校", "at": (0, 0)},
        {"shelter": "一の小学校", "shelter_address": "みほん市1番地"},  # stands nowhere, of its address
        {"shelter": "一の小学校", "shelter_address": "みほん市9番地"},
        {"shelter": None, "at": (0, 0)},
    )
    assert rows_about(found, LINK, shelter()) == [0, 1, 4]


def test_a_place_without_a_name_takes_no_rows() -> None:
    city = toy_city()
    sites = city.places["evacuation_sites"]
    nameless = replace(city, places={"evacuation_sites": replace(sites, name=("",) * len(sites))})
    assert rows_about(rows({"shelter": "", "at": (0, 0)}), LINK, shelter(nameless)) == []


def test_the_newest_year_comes_first_and_blanks_are_not_known() -> None:
    found = rows(
        {"shelter": "一の小学校", "council": "一の会議", "year": 2023, "meetings": 3, "at": (0, 0)},
        {"shelter": "一の小学校", "council": "一の会議", "year": 2025, "meetings": None, "at": (0, 0)},
        {"shelter": "一の小学校", "council": "一の会議", "year": 2024, "meetings": 0, "at": (0, 0)},
    )
    told = shown_rows(found, LINK, rows_about(found, LINK, shelter()))
    headings = [one.ja for one in told.headings]
    assert headings[0] == "年度"
    assert "避難所名" not in headings  # the page is about it
    at = headings.index("開催回数（回）")
    assert [(row[0].ja, row[at].ja) for row in told.rows] == [("2025", "分かりません"), ("2024", "0"), ("2023", "3")]
    assert told.more == 0


def test_a_long_list_says_how_many_more() -> None:
    found = rows(*({"shelter": "一の小学校", "year": 2000 + at, "at": (0, 0)} for at in range(25)))
    told = shown_rows(found, LINK, list(range(25)))
    assert (len(told.rows), told.more) == (20, 5)


def test_answered_notes_on_the_place_are_told_and_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def note(key: str, said: str) -> Remark:
        moment = datetime(2026, 11, 1, tzinfo=UTC)
        return Remark(
            1, "99900", 1, "shelters", key, True, None, None, said, "", moment, "answered", "直しました", "職員", moment
        )

    listed = [note("s1", "<b>階数がちがう</b>"), note("一の小学校", "門は南です"), note("s2", "別の場所"), note("", "どこか")]
    monkeypatch.setattr("geo_service.api.site_lists.answered", lambda *_: listed)
    told = [one.ja for one in answered_notes(None, shelter())]  # type: ignore[arg-type]
    assert told == [
        "届いた指摘：<b>階数がちがう</b>（答え：直しました）",
        "届いた指摘：門は南です（答え：直しました）",
    ]
