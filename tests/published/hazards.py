"""国土数値情報 flood, landslide, tsunami and storm-surge zones as they are published: Shapefile and GeoJSON in zips.

Columns and file names are those of the published downloads; nothing here knows how they are read. Shapes are small boxes.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

WEST, SOUTH = 139.61, 35.51
"""Lower left corner of the first box; each next one is a step further east."""
STEP = 0.004

Values = dict[str, Any]

TSUNAMI_TEXTS = (
    "0.01m以上 ～ 0.3m未満",
    "0.3m以上 ～ 1.0m未満",
    "1.0m以上 ～ 2.0m未満",
    "2.0m以上 ～ 3.0m未満",
    "3.0m以上 ～ 5.0m未満",
    "5.0m以上 ～ 10.0m未満",
    "10.0m以上 ～ 20.0m未満",
    "20m以上",
    "0.01～0.3m",
    "0.3m未満",
    "～0.3m未満",
    "～ 0.3m未満",
    "0.01m以上 0.3m未満",
    "0.3m以上 ～ 1.0m未満\n",
    "1.0m以上 ～ 3.0m未満",
    "5.0m～",
    "20m以上 ～ 50m未満",
)
SURGE_TEXTS = (
    "0.3m未満",
    "0.3m以上0.5m未満",
    "0.5m未満",
    "0.5m以上1m未満",
    "1m以上3m未満",
    "3m以上5m未満",
    "5m以上10m未満",
    "10m以上20m未満",
)
PLANNED, LARGEST, DURATION = "10_計画規模", "20_想定最大規模", "30_浸水継続時間"
FLOW, BANK = "41_家屋倒壊等氾濫想定区域_氾濫流", "42_家屋倒壊等氾濫想定区域_河岸侵食"


def boxes(count: int, first: int = 0) -> list[Any]:
    """So many boxes side by side."""
    return [shapely.box(WEST + STEP * at, SOUTH, WEST + STEP * (at + 0.8), SOUTH + STEP) for at in range(first, first + count)]


def geojson(rows: Sequence[Values], shapes: Sequence[Any]) -> bytes:
    """A FeatureCollection in JGD2011 that says so."""
    features = [
        {"type": "Feature", "properties": dict(row), "geometry": json.loads(shapely.to_geojson(shape))}
        for row, shape in zip(rows, shapes, strict=True)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::6668"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}, ensure_ascii=False).encode()


def shapefile(folder: Path, name: str, rows: Sequence[Values], shapes: Sequence[Any], crs: str | None = "EPSG:6668") -> Path:
    """A Shapefile in CP932 without .cpg, as older editions are; without .prj when ``crs`` is None."""
    path = folder / f"{name}.shp"
    columns = list(rows[0])
    data = [np.array([row[column] for row in rows], dtype=object) for column in columns]
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        data,
        np.array(columns, dtype=object),
        driver="ESRI Shapefile",
        geometry_type=shapes[0].geom_type,
        crs=crs or "EPSG:6668",
        encoding="CP932",
    )
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if crs is None:
        path.with_suffix(".prj").unlink(missing_ok=True)
    return path


class _Cp932Name(zipfile.ZipInfo):
    """A member whose name is CP932 without the UTF-8 flag, as Windows of Japan writes it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def zipped(path: Path, members: Iterable[tuple[str, bytes]], cp932: bool = False) -> Path:
    """A zip of (name, content)."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members:
            archive.writestr(_Cp932Name(name) if cp932 else zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def river_rows(category: int, river: str, number: str, ranks: Sequence[Any], prefix: str = "A31a") -> list[Values]:
    """Rows by river: 01 number, 02 name, 03 and 04 manager, 05 rank."""
    head = f"{prefix}_{category}"
    about = {f"{head}01": number, f"{head}02": river, f"{head}03": "83", f"{head}04": "関東地方整備局"}
    return [{**about, f"{head}05": rank} for rank in ranks]


RIVERS = (("多摩川", "8303030001"), ("鶴見川", "8303040032"))


def by_river(folder: Path) -> Path:
    """A31a-25_14_10_GEOJSON.zip: two rivers, five categories of the first, two of the second, names in CP932."""
    members = []
    for at, (river, number) in enumerate(RIVERS):
        wanted = ((1, PLANNED, 6), (2, LARGEST, 6), (3, DURATION, 7), (4, FLOW, 1), (4, BANK, 1))
        for category, inner, ranks in wanted if at == 0 else wanted[:2]:
            codes: list[Any] = [2] if inner == BANK else list(range(1, ranks + 1))
            rows = river_rows(category, river, number, codes)
            name = f"{inner}/A31a-{inner[:2]}-25_14_{number}_10.geojson"
            members.append((name, geojson(rows, boxes(len(rows)))))
    return zipped(folder / "A31a-25_14_10_GEOJSON.zip", members, cp932=True)


def by_mesh(folder: Path) -> Path:
    """A31b-24_10_5339_GEOJSON.zip: ranks without rivers; collapse in 41 and 42."""
    members = [
        (
            f"{inner}/A31b-{inner[:2]}-24_10_5339.geojson",
            geojson([{column: rank} for rank in ranks], boxes(len(ranks))),
        )
        for inner, column, ranks in (
            (PLANNED, "A31b_101", range(1, 7)),
            (LARGEST, "A31b_201", range(1, 7)),
            (DURATION, "A31b_301", range(1, 8)),
            (FLOW, "A31b_401", (1,)),
            (BANK, "A31b_401", (2,)),
        )
    ]
    return zipped(folder / "A31b-24_10_5339_GEOJSON.zip", members)


def of_2019(folder: Path) -> Path:
    """A31-19_83_GEOJSON.zip: one column, the river in the file's name."""
    members = [
        (f"{inner}/A31-{inner[:2]}-19_83-305-多摩川.geojson", geojson([{column: rank} for rank in ranks], boxes(len(ranks))))
        for inner, column, ranks in (
            (PLANNED, "A31_101", range(1, 7)),
            (LARGEST, "A31_201", range(1, 7)),
            (DURATION, "A31_301", range(1, 8)),
            ("40_家屋倒壊等氾濫想定区域", "A31_401", (1, 2, 3)),
        )
    ]
    return zipped(folder / "A31-19_83_GEOJSON.zip", members)


