"""What a person looks through before confirming the line of an association, and the confirming itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from psycopg.types.json import Jsonb

from geo_service.coverage.city import City
from geo_service.errors import NotFoundError, ParameterError
from geo_service.settings import Settings
from geo_service.store import sql
from geo_service.store.associations import GROUND_KNOWN, HOW_WORDS, LAYER
from geo_service.store.confirmations import lines_of
from geo_service.store.release import publish
from layers.text import fold_name

OVER = 0.02
"""Shares of a 町丁 that sum to more than this above 1 are claimed twice; less is two drawings of one border."""


@dataclass(frozen=True)
class AssociationPart:
    """One row of the table between associations and 町丁. ``weight``: share of the 町丁, None where it is not known."""

    feature: int
    association: str
    key: str
    ward: str
    town_id: int | None
    town: str
    said: str
    blocks: str
    weight: float | None
    low: float
    high: float
    how: str
    confirmed: bool
    file: str
    row: int


@dataclass(frozen=True)
class Claim:
    """A 町丁 that associations claim more of than there is. ``sum``: of the weights that are known."""

    town: str
    associations: tuple[str, ...]
    sum: float


@dataclass(frozen=True)
class WardFigures:
    """Households and members of one ward. ``households`` and ``outside`` (residents in no association): None where not loaded."""

    ward: str
    members: int
    households: float | None
    rate: float | None
    outside: float | None


def parts_of(conn: psycopg.Connection[Any], city: str) -> list[AssociationPart]:
    """The table between associations and 町丁 of the city's current release."""
    return [AssociationPart(*row) for row in sql.run(conn, "association_parts", city=city, layer=LAYER)]


def claimed_twice(parts: Sequence[AssociationPart]) -> list[Claim]:
    """町丁 whose known shares sum to more than all of it, in order of name."""
    towns: dict[int, list[AssociationPart]] = defaultdict(list)
    for one in parts:
        if one.town_id is not None and one.weight is not None:
            towns[one.town_id].append(one)
    found = []
    for of in towns.values():
        total = sum(one.weight or 0.0 for one in of)
        names = tuple(sorted({one.association for one in of}))
        if total > 1 + OVER and len(names) > 1:
            found.append(Claim(of[0].town, names, round(total, 3)))
    return sorted(found, key=lambda one: one.town)


def by_ward(conn: psycopg.Connection[Any], city: City) -> list[WardFigures]:
    """Member households over all households, and residents whom no association's area holds, by ward (staff's City)."""
    wards = city.unit_sets.get("wards")
    if wards is None:
        return []
    members = {
        str(code): int(count)
        for code, count in conn.execute(
            "SELECT w.attributes ->> 'code', sum((f.attributes ->> 'members')::double precision)"
            " FROM frame.city c JOIN frame.release_dataset r ON r.release = c.current_release AND r.used"
            " JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset AND d.layer = %s"
            " JOIN frame.feature f ON f.version = v.id JOIN frame.edge e ON e.release = c.current_release AND e.feature = f.id"
            " AND e.unit_set = 'wards' JOIN frame.feature w ON w.id = e.unit"
            " WHERE c.code = %s AND f.attributes ->> 'members' IS NOT NULL GROUP BY 1",
            (LAYER, city.code),
        )
    }
    households, _ = _people(city, "households")
    _, outside = _people(city, "residents")
    out = []
    for at, (code, name) in enumerate(zip(wards.code, wards.name_ja, strict=True)):
        all_of = None if households is None else round(float(households[at]), 1)
        rate = round(members[code] / all_of, 4) if all_of and code in members else None
        out.append(
            WardFigures(name, members.get(code, 0), all_of, rate, None if outside is None else round(float(outside[at]), 1))
        )
    return out


