"""Maps for paper: true to scale, readable in grey, names apart, only what is defined is used, hostile names as text."""

from __future__ import annotations

import itertools
import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely

from geo_service.coverage.plane import shapes_to_lonlat
from maps.paper.features import class_of
from maps.paper.ground import SCALES, Paper
from maps.paper.ink import GAPS, SERVED, TILES, colour_of
from maps.paper.legend import legend
from maps.paper.names import LONGEST, Name, placed
from maps.paper.ward_map import ward_map
from tests.maps.shown import HOSTILE, hostile, shown
from tests.toy import toy_city
from tests.toy_ground import ORIGIN, SRID

SVG = "{http://www.w3.org/2000/svg}"


def drawn(**options: object) -> str:
    """The map of the toy city's western ward for floods."""
    collection = json.loads(shown(toy_city(), hazard="flood", ward="99901")[1])
    return str(ward_map(collection, (120, 120), "ja", "99901", **options))  # type: ignore[arg-type]


def test_a_kilometre_is_a_kilometre() -> None:
    line = shapely.LineString([ORIGIN, (ORIGIN[0] + 600, ORIGIN[1] + 800)])
    lonlat = shapes_to_lonlat(SRID, line)
    paper = Paper.around([lonlat], (100, 100))
    assert paper.scale in SCALES
    # The plane zone itself stretches by less than one in five thousand here.
    assert paper.laid(lonlat).length == pytest.approx(paper.units(1000.0), rel=3e-4)
    assert paper.units(paper.bar_m()) <= 320


def test_the_ward_fills_its_box_and_no_more() -> None:
    collection = json.loads(shown(toy_city(), hazard="flood", ward="99901")[1])
    ward = next(one for one in collection["features"] if one["properties"]["role"] == "ward")
    shape = shapely.from_geojson(json.dumps(ward["geometry"]))
    paper = Paper.around([shape], (60, 120))
    west, south, east, north = paper.laid(shape).bounds
    assert 0 <= west < east <= 600 and 0 <= south < north <= 1200
    assert max((east - west) / 600, (north - south) / 1200) > 0.75


def test_grey_keeps_the_classes_apart() -> None:
    def light(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return (0.299 * red + 0.587 * green + 0.114 * blue) / 255

    steps = [light(one) for one in (SERVED, *GAPS)]
    assert all(a - b > 0.1 for a, b in itertools.pairwise(steps))
    patterns = [TILES[f"gap{at}"].drawn for at in range(3)]
    assert len(set(patterns)) == 3
    assert [colour_of(at, 2) for at in range(2)] == [0, 2]
    assert [class_of(value, (1, 10)) for value in (None, 0.0, 0.4, 5.0, 10.0)] == [-1, -1, 0, 0, 1]


def test_names_never_touch() -> None:
    random = np.random.default_rng(7)
    lengths, (xs, ys) = random.integers(1, 20, 60), random.uniform(0, 900, (2, 60))
    wanted = [Name("町" * int(n), x, y, 24.0) for n, x, y in zip(lengths, xs, ys, strict=True)]
    found = placed(wanted, shapely.box(0, 0, 900, 900))
    boxes = []
    for one in found:
        text = ElementTree.fromstring(f"<g>{one}</g>")[1]
        assert len(text.text or "") <= LONGEST
        half = 12 * len(text.text or "")
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        boxes.append(shapely.box(x - half, y - 20, x + half, y))
    assert 8 < len(found) < 60
    assert not any(a.intersects(b) for a, b in itertools.combinations(boxes, 2))


def test_everything_used_is_defined_and_drawn_as_vectors() -> None:
    svg = drawn(marked=["99901-1-0"])
    root = ElementTree.fromstring(svg)
    defined = {one.attrib["id"] for one in root.iter() if "id" in one.attrib}
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= defined
    assert not list(root.iter(f"{SVG}image"))
    assert root.find(f"{SVG}title") is not None
    assert svg == drawn(marked=["99901-1-0"])
    assert not re.search(r"url\(#p\w*gap", drawn(grey_safe=False))
    assert re.search(r"url\(#p\w*gap", svg)


def test_the_focus_is_in_the_middle() -> None:
    svg = drawn(focus="99901-1-0")
    name = next(one for one in ElementTree.fromstring(svg).iter(f"{SVG}text") if one.text == "二町1丁目")
    assert abs(float(name.attrib["x"]) - 600) < 80 and abs(float(name.attrib["y"]) - 600) < 80


def test_hostile_names_are_text() -> None:
    collection = json.loads(shown(hostile(toy_city()), hazard="flood", ward="99901")[1])
    svg = ward_map(collection, (120, 120), "ja", "99901", "99901-1-0")
    tags = {one.tag for one in ElementTree.fromstring(str(svg)).iter()}
    assert tags <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "defs", "pattern", "clipPath", "g", "path", "rect", "circle", "text")
    }
    assert "&lt;script&gt;" in svg
    lines = legend(collection, "en", HOSTILE[0], "99901")
    assert any(HOSTILE[0] in one.text for one in lines)


def test_the_legend_says_what_is_on_the_map_only() -> None:
    collection = json.loads(shown(toy_city(), hazard="flood", ward="99901")[1])
    texts = [one.text for one in legend(collection, "ja", "指定緊急避難場所", "99901")]
    assert any("想定区域" in one for one in texts)
    dry = json.loads(shown(toy_city(zones=False), hazard="flood", ward="99901")[1])
    assert not any("想定区域" in one.text for one in legend(dry, "ja", "指定緊急避難場所", "99901"))