def of_2021(folder: Path) -> Path:
    """A31-20-21_8303040032.geojson: five columns, ranks as text."""
    path = folder / "A31-20-21_8303040032.geojson"
    path.write_bytes(geojson(river_rows(2, "鶴見川", "8303040032", list("123456"), "A31"), boxes(6)))
    return path


OLD_CODES = ("11", "12", "13", "14", "15", "21", "22", "23", "24", "25", "26", "27")


def of_2012(folder: Path) -> Path:
    """A31-12_14.shp: codes of five and seven classes, Shapefile without .prj."""
    rows: list[Values] = [{"A31_001": code, "A31_002": "1", "A31_003": "関東地方整備局"} for code in OLD_CODES]
    return shapefile(folder, "A31-12_14", rows, boxes(len(rows)), crs=None)


def landslides(folder: Path, integers: bool = False, name: str = "A33-22_14Polygon") -> Path:
    """A33: three phenomena × four states, then one with a date and a flag. Codes as text, or as integers."""
    rows = []
    for phenomenon in (1, 2, 3):
        for state in (1, 2, 3, 4):
            rows.append(
                {
                    "A33_001": phenomenon if integers else str(phenomenon),
                    "A33_002": state if integers else str(state),
                    "A33_003": "14",
                    "A33_004": f"130-K-{phenomenon:02}{state:02}",
                    "A33_005": f"菅馬場{phenomenon}-{state}",
                    "A33_006": "みほん市汐見区",
                    "A33_007": "9999/1/1" if state > 2 else "2012/3/30",
                    "A33_008": 1 if state == 1 else 0,
                }
            )
    if not integers:
        rows = [{**row, "A33_008": str(row["A33_008"])} for row in rows]
        return shapefile(folder, name, rows, boxes(len(rows)))
    path = folder / f"{name}.geojson"
    path.write_bytes(geojson(rows, boxes(len(rows))))
    return path


def depths_as_text(folder: Path, code: str, year: int, texts: Sequence[str]) -> Path:
    """A40 and A49: the depth is a text."""
    path = folder / f"{code}-{year}_14.geojson"
    rows = [{f"{code}_001": "神奈川県", f"{code}_002": "14", f"{code}_003": text} for text in texts]
    path.write_bytes(geojson(rows, boxes(len(rows))))
    return path


def inland(folder: Path) -> Path:
    """A city's own file of inland flooding, with depths as text."""
    path = folder / "内水浸水想定.geojson"
    rows = [
        {"災害の種類": "内水氾濫", "河川・海岸など": "下水道", "規模": "想定最大規模", "区分": "区域内", "浸水深の区分": text}
        for text in ("0.2m以上0.5m未満", "0.5m以上1m未満", "1m以上")
    ]
    path.write_bytes(geojson(rows, boxes(len(rows))))
    return path
