"""A file that holds a list with addresses: which column they stand in, and the list with what was found beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import shapely

from geo_service.errors import FileError
from geo_service.geocode import Gazetteer, Geocoded, geocode
from geo_service.geocode.sheet import CORRECTED, FOUND, MOST_ROWS, Lang, found_columns, sheet_headings
from geo_service.settings import Settings
from geo_service.store.columns import ColumnMap, map_for, read_maps, shapes_for
from geo_service.store.geocoding import address_field
from geo_service.store.headings import LAT_HEADS, LON_HEADS, first_of, heading_key, heading_keys
from geo_service.store.readers import RawTable, read
from layers.base import ADDRESS, WARD

ADDRESS_HEADS = (
    *(ADDRESS.label.ja, ADDRESS.name, ADDRESS.label.en, *ADDRESS.headings),
    *("所在地", "所在地_連結表記", "住所（所在地）", "住所地", "設置場所", "施設所在地", "所在", "所在地住所"),
)
WARD_HEADS = (WARD.name, "区", "区名", "行政区", "行政区名")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class AddressList:
    """One table of a file, looked up. ``rows``: n rows of text under ``headings``, what was found behind the list's own."""

    name: str
    headings: list[str]
    rows: list[list[str]]
    places: Geocoded


def looked_up(
    path: Path,
    gazetteer: Gazetteer,
    settings: Settings,
    lang: Lang,
    address: str | None = None,
    ward: str | None = None,
    columns: Path | None = None,
) -> list[AddressList]:
    """The tables of a file that have addresses, looked up. ``address``, ``ward``: headings, when they are not the usual ones.
    ``columns``: a column map, or a folder of them, that says where tables stand and which columns these are.

    FileError when the file cannot be read, no table has the column, one has more rows than a sheet holds, or no column map is
    for the file.
    """
    maps = read_maps(columns)
    if columns is not None:
        mapped = _mapped(path, maps, columns)
        address, ward = address or mapped[0], ward or mapped[1]
    every = read(path, settings, partial(shapes_for, maps)) if maps else read(path, settings)
    tables = [table for table in every if len(table)]
    found = [(table, column) for table in tables if (column := _address_of(table, address)) is not None]
    if not found:
        raise _no_addresses(path, tables, address)
    names = _sheet_names([table for table, _ in found])
    return [_looked_up(*one, name, gazetteer, lang, ward) for one, name in zip(found, names, strict=True)]


def _mapped(path: Path, maps: list[ColumnMap], columns: Path) -> tuple[str | None, str | None]:
    """Headings of addresses and wards by the column map of a file; None where its map names none."""
    chosen = map_for(maps, path.name)
    if chosen is None:
        raise FileError(
            f"{columns.name} に {path.name} の列対応がありません。file: の行を確かめてください。",
            f"{columns.name} holds no column map for {path.name}. See its line file:.",
            file=path.name,
            rule="no_map",
        )
    for one in chosen.datasets:
        address = _heading(one.format.columns, address_field(one.layer))
        if address is not None:
            return address, _heading(one.format.columns, WARD.name)
    return None, None


def _heading(columns: Mapping[str, str], name: str) -> str | None:
    return next((heading for heading, field in columns.items() if name and field == name), None)


def _address_of(table: RawTable, asked: str | None) -> str | None:
    known = heading_keys(table.frame.columns)
    return known.get(heading_key(asked)) if asked is not None else first_of(ADDRESS_HEADS, known)


def _no_addresses(path: Path, tables: list[RawTable], asked: str | None) -> FileError:
    heads = ", ".join(str(column) for table in tables[:1] for column in table.frame.columns) or "–"
    column = asked if asked is not None else "住所"
    return FileError(
        f"{path.name} に住所の列「{column}」がありません。あるのは {heads}。--address で列の名前を書いてください。",
        f"{path.name} has no column of addresses ({column}). It has {heads}. Name it with --address.",
        file=path.name,
        column=column,
        rule="missing_column",
    )


def _looked_up(table: RawTable, column: str, name: str, gazetteer: Gazetteer, lang: Lang, ward: str | None) -> AddressList:
    if len(table) > MOST_ROWS:
        raise FileError(
            f"{table.file}: 行が多すぎてExcelの表に書けません（{len(table):,}行、上限{MOST_ROWS:,}行）。分けてください。",
            f"{table.file}: too many rows for a sheet of Excel ({len(table):,}, at most {MOST_ROWS:,}). Split it.",
            file=table.file,
            rule="max_rows",
        )
    known = heading_keys(table.frame.columns)
    text = {heading: table.frame[heading].fillna("").astype(str).tolist() for heading in table.frame.columns}
    wards = known.get(heading_key(ward)) if ward is not None else first_of(WARD_HEADS, known)
    if ward is not None and wards is None:
        raise _no_addresses(Path(table.file), [table], ward)
    corrected = first_of(CORRECTED, known)
    said = text[column]
    if corrected is not None:
        said = [new.strip() or old for new, old in zip(text[corrected], said, strict=True)]
    places = geocode(said, gazetteer, text[wards] if wards is not None else ())
    # A sheet that was made here before keeps the list's own columns and what a person wrote; what was found is found anew.
    again = {heading_key(heading) for words in FOUND for heading in words}
    own = [heading for heading in text if heading_key(heading) not in again]
    lon, lat = first_of(LON_HEADS, known), first_of(LAT_HEADS, known)
    headings = sheet_headings(own, lang, lon, lat)
    columns = [*(text[heading] for heading in own), *found_columns(places, lang)]
    if corrected is not None:
        headings = [heading for at, heading in enumerate(headings) if at < len(own) or heading not in CORRECTED]
    else:
        columns.append([""] * len(table))
    if lon is None or lat is None:
        columns += _own_positions(table)
    return AddressList(name, headings, [list(row) for row in zip(*columns, strict=True)], places)


def _own_positions(table: RawTable) -> list[list[str]]:
    """Longitude and latitude of a table's geometry, in degrees; empty where it has none or is in plane metres."""
    if table.geometry is None:
        return [[""] * len(table)] * 2
    centre = shapely.centroid(table.geometry)
    there = [abs(x) <= 180 and abs(y) <= 90 for x, y in zip(shapely.get_x(centre), shapely.get_y(centre), strict=True)]
    return [
        [f"{value:.6f}" if ok else "" for value, ok in zip(axis.tolist(), there, strict=True)]
        for axis in (shapely.get_x(centre), shapely.get_y(centre))
    ]


def _sheet_names(tables: list[RawTable]) -> list[str]:
    """A name a sheet may have for each table: its own sheet's, else its file's; told apart by a number."""
    return list(_unique(_FORBIDDEN.sub("_", table.sheet or Path(table.file).stem)[:25] or "住所" for table in tables))


def _unique(names: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        free, number = name, 1
        while free.casefold() in seen:
            number += 1
            free = f"{name} ({number})"
        seen.add(free.casefold())
        yield free
