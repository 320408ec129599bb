"""axe finds nothing, and everything can be done with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE, SAMPLE, TOY, Opened, until

pytestmark = pytest.mark.browser
Open = Callable[..., Opened]


def violations(opened: Opened) -> list[str]:
    """What axe finds, in one line each."""
    found = Axe().run(opened.page).response["violations"]
    return [f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes'][:3]]}" for one in found]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_axe_finds_nothing_on_the_page(open_page: Open, size: tuple[int, int], lang: str) -> None:
    opened = open_page(f"/?city={SAMPLE}&hazard=flood&lang={lang}", size, bypass_csp=True)
    if size == PHONE:
        opened.page.locator("#choices-toggle").click()
    opened.page.locator("#worst [data-show]").first.click()
    opened.page.wait_for_selector(".explain")
    opened.page.wait_for_timeout(400)  # the popup fades in: half-way its text is pale
    assert violations(opened) == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_axe_finds_nothing_on_a_problem(open_page: Open, lang: str) -> None:
    opened = open_page(f"/?city={TOY}&demand=nobody&lang={lang}", bypass_csp=True, allowed=("status of 422",))
    assert violations(opened) == []


def test_everything_can_be_reached_and_done_by_keyboard(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}&hazard=earthquake")
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"
    page.locator("input[name=hazard]:checked").focus()
    page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('#words').innerText.includes('洪水')")
    assert page.evaluate("document.activeElement.value") == "flood", "the focus stays where it was"
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.className || document.activeElement.tagName"))
        if "folium-map" in page.evaluate("document.activeElement.className || ''"):
            break
    assert {"demand", "within", "ward"} <= seen
    assert page.locator(".crosshair").is_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "4px"
    page.keyboard.press("Enter")
    page.wait_for_selector(".explain")
    until(page, "document.querySelector('#status').innerText.length > 10")
    page.keyboard.press("Escape")
    page.wait_for_selector(".explain", state="detached")
    centre = page.evaluate("document.querySelector('.map-name-ward').getBoundingClientRect().x")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    until(page, f"(x => document.querySelector('.map-name-ward').getBoundingClientRect().x !== x)({centre})")
    page.locator("#wards th[data-key=share] button").focus()
    page.keyboard.press("Space")
    assert page.locator("#wards th[data-key=share]").get_attribute("aria-sort") == "ascending"
    page.locator("#worst [data-show]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".explain")


def test_the_map_has_a_name_and_a_text_that_says_the_same(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&hazard=flood&lang=en").page
    box = page.locator(".folium-map")
    assert "Map of Toy City" in (box.get_attribute("aria-label") or "")
    assert page.locator(f"#{box.get_attribute('aria-describedby')}").is_visible()
    assert page.locator(".leaflet-control-zoom-in").get_attribute("aria-label") == "Zoom in"


def test_the_page_holds_at_twice_the_size(open_page: Open) -> None:
    page = open_page(f"/?city={SAMPLE}", (640, 400), device_scale_factor=2).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.locator("#sentence").is_visible()
