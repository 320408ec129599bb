"""Long tasks while the map is moved with 656 areas and 1,000 places on it, from a recorded trace.

    python -m benchmarks.panning [ADDRESS OF A RUNNING SERVICE] [PATH AND QUERY OF THE PAGE]

The service's own answer is filled up on its way to the page: its largest areas are cut in two until there are 656, and places are
scattered over the areas until there are 1,000. Then the map is dragged at three scales, moved with the arrow keys and zoomed. The
clock counts waiting for others that use the processor, too; the time of the processor does not.
Times depend on the machine and on what else it does: nothing is asserted. ``TRACE_FOLDER`` keeps the trace.
"""

from __future__ import annotations

import copy
import os
import platform
import random
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import shapely
from playwright.sync_api import Page, Route, sync_playwright
from shapely.geometry import box, mapping, shape

from benchmarks.page import ADDRESS, CHROMIUM, ROUNDS, SIZE, drags, nearer, tasks_while

AREAS, PLACES, LONG_MS = 656, 1000, 50
PATH = "/?hazard=flood&within=600"
Json = dict[str, Any]


def halves(feature: Json) -> list[Json]:
    """An area cut in two at the middle of its wider side, with half its people each."""
    ground = shape(feature["geometry"])
    west, south, east, north = ground.bounds
    middle = ((west + east) / 2, (south + north) / 2)
    wide = east - west > north - south
    first = box(west, south, middle[0], north) if wide else box(west, south, east, middle[1])
    cut = [part for part in (ground.intersection(first), ground.difference(first)) if not part.is_empty]
    made = []
    for at, part in enumerate(cut):
        half = copy.deepcopy(feature)
        half["geometry"] = mapping(part)
        half["properties"]["code"] += f"-{at}"
        for name, value in half["properties"].items():
            if isinstance(value, float) and name in ("demand", "served", "unserved", "left_out"):
                half["properties"][name] = value / len(cut)
        made.append(half)
    return made


def crowded(collection: Json) -> Json:
    """The answer's GeoJSON with AREAS areas and PLACES places. The same for the same answer."""
    chance = random.Random(656)
    features = collection["features"]
    units = [one for one in features if one["properties"]["role"] == "unit"]
    places = [one for one in features if one["properties"]["role"] == "place"]
    rest = [one for one in features if one["properties"]["role"] not in ("unit", "place")]
    units.sort(key=lambda one: -float(shape(one["geometry"]).area))
    while len(units) < AREAS:
        units += halves(units.pop(0))
    grounds = [shape(one["geometry"]) for one in units]
    while len(places) < PLACES:
        ground = chance.choice(grounds)
        west, south, east, north = ground.bounds
        spot = shapely.Point(chance.uniform(west, east), chance.uniform(south, north))
        if ground.contains(spot):
            place = copy.deepcopy(places[0])
            place["geometry"] = mapping(spot)
            place["properties"] |= {"id": f"made-{len(places)}", "name": f"見本の場所{len(places)}"}
            places.append(place)
    return collection | {"features": [*rest[:1], *units, *rest[1:], *places]}


def fill(route: Route) -> None:
    """Answer a request for the answer with the crowded one."""
    response = route.fetch()
    route.fulfill(response=response, json=crowded(response.json()))


def keys(page: Page) -> None:
    """Move the map with the arrow keys."""
    page.locator(".folium-map").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp") * 2:
        page.keyboard.press(key)
        page.wait_for_timeout(300)


to_and_fro = partial(drags, moves=((-150, 30), (150, -60), (80, 60), (-80, -30)))
"""It ends where it began."""
WORK: tuple[tuple[str, Callable[[Page], None], bool], ...] = (
    ("drag, whole city", to_and_fro, True),
    ("two steps nearer", nearer, False),
    ("drag, nearer", to_and_fro, True),
    ("arrow keys, nearer", keys, True),
    ("two steps nearer", nearer, False),
    ("drag, nearest", to_and_fro, True),
    ("two steps back", lambda page: nearer(page, "out"), False),
)
"""Name, what is done, whether it is panning (the goal) or a change of scale."""


def main(arguments: list[str]) -> None:
    """Print the table."""
    address = (arguments[0] if arguments else ADDRESS) + (arguments[1] if len(arguments) > 1 else PATH)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        load = os.getloadavg()[0]
        print(f"{platform.platform()}, {os.cpu_count()} cores, load {load:.1f}, Chromium {browser.version}, no WebGL")
        for at in range(ROUNDS):
            context = browser.new_context(viewport=SIZE)
            page = context.new_page()
            page.goto(address, wait_until="networkidle")
            page.route("**/answer?**", fill)
            # Another distance asks for the answer, which comes crowded.
            page.evaluate(
                "() => { const field = document.getElementById('within'); field.value = '500';"
                " field.dispatchEvent(new Event('change', { bubbles: true })); }"
            )
            counted = "(role) => GeoService.draw.context.collection.features.filter((one) => one.properties.role === role).length"
            while page.evaluate(counted, "place") < PLACES:
                page.wait_for_timeout(50)
            page.wait_for_timeout(1000)
            areas, places = page.evaluate(counted, "unit"), page.evaluate(counted, "place")
            print(f"round {at + 1}: {areas} areas, {places} places")
            session = context.new_cdp_session(page)
            for name, work, panning in WORK:
                tasks = tasks_while(page, session, partial(work, page))
                clock, processor = (max((one[kind] for one in tasks), default=0.0) for kind in (0, 1))
                longer = sum(one[0] > LONG_MS for one in tasks)
                name = name if panning else f"({name})"
                print(f"  {name:<20} longest {clock:5.0f} ms, of the processor {processor:5.0f} ms, {longer} over {LONG_MS} ms")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
