"""Search finds what is there by any width of its name, exact names first, and links to pages that open."""

from __future__ import annotations

from tests.api.served import TestClient
from tests.toy import toy_city


def test_an_area_is_found_by_its_name_and_its_page_opens(client: TestClient) -> None:
    for units in toy_city().unit_sets.values():
        name = units.name_ja[0]
        found = client.get("/api/v1/cities/default/search", params={"q": name}).json()["found"]
        first = next(one for one in found if one["group"] == units.id)
        assert (first["name"], first["id"]) == (name, units.code[0])
        assert client.get(first["page"]).status_code == 200


def test_a_place_is_found_and_exact_names_come_first(client: TestClient) -> None:
    sites = toy_city().places["evacuation_sites"]
    at = next(i for i in range(len(sites)) if sites.used[i])
    found = client.get("/api/v1/cities/default/search", params={"q": sites.name[at]}).json()["found"]
    assert found[0]["name"] == sites.name[at]
    assert any((one["kind"], one["id"]) == ("site", sites.id[at]) for one in found)
    assert len(client.get("/api/v1/cities/default/search", params={"q": sites.name[at][:1], "limit": "2"}).json()["found"]) <= 2


def test_the_page_works_without_a_script_and_shows_text_as_text(client: TestClient) -> None:
    page = client.get("/search", params={"q": "<script>alert(1)</script>", "lang": "ja"})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "見つかりませんでした" in page.text
    assert client.get("/search").status_code == 200
    name = toy_city().unit_sets["wards"].name_ja[0]
    assert f"<bdi>{name}</bdi>" in client.get("/search", params={"q": name, "lang": "ja"}).text


def test_nothing_asked_finds_nothing(client: TestClient) -> None:
    assert client.get("/api/v1/cities/default/search", params={"q": "  "}).json()["found"] == []


def test_the_page_says_when_there_are_more_than_it_shows(client: TestClient) -> None:
    """The toy city has 25 towns, all with 丁目 in their names."""
    page = client.get("/search", params={"q": "丁目", "lang": "ja"}).text
    assert (
        page.partition("search-hits")[2].partition("</ul>")[0].count("<li>") == 20 and "最初の20件です。ほかにもあります" in page
    )
    few = client.get("/search", params={"q": "西区", "lang": "ja"}).text
    assert "件見つかりました" in few and "ほかにもあります" not in few
