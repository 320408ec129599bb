"""`make screenshots`: pictures of every kind of page at four widths and in both languages, into screenshots/, to be looked at.

``python -m tests.browser.screenshots [--images] [NAME …]``; with names these pages only; with
``--images`` also the pictures of docs/images. The sample city is
loaded into a cluster of its own in a temporary folder, which is removed at the end.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from geo_service.api.app import create_app
from geo_service.sample.write import write_sample
from geo_service.settings import Settings
from geo_service.store.cluster import database
from geo_service.store.load import LoadOptions, load
from geo_service.store.shelf import CityShelf
from tests.api.served import ToyShelf
from tests.browser.conftest import ARGUMENTS, CHROMIUM, SAMPLE, TOY
from tests.browser.serve import running
from tests.toy import toy_city

ROOT = Path(__file__).resolve().parents[2]
OUT, IMAGES = ROOT / "screenshots", ROOT / "docs" / "images"
WIDTHS = {390: 844, 768: 1024, 1280: 900, 1920: 1080, 1120: 800}
EVERY = (390, 768, 1280, 1920)
PAGES = {
    "first": f"/?city={SAMPLE}",
    "flood": f"/?city={SAMPLE}&hazard=flood",
    "ward": f"/?city={SAMPLE}&hazard=flood&ward=99132",
    "streets": f"/?city={SAMPLE}&hazard=flood&reach=streets&profile=older",
    "parks": f"/?city={SAMPLE}&question=park-reach",
    "nurseries": f"/?city={SAMPLE}&hazard=earthquake&demand=child_facilities:nursery",
    "no-gap": f"/?city={TOY}&hazard=flood&within=20000",
    "not-answerable": f"/?city={TOY}&demand=elderly_facilities",
    "unknown-city": "/?city=00000",
    "near": f"/near?city={SAMPLE}&hazard=flood&place=%E7%81%AF%E5%8F%B0%E5%89%8D",
    "easy": f"/?city={SAMPLE}&hazard=flood&ward=99132",
    "areas": f"/areas?city={SAMPLE}",
    "area": f"/areas/wards/99132?city={SAMPLE}",
    "papers": f"/papers?city={SAMPLE}",
    "compare": f"/compare?city={SAMPLE}&left=hazard%3Dflood&right=hazard%3Dearthquake",
    "studies": f"/studies?city={SAMPLE}",
    "leave": f"/studies/who-must-leave?city={SAMPLE}&hazard=flood",
    "losses": f"/studies/losses?city={SAMPLE}&hazard=flood",
    "layers": f"/layers?city={SAMPLE}",
    "layer": f"/layers/notice_boards?city={SAMPLE}",
}


def take(browser: Browser, base: str, path: str, width: int, lang: str, file: Path, whole: bool, explain: bool = False) -> None:
    """One picture of one page: the whole of it, or its first screen."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, has_touch=width < 500)
    page = context.new_page()
    page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={lang}")
    page.wait_for_load_state("networkidle")
    if explain:
        page.locator("#worst [data-show]").first.click()
        page.wait_for_timeout(1200)
    page.screenshot(path=str(file), full_page=whole)
    context.close()


def main(images: bool, names: list[str]) -> None:
    """Load, serve, take all pictures, clean up."""
    OUT.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="gss"))
    home.chmod(0o755)
    settings = Settings(home=home / "home")
    try:
        with database(settings) as conninfo, tempfile.TemporaryDirectory() as folder, CityShelf(settings, conninfo) as shelf:
            write_sample(Path(folder))
            load(conninfo, [Path(folder)], LoadOptions(columns=Path(folder), settings=settings))
            app = create_app(settings, ToyShelf(shelf.get(SAMPLE, "public"), toy_city()), conninfo, ogc=False)
            with running(app) as base, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                for name, path in PAGES.items():
                    for width in EVERY if not names or name in names else ():
                        for lang in ("ja", "en"):
                            take(browser, base, path, width, lang, OUT / f"{name}-{width}-{lang}.png", True)
                take(browser, base, PAGES["flood"], 1280, "ja", OUT / "explained-1280-ja.png", False, True)
                take(browser, base, PAGES["flood"], 390, "ja", OUT / "explained-390-ja.png", False, True)
                if images:
                    IMAGES.mkdir(parents=True, exist_ok=True)
                    take(browser, base, PAGES["first"], 1280, "ja", IMAGES / "first-page-ja.png", False)
                    take(browser, base, PAGES["flood"], 1120, "en", IMAGES / "explained-en.png", False, True)
                    take(browser, base, PAGES["flood"], 390, "ja", IMAGES / "phone-ja.png", False, True)
                browser.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}/")


if __name__ == "__main__":
    main("--images" in sys.argv[1:], [one for one in sys.argv[1:] if not one.startswith("--")])
