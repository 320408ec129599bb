"""The pages about studies in a browser: axe finds nothing, nothing scrolls sideways, the form works without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from geo_service.api.app import create_app
from geo_service.settings import Settings
from geo_service.studies import STUDIES
from tests.api.served import ToyShelf
from tests.browser.conftest import DESKTOP, HOSTILE_CODE, PHONE, TOY, Opened, until
from tests.browser.serve import running
from tests.browser.test_accessibility import violations
from tests.maps.shown import hostile
from tests.toy import toy_city
from tests.toy_studies import flooded_city

pytestmark = pytest.mark.browser
Open = Callable[..., Opened]
LEAVE = "/studies/who-must-leave"
DRY = "99902"
"""The toy city without any ground of hazards."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """A service of toy cities in memory: flooded, with hostile names, and dry."""
    strange = replace(hostile(flooded_city()), code=HOSTILE_CODE)
    dry = replace(toy_city(), code=DRY)
    with running(create_app(Settings(), ToyShelf(flooded_city(), strange, dry), None)) as address:
        yield address


@pytest.mark.parametrize("path", ["/studies?city=", f"{LEAVE}?city=", f"{LEAVE}?hazard=flood&ward=99902&city="])
@pytest.mark.parametrize(("size", "lang"), [(DESKTOP, "ja"), (DESKTOP, "en"), (PHONE, "ja"), (PHONE, "en")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page: Open, path: str, size: tuple[int, int], lang: str) -> None:
    opened = open_page(f"{path}{TOY}&lang={lang}", size, bypass_csp=True)
    for closed in opened.page.locator("main details:not([open]) > summary").all():
        if closed.is_visible():
            closed.click()
    assert violations(opened) == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("id", list(STUDIES))
def test_every_study_has_its_page(open_page: Open, id: str) -> None:
    page = open_page(f"/studies?city={TOY}&lang=ja", DESKTOP, ("status of 409", "status of 422")).page
    page.locator(f'a[href^="/studies/{id}?"]').click()
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text() == STUDIES[id].title.ja
    assert page.locator(".study-sentence, .problem").count() == 1


@pytest.mark.parametrize("id", list(STUDIES))
@pytest.mark.parametrize("size", [DESKTOP, PHONE, (320, 640)])
def test_no_study_scrolls_sideways(open_page: Open, id: str, size: tuple[int, int]) -> None:
    opened = open_page(f"/studies/{id}?city={TOY}&lang=ja", size, ("status of 409", "status of 422"), bypass_csp=True)
    for closed in opened.page.locator("main details:not([open]) > summary").all():
        if closed.is_visible():
            closed.click()
    assert violations(opened) == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("script", [True, False])
def test_the_form_asks_anew_and_keeps_what_was_chosen(open_page: Open, script: bool) -> None:
    page = open_page(f"{LEAVE}?city={TOY}&lang=ja", PHONE, java_script_enabled=script).page
    whole = page.locator(".study-sentence").inner_text()
    page.locator("#choose-ward").select_option("99902")
    page.locator("summary", has_text="ほかの条件").click()
    page.locator("#choose-stay_hours").fill("６")
    page.get_by_role("button", name="調べる").click()
    page.wait_for_load_state("networkidle")
    assert page.locator(".study-sentence").inner_text() != whole
    assert "東区" in page.locator(".study-sentence").inner_text()
    assert page.locator("#choose-ward").input_value() == "99902"
    # What is chosen among the other conditions stays in sight.
    assert page.locator("#choose-stay_hours").is_visible()
    assert page.locator("#choose-stay_hours").input_value() == "６"
    page.get_by_role("link", name="English").click()
    page.wait_for_load_state("networkidle")
    assert page.url.split("?")[0].endswith(LEAVE)
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_mistake_stays_in_the_form_with_what_was_typed(open_page: Open) -> None:
    opened = open_page(f"{LEAVE}?city={TOY}&lang=ja", PHONE, ("status of 422",), bypass_csp=True)
    page = opened.page
    page.locator("summary", has_text="ほかの条件").click()
    page.locator("#choose-stay_hours").fill("三日くらい")
    page.get_by_role("button", name="調べる").click()
    page.wait_for_load_state("networkidle")
    assert "三日くらい" in page.locator("[role=alert]").inner_text()
    typed = page.locator("#choose-stay_hours")
    assert typed.is_visible()
    assert (typed.input_value(), typed.get_attribute("aria-invalid")) == ("三日くらい", "true")
    assert typed.get_attribute("aria-describedby") == "problem"
    assert violations(opened) == []
    typed.fill("72")
    page.get_by_role("button", name="調べる").click()
    page.wait_for_load_state("networkidle")
    assert page.locator(".study-sentence").count() == 1


def test_what_cannot_be_answered_says_what_is_lacking_beside_the_form(open_page: Open) -> None:
    opened = open_page(f"{LEAVE}?city={DRY}&lang=en", PHONE, ("status of 409",), bypass_csp=True)
    assert opened.page.locator("[role=alert]").is_visible()
    assert opened.page.locator("#choose-hazard").is_visible()
    assert violations(opened) == []


def test_everything_can_be_reached_by_keyboard(open_page: Open) -> None:
    page = open_page(f"{LEAVE}?city={TOY}&lang=ja").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        if seen[-1] == "SUMMARY":
            break
    assert [one for one in seen if one.startswith("choose-")][:1] == ["choose-hazard"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "choose-demand"
    page.locator("button[type=submit]").last.press("Enter")
    page.wait_for_load_state("networkidle")
    assert "hazard=flood" in page.url


def test_hostile_names_stay_texts(open_page: Open) -> None:
    page = open_page(f"{LEAVE}?city={HOSTILE_CODE}&lang=ja").page
    assert page.locator("main img, main script, main iframe").count() == 0
    assert "<" in page.locator(".study-table").first.inner_text(), "the name stands there as it is"


def test_a_table_on_a_phone_is_blocks_with_their_labels(open_page: Open) -> None:
    page = open_page(f"{LEAVE}?city={TOY}&lang=ja", PHONE).page
    cell = page.locator(".study-wide td[data-label]").first
    assert page.evaluate("getComputedStyle(document.querySelector('.study-wide tbody tr')).display") == "grid"
    assert cell.get_attribute("data-label") == "対象（人）"
    assert page.locator("tr.study-total").first.inner_text().startswith("おもちゃ市")
    # The table of sites by class has long first cells: its numbers are in sight without a sideways move.
    sites = page.locator(".study-table", has_text="使える階に入れる人数（分かるものの計）").first
    for number in sites.locator("td.number").all():
        box = number.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0]
    inside = "one => one.closest('.table-scroll').scrollWidth <= one.closest('.table-scroll').clientWidth"
    assert sites.evaluate(inside)


def test_from_the_map_to_the_study_and_back(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&question=evacuation-site-reach&hazard=flood&ward=99902&lang=ja").page
    link = page.locator("#answer-leave")
    link.wait_for(state="visible")
    link.click()
    page.wait_for_load_state("networkidle")
    assert page.url.split("?")[0].endswith(LEAVE)
    assert "東区" in page.locator(".study-sentence").inner_text()
    page.get_by_role("link", name="この災害で避難場所へ歩いて行けるか").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("#ward").input_value() == "99902"
    assert page.locator("input[name=hazard]:checked").input_value() == "flood"
    # The way follows what is chosen, and goes where no zones are known.
    page.locator("#ward").select_option("")
    until(page, "!document.querySelector('#answer-leave').href.includes('99902')")
    page.locator("input[name=hazard][value=volcano]").check()
    until(page, "document.querySelector('#answer-leave').hidden")


def test_from_a_question_to_its_losses_and_back(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&question=park-reach&lang=ja").page
    page.locator('[data-study="question"]').click()
    page.wait_for_load_state("networkidle")
    assert page.locator("#choose-question").input_value() == "park-reach"
    assert "公園" in page.locator(".study-sentence").inner_text()
    # The places it lists can be chosen by their names.
    assert page.locator("#ids-close option").count() == page.locator(".study-table").first.locator("tbody tr").count()
    page.get_by_role("link", name="この問いの地図を見る").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("input[name=question]:checked").input_value() == "park-reach"


def test_a_place_that_is_not_there_stays_in_the_form(open_page: Open) -> None:
    page = open_page(f"/studies/losses?city={TOY}&question=park-reach&lang=ja", PHONE, ("status of 404",)).page
    page.locator("#choose-close").fill("no such place")
    page.get_by_role("button", name="調べる").click()
    page.wait_for_load_state("networkidle")
    assert "no such place" in page.locator("[role=alert]").inner_text()
    assert page.locator("#choose-close").input_value() == "no such place"
    assert page.locator("#choose-question").input_value() == "park-reach"


def test_a_download_of_the_picture(open_page: Open) -> None:
    page = open_page(f"{LEAVE}?city={TOY}&lang=ja").page
    with page.expect_download() as caught:
        page.get_by_role("link", name="図（SVG）").click()
    assert caught.value.suggested_filename.startswith(f"{TOY}-who-must-leave-")
