"""What a table is: by its user's column map, by a layer asked for, else by the columns of the published formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from geo_service.errors import FileError
from geo_service.store.columns import ColumnMap, map_for
from geo_service.store.dated import reference_date, year_in
from geo_service.store.headings import LAT_HEADS, LON_HEADS, WKT_HEADS, first_of, heading_key, heading_keys, without_units
from geo_service.store.readers import RawTable
from geo_service.store.streets.belongs import refuse_other
from layers import LAYERS
from layers.base import Format, Layer, Text
from layers.exported import exported_layer, is_exported
from layers.standard import without_layer

REIWA = 2018
"""令和 1 is 2019."""
GUARDED = r"^'(?=[=+\-@＝＋－＠|%])"
"""The apostrophe that our files put before a formula sign."""
TOLD_BY = 500
"""Rows whose values are looked at to tell one edition of a format from another."""


@dataclass(frozen=True)
class Meant:
    """A table and one layer it feeds. ``source`` and ``part`` are those of the dataset's key."""

    table: RawTable
    layer: Layer
    format: Format
    source: str
    part: str = ""
    title: str = ""
    accuracy: Literal["point", "block", "area"] = "point"
    mapped: bool = False
    """By a user's column map: every column it names must be there."""
    from_name: Mapping[str, str] = field(default_factory=dict)
    """Column "@group" → what the file's name says, the same for every row."""


@dataclass(frozen=True)
class Recognised:
    """What a file's tables are, or why they are nothing: ``waiting`` or ``unknown`` gives the reason."""

    meant: tuple[Meant, ...] = ()
    waiting: Text | None = None
    unknown: Text | None = None


def recognise(path: Path, tables: list[RawTable], maps: list[ColumnMap], layer: str | None = None) -> Recognised:
    """What the tables of one file mean. A table may feed several layers.

    Raises FileError when the column map names columns, a sheet or a layer that the file does not have.
    """
    known = _recognise(path, tables, maps, layer)
    for one in known.meant:
        _refuse_personal(one)
    return known


def _recognise(path: Path, tables: list[RawTable], maps: list[ColumnMap], layer: str | None) -> Recognised:
    if layer is not None:
        refuse_other(tables, LAYERS[layer])
        return Recognised(tuple(_as_layer(table, LAYERS[layer], path) for table in tables))
    # Streets are read by rules of their own; a column map has nothing to say of them.
    streets = any(table.streets is not None for table in tables)
    chosen = _map_of(path, tables, maps) if not streets else None
    if chosen is not None:
        if chosen.waiting is not None:
            return Recognised(waiting=chosen.waiting)
        return Recognised(tuple(one for entry in range(len(chosen.datasets)) for one in _by_map(tables, chosen, entry)))
    meant = tuple(one for table in tables if without_layer(table.frame.columns) is None for one in _published(table))
    if meant:
        return Recognised(meant)
    waiting = next((why for table in tables if (why := without_layer(table.frame.columns)) is not None), None)
    if waiting is not None:
        return Recognised(waiting=waiting)
    own = [(table, of) for table in tables if (of := exported_layer(list(map(str, table.frame.columns)))) is not None]
    if own:
        return Recognised(tuple(_as_layer(table, of, path) for table, of in own))
    heads = ", ".join(str(column) for column in tables[0].frame.columns[:8])
    return Recognised(
        unknown=Text(
            f"公開されている形式のどれとも列が合いません（{heads} …）。"
            f"「geo-service propose {path.name}」で列対応の下書きを作り、直して --columns で渡してください。",
            f"The columns fit no published format ({heads} …). `geo-service propose {path.name}` drafts a column map; correct it "
            "and name it with --columns.",
        )
    )


