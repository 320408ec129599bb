"""Bridges are chosen by name on the pages of studies; choosing one means measuring along streets."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest

from geo_service.api.app import create_app
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf
from tests.api.test_streets_routes import HOSTILE, town


@pytest.fixture
def streets() -> Iterator[TestClient]:
    """A city with two bridges: one with a name made to break things, one without any name over nothing known."""
    with TestClient(create_app(Settings(), ToyShelf(town()), None)) as client:
        yield client


def options(page: str) -> dict[str, str]:
    """Value → words of the select of closed bridges, and "chosen" → the value that is selected."""
    select = re.search(r'<select id="choose-closed_by".*?</select>', page, flags=re.DOTALL)
    assert select is not None
    found = re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)', select[0])
    chosen = next((value for value, selected, _ in found if selected), "")
    return {value: html.unescape(words) for value, _, words in found} | {"chosen": chosen}


def test_bridges_with_a_name_are_listed_and_one_is_closed(streets: TestClient) -> None:
    page = streets.get("/studies/losses?lang=ja").text
    listed = options(page)
    assert listed["bridge:2"] == f"{HOSTILE}（200 m）"
    assert "bridge:4" not in listed, "a footbridge over nothing known, without a name, is not told from others"
    assert '<label for="choose-closed_by">通れない橋</label>' in page
    closed = streets.get("/studies/losses?lang=ja&question=park-reach&closed_by=bridge:2")
    assert options(closed.text)["chosen"] == "bridge:2"
    assert "歩く道" in closed.text
    assert closed.text.count("<script>alert") == 0
    assert "straight" not in re.findall(r"result\?[^\"]*", html.unescape(closed.text))[0]


def test_without_streets_no_bridge_is_offered(client: TestClient) -> None:
    assert "choose-closed_by" not in client.get("/studies/losses").text
