"""kill -9 of the database or the loader at random moments: what was committed is there, and nothing is half loaded."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from geo_service.sample.write import write_sample
from geo_service.settings import Settings
from geo_service.store.cluster import database
from geo_service.store.shelf import CityShelf

CITY = "99130"
COMMAND = [str(Path(sys.executable).with_name("geo-service")), "load"]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home with the sample city loaded."""
    folder = Path(tempfile.mkdtemp(prefix="gsk"))
    folder.chmod(0o755)
    write_sample(folder / "sample")
    run_load(folder / "home", folder / "sample")
    yield folder / "home"
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def environment(home: Path) -> dict[str, str]:
    """Of a loader that uses this home."""
    return {**os.environ, "GEO_SERVICE_HOME": str(home)}


def run_load(home: Path, *paths: Path) -> None:
    """A load that must go well."""
    done = subprocess.run([*COMMAND, *map(str, paths)], env=environment(home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def write_sites(path: Path, count: int, round_number: int) -> None:
    """A national list of sites for the sample city, different each round."""
    marks = "洪水,崖崩れ、土石流及び地滑り,高潮,地震,津波,大規模な火事,内水氾濫,火山現象"
    head = f"NO,共通ID,都道府県名及び市町村名,施設・場所名,住所,{marks}"
    rows = [
        f"{i},E99130{i:06d}01,みほん県みほん市,第{i}広場,みほん県みほん市{i}番地{round_number},1,,,1,,,1,,,"
        f"{35.55 + (i % 200) / 5000:.6f},{139.6 + (i // 200) / 5000:.6f},"
        for i in range(1, count + 1)
    ]
    path.write_text("\n".join([f"{head},指定避難所との住所同一,緯度,経度,備考", *rows]) + "\n", encoding="utf-8")


def state(home: Path) -> tuple[int, int]:
    """(current release, rows of files loaded here in it), having checked that nothing is half-done and the City opens."""
    settings = Settings(home=home)
    with database(settings) as conninfo:
        with psycopg.connect(conninfo) as conn:
            torn = conn.execute(
                "SELECT v.id, v.good_count, count(f.id) FROM frame.dataset_version v "
                "LEFT JOIN frame.feature f ON f.version = v.id "
                # A network is kept whole in one piece; its rows are sums by class.
                "WHERE NOT EXISTS (SELECT FROM frame.network n WHERE n.version = v.id) "
                "GROUP BY v.id HAVING v.good_count <> count(f.id)"
            ).fetchall()
            loose = conn.execute(
                "SELECT v.id FROM frame.dataset_version v LEFT JOIN frame.release_dataset r ON r.version = v.id "
                "WHERE r.release IS NULL"
            ).fetchall()
            current = conn.execute(
                "SELECT r.number, coalesce((SELECT sum(v.good_count) FROM frame.release_dataset d "
                "JOIN frame.dataset_version v ON v.id = d.version "
                "WHERE d.release = r.id AND v.file_name LIKE 'killed%%.csv'), 0) "
                "FROM frame.city c JOIN frame.release r ON r.id = c.current_release WHERE c.code = %s",
                (CITY,),
            ).fetchone()
        assert torn == [], "a dataset version has lost rows"
        assert loose == [], "a dataset version stayed behind that no release holds"
        assert current is not None
        shelf = CityShelf(settings, conninfo)
        try:
            city = shelf.get(CITY, "public")
        finally:
            shelf.close()
        assert city.release == current[0]
        return city.release, int(current[1])


def postmaster(home: Path) -> int | None:
    """Process id of the home's server."""
    try:
        return int((home / "cluster" / "data" / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def kill_rounds(home: Path, tmp_path: Path, rounds: int, seed: int) -> list[str]:
    """Kill the loader or the database under it, round after round; returns what became of each load."""
    chance = random.Random(seed)
    release, _ = state(home)
    outcomes = []
    for number in range(rounds):
        sites = tmp_path / f"killed{number}.csv"
        write_sites(sites, 4000 + number, seed + number)
        loader = subprocess.Popen(
            [*COMMAND, str(sites), "--city", CITY],
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        time.sleep(chance.uniform(0.6, 3.6))
        victim = loader.pid if number % 2 == 0 else postmaster(home)
        if victim is not None and loader.poll() is None:
            os.kill(victim, signal.SIGKILL)
        said, _ = loader.communicate(timeout=300)
        assert "Traceback" not in said, said
        after, count = state(home)
        if loader.returncode == 0:
            assert (after, count) == (release + 1, 4000 + number), said
        else:
            assert after in (release, release + 1), said
        outcomes.append("committed" if after == release + 1 else "left as it was")
        release = after
    return outcomes


def test_three_kills(home: Path, tmp_path: Path) -> None:
    """The short version, in every run."""
    assert len(kill_rounds(home, tmp_path, 3, seed=3)) == 3


@pytest.mark.soak
def test_twenty_kills(home: Path, tmp_path: Path) -> None:
    """The long version."""
    outcomes = kill_rounds(home, tmp_path, 20, seed=20)
    print({outcome: outcomes.count(outcome) for outcome in set(outcomes)})
    assert len(outcomes) == 20
