"""How high people live in a City's units, from the rows of a release: tables of dwellings first, else the buildings there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import psycopg

from geo_service.coverage.dwellings import BASES, COUNTED, Dwellings, from_buildings, from_counts
from geo_service.coverage.floors import FLOORS
from geo_service.store.joins import JoinTarget
from geo_service.store.sql import run
from layers import LAYERS
from layers.base import Text

UNIT_SETS = ("towns", "wards")
"""Units that a table may be about, the finer first: the first that has rows is the one it is known by."""

BASIS_WORDS = {
    "floors": Text("表（住んでいる階）による", "by a table of the floors lived on"),
    "houses": Text("表（建て方と建物の階数）による", "by a table of the houses' storeys"),
    "buildings": Text("建物のデータによる", "by the buildings there"),
    "": Text("分からない", "not known"),
}
"""What a unit is told by (:data:`BASES`) → in words."""


class _Told:
    """What is known of n units so far; a better word takes the place of a poorer one."""

    def __init__(self, n: int) -> None:
        self.counts = {name: np.full(n, np.nan) for name in COUNTED}
        self.basis = np.zeros(n, dtype=np.int32)
        self.held_by, self.dataset = np.full(n, -1, dtype=np.int32), np.full(n, -1, dtype=np.int32)
        self.low, self.high = np.full((n, FLOORS), np.nan), np.full((n, FLOORS), np.nan)

    def table(self, rows: Sequence[Any], dataset: int) -> None:
        """Rows (unit, code, counted_with, storeys, counts) of one table."""
        counts = {name: np.array([row[4][i] for row in rows], dtype=np.float64) for i, name in enumerate(COUNTED)}
        low, high, lived = from_counts(counts, np.array([row[3] for row in rows], dtype=np.float64))
        by_code = {row[1]: i for i, row in reversed(list(enumerate(rows))) if row[1]}
        for i, (unit, _, counted_with, _, _) in enumerate(rows):
            host = by_code.get(counted_with, -1) if counted_with else -1
            told = host if host >= 0 else i
            if np.isnan(low[told]).any():
                continue
            basis = BASES.index("floors" if lived[told] else "houses")
            # Tables come the later first: a later one gives way to better words only.
            if basis <= self.basis[unit]:
                continue
            self.basis[unit], self.dataset[unit] = basis, dataset
            self.held_by[unit] = rows[host][0] if host >= 0 else -1
            self.low[unit], self.high[unit] = low[told], high[told]
            for name, values in counts.items():
                self.counts[name][unit] = values[i]

    def buildings(self, rows: Sequence[Any]) -> None:
        """Rows (unit, whether flats, storeys, area of one storey) of all units that no table tells of."""
        table = np.array(rows, dtype=np.float64).reshape(-1, 4)
        low, high, known = from_buildings(
            table[:, 0].astype(np.int32), table[:, 1] == 1, table[:, 2], table[:, 3], len(self.basis)
        )
        self.basis[known] = BASES.index("buildings")
        self.low[known], self.high[known] = low[known], high[known]


def dwellings_of(conn: psycopg.Connection[Any], target: JoinTarget, dataset_index: dict[int, int]) -> Dwellings | None:
    """The dwellings of a release's units, None where neither tables nor buildings tell of any. After the joins.

    ``dataset_index``: dataset version id → index into City.datasets. Of several tables the one by floors lived on goes first,
    then the later.
    """
    sizes = dict(conn.execute("SELECT unit_set, count(*)::integer FROM unit GROUP BY 1").fetchall())
    rows = run(conn, "dwelling_rows", release=target.release, counted=list(COUNTED)).fetchall()
    told_of = {row[0] for row in rows} or set(sizes)
    unit_set = next((id for id in UNIT_SETS if id in told_of), None)
    if unit_set is None:
        return None
    told = _Told(sizes[unit_set])
    mine = [row for row in rows if row[0] == unit_set]
    for version in dict.fromkeys(row[2] for row in mine):
        told.table([(row[1], *row[3:]) for row in mine if row[2] == version], dataset_index[version])
    wanted = np.flatnonzero(told.basis == 0).tolist()
    if wanted:
        values = {"release": target.release, "srid": target.srid, "unit_set": unit_set, "units": wanted}
        told.buildings(run(conn, "dwelling_buildings", **values).fetchall())
    if not told.basis.any():
        return None
    counts = {name: values for name, values in told.counts.items() if np.isfinite(values).any()}
    return Dwellings(unit_set, counts, told.basis, told.held_by, told.dataset, told.low, told.high)


def tell_dwellings(conn: psycopg.Connection[Any], target: JoinTarget, dwellings: Dwellings | None) -> None:
    """A finding that says of how many units it is known how high people live, and by what; and which rows say nothing of it.
    Of a release with tables of dwellings or buildings; in its transaction, after :func:`dwellings_of`."""
    if dwellings is None:
        return
    title = LAYERS["dwellings"].title
    units = LAYERS[dwellings.unit_set].title
    times = np.bincount(np.asarray(dwellings.basis), minlength=len(BASES)).tolist()
    told = [(BASIS_WORDS[basis], times[i]) for i, basis in reversed(list(enumerate(BASES))) if times[i]]
    ja = "、".join(f"{words.ja} {count:,}" for words, count in told)
    en = ", ".join(f"{words.en} {count:,}" for words, count in told)
    rows = run(conn, "dwelling_rows", release=target.release, counted=list(COUNTED)).fetchall()
    coarse = sum(row[0] != dwellings.unit_set for row in rows)
    more_ja = f"区ごとの{coarse:,}行は、町丁ごとの表があるため使いません。" if coarse else ""
    more_en = f" {coarse:,} rows of whole wards are not used, as there is a table by 町丁." if coarse else ""
    conn.execute(
        "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, 'dwellings', %s, %s)",
        (
            target.release,
            f"{title.ja}：人が何階に住むかは、{units.ja}{len(dwellings):,}のうち {ja}。{more_ja}",
            f"{title.en}: how high people live, of {len(dwellings):,} {units.en}: {en}.{more_en}",
        ),
    )
