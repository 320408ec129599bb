"""What a question asks about, as things that can be measured: atoms with their people, or the facilities of a layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.answer import Reason
from geo_service.coverage.attach import ATTACHED
from geo_service.coverage.city import Atoms, City, Floats, Membership, Places
from geo_service.coverage.day import day_places
from geo_service.coverage.keeping import Keeping
from geo_service.coverage.membership import among
from geo_service.coverage.off_map import off_map
from geo_service.coverage.question import Question
from geo_service.coverage.supply import EXAMPLES, examples
from geo_service.coverage.walking import walk_of
from geo_service.errors import NotAnswerableError, NotFoundError

Index = NDArray[np.int64]
KNOWN_SHARE = 0.01
"""An area whose count is not published is named in a unit when at least this part of it lies there (not for slivers)."""
_UNKNOWN: Keeping[NDArray[np.int64]] = Keeping(512)
"""How many areas of each unit have no count, by population, group, ward and unit set: some kilobytes each."""


@dataclass(frozen=True)
class Demanded:
    """n things that are asked about. ``which``: their indices into ``source`` (atoms or places of a layer).

    ``amount``: people, households or 1, (n,). ``measurable``: whether the thing has a position. ``members``: unit set →
    membership of the n things. ``left_out_more``: people of features off the map, ``left_out_units``: unit set → the same
    per unit, where it is known. ``unknown``: unit set → areas per unit whose count is not published.
    """

    source: Atoms | Places
    which: Index
    x: Floats
    y: Floats
    amount: Floats
    measurable: NDArray[np.bool_]
    zone: Floats | None
    members: Mapping[str, Membership]
    unknown: Mapping[str, NDArray[np.int64]]
    left_out_more: float
    reasons: tuple[Reason, ...]
    left_out_units: Mapping[str, Floats] = field(default_factory=dict)
    uncounted: Mapping[str, tuple[Index, Floats]] = field(default_factory=dict)
    """Reason code → things of the source that are in none of these sums, with their amounts (NaN not known)."""


def demanded(city: City, question: Question) -> Demanded:
    """The things a question asks about. NotAnswerableError when its group or layer is not loaded; NotFoundError when the
    city has no ward of that code."""
    if question.demand.source == "group":
        return _people(city, question)
    if question.demand.source == "day":
        places = day_places(city, question.demand.only)
        return _facilities(city, question, places, np.asarray(places.day_people))
    places = _layer(city, question)
    return _facilities(city, question, places, np.ones(len(places)), question.demand.only)


def unit_sets_of(city: City, question: Question) -> tuple[str, ...]:
    """The unit sets the answer gives figures by, in the city's order."""
    return tuple(id for id in city.unit_sets if not question.unit_sets or id in question.unit_sets)


def ward_index(city: City, question: Question) -> int:
    """Index of the ward asked about, -1 for the whole city."""
    if not question.ward:
        return -1
    wards = city.unit_sets.get("wards")
    if wards is None or question.ward not in wards.code:
        raise NotFoundError(
            f"{city.name_ja}に「{question.ward}」という区はありません。",
            f"{city.name_en or city.name_ja} has no ward {question.ward}.",
            parameter="ward",
        )
    return wards.code.index(question.ward)


