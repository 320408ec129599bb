"""The system's Chromium, a service in a thread, and pages that remember every request, console message and violation.

The service shows the sample city, loaded as `make serve` loads it, a toy city, and a toy city with hostile names.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from geo_service.api.app import create_app
from geo_service.coverage.city import City
from geo_service.sample.write import write_sample
from geo_service.settings import Settings
from geo_service.store.load import LoadOptions, load
from geo_service.store.shelf import CityShelf
from tests.api.served import ToyShelf
from tests.browser.serve import running
from tests.databases import database_of
from tests.maps.shown import hostile
from tests.toy import toy_city

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = (1280, 800), (390, 844)
SAMPLE, TOY, HOSTILE_CODE = "99130", "99900", "99901"


@dataclass
class Opened:
    """A page of one browser context and what it did."""

    page: Page
    base: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def goto(self, path: str) -> Page:
        """Open an address of the service and wait until its map stands."""
        self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def settle(self) -> None:
        """Wait until the answer asked for has been shown."""
        until(self.page, "document.querySelector('#map-frame').getAttribute('aria-busy') !== 'true'")


def until(page: Page, expression: str, seconds: float = 15) -> None:
    """Wait until the expression is true. (Playwright's own wait compiles a string in the page, which our policy forbids.)"""
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"not within {seconds} s: {expression}"
        page.wait_for_timeout(30)


@pytest.fixture(scope="session")
def sample_city(cluster_conninfo: str, cluster_home: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    """The sample city, written, loaded and built as `make serve` does it, in a database of its own."""
    settings = Settings(home=cluster_home)
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    with database_of(cluster_home, "browser") as conninfo:
        report = load(conninfo, [folder], LoadOptions(columns=folder, settings=settings))
        assert report.error() is None
        with CityShelf(settings, conninfo) as shelf:
            return shelf.get(SAMPLE, "public")


@pytest.fixture(scope="session")
def base(sample_city: City) -> Iterator[str]:
    """Address of the running service."""
    strange = replace(hostile(toy_city()), code=HOSTILE_CODE)
    app = create_app(Settings(), ToyShelf(sample_city, toy_city(), strange), None)
    with running(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, base: str) -> Iterator[Callable[..., Opened]]:
    """Open pages: ``open_page(path, size=DESKTOP, **context options)``. Errors are asserted to be none at the end."""
    made: list[Opened] = []

    def opened(path: str, size: tuple[int, int] = DESKTOP, allowed: tuple[str, ...] = (), **options: Any) -> Opened:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="ja-JP", **options)
        page = context.new_page()
        one = Opened(page, base)

        def failed(text: str) -> None:
            if not any(part in text for part in allowed):
                one.errors.append(text)

        def asked(request: Request) -> None:
            one.requests.append(request.url)

        page.on("request", asked)
        page.on("console", lambda message: failed(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: failed(str(error)))
        page.on("dialog", lambda dialog: failed("dialog " + dialog.message))
        made.append(one)
        one.goto(path)
        return one

    yield opened
    for one in made:
        outside = [url for url in one.requests if not url.startswith((base + "/", "data:", "blob:", "file:"))]
        with suppress(Exception):
            one.page.context.close()
        assert outside == [], "a request to another host"
        assert one.errors == [], "console errors, CSP violations or dialogs"
