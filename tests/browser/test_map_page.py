"""The page in a browser: it draws, redraws in place, explains, sorts, keeps its address, and works without script."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from geo_service.questions import CATALOGUE
from tests.browser.conftest import DESKTOP, HOSTILE_CODE, PHONE, SAMPLE, TOY, Opened, until

pytestmark = pytest.mark.browser
Open = Callable[..., Opened]

SECTIONS = ("notices", "words", "sentence", "figures", "purpose", "worst-title", "worst", "worst-none", "how", "notes",
            "left-out", "excluded", "faces", "chart", "sources", "sources-not-used", "licence")  # fmt: skip


def sections(page: Page) -> dict[str, str]:
    """The HTML of all sections that both server and script write; the folded lists are filled when they are opened."""
    page.evaluate("document.querySelectorAll('.worst-near > div').forEach((one) => one.replaceChildren())")
    found = {id: page.inner_html(f"#{id}") for id in SECTIONS}
    return found | {"rows": page.inner_html("#wards tbody"), "total": page.inner_html("#wards tfoot")}


def drawn(page: Page) -> dict[str, int]:
    """How many shapes the map has per role."""
    counts: dict[str, int] = page.evaluate(
        "(() => { const c = {}; for (const f of GeoService.draw.context.collection.features)"
        " c[f.properties.role] = (c[f.properties.role] || 0) + 1; return c; })()"
    )
    return counts


def pixel(page: Page, lon: float, lat: float) -> list[int]:
    """The colour drawn on the canvas at a position, red, green, blue."""
    colour: list[int] = page.evaluate(
        """([lon, lat]) => {
            const map = window[Object.keys(window).find((key) => /^map_[0-9]+$/.test(key))];
            const canvas = map.getPane("overlayPane").querySelector("canvas");
            const at = map.latLngToContainerPoint([lat, lon]), box = canvas.getBoundingClientRect();
            const frame = map.getContainer().getBoundingClientRect();
            const scale = canvas.width / box.width;
            const x = (at.x + frame.left - box.left) * scale, y = (at.y + frame.top - box.top) * scale;
            return Array.from(canvas.getContext("2d").getImageData(x, y, 1, 1).data).slice(0, 3);
        }""",
        [lon, lat],
    )
    return colour


def click_at(page: Page, lon: float, lat: float) -> None:
    """Click the map at a position."""
    x, y = page.evaluate(
        """([lon, lat]) => {
            const map = window[Object.keys(window).find((key) => /^map_[0-9]+$/.test(key))];
            map.stop(); // where a longer explanation still moves the map, the spot would be another when the click comes
            const at = map.latLngToContainerPoint([lat, lon]);
            return [at.x, at.y];
        }""",
        [lon, lat],
    )
    page.locator(".folium-map").click(position={"x": x, "y": y})


def test_the_first_page_shows_the_default_question_with_its_map(open_page: Open) -> None:
    page = open_page("/").page
    assert page.locator("input[type=radio][name=question]").count() == len(CATALOGUE)
    assert page.locator("input[name=question]:checked").get_attribute("value") == "evacuation-site-reach"
    assert page.locator("input[name=hazard]:checked").get_attribute("value") == "earthquake"
    counts = drawn(page)
    assert counts["ward"] == 7
    assert counts["unit"] > 600
    assert counts["place"] == 190
    assert counts["gap"] > 100
    assert page.locator(".map-name-ward").count() == 7
    assert page.locator("#legend li").count() >= 6


def test_what_is_drawn_is_what_the_legend_says(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&hazard=flood", allowed=("willReadFrequently",)).page
    features = page.evaluate("GeoService.draw.context.collection.features.filter(f => f.properties.role === 'place')")
    lon, lat = features[0]["geometry"]["coordinates"]
    assert pixel(page, lon, lat) == [11, 61, 145], "the place's square"
    assert pixel(page, lon + 0.0035, lat + 0.0035) != pixel(page, lon, lat)
    gap = pixel(page, lon + 0.0085, lat)
    assert gap == [179, 50, 11], "ground of a town with 1,000 people unserved is of the darkest class"


def test_choosing_a_hazard_redraws_in_place_and_changes_the_address(open_page: Open) -> None:
    opened = open_page(f"/?city={SAMPLE}")
    page = opened.page
    page.evaluate("window.stayed = true")
    before = page.inner_text("#sentence")
    places = drawn(page)["place"]
    with page.expect_response(lambda response: "f=geojson" in response.url) as answer:
        page.locator("label:has(input[value=flood])").click()
    opened.settle()
    assert answer.value.status == 200
    assert page.evaluate("window.stayed") is True
    query = parse_qs(urlsplit(page.url).query)
    assert query["hazard"] == ["flood"]
    assert query["question"] == ["evacuation-site-reach"]
    assert page.inner_text("#sentence") != before
    assert drawn(page)["place"] < places
    assert "洪水" in page.inner_text("#words")
    assert "洪水" in page.title()
    assert "hazard=flood" in (page.locator("[data-format=xlsx]").get_attribute("href") or "")
    assert "hazard=flood" in (page.locator("[data-language=en]").get_attribute("href") or "")
    page.go_back()
    until(page, f"(before => document.querySelector('#sentence').innerText === before)({json.dumps(before)})")
    assert page.locator("input[name=hazard]:checked").get_attribute("value") == "earthquake"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "choice",
    ["hazard=flood", "hazard=flood&ward=99132&within=300", "question=park-reach", "hazard=tsunami&demand=child_facilities"],
)
def test_script_and_server_write_the_same_sections(open_page: Open, lang: str, choice: str) -> None:
    opened = open_page(f"/?city={SAMPLE}&lang={lang}&{choice}")
    by_server = sections(opened.page)
    opened.page.evaluate("GeoService.table.write(GeoService.draw.context.answer)")
    assert sections(opened.page) == by_server


@pytest.mark.parametrize("city", [TOY, HOSTILE_CODE])
def test_toy_sections_too(open_page: Open, city: str) -> None:
    opened = open_page(f"/?city={city}&hazard=flood")
    by_server = sections(opened.page)
    opened.page.evaluate("GeoService.table.write(GeoService.draw.context.answer)")
    assert sections(opened.page) == by_server


def test_the_table_says_what_the_json_says(open_page: Open) -> None:
    opened = open_page(f"/?city={SAMPLE}&hazard=flood&lang=en")
    page = opened.page
    answer = json.loads(
        page.evaluate(
            "async () => (await fetch('/api/v1/cities/99130/questions/evacuation-site-reach/answer?hazard=flood&f=json')).text()"
        )
    )
    rows = page.locator("#wards tbody tr")
    assert rows.count() == len(answer["units"]["wards"]) == 7
    for at, unit in enumerate(answer["units"]["wards"]):
        cells = rows.nth(at).locator("th, td").all_inner_texts()
        assert cells[0].startswith(unit["name_en"])
        assert cells[1] == f"{unit['demand']:,.0f}"
        assert cells[2] == f"{unit['unserved']:,.0f}"
        assert float(cells[3].strip().rstrip("%")) == pytest.approx(100 * unit["share_served"], abs=0.051)
        assert cells[4] == f"{unit['depends_on_one']:,.0f}"
    worst = sorted(answer["units"]["towns"], key=lambda unit: -unit["in_zone"]["unserved"])[:10]
    assert [page.locator("#worst li").nth(at).get_attribute("data-code") for at in range(10)] == [one["code"] for one in worst]


def test_the_table_sorts_both_ways_and_says_so(open_page: Open) -> None:
    page = open_page(f"/?city={SAMPLE}").page
    head = page.locator("#wards th[data-key=unserved]")

    def shown() -> list[int]:
        return [int(text.replace(",", "")) for text in page.locator("#wards tbody td:nth-child(3)").all_inner_texts()]

    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert shown() == sorted(shown(), reverse=True)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert shown() == sorted(shown())
    page.locator("#wards th[data-key=name] button").click()
    assert page.locator("#wards tbody tr").first.get_attribute("data-code") == "99131"


def test_a_click_explains_a_spot_a_place_and_outside(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&hazard=flood&lang=ja").page
    lon, lat = page.evaluate(
        "GeoService.draw.context.collection.features.find(f => f.properties.role === 'place').geometry.coordinates"
    )
    click_at(page, lon, lat)
    assert "一の小学校" in page.inner_text(".explain-title")
    assert "785人" in page.inner_text(".explain")
    with page.expect_response(lambda response: "/nearest?" in response.url):
        click_at(page, lon + 0.011, lat)
    until(page, "document.querySelector('.explain').innerText.includes('届いていません。この地点から最も近い')")
    said = page.inner_text(".explain")
    assert "西区 二町1丁目" in said
    assert "一の小学校" in said
    assert "500 mを超えます" in said
    assert "想定区域の中" in said
    click_at(page, lon + 0.004, lat)
    until(page, "document.querySelector('.explain').innerText.includes('この地点は届いています')")
    click_at(page, lon + 0.055, lat)
    until(page, "document.querySelector('.explain').innerText.includes('となり市')")


def test_on_a_phone_the_explanation_lies_over_nothing_and_can_be_closed(open_page: Open) -> None:
    page = open_page(f"/?city={SAMPLE}&hazard=flood", PHONE).page
    page.locator("#worst [data-show]").first.click()
    page.wait_for_selector("#explain-sheet .explain")
    # Measured in one frame, once the map has come to rest: scrolling to the sheet moves both.
    boxes = "[...document.querySelectorAll('.map-mark, #explain-sheet')].map(one => one.getBoundingClientRect())"
    until(page, f"(([mark, sheet]) => mark.bottom <= sheet.top + 1 && sheet.left >= 0 && sheet.right <= {PHONE[0]})({boxes})")
    page.locator(".sheet-close").click()
    assert not page.locator("#explain-sheet").is_visible()
    assert page.locator(".map-mark").count() == 0


def test_facilities_are_explained_with_their_nearest(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&hazard=earthquake&demand=child_facilities:nursery").page
    assert drawn(page)["item"] == 5
    code = page.locator("#worst [data-show]").first.get_attribute("data-show")
    page.locator("#worst [data-show]").first.click()
    page.wait_for_selector(".explain")
    assert code
    item = page.evaluate("GeoService.draw.context.collection.features.find(f => f.properties.served === false)")
    click_at(page, *item["geometry"]["coordinates"])
    assert item["properties"]["name"] in page.inner_text(".explain-title")
    assert "届いていません。最も近い" in page.inner_text(".explain")


def test_without_script_the_form_works_by_get(open_page: Open) -> None:
    page = open_page(f"/?city={SAMPLE}", java_script_enabled=False).page
    assert page.locator("#wards tbody tr").count() == 7
    picture = page.locator(".map-picture img")
    assert picture.evaluate("one => one.complete && one.naturalWidth") == 1600
    sentence = page.locator(".answer .sentence-lead").inner_text()
    page.set_viewport_size({"width": 390, "height": 900})
    first = page.locator(".answer-first")
    assert sentence in first.inner_text()
    assert first.evaluate("one => one.getBoundingClientRect().bottom") <= page.locator("#choices").evaluate(
        "one => one.getBoundingClientRect().top"
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    assert first.is_hidden()
    page.locator("input[name=hazard][value=landslide]").check()
    page.locator("#within").fill("800")
    page.locator("#ward").select_option("99133")
    page.locator("#choices button[type=submit]").click()
    query = parse_qs(urlsplit(page.url).query)
    assert (query["hazard"], query["within"], query["ward"]) == (["landslide"], ["800"], ["99133"])
    assert "中里区" in page.inner_text("#words")
    page.locator("input[name=question][value=park-reach]").check()
    page.locator("#choices button[type=submit]").click()
    assert "公園" in page.inner_text("#words")


def test_an_error_is_said_in_place_and_goes_away(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}&hazard=flood", allowed=("status of 422",))
    page = opened.page
    page.locator("#within").evaluate("one => one.removeAttribute('max')")
    page.locator("#within").fill("99999")
    page.locator("#within").press("Tab")
    page.wait_for_selector("#problem:not([hidden])")
    assert "使えません" in page.inner_text("#problem")
    assert "ひとつ前の条件" in page.inner_text("#problem")
    page.locator("[data-within='800']").click()
    page.wait_for_selector("#problem", state="hidden")
    assert "800 m" in page.inner_text("#words")


def test_a_lost_connection_is_said_and_can_be_tried_again(open_page: Open) -> None:
    opened = open_page(f"/?city={TOY}&hazard=flood", allowed=("Failed to load resource",))
    page = opened.page
    page.route("**/answer?*", lambda route: route.abort())
    page.locator("label:has(input[value=tsunami])").click()
    page.wait_for_selector("#problem:not([hidden])")
    assert "つながりません" in page.inner_text("#problem")
    page.unroute("**/answer?*")
    page.locator("#problem button").click()
    page.wait_for_selector("#problem", state="hidden")
    assert "津波" in page.inner_text("#words")


def test_not_answerable_and_unknown_city_are_pages_with_a_way_on(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&question=evacuation-site-reach&demand=elderly_facilities", allowed=("status of",)).page
    assert page.locator(".problem").is_visible()
    page.locator("#demand").select_option("residents")
    page.wait_for_selector("#sentence")
    page = open_page("/?city=00000", allowed=("status of 404",)).page
    assert "見つかりません" in page.inner_text("h1")
    page.locator(".problem-links a").first.click()
    page.wait_for_selector("#sentence")


def test_no_gap_says_so(open_page: Open) -> None:
    page = open_page(f"/?city={TOY}&hazard=flood&within=20000").page
    assert "すき間はありません" in page.inner_text("#worst-none")
    assert "ありません" in page.inner_text(".legend-head")
    assert drawn(page).get("gap", 0) == 0


def test_hostile_names_are_shown_as_text_everywhere(open_page: Open) -> None:
    opened = open_page(f"/?city={HOSTILE_CODE}&hazard=earthquake&lang=ja")
    page = opened.page
    assert '<script>alert("x")</script>0' in page.inner_text("#wards tbody")
    assert page.locator("main img, main script").count() == 0
    lon, lat = page.evaluate(
        "GeoService.draw.context.collection.features.find(f => f.properties.role === 'place').geometry.coordinates"
    )
    click_at(page, lon, lat)
    assert '<script>alert("x")</script>0' in page.inner_text(".explain-title")
    page.locator("#worst [data-show]").nth(1).click()
    page.wait_for_selector(".explain")
    assert page.locator("main img, main script, main b").count() == 0
    page.locator("label:has(input[value=tsunami])").click()
    opened.settle()
    assert page.locator("main img, main script, main b").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (768, 1024), (1920, 1080), (320, 640)])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_runs_off_the_side(open_page: Open, size: tuple[int, int], lang: str) -> None:
    page = open_page(f"/?city={SAMPLE}&hazard=flood&lang={lang}", size).page
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, select, input[type=number], .chip-choice, .check, .leaflet-bar a")]
            .map((one) => [one.className || one.id, one.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
            .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
    )
    assert small == [], "targets of at least 44 px"


def test_on_a_phone_the_choices_are_one_line_and_the_map_is_on_the_first_screen(open_page: Open) -> None:
    page = open_page(f"/?city={SAMPLE}", PHONE).page
    ids = ("#choices-toggle", "#sentence", "#map-frame", "#figures", "#wards")
    tops: list[float] = [page.evaluate(f"document.querySelector('{id}').getBoundingClientRect().top") for id in ids]
    assert tops == sorted(tops)
    assert tops[2] < PHONE[1] * 0.6
    assert not page.locator("#choices").is_visible()
    page.locator("#choices-toggle").click()
    assert page.locator("#choices").is_visible()
    assert page.locator("#choices-toggle").get_attribute("aria-expanded") == "true"


def test_the_page_with_its_data_is_small(open_page: Open, base: str) -> None:
    import gzip
    import urllib.request

    opened = open_page(f"/?city={SAMPLE}&hazard=flood")
    sent = 0
    for url in dict.fromkeys(url for url in opened.requests if url.startswith(base)):
        with urllib.request.urlopen(url) as answer:
            sent += len(gzip.compress(answer.read(), 5))
    assert sent < 300_000, f"{sent} bytes compressed"


def test_the_classes_stay_the_same_in_a_ward(open_page: Open) -> None:
    whole = open_page(f"/?city={SAMPLE}&hazard=flood").page.locator(".legend-classes li").all_inner_texts()
    page = open_page(f"/?city={SAMPLE}&hazard=flood&ward=99134&within=250").page
    assert page.locator(".legend-classes li").all_inner_texts() == whole
    assert "たずねていない" in page.inner_text("#legend")


def test_the_pages_data_are_the_apis(open_page: Open) -> None:
    page = open_page(f"/?city={SAMPLE}&hazard=flood&ward=99131").page
    same = page.evaluate(
        """async () => {
            const address = GeoService.state.api(GeoService.state.fromAddress(location.search), "answer", { f: "geojson" });
            const sent = await (await fetch(address)).json();
            const { answer, features } = GeoService.draw.context.collection;
            for (const set of Object.keys(sent.answer.units)) if (!answer.units[set]) delete sent.answer.units[set];
            // Small units' distances are shown nowhere on the page (maps/pack.py).
            for (const one of sent.answer.units.towns) delete one.distance_m;
            for (const one of sent.features) if (one.properties.role === "unit") delete one.properties.distance_m;
            const sorted = (key, value) => value && value.constructor === Object
                ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
            const same = (one, other) => JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
            return [same(features, sent.features), same(answer, sent.answer)];
        }"""
    )
    assert same == [True, True]


def test_on_paper_the_map_shows_the_same_ground_in_the_papers_size(open_page: Open) -> None:
    page = open_page(f"/?city={SAMPLE}&hazard=flood").page
    size = (
        "JSON.stringify([document.querySelector('.folium-map').offsetWidth, document.querySelector('.folium-map').offsetHeight])"
    )
    screen = page.evaluate(size)
    page.evaluate("window.paper = []")
    page.evaluate(f"addEventListener('beforeprint', () => window.paper.push({size}))")
    assert len(page.pdf(format="A4")) > 50_000
    assert page.evaluate("window.paper.map(JSON.parse)") == [[671, 391]]
    assert page.evaluate(size) == screen
    names = page.locator(".map-name-ward").evaluate_all("all => all.filter(one => !one.hidden).length")
    assert names >= 5


def test_on_a_phone_the_table_fits_and_names_stay_whole(open_page: Open) -> None:
    for lang in ("ja", "en"):
        page = open_page(f"/?city={SAMPLE}&hazard=flood&lang={lang}", PHONE).page
        assert page.evaluate("(one => one.scrollWidth <= one.clientWidth)(document.querySelector('.table-scroll'))")
        heights = page.locator("#worst .worst-name > a > bdi").evaluate_all("all => all.map(one => one.getClientRects().length)")
        assert set(heights) == {1}
