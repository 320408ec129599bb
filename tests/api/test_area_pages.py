"""The pages and the API of areas: every unit of the toy city opens, what is asked wrongly is said in words."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

import numpy as np
import pytest

from geo_service.api.app import create_app
from geo_service.coverage.city import City
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf
from tests.toy import toy_city


def test_every_area_has_a_page_that_the_list_leads_to(client: TestClient) -> None:
    page = client.get("/areas", params={"lang": "ja"}).text
    for units in toy_city().unit_sets.values():
        for code in units.code:
            path = f"/areas/{units.id}/{quote(code, safe='')}"
            assert f'href="{path}?city=99900&amp;lang=ja"' in page
    for units in toy_city().unit_sets.values():
        found = client.get(f"/areas/{units.id}/{quote(units.code[0], safe='')}", params={"lang": "en", "hazard": "flood"})
        assert found.status_code == 200
        assert "<svg" in found.text


def test_the_list_is_narrowed_by_a_name_in_any_width(client: TestClient) -> None:
    name = toy_city().unit_sets["wards"].name_ja[0]
    page = client.get("/areas", params={"q": name, "lang": "ja"}).text
    assert f"<bdi>{name}</bdi>" in page
    none = client.get("/areas", params={"q": "ありえない名前", "lang": "ja"})
    assert none.status_code == 200
    assert "その名前の地域はありません" in none.text


def test_the_page_and_the_api_say_the_same_sentence(client: TestClient) -> None:
    body = client.get("/api/v1/cities/default/areas/wards/99901", params={"hazard": "flood"}).json()
    page = client.get("/areas/wards/99901", params={"hazard": "flood", "lang": "ja"}).text
    assert body["sentence"]["ja"] in page
    assert body["page"].startswith("/areas/wards/99901")
    rows = next(table for table in body["tables"] if table["id"] == "hazards")["rows"]
    assert len(rows) == len({row[0]["en"] for row in rows}) > 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/areas/wards/nowhere", 404),
        ("/areas/hamlets/1", 404),
        ("/areas/wards/99901?hazard=frogs", 422),
        ("/areas?colour=red", 422),
    ],
)
def test_what_is_not_there_is_said_in_words(client: TestClient, path: str, status: int) -> None:
    found = client.get(path)
    assert found.status_code == status
    assert "Traceback" not in found.text


def test_lists_that_need_the_database_are_missed_in_words(client: TestClient) -> None:
    assert "データベースにつながらないため" in client.get("/areas/wards/99901", params={"lang": "ja"}).text


def test_blank_marks_are_not_none(shelf: ToyShelf, client: TestClient) -> None:
    """Where every mark is blank nobody can say who has a site near: neither 0 places nor 0 per cent."""
    city = shelf.get("default", "public")
    sites = city.places["evacuation_sites"]
    marks = {**sites.marks, "flood": np.where(np.asarray(sites.ward) == 0, -1, sites.marks["flood"])}
    blank = replace(city, release=city.release + 1, places={**city.places, "evacuation_sites": replace(sites, marks=marks)})
    with TestClient(create_app(Settings(), ToyShelf(blank), None)) as other:
        body = other.get("/api/v1/cities/default/areas/wards/99901", params={"hazard": "flood"}).json()
    table = next(one for one in body["tables"] if one["id"] == "hazards")
    ids = [one["id"] for one in table["columns"]]
    row = next(dict(zip(ids, one, strict=True)) for one in table["rows"] if one[0]["en"] == "flood" or "洪水" in one[0]["ja"])
    assert (row["designated"], row["share"], row["unserved"]) == (None, None, None)
    assert row["blank"] > 0
    assert "分かりません" in body["sentence"]["ja"]


def test_without_an_outline_nothing_is_said_to_be_nought(shelf: ToyShelf) -> None:
    city = shelf.get("default", "public")
    towns = city.unit_sets["towns"]
    bare = replace(towns, shapes=(b"", *towns.shapes[1:]))
    found = replace(city, release=city.release + 1, unit_sets={**city.unit_sets, "towns": bare})
    with TestClient(create_app(Settings(), ToyShelf(found), None)) as other:
        body = other.get(f"/api/v1/cities/default/areas/towns/{quote(towns.code[0], safe='')}").json()
    assert "分かりません" in body["sentence"]["ja"]
    assert body["tables"] == []


def many_towns(city: City) -> City:
    """The toy city with each of its towns five times: more than are shown at once."""
    towns = city.unit_sets["towns"]
    of = [at for at in range(len(towns)) for _ in range(5)]
    numbers = ("十", "二", "一", "四", "三")
    more = replace(
        towns,
        code=tuple(f"{towns.code[at]}-{n}" for n, at in enumerate(of)),
        name_ja=tuple(f"町{at}字{numbers[n % 5]}丁目" for n, at in enumerate(of)),
        name_en=("",) * len(of),
        ward=np.asarray(towns.ward)[of],
        shapes=tuple(towns.shapes[at] for at in of),
    )
    return replace(city, release=city.release + 1, unit_sets={**city.unit_sets, "towns": more})


def test_many_areas_are_listed_by_ward_and_by_the_value_of_their_numbers(shelf: ToyShelf) -> None:
    city = many_towns(shelf.get("default", "public"))
    towns, wards = city.unit_sets["towns"], city.unit_sets["wards"]
    with TestClient(create_app(Settings(), ToyShelf(city), None)) as other:
        page = other.get("/areas?lang=ja").text
        papers = other.get("/papers?lang=ja").text
        narrowed = other.get("/areas?lang=ja&q=字一丁目").text
    for at, ward in enumerate(wards.name_ja):
        mine = [name for one, name in enumerate(towns.name_ja) if int(towns.ward[one]) == at]
        opened = re.search(f"<details><summary><bdi>{ward}</bdi>.*?</details>", page, re.DOTALL)
        assert opened is not None
        shown = re.findall("<li><a [^>]*><bdi>(.*?)</bdi>", opened[0])
        assert sorted(shown) == sorted(mine)
        group = re.search(f'<optgroup label="{towns.title_ja} {ward}">(.*?)</optgroup>', papers, re.DOTALL)
        assert group is not None
        assert re.findall("<option [^>]*>(.*?)</option>", group[1]) == shown
        first = shown[0].partition("字")[0]
        assert [one.partition("字")[2] for one in shown if one.startswith(f"{first}字")] == [
            f"{number}丁目" for number in "一二三四十"
        ]
    assert "<details" not in narrowed.partition("町丁")[2].partition("</section>")[0]