def _refuse_personal(meant: Meant) -> None:
    """FileError when the table has a column that no file of its layer may have, whether or not it would be read."""
    for heading in meant.table.frame.columns:
        key = heading_key(str(heading))
        if any(re.search(pattern, key) for pattern in meant.layer.never):
            raise FileError(
                f"{meant.table.file} の列「{heading}」は個人の情報のようです。{meant.layer.title.ja}には人数だけを取り込みます。"
                "何も取り込んでいません。この列を消し、区域ごとの人数にした表を作ってください。",
                f"The column {heading!r} of {meant.table.file} looks like one about single people. {meant.layer.title.en} takes "
                "counts only. Nothing of it was loaded. Make a table of counts by unit without this column.",
                file=meant.table.file,
                column=str(heading),
                rule="personal_column",
            )


def _map_of(path: Path, tables: list[RawTable], maps: list[ColumnMap]) -> ColumnMap | None:
    names = [path.name, *(table.file.split("/")[-1].split(" [")[0] for table in tables)]
    return next((one for name in names if (one := map_for(maps, name)) is not None), None)


def _by_map(tables: list[RawTable], chosen: ColumnMap, entry: int) -> list[Meant]:
    dataset = chosen.datasets[entry]
    form = dataset.format
    key = f"datasets[{entry}]"
    tables = [table for table in tables if table.shape == dataset.shape or table.encoding != "workbook"] or tables
    if dataset.sheet:
        here = [table for table in tables if table.sheet == dataset.sheet]
        if not here:
            names = ", ".join(table.sheet for table in tables if table.sheet) or "–"
            raise FileError(
                f"列対応 {chosen.path.name}（キー {key}.sheet）: 「{dataset.sheet}」がファイルにありません（あるのは {names}）。",
                f"Column map {chosen.path.name} (key {key}.sheet): the file has no {dataset.sheet!r} (it has {names}).",
                file=tables[0].file,
                column=dataset.sheet,
                rule="sheet",
            )
    else:
        here = [table for table in tables if not _lacking(table, form)] or tables[:1]
    lacking = _lacking(here[0], form)
    if lacking:
        raise FileError(
            f"列対応 {chosen.path.name}（キー {key}）にある列「{lacking[0]}」が{here[0].file}にありません。"
            f"あるのは {', '.join(map(str, here[0].frame.columns))}",
            f"Column map {chosen.path.name} (key {key}): {here[0].file} has no column {lacking[0]!r}. "
            f"It has {', '.join(map(str, here[0].frame.columns))}.",
            file=here[0].file,
            column=lacking[0],
            rule="missing_column",
        )
    if len(here) > 1:
        raise FileError(
            f"{here[0].file} と {here[1].file} のどちらか分かりません。列対応 {chosen.path.name} に sheet を書いてください。",
            f"Both {here[0].file} and {here[1].file} fit. Name one by `sheet` in the column map {chosen.path.name}.",
            file=here[0].file,
            column="sheet",
            rule="sheet",
        )
    return [Meant(here[0], dataset.layer, form, dataset.source, dataset.part, dataset.title, dataset.accuracy, mapped=True)]


def _named(form: Format) -> list[str]:
    """All source columns that a format names."""
    others = [form.lon, form.lat, form.wkt, form.key, *form.only, *form.omit]
    return list(dict.fromkeys([*form.columns, *(column for column in others if column)]))


def _lacking(table: RawTable, form: Format) -> list[str]:
    have = heading_keys(table.frame.columns)
    return [column for column in _named(form) if heading_key(column) not in have]


def _published(table: RawTable) -> list[Meant]:
    have = set(heading_keys(table.frame.columns))
    found: list[tuple[set[str], Layer, Format]] = []
    for layer in LAYERS.values():
        for form in layer.formats:
            asked = [_one_of(column, have) for column in (form.recognised_by or tuple(form.columns))]
            needs = {heading for heading in asked if heading is not None}
            if needs and len(needs) == len(set(asked)) and re.search(form.named, table.file) and _tells(table, form):
                found.append((needs, layer, form))
                break
    # A format that asks for less than another one does is the poorer reading of the same table.
    best = [one for one in found if not any(one[0] < other[0] for other in found)]
    return [_meant(table, layer, form) for _, layer, form in best]


