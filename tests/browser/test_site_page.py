"""Somebody on a phone goes from the nearest places to the page of one, tries another hazard, and goes on to the area it is in.

That axe finds nothing on these pages, test_axe_pages.py sees.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from geo_service.api.app import create_app
from geo_service.settings import Settings
from tests.api.served import ToyShelf
from tests.browser.conftest import PHONE
from tests.browser.serve import running
from tests.toy import toy_city

pytestmark = pytest.mark.browser
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A page of a phone without a script, on a service of the toy city."""
    with running(create_app(Settings(), ToyShelf(toy_city()), None, ogc=False)) as base:
        size = {"width": PHONE[0], "height": PHONE[1]}
        context = chromium.new_context(base_url=base, locale="ja-JP", viewport=size, java_script_enabled=False)  # type: ignore[arg-type]
        yield context.new_page()
        context.close()


def test_from_the_nearest_place_to_its_page_and_on(phone: Page) -> None:
    phone.goto("/near?lang=ja&hazard=earthquake&place=二の小学校")
    phone.get_by_role("link", name="この場所のページ").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("二の小学校")
    expect(phone.locator(".study-sentence")).to_contain_text("地震のとき、直線500 m以内でここがいちばん近いのは住民785人")
    # Who looks at the map with a reader hears the sentence.
    expect(phone.get_by_role("img", name="二の小学校は、地震・")).to_be_visible()
    flood = phone.get_by_role("link", name="洪水", exact=True)
    flood.click()
    expect(flood).to_have_attribute("aria-current", "true")
    expect(phone.get_by_role("row").filter(has=flood)).to_contain_text("指定なし")
    assert phone.evaluate(WIDE) == 0
    phone.get_by_role("link", name="三町3丁目").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("三町3丁目")
