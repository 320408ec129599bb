"""Importing the streets of a large city: 150,000 junctions and 243,000 streets between them, made here and written as PBF.

Measured in a process of its own, so that the memory is the import's alone: reading the file (two passes), joining into a
network, packing for the database, and what a release does with it (unpack, project, lengths, islands, slopes from a 25 m grid
of heights). Peak memory is the process's, interpreter and libraries included, beside that of the same process before it
begins. Run: ``python benchmarks/import_streets.py`` (``--side 401`` is the size above).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import osmium

LON, LAT = 139.4, 35.4
STEP = 0.00075
"""Degrees between junctions: about 70 m."""
KEPT = 0.8088
"""Share of a grid's streets that are there; what is left has blind ends and a few islands, as a city has."""
CLASSES = ("residential", "unclassified", "service", "footway", "tertiary", "path")


def make_city(path: Path, side: int) -> tuple[int, int]:
    """A grid of ``side`` × ``side`` junctions with a share of its streets, each with two bends. (junctions, streets)."""
    rng = np.random.default_rng(20261124)
    across = rng.random((side, side - 1)) < KEPT
    along = rng.random((side - 1, side)) < KEPT
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    where = np.stack([x, y], axis=-1) + rng.normal(0, 0.08, (side, side, 2))
    number = np.arange(side * side).reshape(side, side) + 1
    nodes: list[tuple[int, float, float]] = [(int(number[i, j]), *where[i, j].tolist()) for i in range(side) for j in range(side)]
    ways: list[tuple[list[int], dict[str, str]]] = []
    lines = [
        *((number[i], where[i], across[i]) for i in range(side)),
        *((number[:, j], where[:, j], along[:, j]) for j in range(side)),
    ]
    for numbers, places, there in lines:
        run: list[int] = []
        for k, kept in enumerate(there.tolist()):
            if kept:
                run = run or [int(numbers[k])]
                for part in (1 / 3, 2 / 3):
                    bend = places[k] * (1 - part) + places[k + 1] * part + rng.normal(0, 0.04, 2)
                    nodes.append((len(nodes) + 1, *bend.tolist()))
                    run.append(len(nodes))
                run.append(int(numbers[k + 1]))
            # A street in a city is one way over some five crossings.
            if run and (not kept or rng.random() < 0.2):
                ways.append((run, _tags(rng)))
                run = []
        if run:
            ways.append((run, _tags(rng)))
    with osmium.SimpleWriter(str(path), overwrite=True) as out:
        for id, east, north in nodes:
            tags = {"barrier": "bollard"} if id % 997 == 0 else {}
            spot = osmium.osm.Location(LON + east * STEP, LAT + north * STEP)
            out.add_node(osmium.osm.mutable.Node(id=id, version=1, location=spot, tags=tags))
        for id, (refs, tags) in enumerate(ways, start=1):
            out.add_way(osmium.osm.mutable.Way(id=id, version=1, nodes=refs, tags=tags))
    return side * side, int(across.sum() + along.sum())


def _tags(rng: np.random.Generator) -> dict[str, str]:
    tags = {"highway": CLASSES[int(rng.integers(len(CLASSES)))], "surface": "asphalt", "source": "benchmark"}
    if rng.random() < 0.3:
        tags["name"] = f"{int(rng.integers(4000))}号線"
    return tags


def measure(path: Path) -> None:
    """Import the file and print seconds and memory."""
    from geo_service.store.streets.kept import packed, unpacked
    from geo_service.store.streets.made import made_streets
    from geo_service.store.streets.plane import plane_network
    from geo_service.store.streets.read import read_streets

    east, north = np.meshgrid(np.arange(-45_000, -18_000, 25.0), np.arange(-68_000, -35_000, 25.0))
    ground = np.column_stack([east.ravel(), north.ravel()])
    heights = 20 * np.sin(ground[:, 0] / 300) + 20 * np.cos(ground[:, 1] / 400)
    before = _peak_mb()
    clock, busy = [time.perf_counter()], time.process_time()
    ways, nodes = read_streets(path, path.name, 5_000_000)
    clock.append(time.perf_counter())
    streets, facts = made_streets(ways, nodes)
    clock.append(time.perf_counter())
    content = packed(streets)
    clock.append(time.perf_counter())
    reading = _peak_mb()
    network = plane_network(unpacked(content), 6677, ground, heights)
    clock.append(time.perf_counter())
    read, made, pack, plane = np.diff(clock).tolist()
    print(f"ways {facts.read:,} · nodes {len(nodes.id):,} → network: nodes {network.nodes:,} · edges {len(network):,}")
    print(f"read {read:.1f} s · join {made:.1f} s · pack {pack:.1f} s ({len(content) / 1e6:.1f} MB) · City {plane:.1f} s")
    print(f"import {read + made + pack + plane:.1f} s in all, {time.process_time() - busy:.1f} s of a processor")
    print(f"peak memory {before:.0f} MB before · {reading:.0f} MB after reading · {_peak_mb():.0f} MB after all")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    """Make the city, then measure in another process."""
    given = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    given.add_argument("--side", type=int, default=401, help="junctions along an edge of the grid")
    given.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = given.parse_args()
    if options.measure:
        measure(options.measure)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "city.osm.pbf"
        junctions, streets = make_city(path, options.side)
        print(f"made: {junctions:,} junctions, {streets:,} streets between them, {path.stat().st_size / 1e6:.1f} MB of PBF")
        subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)


if __name__ == "__main__":
    main()
