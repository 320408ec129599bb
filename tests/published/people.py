"""Files of people as e-Stat, 国土数値情報 and cities hand them out, for an invented city at 139.60–139.70° E, 35.50–35.55° N.

Written from the published column lists, knowing nothing of how they are read. The city is みほん市 (wards 99131 汐見区 to the
west of 139.65° E, 99132 川辺区 to the east); 99201 is its neighbour.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
import shapely

WIDTH = 0.0125
"""Degrees of longitude of a town's box; four towns to a ward."""
TOWNS = (
    ("99131001001", "浜町一丁目"),
    ("99131001002", "浜町二丁目"),
    ("991310020", "汐入"),
    ("99131003001", "灯台一丁目"),
    ("99132001001", "川岸一丁目"),
    ("99132001002", "川岸二丁目"),
    ("991320020", "堤"),
    ("99132003001", "橋本一丁目"),
)
"""KEY_CODE and S_NAME of the city's towns, from west to east; those without 丁目 have nine digits."""


def ground(number: int) -> Any:
    """The box of a town, by its place in TOWNS."""
    west = 139.60 + WIDTH * number
    return shapely.box(west, 35.50, west + WIDTH, 35.55)


def boundary_rows(edition: int, people: Sequence[int], households: Sequence[int]) -> list[dict[str, Any]]:
    """Rows of a boundary file: the third town in two parts with its people on both, a water area, a neighbour's town."""
    rows = []
    for number, (code, name) in enumerate(TOWNS):
        parts = [ground(number)]
        if number == 2:
            west, south, east, north = parts[0].bounds
            parts = [shapely.box(west, south, east, 35.53), shapely.box(west, 35.535, east, north)]
        for part, shape in enumerate(parts, start=1):
            rows.append(
                _area(edition, code, name, shape, people[number], households[number], f"E{part}" if len(parts) > 1 else None)
            )
    rows.append(_area(edition, "99131900000", "海面", shapely.box(139.60, 35.49, 139.65, 35.50), 0, 0, None, "8154"))
    rows.append(_area(edition, "99201001001", "とおり一丁目", shapely.box(139.70, 35.50, 139.72, 35.55), 999, 400, None))
    return rows


def _area(
    edition: int, code: str, name: str, shape: Any, people: int, households: int, part: str | None, kind: str = "8101"
) -> dict[str, Any]:
    ward = {"99131": "汐見区", "99132": "川辺区"}.get(code[:5], "")
    city = "みほん市" if ward else "とおり町"
    names = {"CITY_NAME": city + ward} if edition == 2020 else {"GST_NAME": city, "CSS_NAME": ward or None}
    return {
        "KEY_CODE": code,
        "PREF": code[:2],
        "CITY": code[2:5],
        "S_AREA": code[5:].ljust(6, "0"),
        "PREF_NAME": "みほん県",
        **names,
        "S_NAME": name,
        "KIGO_E": part,
        "HCODE": kind,
        "AREA": round(shape.area * 1e10),
        "JINKO": people,
        "SETAI": households,
        "geometry": shape,
    }


def write_shapefile(folder: Path, archive: str, stem: str, rows: Sequence[Mapping[str, Any]]) -> Path:
    """A Shapefile in CP932 in a zip, as e-Stat and 国土数値情報 hand them out."""
    inside = folder / f"{stem}-parts"
    inside.mkdir()
    frame = geopandas.GeoDataFrame([dict(row) for row in rows], geometry="geometry", crs="EPSG:6668")
    frame.to_file(inside / f"{stem}.shp", encoding="cp932", engine="pyogrio")
    (inside / f"{stem}.cpg").unlink(missing_ok=True)
    path = folder / archive
    with zipfile.ZipFile(path, "w") as out:
        for part in sorted(inside.iterdir()):
            out.write(part, part.name)
            part.unlink()
    inside.rmdir()
    return path


