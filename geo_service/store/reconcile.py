"""Populations of one city held against each other: where two count the same people and differ, both numbers are said.

Only totals are compared (residents, households): a register of April and a census of five years ago differ by themselves, and
a table that lacks half of its rows differs more. Neither is corrected by the other.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import psycopg

from geo_service.store import sql
from geo_service.store.demand import Source, chosen_population
from geo_service.store.joins import JoinTarget
from layers import LAYERS

GROUPS = ("residents", "households")
"""What is compared."""
DIFFERENCE = 0.05
"""Share of the larger number from which a difference is told, of the city or of one ward."""

Totals = dict[str, float]
"""Ward → number."""


def reconcile(conn: psycopg.Connection[Any], target: JoinTarget) -> None:
    """Record as findings of a release where populations that are not used differ from the one that is (after the joins)."""
    used, others = chosen_population(conn, target.release)
    sources = [*{one.parts: one for one in used.values()}.values(), *others]
    of = {part.id: number for number, one in enumerate(sources) for part in one.parts}
    totals: dict[tuple[int, str], Totals] = defaultdict(lambda: defaultdict(float))
    for version, group, ward, total in sql.run(conn, "population_totals", versions=list(of), groups=list(GROUPS)).fetchall():
        totals[of[version], group][ward] += float(total)
    for group in GROUPS:
        chosen = next((number for number, one in enumerate(sources) if one is used.get(group)), None)
        for number, other in enumerate(sources):
            if chosen is not None and chosen != number and group in other.groups:
                _compare(conn, target, group, (sources[chosen], totals[chosen, group]), (other, totals[number, group]))


def _compare(
    conn: psycopg.Connection[Any],
    target: JoinTarget,
    group: str,
    chosen: tuple[Source, Totals],
    other: tuple[Source, Totals],
) -> None:
    # A table of one ward says nothing of the others.
    wards = [ward for ward in chosen[1] if ward in other[1]]
    pairs = [(ward, chosen[1][ward], other[1][ward]) for ward in wards]
    whole = ("", sum(mine for _, mine, _ in pairs), sum(theirs for _, _, theirs in pairs))
    apart = [pair for pair in pairs if _differs(*pair[1:])]
    if not pairs or not (apart or _differs(*whole[1:])):
        return
    field = LAYERS[chosen[0].parts[0].layer].field(group)
    said_ja = "、".join(f"{ward} {_numbers(mine, theirs)}" for ward, mine, theirs in apart)
    said_en = "; ".join(f"{ward} {_numbers(mine, theirs)}" for ward, mine, theirs in apart)
    conn.execute(
        "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, 'population_differs', %s, %s)",
        (
            target.release,
            f"{field.label.ja}が、使う「{chosen[0].words}」では{whole[1]:,.0f}{field.counter.ja}、"
            f"「{other[0].words}」では{whole[2]:,.0f}{field.counter.ja}です（差{_share(*whole[1:])}、"
            f"どちらにもある{len(pairs)}区）。{'差が5%を超える区：' + said_ja + '。' if apart else ''}",
            f"{field.label.en}: {whole[1]:,.0f} in '{chosen[0].words}', which is used, and {whole[2]:,.0f} in "
            f"'{other[0].words}' (difference {_share(*whole[1:])}; {len(pairs)} wards that both have)."
            f"{' Wards that differ by more than 5 %: ' + said_en + '.' if apart else ''}",
        ),
    )


def _differs(mine: float, theirs: float) -> bool:
    return abs(mine - theirs) > DIFFERENCE * max(mine, theirs)


def _share(mine: float, theirs: float) -> str:
    return f"{(mine - theirs) / theirs:+.1%}" if theirs else "–"


def _numbers(mine: float, theirs: float) -> str:
    return f"{mine:,.0f} / {theirs:,.0f} ({_share(mine, theirs)})"
