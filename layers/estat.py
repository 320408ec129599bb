"""国勢調査 小地域 and 地域メッシュ as e-Stat hands them out: boundaries, tables, and the areas whose details are kept back.

Small areas have their details added to a neighbour's: the guest (HTKSYORI 2) names its host (HTKSAKI), the host (1) lists its
guests (GASSAN). A host's ages are right for host and guests together and for nothing else, so they become one row on the ground
of them all (``covers``). Totals of cells stay each cell's own and are added up; a table of small areas writes X for a guest's
total, too, and its host's then holds it already. Cells are named by their whole codes, areas by what stands behind the
municipality's five digits: four of the 町, six of the 丁目.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from layers import mesh
from layers.ages import Counted, groups, number, read_heading, total
from layers.base import Row, Text

CODE, NAME, WARD, COVERS, HOST, GROUND = "@コード", "@名称", "@区", "@対象区域", "@内訳の合算先", "@wkt"
"""Columns the rows functions add."""
WATER = "8154"
"""HCODE of 水面調査区: ground without people."""
_TABLE_COLUMN = re.compile(r"T\d{6}\d{3}")
_CODES = re.compile(r"[;；,、\s]+")
SOURCE = Text("国勢調査（e-Stat 統計GIS）", "Population Census (e-Stat)")
LICENCE = "PDL-1.0"


def town_code(key: str) -> str:
    """KEY_CODE as eleven digits: areas without 丁目 come with nine in some tables, with 00 behind in others."""
    return key + "00" if len(key) == 9 and key.isdigit() else key


def _said(row: Row, column: str) -> str:
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def column_of(field: str) -> str:
    """The column that the rows functions give a population field in."""
    return f"@{field}"


def _ward(row: Row) -> str:
    """区 of a designated city, else the municipality: CSS_NAME (2015), else the end of CITY_NAME (2020) or GST_NAME."""
    own = _said(row, "CSS_NAME") or _said(row, "CITY_NAME") or _said(row, "CITYNAME") or _said(row, "GST_NAME")
    found = re.search(r"市(.+区)$", own)
    return found[1] if found else own


def boundary_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows of a boundary file without water; parts of one area (KIGO_E) get one code, and its people once.

    JINKO and SETAI stand on every part alike, or each part has its own: alike they are the area's, else they are added up.
    """
    land = [row for row in rows if _said(row, "HCODE") != WATER and _said(row, "KEY_CODE")]
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in land:
        parts[town_code(_said(row, "KEY_CODE"))].append(row)
    out = []
    for code, mine in parts.items():
        name = next((said for row in mine if (said := _said(row, "S_NAME"))), code)
        people = {column_of(field): _once(mine, column) for column, field in (("JINKO", "residents"), ("SETAI", "households"))}
        out += [{**row, CODE: code, NAME: name, WARD: _ward(row), **people} for row in mine]
    return out


def _once(rows: Sequence[Row], column: str) -> float | str | None:
    said = [number(row.get(column), dash_is_zero=True) for row in rows]
    return said[0] if all(one == said[0] for one in said) else total(said)


def _counted(heads: Row | None, columns: Sequence[str], known: Mapping[str, str | tuple[int, int]]) -> dict[str, Counted]:
    """Column → what it counts: by the second heading row where the file has one, else by the column's code (last 3 digits)."""
    out: dict[str, Counted] = {}
    for column in columns:
        said = read_heading(_said(heads, column)) if heads is not None else None
        if said is None and column[-3:] in known and not (heads is not None and _said(heads, column)):
            said = Counted(known[column[-3:]])
        if said is not None and said not in out.values():
            out[column] = said
    return out


def leaves(rows: Sequence[Row]) -> list[Row]:
    """Rows of areas that no other row is a part of. City, 町・大字 and 丁目 stand in one table: added up they count twice.

    Told by the codes, which nest; HYOSYO (the level) only parts a 町 from its 丁目 where both have eleven digits.
    """
    keys = {_said(row, "KEY_CODE") for row in rows}
    above = {key[:length] for key in keys for length in (5, 9) if len(key) > length}
    levels: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        key = _said(row, "KEY_CODE")
        if len(key) == 11 and not key.endswith("00"):
            levels[key[:9]].add(_said(row, "HYOSYO"))
    out = []
    for row in rows:
        key = _said(row, "KEY_CODE")
        town_of_its_chome = len(key) == 11 and key.endswith("00") and key[:9] in levels
        if key not in above and not (town_of_its_chome and _said(row, "HYOSYO") not in levels[key[:9]]):
            out.append(row)
    return out


