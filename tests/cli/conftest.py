"""A home of its own with a small city loaded by the command itself, for the tests of the command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
COMMAND = [sys.executable, "-c", "from geo_service.cli import main; main()"]


def square(lon: float, lat: float, side: float = 0.02) -> dict[str, Any]:
    """A square of about two kilometres."""
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def collection(features: list[tuple[dict[str, Any], dict[str, Any]]]) -> str:
    """GeoJSON of (geometry, properties)."""
    made = [{"type": "Feature", "geometry": geometry, "properties": properties} for geometry, properties in features]
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False)


def write_city(folder: Path) -> None:
    """Two wards, three evacuation sites and four nurseries, in published layouts and one column map."""
    ward = {"N03_001": "神奈川県", "N03_002": "", "N03_003": "川崎市"}
    wards = [
        (square(139.60, 35.50), {**ward, "N03_004": "川崎区", "N03_007": "14131"}),
        (square(139.62, 35.50), {**ward, "N03_004": "幸区", "N03_007": "14132"}),
    ]
    (folder / "N03-21.geojson").write_text(collection(wards), encoding="utf-8")
    kinds = ["洪水", "崖崩れ、土石流及び地滑り", "高潮", "地震", "津波", "大規模な火事", "内水氾濫", "火山現象"]
    sites = []
    for at, (lon, lat, name) in enumerate(
        [(139.605, 35.505, "一の小学校"), (139.615, 35.515, "二の小学校"), (139.63, 35.51, "三の公園")]
    ):
        marks = dict.fromkeys(kinds, "1") | {"洪水": "1" if at == 0 else ""}
        about = {"NO": at + 1, "共通ID": f"E1413000000{at}201", "都道府県名及び市町村名": "神奈川県川崎市", "施設・場所名": name}
        point = {"type": "Point", "coordinates": [lon, lat]}
        sites.append((point, {**about, "住所": f"川崎区{at + 1}番地", **marks, "指定避難所との住所同一": "", "備考": ""}))
    (folder / "sites.geojson").write_text(collection(sites), encoding="utf-8")
    (folder / "nurseries.csv").write_text(
        "名前,経度,緯度\n一の保育園,139.605,35.5055\n二の保育園,139.6105,35.5105\n三の保育園,139.6301,35.5101\n遠い保育園,139.639,35.501\n",
        encoding="utf-8",
    )
    (folder / "nurseries.yaml").write_text(
        "file: nurseries.csv\ndatasets:\n  - layer: child_facilities\n    source: toy\n    title: 保育園\n"
        "    licence: CC-BY-4.0\n"
        "    reference_date: '2025-04-01'\n    columns:\n      名前: name\n    constants:\n      kind: nursery\n"
        "    lon: 経度\n    lat: 緯度\n",
        encoding="utf-8",
    )


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A home with a short path."""
    folder = Path(tempfile.mkdtemp(prefix="gsc"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def environment(home: Path) -> dict[str, str]:
    """The environment of the commands: their own home, a port of their own."""
    return {**os.environ, "GEO_SERVICE_HOME": str(home / "home"), "GEO_SERVICE_PORT": "18431", "PYTHONWARNINGS": "default"}


@pytest.fixture(scope="session")
def run(environment: dict[str, str]) -> Run:
    """Run ``geo-service`` with arguments in a process of its own."""

    def call(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
        there = environment if home is None else environment | {"GEO_SERVICE_HOME": str(home)}
        return subprocess.run(
            [*COMMAND, *arguments], env=there, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
        )

    return call


@pytest.fixture(scope="session")
def loaded(run: Run, home: Path) -> Path:
    """The folder of the small city's files, after they were loaded."""
    folder = home / "files"
    folder.mkdir()
    write_city(folder)
    done = run("load", str(folder), "--columns", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def cluster_held(loaded: Path, environment: dict[str, str]) -> Iterator[None]:
    """The database kept up between commands, so that each need not start it."""
    from geo_service.settings import Settings
    from geo_service.store.cluster import database

    with database(Settings(home=Path(environment["GEO_SERVICE_HOME"]))):
        yield
