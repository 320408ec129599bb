"""Pictures for slides: well-formed, the same bytes every time, every row drawn or counted, nothing hostile gets out."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely

from geo_service.coverage import engine
from geo_service.errors import SetupError
from geo_service.questions import build
from layers import LAYERS
from maps import picture_parts
from maps.picture import MOST_ROWS, layer_picture
from maps.picture_answer import answer_picture
from maps.picture_parts import fitted, png, wrapped
from tests.toy import toy_city
from tests.toy_ground import lonlat

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Column:
    """A column of made rows."""

    name: str
    label: Any = None
    type: str = "text"
    unit: str = ""


@dataclass(frozen=True)
class Rows:
    """Made rows of a layer."""

    layer: Any
    city: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    shapes: Any


def parks(shapes: list[Any], title: str = "公園の一覧", accuracy: str = "point") -> Rows:
    columns = tuple(Column(name) for name in ("name", "kind", "accuracy", "dataset_title", "reference_date", "licence"))
    rows: list[tuple[Any, ...]] = [("一の公園", "block", accuracy, title, "2024", "CC-BY-4.0") for _ in shapes]
    return Rows(LAYERS["parks"], "99900", columns, rows, np.array(shapes, dtype=object))


def at(x: float, y: float) -> Any:
    return shapely.Point(*lonlat(x, y))


def texts(svg: str) -> str:
    return "\n".join(one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_rows_are_drawn_or_counted() -> None:
    found = parks([at(500, 500), at(2500, 2500), None, at(90_000, 500)])
    svg = layer_picture(found, toy_city())
    assert svg == layer_picture(found, toy_city())
    said = texts(svg).replace("\n", "")
    assert "（2件）" in said and "位置のない1件" in said and "地図の外にある1件" in said
    # Two circles on the map and one in the legend.
    assert len(list(ElementTree.fromstring(svg).iter(f"{SVG}circle"))) == 3
    assert "架空データ" in said and "計画用" in said and "公園の一覧（2024年）" in said and "CC BY 4.0" in said
    assert "Fictitious data" in texts(layer_picture(found, toy_city(), "en"))


def test_a_point_for_a_whole_town_is_hollow_and_said() -> None:
    svg = layer_picture(parks([at(500, 500)], accuracy="area"), toy_city())
    assert "町丁の代表点" in texts(svg) and "stroke-dasharray" in svg
    assert "stroke-dasharray" not in layer_picture(parks([at(500, 500)]), toy_city())


def test_many_rows_are_counted_in_cells() -> None:
    many = [at(100 + 4_800 * (n % 100) / 100, 100 + 4_800 * (n // 100) / 60) for n in range(MOST_ROWS + 1)]
    svg = layer_picture(parks(many), toy_city())
    assert "5,001件" in texts(svg).replace("\n", "")
    assert not list(ElementTree.fromstring(svg).iter(f"{SVG}circle"))


def test_an_empty_layer_says_so() -> None:
    assert "この層のデータは読み込まれていません" in texts(layer_picture(parks([]), toy_city()))
    assert "No row has a position" in texts(layer_picture(parks([None]), toy_city(), "en"))


def test_hostile_names_stay_text() -> None:
    title = '</text><script>alert(1)</script>"\x00\x1b[31m&'
    svg = layer_picture(parks([at(500, 500)], title), toy_city())
    assert "<script" not in svg and "\x00" not in svg and "\x1b" not in svg
    assert "<script>alert(1)" in texts(svg)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_answer_is_its_sentence_its_classes_and_its_wards(lang: str) -> None:
    city = toy_city()
    answer = engine.answer(city, build("evacuation-site-reach", city, {"hazard": "flood"}))
    svg = answer_picture(answer, lang)
    assert svg == answer_picture(answer, lang)
    said = texts(svg)
    assert all((ward if lang == "ja" else city.unit_sets["wards"].name_en[n] or ward) in said for n, ward in
               enumerate(city.unit_sets["wards"].name_ja))  # fmt: skip
    assert ("計画用" if lang == "ja" else "For planning") in said


def test_a_png_has_the_size_of_a_slide() -> None:
    found = png(layer_picture(parks([at(500, 500)]), toy_city()))
    assert found.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", found[16:24]) == (1600, 900)


def test_without_a_font_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_parts, "FONT_FOLDERS", ())
    with pytest.raises(SetupError) as caught:
        png("<svg/>")
    assert "fonts-noto-cjk" in caught.value.ja and "fonts-noto-cjk" in caught.value.en


def test_lines_break_where_they_may() -> None:
    assert wrapped("あいう。えお", 10, 30) == ["あいう。", "えお"]
    assert wrapped("one two three", 10, 45) == ["one two", "three"]
    size, lines = fitted("あ" * 100, (20, 10), 200, 2)
    assert (size, len(lines), lines[-1][-1]) == (10, 2, "…")


def test_ground_that_was_assessed_is_no_zone() -> None:
    columns = tuple(Column(name) for name in ("hazard", "state", "depth_from_m"))
    square = shapely.transform(shapely.box(0, 0, 2000, 2000), lambda one: np.column_stack(lonlat(one[:, 0], one[:, 1])))
    for state, filled in (("assessed", False), ("inside", True)):
        rows: list[tuple[Any, ...]] = [("flood", state, None)]
        svg = layer_picture(Rows(LAYERS["hazard_zones"], "99900", columns, rows, np.array([square], dtype=object)), toy_city())
        assert ("調べた範囲" in texts(svg)) is not filled
        paths = [one for one in ElementTree.fromstring(svg).iter(f"{SVG}path") if one.get("fill-opacity")]
        assert bool(paths) is filled


def test_small_areas_are_symbols_and_that_is_said() -> None:
    def plot(side: float) -> Any:
        return shapely.transform(
            shapely.box(500, 500, 500 + side, 500 + side), lambda one: np.column_stack(lonlat(one[:, 0], one[:, 1]))
        )

    assert "小さくて形を描けない" in texts(layer_picture(parks([plot(10)]), toy_city()))
    assert "小さくて形を描けない" not in texts(layer_picture(parks([plot(500)]), toy_city()))
