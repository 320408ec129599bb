"""What the map page costs in the system's Chromium: time to a map that can be read, bytes, long tasks while panning, redraws.

    python -m benchmarks.page [ADDRESS OF A RUNNING SERVICE] [PATH AND QUERY OF THE PAGE]

Each figure is the median of three cold starts (a new browser context, nothing cached). Long tasks are read from a recorded trace
while the map is dragged to and fro. Times depend on the machine and on what else it does: nothing is asserted.
"""

from __future__ import annotations

import json
import os
import platform
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


def drag(page: Page) -> None:
    """Drag the map to and fro, at the city's scale and two steps nearer."""
    box = page.locator("#map-frame").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + min(box["height"], SIZE["height"] - box["y"]) / 2
    for nearer in range(2):
        if nearer:
            for _ in range(2):
                page.locator(".leaflet-control-zoom-in").click()
                page.wait_for_timeout(500)
        for dx, dy in ((-150, 30), (150, -60), (80, 60)):
            page.mouse.move(x, y)
            page.mouse.down()
            for step in range(1, 16):
                page.mouse.move(x + dx * step / 15, y + dy * step / 15)
                page.wait_for_timeout(16)
            page.mouse.up()
            page.wait_for_timeout(400)


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


def main(arguments: list[str]) -> None:
    """Print the table."""
    address = (arguments[0] if arguments else ADDRESS) + (arguments[1] if len(arguments) > 1 else "/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        print(
            f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Chromium {browser.version}, no WebGL"
        )
        for measured in (cold, moved):
            rounds = [measured(browser, address) for _ in range(ROUNDS)]
            for name in rounds[0]:
                values = [one[name] for one in rounds]
                print(f"{name:<20} {statistics.median(values):>10,.0f}   ({min(values):,.0f} – {max(values):,.0f})")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
