"""The City of a release, put together from the database: the one thing the engine, API and pages answer from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import psycopg
import shapely
from psycopg.rows import dict_row

from geo_service import __version__
from geo_service.coverage.city import Atoms, City, DatasetNote, UnitSet, ZoneGround, Zones
from geo_service.errors import NotFoundError
from geo_service.settings import settings
from geo_service.store.atoms import Cut, cut_population
from geo_service.store.build_dwellings import dwellings_of
from geo_service.store.build_places import places_of
from geo_service.store.cut_parts import joined
from geo_service.store.demand import demand_of, population_in_use
from geo_service.store.joins import JoinTarget, lay_ground, recall_units
from geo_service.store.publication import agreed_rows, limited
from geo_service.store.served_by import with_sites
from geo_service.store.shapes import EMPTY, simplified
from geo_service.store.streets.obstacles import barriers_of
from geo_service.store.streets.plane import network_of
from geo_service.store.zone_classes import lay_classes
from layers import LAYERS

WARD_TOLERANCE_M = 8.0
UNIT_TOLERANCE_M = 4.0
ZONE_TOLERANCE_M = 4.0
"""How far a drawn border may stray from the true one. Figures never use drawn shapes."""


def build_city(conn: psycopg.Connection[Any], city: str, release: int, audience: str) -> City:
    """The City of a release (its id in the database) for an audience. Edges must have been written by ``publish``.

    NotFoundError when the release does not exist or is another city's.
    """
    with conn.transaction():
        target = target_of(conn, city, release)
        lay_ground(conn, target)
        grounds = lay_classes(conn, target)
        recall_units(conn, target)
        cuts = cut_population(conn, target, list(population_in_use(conn, release)), settings().cell_m)
        return limited(whole_city(conn, target, cuts, grounds), audience, agreed_rows(conn, release))


def target_of(conn: psycopg.Connection[Any], city: str, release: int) -> JoinTarget:
    """What the joins need to know of a release. NotFoundError when it does not exist."""
    row = conn.execute(
        "SELECT c.code, c.name_ja, c.srid FROM frame.release r JOIN frame.city c ON c.code = r.city"
        " WHERE r.id = %s AND c.code = %s",
        (release, city),
    ).fetchone()
    if row is None:
        raise NotFoundError(f"市 {city} にその版はありません。", f"City {city} has no such release.")
    return JoinTarget(release=release, city=row[0], city_name=row[1], srid=row[2])


def whole_city(
    conn: psycopg.Connection[Any], target: JoinTarget, cuts: Sequence[Cut], grounds: tuple[ZoneGround, ...] = ()
) -> City:
    """Everything the release knows, whoever asks, after the joins and in their transaction (see ``publication.limited``).
    ``grounds``: what ``lay_classes`` gave."""
    head = conn.execute(
        "SELECT c.name_en, c.fictitious, r.number, r.created_at, postgis_lib_version(), postgis_geos_version(),"
        " postgis_proj_version() FROM frame.release r JOIN frame.city c ON c.code = r.city WHERE r.id = %s",
        (target.release,),
    ).fetchone()
    assert head is not None
    notes = _datasets(conn, target.release)
    order = {version: i for i, version in enumerate(notes)}
    datasets = tuple(notes.values())
    cut_of = {cut.version: cut for cut in cuts}
    unit_sets = with_sites(conn, target, _unit_sets(conn, target, datasets))
    border, approximate = _border(conn, datasets)
    neighbours = _neighbours(conn, target)
    network = network_of(conn, target.release, target.srid)
    return City(
        code=target.city,
        name_ja=target.city_name,
        name_en=head[0],
        srid=target.srid,
        fictitious=head[1],
        release=head[2],
        release_date=head[3].isoformat(),
        audience="never",
        versions={
            "geos": f"{shapely.geos_version_string} / {head[5]}",
            "proj": str(head[6]).split()[0],
            "postgis": head[4],
            "engine": __version__,
        },
        datasets=datasets,
        unit_sets=unit_sets,
        populations=tuple(
            _population(conn, [cut_of[part.id] for part in parts], [notes[part.id] for part in parts], groups)
            for parts, groups in demand_of(conn, target.release)
        ),
        places=places_of(conn, target, order, tuple(one.key for one in grounds)),
        zones=_zones(conn, target),
        border=border,
        border_lonlat=simplified([border], target.srid, WARD_TOLERANCE_M)[0],
        border_approximate=approximate,
        neighbours={code: name for code, name, _ in neighbours},
        neighbour_shapes={code: shape for code, _, shape in neighbours},
        zone_grounds=grounds,
        dwellings=dwellings_of(conn, target, order),
        network=network,
        barriers=barriers_of(conn, target.release, target.srid) if network is not None else None,
    )


def _datasets(conn: psycopg.Connection[Any], release: int) -> dict[int, DatasetNote]:
    """Version id → note, in a fixed order."""
    rows = conn.cursor(row_factory=dict_row).execute(
        "SELECT v.id, d.layer, d.source, d.part, v.title, v.file_name, v.reference_date, v.licence, v.good_count AS rows,"
        " v.rejected_count AS rejected, v.municipality, v.groups, v.approximate, r.used, r.why_not_ja, r.why_not_en,"
        " CASE WHEN d.layer = 'hazard_zones' THEN ARRAY(SELECT DISTINCT f.attributes ->> 'hazard' FROM frame.feature f"
        " WHERE f.version = v.id AND f.attributes ->> 'hazard' <> '' ORDER BY 1) ELSE '{}' END AS hazards"
        " FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version"
        ' JOIN frame.dataset d ON d.id = v.dataset WHERE r.release = %s ORDER BY d.layer, d.source COLLATE "C",'
        ' d.part COLLATE "C", v.id',
        (release,),
    )
    notes = {}
    for row in rows:
        id, groups, hazards = row.pop("id"), row.pop("groups"), row.pop("hazards")
        # A layer that is no longer declared is kept in the database and left out of answers.
        if row["layer"] in LAYERS:
            notes[int(id)] = DatasetNote(**row, groups=tuple(groups), hazards=tuple(hazards))
    return notes


def _unit_sets(conn: psycopg.Connection[Any], target: JoinTarget, datasets: Sequence[DatasetNote]) -> dict[str, UnitSet]:
    rows = conn.execute(
        "SELECT u.unit_set, u.code, u.name, u.name_en, ST_AsBinary(u.plane), coalesce(ST_Area(u.plane), 0),"
        " CASE WHEN u.unit_set = 'wards' THEN u.idx ELSE coalesce(e.unit, -1) END, u.confirmed,"
        " coalesce(f.attributes ->> 'school', '')"
        " FROM unit u LEFT JOIN edge_now e ON e.feature = u.feature AND e.unit_set = 'wards'"
        " LEFT JOIN frame.feature f ON f.id = u.feature ORDER BY u.unit_set, u.idx"
    ).fetchall()
    out = {}
    for id, layer in LAYERS.items():
        mine = [row for row in rows if row[0] == id]
        if not mine:
            continue
        planes = [None if row[4] is None else bytes(row[4]) for row in mine]
        area = np.array([row[5] for row in mine], dtype=np.float64)
        confirmed = np.array([row[7] for row in mine], dtype=np.bool_)
        out[id] = UnitSet(
            id=id,
            title_ja=layer.title.ja,
            title_en=layer.title.en,
            code=tuple(row[1] for row in mine),
            name_ja=tuple(row[2] for row in mine),
            name_en=tuple(row[3] for row in mine),
            ward=np.array([row[6] for row in mine], dtype=np.int32),
            shapes=simplified(planes, target.srid, WARD_TOLERANCE_M if id == "wards" else UNIT_TOLERANCE_M),
            area_m2=area,
            # A line that nobody has confirmed is drawn as approximate.
            approximate=any(note.approximate for note in datasets if note.layer == id and note.used) or not confirmed.all(),
            confirmed=confirmed.astype(np.int8) if layer.confirmed else np.empty(0, dtype=np.int8),
            overlapping=_overlap(planes),
            serves=tuple(row[8] for row in mine) if any(row[8] for row in mine) else (),
        )
    return out


def _overlap(planes: Sequence[bytes | None]) -> bool:
    """Whether units share ground: their areas add up to more than a thousandth above what they cover together."""
    shapes = shapely.from_wkb([one for one in planes if one is not None])
    return bool(shapely.area(shapes).sum() > 1.001 * shapely.area(shapely.union_all(shapes, grid_size=0.01)))


def _border(conn: psycopg.Connection[Any], datasets: Sequence[DatasetNote]) -> tuple[bytes, bool]:
    """The city's ground in the plane and whether that is an approximation: the wards, else the next best unit set."""
    for unit_set in ("wards", "towns", "association_areas"):
        row = conn.execute(
            "SELECT ST_AsBinary(ST_Union(plane, 0.01)) FROM unit WHERE unit_set = %s AND plane IS NOT NULL AND confirmed",
            (unit_set,),
        ).fetchone()
        if row is not None and row[0] is not None:
            rough = any(note.approximate for note in datasets if note.layer == unit_set and note.used)
            return bytes(row[0]), rough or unit_set != "wards"
    return EMPTY, True


