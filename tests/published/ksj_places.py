"""国土数値情報 of places and districts as published: Shapefiles in CP932 inside zips named like the real ones, and GeoJSON.

Written from the published column lists alone. The ground is that of the invented みほん市 (99130: wards 99131 and 99132 between
139.60 and 139.70 east, 35.50 and 35.55 north), its neighbour とおり町 (99201) and a town far away (98301, 141 east, 38 north).
"""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

Row = dict[str, Any]

NEAR, NEXT, FAR = (139.61, 35.51), (139.71, 35.51), (141.0, 38.0)
"""First positions in the city, in the neighbour, far away; rows go on eastward in steps of some 90 m."""


def points(rows: Sequence[Row], start: tuple[float, float] = NEAR) -> list[Any]:
    """A point for each row."""
    return [shapely.Point(start[0] + 0.001 * at, start[1]) for at in range(len(rows))]


def shapefile_zip(folder: Path, archive: str, members: Mapping[str, tuple[Sequence[Row], Any, int]]) -> Path:
    """A zip of Shapefiles in CP932, in a folder UTF-8 in that. ``members``: path without ending → (rows, shapes, EPSG code)."""
    inside = folder / archive.removesuffix(".zip")
    for name, (rows, shapes, epsg) in members.items():
        target = inside / f"{name}.shp"
        target.parent.mkdir(parents=True, exist_ok=True)
        frame = gpd.GeoDataFrame(list(rows), geometry=list(shapes), crs=epsg)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame.to_file(target, encoding="UTF-8" if "UTF-8" in target.parts else "CP932", engine="pyogrio")
        # The real files have none: their text is CP932 by custom.
        target.with_suffix(".cpg").unlink(missing_ok=True)
    path = folder / archive
    with zipfile.ZipFile(path, "w") as packed:
        for one in sorted(inside.rglob("*")):
            if one.is_file():
                packed.write(one, one.relative_to(inside).as_posix())
    return path


def geojson(path: Path, rows: Sequence[Row], shapes: Sequence[Any], epsg: int = 6668) -> Path:
    """A GeoJSON file as the newer editions have it, with its CRS."""
    features = [
        {"type": "Feature", "properties": row, "geometry": json.loads(shapely.to_geojson(shape))}
        for row, shape in zip(rows, shapes, strict=True)
    ]
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    whole = {"type": "FeatureCollection", "crs": crs, "features": features}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


# ---- P13 都市公園, 2011 ----------------------------------------------------------------------------------------------


def p13_row(name: str, kind: int, area: float, year: int = 1985, city: str = "みほん市", note: str | None = None) -> Row:
    """A park. ``kind``: 1 to 14; ``year`` 9999 and ``area`` 0: not known."""
    return {
        "P13_001": "みほん県",
        "P13_002": city,
        "P13_003": name,
        "P13_004": kind,
        "P13_005": "みほん県",
        "P13_006": city,
        "P13_007": year,
        "P13_008": area,
        "P13_009": 1,
        "P13_010": note,
    }


def p13(folder: Path) -> Path:
    """Parks of all 14 kinds, two of one name, one without year and area; one of the neighbour, one far away."""
    own = [p13_row(f"第{kind}公園", kind, 1_000.0 * kind) for kind in range(1, 15)]
    own += [p13_row("児童公園", 1, 800.5), p13_row("児童公園", 1, 900), p13_row("なぞ公園", 2, 0, year=9999)]
    away = [p13_row("とおり公園", 1, 1500, city="とおり町")]
    lost = [p13_row("はるか公園", 4, 500_000, city="はるか町")]
    shapes = points(own) + points(away, NEXT) + points(lost, FAR)
    return shapefile_zip(folder, "P13-11_99_GML.zip", {"P13-11_99": ([*own, *away, *lost], shapes, 4612)})


# ---- P14 福祉施設 ----------------------------------------------------------------------------------------------------

P14_CLASSES = (
    ("050401", "保育所"), ("050402", "幼保連携型"), ("050403", "保育所型"), ("050404", "幼稚園型"), ("050405", "地方裁量型"),
    ("050406", "へき地保育所"), ("050501", "小規模A"), ("050504", "家庭的保育"), ("050506", "事業所内"), ("0506", "認可外"),
    ("0507", "児童養護施設"), ("051301", "小型児童館"), ("0514", "児童遊園"), ("020101", "養護"), ("020203", "ケアハウス"),
    ("020301", "福祉センター"), ("0204", "デイ"), ("0205", "短期入所"), ("0206", "支援センター"), ("0207", "生活支援ハウス"),
    ("990701", "有料"), ("990702", "サ高住"), ("991001", "特養"), ("991002", "老福"), ("991003", "地域密着"), ("991004", "老健"),
    ("991005", "療養"), ("991006", "医療院"), ("991303", "包括"), ("9908", "憩の家"), ("9909", "地域福祉センター"),
    ("0101", "救護施設"), ("0301", "障害者支援施設"), ("991302", "児童相談所"), ("9901", "無料低額宿泊所"),
)  # fmt: skip
"""One place of each class that the tests look at; the last four are of no layer."""


