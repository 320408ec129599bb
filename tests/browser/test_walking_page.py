"""Distances along streets in a browser: offered where streets are loaded, asked who walks, redrawn in place."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

from tests.browser.conftest import SAMPLE, TOY, Opened
from tests.browser.test_map_page import sections

pytestmark = pytest.mark.browser
Open = Callable[..., Opened]
PROFILES = ("adult", "older", "night")
FLOOD = f"/?city={SAMPLE}&question=evacuation-site-reach&hazard=flood&ward=麻丘区"


@pytest.fixture(scope="module", autouse=True)
def walked(base: str) -> None:
    """The streets made ready for those who walk here: the first answer takes seconds that a page's own patience is not for."""
    for profile in PROFILES:
        with urlopen(
            f"{base}/api/v1/cities/{SAMPLE}/questions/evacuation-site-reach/nearest?hazard=flood&reach=streets"
            f"&profile={profile}&lon=139.7&lat=35.53",
            timeout=240,
        ) as near:
            assert near.status == 200
        with urlopen(
            f"{base}/api/v1/cities/{SAMPLE}/questions/evacuation-site-reach/answer?hazard=flood&reach=streets"
            f"&profile={profile}&unit_set=wards",
            timeout=240,
        ) as answer:
            assert answer.status == 200


def test_who_walks_is_asked_only_along_streets_and_decides_the_figures(open_page: Open) -> None:
    opened = open_page(FLOOD)
    page = opened.page
    assert page.locator("#profile-field").is_hidden()
    page.locator("#choices-more").click()
    page.locator('input[name="reach"][value="streets"]').check()
    opened.settle()
    assert page.locator("#profile-field").is_visible()
    adult = page.inner_text("#sentence")
    assert "大人" in page.inner_text("#words") + adult
    page.locator("#profile").select_option("night")
    opened.settle()
    # What a phone's folded choices say: measured along streets, at night.
    assert (page.locator("#choices-summary").text_content() or "").split(" / ")[-3:-1] == ["歩く道", "夜"]
    query = parse_qs(urlsplit(page.url).query)
    assert (query["reach"], query["profile"]) == (["streets"], ["night"])
    assert page.inner_text("#sentence") != adult
    assert "分速64 m" in page.inner_text("#how")
    page.locator('input[name="reach"][value="straight"]').check()
    opened.settle()
    assert "profile" not in parse_qs(urlsplit(page.url).query)
    assert page.locator("#profile-field").is_hidden()


def test_script_and_server_write_the_same_of_streets_and_of_a_scale(open_page: Open) -> None:
    path = f"{FLOOD}&reach=streets&profile=older&scale=l1&source=みほん川&usable=sure"
    opened = open_page(path)
    first = sections(opened.page)
    assert "高齢者" in first["words"]
    # Choosing and choosing back goes through the script, which keeps what the form has no field for.
    opened.page.locator("#profile").select_option("adult")
    opened.settle()
    opened.page.locator("#profile").select_option("older")
    opened.settle()
    assert sections(opened.page) == first
    query = parse_qs(urlsplit(opened.page.url).query)
    assert (query["scale"], query["source"], query["usable"]) == (["l1"], ["みほん川"], ["sure"])
    opened.page.locator('input[name="hazard"][value="earthquake"]').check()
    opened.settle()
    assert not {"scale", "source", "usable"} & set(parse_qs(urlsplit(opened.page.url).query))


def test_without_streets_none_are_offered(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}").page
    assert page.locator('input[name="reach"]').count() == 2


def test_without_a_script_the_form_is_answered_whatever_it_sends(open_page: Open) -> None:
    page = open_page(f"{FLOOD}&reach=straight&profile=older", java_script_enabled=False).page
    assert page.locator("#sentence").is_visible()
    assert "直線" in page.inner_text("#words")
