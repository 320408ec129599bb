"""What makes the map true: approximate is said on the map, neighbours are told apart, few symbols; and no other host unasked."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import SAMPLE, TOY, Opened

Open = Callable[..., Opened]
MOST_BYTES = 300_000
"""Compressed, of everything the first page of a city loads."""
TILE_HOST = "cyberjapandata.gsi.go.jp"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000"
    "000049454e44ae426082"
)


@pytest.mark.parametrize(
    ("reach", "lang", "tag"), [("straight", "ja", "直線で測定"), ("detour", "en", "Estimated walking distance")]
)
def test_how_distance_is_measured_stands_on_the_map(open_page: Open, reach: str, lang: str, tag: str) -> None:
    page = open_page(f"/?city={TOY}&hazard=flood&reach={reach}&lang={lang}").page
    assert tag in page.inner_text("#map-tags")
    assert ("丸い境目" if lang == "ja" else "Round edges") in page.inner_text("#legend")


def test_places_of_neighbours_that_count_are_hollow_and_have_a_line_of_their_own(open_page: Open) -> None:
    page = open_page(f"/?city={SAMPLE}&hazard=flood").page
    assert "隣の市区町村にある" not in page.inner_text("#legend")
    page = open_page(f"/?city={SAMPLE}&hazard=flood&neighbours=true").page
    assert "隣の市区町村にある" in page.inner_text("#legend")
    fills = page.evaluate(
        """() => {
            const seen = {};
            const layer = GeoService.draw.layer("place");
            layer.eachLayer((one) => { seen[one.feature.properties.own] = one.options.fillColor; });
            return seen;
        }"""
    )
    assert fills == {"true": "#0b3d91", "false": "#ffffff"}


def test_a_place_known_by_its_block_has_a_broken_rim_and_a_line(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&hazard=flood").page
    assert "点線" not in page.inner_text("#legend")
    dashes = page.evaluate(
        """() => {
            const places = GeoService.draw.context.collection.features.filter((one) => one.properties.role === "place");
            places[0].properties.accuracy = "block";
            GeoService.legend.write(document.getElementById("legend"), {});
            const seen = [];
            GeoService.draw.layer("place").eachLayer((one) => seen.push(one.options.dashArray || ""));
            return seen;
        }"""
    )
    assert dashes[0] and not any(dashes[1:])
    assert "点線" in page.inner_text("#legend")


def test_who_wants_no_motion_gets_none(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}&hazard=flood")
    opened.page.emulate_media(reduced_motion="reduce")
    opened.goto(f"/?city={TOY}&hazard=flood&lang=en")
    opened.page.click(".leaflet-control-zoom-in")
    moving = "document.getAnimations().filter((one) => one.effect.getComputedTiming().activeDuration > 1).length"
    assert opened.page.evaluate(moving) == 0


def test_what_is_reached_is_a_tap_away(open_page: Open) -> None:
    page = open_page(f"/?city={SAMPLE}&hazard=flood&demand=child_facilities&lang=en").page
    button = page.locator(".legend-reached")
    before = page.locator("#legend li").count()
    button.click()
    assert page.locator(".legend-reached").get_attribute("aria-pressed") == "true"
    assert page.locator("#legend li").count() == before + 1
    assert page.evaluate("document.activeElement.classList.contains('legend-reached')")


def test_no_other_host_unasked_and_the_tiles_of_one_when_asked(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}&hazard=flood")
    hosts = {urlsplit(one).netloc for one in opened.requests if one.startswith("http")}
    assert hosts == {urlsplit(opened.base).netloc}
    assert not opened.page.is_checked("#background")
    assert opened.page.locator(".leaflet-tile").count() == 0
    opened.page.route(f"https://{TILE_HOST}/**", lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
    with opened.page.expect_navigation():
        opened.page.check("#background")
    opened.page.wait_for_selector(".leaflet-tile-loaded")
    assert "background=gsi" in opened.page.url
    assert opened.page.is_checked("#background")
    assert opened.page.inner_text(".map-attribution") == "地理院タイル"
    asked = {urlsplit(one).netloc for one in opened.requests if one.startswith("http")} - hosts
    assert asked == {TILE_HOST}
    opened.requests[:] = [one for one in opened.requests if TILE_HOST not in one]
    # What is chosen next keeps the background; unticked, the strict policy is back.
    opened.page.locator("label:has(input[value=earthquake])").click()
    opened.settle()
    assert "background=gsi" in opened.page.url
    opened.requests[:] = [one for one in opened.requests if TILE_HOST not in one]
    with opened.page.expect_navigation():
        opened.page.uncheck("#background")
    assert "background" not in opened.page.url


def test_a_word_that_is_no_background_opens_nothing(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}&hazard=flood&background=elsewhere")
    answered = opened.page.goto(opened.base + f"/?city={TOY}&hazard=flood&background=elsewhere")
    assert answered is not None
    assert "https:" not in answered.headers["content-security-policy"]
    assert opened.page.locator(".leaflet-tile").count() == 0


def test_the_first_page_of_a_city_is_small(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}")
    session = opened.page.context.new_cdp_session(opened.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    fetched: list[float] = []
    session.on("Network.loadingFinished", lambda event: fetched.append(event["encodedDataLength"]))
    opened.goto(f"/?city={SAMPLE}")
    assert len(fetched) > 10
    assert sum(fetched) < MOST_BYTES
