"""From a table of a source to a layer's fields: rows chosen, columns renamed, values translated, position found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_service.store.corrected import corrected_addresses
from geo_service.store.findings import Findings
from geo_service.store.headings import heading_key, heading_keys
from geo_service.store.once import once_each
from geo_service.store.positions import from_columns, from_wkt, half_way
from geo_service.store.recognise import Meant
from layers.base import Format, Text

ROW = "__row__"
"""Column that carries a row's position through a format's ``rows`` function."""


@dataclass
class Conformed:
    """m rows of a table as a layer says them.

    ``rows``: (m,) positions in the table. ``fields``: m rows, one ``str`` column per field that the source has (marks
    as "true"/"false", codes as the source spells them). ``geometry``: (m,) in ``crs``. ``key``: source's own key or NaN.
    ``code``: municipality code as the source says it, or NaN.
    """

    meant: Meant
    rows: NDArray[np.int64]
    fields: pd.DataFrame
    geometry: NDArray[np.object_]
    crs: str | None
    key: pd.Series[Any]
    code: pd.Series[Any]
    findings: Findings
    left: Mapping[int, str] = field(default_factory=dict)
    """Position in the table → value by which ``only`` or ``omit`` left the row out."""

    def take(self, mask: NDArray[np.bool_]) -> Conformed:
        """The rows where ``mask`` (m,) holds."""
        return Conformed(
            self.meant,
            self.rows[mask],
            self.fields.loc[mask].reset_index(drop=True),
            self.geometry[mask],
            self.crs,
            self.key.loc[mask].reset_index(drop=True),
            self.code.loc[mask].reset_index(drop=True),
            self.findings,
            self.left,
        )

    def __len__(self) -> int:
        return len(self.rows)


def conform(meant: Meant) -> Conformed:
    """Apply a format to its table. Positions that cannot be read are findings, never exceptions."""
    table, form = meant.table, meant.format
    findings = Findings(table)
    frame, rows, left = _chosen(meant)
    known = heading_keys(frame.columns)

    def column(heading: str | None) -> pd.Series[Any]:
        found = known.get(heading_key(heading)) if heading else None
        return frame[found] if found is not None else pd.Series(np.nan, index=frame.index, dtype="str")

    fields = {}
    for heading, name in form.columns.items():
        if heading_key(heading) in known:
            fields[name] = column(heading)
    for name, value in form.constants.items():
        fields[name] = pd.Series(_text(value), index=frame.index, dtype="str")
    for name, values in form.values.items():
        if name in fields:
            fields[name] = _translated(fields[name], values)
    corrected_addresses(meant.layer, fields, frame, known, rows, findings)
    _report_repeated(meant, findings)
    _report_joined(meant, rows, findings)
    geometry, crs = _positions(meant, column, rows, findings)
    code = pd.Series(np.nan, index=frame.index, dtype="str")
    if form.municipality_from is not None:
        heading, start, stop = form.municipality_from
        code = column(heading).str.slice(start, stop)
    elif "municipality_code" in fields:
        code = fields["municipality_code"]
    return Conformed(meant, rows, pd.DataFrame(fields, index=frame.index), geometry, crs, column(form.key), code, findings, left)


def _chosen(meant: Meant) -> tuple[pd.DataFrame, NDArray[np.int64], dict[int, str]]:
    """The rows that the format wants, through its ``rows`` function, their positions in the table, and those left out."""
    form, frame = meant.format, meant.table.frame.assign(**meant.from_name)
    keep, left = _wanted(form, frame, np.arange(len(frame)), made=False)
    rows = np.flatnonzero(keep)
    chosen = frame if keep.all() else frame.loc[keep].reset_index(drop=True)
    if form.rows is None:
        return chosen, rows, left
    plain = chosen.astype(object).where(chosen.notna(), None)
    told = [
        {ROW: number, **{str(k): v for k, v in row.items()}}
        for number, row in zip(rows.tolist(), plain.to_dict("records"), strict=True)
    ]
    # As objects: numbers beside None would become NaN and be read as text.
    out = pd.DataFrame(form.rows(told), dtype=object)
    if out.empty:
        return chosen.iloc[:0], rows[:0], left
    numbers = out.pop(ROW).to_numpy(dtype=np.int64)
    text = {name: pd.Series([None if v is None or v != v else _text(v) for v in out[name]], dtype="str") for name in out.columns}
    made = pd.DataFrame(text)
    keep, more = _wanted(form, made, numbers, made=True)
    return made.loc[keep].reset_index(drop=True), numbers[keep], left | more


def _wanted(form: Format, frame: pd.DataFrame, rows: NDArray[np.int64], made: bool) -> tuple[NDArray[np.bool_], dict[int, str]]:
    """(m,) rows that ``only`` and ``omit`` keep, and position → value of the others.

    ``made``: by the columns that the format's function made ("@…") rather than by those of the file.
    """
    known = heading_keys(frame.columns)
    keep = np.ones(len(frame), dtype=bool)
    left: dict[int, str] = {}
    for wanted, conditions in ((True, form.only), (False, form.omit)):
        for heading, values in conditions.items():
            found = known.get(heading_key(heading))
            if found is None or heading.startswith("@") != made:
                continue
            said = frame[found].fillna("").str.strip()
            fits = said.isin(values).to_numpy(dtype=bool) == wanted
            left |= dict(zip(rows[keep & ~fits].tolist(), said[keep & ~fits].tolist(), strict=True))
            keep &= fits
    return keep, left


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _translated(column: pd.Series[Any], values: Any) -> pd.Series[Any]:
    table = {str(old): _text(new) for old, new in values.items()}

    def translate(words: pd.Series[Any]) -> pd.Series[Any]:
        spoken = words.fillna("").str.strip()
        return spoken.map(table).astype("str").where(spoken.isin(list(table)), words)

    return once_each(column, translate)


def _report_repeated(meant: Meant, findings: Findings) -> None:
    used = {heading_key(column) for column in meant.format.columns}
    for heading in meant.table.repeated:
        if heading_key(heading) in used and len(meant.table):
            findings.add(
                "repeated_heading",
                heading,
                "bad",
                np.arange(len(meant.table)),
                [heading] * len(meant.table),
                Text(
                    "同じ見出しの列が2つあり、どちらか決められません。",
                    "Two columns have this heading; which one is meant is not clear.",
                ),
                Text("使わない列の見出しを変えてください。", "Rename the column that is not meant."),
            )


def _report_joined(meant: Meant, rows: NDArray[np.int64], findings: Findings) -> None:
    """Rows that the format put together with others of the same thing."""
    if not meant.format.joins.ja:
        return
    gone = np.setdiff1d(np.arange(len(meant.table)), rows)
    findings.add("rows_joined", "", "notice", gone, [""] * len(gone), meant.format.joins)


def _positions(meant: Meant, column: Any, rows: NDArray[np.int64], findings: Findings) -> tuple[NDArray[np.object_], str | None]:
    table, form = meant.table, meant.format
    # Ground that a format works out itself (cells by their codes, joined ones too) goes before the file's own.
    if table.geometry is not None and not (form.wkt or "").startswith("@"):
        if table.unreadable is not None:
            lost = rows[table.unreadable[rows]]
            findings.add(
                "geometry_unreadable",
                "geometry",
                "bad",
                lost,
                [""] * len(lost),
                Text(
                    "図形が読めません（座標が足りないか、値が数ではありません）。",
                    "The geometry cannot be read (too few or no coordinates).",
                ),
                Text("GISで形を確かめ、書き出し直してください。", "Look at the shape in a GIS and export it again."),
            )
        shapes = table.geometry[rows]
        # A published format has its CRS; of a list read by its headings nobody has said one.
        default = None if form.id.startswith("by-name:") else form.crs
        return half_way(shapes) if form.middle else shapes, table.crs or default
    if form.wkt is not None:
        return from_wkt(column(form.wkt), form.wkt, rows, findings), form.crs
    if form.lon is not None and form.lat is not None:
        return from_columns(column(form.lon), column(form.lat), form, rows, findings), form.crs
    return np.full(len(rows), None, dtype=object), form.crs
