"""Losing places: who is left without any, who with one at most, who goes elsewhere and how much farther.

Exact: the people a closed place can reach are measured again with the places that are left; nobody else can change. The same
holds for one place, for several that fail together, and when nearly all close at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geo_service.coverage.answer import Reason
from geo_service.coverage.city import Atoms, City, Floats
from geo_service.coverage.demand import Demanded, demanded, ward_index
from geo_service.coverage.figures import WRITTEN, total_figures
from geo_service.coverage.loss_sums import by_ward, spread
from geo_service.coverage.measure import Found, Index, measure, rows
from geo_service.coverage.question import Question
from geo_service.coverage.reach import NEAREST, reported
from geo_service.coverage.supply import Supplied, choose
from geo_service.coverage.touched import Touched, touched
from geo_service.errors import NotFoundError

SAME = 6
"""Decimals of people below which two places count as equal in the ranking: floating-point noise."""


@dataclass(frozen=True)
class Loss:
    """What closing ``places`` (indices into the layer's places, by id) does. People or things of the demand.

    ``users``: whose nearest place within the limit is one of them; ``lost``: who had a place and has none (1 → 0);
    ``below_two``: who had two or more and has one or none (2 → 1; several closing at once also to none); ``shifted``: users
    who have another place, ``farther_mean_m`` and ``farther_p90_m`` (weighted) how much farther it is, None for nobody.
    ``lost_by_ward``, ``below_two_by_ward``: in the order of the City's wards, the last for what is in none.
    """

    places: tuple[int, ...]
    users: float
    lost: float
    below_two: float
    shifted: float
    farther_mean_m: float | None
    farther_p90_m: float | None
    lost_by_ward: tuple[float, ...]
    below_two_by_ward: tuple[float, ...]


@dataclass(frozen=True)
class Group:
    """Places that fail together. ``why``: "zone" (in the hazard zone ``what``), "near" (within the metres of ``what``, "id
    metres"), "named" (a list given)."""

    why: str
    what: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class LossAnswer:
    """``losses``: every counted place, worst first (most lost, then most below two, then id). ``groups``: the groups that were
    asked for or that zones make, with what closing each whole does. ``before``: (served, unserved, left out).

    Of a question about a ward everybody is still counted: who lives outside it loses the place as well. ``losses`` are then
    those in the ward or within reach of its people, worst for them first; ``before`` and ``left_out`` are about its people;
    ``ward`` is its place in the City's wards, -1 for the whole city.
    """

    city: City
    question: Question
    before: tuple[float, float, float]
    losses: tuple[Loss, ...]
    groups: tuple[tuple[Group, Loss], ...]
    left_out: tuple[Reason, ...]
    excluded: tuple[Reason, ...]
    ward: int = -1


@dataclass(frozen=True)
class Standing:
    """A question measured with everything open, made ready for closing places. Of each of n things: ``ward`` (-1 none),
    ``server_m`` straight (or walked) metres to its server, ``by_three`` whether three places cover it wholly."""

    demand: Demanded
    supply: Supplied
    found: Found
    touched: Touched
    ward: Index
    wards: int
    server_m: Floats
    by_three: np.ndarray[tuple[int], np.dtype[np.bool_]]
    excluded: tuple[Reason, ...]


def standing(city: City, question: Question) -> Standing:
    """Measure the question's supply as it stands, for everybody: a ward that is asked about is not read here."""
    asked = replace(question, unit_sets=("wards",), ward="")
    supply, excluded = choose(city, asked)
    return stand(city, demanded(city, asked), supply, excluded)


def stand(city: City, demand: Demanded, supply: Supplied, excluded: tuple[Reason, ...] = ()) -> Standing:
    """Measure a supply as it stands for things that are asked about: all of them, or some (whose wards are then not told)."""
    found = measure(demand, supply)
    n = len(demand.which)
    wards = len(city.unit_sets["wards"]) if "wards" in city.unit_sets else 0
    of = demand.members["wards"].single(n) if "wards" in demand.members else np.full(n, -1)
    return Standing(
        demand=demand,
        supply=supply,
        found=found,
        touched=touched(demand, supply),
        ward=of.astype(np.int64),
        wards=wards,
        server_m=metres_to_server(found, found.server),
        by_three=_by_three(demand, supply, found),
        excluded=excluded,
    )


def losses(city: City, question: Question, groups: Sequence[Group] = ()) -> LossAnswer:
    """Close every counted place of the question in turn, then each group. Raises what :func:`choose` and ``demanded`` do."""
    ward = ward_index(city, question)
    now = standing(city, question)
    ids = now.supply.source.id
    asked = now.demand if ward < 0 else demanded(city, replace(question, unit_sets=("wards",)))
    measured = now.found.measured if ward < 0 else measure(asked, now.supply).measured
    total = total_figures(measured, asked.left_out_more)
    found = [loss(now, np.array([at])) for at in range(len(now.supply)) if ward < 0 or _serves(now, at, ward)]

    def harm(one: Loss) -> tuple[float, float, str]:
        mine = (one.lost, one.below_two) if ward < 0 else (one.lost_by_ward[ward], one.below_two_by_ward[ward])
        return -round(mine[0], SAME), -round(mine[1], SAME), ids[one.places[0]]

    position = {int(index): at for at, index in enumerate(now.supply.index)}
    closed = []
    for group in groups:
        at = np.array([position[index] for index in group.places if index in position], dtype=np.int64)
        if len(at):
            closed.append((group, loss(now, at)))
    return LossAnswer(
        city,
        question,
        (total.served, total.unserved, total.left_out),
        tuple(sorted(found, key=harm)),
        tuple(closed),
        asked.reasons,
        now.excluded,
        ward,
    )


def _serves(now: Standing, at: int, ward: int) -> bool:
    """Whether the place at a position lies in the ward, or some of the ward's people are within its limit."""
    if int(now.supply.source.ward[now.supply.index[at]]) == ward:
        return True
    closed = np.array([at])
    reached = now.touched.by(closed)
    reached = reached[now.ward[reached] == ward]
    if now.touched.within is not None or not len(reached):
        # Along streets every pair is within the limit.
        return float(now.demand.amount[reached].sum()) >= WRITTEN
    found = measure(rows(now.demand, reached), now.supply.only(closed), only_served=True).measured
    return float((found.asked * found.served).sum()) >= WRITTEN


def loss_of(city: City, question: Question, ids: Iterable[str]) -> Loss:
    """What closing the places of these ids at once does. NotFoundError for an id that is none of the counted places."""
    now = standing(city, question)
    return loss(now, positions(now.supply, ids))


def positions(supply: Supplied, ids: Iterable[str]) -> Index:
    """Positions in the supply of places by id, in order. NotFoundError for an id that is not among those that count."""
    at = {supply.source.id[int(index)]: position for position, index in enumerate(supply.index)}
    wanted = list(dict.fromkeys(ids))
    missing = [id for id in wanted if id not in at]
    if missing:
        raise NotFoundError(
            f"「{'、'.join(missing[:5])}」という番号の場所は、この問いで数える場所の中にありません。"
            "番号は losses の一覧で確かめてください。",
            f"No place with the id {', '.join(missing[:5])} counts for this question. The ids are in the list of losses.",
            parameter="close",
            value=", ".join(missing[:5]),
        )
    return np.array(sorted(at[id] for id in wanted), dtype=np.int64)


def loss(now: Standing, closed: Index) -> Loss:
    """What closing the places at these positions of the supply does."""
    reached = now.touched.by(closed)
    before = now.found.measured
    asked, was, one_was = before.asked[reached], before.served[reached], before.one[reached]
    served, one, server_m = _after(now, closed, reached)
    lost = asked * np.clip(was - served, 0.0, None)
    # Ground with exactly one place afterwards, less what had one and keeps it, plus what falls from two to none at once.
    below = np.clip(asked * (one - one_was) + lost, 0.0, None)
    mine = np.isin(now.found.server[reached], closed)
    used = asked[mine] * was[mine]
    shifted = np.minimum(asked[mine] * served[mine], used)
    with np.errstate(invalid="ignore"):
        farther = reported(server_m[mine] - now.server_m[reached][mine], now.supply.factor)
    moved = (shifted > 0) & np.isfinite(farther)
    mean, p90 = spread(np.clip(farther[moved], 0.0, None), shifted[moved])
    ward = now.ward[reached]
    return Loss(
        places=tuple(int(now.supply.index[at]) for at in closed),
        users=float(used.sum()),
        lost=float(lost.sum()),
        below_two=float(below.sum()),
        shifted=float(shifted.sum()),
        farther_mean_m=mean,
        farther_p90_m=p90,
        lost_by_ward=by_ward(ward, lost, now.wards),
        below_two_by_ward=by_ward(ward, below, now.wards),
    )


def zone_groups(supply: Supplied) -> tuple[Group, ...]:
    """The counted places inside each hazard zone of one source and scale: where the zone floods, they fail together."""
    found = []
    for key, inside in sorted(supply.source.zone_inside.items()):
        within = tuple(int(i) for i in supply.index if int(inside[i]) == 1)
        # Plain kinds ("flood") are unions of what the keys with source and scale say.
        if ":" in key and len(within) > 1:
            found.append(Group("zone", key, within))
    return tuple(found)


def group_near(supply: Supplied, id: str, radius_m: float) -> Group:
    """The counted places within so many metres (straight) of a counted place, itself with them. NotFoundError as above."""
    centre = int(positions(supply, [id])[0])
    away = np.hypot(supply.x - supply.x[centre], supply.y - supply.y[centre])
    within = np.flatnonzero(reported(away, 1.0) <= radius_m)
    return Group("near", f"{id} {radius_m:g}", tuple(int(i) for i in supply.index[within]))


def _after(now: Standing, closed: Index, reached: Index) -> tuple[Floats, Floats, Floats]:
    """Of the reached things: shares served, and served by exactly one place, and metres to the nearest that reaches them."""
    if len(closed) > 1:
        return _again(now, closed, reached)
    served, one = np.ones(len(reached)), np.zeros(len(reached))
    metres = _next_m(now, int(closed[0]), reached)
    if now.touched.within is not None:
        # Along streets every thing is within the limit of a place or not, and the pairs are known: nothing to search again.
        left = now.touched.within[reached] - 1
        return (left > 0).astype(np.float64), (left == 1).astype(np.float64), metres
    # What three places cover wholly keeps two of them.
    rest = np.flatnonzero(~now.by_three[reached])
    served[rest], one[rest], metres[rest] = _again(now, closed, reached[rest])
    return served, one, metres


def _again(now: Standing, closed: Index, reached: Index) -> tuple[Floats, Floats, Floats]:
    again = measure(rows(now.demand, reached), now.supply.without(closed))
    served, one = again.measured.served, again.measured.one
    return served, one, metres_to_server(again, again.server)


def _next_m(now: Standing, closed: int, reached: Index) -> Floats:
    """Metres to the nearest of the other places kept by the search that is within the limit, inf where it kept none."""
    metres = np.full(len(reached), np.inf)
    for ring in now.found.near.rings:
        kept_m, place = ring.straight_m[reached], ring.place[reached]
        within = reported(kept_m, now.supply.factor) <= float(now.supply.limit_m[ring.members[0]])
        other = np.where((place != closed) & within, kept_m, np.inf)
        metres = np.minimum(metres, other.min(axis=1))
    return metres


def _by_three(demand: Demanded, supply: Supplied, found: Found) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which things three places of one limit cover wholly (none along streets, where it is not needed)."""
    covered = np.zeros(len(demand.which), dtype=np.bool_)
    if supply.walk is not None:
        return covered
    atoms = demand.source
    size = np.asarray(atoms.radius)[demand.which] if isinstance(atoms, Atoms) else np.zeros(len(demand.which))
    for ring in found.near.rings:
        if ring.straight_m.shape[1] >= NEAREST:
            reach_m = float(supply.limit_m[ring.members[0]]) / supply.factor
            covered |= ring.straight_m[:, NEAREST - 1] + size <= reach_m
    return covered & demand.measurable


def metres_to_server(found: Found, server: Index) -> Floats:
    """Straight (or walked) metres to each thing's server, inf where it has none."""
    metres = np.full(len(server), np.inf)
    for ring in found.near.rings:
        mine = (server >= 0) & (ring.place[:, 0] == server)
        metres[mine] = ring.straight_m[mine, 0]
    return metres
