"""Loading 110,000 evacuation sites: validated, joined and published by us, beside ``ogr2ogr`` putting them in unvalidated.

Both write into the same embedded cluster from the same GeoJSON file (made here, in the layout of the national list).
Ours: ``geo-service load`` as a whole process: read, validate every row, group into places, COPY, join to wards, build the
City files, switch the release. Peer: ``ogr2ogr -f PostgreSQL`` with PG_USE_COPY=YES. The two run in turn; the ratio is
taken pair by pair. Run: ``python benchmarks/load_sites.py`` (needs ogr2ogr, Debian package gdal-bin).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import shapely

from geo_service.sample.write import write_sample
from geo_service.settings import Settings
from geo_service.store.cluster import database

MARKS = ("洪水", "崖崩れ、土石流及び地滑り", "高潮", "地震", "津波", "大規模な火事", "内水氾濫", "火山現象")


def make_sites(path: Path, wards: Path, count: int) -> None:
    """``count`` sites inside the wards of an N03-style file, one feature a row, as the national list writes them."""
    shapes = json.loads(wards.read_text(encoding="utf-8"))["features"]
    city = [f for f in shapes if f["properties"]["N03_007"].startswith("9913")]
    border = shapely.union_all([shapely.from_geojson(json.dumps(f["geometry"])) for f in city])
    shapely.prepare(border)
    rng = np.random.default_rng(20261124)
    west, south, east, north = border.bounds
    lon, lat = np.empty(0), np.empty(0)
    while len(lon) < count:
        x, y = rng.uniform(west, east, count), rng.uniform(south, north, count)
        inside = shapely.contains_xy(border, x, y)
        lon, lat = np.append(lon, x[inside]), np.append(lat, y[inside])
    marks = rng.random((count, len(MARKS))) < 0.6
    with path.open("w", encoding="utf-8") as out:
        out.write('{"type": "FeatureCollection", "features": [\n')
        for i in range(count):
            properties = {
                "NO": i + 1,
                "共通ID": f"E99130{i:06d}01",
                "都道府県名及び市町村名": "みほん県みほん市",
                "施設・場所名": f"第{i + 1}広場",
                "住所": f"みほん県みほん市{i % 900 + 1}番地{i // 900 + 1}",
                **{name: "1" if marks[i, j] else "" for j, name in enumerate(MARKS)},
                "指定避難所との住所同一": "",
                "備考": "",
            }
            feature = {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(lon[i], 6), round(lat[i], 6)]},
                "properties": properties,
            }
            out.write(json.dumps(feature, ensure_ascii=False) + (",\n" if i + 1 < count else "\n"))
        out.write("]}\n")


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Wall seconds of one whole process; its output is shown when it fails."""
    began = time.perf_counter()
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if run.returncode:
        sys.exit(f"{command[0]} failed ({run.returncode}):\n{run.stdout}\n{run.stderr}")
    return took


def main() -> None:
    """Print seconds of both, pair by pair, and the median ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sites", type=int, default=110_000)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    if shutil.which("ogr2ogr") is None:
        sys.exit("ogr2ogr is missing: install the Debian package gdal-bin.")
    with tempfile.TemporaryDirectory(prefix="gs") as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        environment = {**os.environ, "GEO_SERVICE_HOME": str(home), "PG_USE_COPY": "YES"}
        sample = Path(folder) / "sample"
        write_sample(sample)
        wards = next(p for p in sample.rglob("*.geojson") if "N03_007" in p.read_text(encoding="utf-8")[:2000])
        with database(Settings(home=home)) as conninfo:
            command = [str(Path(sys.executable).with_name("geo-service")), "load"]
            timed([*command, str(wards)], environment)
            ratios = []
            for number in range(chosen.rounds):
                sites = Path(folder) / f"sites{number}.geojson"
                make_sites(sites, wards, chosen.sites - number)
                ours = timed([*command, str(sites), "--city", "99130"], environment)
                peer = timed(["ogr2ogr", "-f", "PostgreSQL", f"PG:{conninfo}", str(sites), "-nln", f"peer{number}"], environment)
                ratios.append(ours / peer)
                print(f"round {number + 1}: geo-service load {ours:.1f} s, ogr2ogr {peer:.1f} s, ratio {ours / peer:.2f}")
            median = statistics.median(ratios)
            print(f"{chosen.sites} sites, median ratio {median:.2f} over {chosen.rounds} rounds, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