def table_rows(known: Mapping[str, str | tuple[int, int]], details: bool) -> Any:
    """The rows function of a small-area or mesh table. ``known``: last three digits of a column → what it counts, where the
    file has no second heading row. ``details``: it has ages, so that hosts and guests become one row."""

    def rows_of(rows: Sequence[Row]) -> list[Row]:
        heads = next((row for row in rows if not _said(row, "KEY_CODE")), None)
        body = [row for row in rows if _said(row, "KEY_CODE")]
        columns = [column for column in rows[0] if _TABLE_COLUMN.fullmatch(column)] if rows else []
        counted = _counted(heads, columns, known)
        meshes = bool(body) and "HYOSYO" not in body[0] and "NAME" not in body[0]
        return _together(body if meshes else leaves(body), counted, details, meshes)

    rows_of.__qualname__ = f"table_rows({sorted(known)},{details})"
    return rows_of


def area_code(said: str, key: str) -> str:
    """Code of the area that HTKSAKI or GASSAN names in the row of ``key``: as a whole code, or without its municipality.

    Programs that took the column for numbers lost the zeros in front: four digits were meant, or six.
    """
    if not said.isdigit() or len(said) >= 9:
        return town_code(said)
    return town_code(key[:5] + said.zfill(4 if len(said) <= 4 else 6))


def _cell_code(said: str, key: str) -> str:
    return said


def _together(rows: Sequence[Row], counted: Mapping[str, Counted], details: bool, meshes: bool) -> list[Row]:
    code_of = _cell_code if meshes else area_code
    of = {code_of(key, key): row for row in rows if (key := _said(row, "KEY_CODE"))}
    unions, guests = _unions(of, code_of)
    if not details:
        # Totals alone are each area's own, but for those whose totals are kept back.
        hidden = {code for code, row in of.items() if any(_said(row, column) in KEPT_BACK for column in counted)}
        unions = {host: covered for host, covered in unions.items() if hidden & set(covered[1:])}
        guests = frozenset(one for covered in unions.values() for one in covered[1:])
    out = []
    for code, row in of.items():
        host = _host(row, code_of)
        if code in guests:
            continue
        covered = unions.get(code, (code,))
        alone = len(covered) == 1
        cells = {what: number(row.get(column), dash_is_zero=True) for column, what in counted.items()}
        if details and alone and _said(row, "HTKSYORI") in ("1", "2"):
            # Its own details went elsewhere, or hold others' that are not in this file.
            cells = {what: cell if what.what in OWN else None for what, cell in cells.items()}
        if not alone:
            for what in [what for what in cells if what.what in OWN]:
                column = next(column for column, one in counted.items() if one == what)
                own = [number(of[one].get(column), dash_is_zero=True) for one in covered]
                # A guest whose total is kept back, too, is in its host's already.
                kept_back = any(_said(of[one], column) in KEPT_BACK for one in covered[1:])
                cells[what] = own[0] if kept_back else total(own)
        name = _said(row, "NAME") or code
        added: Row = {column_of(field): value for field, value in groups(cells).items()}
        added |= {CODE: code, NAME: name if alone else f"{name} ほか{len(covered) - 1}区域", WARD: _ward(row)}
        added |= {COVERS: None if alone else ";".join(covered), HOST: host}
        added[GROUND] = mesh.wkt(covered) if meshes else None
        out.append({**row, **added})
    return out


OWN = frozenset({"residents", "households"})
"""What cells never keep back: it stays each one's own."""
KEPT_BACK = frozenset({"X", "x", "Ｘ", "*", "＊"})
"""What stands in place of a number that is kept back; - is none, zero."""


def _host(row: Row, code_of: Callable[[str, str], str]) -> str | None:
    said = _said(row, "HTKSAKI")
    return code_of(said, _said(row, "KEY_CODE")) if _said(row, "HTKSYORI") == "2" and said else None


def _unions(of: Mapping[str, Row], code_of: Callable[[str, str], str]) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Host → all areas its details are of, and all guests; only where each of them is in the table and in one union."""
    guests: dict[str, set[str]] = defaultdict(set)
    for code, row in of.items():
        if _said(row, "HTKSYORI") == "1":
            guests[code] |= {code_of(one, _said(row, "KEY_CODE")) for one in _CODES.split(_said(row, "GASSAN")) if one}
        if (host := _host(row, code_of)) is not None:
            guests[host].add(code)
    times = Counter(one for host, mine in guests.items() for one in {host, *mine})
    whole = {
        host: (host, *sorted(mine - {host}))
        for host, mine in guests.items()
        if {host, *mine} <= of.keys() and all(times[one] == 1 for one in {host, *mine}) and mine - {host}
    }
    return whole, frozenset(one for mine in whole.values() for one in mine[1:])
