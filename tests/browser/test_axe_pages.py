"""axe finds nothing on any kind of page, at a desk and on a phone; headings, tables and landmarks are as they are read aloud.

Pages about data, which need a database, are looked at in test_data_pages.py; the map of the sample city in test_accessibility.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from geo_service.api.app import create_app
from geo_service.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.kinds import HOSTILE, KINDS, Kind, shelf_of
from tests.browser.screenshots import prepared
from tests.browser.serve import running
from tests.toy import toy_city

pytestmark = pytest.mark.browser
NOT_HERE = ("layers", "layer", "layer-sites", "layer-empty", "remarks", "unknown-layer", "area-district", "api")
"""Pages of a database, of a division the toy city has not, and the one that only an API's users see."""
ONE_OF_ALIKE = (
    *("first", "choices", "ward", "streets", "parks", "nurseries", "old-release", "no-gap", "huge"),
    *("area-town", "area-association", "areas-none", "papers-area", "compare-start", "compare-wrong", "search-start"),
    *("near-list", "near-none", "leave", "losses", "border", "site-park", "away", "unknown-city"),
)
"""Pages that differ from another here by their figures or a sentence only; all have pictures, see screenshots.py."""
LOOKED_AT = [kind for kind in KINDS if kind.name not in (*NOT_HERE, *ONE_OF_ALIKE)]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
FOUND = """async () => (await axe.run({ resultTypes: ["violations"], rules: { "target-size": { enabled: true } } }))
  .violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.target).join(" | ")}`)"""
READ = """() => {
  const found = [];
  const seen = (one) => one.offsetParent !== null;
  const levels = [...document.querySelectorAll("h1, h2, h3, h4")].filter(seen).map((one) => Number(one.tagName[1]));
  if (levels.filter((one) => one === 1).length !== 1) found.push(`h1: ${levels.filter((one) => one === 1).length} times`);
  levels.forEach((one, at) => { if (at && one > levels[at - 1] + 1) found.push(`h${levels[at - 1]} then h${one}`); });
  if (document.querySelectorAll("main").length !== 1) found.push("not one main");
  for (const one of document.querySelectorAll("table")) {
    const named = one.caption || one.getAttribute("aria-labelledby") || one.getAttribute("aria-label");
    if (!named) found.push(`table without a name: ${one.textContent.trim().slice(0, 30)}`);
    if (!one.querySelector("th[scope]")) found.push("table without headers");
  }
  for (const one of document.querySelectorAll("[aria-labelledby]")) {
    for (const id of one.getAttribute("aria-labelledby").split(" ")) {
      if (!document.getElementById(id)) found.push(`labelled by ${id}, which is not there`);
    }
  }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push("scrolls sideways");
  return found;
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """One page of one browser, on a service of toy cities."""
    with running(create_app(Settings(), shelf_of(toy_city()), None, ogc=False)) as base:
        context = chromium.new_context(base_url=base, locale="ja-JP", bypass_csp=True, reduced_motion="reduce")
        yield context.new_page()
        context.close()


@pytest.mark.parametrize("kind", LOOKED_AT, ids=lambda kind: kind.name)
def test_axe_and_a_reader_find_nothing(page: Page, kind: Kind) -> None:
    lang = kind.langs[sum(map(ord, kind.name)) % len(kind.langs)]
    toy = kind if HOSTILE in kind.path else kind.in_toy_city()
    wide, high = DESKTOP
    page.set_viewport_size({"width": wide, "height": high})
    page.goto(toy.address(lang))
    if page.locator("#map-frame").count():
        page.wait_for_selector("#legend li", state="attached")
    assert page.evaluate("document.documentElement.lang") == lang.replace("ja-easy", "ja")
    prepared(page, kind)
    page.evaluate(AXE)
    for width, height in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(FOUND) == [], f"{toy.address(lang)} at {width}"
        assert page.evaluate(READ) == [], f"{toy.address(lang)} at {width}"
