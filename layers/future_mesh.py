"""国土数値情報 将来推計人口メッシュ: estimates by cell with decimals, and the cells whose ages are added to a neighbour's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from layers import mesh
from layers.ages import OPEN, Counted, groups, number, total
from layers.base import Row
from layers.estat import CODE, COVERS, GROUND, HOST, NAME, column_of

AGES = {f"PT{n}": (5 * n - 5, OPEN if n == 19 else 5 * n - 1) for n in range(1, 20)}
"""PT1 … PT19: five-year bands, 0–4 … 90 and over."""


def _said(row: Row, column: str) -> str:
    value = row.get(column)
    return value.strip().removesuffix(".0") if isinstance(value, str) else ""


def _host(row: Row, year: int) -> str:
    # A Shapefile's names end with the tenth sign.
    return _said(row, f"GASSAN_{year}") or _said(row, f"GASSAN{year}")


def rows_of_year(year: int) -> Any:
    """The rows function for the people of one year (PTN_2015 …). PTN is each cell's own; PT1 … PT19 are a host's and its
    guests' together (GASSAN names a guest's host), which become one row on the ground of all."""

    def rows_of(rows: Sequence[Row]) -> list[Row]:
        of = {_said(row, "MESH_ID"): row for row in rows}
        guests: dict[str, list[str]] = defaultdict(list)
        for code, row in of.items():
            host = _host(row, year)
            if host and host != code and host in of:
                guests[host].append(code)
        merged = {code for mine in guests.values() for code in mine}
        out = []
        for code, row in of.items():
            if code in merged:
                continue
            covered = (code, *sorted(guests[code]))
            host = _host(row, year)
            away = bool(host) and host != code
            cells = {
                Counted(ages): None if away else number(row.get(f"{column}_{year}"))
                for column, ages in AGES.items()
                if f"{column}_{year}" in row
            }
            people = total(number(of[one].get(f"PTN_{year}")) for one in covered)
            added: Row = {column_of(field): value for field, value in groups(cells).items()}
            added |= {column_of("residents"): people, CODE: code, HOST: host if away else None}
            added[NAME] = code if len(covered) == 1 else f"{code} ほか{len(covered) - 1}区域"
            added |= {COVERS: ";".join(covered) if len(covered) > 1 else None, GROUND: mesh.wkt(covered)}
            out.append({**row, **added})
        return out

    rows_of.__qualname__ = f"rows_of_year({year})"
    return rows_of
