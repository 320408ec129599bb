"""What the map page costs in the system's Chromium: time to a map that can be read, bytes, long tasks while panning, redraws.

    python -m benchmarks.page [ADDRESS OF A RUNNING SERVICE] [PATH AND QUERY OF THE PAGE] [straight|streets [SEED]]

Each figure is the median of three cold starts (a new browser context, nothing cached). Long tasks are read from a recorded trace
while the map is dragged to and fro. With a reach given, only choices are made: CHOICES at random of hazard, distance, age group,
ward and, on streets, who walks. The same seed makes the same choices, so that two services compare; a service asked again has
the answers already.
Times depend on the machine and on what else it does: nothing is asserted.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ADDRESS = "http://127.0.0.1:8000"
ROUNDS = 3
DRAWN = "document.querySelectorAll('#legend li').length > 0 && document.querySelector('.map-name') !== null"
SIZE: ViewportSize = {"width": 1366, "height": 768}
"""A common virtual desktop."""
LEAST_TASK_MS = 10.0
CHOICES = 20
SEED = 1
WHOLE_CITY = 0.5
"""Part of the choices that are about the whole city, which costs most."""


def cold(browser: Browser, address: str) -> dict[str, float]:
    """Milliseconds until the map, its names and its legend stand, and the compressed bytes of all that was fetched."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    fetched: list[float] = []
    session.on("Network.loadingFinished", lambda event: fetched.append(event["encodedDataLength"]))
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    while not page.evaluate(DRAWN):
        page.wait_for_timeout(5)
    stood = (time.perf_counter() - started) * 1000
    page.wait_for_load_state("networkidle")
    painted = page.evaluate("(performance.getEntriesByName('first-contentful-paint')[0] || {}).startTime || 0")
    features = page.evaluate("GeoService.draw.context.collection.features.length")
    context.close()
    return {
        "map stands (ms)": stood,
        "first paint (ms)": painted,
        "bytes": sum(fetched),
        "requests": len(fetched),
        "features": features,
    }