def _population(
    conn: psycopg.Connection[Any], parts: Sequence[Cut], notes: Sequence[DatasetNote], groups: tuple[str, ...]
) -> Atoms:
    cut, versions = joined(parts), [part.version for part in parts]
    rows = conn.execute(
        "SELECT id, name, coalesce(attributes ->> 'code', ''),"
        " ARRAY(SELECT coalesce((attributes ->> g)::float8, 'NaN')"
        " FROM unnest(%s::text[]) WITH ORDINALITY AS u (g, n) ORDER BY n)"
        " FROM frame.feature WHERE version = ANY (%s) ORDER BY version DESC, row_no, id",
        (list(groups), versions),
    ).fetchall()
    at = {int(id): i for i, id in enumerate(cut.feature_id)}
    placed = sorted((row for row in rows if row[0] in at), key=lambda row: at[row[0]])
    # Rows of other municipalities that a file also holds are nobody's demand here, nor is what another part counts; what cannot
    # be put on ground is named.
    standing = conn.execute(
        "SELECT s.id, s.why, coalesce(s.ward, -1) FROM standing s JOIN frame.feature f USING (id)"
        " WHERE f.version = ANY (%s) AND s.why NOT IN ('', 'twice')",
        (versions,),
    )
    why = {id: (code, ward) for id, code, ward in standing}
    off = [row for row in rows if row[0] in why]

    def counts(of: Sequence[Any]) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        return {g: np.array([row[3][i] for row in of], dtype=np.float64) for i, g in enumerate(groups)}

    return Atoms(
        dataset=_note(notes, groups),
        x=cut.x,
        y=cut.y,
        radius=cut.radius,
        area_m2=cut.area_m2,
        coords=cut.coords,
        ring_offsets=cut.ring_offsets,
        atom_offsets=cut.atom_offsets,
        feature=cut.feature,
        share=cut.share,
        members=cut.members,
        feature_name=tuple(row[1] for row in placed),
        feature_code=tuple(row[2] for row in placed),
        counts=counts(placed),
        off_map_names=tuple(row[1] for row in off),
        off_map_counts=counts(off),
        off_map_ward=np.array([why[row[0]][1] for row in off], dtype=np.int32),
        off_map_why=tuple(why[row[0]][0] for row in off),
        grounds=cut.grounds,
        zone_share=cut.zone_share,
    )


