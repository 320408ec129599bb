"""The single-file export opens from a folder, without any network, and explains by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from geo_service.coverage import engine
from geo_service.coverage.nearest import all_ruled_out
from geo_service.questions import build
from maps.export import single_file
from tests.maps.shown import hostile
from tests.toy import toy_city

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("strange", [False, True])
def test_the_export_works_from_a_file(chromium: Browser, tmp_path: Path, lang: str, strange: bool) -> None:
    city = hostile(toy_city()) if strange else toy_city()
    answer = engine.answer(city, build("evacuation-site-reach", city, {"hazard": "flood"}))
    path = tmp_path / "map.html"
    path.write_text(single_file(answer, lang), encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page = context.new_page()
    errors, requests = [], []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector("#legend li")
    page.locator("#worst [data-show]").first.click()
    page.wait_for_selector(".explain")
    said = page.inner_text(".explain")
    assert ("beyond 500 m" if lang == "en" else "500 mを超えます") in said
    # From where, and at which pace: as the page for phones tells it (66 m a minute on a way of 1.3 times the straight line).
    words = (
        r"is ([0-9,]+) m in a straight line \(about ([0-9]+) min" if lang == "en" else r"直線で([0-9,]+) m（歩いて約([0-9]+)分"
    )
    told = re.search(words, said)
    assert told is not None
    assert int(told[2]) == pytest.approx(int(told[1].replace(",", "")) * 1.3 / 66 + 0.5, abs=0.6)
    assert ("from this spot" if lang == "en" else "この地点から") in said
    # What stands nearer and does not count is named with why, as the live page does.
    (name, lon, lat), *_ = all_ruled_out(city, answer.question)["supply_not_designated"]
    left = page.evaluate(
        "async ([lon, lat]) => GeoService.explain.aboutLeftOut(await GeoService.explain.nearest(null, lon, lat))", [lon, lat]
    )
    assert len(left) == 1
    assert name in left[0]
    assert ("0 m (not designated for floods)" if lang == "en" else "0 m（洪水では使えない場所）") in left[0]
    assert page.locator("#choices").count() == 0
    page.locator("#wards th[data-key=unserved] button").click()
    assert page.locator("#wards th[data-key=unserved]").get_attribute("aria-sort") == "descending"
    assert page.locator("#sources li").count() >= 4
    context.close()
    assert errors == []
    assert path.stat().st_size < 500_000, "small enough for an attachment"
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
