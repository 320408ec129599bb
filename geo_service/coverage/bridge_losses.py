"""Losing bridges: who is left without any place, and who walks how much farther, when each bridge closes.

Exact for every bridge that is told: closed, and the people whose way leads over it measured again. A bridge on nobody's
shortest way changes nothing when it closes (the ways that are taken stay), so it is not closed at all; of the others those with
most people whose way leads over them come first, which no more than they can lose by it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo_service.coverage.answer import Reason
from geo_service.coverage.bridges import Bridge, bridges
from geo_service.coverage.city import City, Ints
from geo_service.coverage.demand import demanded
from geo_service.coverage.figures import total_figures
from geo_service.coverage.labels import NOWHERE
from geo_service.coverage.loss_sums import by_ward, spread
from geo_service.coverage.losses import metres_to_server
from geo_service.coverage.measure import Index, measure, rows
from geo_service.coverage.question import Question
from geo_service.coverage.reach import reported
from geo_service.coverage.search import Ends, Masks
from geo_service.coverage.supply import Supplied, choose
from geo_service.coverage.walking import Walk

MOST = 40
"""Bridges closed in one study at most: each is a search over the whole network."""
NEVER_DM = int(NOWHERE >> 32)
"""The distance of no place."""


@dataclass(frozen=True)
class BridgeLoss:
    """What closing one bridge does.

    ``crossing``: people or things that have a place within the limit, and whose shortest way to the nearest of some limit leads
    over it; ``lost``: of whom who has none then; ``shifted``: who has one still, and walks farther to it, ``farther_mean_m``
    and ``farther_p90_m`` (weighted) how much, None for nobody. ``lost_by_ward``: as in ``Loss``.
    """

    bridge: Bridge
    crossing: float
    lost: float
    shifted: float
    farther_mean_m: float | None
    farther_p90_m: float | None
    lost_by_ward: tuple[float, ...]


@dataclass(frozen=True)
class BridgeLossAnswer:
    """``losses``: the bridges that were closed, worst first. ``unused``: bridges on nobody's shortest way, which closing
    changes nothing; ``not_closed``: those beyond :data:`MOST`, with fewer crossing than any that is told, and how many."""

    city: City
    question: Question
    before: tuple[float, float, float]
    losses: tuple[BridgeLoss, ...]
    unused: tuple[Bridge, ...]
    not_closed: tuple[tuple[Bridge, float], ...]
    left_out: tuple[Reason, ...]
    excluded: tuple[Reason, ...]


def bridge_losses(city: City, question: Question, most: int = MOST) -> BridgeLossAnswer:
    """Close each bridge in turn. The question's reach must be along streets. Raises what ``choose`` and ``demanded`` do."""
    asked = replace(question, unit_sets=("wards",))
    supply, excluded = choose(city, asked)
    walk = supply.walk
    if walk is None:
        raise ValueError("bridges are lost along streets only")
    demand = demanded(city, asked)
    found = measure(demand, supply)
    n = len(demand.which)
    wards = len(city.unit_sets["wards"]) if "wards" in city.unit_sets else 0
    ward = (demand.members["wards"].single(n) if "wards" in demand.members else np.full(n, -1)).astype(np.int64)
    total = total_figures(found.measured, demand.left_out_more)
    things = walk.ends(demand.source, demand.which)
    all_bridges = bridges(city)
    asked_for = found.measured.asked
    # Who has no place within the limit loses none and walks to none.
    can_lose = np.flatnonzero((found.measured.served > 0) & (asked_for > 0))
    if demand.source is supply.source:
        # Where no place serves itself, what is nearest to a node says nothing of the one it stands at.
        crossing = [can_lose for _ in all_bridges]
    else:
        crossing = [np.intersect1d(one, can_lose) for one in _crossing(walk, things, supply, all_bridges)]
    weight = [float(asked_for[one].sum()) for one in crossing]
    order = sorted(range(len(all_bridges)), key=lambda at: (-weight[at], all_bridges[at].ways))
    used = [at for at in order if weight[at] > 0]
    metres = metres_to_server(found, found.server)
    losses = []
    for at in used[:most]:
        mine = crossing[at]
        shut = replace(supply, walk=walk.without_bridges(np.array(all_bridges[at].ways, dtype=np.int64)))
        again = measure(rows(demand, mine), shut)
        before, after = found.measured.served[mine], again.measured.served
        lost = asked_for[mine] * np.clip(before - after, 0.0, None)
        with np.errstate(invalid="ignore"):
            farther = reported(metres_to_server(again, again.server) - metres[mine], supply.factor)
        moved = (after > 0) & np.isfinite(farther) & (farther > 0)
        mean, p90 = spread(farther[moved], (asked_for[mine] * after)[moved])
        losses.append(
            BridgeLoss(
                bridge=all_bridges[at],
                crossing=weight[at],
                lost=float(lost.sum()),
                shifted=float((asked_for[mine] * after)[moved].sum()),
                farther_mean_m=mean,
                farther_p90_m=p90,
                lost_by_ward=by_ward(ward[mine], lost, wards),
            )
        )
    losses.sort(key=lambda one: (-round(one.lost, 6), -round(one.shifted * (one.farther_mean_m or 0.0), 6), one.bridge.ways))
    return BridgeLossAnswer(
        city,
        question,
        (total.served, total.unserved, total.left_out),
        tuple(losses),
        tuple(all_bridges[at] for at in order if weight[at] <= 0),
        tuple((all_bridges[at], weight[at]) for at in used[most:]),
        demand.reasons,
        excluded,
    )