def _people(city: City, question: Question) -> Demanded:
    group = question.demand.id
    atoms = city.population(group)
    if atoms is None:
        have = ", ".join(city.groups())
        raise NotAnswerableError(
            f"{city.name_ja}には「{group}」の人口データが読み込まれていません。いま聞けるのは {have or 'ありません'}。",
            f"No population of group '{group}' is loaded for {city.name_en or city.name_ja}. Loaded: {have or 'none'}.",
            lacks=["population"],
            groups=list(city.groups()),
        )
    n = len(atoms)
    wards = atoms.members.get("wards", Membership(np.zeros(0, np.int32), np.zeros(0, np.int32)))
    ward = ward_index(city, question)
    asked = np.ones(n, dtype=np.bool_)
    if ward >= 0:
        asked[:] = False
        asked[wards.thing[wards.unit == ward]] = True
    people = atoms.people(group)
    which = np.flatnonzero(asked & (people > 0))
    counts = np.asarray(atoms.counts[group])
    unknown = np.isnan(counts)
    reasons: list[Reason] = []
    without_count = {atoms.feature_name[f] for f in np.flatnonzero(unknown)} if ward < 0 else _names_in(atoms, asked, unknown)
    nameless = int(unknown.sum()) if ward < 0 else _features_in(atoms, asked, unknown)
    off = off_map(atoms, group, ward)
    reasons += off.reasons
    without_count |= off.without_count
    nameless += int(off.uncounted.sum())
    if nameless:
        reasons.append(Reason("count_unknown", nameless, float("nan"), examples(list(without_count))))
    used = unit_sets_of(city, question)
    position = np.full(n, -1, dtype=np.int64)
    position[which] = np.arange(len(which))
    members = {id: among(atoms.members[id], position) for id in used if id in atoms.members}
    amount = people[which]
    reasons += _outside(city, used, members, amount, [])
    shares = _zone_share(atoms, question)
    attached = _on_streets(city, question, atoms, which)
    if not attached.all():
        names = {atoms.feature_name[f] for f in atoms.feature[which[~attached]]}
        reasons.append(Reason("off_streets", int((~attached).sum()), float(amount[~attached].sum()), examples(list(names))))
    reasons += _closed_in(city, question, atoms, which, amount)

    def nameless_in(id: str) -> NDArray[np.int64]:
        many = len(city.unit_sets[id])
        return _UNKNOWN.get((atoms,), (group, ward, id), lambda: _unknown_by_unit(atoms, asked, unknown, id, many))

    return Demanded(
        source=atoms,
        which=which,
        x=np.asarray(atoms.x)[which],
        y=np.asarray(atoms.y)[which],
        amount=amount,
        measurable=attached,
        zone=None if shares is None else np.asarray(shares)[which],
        members=members,
        unknown={
            id: nameless_in(id) + (off.by_ward(off.uncounted, len(city.unit_sets[id])).astype(np.int64) if id == "wards" else 0)
            for id in used
        },
        left_out_more=float(off.left_out.sum()),
        reasons=tuple(reasons),
        left_out_units={"wards": off.by_ward(off.left_out, len(city.unit_sets["wards"]))} if "wards" in used else {},
    )


def _zone_share(atoms: Atoms, question: Question) -> Floats | None:
    """Share of each atom's ground inside the zones that the question reads its hazard from, (n,); None without zones."""
    supply = question.supply
    if not supply.zone:
        return atoms.zone_share.get(supply.hazard) if supply.hazard else None
    ground = atoms.grounds.get(supply.zone)
    return None if ground is None else np.minimum(np.bincount(ground.atom, ground.share, len(atoms)), 1.0)


def _closed_in(city: City, question: Question, source: Atoms | Places, which: Index, amount: Floats) -> list[Reason]:
    """Who is on a closed street: asked about, and unserved."""
    if question.reach.mode != "streets" or not question.reach.closed:
        return []
    shut = walk_of(city, question.reach).shut(source)[which]
    return [Reason("closed_in", int(shut.sum()), float(amount[shut].sum()))] if shut.any() else []


def _on_streets(city: City, question: Question, source: Atoms | Places, which: Index) -> NDArray[np.bool_]:
    """Which things have a street to start from; all where no streets are asked for."""
    if question.reach.mode != "streets":
        return np.ones(len(which), dtype=np.bool_)
    return np.asarray(walk_of(city, question.reach).attached(source).why[which] == ATTACHED, dtype=np.bool_)


def _features_in(atoms: Atoms, asked: NDArray[np.bool_], unknown: NDArray[np.bool_]) -> int:
    inside = np.bincount(atoms.feature[asked], atoms.share[asked], len(unknown))
    return int((unknown & (inside >= KNOWN_SHARE)).sum())


def _names_in(atoms: Atoms, asked: NDArray[np.bool_], unknown: NDArray[np.bool_]) -> set[str]:
    inside = np.bincount(atoms.feature[asked], atoms.share[asked], len(unknown))
    return {atoms.feature_name[f] for f in np.flatnonzero(unknown & (inside >= KNOWN_SHARE))}


