"""Sheets for a wall and a table: true to scale, on one page, said in both languages, nothing left out in silence."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium
import pytest

from geo_service.coverage.barriers import EXPRESSWAY, RAILWAY, WATER, Barriers
from geo_service.coverage.city import City
from geo_service.coverage.network import (
    BRIDGE,
    CUSTOMERS,
    MAIN_ROAD,
    PATH,
    SERVICE_ROAD,
    STEPS,
    STREET,
    THROUGH_ROAD,
    TUNNEL,
    Network,
)
from geo_service.coverage.plane import to_plane
from geo_service.errors import ParameterError
from layers.wall_grid import SIZES
from maps.paper import wall
from maps.paper.ground import SCALES
from maps.paper.wall.drawing import WallDrawing
from maps.paper.wall.ground import streets_in
from maps.paper.wall.index import index_shown, lines_for
from maps.paper.wall.ink import FROM_M, depth_tile
from maps.paper.wall.landscape import landscape_in
from tests.maps.shown import hostile
from tests.toy import toy_city
from tests.toy_streets import network as streets_of

WEST = "wards:99901"


def html(city: City, **options: object) -> str:
    """The document of the western ward's wall map on A3 for floods."""
    asked = {"size": "A3", "hazard": "flood", "lang": "ja", **options}
    return wall.map_html(city, wall.area_named(city, WEST), **asked)  # type: ignore[arg-type]


def test_one_page_of_the_asked_size() -> None:
    city = toy_city()
    pages = pdfium.PdfDocument(
        wall.wall_map(city, wall.area_named(city, WEST), "A2", "flood", "ja", "https://machi.example.jp/areas/x")
    )
    assert len(pages) == 1
    assert sorted(round(side * 25.4 / 72) for side in pages[0].get_size()) == [420, 594]
    text = re.sub(r"\s", "", pages[0].get_textpage().get_text_bounded())
    for words in ("西区", "計画用", "危ないところ", "役に立つところ", "気づいたこと", "架空データ", "この地域のページ", "洪水"):
        assert words in text


@pytest.mark.parametrize("size", SIZES)
def test_the_area_fits_at_a_round_scale(size: str) -> None:
    city = toy_city()
    area = wall.area_named(city, WEST)
    sheet = wall.paper_for(area, size)
    assert sheet.paper.scale in SCALES
    west, north, east, south = sheet.paper.laid(area.shape).bounds
    assert west >= 0 and north >= 0 and east <= 10 * sheet.paper.width and south <= 10 * sheet.paper.height
    left, top, width, height = sheet.panel
    assert left + width <= sheet.width and top + height <= sheet.height


def test_streets_that_are_not_loaded_are_said() -> None:
    city = toy_city()
    assert city.network is None
    assert "道路のデータが読み込まれていない" in html(city)
    assert "No street data are loaded" in html(city, lang="en")
    assert "のデータが読み込まれていないので、描いていません。安全という意味ではありません。" in html(
        replace(city, zones=(), zone_grounds=())
    )


def test_places_are_found_by_their_square() -> None:
    city = toy_city()
    area = wall.area_named(city, WEST)
    drawing = WallDrawing(city, area, wall.paper_for(area, "A3"), "ja", "flood")
    assert drawing.square(0, 0) == "A1"
    assert drawing.square(drawing.side * 2.5, drawing.side * 3.5) == "C4"
    by_name = {one.name: one for one in drawing.spots}
    listed = drawing.index()
    assert listed
    assert all(square == drawing.square(by_name[name].x, by_name[name].y) for _, name, square in listed)


def test_the_index_stops_where_its_room_ends() -> None:
    short, long = ("parks", "公園", "A1"), ("parks", "長" * 200, "A1")
    assert len(index_shown([short] * 5, 36)) == 5
    assert len(index_shown([short] * 500, 36)) == 36
    cut = index_shown([long] * 500, 36)
    assert 0 < len(cut) < 36 and cut[0][1].endswith("…")


