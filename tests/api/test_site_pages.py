"""The pages and the API of places: every place of the toy city opens, links lead somewhere, what is asked wrongly is said."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from threading import Thread
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest

from geo_service.api.app import create_app
from geo_service.api.sites import KeptSites, near_site
from geo_service.coverage.site import site_of
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf, problem_of
from tests.maps.shown import HOSTILE, hostile
from tests.toy import COMMUNITY, SITES, toy_city
from tests.toy_studies import flooded_city

EVERY = [(layer, id) for layer, places in toy_city().places.items() for id in places.id]


def links(page: str) -> list[str]:
    """Addresses of other places, areas, studies and maps on the page."""
    return [html.unescape(one) for one in re.findall(r'href="((?:/sites/|/areas/|/studies/|/\?|/api/)[^"#]*)"', page)]


def test_every_place_has_a_page_in_both_languages(client: TestClient) -> None:
    for layer, id in EVERY:
        for lang in ("ja", "en"):
            page = client.get(f"/sites/{layer}/{quote(id, safe='')}", params={"lang": lang})
            assert page.status_code == 200, (layer, id, lang)
            assert 'lang="' + lang in page.text
            assert not re.search(r"<[^>]+ style=", page.text)


def test_the_page_and_the_api_say_the_same(client: TestClient) -> None:
    body = client.get("/api/v1/cities/default/sites/evacuation_sites/s2", params={"hazard": "earthquake"}).json()
    page = client.get("/sites/evacuation_sites/s2", params={"hazard": "earthquake", "lang": "ja"}).text
    assert body["sentence"]["ja"] in page
    assert body["page"] == "/sites/evacuation_sites/s2?city=99900"
    flood, landslide, quake = (
        next(one for one in body["hazards"] if one["hazard"] == name) for name in ("flood", "landslide", "earthquake")
    )
    assert (flood["designated"], landslide["designated"], quake["designated"]) == (False, None, True)
    assert (flood["users"], quake["users"], quake["alone"]) == (
        None,
        pytest.approx(785.4, abs=0.1),
        pytest.approx(785.4, abs=0.1),
    )
    assert [one["code"] for one in body["units"]["towns"]] == ["99901-2-2"]


def test_every_link_leads_to_a_page(client: TestClient) -> None:
    for path in ("/sites/evacuation_sites/s1", "/sites/parks/p4", "/sites/community_places/m3", "/sites/child_facilities/c4"):
        found = links(client.get(path, params={"lang": "ja"}).text)
        assert any(one.startswith("/?") for one in found)
        for one in found:
            assert client.get(one).status_code == 200, (path, one)


def test_what_is_lost_is_asked_of_this_place(client: TestClient) -> None:
    page = client.get("/sites/evacuation_sites/s1", params={"hazard": "fire", "lang": "ja"}).text
    address = next(one for one in links(page) if one.startswith("/studies/losses"))
    assert "hazard=fire" in address
    assert "close=s1" in address
    assert "指定した場所" in client.get(address).text
    # What counts for no question can be lost by nobody.
    assert not [one for one in links(client.get("/sites/parks/p4").text) if one.startswith("/studies")]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/sites/parks/nowhere", 404, "nowhere"),
        ("/sites/dragons/1", 404, "dragons"),
        ("/sites/parks/p1?hazard=frogs", 422, "frogs"),
        ("/sites/parks/p1?colour=red", 422, "colour"),
        ("/sites/parks/p1?city=12345", 404, "12345"),
        ("/sites/parks/" + "%E3%81%82" * 300, 404, "あ" * 60),
        ("/sites/parks/%00", 404, ""),
        ("/sites/parks/..%2F..%2Fetc", 404, "etc"),
    ],
)
def test_what_is_not_there_is_said_in_words(client: TestClient, path: str, status: int, said: str) -> None:
    found = client.get(path)
    assert found.status_code == status
    assert said in found.text
    assert "Traceback" not in found.text
    assert client.get(path.replace("/sites", "/api/v1/cities/default/sites")).status_code in (404, 422)


def test_an_id_may_hold_any_sign() -> None:
    names = ("a/b|c?d#e&f+日 本", "=1+1")
    sites = [replace(one, id=names[at]) if at < 2 else one for at, one in enumerate(SITES)]
    with TestClient(create_app(Settings(), ToyShelf(toy_city(sites=sites)), None)) as client:
        for id in names:
            page = client.get(f"/sites/evacuation_sites/{quote(id, safe='')}")
            assert page.status_code == 200
            for one in links(page.text):
                assert client.get(one).status_code == 200, one


def test_what_needs_the_database_is_missed_in_words(client: TestClient) -> None:
    page = client.get("/sites/evacuation_sites/s1", params={"lang": "ja"}).text
    assert "データベースにつながらないため" in page
    assert "785人" in page


def test_hostile_names_are_text() -> None:
    with TestClient(create_app(Settings(), ToyShelf(hostile(flooded_city())), None)) as client:
        for layer, id in EVERY:
            page = client.get(f"/sites/{layer}/{quote(id, safe='')}", params={"lang": "ja"})
            assert page.status_code == 200
            assert "<script>alert" not in page.text
            assert "<img src=x" not in page.text
            assert "<b onmouseover" not in page.text
        assert html.escape(HOSTILE[0], quote=False) in client.get("/sites/evacuation_sites/s1").text.replace("&#34;", '"')


def test_a_licence_that_forbids_handing_on_keeps_the_file_back_and_not_the_page() -> None:
    city = toy_city()
    notes = tuple(replace(one, licence="KSJ-NC") if one.layer == "parks" else one for one in city.datasets)
    with TestClient(create_app(Settings(), ToyShelf(replace(city, datasets=notes)), None)) as client:
        problem_of(client.get("/api/v1/cities/default/sites/parks/p1"), 403, "forbidden")
        page = client.get("/sites/parks/p1")
        assert page.status_code == 200
        assert "/api/v1/" not in "".join(links(page.text))


def test_search_and_the_phone_page_lead_to_it(client: TestClient) -> None:
    found = client.get("/api/v1/cities/default/search", params={"q": "二の小学校"}).json()["found"]
    assert found[0]["page"] == "/sites/evacuation_sites/s2?city=99900"
    near = client.get("/near", params={"hazard": "earthquake", "place": "二の小学校", "lang": "ja"}).text
    address = next(one for one in links(near) if one.startswith("/sites/"))
    assert client.get(address).status_code == 200


def test_what_is_near_is_never_the_place_itself() -> None:
    city = toy_city(community=[*COMMUNITY, replace(COMMUNITY[0], id="m9", x=500, y=500, name="一の小学校")])
    near = near_site(site_of(city, "evacuation_sites", "s1"), "earthquake")
    assert near
    assert ("evacuation_sites", "s1") not in {(one.layer, one.id) for one in near}
    assert ("community_places", "m9") not in {(one.layer, one.id) for one in near}  # the same place on another list
    assert near_site(site_of(city, "evacuation_sites", "s4"), "flood") == ()


def test_places_are_kept_and_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []

    def counting(city: Any, layer: str, id: str, *more: Any) -> Any:
        worked.append(id)
        return site_of(city, layer, id, *more)

    monkeypatch.setattr("geo_service.api.sites.site_of", counting)
    city, kept = toy_city(), KeptSites(most=2)
    threads = [Thread(target=kept.site, args=(city, "parks", "p1")) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert worked == ["p1"]
    for id in ("p2", "p3", "p1"):  # only two are kept
        kept.site(city, "parks", id)
    assert worked == ["p1", "p2", "p3", "p1"]
    other = replace(city, release_date="2027-01-01T00:00:00+00:00")  # the same release, opened anew
    assert kept.site(other, "parks", "p1").city is other


def test_blank_marks_of_a_whole_hazard_are_not_a_no(shelf: ToyShelf) -> None:
    city = shelf.get("default", "public")
    sites = city.places["evacuation_sites"]
    marks = {**sites.marks, "flood": np.full(len(sites), -1, dtype=np.int8)}
    blank = replace(city, places={**city.places, "evacuation_sites": replace(sites, marks=marks)})
    with TestClient(create_app(Settings(), ToyShelf(blank), None)) as client:
        body = client.get("/api/v1/cities/default/sites/evacuation_sites/s1").json()
    flood = next(one for one in body["hazards"] if one["hazard"] == "flood")
    assert (flood["marked"], flood["designated"], flood["users"]) == (True, None, None)
    assert "洪水のとき使えるかは、名簿の印が空欄で分かりません" in body["sentence"]["ja"]
