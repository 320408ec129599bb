"""The engine's inner loops made ready: compiled at install (``python -m geo_service.coverage.compiled``), not in a click.

Whoever may not write beside the source has them compiled once more for himself, before the service listens.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from geo_service.coverage.attach import Doors
from geo_service.coverage.barriers import Barriers
from geo_service.coverage.graph import build_graph
from geo_service.coverage.network import Network
from geo_service.coverage.search import Ends, gather, search
from geo_service.coverage.straight import nearest_straight

LOOPS = {
    "search_loops": "nearest_several",
    "attach_loops": "nearest_pieces",
    "straight_loops": "nearest_of",
    "outline_loops": "plain",
    "figure_loops": "among",
}
"""Module of compiled functions → the last of them to be compiled."""


def cold() -> bool:
    """Whether no compiled code as new as its source is to be found, so that the first search would have to wait. Looks at
    files alone: numba takes half a second to import."""
    for module, function in LOOPS.items():
        made = Path(__file__).with_name(f"{module}.py").stat().st_mtime
        if not any(one.stat().st_mtime >= made for one in _indices(f"{module}.{function}")):
            return True
    return False


def _indices(name: str) -> Iterator[Path]:
    """The lists of compiled versions that numba keeps of a function, wherever it may keep them."""
    given = os.environ.get("NUMBA_CACHE_DIR", "")
    beside = Path(__file__).parent / "__pycache__"
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    temporary = Path(tempfile.gettempdir()) / f"geo-service-compiled-{os.getuid()}"
    for folder in [Path(given)] if given else [beside, user / "numba", temporary]:
        if folder.is_dir():
            yield from folder.rglob(f"{name}-*.nbi")


def warm() -> None:
    """Run every inner loop once on a street of 100 m, which compiles what is not compiled and loads what is."""
    one = np.zeros(1, dtype=np.int64)
    network = Network(
        x=np.array([0.0, 100.0]),
        y=np.zeros(2),
        start=np.zeros(1, dtype=np.int32),
        end=np.ones(1, dtype=np.int32),
        length_dm=np.full(1, 1000, dtype=np.int32),
        flags=np.zeros(1, dtype=np.uint16),
        slope=np.zeros(1, dtype=np.float32),
        coords=np.array([[0.0, 0.0], [100.0, 0.0]]),
        coord_offsets=np.array([0, 2]),
        way=one,
        name=np.full(1, -1, dtype=np.int32),
        names=(),
        island=np.zeros(2, dtype=np.int32),
    )
    graph = build_graph(network, np.ones(1, dtype=np.bool_))
    none, zero = np.zeros(1, dtype=np.int32), np.zeros(1)
    here = Ends(none, none, none, zero, none, zero, zero)
    Doors(network, np.ones(1, dtype=np.bool_), Barriers()).attach(np.zeros(1), np.zeros(1))
    nearest_straight(zero, zero, zero, zero, 1)
    _warm_outlines()
    _warm_figures()
    masks = np.full(1, 3, dtype=np.uint32)
    for k, many in ((1, 1), (3, 1), (3, 2)):
        gather(graph, search(graph, here, masks, k, sets=many), here, here, masks, k, many)


def _warm_outlines() -> None:
    from geo_service.coverage import outline_loops as loops  # numba takes half a second to import

    start, end = np.arange(3, dtype=np.int32), np.array([1, 2, 0], dtype=np.int32)
    owner, label = np.zeros(3, dtype=np.int32), np.zeros(1, dtype=np.int64)
    x, y = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
    twin = loops.twins(start, end, np.arange(3), 3)
    component, border = loops.components(label, owner, twin), loops.borders(label, owner, twin)
    corner, first, _, _ = loops.rings(border, start, end, owner, component, x, y)
    loops.plain(corner, first, x, y)


def _warm_figures() -> None:
    from geo_service.coverage import figure_loops as loops

    thing, number, amount = np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int64), np.zeros(1)
    loops.sums(thing, thing, amount, amount, amount, amount, amount, 1)
    loops.zone_sums(thing, thing, amount, amount, amount, 1)
    loops.by_unit(thing, thing, number, loops.by_whole_number(number, 1), 1)
    mapped = thing.view()
    mapped.flags.writeable = False
    loops.among(mapped, mapped, number)


def main() -> None:
    """Compile where nothing is compiled."""
    if cold():
        print("道の計算を速くする準備をしています / compiling the search on streets", file=sys.stderr)
        warm()


if __name__ == "__main__":
    main()
