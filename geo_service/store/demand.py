"""Which population datasets of a release are demand: of a group of people exactly one source, never added up.

A source may come in parts (sheets of a mesh, a file a ward): parts of one source and reference date are one demand dataset.
Where two of them count the same ground the later import counts, row by row, and only where it has all the groups of the other;
else they are two tables of one source, and each group comes from one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from geo_service.store import sql
from geo_service.store.overlap import Version, not_used, own_codes, versions_of
from layers import LAYERS
from layers.base import Text

SHAPES = (Text("地域（ポリゴン）", "areas"), Text("メッシュ", "grid cells"), Text("点", "points"))
"""Rank of a population's ground: areas before cells before points."""
ALIKE = 0.5
"""Parts of one source share at least this much of the groups that either counts; less is another table of it."""


@dataclass(frozen=True)
class Source:
    """A population of one source and reference date. ``parts``: the later import first."""

    parts: tuple[Version, ...]
    twice: dict[int, list[int]] = field(default_factory=dict)
    """Part → its rows that a later part counts, too."""

    @property
    def groups(self) -> tuple[str, ...]:
        """What its parts count."""
        return tuple(dict.fromkeys(group for part in self.parts for group in part.groups))

    @property
    def words(self) -> str:
        """What to call it in a sentence."""
        return self.parts[0].words


def population_in_use(conn: psycopg.Connection[Any], release: int) -> dict[int, tuple[str, ...]]:
    """Version id → the groups it is demand for, after :func:`settle_population`; of parts of one source the same for each.

    Each group has one source: areas before cells before points; then the register before the census before estimates; then
    the later; of one date the one that does not count areas together.
    """
    return {part.id: groups for parts, groups in demand_of(conn, release) for part in parts}


def demand_of(conn: psycopg.Connection[Any], release: int) -> list[tuple[tuple[Version, ...], tuple[str, ...]]]:
    """The demand datasets of a release: the parts in use of one source, and the groups they are demand for."""
    chosen, _ = _choose(conn, release, _own_sources(conn, release))
    found = [(tuple(part for part in source.parts if part.used), groups) for source, groups in chosen]
    return [(parts, groups) for parts, groups in found if parts]


def chosen_population(conn: psycopg.Connection[Any], release: int) -> tuple[dict[str, Source], list[Source]]:
    """The city's own populations of a release: group → the one that is demand, and those that are for no group."""
    sources = _own_sources(conn, release)
    chosen, by_group = _choose(conn, release, sources)
    used = [source for source, _ in chosen]
    return {group: source for group, (source, _) in by_group.items()}, [one for one in sources if one not in used]


def settle_population(conn: psycopg.Connection[Any], release: int) -> None:
    """Mark the population datasets of a release that are not demand, once it is known on which ground their rows stand; and
    the rows that a later part of the same source counts, too."""
    own = own_codes(conn, release)
    for version in versions_of(conn, release):
        # A part of a file that reaches over the border: those people are another municipality's.
        if version.layer in LAYERS and LAYERS[version.layer].role == "population" and version.municipality not in own:
            not_used(
                conn, release, version.id, "隣の市区町村の人数・世帯数です。", "It counts people of a neighbouring municipality."
            )
    sources = _own_sources(conn, release)
    chosen, by_group = _choose(conn, release, sources)
    used = [source for source, _ in chosen]
    for source in sources:
        _count_once(conn, release, source)
        if source not in used:
            _not_chosen(conn, release, source, by_group)
        elif len(source.parts) > 1:
            _tell_parts(conn, release, source)


def _not_chosen(conn: psycopg.Connection[Any], release: int, source: Source, by_group: dict[str, tuple[Source, Text]]) -> None:
    winners = {id(by_group[g][0]): by_group[g] for g in source.groups if g in by_group}
    if not winners:
        ja, en = "人数・世帯数の項目がありません。", "It counts no group."
    else:
        named_ja = "、".join(f"「{w.words}」（{shape.ja}）" for w, shape in winners.values())
        named_en = ", ".join(f"'{w.words}' ({shape.en})" for w, shape in winners.values())
        ja = f"同じ人数・世帯数は{named_ja}を使います。足し合わせません。"
        en = f"The same groups are taken from {named_en}; they are never added up."
    for part in source.parts:
        not_used(conn, release, part.id, ja, en)
    ja, en = f"人口データ「{source.words}」は使いません。{ja}", f"Population '{source.words}' is not used. {en}"
    _say(conn, release, "population_not_used", ja, en)


def _count_once(conn: psycopg.Connection[Any], release: int, source: Source) -> None:
    for part in source.parts:
        rows = source.twice.get(part.id, [])
        if not rows:
            continue
        conn.execute(
            "INSERT INTO frame.twice (release, feature) SELECT %s, unnest(%s::bigint[]) ON CONFLICT DO NOTHING", (release, rows)
        )
        ja = f"同じ「{source.words}」の、あとから読み込んだ部分が同じ土地を数えているため、{len(rows):,}行を数えません。"
        en = f"Parts of '{source.words}' that were loaded later count the same ground: {len(rows):,} rows do not count."
        if len(rows) >= part.rows:
            not_used(conn, release, part.id, ja, en)
        _say(conn, release, "population_twice", f"人口データ {part.file}：{ja}", f"Population {part.file}: {en}")


