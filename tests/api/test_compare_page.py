"""Two answers side by side: what the page holds, what it refuses, and that it may frame our own pages only."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import shapely

from geo_service.api.compare_pages import MOST_SIGNS, _query
from geo_service.errors import ParameterError
from maps.compare_page import differences, warnings
from maps.words import say
from tests.api.served import TestClient
from tests.toy import toy_city

LEFT, RIGHT = "/?city=99900&question=evacuation-site-reach&hazard=flood", "city=99900&hazard=earthquake"


def compared(client: TestClient, **values: str) -> str:
    response = client.get(f"/compare?{urlencode(values)}")
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "frame-src 'self'" in policy and "unsafe" not in policy
    return str(response.text)


def cells(html: str, table: str = "difference") -> list[list[str]]:
    """The rows of a table of differences, tags taken out."""
    body = html.split(f'id="{table}"')[1].split("<tbody>")[1].split("</tbody>")[0]
    return [[re.sub("<[^>]+>", "", one) for one in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in body.split("</tr>")[:-1]]


def test_the_differences_are_those_of_the_two_answers(client: TestClient) -> None:
    path = "/api/v1/cities/99900/questions/evacuation-site-reach/answer?hazard="
    flood, earthquake = (client.get(path + one).json() for one in ("flood", "earthquake"))
    rows = cells(compared(client, left=LEFT, right=RIGHT, lang="en"))
    assert len(rows) == len(flood["units"]["wards"]) + 1
    total = rows[-1]
    assert total[4] == f"{flood['totals']['unserved']:,.0f}"
    assert total[5] == f"{earthquake['totals']['unserved']:,.0f}"
    gone = round(earthquake["totals"]["unserved"]) - round(flood["totals"]["unserved"])
    assert gone != 0 and total[6] == f"{gone:+,d}"


def test_the_small_areas_that_differ_most_come_first(client: TestClient) -> None:
    path = "/api/v1/cities/99900/questions/evacuation-site-reach/answer?hazard=earthquake"
    near, far = (client.get(path + one).json()["units"]["towns"] for one in ("", "&within=1000"))
    html = compared(client, left=f"/?{RIGHT}", right=f"/?{RIGHT}&within=1000", lang="en")
    other = {one["code"]: one for one in far}
    gone = [round(other[one["code"]]["unserved"]) - round(one["unserved"]) for one in near]
    differ = sorted((abs(one) for one in gone if one), reverse=True)
    assert [abs(int(row[6].replace(",", ""))) for row in cells(html, "small")] == differ[:15]
    assert len(differ) > 1 and differ[0] > differ[-1]
    assert 'id="small"' not in compared(client, left=LEFT, right=LEFT, lang="en")


def test_both_maps_are_pages_of_ours_without_anything_around(client: TestClient) -> None:
    frames = re.findall(r'<iframe[^>]* src="([^"]+)"', compared(client, left=LEFT, right=RIGHT))
    assert len(frames) == 2
    for address in frames:
        assert address.startswith("/?") and "view=map" in address
        shown = client.get(address.replace("&amp;", "&"))
        assert '<body class="map">' in shown.text


def test_with_one_address_others_are_offered_that_can_be_opened(client: TestClient) -> None:
    html = compared(client, left=LEFT)
    assert "<iframe" not in html
    offered = re.findall(r'href="(/compare\?left=[^"]+right=[^"]+)"', html)
    assert offered
    assert client.get(offered[-1].replace("&amp;", "&")).text.count("<iframe") == 2


def test_any_one_choice_can_be_changed(client: TestClient) -> None:
    html = compared(client, left=f"{LEFT}&ward=99901", lang="ja")
    for words in ("災害を変える", "距離を変える", "だれを数えるかを変える", "区を変える"):
        assert words in html
    offered = [one.replace("&amp;", "&") for one in re.findall(r'href="(/compare\?left=[^"]+right=[^"&]+[^"]*)"', html)]
    rights = [dict(parse_qsl(urlsplit(dict(parse_qsl(urlsplit(one).query))["right"]).query)) for one in offered]
    assert {one.get("within") for one in rights} >= {"250", "800", "1000"}
    assert {one.get("ward") for one in rights} == {"99901", "99902"}
    assert "age_65_over" in {one.get("demand") for one in rights}


def test_what_is_no_address_is_said_and_shown_as_text(client: TestClient) -> None:
    for wrong in ("<script>alert(1)</script>", "/?hazard=flood&hazard=fire", "/?hazard=dragon", "/?" + "a=1&" * 900):
        response = client.get(f"/compare?{urlencode({'left': wrong, 'lang': 'en'})}")
        assert response.status_code == 422
        assert 'role="alert"' in response.text
        assert "<script>alert" not in response.text
    assert client.get(f"/compare?{urlencode({'left': '/?city=00000'})}").status_code == 404


def test_an_address_as_long_as_a_drawn_shape_is_read(client: TestClient) -> None:
    shape = shapely.to_wkt(shapely.Point(139.7, 35.5).buffer(0.01, quad_segs=60))
    address = f"/?{urlencode({'city': '99900', 'hazard': 'flood', 'reach': 'streets', 'closed_by': shape})}"
    assert len(address) > 2000
    # The toy city has no streets: that is what it says, no longer that this were no address.
    said = client.get(f"/compare?{urlencode({'left': address, 'lang': 'en'})}").text
    assert "is not the address of a map page" not in said and "No walking streets" in said


def test_what_is_too_long_says_so(client: TestClient) -> None:
    with pytest.raises(ParameterError) as refusal:
        _query("left", "/?hazard=" + "a" * MOST_SIGNS)
    problem = refusal.value.problem("en")
    assert "too long: at most 64,000" in problem["detail"] and problem["maximum"] == MOST_SIGNS


def test_what_differs_besides_is_said_before_the_differences(client: TestClient) -> None:
    # Flood: one mark is blank; earthquake: none.
    assert "blank: 1 places on the left, 0 on the right" in compared(client, left=LEFT, right=RIGHT, lang="en")
    assert "印が空欄のため数えていない場所が、左に1か所、右に0か所" in compared(client, left=LEFT, right=RIGHT, lang="ja")
    assert 'class="notice"' not in compared(client, left=LEFT, right=LEFT, lang="en")
    assert "different distance limits" in compared(client, left=LEFT, right=f"{LEFT}&within=1000", lang="en")


def test_what_is_not_known_stands_beside_each_ward(client: TestClient) -> None:
    city = toy_city()
    sites, wards = city.places["evacuation_sites"], city.unit_sets["wards"]
    (blank,) = (i for i in range(len(sites)) if sites.marks["flood"][i] == -1 and sites.own[i])
    rows = cells(compared(client, left=LEFT, right=RIGHT, lang="en"))
    for at, row in enumerate(rows[:-1]):
        there = int(sites.ward[blank]) == at
        assert row[0] == wards.name_en[at]
        assert ("places with a blank mark: 1" in row[7]) == there, "flood: one mark is blank"
        assert "blank mark" not in row[8], "earthquake: none is"
    assert "places with a blank mark: 1" in rows[-1][7]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"question": "another"}, "different questions"),
        ({"group": {"ja": "こども", "en": "children"}}, "different groups"),
        ({"parameters": {"ward": "99901"}}, "different wards"),
        ({"parameters": {"limits_m": {"aed": 300}}}, "different distance limits"),
        ({"parameters": {"reach": "streets"}}, "measure distance differently"),
        ({"parameters": {"profile": "wheelchair"}}, "measure distance differently"),
        ({"city": "99901"}, "without a difference"),
    ],
)
def test_each_way_to_differ_has_its_words(client: TestClient, change: dict[str, Any], said: str) -> None:
    answer = client.get("/api/v1/cities/99900/questions/evacuation-site-reach/answer?hazard=flood").json()
    other = answer | change
    other["parameters"] = answer["parameters"] | change.get("parameters", {})
    (told,) = warnings(answer, other, "en")
    assert said in told
    total = differences(answer, other, "en")[-1]
    none = say("en", "value.none")
    assert (total.unserved[2] == none and total.shares[2] == none) == ("city" in change)


@pytest.mark.parametrize("query", ["lang=fr", "lang=en&lang=ja", "left=/?a=1&left=/?a=1", "middle=1"])
def test_other_parameters_are_refused_as_on_other_pages(client: TestClient, query: str) -> None:
    response = client.get(f"/compare?{query}")
    assert response.status_code == 422 and 'role="alert"' in response.text
