"""The search in the header: suggestions by the combobox pattern, shown on the map, folded on a phone, plain without a script."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import HOSTILE_CODE, PHONE, TOY, Opened, until

pytestmark = pytest.mark.browser
Open = Callable[..., Opened]
LINES = "document.querySelectorAll('#site-found li').length"


def type_text(page: Page, text: str) -> None:
    """Type into the search and wait for its suggestions."""
    page.keyboard.insert_text(text)
    until(page, f"{LINES} > 0")


def test_a_suggestion_is_chosen_by_keyboard_and_explained_on_the_map(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}&hazard=flood&lang=en")
    page = opened.page
    box = page.locator("#site-q")
    box.focus()
    assert box.get_attribute("role") == "combobox"
    asked = [url for url in opened.requests if "/search?" in url]
    page.keyboard.type("w", delay=5)
    type_text(page, "ard")
    sent = [url for url in opened.requests if "/search?" in url][len(asked) :]
    assert len(sent) == 1, "one request for what is typed in one go"
    assert box.get_attribute("aria-expanded") == "true"
    shown = page.locator("#site-found li").count()
    assert page.inner_text("#site-found-count").startswith(f"{shown} suggestions")
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == f"site-found-{shown - 1}"
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None, "between last and first is what was typed"
    page.keyboard.press("ArrowDown")
    name = page.locator("#site-found-0 .site-found-name").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_selector(".explain-page a")
    assert page.inner_text(".explain-title") == name
    assert page.locator(".map-mark").count() == 1
    assert "lang=en" in (page.locator(".explain-page a").get_attribute("href") or "")
    assert "folium-map" in page.evaluate("document.activeElement.className")
    assert box.get_attribute("aria-expanded") == "false"


def test_escape_closes_the_list_and_enter_without_a_choice_sends_the_form(open_page: Open) -> None:
    page = open_page(f"/areas?city={TOY}&lang=en").page
    page.locator("#site-q").focus()
    type_text(page, "ward")
    page.keyboard.press("Escape")
    assert page.locator("#site-found").is_hidden()
    assert page.locator("#site-q").input_value() == "ward"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    query = parse_qs(urlsplit(page.url).query)
    assert (query["q"], query["city"], query["lang"]) == (["ward"], [TOY], ["en"])
    assert page.locator(".search-hits li").count() > 0


def test_on_a_phone_it_is_behind_a_button_and_takes_no_room(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&hazard=flood", PHONE).page
    assert page.locator("#site-q").is_hidden()
    sentence = page.locator("#sentence").bounding_box()
    assert sentence is not None and sentence["y"] + sentence["height"] < PHONE[1]
    opener = page.locator("#site-search-open")
    assert opener.get_attribute("aria-label")
    opener.click()
    assert page.evaluate("document.activeElement.id") == "site-q"
    page.keyboard.press("Escape")
    assert page.locator("#site-q").is_hidden()
    assert page.evaluate("document.activeElement.id") == "site-search-open"


def test_names_made_to_break_things_are_text_in_the_list(open_page: Open) -> None:
    page = open_page(f"/?city={HOSTILE_CODE}&hazard=flood").page
    page.locator("#site-q").focus()
    type_text(page, "script")
    assert "<script>" in page.inner_text("#site-found")
    assert page.locator("#site-found script, #site-found img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#site-found li").first.click()
    page.wait_for_selector(".explain-title")


def test_without_a_script_it_is_a_form(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&lang=en", PHONE, java_script_enabled=False).page
    page.locator("#site-q").fill("ward")
    page.locator("#site-search button[type=submit]").click()
    assert page.locator(".search-hits li").count() > 0
