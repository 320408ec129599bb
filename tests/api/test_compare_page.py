"""Two answers side by side: what the page holds, what it refuses, and that it may frame our own pages only."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from tests.api.served import TestClient

LEFT, RIGHT = "/?city=99900&question=evacuation-site-reach&hazard=flood", "city=99900&hazard=earthquake"


def compared(client: TestClient, **values: str) -> str:
    response = client.get(f"/compare?{urlencode(values)}")
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "frame-src 'self'" in policy and "unsafe" not in policy
    return str(response.text)


def cells(html: str) -> list[list[str]]:
    """The rows of the difference table, tags taken out."""
    body = html.split('id="difference"')[1].split("<tbody>")[1].split("</tbody>")[0]
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


def test_what_is_no_address_is_said_and_shown_as_text(client: TestClient) -> None:
    for wrong in ("<script>alert(1)</script>", "/?hazard=flood&hazard=fire", "/?hazard=dragon", "/?" + "a=1&" * 900):
        response = client.get(f"/compare?{urlencode({'left': wrong, 'lang': 'en'})}")
        assert response.status_code == 422
        assert 'role="alert"' in response.text
        assert "<script>alert" not in response.text
    assert client.get(f"/compare?{urlencode({'left': '/?city=00000'})}").status_code == 404