def p14_row(code: str, name: str, accuracy: int = 1, city: tuple[str, str] = ("みほん市汐見区", "99131")) -> Row:
    """A place in the layout of 2021. ``code``: four or six digits."""
    return {
        "P14_001": "みほん県",
        "P14_002": city[0],
        "P14_003": city[1],
        "P14_004": f"青葉1-{name}",
        "P14_005": code[:2],
        "P14_006": code[:4],
        "P14_007": code if len(code) == 6 else None,
        "P14_008": name,
        "P14_009": 4,
        "P14_010": accuracy,
    }


def p14_rows() -> tuple[list[Row], list[Any]]:
    """Every class once, positions of accuracy 1 to 5, one of the neighbour, one far away."""
    own = [p14_row(code, name) for code, name in P14_CLASSES]
    own += [p14_row("050401", f"精度{level}園", accuracy=level) for level in range(2, 6)]
    away = [p14_row("050401", "とおり園", city=("とおり町", "99201"))]
    lost = [p14_row("990701", "はるか荘", city=("はるか町", "98301"))]
    return [*own, *away, *lost], points(own) + points(away, NEXT) + points(lost, FAR)


def p14(folder: Path, year: int = 23) -> Path:
    """The Shapefile of 2021 or 2023."""
    return shapefile_zip(folder, f"P14-{year}_99_GML.zip", {f"P14-{year}_99": (*p14_rows(), 6668)})


def p14_geojson(folder: Path, year: int = 23) -> Path:
    """The same as GeoJSON."""
    return geojson(folder / f"P14-{year}_99.geojson", *p14_rows())


def p14_old_row(code: str, name: str, capacity: int, city: str = "みほん市汐見区") -> Row:
    """A place in the layout of 2011 and 2015."""
    return {
        "P14_001": "みほん県",
        "P14_002": city,
        "P14_003": f"青葉1-{name}",
        "P14_004": "19",
        "P14_005": code,
        "P14_006": "0",
        "P14_007": name,
        "P14_008": 4,
        "P14_009": capacity,
    }


def p14_old(folder: Path, year: int = 15) -> Path:
    """The classes 190xx, capacities and two without; one of the neighbour, one far away."""
    own = [
        p14_old_row(f"190{number:02}", f"旧{number}", capacity=10 * number if number < 20 else -1 if number == 20 else 0)
        for number in range(1, 23)
    ]
    away = [p14_old_row("19013", "とおり園", 30, city="とおり町")]
    lost = [p14_old_row("19013", "はるか園", 30, city="はるか町")]
    shapes = points(own) + points(away, NEXT) + points(lost, FAR)
    inside = f"P14-{year}_99_GML/P14-{year}_99" if year == 15 else "P14_99"
    return shapefile_zip(folder, f"P14-{year}_99_GML.zip", {inside: ([*own, *away, *lost], shapes, 4612)})


# ---- P20 避難施設, 2012 ----------------------------------------------------------------------------------------------


def p20_row(name: str, marks: str, capacity: int = 300, size: int = 900, level: int = 1, code: str = "99130") -> Row:
    """A site. ``marks``: six digits for earthquake, tsunami, water, volcano, other, none said."""
    row: Row = {
        "P20_001": code,
        "P20_002": name,
        "P20_003": f"みほん市汐見区{name}町1",
        "P20_004": "指定避難所",
        "P20_005": capacity,
        "P20_006": size,
    }
    row |= {f"P20_{number:03}": int(sign) for number, sign in zip(range(7, 13), marks, strict=True)}
    return row | {"レベル": level, "備考": None, "緯度": 35.51, "経度": 139.61, "NO": 1}