def _note(notes: Sequence[DatasetNote], groups: tuple[str, ...]) -> DatasetNote:
    """The note of a population that may come in several files."""
    if len(notes) == 1:
        return replace(notes[0], groups=groups)
    return replace(
        notes[0],
        groups=groups,
        part="",
        file_name="、".join(note.file_name for note in notes),
        rows=sum(note.rows for note in notes),
        rejected=sum(note.rejected for note in notes),
        approximate=any(note.approximate for note in notes),
    )


def _zones(conn: psycopg.Connection[Any], target: JoinTarget) -> tuple[Zones, ...]:
    """Zones for drawing, one per hazard, source and scale, deepest band last."""
    rows = conn.execute(
        "SELECT hazard, source, scale, assessed, depth_from_m, depth_to_m, ST_AsBinary(ST_Union(plane, 0.01)) FROM zone_row"
        " GROUP BY 1, 2, 3, 4, 5, 6"
        ' ORDER BY hazard COLLATE "C", source COLLATE "C", scale COLLATE "C", depth_from_m NULLS FIRST, depth_to_m NULLS LAST'
    ).fetchall()
    layer = next(layer for layer in LAYERS.values() if layer.role == "zones") if rows else None
    out = []
    for hazard, source, scale in dict.fromkeys(row[:3] for row in rows):
        mine = [row for row in rows if row[:3] == (hazard, source, scale)]
        bands = [row for row in mine if not row[3]]
        assessed = [bytes(row[6]) for row in mine if row[3]]
        assert layer is not None
        label = {one.slug: one.label for field in ("hazard", "scale") for one in layer.field(field).codes}
        words = [label[slug] for slug in (hazard, scale) if slug in label]
        ground = bytes(shapely.to_wkb(shapely.union_all(shapely.from_wkb(assessed)))) if assessed else None
        out.append(
            Zones(
                key=f"{hazard}:{source}:{scale}",
                hazard=hazard,
                source=source,
                scale=scale,
                name_ja=" ".join(part for part in (source, *(word.ja for word in words)) if part),
                name_en=", ".join(part for part in (*(word.en for word in words), source) if part),
                shapes=simplified([bytes(row[6]) for row in bands], target.srid, ZONE_TOLERANCE_M),
                depth_from_m=np.array([np.nan if row[4] is None else row[4] for row in bands], dtype=np.float64),
                depth_to_m=np.array([np.nan if row[5] is None else row[5] for row in bands], dtype=np.float64),
                assessed=simplified([ground], target.srid, ZONE_TOLERANCE_M)[0] if ground else None,
            )
        )
    return tuple(out)


def _neighbours(conn: psycopg.Connection[Any], target: JoinTarget) -> list[tuple[str, str, bytes]]:
    rows = conn.execute(
        "SELECT left(f.attributes ->> 'code', 5), (array_agg(f.name ORDER BY f.row_no))[1],"
        " ST_AsBinary(ST_Union(ST_Transform(f.geom, %s::integer), 0.01))"
        " FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version"
        " JOIN frame.dataset d ON d.id = v.dataset JOIN frame.feature f ON f.version = v.id"
        " WHERE r.release = %s AND r.used AND d.layer = 'neighbour_municipalities' AND f.geom IS NOT NULL"
        " AND f.attributes ->> 'code' <> '' GROUP BY 1 ORDER BY 1",
        (target.srid, target.release),
    ).fetchall()
    shapes = simplified([bytes(row[2]) for row in rows], target.srid, WARD_TOLERANCE_M)
    return [(row[0], row[1], shape) for row, shape in zip(rows, shapes, strict=True)]