@pytest.mark.parametrize("bands", [(0, 0.5, 3, 5, 10, 20), (0.01, 0.3, 1, 2, 5, 10), (0, 0.5, 1, 2, 5)])
def test_bands_of_one_hazard_look_different(bands: tuple[float, ...]) -> None:
    assert len({depth_tile(low) for low in bands}) == len(bands)
    assert depth_tile(99) == len(FROM_M) - 1


def test_a_blank_one_has_room_to_write() -> None:
    city = toy_city()
    blank = html(city, blank=True, hazard="")
    assert "書きこみかた" in blank and "書き足すしるし" not in blank
    assert 'fill="url(#depth' not in blank
    assert 'fill="url(#depth' in html(city)


def test_hostile_names_stay_text() -> None:
    drawn = html(hostile(toy_city()))
    assert "<script" not in drawn
    assert "&lt;script" in drawn


def test_streets_are_told_apart_and_cut_at_the_edge() -> None:
    city = toy_city()
    paper = wall.paper_for(wall.area_named(city, WEST), "A3").paper
    x, y = (float(one[0]) for one in to_plane(city.srid, [paper.lon], [paper.lat]))
    flags = [0, PATH | STEPS, PATH, BRIDGE, TUNNEL, CUSTOMERS]
    # The first runs through the whole sheet and has both ends outside.
    lines = [[(x - 90_000, y), (x + 90_000, y)], *([(x, y + 9 * at), (x + 50, y + 9 * at)] for at in range(1, 6))]
    ends, count = np.array(lines, dtype=float), len(lines)
    zeros = np.zeros(count, dtype=np.int32)
    network = Network(
        x=ends.reshape(-1, 2)[:, 0],
        y=ends.reshape(-1, 2)[:, 1],
        start=np.arange(0, 2 * count, 2, dtype=np.int32),
        end=np.arange(1, 2 * count, 2, dtype=np.int32),
        length_dm=zeros + 500,
        flags=np.array(flags, dtype=np.uint16),
        slope=np.zeros(count, dtype=np.float32),
        coords=ends.reshape(-1, 2),
        coord_offsets=np.arange(0, 2 * count + 1, 2),
        way=zeros.astype(np.int64),
        name=zeros,
        names=("大通り",),
        island=np.zeros(2 * count, dtype=np.int32),
    )
    with_streets = replace(city, network=network)
    found = streets_in(with_streets, paper)
    assert found is not None
    assert set(found.lines) == {"street", "steps", "path", "bridge", "tunnel"}
    assert found.lines["street"].length == pytest.approx(10 * paper.width, rel=1e-3)
    assert [name for name, _ in found.named] == ["大通り"]
    drawn = html(with_streets)
    for words in ("階段", "歩道・小道", "トンネル・地下道"):
        assert words in drawn
    assert "道路のデータが読み込まれていない" not in drawn


def test_what_is_not_there_is_said() -> None:
    city = toy_city()
    for text, named in (("wards:99999", "99901"), ("nothing:1", "wards"), ("wards", "99902")):
        with pytest.raises(ParameterError, match=named):
            wall.area_named(city, text)
    assert wall.area_named(city, "wards:西区").code == "99901"
    with pytest.raises(ParameterError, match="A3, A2, A1"):
        wall.size_named("A4")
    assert wall.size_named("a1") == "A1"
    with pytest.raises(ParameterError, match="flood"):
        wall.hazard_named(city, "dragon")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_script_is_one_page(lang: str) -> None:
    assert len(pdfium.PdfDocument(wall.facilitator(lang))) == 1


