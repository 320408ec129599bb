"""The page about losing places: a place is chosen by its name, and every row leads to its place and to losing just that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from geo_service.api.app import create_app
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf
from tests.api.test_hostile_names import NAMES
from tests.toy import Spot, toy_city

PAGE = "/studies/losses?city=default&hazard=earthquake&within=1500&lang=ja"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    spots = (
        Spot("上丸子小学校|八幡町8,1|14130", 500, 500, marks={"*": 1}, name="上丸子小学校"),
        Spot("t1", 2500, 2500, marks={"*": 1}, name="中央公園"),
        Spot("t2", 4500, 500, marks={"*": 1}, name="中央公園"),
        *(Spot(f"h{at}", 600 + at, 600, marks={"*": 1}, name=name) for at, name in enumerate(NAMES)),
    )
    with TestClient(create_app(Settings(), ToyShelf(toy_city(sites=spots)), None)) as found:
        yield found


def test_a_place_is_chosen_by_its_name(client: TestClient) -> None:
    page = client.get(PAGE).text
    offered = re.findall(r'<option value="([^"]*)">', page.split('id="ids-close"')[1].split("</datalist>")[0])
    # What the list puts into the field is what a person reads; of namesakes it is what tells them apart.
    assert {"上丸子小学校", "t1", "t2"} <= set(map(unescape, offered)) and "中央公園" not in offered
    for one in sorted(map(unescape, offered))[::4]:
        asked = client.get(PAGE, params={"close": one})
        assert asked.status_code == 200, one
        assert "指定した場所" in asked.text
    told = client.get(PAGE, params={"close": "中央公園"})
    assert told.status_code == 422 and "t1（中央公園 西区）" in told.text and "t2（中央公園 東区）" in told.text


def test_every_row_leads_to_its_place_and_to_losing_it(client: TestClient) -> None:
    page = client.get(PAGE + "&ward=99901").text
    first = page.split('id="table-1"')[1].split("</section>")[0]
    found = re.findall(r'<a href="([^"]*)"><bdi>([^<]*)</bdi></a>', first)
    places = [unescape(address) for address, _ in found if address.startswith("/sites/")]
    closing = [unescape(address) for address, _ in found if address.startswith("/studies/losses?")]
    assert len(places) == len(closing) == len(NAMES) + 2  # t2 matters to the east alone
    for address in (*places[::6], *closing[::6]):
        assert client.get(address).status_code == 200, address
    lost = client.get(next(one for one in closing if "14130" in one)).text
    assert "指定した上丸子小学校が使えなくなると" in lost and 'value="99901" selected' in lost
    # A file goes without the service: its names are text.
    file = client.get("/api/v1/cities/default/studies/losses/result", params={"hazard": "earthquake", "f": "html"}).text
    assert "/sites/" not in file and "上丸子小学校" in file
