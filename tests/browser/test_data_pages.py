"""The pages about data in a browser: axe finds nothing, nothing scrolls sideways, no script of a name runs, no other host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from geo_service.api.app import create_app
from geo_service.settings import Settings
from geo_service.store.release import publish
from geo_service.store.shelf import CityShelf
from tests.browser.conftest import DESKTOP, PHONE, Opened
from tests.browser.serve import running
from tests.browser.test_accessibility import violations
from tests.databases import database_of
from tests.store import hand_made as town
from tests.store.hand_made import Row, at

pytestmark = pytest.mark.browser
Open = Callable[..., Opened]
HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
PARKS = [
    Row(
        f"{'長い名前の' * 6}公園{number}",
        at(20 * number, 300),
        attributes={"kind": "block", "area_m2": 12_345.6, "remarks": HOSTILE},
    )
    for number in range(1, 96)
]


@pytest.fixture(scope="module")
def base(cluster_conninfo: str, cluster_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with a database: the hand-made city and parks with long and hostile texts."""
    settings = Settings(home=tmp_path_factory.mktemp("layers"))
    with database_of(cluster_home, "layer_pages") as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as conn:
            town.add_ground(conn)
            town.add(conn, "parks", [*PARKS, Row(HOSTILE, None, attributes={"kind": "block"})], reference_date="2019")
            publish(conn, town.CITY, "one", settings=settings)
        with CityShelf(settings, conninfo) as shelf, running(create_app(settings, shelf, conninfo, ogc=False)) as address:
            yield address


@pytest.mark.parametrize("path", ["/layers", "/layers/parks", "/layers/stations", "/remarks"])
@pytest.mark.parametrize(("size", "lang"), [(DESKTOP, "ja"), (PHONE, "ja"), (PHONE, "en")])
def test_pages_about_data(open_page: Open, path: str, size: tuple[int, int], lang: str) -> None:
    opened = open_page(f"{path}?city={town.CITY}&lang={lang}", size, bypass_csp=True)
    assert violations(opened) == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_names_stay_texts_and_the_language_stays_on_the_page(open_page: Open) -> None:
    opened = open_page(f"/layers/parks?city={town.CITY}&lang=ja")
    assert opened.page.locator(".layers-rows tbody tr").count() == 96
    assert opened.page.locator(".layers-rows img, .layers-rows script").count() == 0
    opened.page.get_by_role("link", name="English").click()
    opened.page.wait_for_load_state("networkidle")
    assert opened.page.url.split("?")[0].endswith("/layers/parks")
    assert opened.page.locator("html").get_attribute("lang") == "en"


def test_the_list_leads_to_a_layer_and_back_to_the_map(open_page: Open) -> None:
    opened = open_page(f"/layers?city={town.CITY}&lang=ja")
    opened.page.get_by_role("link", name="公園", exact=True).click()
    opened.page.wait_for_load_state("networkidle")
    assert opened.page.locator("h1").inner_text().endswith("公園")
    with opened.page.expect_download() as caught:
        opened.page.get_by_role("link", name="Excel").click()
    assert caught.value.suggested_filename == f"{town.CITY}-parks-1.xlsx"


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("script", [True, False])
def test_a_note_is_sent_from_a_page(open_page: Open, size: tuple[int, int], script: bool) -> None:
    """With and without scripts: the form, what is wrong with it beside what was typed, and the page of thanks."""
    allowed = ("status of 422",)  # the browser tells its console of each failure
    opened = open_page(f"/layers/parks?city={town.CITY}&lang=ja", size, allowed, java_script_enabled=script)
    page = opened.page
    page.locator("#remark-key").fill("どこかの公園")
    page.locator("#remark-text").fill("\u200b")  # a sign nobody sees: the browser finds nothing wrong with it
    page.get_by_role("button", name="送る").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("#remark-problem").is_visible()
    assert page.locator("#remark-key").input_value() == "どこかの公園"
    assert page.locator("#remark-layer").input_value() == "parks"
    page.locator("#remark-text").fill("ここに公園は\nありません。")
    page.get_by_role("button", name="送る").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text().startswith("受け取りました")
    page.get_by_role("link", name="公園のページに戻る").click()
    page.wait_for_load_state("networkidle")
    assert page.url.split("?")[0].endswith("/layers/parks")


def test_the_form_at_the_foot_of_the_map(open_page: Open) -> None:
    opened = open_page(f"/?city={town.CITY}&lang=ja&question=park-reach", PHONE, bypass_csp=True)
    page = opened.page
    assert not page.locator("#remark-text").is_visible()
    page.locator("summary", has_text="間違っています").click()
    assert page.locator("#remark-text").is_visible()
    assert violations(opened) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.locator("#remark-layer").select_option("parks")
    page.locator("#remark-key").fill("北公園")
    page.locator("#remark-text").fill("池はもうありません。")
    page.get_by_role("button", name="送る").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text().startswith("受け取りました")
