"""What is near an area that could help: over HTTP, and folded beside the worst areas of a page."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from geo_service.api.app import create_app
from geo_service.coverage.help_near import KINDS
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf, problem_of

AREA = "/api/v1/cities/default/areas/wards/99901/near"


def test_the_nearest_of_each_kind_with_its_line(client: TestClient) -> None:
    found = client.get(f"{AREA}?hazard=flood").json()
    assert (found["unit_set"], found["code"], found["hazard"]) == ("wards", "99901", "flood")
    layers = [one["layer"] for one in found["near"]]
    assert layers and len(layers) == len(set(layers))
    for one in found["near"]:
        assert one["name"] in one["text"]["ja"]
        away = "in the area" if one["distance_m"] == 0 else "from the area's edge"
        assert away in one["text"]["en"]
        assert ("zone" in one["text"]["en"]) == (one["in_zone"] is not None)


def test_what_there_is_not_is_refused(client: TestClient) -> None:
    problem_of(client.get("/api/v1/cities/default/areas/wards/1/near"), 404, "not-found")
    problem_of(client.get("/api/v1/cities/default/areas/nothing/1/near"), 404, "not-found")
    assert problem_of(client.get(f"{AREA}?hazard=dragon"), 422, "parameter")["parameter"] == "hazard"


def test_the_page_has_it_beside_each_of_the_worst_areas(client: TestClient) -> None:
    page = client.get("/?question=evacuation-site-reach&hazard=flood&lang=ja").text
    worst = re.findall(r'<li data-code="([^"]+)"><span class="worst-name"><a href="([^"]+)">', page)
    folded = re.findall(r'data-near="([^"]+)"><summary>[^<]+</summary><div>(.*?)</div>', page)
    assert worst and len(worst) == len(folded)
    for (code, area), (near, lines) in zip(worst, folded, strict=True):
        assert client.get(unescape(area)).status_code == 200
        asked = client.get(unescape(near)).json()
        assert asked["code"] == code
        assert [unescape(one) for one in re.findall("<p><bdi>(.*?)</bdi></p>", lines)] == [
            *(one["text"]["ja"] for one in asked["near"]),
            asked["not_loaded"]["text"]["ja"],
        ]


def test_what_no_list_is_loaded_of_is_said_not_to_be_known(client: TestClient, shelf: ToyShelf) -> None:
    """Nobody can say that there are no partners near when nobody has loaded any: page, fold and API say so."""
    lacking = client.get(AREA).json()["not_loaded"]
    assert lacking["layers"] == ["candidate_spaces", "partner_sites"]
    line = "使えるかもしれない場所・協力してくれる大学・企業は、データがありません（近くにないとは言えません）。"
    assert lacking["text"]["ja"] == line
    assert line in client.get("/areas/wards/99901?lang=ja").text
    city = shelf.get("default", "public")
    bare = replace(city, release=city.release + 1, places={"evacuation_sites": city.places["evacuation_sites"]})
    places = {layer: replace(city.places["parks"], layer=layer) for layer in KINDS if layer not in city.places}
    full = replace(city, release=city.release + 2, places={**city.places, **places})
    with TestClient(create_app(Settings(), ToyShelf(bare), None)) as other:
        assert "公園" in other.get(AREA).json()["not_loaded"]["text"]["ja"]
        # Nothing near is designated for it: the table has no row, and yet it is not said that there is nothing.
        assert "公園は、データがありません" in other.get("/areas/wards/99901?lang=ja&hazard=volcano").text
    with TestClient(create_app(Settings(), ToyShelf(full), None)) as other:
        assert other.get(AREA).json()["not_loaded"] == {"layers": [], "text": None}
        assert "データがありません（近くに" not in other.get("/areas/wards/99901?lang=ja").text
