"""Which places count for a question, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.answer import Reason
from geo_service.coverage.city import City, Floats, Ints, Places
from geo_service.coverage.question import Question
from geo_service.coverage.site_class import in_doubt
from geo_service.coverage.walking import Walk, walk_of
from geo_service.errors import NotAnswerableError

EXAMPLES = 5
"""Names given with a reason."""


@dataclass(frozen=True)
class Supplied:
    """The m places of ``source`` that count, in the order of their ids. ``x``, ``y`` in plane metres, none missing.

    ``limit_m``: each place's own limit on the reach; ``factor``: reach distance = straight distance × factor. ``walk``: the
    streets distances are measured along, None for a straight reach.
    """

    source: Places
    index: Ints
    x: Floats
    y: Floats
    limit_m: Floats
    factor: float
    walk: Walk | None = None

    def __len__(self) -> int:
        return len(self.index)

    @property
    def radius_m(self) -> Floats:
        """The straight-line radius of each place's limit."""
        return self.limit_m / self.factor

    def scaled(self, limits: float = 1.0, factor: float | None = None) -> Supplied:
        """The same places with all limits times ``limits``, or on another detour factor."""
        return replace(self, limit_m=self.limit_m * limits, factor=self.factor if factor is None else factor)

    def without(self, positions: NDArray[np.int64]) -> Supplied:
        """Without the places at these positions (0 to m - 1)."""
        return self.only(np.setdiff1d(np.arange(len(self)), positions))

    def only(self, positions: NDArray[np.int64]) -> Supplied:
        """Only the places at these positions."""
        return replace(
            self, index=self.index[positions], x=self.x[positions], y=self.y[positions], limit_m=self.limit_m[positions]
        )


def supply_places(city: City, question: Question) -> Places:
    """The places of the question's supply layer. NotAnswerableError when the layer is not loaded."""
    layer = question.supply.layer
    if layer not in city.places:
        raise NotAnswerableError(
            f"{city.name_ja}には、この問いに要る場所のデータ（{layer}）が読み込まれていません。",
            f"The places this question needs ({layer}) are not loaded for {city.name_en or city.name_ja}.",
            lacks=[layer],
        )
    return city.places[layer]


def choose(
    city: City, question: Question, *, blank_counts: bool = False, all_left_out: dict[str, NDArray[np.int64]] | None = None
) -> tuple[Supplied, tuple[Reason, ...]]:
    """The places that count, and the counted reasons for leaving out the others.

    A place is left out for the first of: its dataset is replaced by another, it is a neighbour's (unless asked for), its
    kind is not asked for, its mark for the hazard is no, its mark is not stated, the hazard's zones raise a doubt about it
    (where only sure ones are asked for), it has no position that distances can
    be measured from (none at all, or a point that stands for a whole area), it is on no street of a reach along streets.
    So a reason's number is how many places more would count if only that were mended. ``blank_counts``: take marks that
    are not stated as yes; ``all_left_out``: is given each reason's places, all of them (indices).
    NotAnswerableError, lacking "streets", when distances along streets are asked for without any.
    """
    places = supply_places(city, question)
    supply = question.supply
    n = len(places)
    kind = np.array(places.kind, dtype=object)
    limits = np.full(n, question.reach.limit_m, dtype=np.float64)
    for slug, limit_m in supply.limits_m:
        limits[kind == slug] = limit_m
    marks = np.asarray(places.marks[supply.hazard]) if supply.hazard in places.marks else np.full(n, -1, dtype=np.int8)
    rules: list[tuple[str, NDArray[np.bool_]]] = [
        ("supply_other_dataset", ~np.asarray(places.used)),
        ("supply_neighbour", np.full(n, not supply.neighbours) & ~np.asarray(places.own)),
        ("supply_kind_excluded", ~np.isin(places.kind, supply.kinds) if supply.kinds else np.zeros(n, dtype=np.bool_)),
    ]
    if supply.hazard:
        unknown = np.zeros(n, dtype=np.bool_) if blank_counts else marks == -1
        rules += [("supply_not_designated", marks == 0), ("supply_mark_unknown", unknown)]
        if supply.sure:
            rules.append(("supply_in_doubt", in_doubt(city, places, supply.hazard, supply.zone)))
    rules.append(("supply_no_position", ~has_position(places)))
    walk = walk_of(city, question.reach) if question.reach.mode == "streets" else None
    if walk is not None:
        rules.append(("supply_off_streets", ~walk.attached(places).reachable()))
        rules.append(("supply_closed", walk.shut_places(places)))

    left = np.ones(n, dtype=np.bool_)
    reasons = []
    for code, fails in rules:
        out = np.flatnonzero(left & fails)
        left[out] = False
        if len(out):
            reasons.append(Reason(code, len(out), float(len(out)), examples([places.name[i] for i in out])))
            if all_left_out is not None:
                all_left_out[code] = out
    # In the order of ids, so that the order of rows in a file changes nothing.
    index = np.array(sorted(np.flatnonzero(left).tolist(), key=lambda i: places.id[i]), dtype=np.int32)
    chosen = Supplied(
        source=places,
        index=index,
        x=np.asarray(places.x)[index],
        y=np.asarray(places.y)[index],
        limit_m=limits[index],
        factor=question.reach.detour_factor if question.reach.mode == "detour" else 1.0,
        walk=walk,
    )
    return chosen, tuple(reasons)


def has_position(places: Places) -> NDArray[np.bool_]:
    """Whether distances can be measured from each place: it has a position, and not one that stands for a whole area."""
    area = np.array([accuracy == "area" for accuracy in places.accuracy], dtype=np.bool_)
    return np.isfinite(places.x) & np.isfinite(places.y) & ~area


def examples(names: list[str]) -> tuple[str, ...]:
    """The first few names, in a fixed order."""
    return tuple(sorted(names)[:EXAMPLES])


def with_neighbours(question: Question, neighbours: bool) -> Question:
    """The same question with neighbours' places counted or not."""
    return replace(question, supply=replace(question.supply, neighbours=neighbours))