def _tell_parts(conn: psycopg.Connection[Any], release: int, source: Source) -> None:
    used = [part for part in source.parts if len(source.twice.get(part.id, [])) < part.rows]
    files = [part.file for part in used]
    if len(files) > 1:
        some = "、".join(files[:10])
        more_ja, more_en = (" ほか", " and others") if len(files) > 10 else ("", "")
        _say(
            conn,
            release,
            "population_parts",
            f"人口データ「{source.words}」は、{len(files):,}個のファイルを合わせて1つとして使います（{some}{more_ja}）。",
            f"Population '{source.words}' is used as one out of {len(files):,} files ({', '.join(files[:10])}{more_en}).",
        )


def _own_sources(conn: psycopg.Connection[Any], release: int) -> list[Source]:
    """The city's own populations in the order of their latest parts."""
    own = own_codes(conn, release)
    same: dict[tuple[str, str, str], list[Version]] = defaultdict(list)
    for one in versions_of(conn, release):
        if one.municipality in own and one.layer in LAYERS and LAYERS[one.layer].role == "population":
            same[one.layer, one.source, one.reference_date].append(one)
    return [source for versions in same.values() for source in _parted(conn, release, versions)]


def _parted(conn: psycopg.Connection[Any], release: int, versions: list[Version]) -> list[Source]:
    """Versions of one source and date (the later first) as what belongs together."""
    if len(versions) == 1:
        return [Source((versions[0],))]
    shared: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, earlier, later in sql.run(conn, "population_twice", release=release, versions=[one.id for one in versions]):
        shared[earlier, later].append(row)
    found: list[list[Version]] = []
    for one in versions:
        fitting = [parts for parts in found if all(_belong(other, one, (one.id, other.id) in shared) for other in parts)]
        if fitting:
            max(fitting, key=lambda parts: _alike(parts[0], one)).append(one)
        else:
            found.append([one])
    sources = []
    for parts in found:
        twice = {
            one.id: sorted({row for later in parts[:at] for row in shared.get((one.id, later.id), [])})
            for at, one in enumerate(parts)
        }
        sources.append(Source(tuple(parts), {id: rows for id, rows in twice.items() if rows}))
    return sources


def _belong(later: Version, earlier: Version, on_its_ground: bool) -> bool:
    """Whether two versions are parts of one dataset: of other ground, or of the same with nothing that only the earlier has."""
    if on_its_ground:
        return set(earlier.groups) <= set(later.groups)
    return _alike(later, earlier) >= ALIKE


def _alike(one: Version, other: Version) -> float:
    mine, theirs = set(one.groups), set(other.groups)
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0


def _choose(
    conn: psycopg.Connection[Any], release: int, sources: Sequence[Source]
) -> tuple[list[tuple[Source, tuple[str, ...]]], dict[str, tuple[Source, Text]]]:
    """The sources that are demand with their groups; and group → its source and what most of that one's ground is."""
    if not sources:
        return [], {}
    # Ranked by what most of the rows are, so that one stray point does not turn areas into points.
    parts = [(part.id, number) for number, source in enumerate(sources) for part in source.parts]
    values: dict[str, Any] = {"versions": [id for id, _ in parts], "sources": [number for _, number in parts]}
    ranks = dict(sql.run(conn, "population_shape", release=release, **values).fetchall())
    said = {number: (basis, joined) for number, basis, joined in sql.run(conn, "population_basis", **values).fetchall()}
    order = list(range(len(sources)))
    # Each sort keeps the order of the one before: the last decides first.
    order.sort(key=lambda n: said.get(n, ("", False))[1])
    order.sort(key=lambda n: sources[n].parts[0].reference_date, reverse=True)
    order.sort(key=lambda n: (ranks.get(n, len(SHAPES)), _believed(sources[n].parts[0].layer, said.get(n, ("", False))[0])))
    chosen: list[tuple[Source, tuple[str, ...]]] = []
    by_group: dict[str, tuple[Source, Text]] = {}
    for n in order:
        rank = ranks.get(n)
        fresh = tuple(g for g in sources[n].groups if g not in by_group)
        if rank is None or not fresh:
            continue
        chosen.append((sources[n], fresh))
        by_group |= dict.fromkeys(fresh, (sources[n], SHAPES[rank]))
    return chosen, by_group


def _believed(layer: str, basis: str | None) -> int:
    """Rank of what counts are from, in the order of the layer's codes. What says nothing stands with the census."""
    order = [code.slug for field in LAYERS[layer].fields if field.name == "basis" for code in field.codes]
    return order.index(basis) if basis in order else order.index("census") if "census" in order else 0


def _say(conn: psycopg.Connection[Any], release: int, rule: str, ja: str, en: str) -> None:
    conn.execute(
        "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, %s, %s, %s)", (release, rule, ja, en)
    )