def p20(folder: Path) -> Path:
    """Sites with single marks, with none said, with unknown capacity, with rough positions, of the neighbour, far away."""
    own = [
        p20_row("地震だけ小", "100000"),
        p20_row("津波だけ小", "010000"),
        p20_row("水害だけ小", "001000", capacity=-1, size=0),
        p20_row("火山だけ小", "000100", level=5),
        p20_row("指定なし小", "000001"),
    ]
    away, lost = [p20_row("とおり小", "111100", code="99201")], [p20_row("はるか小", "111100", code="98301")]
    shapes = points(own) + points(away, NEXT) + points(lost, FAR)
    return shapefile_zip(folder, "P20-12_99_GML.zip", {"P20-12_99": ([*own, *away, *lost], shapes, 4612)})


# ---- P29 学校 --------------------------------------------------------------------------------------------------------

P29_CLASSES = {
    "16001": "小学校", "16002": "中学校", "16003": "中等教育学校", "16004": "高等学校", "16005": "高等専門学校",
    "16006": "短期大学", "16007": "大学", "16011": "幼稚園", "16012": "特別支援学校", "16013": "認定こども園",
    "16014": "義務教育学校", "16015": "各種学校", "16016": "専修学校",
}  # fmt: skip


def p29_row(kind: str, name: str, number: int, status: str = "1", campus: str | None = None, code: str = "99131") -> Row:
    """A school in the layout since 2021."""
    return {
        "P29_001": code,
        "P29_002": f"B1{code}{number:06}",
        "P29_003": kind,
        "P29_004": name,
        "P29_005": f"みほん県みほん市汐見区{name}前",
        "P29_006": 3,
        "P29_007": status,
        "P29_008": campus,
        "P29_009": None,
    }


def p29(folder: Path, year: int = 23) -> Path:
    """A school of each kind, a closed one, one of unknown status, two campuses of one university; neighbour and far."""
    own = [p29_row(kind, f"みほん{name}", number) for number, (kind, name) in enumerate(P29_CLASSES.items())]
    own += [p29_row("16001", "休んだ小学校", 50, status="2"), p29_row("16001", "なぞの小学校", 51, status="9")]
    own += [p29_row("16007", "二つの大学", 60, campus="01"), p29_row("16007", "二つの大学", 60, campus="02")]
    away, lost = [p29_row("16001", "とおり小学校", 1, code="99201")], [p29_row("16001", "はるか小学校", 1, code="98301")]
    shapes = points(own) + points(away, NEXT) + points(lost, FAR)
    return geojson(folder / f"P29-{year}_99.geojson", [*own, *away, *lost], shapes)


def p29_old(folder: Path) -> Path:
    """The layout of 2013, in a zip whose name has no _GML."""
    kinds = [("16001", "小学校"), ("16002", "中学校"), ("16007", "大学"), ("16012", "特別支援学校")]
    rows = [
        {
            "P29_001": code,
            "P29_002": "16",
            "P29_003": kind,
            "P29_004": "3",
            "P29_005": f"旧{name}{code}",
            "P29_006": f"青葉{number}",
            "P29_007": "3",
        }
        for code in ("99131", "99201")
        for number, (kind, name) in enumerate(kinds)
    ]
    shapes = points(rows[:4]) + points(rows[4:], NEXT)
    return shapefile_zip(folder, "P29-13_99.zip", {"P29-13_99": (rows, shapes, 4612)})


# ---- A27 小学校区, A32 中学校区 --------------------------------------------------------------------------------------

WEST_HALF = shapely.box(139.60, 35.50, 139.625, 35.55)
WEST_REST = shapely.box(139.625, 35.50, 139.65, 35.55)
EAST_PART = shapely.box(139.65, 35.50, 139.70, 35.55)
OTHERS = shapely.box(139.70, 35.50, 139.75, 35.55)


def districts(folder: Path, dataset: str, level: str) -> Path:
    """The layout since 2021: two polygons of one school, one of another, one of the neighbour; the points beside them."""

    def row(code: str, number: int, name: str) -> Row:
        values = (code, "みほん市立", f"B1{code}{number:06}", name, f"{name}の町1")
        return {f"{dataset}_{at:03}": value for at, value in enumerate(values, start=1)}

    rows = [row("99131", 1, f"汐見{level}"), row("99131", 1, f"汐見{level}"), row("99132", 2, f"川辺{level}")]
    rows.append(row("99201", 3, f"とおり{level}"))
    shapes = [WEST_HALF, WEST_REST, EAST_PART, OTHERS]
    schools = [shapely.centroid(shape) for shape in shapes]
    members = {f"{dataset}-21_99": (rows, shapes, 6668), f"{dataset}P-21_99": (rows, schools, 6668)}
    return shapefile_zip(folder, f"{dataset}-21_99_GML.zip", members)


