"""The page of papers offers what this service makes, with the area it was opened for chosen."""

from __future__ import annotations

import re

from tests.api.served import TestClient


def test_every_form_leads_to_a_route_that_is_there(client: TestClient) -> None:
    page = client.get("/papers", params={"lang": "ja", "area": "wards:99902"}).text
    actions = set(re.findall(r'action="(/papers/[^"]+)"', page))
    assert "/papers/brief.pdf" in actions
    for action in actions:
        # Without what it needs a paper is refused in words; the route itself is there.
        assert client.get(action, params={"city": "00000"}).status_code == 404
    assert '<option value="99902" selected>' in page


def test_what_is_asked_wrongly_is_said_in_words(client: TestClient) -> None:
    assert client.get("/papers", params={"colour": "red"}).status_code == 422
    assert client.get("/papers", params={"city": "00000"}).status_code == 404