def test_roads_are_drawn_by_their_traffic_and_alike_where_it_is_not_kept() -> None:
    city = toy_city()
    paper = wall.paper_for(wall.area_named(city, WEST), "A3").paper
    x, y = (float(one[0]) for one in to_plane(city.srid, [paper.lon], [paper.lat]))
    points = [(x + side, y + 20 * at) for at in range(6) for side in (0, 200)]
    flags, ranks = [0, 0, 0, 0, BRIDGE, PATH], [MAIN_ROAD, THROUGH_ROAD, STREET, SERVICE_ROAD, MAIN_ROAD, 0]
    named = ("大通り", "中通り", "小道", "", "大橋", "")
    old = streets_of(points, [(2 * at, 2 * at + 1) for at in range(6)], flags=flags, names=named)
    net = replace(old, rank=np.array(ranks, dtype=np.uint8))
    found = streets_in(replace(city, network=net), paper)
    assert found is not None
    assert set(found.lines) == {"main", "through", "street", "service", "main_bridge", "path"}
    assert found.great == {"大通り", "中通り"}
    drawn = html(replace(city, network=net))
    assert all(words in drawn for words in ("大きな道路", "地区の主な道路", "敷地の中", "橋"))
    before = streets_in(replace(city, network=old), paper)
    assert before is not None and set(before.lines) == {"street", "bridge", "path"} and not before.great
    assert "大きな道路" not in html(replace(city, network=old))


def test_water_and_railways_are_drawn_where_the_city_has_them() -> None:
    city = toy_city()
    assert "データがないので描いていません" in html(city) and "鉄道" in html(city)
    paper = wall.paper_for(wall.area_named(city, WEST), "A3").paper
    x, y = (float(one[0]) for one in to_plane(city.srid, [paper.lon], [paper.lat]))
    pond = [(x, y), (x + 300, y), (x + 300, y + 300), (x, y + 300), (x, y)]
    island = [(x + 100, y + 100), (x + 200, y + 100), (x + 200, y + 200), (x + 100, y + 200), (x + 100, y + 100)]
    far = [(x + 900_000, y), (x + 900_100, y)]
    lines = [pond, island, [(x - 90_000, y - 50), (x + 90_000, y - 50)], [(x, y - 80), (x + 50, y - 80)], far]
    offsets = np.cumsum([0, *(len(one) for one in lines)])
    kind = np.array([WATER, WATER, RAILWAY, WATER, EXPRESSWAY], dtype=np.int8)
    barriers = Barriers(np.array([one for line in lines for one in line], dtype=float), offsets, kind)
    notes = [replace(city.datasets[0], layer=layer, used=True, licence="CC0-1.0") for layer in ("water", "railways")]
    seen = replace(city, barriers=barriers, datasets=(*city.datasets, *notes))
    found = landscape_in(seen, paper)
    assert found.layers == ("water", "railways") and found.loaded == {"water", "railways"}
    assert found.water.area == pytest.approx((300**2 - 100**2) * (10_000 / paper.scale) ** 2, rel=0.01)
    assert found.railways.length == pytest.approx(10 * paper.width, rel=1e-3)
    assert found.brooks.length == pytest.approx(50 * 10_000 / paper.scale, rel=0.01)
    assert {"川・水面", "鉄道"} <= set(re.findall(r"<span>([^<]+)</span>", html(seen)))
    # What may not be handed on is left out for the public, and said.
    closed = replace(seen, datasets=(*city.datasets, replace(notes[0], licence="KSJ-NC"), notes[1]))
    kept = landscape_in(replace(closed, audience="public"), paper)
    assert kept.layers == ("railways",) and kept.kept_back == ("water",)
    assert "利用の条件により、配る地図には描けません：川・水面" in html(replace(closed, audience="public"))
    assert landscape_in(replace(closed, audience="staff"), paper).layers == ("water", "railways")


def test_the_index_fills_the_room_that_is_left() -> None:
    area = wall.area_named(toy_city(), WEST)
    lying = replace(wall.paper_for(area, "A3"), width=420.0, height=297.0, panel=(305.0, 26.0, 104.0, 261.0))
    legend, small = ["避難場所"] * 12, ["出典"] * 3
    lines = lines_for(lying, legend, 3, small, coded=False)
    assert lines > lines_for(lying, legend, 3, small, coded=True) > lines_for(lying, legend * 2, 3, small, coded=True)
    assert lines_for(lying, legend * 9, 3, small, coded=True) == 0
    larger = replace(lying, size="A1", panel=(610.0, 26.0, 209.0, 558.0))
    assert lines_for(larger, legend, 3, small, coded=False) > 1.3 * lines
