"""Which datasets of a release answers rest on: of two that speak of the same things, one; of a population group, one.

Rows are never merged. The dataset that is not used stays in the release, marked with the reason in words.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from geo_service.store import sql
from layers import LAYERS
from layers.base import Text
from layers.text import fold_name

SAME_SHARE = 0.2
"""Datasets overlap when at least this share of the smaller one's names stand in the other."""
SHAPES = (Text("地域（ポリゴン）", "areas"), Text("メッシュ", "grid cells"), Text("点", "points"))
"""Rank of a population's ground: areas before cells before points."""


@dataclass(frozen=True)
class Version:
    """A dataset version of a release, as far as the choice needs it."""

    id: int
    layer: str
    source: str
    part: str
    title: str
    reference_date: str
    municipality: str
    groups: tuple[str, ...]

    @property
    def words(self) -> str:
        """What to call the dataset in a sentence."""
        return f"{self.title or self.source}{f'（{self.reference_date}）' if self.reference_date else ''}"


def versions_of(conn: psycopg.Connection[Any], release: int) -> list[Version]:
    """The dataset versions of a release (its id), later reference dates first and, of one date, later imports first."""
    rows = (
        conn.cursor(row_factory=dict_row)
        .execute(
            "SELECT v.id, d.layer, d.source, d.part, v.title, v.reference_date, v.municipality, v.groups"
            " FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version"
            " JOIN frame.dataset d ON d.id = v.dataset WHERE r.release = %s"
            ' ORDER BY v.reference_date COLLATE "C" DESC, v.id DESC',
            (release,),
        )
        .fetchall()
    )
    return [Version(**(row | {"groups": tuple(row["groups"])})) for row in rows]


def settle(conn: psycopg.Connection[Any], release: int) -> None:
    """Mark the datasets of a release that are not used, and record each overlap as a finding."""
    versions = versions_of(conn, release)
    _settle_names(conn, release, versions)
    _settle_population(conn, release, versions)


def population_in_use(conn: psycopg.Connection[Any], release: int) -> dict[int, tuple[str, ...]]:
    """Version id → the groups it is demand for. Each group has one: areas before cells before points, then the later."""
    chosen, _ = _choose(conn, versions_of(conn, release))
    return chosen


def _settle_names(conn: psycopg.Connection[Any], release: int, versions: list[Version]) -> None:
    rivals: dict[tuple[str, str], list[Version]] = defaultdict(list)
    for version in versions:
        layer = LAYERS.get(version.layer)
        if layer is not None and layer.role in ("places", "units", "context"):
            rivals[version.layer, version.municipality].append(version)
    for group in rivals.values():
        if len({version.source for version in group}) < 2:
            continue
        names = {version.id: _names(conn, version.id) for version in group}
        kept: list[Version] = []
        for version in group:
            winner, same = _same_things(version, kept, names)
            if winner is None:
                kept.append(version)
            else:
                _replace(conn, release, version, winner, same, len(names[version.id]))


def _same_things(version: Version, kept: list[Version], names: dict[int, set[str]]) -> tuple[Version | None, int]:
    for other in kept:
        mine, theirs = names[version.id], names[other.id]
        same = len(mine & theirs)
        if other.source != version.source and same and same >= SAME_SHARE * min(len(mine), len(theirs)):
            return other, same
    return None, 0


def _names(conn: psycopg.Connection[Any], version: int) -> set[str]:
    rows = conn.execute("SELECT DISTINCT name FROM frame.feature WHERE version = %s AND name <> ''", (version,))
    return {fold_name(name) for (name,) in rows}


def _replace(conn: psycopg.Connection[Any], release: int, loser: Version, winner: Version, same: int, of: int) -> None:
    ja = f"同じものを載せた新しいデータ「{winner.words}」を使います（名称{of}件のうち{same}件が一致）。"
    en = f"The later dataset '{winner.words}' speaks of the same things and is used ({same} of {of} names are the same)."
    _not_used(conn, release, loser.id, ja, en)
    title = LAYERS[loser.layer].title
    conn.execute(
        "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, 'dataset_overlap', %s, %s)",
        (release, f"{title.ja}「{loser.words}」は使いません。{ja}", f"{title.en}: '{loser.words}' is not used. {en}"),
    )


def _settle_population(conn: psycopg.Connection[Any], release: int, versions: list[Version]) -> None:
    chosen, by_group = _choose(conn, versions)
    for version in versions:
        layer = LAYERS.get(version.layer)
        if layer is None or layer.role != "population" or version.id in chosen:
            continue
        winners = {by_group[g][0].id: by_group[g] for g in version.groups if g in by_group}
        if not winners:
            ja, en = "人数・世帯数の項目がありません。", "It counts no group."
        else:
            named_ja = "、".join(f"「{w.words}」（{shape.ja}）" for w, shape in winners.values())
            named_en = ", ".join(f"'{w.words}' ({shape.en})" for w, shape in winners.values())
            ja = f"同じ人数・世帯数は{named_ja}を使います。足し合わせません。"
            en = f"The same groups are taken from {named_en}; they are never added up."
        _not_used(conn, release, version.id, ja, en)
        conn.execute(
            "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, 'population_not_used', %s, %s)",
            (release, f"人口データ「{version.words}」は使いません。{ja}", f"Population '{version.words}' is not used. {en}"),
        )


def _choose(
    conn: psycopg.Connection[Any], versions: list[Version]
) -> tuple[dict[int, tuple[str, ...]], dict[str, tuple[Version, Text]]]:
    counted = [v for v in versions if v.layer in LAYERS and LAYERS[v.layer].role == "population"]
    if not counted:
        return {}, {}
    # Ranked by what most of the rows are, so that one stray point does not turn areas into points.
    ranks = dict(sql.run(conn, "population_shape", versions=[v.id for v in counted]).fetchall())
    counted.sort(key=lambda v: ranks.get(v.id, len(SHAPES)))
    chosen: dict[int, tuple[str, ...]] = {}
    by_group: dict[str, tuple[Version, Text]] = {}
    for version in counted:
        rank = ranks.get(version.id)
        fresh = tuple(g for g in version.groups if g not in by_group)
        if rank is None or not fresh:
            continue
        chosen[version.id] = fresh
        by_group |= dict.fromkeys(fresh, (version, SHAPES[rank]))
    return chosen, by_group


def _not_used(conn: psycopg.Connection[Any], release: int, version: int, ja: str, en: str) -> None:
    conn.execute(
        "UPDATE frame.release_dataset SET used = false, why_not_ja = %s, why_not_en = %s WHERE release = %s AND version = %s",
        (ja, en, release, version),
    )
