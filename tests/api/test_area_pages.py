"""The pages and the API of areas: every unit of the toy city opens, what is asked wrongly is said in words."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.api.served import TestClient
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
