# ruff: noqa: E501
"""Values that cannot be: formulas, hidden signs, numbers, codes, and positions in columns."""

from __future__ import annotations

from tests.broken.make import GOOD, Broken, csv, geojson, row, site

MANY = tuple(GOOD.replace("あおば", f"わかば{number}").replace("1-2-3", f"{number}-1") for number in range(40))
"""Enough good rows that one bad row is set aside."""


def value(id_: str, rule: str, says: str, /, layer: str = "child_facilities", **cell: str) -> Broken:
    """A CSV whose one row has one bad cell (by heading)."""
    return Broken(id_, f"{id_}.csv", csv(row(**cell)), rule, says, layer=layer, row=2, column=next(iter(cell)))


def aside(id_: str, rule: str, says: str, /, **cell: str) -> Broken:
    """A CSV of good rows and one, the last, with a bad cell: that row is set aside and the rest is loaded."""
    return Broken(id_, f"{id_}.csv", csv(*MANY, row(**cell)), rule, says, row=len(MANY) + 2, column=next(iter(cell)), aside=True)


NAME, LON, LAT, CAPACITY, KIND, ADDRESS = "名称", "経度", "緯度", "定員", "種別", "住所"

VALUES: tuple[Broken, ...] = (
    # formulas
    value("formula-plus", "formula", "formula", 名称="+cmd|' /C calc'!A0"),
    value("formula-minus", "formula", "formula", 名称="-2+3+cmd|' /C calc'!A0"),
    value("formula-plus-digits", "formula", "formula", 名称="+1+HYPERLINK(A1)"),
    value("formula-tab", "formula", "formula", 名称="\t=1+1"),
    value("formula-space", "formula", "formula", 名称="  =HYPERLINK(A1)"),
    value("formula-full-width", "formula", "formula", 名称="＝1＋1"),
    value("formula-full-width-at", "formula", "formula", 名称="＠SUM(A1)"),
    value("formula-full-width-plus", "formula", "formula", 名称="＋cmd|’ /C calc’!A0"),
    value("formula-invisible", "formula", "formula", 名称="\u200b=1+1"),
    value("formula-in-address", "formula", "formula", 住所="=WEBSERVICE(A1)"),
    aside("formula-aside", "formula", "formula", 名称="=cmd|' /C calc'!A0"),
    # hidden signs
    value("escape", "control_character", "control", 名称="\x1b[31mあおば"),
    value("delete", "control_character", "control", 名称="あおば\x7f"),
    value("c1-control", "control_character", "control", 名称="あおば\x9b31m"),
    value("backspace", "control_character", "control", 住所="青葉\x08\x081-2"),
    value("noncharacter", "control_character", "control", 名称="あおば\uffff"),
    value("rtl-isolate", "text_direction", "direction", 名称="\u2067あおば\u2069"),
    value("rtl-mark", "text_direction", "direction", 名称="あおば\u200f保育園"),
    value("arabic-letter-mark", "text_direction", "direction", 名称="あおば\u061c"),
    value("rtl-in-address", "text_direction", "direction", 住所="\u202e3-2-1葉青"),
    value("zero-width-only", "required", "empty", 名称="\u200b\u200c\ufeff"),
    value("hangul-filler-only", "required", "empty", 名称="\u3164"),
    value("tag-signs-only", "required", "empty", 名称="\U000e0061\U000e0062"),
    value("braille-blank-only", "required", "empty", 名称="\u2800\u2800"),
    value("ideographic-space-only", "required", "empty", 名称="\u3000"),
    value("lost-character", "lost_character", "conversion", 名称="\ufffd\ufffd保育園"),
    aside("rtl-aside", "text_direction", "direction", 名称="あおば\u202e保育園"),
    aside("lost-character-aside", "lost_character", "conversion", 名称="あお\ufffd保育園"),
    # numbers
    value("capacity-range", "not_a_number", "no number", 定員="40～50"),
    value("capacity-letter-o", "not_a_number", "no number", 定員="4O"),
    value("capacity-hex", "not_a_number", "no number", 定員="0x28"),
    value("capacity-infinite", "not_a_number", "no number", 定員="1e400"),
    value("capacity-nan", "not_a_number", "no number", 定員="NaN"),
    value("capacity-billion", "too_large", "above", 定員="1e9"),
    value("capacity-wide-billion", "too_large", "above", 定員="１０００００００００"),
    value("capacity-minus-five", "too_small", "below 0", 定員="-5"),
    value("capacity-minus-wide", "too_small", "below 0", 定員="－５"),
    value("capacity-tiny-fraction", "not_whole", "whole number", 定員="40.0001"),
    value("capacity-two-signs", "not_a_number", "no number", 定員="--40"),
    value("capacity-underscore", "not_a_number", "no number", 定員="4_0"),
    aside("capacity-aside", "too_large", "above", 定員="1e9"),
    # codes
    value("code-empty-brackets", "unknown_code", "not in its list", 種別="（）"),
    value("code-injected", "unknown_code", "not in its list", 種別="'; DROP TABLE frame.city; --"),
    value("code-markup", "unknown_code", "not in its list", 種別="<script>alert(1)</script>"),
    aside("code-aside", "unknown_code", "not in its list", 種別="宇宙センター"),
    Broken("mark-x", "markx.geojson", geojson(site(地震="△")), "not_a_mark", "yes or no", layer="", row=1, column="地震"),
    Broken("mark-two", "mark2.geojson", geojson(site(津波="2")), "not_a_mark", "yes or no", layer="", row=1, column="津波"),
    Broken("mark-formula", "markf.geojson", geojson(site(高潮="=1")), "not_a_mark", "yes or no", layer="", row=1, column="高潮"),
    # positions
    value("lon-comma", "not_a_coordinate", "no coordinate", 経度='"139,62"'),
    value("lon-letter", "not_a_coordinate", "no coordinate", 経度="E139.62"),
    value("lon-unit", "not_a_coordinate", "no coordinate", 経度="139.62度"),
    value("lon-infinite", "not_a_coordinate", "no coordinate", 経度="1e400"),
    value("lat-minus-infinite", "not_a_coordinate", "no coordinate", 緯度="-Infinity"),
    Broken("lon-error", "lonerror.csv", csv(row(経度="#DIV/0!")), "not_a_coordinate|half_a_position", "", row=2),
    value("lon-dms-spaces", "degrees_minutes", "139.620000", 経度="139 37 12"),
    value("lon-dms-dots", "degrees_minutes", "139.620000", 経度="139.37.12"),
    value("lon-dms-wide", "degrees_minutes", "139.620000", 経度="１３９度３７分１２秒"),
    Broken("packed-dms", "packed.csv", csv(row(経度="1393712", 緯度="353112")), "crs", "metres"),
    Broken("decimal-point-lost", "point.csv", csv(row(経度="13962000", 緯度="3552000")), "crs", "metres"),
    Broken("west-of-greenwich", "west.csv", csv(row(経度="-139.62")), "outside_japan", "outside of Japan", row=2),
    Broken("south", "south.csv", csv(row(緯度="-35.52")), "outside_japan", "outside of Japan", row=2),
    Broken("latitude-twice", "twolat.csv", csv(row(経度="35.52")), "outside_japan", "outside of Japan", row=2),
    Broken("longitude-twice", "twolon.csv", csv(row(緯度="139.62")), "outside_japan", "outside of Japan", row=2),
    Broken("lon-zero", "lonzero.csv", csv(row(経度="0")), "outside_japan", "outside of Japan", row=2),
    Broken("null-island-nearly", "nearnull.csv", csv(row(経度="0.0000001", 緯度="0.0")), "null_island", "0, 0", row=2),
    Broken("lon-missing", "lonless.csv", csv(row(経度="")), "half_a_position", "Only one", row=2),
    Broken("all-far", "allfar.csv", csv(*[one.replace("139.62", "141.35").replace("35.52", "43.06") for one in MANY]),
           "far_from_city", "50 km", row=2),
    aside("swapped-aside", "not_a_coordinate", "no coordinate", 緯度="三十五"),
    Broken("null-island-aside", "nullaside.csv", csv(*MANY, row(経度="0", 緯度="0")), "null_island", "0, 0", row=42, aside=True),
    Broken("far-aside", "faraside.csv", csv(*MANY, row(経度="135.5")), "far_from_city", "50 km", row=42, aside=True),
    Broken("duplicate-aside", "dupaside.csv", csv(*MANY, MANY[0]), "duplicate", "row 2", row=42, aside=True),
    Broken("ragged-aside", "raggedaside.csv", csv(*MANY, GOOD + ",,,9"), "ragged", "9 cells", row=42, aside=True),
    # shapes in a column
    Broken("wkt-unclosed", "wktopen.csv", csv('あ,"POLYGON ((139.6 35.5, 139.7 35.5, 139.7 35.6))"', heads="名称,wkt"), "wkt", "no WKT"),
    Broken("wkt-words", "wktwords.csv", csv("あ,POINT (lon lat)", heads="名称,wkt"), "wkt", "no WKT", row=2, column="wkt"),
    Broken("wkt-empty", "wktempty.csv", csv("あ,POINT EMPTY", heads="名称,wkt"), "not_finite", "empty", row=2),
    Broken("wkt-nan", "wktnan.csv", csv("あ,POINT (nan 35.5)", heads="名称,wkt"), "not_finite|wkt", "", row=2),
    Broken("wkt-line", "wktline.csv", csv('あ,"LINESTRING (139.6 35.5, 139.61 35.5)"', heads="名称,wkt"), "geometry_type", "points"),
    Broken("wkt-deep", "wktdeep.csv",
           csv('あ,"' + "GEOMETRYCOLLECTION (" * 10_000 + "POINT (1 1)" + ")" * 10_000 + '"', heads="名称,wkt"), "wkt|outside_japan", ""),
)  # fmt: skip
