"""Without a mouse, at twice and four times the size, and with less motion: nothing is lost, and the focus is never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import HOSTILE_CODE, PHONE, TOY, Opened, until

pytestmark = pytest.mark.browser
Open = Callable[..., Opened]
FLOOD = f"/?city={TOY}&hazard=flood"
FOCUSED = "(document.activeElement.id || document.activeElement.className || document.activeElement.tagName)"
MAP = "window[Object.keys(window).find((key) => /^map_[0-9]+$/.test(key))]"


def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Press Tab until the element has the focus; every stop on the way is in sight and has a ring."""
    for _ in range(most):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """(selector) => {
                const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
                const marked = style.outlineStyle !== "none" || one.matches("iframe, .chip-choice input");
                const at = one.id || one.className || one.tagName;
                return { there: one.matches(selector), at, marked, size: box.width * box.height };
            }""",
            selector,
        )
        assert seen["marked"] and seen["size"] > 0, seen["at"]
        if seen["there"]:
            return
    raise AssertionError(f"not reached in {most} steps: {selector}")


def test_from_the_skip_link_to_the_worst_area_and_back(open_page: Open) -> None:
    page = open_page(FLOOD).page
    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "answer"
    tab_to(page, "#worst [data-show]")
    code = page.evaluate("document.activeElement.dataset.show")
    page.keyboard.press("Enter")
    page.wait_for_selector(".explain")
    assert page.evaluate("document.activeElement.matches('.folium-map')")
    ring = page.evaluate("getComputedStyle(document.querySelector('#map-frame'), '::after').borderTopWidth")
    assert ring == "4px", "the ring stands over the map's layers"
    tab_to(page, ".explain-page a")
    tab_to(page, ".leaflet-popup-close-button")
    page.keyboard.press("Enter")
    until(page, f"document.activeElement.dataset.show === '{code}'")
    page.keyboard.press("Enter")
    page.wait_for_selector(".explain")
    page.keyboard.press("Escape")
    until(page, f"document.activeElement.dataset.show === '{code}'")


def test_on_a_phone_the_sheet_scrolls_closes_and_gives_the_focus_back(open_page: Open) -> None:
    page = open_page(FLOOD, PHONE).page
    page.locator("#worst [data-show]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#explain-sheet .explain")
    tab_to(page, "#explain-sheet .explain")
    tab_to(page, ".sheet-close")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.show !== undefined")
    assert page.locator("#explain-sheet").is_hidden()


def test_escape_closes_what_explains_before_it_ends_large_type(open_page: Open) -> None:
    page = open_page(f"{FLOOD}&view=projection").page
    page.locator(".folium-map").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".explain")
    page.keyboard.press("Escape")
    page.wait_for_selector(".explain", state="detached")
    assert page.locator("body.projection").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("body.projection").count() == 0


@pytest.mark.parametrize("size", [(640, 400), (320, 200)])
@pytest.mark.parametrize("path", [FLOOD, f"/?city={HOSTILE_CODE}&hazard=flood&lang=en&reach=detour"])
def test_at_twice_and_four_times_the_size_nothing_is_lost(open_page: Open, size: tuple[int, int], path: str) -> None:
    page = open_page(path, size, device_scale_factor=2).page
    page.locator("#choices-toggle").click()
    page.locator("#worst [data-show]").first.click()
    page.wait_for_selector(".explain")
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((one) => {
            if (one.closest(".leaflet-pane, .table-scroll, .visually-hidden, .skip, noscript, svg")) return false;
            const box = one.getBoundingClientRect();
            return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
        }).map((one) => one.id || one.className || one.tagName)"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for part in ("#sentence", "#choices", "#map-frame", "#wards", "#worst", "#downloads", "#sources"):
        assert page.locator(part).is_visible(), part


def test_with_less_motion_the_map_jumps(open_page: Open) -> None:
    page = open_page(FLOOD, reduced_motion="reduce").page
    page.locator(".folium-map").focus()
    moved = page.evaluate(
        f"""() => {{
            const map = {MAP}, before = map.getCenter().lng, zoom = map.getZoom();
            map.getContainer().dispatchEvent(new KeyboardEvent("keydown", {{ key: "ArrowRight", keyCode: 39, bubbles: true }}));
            const at = map.getCenter().lng;
            map.zoomIn(1);
            return [at !== before, map.getZoom() === zoom + 1];
        }}"""
    )
    assert moved == [True, True], "at once, in the same turn"