def districts_old(folder: Path, dataset: str, level: str, first: int) -> Path:
    """The layout to 2016, without school codes. ``first``: number of the first column of polygons."""

    def row(code: str, name: str) -> Row:
        values = (code, "みほん市立", name, f"{name}の町1")
        return {f"{dataset}_{first + at:03}": value for at, value in enumerate(values)}

    rows = [row("99131", f"汐見{level}"), row("99131", f"汐見{level}"), row("99132", f"川辺{level}")]
    rows.append(row("99201", f"とおり{level}"))
    points_of = [
        {f"{dataset}_{at:03}": value for at, value in enumerate(one.values(), start=1)}
        for one in rows
    ]  # fmt: skip
    shapes = [WEST_HALF, WEST_REST, EAST_PART, OTHERS]
    members = {
        f"{dataset}-16_99": (rows, shapes, 4612),
        f"{dataset}P-16_99": (points_of, [shapely.centroid(shape) for shape in shapes], 4612),
    }
    return shapefile_zip(folder, f"{dataset}-16_99_GML.zip", members)


# ---- N02 鉄道, S12 駅別乗降客数 --------------------------------------------------------------------------------------


def platform(at: int, start: tuple[float, float] = NEAR) -> Any:
    """A platform of 0.002 degrees, some 180 m, from west to east."""
    west = start[0] + 0.005 * at
    return shapely.LineString([(west, start[1]), (west + 0.002, start[1])])


STATIONS = (
    # name, line, operator, division, owner
    ("みほん", "みほん線", "みほん旅客鉄道", "11", "2"),
    ("みほん", "海岸線", "海岸電鉄", "12", "4"),
    ("市役所前", "1号線", "みほん市", "12", "3"),
    ("空の駅", "空中線", "みほんモノレール", "23", "5"),
    ("路面", "本線", "みほん電気軌道", "21", "4"),
    ("山上", "鋼索線", "みほん登山", "13", "4"),
)


def n02(folder: Path, coded: bool = True) -> Path:
    """Railway lines and stations in one zip; the newer edition has codes, and everything twice, in folders UTF-8 and Shift-JIS.

    One station's platforms are two rows of one code.
    """
    rows, shapes = [], []
    for at, (name, line, operator, division, owner) in enumerate(STATIONS):
        row = {"N02_001": division, "N02_002": owner, "N02_003": line, "N02_004": operator, "N02_005": name}
        codes = {"N02_005c": f"00{at:04}", "N02_005g": "000000" if name == "みほん" else f"00{at:04}"}
        rows.append(row | (codes if coded else {}))
        shapes.append(platform(at))
    if coded:
        rows.append(dict(rows[0]))
        shapes.append(shapely.LineString([(139.61, 35.511), (139.612, 35.511)]))
    tracks = [{key: value for key, value in rows[0].items() if key < "N02_005"}]
    year = 22 if coded else 15
    members = {}
    for inside in (f"N02-{year}_GML/UTF-8", f"N02-{year}_GML/Shift-JIS") if coded else (f"N02-{year}",):
        members[f"{inside}/N02-{year}_Station"] = (rows, shapes, 6668)
        members[f"{inside}/N02-{year}_RailroadSection"] = (tracks, [platform(0)], 6668)
    return shapefile_zip(folder, f"N02-{year}_GML.zip", members)


def s12(folder: Path, last: int = 2021) -> Path:
    """Passengers by year: known, counted on another line, not published, no figure, no station in the last year."""
    said = (("1", "1", 50_000), ("2", "1", 0), ("1", "3", 0), ("1", "2", 0), ("1", "4", 0), ("1", "1", 120))
    rows = []
    for at, ((name, line, operator, division, owner), (elsewhere, there, count)) in enumerate(zip(STATIONS, said, strict=True)):
        row: Row = {
            "S12_001": name,
            "S12_001c": f"00{at:04}",
            "S12_001g": f"00{at:04}",
            "S12_002": operator,
            "S12_003": line,
            "S12_004": division,
            "S12_005": owner,
        }
        for year in range(2011, last + 1):
            first = 6 + 4 * (year - 2011)
            older = year < last
            row |= {
                f"S12_{first:03}": "1" if older else elsewhere,
                f"S12_{first + 1:03}": "1" if older else there,
                f"S12_{first + 2:03}": None,
                f"S12_{first + 3:03}": 7 if older else count,
            }
        rows.append(row)
    year = last - 1999
    return geojson(folder / f"S12-{year}_NumberOfPassengers.geojson", rows, [platform(at) for at in range(len(rows))])