def tasks_while(page: Page, session: CDPSession, work: Callable[[], None]) -> list[tuple[float, float]]:
    """The main thread's tasks of at least LEAST_TASK_MS while ``work`` is done, from a trace: (milliseconds by the clock, of the
    processor), longest first. The clock also counts waiting for others that use the processor."""
    events: list[dict[str, Any]] = []
    ended: list[bool] = []
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda _: ended.append(True))
    session.send(
        "Tracing.start",
        {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": ["toplevel", "devtools.timeline", "__metadata"]}},
    )
    work()
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(20)
    if folder := os.environ.get("TRACE_FOLDER"):
        Path(folder, "panning.json").write_text(json.dumps({"traceEvents": events}), encoding="utf-8")
    mains = {(one["pid"], one["tid"]) for one in events if one.get("args", {}).get("name") == "CrRendererMain"}
    runs = [one for one in events if one["name"].endswith("RunTask") and (one["pid"], one["tid"]) in mains]
    lasted = ((one.get("dur", 0) / 1000, one.get("tdur", 0) / 1000) for one in runs)
    return sorted((one for one in lasted if one[0] >= LEAST_TASK_MS), reverse=True)


def drags(page: Page, moves: tuple[tuple[int, int], ...] = ((-150, 30), (150, -60), (80, 60))) -> None:
    """Drag the map to and fro by so many pixels, without changing its scale."""
    frame = page.locator("#map-frame").bounding_box()
    assert frame is not None
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + min(frame["height"], SIZE["height"] - frame["y"]) / 2
    for dx, dy in moves:
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(1, 16):
            page.mouse.move(x + dx * step / 15, y + dy * step / 15)
            page.wait_for_timeout(16)
        page.mouse.up()
        page.wait_for_timeout(400)


def nearer(page: Page, button: str = "in") -> None:
    """Two steps nearer, or back."""
    for _ in range(2):
        page.locator(f".leaflet-control-zoom-{button}").click()
        page.wait_for_timeout(500)


def drag(page: Page) -> None:
    """Drag the map to and fro, at the city's scale and two steps nearer."""
    drags(page)
    nearer(page)
    drags(page)


def moved(browser: Browser, address: str) -> dict[str, float]:
    """Longest task while panning, and milliseconds from a choice (another distance) to the map drawn anew."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    session = context.new_cdp_session(page)
    tasks = tasks_while(page, session, lambda: drag(page))
    redraws = []
    for limit in (400, 600, 800):
        page.evaluate("() => { window.before = GeoService.draw.context.answer.id; }")
        started = time.perf_counter()
        page.evaluate(
            "(limit) => { const field = document.getElementById('within'); field.value = limit;"
            " field.dispatchEvent(new Event('change', { bubbles: true })); }",
            str(limit),
        )
        while page.evaluate("GeoService.draw.context.answer.id === window.before"):
            page.wait_for_timeout(5)
        redraws.append((time.perf_counter() - started) * 1000)
    context.close()
    return {
        "longest task (ms)": tasks[0][0] if tasks else 0.0,
        "most processor (ms)": max((processor for _, processor in tasks), default=0.0),
        "tasks over 50 ms": sum(clock > 50 for clock, _ in tasks),
        "redraw (ms)": statistics.median(redraws),
    }


OFFERED = """() => {
    const form = document.getElementById("choices"), question = GeoService.words.settings.questions["evacuation-site-reach"];
    const values = (list) => [...list].map((one) => one.value);
    return {
        hazard: values(form.querySelectorAll('input[name="hazard"]:not(:disabled)')),
        demand: question.groups.map((one) => one.value),
        ward: values(form.elements.ward.options),
        profile: form.elements.profile ? values(form.elements.profile.options) : [],
    };
}"""
CHOOSE = """async (parameters) => {
    performance.clearResourceTimings();
    const started = performance.now();
    const { city, lang } = GeoService.words.settings;
    await GeoService.app.choose({ city, lang, question: "evacuation-site-reach", parameters }, true);
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    const asked = performance.getEntriesByType("resource").find((one) => one.name.includes("/answer?"));
    const told = document.getElementById("problem");
    return {
        refused: told.hidden ? "" : told.textContent,
        all: performance.now() - started,
        server: asked.responseStart - asked.requestStart,
        bytes: asked.encodedBodySize,
    };
}"""


def chosen(browser: Browser, address: str, reach: str, seed: int) -> None:
    """Print milliseconds from a choice that nobody made before to the map drawn anew, and what of them the service took."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    offered, drawn = page.evaluate(OFFERED), random.Random(seed)
    found: list[dict[str, float]] = []
    for _ in range(CHOICES + 1):
        # A distance nobody else asks for: no answer is there already.
        asked = {
            name: drawn.choice(values) for name, values in offered.items() if values and (name != "profile" or reach == "streets")
        }
        whole_city = {**asked, "ward": ""} if drawn.random() < WHOLE_CITY else asked
        found.append(page.evaluate(CHOOSE, {**whole_city, "within": str(drawn.randint(251, 1199)), "reach": reach}))
        if found[-1]["refused"]:
            raise SystemExit(f"{whole_city}: {found[-1]['refused']}")
    context.close()
    for name, unit in (("all", "ms"), ("server", "ms"), ("bytes", "")):
        values = [one[name] for one in found[1:]]
        print(f"{reach:<9} {name:<7} {unit:<3} median {statistics.median(values):>9,.0f}, worst {max(values):>9,.0f}")


def main(arguments: list[str]) -> None:
    """Print the table."""
    address = (arguments[0] if arguments else ADDRESS) + (arguments[1] if len(arguments) > 1 else "/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        print(
            f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Chromium {browser.version}, no WebGL"
        )
        if len(arguments) > 2:
            chosen(browser, address, arguments[2], int(arguments[3]) if len(arguments) > 3 else SEED)
            browser.close()
            return
        for measured in (cold, moved):
            rounds = [measured(browser, address) for _ in range(ROUNDS)]
            for name in rounds[0]:
                values = [one[name] for one in rounds]
                print(f"{name:<20} {statistics.median(values):>10,.0f}   ({min(values):,.0f} – {max(values):,.0f})")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
