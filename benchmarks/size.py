"""What the engine costs as cities grow: seconds and bytes against street nodes and cells of ground, as a table and two pictures.

    python -m benchmarks.size [FOLDER FOR THE PICTURES]

Streets from 10⁴ to 3·10⁶ nodes (187 places in each 152,000 nodes' worth of town), cells from 10⁴ to 10⁷ (187 places).
Each figure is the median of three; one is the largest resident memory of a process that did nothing else. Nothing is asserted.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.streets import EDGES, PLACES, SIDE, at_nodes, town
from geo_service.coverage.compiled import warm
from geo_service.coverage.graph import build_graph
from geo_service.coverage.search import search
from geo_service.coverage.straight import nearest_straight

NODES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000)
CELLS = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
ROUNDS = 3
SQUARE_M = 12_000.0


def median(work: Callable[[], Any]) -> float:
    """Seconds of the work, the median of three."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def resident() -> float:
    """Largest resident memory of this process until now, bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0


def streets(nodes: int) -> dict[str, float]:
    """The search on a town of about so many nodes."""
    warm()
    before = resident()
    side = round(math.sqrt(nodes))
    network = town(side, int(EDGES * side * side / (SIDE * SIDE)))
    rng = np.random.default_rng(1)
    edge_of = np.zeros(network.nodes, dtype=np.int64)
    edge_of[network.end], edge_of[network.start] = np.arange(len(network)), np.arange(len(network))
    many = max(3, round(PLACES * network.nodes / (SIDE * SIDE)))
    places = at_nodes(network, rng.choice(np.unique(network.start), many, replace=False), edge_of)
    whole = np.ones(len(network), dtype=np.bool_)
    graph = build_graph(network, whole)
    one, three = median(lambda: search(graph, places, k=1)), median(lambda: search(graph, places, k=3))
    kept = sum(one.nbytes for one in vars(network).values() if isinstance(one, np.ndarray))
    return {
        "size": network.nodes, "edges": len(network), "nearest": one, "three nearest": three,
        "bytes": kept / network.nodes, "peak": (resident() - before) / network.nodes,
    }  # fmt: skip


def cells(many: int) -> dict[str, float]:
    """The straight search for so many cells."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, SQUARE_M, (2, many))
    px, py = rng.uniform(0, SQUARE_M, (2, PLACES))
    nearest_straight(x[:100], y[:100], px, py, 3)
    before = resident()
    three = median(lambda: nearest_straight(x, y, px, py, 3))
    return {"size": many, "three nearest": three, "peak": (resident() - before) / many}


def alone(work: Callable[[int], dict[str, float]], size: int) -> dict[str, float]:
    """The work in a process of its own, so that its memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (size,))


def picture(title: str, unit: str, rows: Sequence[dict[str, float]], lines: Sequence[str]) -> str:
    """Seconds against size, both in powers of ten, as an SVG; with the line of cost that grows as size does, dotted."""
    left, top, wide, high = 70, 40, 520, 320
    low_x, high_x = math.floor(math.log10(rows[0]["size"])), math.ceil(math.log10(rows[-1]["size"]))
    values = [row[name] for row in rows for name in lines]
    low_y, high_y = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def at(x: float, y: float) -> tuple[float, float]:
        across, up = (math.log10(x) - low_x) / (high_x - low_x), (math.log10(y) - low_y) / (high_y - low_y)
        return left + wide * across, top + high * (1 - up)

    drawn = [f'<text x="{left}" y="22" font-size="16" font-weight="bold">{title}</text>']
    for power in range(low_x, high_x + 1):
        x, y = at(10.0**power, 10.0**low_y)
        drawn.append(f'<path d="M{x:.1f} {top}V{y:.1f}" stroke="#ddd"/><text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">')
        drawn.append(f"{10**power:,}</text>")
    for power in range(low_y, high_y + 1):
        x, y = at(10.0**low_x, 10.0**power)
        drawn.append(f'<path d="M{x:.1f} {y:.1f}H{left + wide}" stroke="#ddd"/>')
        drawn.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    for name, colour in zip(lines, ("#0017c1", "#c2410c"), strict=False):
        points = [at(row["size"], row[name]) for row in rows]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        drawn.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{name}</text>')
    last = rows[-1]
    start = last[lines[-1]] * rows[0]["size"] / last["size"]
    (x1, y1), (x2, y2) = at(rows[0]["size"], max(start, 10.0**low_y)), at(last["size"], last[lines[-1]])
    drawn.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#555" stroke-dasharray="3 4"/>')
    drawn.append(f'<text x="{left + wide / 2}" y="{top + high + 40}" text-anchor="middle">{unit}</text>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 420" font-family="sans-serif" font-size="12">'
        f'<rect width="720" height="420" fill="#fff"/>{"".join(drawn)}</svg>\n'
    )


def main(folder: str = "") -> None:
    """Everything, with the machine and its load."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    on_streets = []
    for nodes in NODES:
        row = alone(streets, nodes)
        on_streets.append(row)
        print(
            f"{row['size']:>9,.0f} nodes, {row['edges']:>9,.0f} streets: nearest {row['nearest']:.4f} s, 3 nearest "
            f"{row['three nearest']:.4f} s; network {row['bytes']:.0f} bytes a node, {row['peak']:.0f} at the peak of the search",
            flush=True,
        )
    straight = []
    for many in CELLS:
        row = alone(cells, many)
        straight.append(row)
        print(
            f"{many:>10,} cells: 3 nearest {row['three nearest']:.4f} s; {row['peak']:.0f} bytes a cell at the peak", flush=True
        )
    if folder:
        to = Path(folder)
        named = ("nearest", "three nearest")
        (to / "cost-streets.svg").write_text(picture("Search on streets", "street nodes", on_streets, named))
        (to / "cost-straight.svg").write_text(picture("Straight search", "cells", straight, named[1:]))


if __name__ == "__main__":
    main(*sys.argv[1:])