def _people(city: City, group: str) -> tuple[Any, Any]:
    """(people of the group by ward, those of them in no association), None for both where the group is not loaded."""
    atoms, wards = city.population(group), city.unit_sets["wards"]
    if atoms is None:
        return None, None
    people, ward = atoms.people(group), atoms.members["wards"].single(len(atoms))
    free = np.ones(len(atoms), dtype=bool)
    if LAYER in atoms.members:
        free[atoms.members[LAYER].thing] = False
    placed = ward >= 0
    whole = np.bincount(ward[placed], people[placed], minlength=len(wards))
    return whole, np.bincount(ward[placed & free], people[placed & free], minlength=len(wards))


def confirm(
    conn: psycopg.Connection[Any], city: str, named: str, by: str, yes: bool, settings: Settings | None = None
) -> tuple[str, int]:
    """Remember a person's word on the line of one association (by name or key) and publish. Returns its name and the release.

    NotFoundError when there is none or several of that name; ParameterError without a name of who decides, and when a part
    of the area is not known to lie anywhere: there is no line to confirm then.
    """
    if not by.strip():
        raise ParameterError("--by に確認した人の名前を書いてください。", "Say with --by who confirms it.", parameter="by")
    current = conn.execute("SELECT current_release FROM frame.city WHERE code = %s", (city,)).fetchone()
    lines = [] if current is None else [one for one in lines_of(conn, city, current[0]) if one.layer == LAYER]
    found = [one for one in lines if one.key == named] or [one for one in lines if fold_name(one.name) == fold_name(named)]
    keys = [one.key for one in found]
    if not keys:
        raise NotFoundError(
            f"「{named}」という町内会・自治会はありません。`geo-service associations` の名前かキーを書いてください。",
            f"There is no association '{named}'. Write a name or key of `geo-service associations`.",
            parameter="confirm",
        )
    if len(keys) > 1:
        raise NotFoundError(
            f"「{named}」は{len(keys)}件あります。キーで書いてください：{'、'.join(keys[:10])}",
            f"There are {len(keys)} called '{named}'. Write the key: {', '.join(keys[:10])}",
            parameter="confirm",
            allowed=keys[:10],
        )
    line = found[0]
    if yes:
        _refuse_unknown_ground(conn, city, line.ids, line.name)
    with conn.transaction():
        # With the line it is said of: on another line of that name it does not hold.
        conn.execute(
            "INSERT INTO frame.confirmation_choice (city, layer, key, confirmed, decided_by, digest)"
            " VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (city, layer, key) DO UPDATE SET confirmed = excluded.confirmed, decided_by = excluded.decided_by,"
            " digest = excluded.digest, decided_at = now()",
            (city, LAYER, line.key, yes, by, line.digest),
        )
        detail = {"city": city, "layer": LAYER, "key": line.key, "name": line.name, "confirmed": yes}
        conn.execute("INSERT INTO frame.audit (who, action, detail) VALUES (%s, 'confirm', %s)", (by, Jsonb(detail)))
        word = "confirm" if yes else "unconfirm"
        number = publish(conn, city, f"{word} {line.name} {by}"[:500], settings=settings)
    return line.name, number


def _refuse_unknown_ground(conn: psycopg.Connection[Any], city: str, ids: Sequence[int], name: str) -> None:
    rough = [one for one in parts_of(conn, city) if one.feature in ids and one.how not in GROUND_KNOWN]
    if rough:
        said = [f"{one.said}（{HOW_WORDS[one.how].ja}）" for one in rough[:5]]
        said_en = [f"{one.said} ({HOW_WORDS[one.how].en})" for one in rough[:5]]
        raise ParameterError(
            f"「{name}」は、区域の一部の場所が分からないため確認済みにできません：{'、'.join(said)}。"
            "名簿の書き方を直すか、区域の図か街区の位置（address_points）を読み込んでください。",
            f"'{name}' cannot be confirmed, as it is not known where a part of it lies: {'; '.join(said_en)}. Correct the list,"
            " or load the drawn area or the positions of blocks (address_points).",
            parameter="confirm",
        )
