"""`make screenshots`: pictures of every kind of page at four widths and in its languages, into screenshots/, to be looked at.

``python -m tests.browser.screenshots [NAME …] [--widths 390,1280] [--langs ja] [--out FOLDER] [--home HOME] [--images]``

With names these pages only. The sample city is loaded into a cluster of its own in a temporary folder, which is removed at the
end, unless ``--home`` names the home of a service that has it. ``--images``: the pictures of docs/images, too. What each page
answered, what its console said and what scrolls sideways, is cut or is too small to touch is printed as it is found.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from geo_service.api.app import create_app
from geo_service.sample.write import write_sample
from geo_service.settings import Settings
from geo_service.store.cluster import database
from geo_service.store.load import LoadOptions, load
from geo_service.store.shelf import CityShelf
from tests.browser.conftest import ARGUMENTS, CHROMIUM, SAMPLE
from tests.browser.kinds import KINDS, Kind, shelf_of
from tests.browser.serve import running

ROOT = Path(__file__).resolve().parents[2]
OUT, IMAGES = ROOT / "screenshots", ROOT / "docs" / "images"
HEIGHTS = {390: 844, 768: 1024, 1120: 800, 1280: 900, 1920: 1080}
EVERY = (390, 768, 1280, 1920)
FAULTS = """() => {
  const seen = (one) => one.offsetParent !== null && !one.closest(".leaflet-pane, .visually-hidden, .skip");
  const said = (one) => (one.textContent || one.getAttribute("aria-label") || one.name || one.tagName).trim().slice(0, 24);
  const found = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) found.push(`scrolls sideways: ${page.scrollWidth} > ${page.clientWidth}`);
  for (const one of document.querySelectorAll("a, button, input, select, summary")) {
    const box = one.getBoundingClientRect();
    const inline = one.tagName === "A" && getComputedStyle(one).display === "inline";
    if (seen(one) && !inline && box.width && Math.min(box.width, box.height) < 24) {
      found.push(`small ${Math.round(box.width)}×${Math.round(box.height)}: ${said(one)}`);
    }
  }
  for (const one of document.querySelectorAll("h1, h2, h3, p, li, dt, dd, th, td, label, a, button, span")) {
    const style = getComputedStyle(one);
    if (seen(one) && style.overflowX === "hidden" && style.position !== "absolute" && one.scrollWidth > one.clientWidth + 1) {
      found.push(`cut: ${said(one)}`);
    }
    const words = one.tagName === "P" && one.getBoundingClientRect().width / parseFloat(style.fontSize);
    if (seen(one) && words > 72 && one.textContent.length > 72) found.push(`line of ${Math.round(words)} em: ${said(one)}`);
  }
  return [...new Set(found)].slice(0, 12);
}"""
"""What a person would trip over and a program can see, in one line each."""


def prepared(page: Page, kind: Kind) -> None:
    """What is done before the page is looked at."""
    if kind.do == "explain":
        page.locator("#worst [data-show]").first.click()
        page.wait_for_timeout(1200)
    if kind.do == "choices":
        for button in (".choices-toggle", ".choices-more"):
            if page.locator(button).first.is_visible():
                page.locator(button).first.click()


def take(browser: Browser, base: str, kind: Kind, width: int, lang: str, file: Path, whole: bool = True) -> list[str]:
    """One picture of one page: the whole of it, or its first screen. What is wrong with it, in one line each."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]}, has_touch=width < 500, locale="ja-JP", bypass_csp=True
    )
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "console",
        lambda one: said.append(one.text) if one.type in ("error", "warning") and "status of" not in one.text else None,
    )
    answer = page.goto(base + kind.address(lang))
    try:
        page.wait_for_load_state("networkidle")
    except PlaywrightTimeout:
        said.append("does not come to rest")
    if answer is None or answer.status != kind.status:
        said.append(f"answers {answer and answer.status}, not {kind.status}")
    else:
        prepared(page, kind)
    page.screenshot(path=str(file), full_page=whole)
    said += page.evaluate(FAULTS)
    context.close()
    return said


@contextmanager
def served(home: Path | None) -> Iterator[str]:
    """Address of a service with the cities of KINDS: from ``home``, or from a temporary one with the sample city."""
    own = Path(tempfile.mkdtemp(prefix="gss"))
    own.chmod(0o755)
    settings = Settings(home=home or own / "home")
    try:
        with database(settings) as conninfo, tempfile.TemporaryDirectory() as folder, CityShelf(settings, conninfo) as shelf:
            if home is None:
                write_sample(Path(folder))
                load(conninfo, [Path(folder)], LoadOptions(columns=Path(folder), settings=settings))
            with running(create_app(settings, shelf_of(shelf.get(SAMPLE, "public")), conninfo, ogc=False)) as base:
                yield base
    finally:
        shutil.rmtree(own, ignore_errors=True)


def pictures_of_docs(browser: Browser, base: str) -> None:
    """The pictures of docs/images that are first screens of pages."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    by_name = {kind.name: kind for kind in KINDS}
    for name, lang, width, file in (
        ("first", "ja", 1280, "first-page-ja.png"),
        ("flood", "en", 1120, "explained-en.png"),
        ("flood", "ja", 390, "phone-ja.png"),
    ):
        take(browser, base, by_name[name], width, lang, IMAGES / file, whole=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Load, serve, take all pictures, clean up."""
    parser = argparse.ArgumentParser(prog="screenshots", description="Pictures of every kind of page.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="of these pages only")
    parser.add_argument("--widths", default=",".join(map(str, EVERY)))
    parser.add_argument("--langs", default="")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--images", action="store_true")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - {kind.name for kind in KINDS}:
        parser.error(f"no page {', '.join(sorted(unknown))}; there are {', '.join(kind.name for kind in KINDS)}")
    asked.out.mkdir(parents=True, exist_ok=True)
    wanted = asked.langs.split(",") if asked.langs else None
    kinds = [kind for kind in KINDS if not asked.names or kind.name in asked.names]
    taken = 0
    with served(asked.home) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for kind in kinds:
            for width in map(int, asked.widths.split(",")):
                for lang in kind.langs if wanted is None else [one for one in kind.langs if one in wanted]:
                    name = f"{kind.name}-{width}-{lang}"
                    faults = take(browser, base, kind, width, lang, asked.out / f"{name}.png")
                    taken += 1
                    print(name, *faults, sep="\n    ", flush=True)
                    if kind.do == "explain":
                        take(browser, base, replace(kind), width, lang, asked.out / f"{name}-screen.png", whole=False)
        if asked.images:
            pictures_of_docs(browser, base)
        browser.close()
    print(f"{taken} pictures in {asked.out}/")


if __name__ == "__main__":
    main()
