"""geo-service network: what a file of OpenStreetMap holds for walkers, in text, JSON and as a map; broken files in words."""

from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from geo_service.cli import network_report
from tests.cli.conftest import COMMAND
from tests.store.street_files import osm_xml

NODES = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (200.0, 0.0), 4: (100.0, 50.0), 5: (900.0, 900.0), 6: (950.0, 900.0), 7: (250.0, 0.0)}
WAYS = {
    10: ((1, 2, 3), {"highway": "residential", "name": "<img src=x onerror=alert(1)>"}),
    11: ((2, 4), {"highway": "steps"}),
    12: ((5, 6), {"highway": "footway"}),
    13: ((1, 5), {"highway": "motorway"}),
    14: ((3, 7), {"highway": "service", "access": "private"}),
    15: ((8, 9), {"highway": "path", "name": "どこかの道"}),
    16: ((1, 99), {"highway": "construction"}),
}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = tmp_path / "town.osm"
    path.write_text(osm_xml(NODES, WAYS), encoding="utf-8")
    return path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, "network", *arguments], capture_output=True, text=True, timeout=120)


def test_json_says_all_of_it(town: Path) -> None:
    done = run(str(town), "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["ways"] == {"read": 7, "walked": 4, "unreadable": 1, "cut": 0}
    assert found["network"] == {"nodes": 7, "edges": 5, "length_m": 350}
    assert found["closed"] == [
        {"why": "motor_only", "class": "motorway", "ways": 1},
        {"why": "not_built", "class": "construction", "ways": 1},
    ]
    walkable = {"adult": 300, "older": 300, "wheels": 250, "children": 300, "night": 300, "older_night": 300}
    assert found["walkable_m"] == walkable
    assert found["said_m"]["steps"] == 50 and found["said_m"]["customers"] == 50
    assert found["islands"] == {"count": 2, "largest_share": pytest.approx(250 / 300, abs=1e-3), "over_500_m": []}
    assert found["classes"]["residential"] == {"ways": 1, "walked": 1, "length_m": 200}
    assert found["classes"]["unbuilt"]["walked"] == 0 and found["classes"]["path"]["walked"] == 0
    assert found["unreadable"] == [{"way": 15, "class": "path", "name": "どこかの道", "nodes": 2}]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_text_is_in_both_languages(town: Path, lang: str) -> None:
    done = run(str(town), "--lang", lang)
    assert done.returncode == 0, done.stderr
    expected = {
        "ja": ("7本のうち4本が歩ける道", "大人: 0.3 km", "階段: 0.1 km", "way 15 path どこかの道", "高速道路"),
        "en": ("4 of 7 streets", "adult: 0.3 km", "stairs: 0.1 km", "way 15 path どこかの道", "motorway"),
    }[lang]
    assert all(words in done.stdout for words in expected), done.stdout


def test_the_map_is_one_file_that_fetches_nothing(town: Path, tmp_path: Path) -> None:
    output = tmp_path / "map.html"
    assert run(str(town), "--map", str(output), "--lang", "en").returncode == 0
    page = output.read_text(encoding="utf-8")
    # Leaflet's own text names its site; what counts is what stands in the page.
    plain = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)\s*=""", plain) and "alert(1)" not in page
    assert "default-src 'none'" in unescape(page) and "OpenStreetMap contributors" in page
    found = re.search(r'id="network-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert [len(group["lines"]) for group in data["groups"]] == [2, 1, 1, 1]
    # The island: its first point in hundred-thousandths of a degree, then the step to the next.
    island = data["groups"][2]["lines"][0]
    assert len(island) == 4 and island[2:] == [0, pytest.approx(55, abs=1)]
    again = tmp_path / "again.html"
    run(str(town), "--map", str(again), "--lang", "en")
    assert again.read_bytes() == output.read_bytes()


def test_what_a_browser_cannot_move_is_left_out_and_said(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo_service.settings import Settings
    from geo_service.store.readers import read

    (table,) = read(town, Settings())
    assert table.streets is not None
    monkeypatch.setattr(network_report, "MOST_POINTS", 4)
    shown = network_report.street_map("town.osm", table.streets, "en")
    assert sum(len(group.lines) for group in shown.groups) == 2
    assert "3 short ones" in shown.notes[1].en and "(0.1 km)" in shown.notes[1].en


def test_errors_are_words(town: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.osm"
    cut.write_bytes(town.read_bytes()[:900])
    table = tmp_path / "list.csv"
    table.write_text("a,b\n1,2\n")
    for arguments, code, said in (
        ((str(cut),), 7, "OpenStreetMap"),
        ((str(tmp_path / "none.osm"),), 7, "There is no such file"),
        ((str(table),), 7, "no OpenStreetMap file"),
        ((str(town), "--map", str(tmp_path / "map.png")), 2, ".html"),
    ):
        done = run(*arguments, "--lang", "en")
        assert done.returncode == code and said in done.stderr and "Traceback" not in done.stderr, done.stderr
