"""Published views: per city and layer one typed view of the current release, generated from the layer's declaration.

The view follows the city's current release by itself, so a switch never touches it; it is made anew only when its
definition changes, and dropped when the city has no such layer any more. Only public fields are in it.
"""

from __future__ import annotations

import hashlib
from typing import Any

import psycopg
from psycopg import sql

from geo_service.store.publication import shown_fields, visible
from layers import LAYERS
from layers.base import Field, Layer
from layers.licences import LICENCES

SCHEMA = "published"
ATTEMPTS = 3
"""Times a change of views is tried when a reader of several views is in the way (a deadlock)."""
RESERVED = (
    "id", "name", "geom", "ward_name", "town_name", "dataset_title", "dataset_source", "reference_date", "licence",
    "source_file", "source_row", "accuracy",
)  # fmt: skip


def view_name(city: str, layer: str) -> str:
    """The stable name of a layer's view in the schema ``published``."""
    return f"c{city}_{layer}"


def publish_views(conn: psycopg.Connection[Any], city: str) -> list[str]:
    """Bring the city's views in line with the declarations and its current release, in the caller's transaction.

    Returns the names of the views that stand.
    """
    loaded = {
        layer
        for (layer,) in conn.execute(
            "SELECT DISTINCT d.layer FROM frame.city c JOIN frame.release_dataset r ON r.release = c.current_release"
            " JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset"
            " WHERE c.code = %s AND r.used",
            (city,),
        )
    }
    wanted = {view_name(city, id): layer for id, layer in LAYERS.items() if id in loaded and shown_fields(layer, "public")}
    for attempt in range(ATTEMPTS):
        try:
            with conn.transaction():
                _change(conn, city, wanted)
            break
        except psycopg.errors.DeadlockDetected:
            if attempt + 1 == ATTEMPTS:
                raise
    return sorted(wanted)


def _change(conn: psycopg.Connection[Any], city: str, wanted: dict[str, Layer]) -> None:
    standing = dict(conn.execute("SELECT name, sha256 FROM frame.published_view WHERE city = %s", (city,)).fetchall())
    # Always in the order of names, as readers' catalogue goes through them.
    for name in sorted(standing.keys() | wanted.keys()):
        layer = wanted.get(name)
        statements = [] if layer is None else _statements(conn, city, name, layer)
        digest = hashlib.sha256(b"\n".join(one.as_bytes(conn) for one in statements)).hexdigest()
        if standing.get(name) == digest:
            continue
        conn.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(sql.Identifier(SCHEMA, name)))
        conn.execute("DELETE FROM frame.published_view WHERE name = %s", (name,))
        for statement in statements:
            conn.execute(statement)
        if layer is not None:
            conn.execute(
                "INSERT INTO frame.published_view (name, city, layer, sha256) VALUES (%s, %s, %s, %s)",
                (name, city, layer.id, digest),
            )


def table_fields(layer: Layer, audience: str) -> list[Field]:
    """The fields of a layer's rows that an audience may see, without those whose names :func:`select_rows` uses itself; the
    name is one of both."""
    return [field for field in shown_fields(layer, audience) if field.name not in RESERVED or field.name == "name"]