def _unknown_by_unit(
    atoms: Atoms, asked: NDArray[np.bool_], unknown: NDArray[np.bool_], unit_set: str, n_units: int
) -> NDArray[np.int64]:
    if unit_set not in atoms.members or not unknown.any():
        return np.zeros(n_units, dtype=np.int64)
    members = atoms.members[unit_set]
    held = asked[members.thing] & unknown[atoms.feature[members.thing]]
    thing, unit = members.thing[held], members.unit[held].astype(np.int64)
    pair, at = np.unique(unit * len(unknown) + atoms.feature[thing], return_inverse=True)
    share = np.bincount(at, atoms.share[thing], len(pair))
    return np.bincount((pair // len(unknown))[share >= KNOWN_SHARE], minlength=n_units)


def _layer(city: City, question: Question) -> Places:
    demand = question.demand
    if demand.id not in city.places:
        raise NotAnswerableError(
            f"{city.name_ja}には「{demand.id}」のデータが読み込まれていません。",
            f"The facilities '{demand.id}' are not loaded for {city.name_en or city.name_ja}.",
            lacks=[demand.id],
            groups=list(city.groups()),
        )
    return city.places[demand.id]


def _facilities(city: City, question: Question, places: Places, each: Floats, only: str = "") -> Demanded:
    """Places, each counted as ``each`` says, (n,); NaN is not known: such a place is told and not counted."""
    hazard = question.supply.hazard
    n = len(places)
    mine = np.array(places.own, dtype=np.bool_)
    if only:
        mine &= np.array([kind == only for kind in places.kind], dtype=np.bool_)
    ward = ward_index(city, question)
    if ward >= 0:
        mine &= np.asarray(places.ward) == ward
    uncounted = mine & np.asarray(places.used) & np.isnan(each)
    used = mine & np.asarray(places.used) & (each > 0)
    which = np.array(sorted(np.flatnonzero(used).tolist(), key=lambda i: places.id[i]), dtype=np.int64)
    placed = np.isfinite(places.x) & np.isfinite(places.y)
    area = np.array([accuracy == "area" for accuracy in places.accuracy], dtype=np.bool_)
    reasons = []
    for code, rows in (
        ("no_position", used & ~placed),
        ("position_is_an_area", used & placed & area),
        ("demand_other_dataset", mine & ~np.asarray(places.used)),
    ):
        out = np.flatnonzero(rows)
        if len(out):
            reasons.append(Reason(code, len(out), float(np.nansum(each[out])), examples([places.name[i] for i in out])))
    others = np.flatnonzero(mine & ~np.asarray(places.used))
    aside = {"demand_other_dataset": (others, each[others])}
    if uncounted.any():
        aside["day_count_unknown"] = np.flatnonzero(uncounted), np.full(int(uncounted.sum()), np.nan)
        names = [places.name[i] for i in np.flatnonzero(uncounted)]
        reasons.append(Reason("day_count_unknown", len(names), float("nan"), examples(names)))
    position = np.full(n, -1, dtype=np.int64)
    position[which] = np.arange(len(which))
    sets = unit_sets_of(city, question)
    members = {id: among(places.members[id], position) for id in sets if id in places.members}
    if "wards" in sets:
        # A facility's ward is what its source says before where its point lies, and it has one even without a point.
        known = np.flatnonzero(np.asarray(places.ward) >= 0)
        whole = Membership(known.astype(np.int32), np.asarray(places.ward)[known])
        members["wards"] = among(whole, position)
    amount = each[which]
    reasons += _outside(city, sets, members, amount, [places.name[i] for i in which])
    inside: NDArray[np.bool_] | None = None
    if question.supply.zone in places.ground_class:
        inside = np.asarray(places.ground_class[question.supply.zone]) >= 0
    elif hazard in places.zone_inside:
        inside = np.asarray(places.zone_inside[hazard]) == 1
    measurable = (placed & ~area)[which]
    off = measurable & ~_on_streets(city, question, places, which)
    if off.any():
        named = examples([places.name[i] for i in which[off]])
        reasons.append(Reason("off_streets", int(off.sum()), float(amount[off].sum()), named))
    reasons += _closed_in(city, question, places, which, np.where(measurable & ~off, amount, 0.0))
    return Demanded(
        source=places,
        which=which,
        x=np.asarray(places.x)[which],
        y=np.asarray(places.y)[which],
        amount=amount,
        measurable=measurable & ~off,
        zone=None if inside is None else inside[which].astype(np.float64),
        members=members,
        unknown={id: _uncounted(places, uncounted, id, len(city.unit_sets[id])) for id in sets},
        left_out_more=0.0,
        reasons=tuple(reasons),
        uncounted=aside,
    )


def _uncounted(places: Places, uncounted: NDArray[np.bool_], unit_set: str, n_units: int) -> NDArray[np.int64]:
    if unit_set not in places.members:
        return np.zeros(n_units, dtype=np.int64)
    members = places.members[unit_set]
    return np.bincount(members.unit[uncounted[members.thing]], minlength=n_units)


def _outside(
    city: City, sets: tuple[str, ...], members: Mapping[str, Membership], amount: Floats, names: list[str]
) -> list[Reason]:
    """What lies in no unit of the first division that should hold everything (wards, else the first without overlaps)."""
    whole = [id for id in sets if not city.unit_sets[id].overlapping and id != "association_areas"]
    division = "wards" if "wards" in whole else whole[0] if whole else ""
    if not division:
        return []
    inside = np.zeros(len(amount), dtype=np.bool_)
    if division in members:
        inside[members[division].thing] = True
    out = np.flatnonzero(~inside)
    if not len(out):
        return []
    return [
        Reason("outside_units", len(out), float(amount[out].sum()), examples([names[i] for i in out] if names else [])[:EXAMPLES])
    ]
