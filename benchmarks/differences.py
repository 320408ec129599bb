"""A hundred differences between our distances along streets and pandana's, each taken apart into what makes it.

    python -m benchmarks.differences [FILE.csv]

Uses the default city of GEO_SERVICE_HOME (it needs streets) and its evacuation sites. Pandana puts a home and a site on the node
nearest in a straight line and counts no way to it; we step onto the nearest street where it is nearest, not across water, railway
or expressway, and count that way. Of 3,000 homes the hundred with the largest differences are taken apart: how much comes of the
home's end, how much of the site's end, and what is left, which is pandana's single precision.
"""

from __future__ import annotations

import csv
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from benchmarks.streets import at_nodes
from geo_service.coverage.barriers import Barriers
from geo_service.coverage.question import Reach
from geo_service.coverage.search import FAR, Ends, gather, search
from geo_service.coverage.walking import walk_of
from geo_service.settings import settings
from geo_service.store.cluster import database
from geo_service.store.shelf import CityShelf

HOMES = 3_000
SHOWN = 100
LIMIT_M = 5_000.0
HEADINGS = ("home x", "home y", "ours m", "pandana m", "difference m", "home's end m", "site's end m", "left m", "why")


def pandana_nearest(net: Any, sites: Any, homes: Any) -> Any:
    """Metres from each home to its nearest site as pandana finds them, and the nodes it put them on."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandana

        made = pandana.Network(
            pd.Series(net["x"]),
            pd.Series(net["y"]),
            pd.Series(net["start"]),
            pd.Series(net["end"]),
            pd.DataFrame({"metres": net["metres"]}),
        )
        made.set_pois("site", LIMIT_M, 1, pd.Series(sites[:, 0]), pd.Series(sites[:, 1]))
        found = made.nearest_pois(LIMIT_M, "site", num_pois=1)
        nodes = made.get_node_ids(pd.Series(homes[:, 0]), pd.Series(homes[:, 1])).to_numpy()
        site_nodes = made.get_node_ids(pd.Series(sites[:, 0]), pd.Series(sites[:, 1])).to_numpy()
    metres = found[1].to_numpy()[np.searchsorted(found.index.to_numpy(), nodes)]
    return metres, nodes, site_nodes


def crosses(barriers: Barriers, homes: Any, x: Any, y: Any) -> Any:
    """Which straight ways from homes to their nodes cross water, railway or expressway."""
    import shapely

    ways = shapely.linestrings(np.stack([homes, np.column_stack([x, y])], axis=1))
    way, _ = shapely.STRtree(barriers.pieces()).query(ways, predicate="intersects")
    found = np.zeros(len(homes), dtype=bool)
    found[way] = True
    return found


def main(path: str = "") -> None:
    """The table, and what each cause comes to."""
    with database(settings()) as conninfo, CityShelf(settings(), conninfo) as shelf:
        city = shelf.get("default", "staff")
        walk = walk_of(city, Reach("streets", 500.0, profile="adult"))
        network, usable = walk.network, walk.usable
        atoms, places = city.populations[0], city.places["evacuation_sites"]
        rng = np.random.default_rng(1)
        some = np.sort(rng.choice(len(atoms.x), HOMES, replace=False))
        homes = np.column_stack([np.asarray(atoms.x)[some], np.asarray(atoms.y)[some]])
        own = np.flatnonzero(places.own & np.isfinite(places.x))
        sites = np.column_stack([np.asarray(places.x)[own], np.asarray(places.y)[own]])
        start, end = np.asarray(network.start)[usable], np.asarray(network.end)[usable]
        used = np.unique(np.concatenate([start, end]))
        net = {
            "x": np.asarray(network.x)[used], "y": np.asarray(network.y)[used], "start": np.searchsorted(used, start),
            "end": np.searchsorted(used, end), "metres": np.asarray(network.length_dm)[usable] / 10,
        }  # fmt: skip
        theirs, home_node, site_node = pandana_nearest(net, sites, homes)
        edge_of = np.zeros(network.nodes, dtype=np.int64)
        edge_of[end], edge_of[start] = np.flatnonzero(usable), np.flatnonzero(usable)
        by_node = at_nodes(network, used[home_node], edge_of)
        site_by_node = at_nodes(network, used[site_node], edge_of)
        ends, site_ends = walk.ends(atoms, some), walk.ends(places, own)

        def metres(things: Ends, ends_of_sites: Ends) -> Any:
            labels = search(walk.graph, ends_of_sites, k=1)
            far, _ = gather(walk.graph, labels, things, ends_of_sites, None, 1, 1)
            return np.where(far[:, 0, 0] < FAR, far[:, 0, 0] / 10, np.inf)

        ours, site_snapped, both = metres(ends, site_ends), metres(ends, site_by_node), metres(by_node, site_by_node)
        compared = np.isfinite(ours) & np.isfinite(both) & np.isfinite(site_snapped) & (theirs < LIMIT_M)
        far_side = crosses(walk.barriers, homes, net["x"][home_node], net["y"][home_node])
        rows = []
        order = np.argsort(-np.abs(np.where(compared, ours - theirs, 0.0)))[:SHOWN]
        for i in order.tolist():
            at_home, at_site, left = site_snapped[i] - both[i], ours[i] - site_snapped[i], both[i] - theirs[i]
            why = "pandana's node lies across water, railway or expressway" if far_side[i] else (
                "the home's way to its street, and along it to the node" if abs(at_home) >= abs(at_site)
                else "the site's way to its street, and along it to the node"
            )  # fmt: skip
            rows.append((*homes[i].round(1), ours[i], theirs[i], ours[i] - theirs[i], at_home, at_site, left, why))
        away, _ = cKDTree(np.column_stack([net["x"], net["y"]])).query(homes)
    print(f"{int(compared.sum()):,} of {HOMES:,} homes compared; median way from a home to its node {np.median(away):.0f} m")
    gap = (ours - theirs)[compared]
    middle, most, largest = np.median(gap), np.quantile(np.abs(gap), 0.9), np.abs(gap).max()
    print(f"difference: median {middle:.1f} m, 9 in 10 below {most:.1f} m, largest {largest:.1f} m")
    print(f"left unexplained in the {SHOWN} largest: at most {max(abs(row[7]) for row in rows):.2f} m")
    for why in sorted({row[8] for row in rows}):
        print(f"{sum(row[8] == why for row in rows):4} {why}")
    if path:
        with Path(path).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADINGS, *((*(f"{one:.1f}" for one in row[:8]), row[8]) for row in rows)])


if __name__ == "__main__":
    main(*sys.argv[1:])