def _crossing(walk: Walk, things: Ends, supply: Supplied, found: tuple[Bridge, ...]) -> list[Index]:
    """Of each bridge the things whose shortest way to the nearest place of some limit leads over it (one way is looked at; of
    ways of one length one without a bridge, where there is one)."""
    places = walk.entrances(supply.source, supply.index.astype(np.int64))
    number = {way: at for at, bridge in enumerate(found) for way in bridge.ways}
    over = np.array([number.get(way, -1) for way in np.asarray(walk.left.way).tolist()], dtype=np.int64)
    crossed: list[list[Index]] = [[] for _ in found]
    for limit_m in np.unique(supply.limit_m):
        masks: Masks = (supply.limit_m == limit_m).astype(np.uint32)
        for at, mine in _ways(walk, things, places, masks, over).items():
            crossed[at].append(mine)
    none = np.zeros(0, dtype=np.int64)
    return [np.unique(np.concatenate([none, *one])) for one in crossed]


def _ways(walk: Walk, things: Ends, places: Ends, masks: Masks, over: Index) -> dict[int, Index]:
    """Bridge → the things whose way to the nearest place of one set leads over it."""
    graph = walk.graph
    node_dm = walk.labels(places, masks, 1, 1).nearest_dm()
    usable = np.flatnonzero(walk.left_usable)
    a, b = graph.start[usable].astype(np.int64), graph.end[usable].astype(np.int64)
    tail, head = np.concatenate([a, b]), np.concatenate([b, a])
    length = np.tile(np.asarray(walk.left.length_dm, dtype=np.int64)[usable], 2)
    bridge = np.tile(over[usable], 2)
    # An arc is on a shortest way where the distances at its ends differ by just its length: whole decimetres, no noise.
    on = np.flatnonzero((node_dm[tail] < NEVER_DM) & (node_dm[tail] + length == node_dm[head]))
    # Of several arcs that lead to a node as near, one that is no bridge; nodes a place is put down at need none.
    own = _put_down(graph.start, graph.end, places, masks, graph.nodes)
    on = on[node_dm[head[on]] < own[head[on]]]
    on = on[np.lexsort((tail[on], bridge[on] >= 0, head[on]))]
    first = np.ones(len(on), dtype=np.bool_)
    first[1:] = head[on][1:] != head[on][:-1]
    on = on[first]
    before = np.full(graph.nodes, -1, dtype=np.int64)
    before[head[on]] = tail[on]
    by = np.full(graph.nodes, -1, dtype=np.int64)
    by[head[on]] = bridge[on]
    start_dm = _over_end(graph.start, things, things.to_start_dm, node_dm)
    end_dm = _over_end(graph.end, things, things.to_end_dm, node_dm)
    node = np.where(start_dm <= end_dm, graph.start[things.edge], graph.end[things.edge]).astype(np.int64)
    walking = np.flatnonzero((things.edge >= 0) & (np.minimum(start_dm, end_dm) < NEVER_DM))
    at = node[walking]
    out: dict[int, list[Index]] = {}
    # All walk back together, an arc a step; who has come to the last one stands still.
    while len(walking):
        crossing = by[at]
        for one in np.unique(crossing[crossing >= 0]).tolist():
            out.setdefault(one, []).append(walking[crossing == one])
        at = before[at]
        going = at >= 0
        walking, at = walking[going], at[going]
    return {one: np.unique(np.concatenate(parts)) for one, parts in out.items()}


def _over_end(node: Ints, things: Ends, to_end_dm: Ints, node_dm: Index) -> Index:
    """Decimetres of each thing over one end of its edge."""
    return np.asarray(np.minimum(to_end_dm.astype(np.int64) + node_dm[node[things.edge]], NEVER_DM), dtype=np.int64)


def _put_down(start: Ints, end: Ints, places: Ends, masks: Masks, nodes: int) -> Index:
    """(nodes,) decimetres from the ends of places' own edges to them, the nearest."""
    own = np.full(nodes, NEVER_DM, dtype=np.int64)
    on = np.flatnonzero((places.edge >= 0) & (masks[places.owners()] > 0))
    np.minimum.at(own, start[places.edge[on]], places.to_start_dm[on])
    np.minimum.at(own, end[places.edge[on]], places.to_end_dm[on])
    return own
