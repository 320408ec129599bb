"""Ways to look at the page: walking minutes as a choice, large type for a room, two maps that move together."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.browser.conftest import PHONE, TOY, Opened, until

pytestmark = pytest.mark.browser
Open = Callable[..., Opened]
LEFT, RIGHT = quote(f"/?city={TOY}&hazard=flood"), quote(f"/?city={TOY}&hazard=earthquake")


def test_large_type_by_button_stays_with_the_choices_and_ends_with_escape(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}&hazard=flood")
    page = opened.page
    usual = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.sentence-lead')).fontSize)")
    page.locator("#project").click()
    large = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.sentence-lead')).fontSize)")
    assert large >= 30 > usual
    assert parse_qs(urlsplit(page.url).query)["view"] == ["projection"]
    assert page.locator("#project").get_attribute("aria-pressed") == "true"
    assert page.locator("#map-frame").is_visible() and not page.locator("#choices").is_visible()
    page.reload()
    assert "projection" in (page.locator("body").get_attribute("class") or "")
    page.keyboard.press("Escape")
    assert "view" not in parse_qs(urlsplit(page.url).query)
    assert page.locator("#choices").is_visible()


def test_two_maps_move_together(open_page: Open) -> None:
    opened = open_page(f"/compare?left={LEFT}&right={RIGHT}")
    page = opened.page
    left, right = (frame for frame in page.frames if frame is not page.main_frame)
    centre = "(() => { const m = window[Object.keys(window).find((key) => /^map_[0-9]+$/.test(key))]; return m.getZoom(); })()"
    before = right.evaluate(centre)
    left.locator(".leaflet-control-zoom-in").click()
    for _ in range(100):
        if right.evaluate(centre) > before and right.evaluate(centre) == left.evaluate(centre):
            break
        page.wait_for_timeout(50)
    assert right.evaluate(centre) == left.evaluate(centre) > before
    assert page.locator("#difference tbody tr").count() > 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_way_to_a_comparison_follows_the_choices_and_a_phone_shows_the_citys_name(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}&hazard=flood", PHONE)
    page = opened.page
    box = page.locator("#city-switch").bounding_box()
    assert box is not None and box["width"] >= 110
    page.locator("#choices-toggle").click()
    page.locator("label:has(input[value=tsunami])").click()
    until(page, "document.querySelector('#compare').href.includes('tsunami')")
    opened.settle()


def test_after_a_redraw_what_is_near_is_asked_when_it_is_opened_and_areas_lead_to_their_pages(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}&hazard=flood")
    page = opened.page
    listed = "[...document.querySelectorAll('.worst-near > div')][0].textContent"
    by_server = page.evaluate(listed)
    page.evaluate("GeoService.table.write(GeoService.draw.context.answer)")
    assert by_server and page.evaluate(listed) == ""
    page.locator(".worst-near summary").first.click()
    until(page, "document.querySelector('.worst-near > div > p > bdi') !== null")
    assert page.evaluate(listed) == by_server
    page.locator("#worst [data-show]").first.click()
    link = page.locator(".explain-page a").first
    link.wait_for()
    assert link.get_attribute("href") == page.locator("#worst .worst-name a").first.get_attribute("href")
    opened.settle()