def write_table(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "cp932") -> Path:
    """A CSV file with CRLF; None is an empty cell."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([["" if cell is None else cell for cell in row] for row in rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


AREA_HEADS = ("KEY_CODE", "HYOSYO", "CITYNAME", "NAME", "HTKSYORI", "HTKSAKI", "GASSAN")


def census_people(folder: Path) -> Path:
    """tblT001081C99.txt: people, men, women and households, at the levels city, 町・大字 and 丁目."""
    heads = [*AREA_HEADS, *(f"T001081{n:03}" for n in (1, 2, 3, 4))]
    labels = [None] * 7 + ["　人口総数", "　男", "　女", "　世帯総数"]
    rows: list[list[Any]] = [["99131", 1, "みほん市汐見区", None, 0, None, None, 640, 320, 320, 300]]
    rows.append(["991310010", 3, "みほん市汐見区", "浜町", 0, None, None, 300, 150, 150, 140])
    for number, (code, name) in enumerate(TOWNS[:4]):
        people = (100, 200, 310, 30)[number]
        households = (40, 100, 150, "-")[number]
        level = 4 if len(code) == 11 else 2
        hidden = (0, 1, 0, 2)[number]
        rows.append(
            [code, level, "みほん市汐見区", name, hidden, "001002" if hidden == 2 else None,
             "003001" if hidden == 1 else None, people, people // 2, people - people // 2, households]
        )  # fmt: skip
    rows.append(["99201001001", 4, "とおり町", "とおり一丁目", 0, None, None, 999, 500, 499, 400])
    return write_table(folder / "tblT001081C99.txt", [heads, labels, *rows])


def census_ages(folder: Path, labelled: bool = True) -> Path:
    """tblT001082C99.txt: ages; those of 灯台一丁目 are with 浜町二丁目's, which has 230 people with it.

    Hosts and guests name each other by what stands behind the municipality's five digits, and a guest's total is X, too.
    """
    numbers = (1, 2, 3, 4, 17, 18, 19)
    heads = [*AREA_HEADS, *(f"T001082{n:03}" for n in numbers)]
    labels = [None] * 7 + [
        "　総数、年齢「不詳」含む", "　総数０～４歳", "　総数５～９歳", "　総数１０～１４歳",
        "　総数１５歳未満", "　総数１５～６４歳", "　総数６５歳以上",
    ]  # fmt: skip
    rows = [
        ["99131", 1, "みほん市汐見区", None, 0, None, None, 640, 60, 60, 60, 180, 360, 90],
        ["99131001001", 4, "みほん市汐見区", "浜町一丁目", 0, None, None, 100, 10, "-", 20, 30, 50, 20],
        ["99131001002", 4, "みほん市汐見区", "浜町二丁目", 1, None, "003001", 230, 15, 15, 10, 40, 130, 55],
        ["991310020", 2, "みほん市汐見区", "汐入", 0, None, None, 310, 30, 30, 30, 90, 200, 15],
        ["99131003001", 4, "みほん市汐見区", "灯台一丁目", 2, "001002", None, "X", "X", "X", "X", "X", "X", "X"],
    ]
    return write_table(folder / "tblT001082C99.txt", [heads, *([labels] if labelled else []), *rows])


MESHES = ("533925001", "533925002", "533925003", "533925004", "533925011")
"""500 m cells around 139.625° E, 35.5° N: the four quarters of one 1 km cell, and the first of the next."""


def census_mesh(folder: Path) -> Path:
    """tblT001141H5339.txt: the last of the cells has its details with the one before; its columns as in the 1 km table."""
    numbers = (1, 4, 10, 19, 34)
    heads = ["KEY_CODE", "HTKSYORI", "HTKSAKI", "GASSAN", *(f"T001141{n:03}" for n in numbers)]
    labels = [None] * 4 + [
        "　人口（総数）", "　０～１４歳人口　総数", "　１５～６４歳人口　総数", "　６５歳以上人口　総数", "　世帯総数",
    ]  # fmt: skip
    rows = [
        [MESHES[0], 0, None, None, 120, 20, 70, 30, 50],
        [MESHES[1], 0, None, None, 80, 10, 50, 20, 30],
        [MESHES[2], 1, None, MESHES[3], 60, 12, 40, 12, 25],
        [MESHES[3], 2, MESHES[2], None, 4, "*", "*", "*", 2],
        [MESHES[4], 2, "533925012", None, 3, "*", "*", "*", 1],
    ]
    return write_table(folder / "tblT001141H5339.txt", [heads, labels, *rows])


def future_mesh(folder: Path) -> Path:
    """500m_mesh_suikei_2018_geojson_99.zip: estimates with decimals for 2015 and 2050."""
    rows = []
    for number, cell in enumerate(MESHES[:4]):
        column, row = number % 2, number // 2
        west, south = 139.625 + column * 22.5 / 3600, 35.5 + row * 15 / 3600
        guest = number == 3
        bands = {f"PT{n}_{year}": 0.0 if guest else 1.25 + n for n in range(1, 20) for year in (2015, 2050)}
        rows.append(
            {
                "MESH_ID": cell,
                "SHICODE": "99131",
                **{f"PTN_{year}": 2.5 if guest else 213.75 for year in (2015, 2050)},
                **{f"HITOKU_{year}": "*" if guest else None for year in (2015, 2050)},
                **{f"GASSAN_{year}": MESHES[2] if guest else None for year in (2015, 2050)},
                **bands,
                "geometry": shapely.box(west, south, west + 22.5 / 3600, south + 15 / 3600),
            }
        )
    # As GeoJSON: the names of some columns are longer than a Shapefile's may be.
    path, inside = folder / "500m_mesh_suikei_2018_geojson_99.zip", folder / "500m_mesh_2018_99.geojson"
    inside.write_text(geopandas.GeoDataFrame(rows, geometry="geometry", crs="EPSG:6668").to_json(), encoding="utf-8")
    with zipfile.ZipFile(path, "w") as out:
        out.write(inside, inside.name)
    inside.unlink()
    return path


def register_towns(folder: Path, name: str = "町丁別世帯数・人口_令和8年4月1日.csv") -> Path:
    """町丁 × households, people, men, women, as most cities publish every month; names with full-width numerals."""
    people = (104, 210, 300, 31, 150, 160, 170, 180)
    rows = [
        [("汐見区" if code[:5] == "99131" else "川辺区"), town.replace("一丁目", "１丁目").replace("二丁目", "２丁目"),
         count // 2, f"{count:,}", count // 2, count - count // 2]
        for (code, town), count in zip(TOWNS, people, strict=True)
    ]  # fmt: skip
    return write_table(folder / name, [["区名", "町丁名", "世帯数", "人口", "男", "女"], *rows])


def register_ages(folder: Path, dash: str = "～") -> Path:
    """町丁 × five-year bands, men, women and both in columns; one cell kept back."""
    bands = [*(f"{low}{dash}{low + 4}歳" for low in range(0, 85, 5)), "85歳以上"]
    heads = ["区名", "町丁名", "総数", *(f"{band}{sex}" for band in bands for sex in ("男", "女")), "年齢不詳"]
    first = [*(cell for _ in bands for cell in (3, 4)), 1]
    second: list[int | str] = [*first]
    second[2] = "*"
    rows: list[list[Any]] = [["汐見区", "浜町一丁目", 127, *first], ["汐見区", "浜町二丁目", 127, *second]]
    return write_table(folder / f"jinko_nenrei_20260401{'a' if dash == '～' else 'b'}.csv", [heads, *rows])


def register_single_years(folder: Path) -> Path:
    """町丁 × single years of age."""
    heads = ["町丁名", *(f"{age}歳" for age in range(100)), "100歳以上"]
    return write_table(folder / "r080401_kakusai.csv", [heads, ["浜町一丁目", *range(1, 101), 7]])


def register_sex_rows(folder: Path) -> Path:
    """Rows of men, women and both for each 町丁, in two months of one file."""
    rows: list[list[Any]] = [["年月日", "町丁名", "性別", "総数", "0～14歳", "15～64歳", "65歳以上"]]
    for day, more in (("2026-03-01", 0), ("2026-04-01", 1)):
        rows.append([day, "浜町一丁目", "男", 50 + more, 10 + more, 30, 10])
        rows.append([day, "浜町一丁目", "女", 60, 10, 30, 20])
        rows.append([day, "浜町一丁目", "計", 110 + more, 20 + more, 60, 30])
        rows.append([day, "汐入", "男", 5, 1, 3, 1])
        rows.append([day, "汐入", "女", 6, 1, 3, 2])
    return write_table(folder / "danjo.csv", rows, "utf-8-sig")


def standard_people(folder: Path) -> Path:
    """地域・年齢別人口 of the municipal standard open data set."""
    bands = [*(f"{low}-{low + 4}歳" for low in range(0, 85, 5)), "85歳以上"]
    counts = [f"{band}の{sex}" for band in bands for sex in ("男性", "女性")]
    heads = ["都道府県コード又は市区町村コード", "地域コード", "都道府県名", "市区町村名", "調査年月日", "地域名"]
    heads += ["総人口", "男性", "女性", *counts, "世帯数", "備考"]
    cells = [cell for _ in bands for cell in (2, 3)]
    rows = [["991309", code, "みほん県", "みほん市", "2026/4/1", name, 90, 36, 54, *cells, 45, None] for code, name in TOWNS[:2]]
    return write_table(folder / "990000_population.csv", [heads, *rows], "utf-8-sig")
