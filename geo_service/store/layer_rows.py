"""The rows of a layer in a city's current release, as an audience may see them: for tables, exports and maps of one layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg import sql

from geo_service.errors import NotFoundError, ParameterError
from geo_service.settings import Settings, settings
from geo_service.store.publication import shown_fields
from geo_service.store.sql import run
from geo_service.store.views import select_rows, table_fields
from layers.base import FieldType, Layer, Text


@dataclass(frozen=True)
class Column:
    """A column of a layer's table."""

    name: str
    label: Text
    type: FieldType
    unit: str = ""


@dataclass(frozen=True)
class LayerRows:
    """n rows of a layer. ``rows``: n tuples, a value per column (None = unknown). ``shapes``: (n,) lon/lat (EPSG:4326) or
    None."""

    layer: Layer
    city: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    shapes: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.rows)

    def values(self, name: str) -> list[Any]:
        """The values of one column. KeyError when there is none of that name."""
        at = next((number for number, column in enumerate(self.columns) if column.name == name), None)
        if at is None:
            raise KeyError(name)
        return [row[at] for row in self.rows]


def columns_of(layer: Layer, audience: str) -> tuple[Column, ...]:
    """The columns of the layer's table: its own fields first, then where each row is and where it comes from."""
    return (
        *(Column(field.name, field.label, field.type, field.unit) for field in table_fields(layer, audience)),
        Column("ward_name", Text("区（位置から）", "ward it lies in"), "text"),
        Column("town_name", Text("町丁（位置から）", "町丁 it lies in"), "text"),
        Column("accuracy", Text("位置の精度", "what the position stands for"), "code"),
        Column("dataset_title", Text("データ", "dataset"), "text"),
        Column("reference_date", Text("時点", "reference date"), "text"),
        Column("licence", Text("利用条件", "licence"), "text"),
        Column("source_file", Text("元のファイル", "source file"), "text"),
        Column("source_row", Text("元の行", "source row"), "integer"),
    )


def layer_rows(
    conn: psycopg.Connection[Any],
    city: str,
    layer: Layer,
    audience: str,
    *,
    limits: Settings | None = None,
    first: int | None = None,
) -> LayerRows:
    """The rows of a layer, in the order of their sources: all, or only the ``first`` ones.

    NotFoundError when the audience may see none of the layer's fields; ParameterError naming the setting when there are more
    rows than ``max_table_rows``.
    """
    if not shown_fields(layer, audience):
        raise not_shown(layer)
    most = (limits or settings()).max_table_rows
    columns = columns_of(layer, audience)
    query = sql.SQL("SELECT {}, ST_AsBinary(geom) FROM ({}) AS r ORDER BY source_file, source_row, id LIMIT {}").format(
        sql.SQL(", ").join(_value(column, layer) for column in columns),
        select_rows(city, layer, audience),
        sql.Literal(most + 1 if first is None else first),
    )
    found = conn.execute(query).fetchall()
    if len(found) > most:
        raise ParameterError(
            f"{layer.title.ja}は{most:,}行を超えます（設定 max_table_rows の上限）。GISからはOGC APIで取れます。",
            f"{layer.id} has more than {most:,} rows (the setting max_table_rows). A GIS can take them by the OGC API.",
            parameter="layer",
        )
    shapes = np.array([row[-1] for row in found], dtype=object)
    return LayerRows(layer, city, columns, [tuple(row[:-1]) for row in found], shapely.from_wkb(shapes))


def _value(column: Column, layer: Layer) -> sql.Composable:
    """A column's value. The accuracy of a position that is not there is "none", in layers that have no positions nothing."""
    if column.name != "accuracy":
        return sql.Identifier(column.name)
    if layer.geometry == "none":
        return sql.SQL("NULL::text AS accuracy")
    return sql.SQL("CASE WHEN geom IS NULL THEN 'none' ELSE accuracy END AS accuracy")


def rows_placed_by(conn: psycopg.Connection[Any], city: str, layer: Layer, address: str) -> dict[tuple[str, int, str], str]:
    """(file, row, its field ``address``) → "address" or "subject_address", for the rows of a layer whose position was looked up
    by an address. The address is part of it because sheets of one workbook each begin with row 1."""
    found = run(conn, "placed_by", city=city, layer=layer.id, address=address).fetchall()
    return {(str(file), int(row), str(said)): str(by) for file, row, said, by in found}


def not_shown(layer: Layer) -> NotFoundError:
    """The error for a layer that the audience may not see."""
    return NotFoundError(
        f"{layer.title.ja}は公開していません。", f"The layer {layer.id} is not shown to the public.", parameter="layer"
    )