def select_rows(city: str, layer: Layer, audience: str = "public") -> sql.Composed:
    """SELECT of a layer's rows in the city's current release as an audience may see them, one row a feature.

    Columns: id, name, the fields, ward_name, town_name, the dataset's facts, source_file and source_row (as a person counts
    them), accuracy (point, block, area), geom (EPSG:4326 or NULL). For the public, only rows whose subjects agreed, of
    datasets whose licence lets them be handed out.
    """
    fields = [field for field in table_fields(layer, audience) if field.name != "name"]
    # Rows without a position may stand on the ground of what they are about.
    borrows = any(link.stands_on for link in layer.links) or layer.confirmed is not None
    columns = [
        sql.SQL("f.id"),
        sql.SQL("f.name") if visible(layer, "name", audience) else sql.SQL("''::text AS name"),
        *(sql.SQL("{} AS {}").format(_typed(field), sql.Identifier(field.name)) for field in fields),
        # The first unit where units of a set overlap: one feature, one row.
        sql.SQL("w.name AS ward_name"),
        sql.SQL("t.name AS town_name"),
        sql.SQL("v.title AS dataset_title"),
        sql.SQL("d.source AS dataset_source"),
        sql.SQL("v.reference_date"),
        sql.SQL("v.licence"),
        sql.SQL("v.file_name AS source_file"),
        sql.SQL("f.row_no AS source_row"),
        sql.SQL("coalesce(o.accuracy, f.accuracy) AS accuracy") if borrows else sql.SQL("f.accuracy"),
        # The very expression of the index feature_geom_4326.
        sql.SQL("ST_Transform({}, 4326)::geometry(Geometry, 4326) AS geom").format(
            sql.SQL("coalesce(o.geom, f.geom)") if borrows else sql.SQL("f.geom")
        ),
    ]
    limits: sql.Composable = sql.SQL("")
    if audience == "public":
        # Handing out rows is a public export: none of a dataset whose licence forbids it.
        limits = sql.SQL(" AND lower(btrim(v.licence)) <> ALL ({}){}").format(sql.Literal(kept_back()), _agreed(layer))
    return sql.SQL(
        "SELECT {columns} FROM frame.city c"
        " JOIN frame.release_dataset r ON r.release = c.current_release AND r.used"
        " JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset AND d.layer = {layer}"
        " JOIN frame.feature f ON f.version = v.id{ground}"
        " LEFT JOIN LATERAL ({ward}) AS w ON true LEFT JOIN LATERAL ({town}) AS t ON true WHERE c.code = {city}{limits}"
    ).format(
        columns=sql.SQL(", ").join(columns),
        ground=sql.SQL(" LEFT JOIN frame.ground o ON o.release = c.current_release AND o.feature = f.id" if borrows else ""),
        layer=sql.Literal(layer.id),
        city=sql.Literal(city),
        ward=_unit("wards"),
        town=_unit("towns"),
        limits=limits,
    )


def _statements(conn: psycopg.Connection[Any], city: str, name: str, layer: Layer) -> list[sql.Composed]:
    view = sql.Identifier(SCHEMA, name)
    create = sql.SQL("CREATE VIEW {} AS {}").format(view, select_rows(city, layer))
    title = sql.Literal(f"{layer.title.ja} / {layer.title.en}")
    comments = [sql.SQL("COMMENT ON VIEW {} IS {}").format(view, title)]
    comments += [
        sql.SQL("COMMENT ON COLUMN {} IS {}").format(sql.Identifier(SCHEMA, name, field.name), sql.Literal(_words(field)))
        for field in table_fields(layer, "public")
        if field.name != "name"
    ]
    return [create, *comments]


def _agreed(layer: Layer) -> sql.Composable:
    """Only rows whose subjects agreed to be published, or whose line a person has confirmed, where the layer asks for it."""
    asked: list[sql.Composable] = []
    if layer.consent is not None:
        asked.append(sql.SQL(" AND (f.attributes ->> {})::boolean IS TRUE").format(sql.Literal(layer.consent)))
    if layer.confirmed is not None:
        asked.append(
            sql.SQL(
                " AND EXISTS (SELECT FROM frame.confirmation k WHERE k.release = c.current_release AND k.feature = f.id"
                " AND k.confirmed)"
            )
        )
    return sql.SQL("").join(asked)


def kept_back() -> list[str]:
    """Every spelling of the licences that forbid a public export, in lower case."""
    kept = [one for one in LICENCES.values() if not one.public_export]
    return sorted(spelling.lower() for one in kept for spelling in (one.id, *one.aliases))


def _unit(unit_set: str) -> sql.Composed:
    return sql.SQL(
        "SELECT u.name FROM frame.edge e JOIN frame.feature u ON u.id = e.unit"
        " WHERE e.release = c.current_release AND e.feature = f.id AND e.unit_set = {} ORDER BY u.id LIMIT 1"
    ).format(sql.Literal(unit_set))


def _typed(field: Field) -> sql.Composed:
    value = sql.SQL("(f.attributes ->> {})").format(sql.Literal(field.name))
    if field.type == "integer":
        # Through double precision: a count may be written 12.0.
        return sql.SQL("{}::double precision::bigint").format(value)
    if field.type == "number":
        return sql.SQL("{}::double precision").format(value)
    if field.type == "mark":
        return sql.SQL("{}::boolean").format(value)
    if field.type == "date":
        return sql.SQL("CASE WHEN {} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' THEN {}::date END").format(value, value)
    return sql.Composed([value])


def _words(field: Field) -> str:
    unit = f" ({field.unit})" if field.unit else ""
    codes = "; ".join(f"{one.slug} = {one.label.ja} / {one.label.en}" for one in field.codes)
    return f"{field.label.ja} / {field.label.en}{unit}{': ' + codes if codes else ''}"