def _one_of(column: str, have: set[str]) -> str | None:
    """The key of a heading that a format asks for, where "a|b" asks for either; None when the table has neither."""
    return next((key for one in column.split("|") if (key := heading_key(one)) in have), None)


def _tells(table: RawTable, form: Format) -> bool:
    """Whether the values are such as this edition has: the same columns held other codes in other years."""
    have = heading_keys(table.frame.columns)
    for heading, pattern in form.tells.items():
        column = have.get(heading_key(heading))
        said = table.frame[column].dropna().str.strip().head(TOLD_BY) if column is not None else None
        if said is None or not said.str.fullmatch(pattern).all():
            return False
    return True


def _meant(table: RawTable, layer: Layer, form: Format) -> Meant:
    """A published table, with what its file's name says of it."""
    found = re.search(form.named, table.file) if form.named else None
    said = {name: value for name, value in found.groupdict().items() if value is not None} if found else {}
    if not form.reference_date:
        form = replace(form, reference_date=_dated(said))
    columns = {f"@{name}": value for name, value in said.items()}
    source = form.source.ja or form.title.ja
    part = " ".join(filter(None, (said.get("folder", ""), said.get("part", ""))))
    return Meant(table, layer, form, source, part, title=form.title.ja, from_name=columns)


def _dated(said: Mapping[str, str]) -> str:
    """The date a file's name says: of the groups year, or era_year (令和), and where they are there month and day."""
    year = said.get("year", "")
    if len(year) == 2:
        # The national files begin in the twentieth century's last decades.
        year = f"{20 if int(year) < 70 else 19}{year}"
    if said.get("era_year"):
        year = str(REIWA + int(said["era_year"]))
    parts = [year, *(f"{int(said[name]):02}" for name in ("month", "day") if said.get(name))] if year else []
    return "-".join(parts)


def _as_layer(table: RawTable, layer: Layer, path: Path) -> Meant:
    """``--layer``: a published format of that layer when it fits, else columns called as the layer's fields are."""
    for meant in _published(table):
        if meant.layer.id == layer.id:
            return meant
    if is_exported(map(str, table.frame.columns)):
        # The sign that kept a spreadsheet from running the text.
        table.frame = table.frame.replace(GUARDED, "", regex=True)
    have = without_units(heading_keys(table.frame.columns))
    columns = {}
    for one in layer.fields:
        heading = first_of((one.name, one.label.ja, *one.headings, one.label.en, *one.label.ja.split("・")), have)
        if heading is not None and heading not in columns:
            columns[heading] = one.name
    lacking = [field for field in layer.fields if field.required and field.name not in columns.values()]
    if lacking:
        heads = ", ".join(str(heading)[:60] for heading in table.frame.columns[:30])
        raise FileError(
            f"{layer.title.ja}に必要な列「{lacking[0].label.ja}」（または {lacking[0].name}）がありません。"
            f"あるのは {heads}。見出しを直すか、列対応を書いてください。",
            f"The column {lacking[0].label.en!r} (or {lacking[0].name}) that {layer.id} needs is missing. There are {heads}. "
            "Correct the headings, or write a column map.",
            file=table.file,
            column=lacking[0].name,
            rule="missing_column",
        )
    container, year = table.geometry is not None, year_in(table)
    form = Format(
        id=f"by-name:{layer.id}",
        title=Text("列の名前から", "by the names of the columns"),
        columns=columns,
        constants={layer.year: year} if layer.year and layer.year not in columns.values() and year is not None else {},
        reference_date=reference_date(table, path.stem),
        lon=None if container else first_of(LON_HEADS, have),
        lat=None if container else first_of(LAT_HEADS, have),
        wkt=None if container else first_of(WKT_HEADS, have),
    )
    return Meant(table, layer, form, path.stem, title=path.stem)
