"""A person on a phone finds the nearest usable place: by name without a script, by the phone's own position, by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, TOY, Opened
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser
Open = Callable[..., Opened]
LOW = """() => [...document.querySelectorAll("a, button, input[type=search], .chips label")]
  .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44).map((one) => one.textContent.trim())"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_without_a_script_by_name_and_then_in_another_language(open_page: Open) -> None:
    page = open_page(f"/near?city={TOY}&lang=ja", PHONE, java_script_enabled=False).page
    expect(page.locator("#near-here")).to_be_hidden()
    page.get_by_role("radio", name="洪水（川の水があふれる）").check()
    page.get_by_role("searchbox").fill("二の小学校")
    page.get_by_role("button", name="探す", exact=True).click()
    # 3.7 km on foot: told as a fact, below what is near and usable.
    far = page.locator("h2:has-text('遠いけれど') + ul h3")
    expect(far).to_have_text(["一の小学校"])
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator(".places h3").first).to_have_text("一の小学校 Ichi No Shogakko")


def test_from_where_the_phone_is_only_when_asked(open_page: Open) -> None:
    here = {"longitude": 139.640262, "latitude": 35.571701}
    opened = open_page(f"/near?city={TOY}&lang=en", PHONE, geolocation=here, permissions=["geolocation"])
    assert not any("lon=" in url for url in opened.requests)
    opened.page.get_by_role("button", name="Search from where I am").click()
    expect(opened.page.locator("ol.places h3").first).to_contain_text("二の小学校")
    assert [url for url in opened.requests if "lon=139.6403&lat=35.5717" in url]


def test_a_refused_position_is_said(open_page: Open) -> None:
    page = open_page(f"/near?city={TOY}&lang=pt", PHONE).page
    page.context.clear_permissions()
    page.get_by_role("button", name="Procurar a partir de onde estou").click()
    expect(page.locator(".failed")).to_have_text("Não foi possível saber sua posição. Escreva um endereço.")


@pytest.mark.parametrize("lang", ["ja-easy", "ne"])
def test_it_fits_a_phone_and_axe_finds_nothing(open_page: Open, lang: str) -> None:
    opened = open_page(f"/near?city={TOY}&lang={lang}&hazard=flood&place=二の小学校", PHONE, bypass_csp=True)
    assert violations(opened) == []
    assert opened.page.evaluate(WIDE) == 0
    assert opened.page.evaluate(LOW) == []
    opened.page.locator("input[name=hazard]:checked").focus()
    opened.page.keyboard.press("ArrowLeft")
    expect(opened.page.locator("input[name=hazard]:checked")).to_have_value("earthquake")
    # Of the three for earthquakes only the school itself is near enough to walk to.
    expect(opened.page.locator("ol.places h3")).to_have_count(1)
