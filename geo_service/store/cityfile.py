"""The City file: one Arrow IPC file of named, versioned sections, mapped and read without copying.

Each section is a column of one row, a list of numbers, texts or bytes, named "part.name"; its version stands in the
field's metadata. What has no arrays stands as JSON in the schema's metadata. A section that is missing or newer than this
service knows takes with it only what needs it; a section nobody knows is ignored.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from geo_service.coverage.city import Atoms, City, DatasetNote, GroundShares, Places, UnitSet, ZoneGround, Zones
from geo_service.errors import DatabaseError
from geo_service.store.dwelling_sections import read_dwellings, write_dwellings
from geo_service.store.ground_section import read_ground, write_ground
from geo_service.store.sections import Missing, Reader, Writer, put, there
from geo_service.store.streets.section import read_barriers, read_network, write_barriers, write_network
from geo_service.store.streets.stepped_section import read_stepped, write_stepped

FORMAT = 1
HEAD = b"geo_service.city"
EMPTY_SHAPE = bytes.fromhex("010600000000000000")
"""WKB of a multipolygon without parts, for a border that is not there."""


UNIT_WORDS = ("code", "name_ja", "name_en")
ATOM_FLOATS = ("x", "y", "radius", "area_m2", "coords", "share")
ATOM_INTS = ("ring_offsets", "atom_offsets", "feature")
GROUND_SHARES = ("atom", "cls", "share", "assessed")
GROUND_NUMBERS = ("depth_from_m", "depth_to_m", "hours_from", "hours_to", "collapse", "special")
PLACE_WORDS = ("id", "name", "address", "kind", "accuracy", "municipality", "remarks")
PLACE_NUMBERS = ("x", "y", "lon", "lat", "own", "used", "ward", "capacity", "area_m2", "dataset", "rows")
LATER_PLACE_NUMBERS = ("storeys", "day_people")


def write_city(city: City, path: Path) -> str:
    """Write the City to ``path`` (temporary name, fsync, rename). Returns the SHA-256 of the file's bytes."""
    out = Writer()
    for id, units in city.unit_sets.items():
        for name in UNIT_WORDS:
            out.words(f"units.{id}.{name}", getattr(units, name))
        out.numbers(f"units.{id}.ward", units.ward)
        out.numbers(f"units.{id}.area_m2", units.area_m2)
        out.blobs(f"units.{id}.shapes", units.shapes)
        if len(units.confirmed):
            out.numbers(f"units.{id}.confirmed", units.confirmed)
        if units.serves:
            out.words(f"units.{id}.serves", units.serves)
    for i, atoms in enumerate(city.populations):
        for name in (*ATOM_FLOATS, *ATOM_INTS):
            out.numbers(f"population.{i}.{name}", getattr(atoms, name))
        out.members(f"population.{i}", atoms.members)
        for name in ("feature_name", "feature_code", "off_map_names"):
            out.words(f"population.{i}.{name}", getattr(atoms, name))
        # Sections of a later day: an older file has none, an empty one says nothing.
        if len(atoms.off_map_ward):
            out.numbers(f"population.{i}.off_map_ward", atoms.off_map_ward)
        if atoms.off_map_why:
            out.words(f"population.{i}.off_map_why", atoms.off_map_why)
        for part in ("counts", "off_map_counts", "zone_share"):
            for key, values in getattr(atoms, part).items():
                out.numbers(f"population.{i}.{part}.{key}", values)
        for key, shares in atoms.grounds.items():
            for part in GROUND_SHARES:
                out.numbers(f"population.{i}.grounds.{key}.{part}", getattr(shares, part))
    for id, places in city.places.items():
        for name in PLACE_WORDS:
            out.words(f"places.{id}.{name}", getattr(places, name))
        for name in PLACE_NUMBERS:
            out.numbers(f"places.{id}.{name}", getattr(places, name))
        out.members(f"places.{id}", places.members)
        for part in ("marks", "zone_inside", "ground_class"):
            for key, values in getattr(places, part).items():
                out.numbers(f"places.{id}.{part}.{key}", values)
        # Sections of a later day, as above.
        for name in LATER_PLACE_NUMBERS:
            if len(getattr(places, name)):
                out.numbers(f"places.{id}.{name}", getattr(places, name))
        if places.storeys_from:
            out.words(f"places.{id}.storeys_from", places.storeys_from)
        if places.ground is not None:
            write_ground(out, f"places.{id}.ground", places.ground)
    if city.dwellings is not None:
        write_dwellings(out, city.dwellings)
    for zone in city.zones:
        out.blobs(f"zones.{zone.key}.shapes", zone.shapes)
        out.numbers(f"zones.{zone.key}.depth_from_m", zone.depth_from_m)
        out.numbers(f"zones.{zone.key}.depth_to_m", zone.depth_to_m)
        if zone.assessed is not None:
            out.blobs(f"zones.{zone.key}.assessed", [zone.assessed])
    for ground in city.zone_grounds:
        out.blobs(f"grounds.{ground.key}.shapes", ground.shapes)
        for part in GROUND_NUMBERS:
            out.numbers(f"grounds.{ground.key}.{part}", getattr(ground, part))
    if city.network is not None:
        write_network(out, city.network)
    if city.barriers is not None:
        write_barriers(out, city.barriers)
    if city.stepped is not None:
        write_stepped(out, city.stepped)
    out.blobs("border", [city.border, city.border_lonlat])
    out.blobs("neighbours.shapes", city.neighbour_shapes.values())
    schema = pa.schema(out.fields, metadata={HEAD: json.dumps(_head(city), ensure_ascii=False, separators=(",", ":"))})
    return put(path, schema, pa.record_batch(out.columns, schema=schema))


def open_city(path: Path) -> City:
    """The City in a file, its arrays mapped from it. DatabaseError when it is not a City file or damaged."""
    try:
        with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
            schema, batch = reader.schema, reader.get_batch(0)
        head = json.loads((schema.metadata or {})[HEAD])
        if head["format"] > FORMAT:
            raise DatabaseError(
                "市のファイルは新しい版のサービスで作られています。サービスを新しくしてください。",
                "The City file was made by a newer version of the service. Update the service.",
            )
        return _read(head, Reader(schema, batch))
    except FileNotFoundError as error:
        raise _unusable("ありません", "is missing") from error
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError, IndexError, Missing) as error:
        raise _unusable("壊れているか、市のファイルではありません", "is damaged or no City file") from error


def _unusable(ja: str, en: str) -> DatabaseError:
    return DatabaseError(
        f"市のファイルが{ja}。データを読み込み直すか、`geo-service rollback` で別の版に戻してください。",
        f"The City file {en}. Load the data again, or go to another release with `geo-service rollback`.",
    )


def _head(city: City) -> dict[str, Any]:
    plain = ("code", "name_ja", "name_en", "srid", "fictitious", "release", "release_date", "audience", "border_approximate")
    return {
        "format": FORMAT,
        **{name: getattr(city, name) for name in plain},
        "versions": dict(city.versions),
        "datasets": [asdict(note) for note in city.datasets],
        "unit_sets": [[u.id, u.title_ja, u.title_en, u.approximate, u.overlapping] for u in city.unit_sets.values()],
        "populations": [
            {"dataset": asdict(a.dataset), "groups": list(a.counts), "off_groups": list(a.off_map_counts),
             "members": list(a.members), "zones": list(a.zone_share), "grounds": list(a.grounds)}
            for a in city.populations
        ],
        "places": [
            {"layer": p.layer, "members": list(p.members), "marks": list(p.marks), "zones": list(p.zone_inside),
             "grounds": list(p.ground_class)}
            for p in city.places.values()
        ],
        "zones": [
            {"key": z.key, "hazard": z.hazard, "source": z.source, "scale": z.scale, "name_ja": z.name_ja,
             "name_en": z.name_en, "assessed": z.assessed is not None}
            for z in city.zones
        ],
        "grounds": [{"key": g.key, "hazard": g.hazard, "source": g.source, "scale": g.scale} for g in city.zone_grounds],
        "neighbours": dict(city.neighbours),
        "neighbour_codes": list(city.neighbour_shapes),
    }  # fmt: skip


def _read(head: dict[str, Any], file: Reader) -> City:
    titles = {one[0]: one[1:] for one in head["unit_sets"]}
    unit_sets = there(list(titles), lambda id: _units(file, id, titles[id]))
    entries = {str(i): one for i, one in enumerate(head["populations"])}
    places = {one["layer"]: one for one in head["places"]}
    zones = {one["key"]: one for one in head["zones"]}
    grounds = {one["key"]: one for one in head.get("grounds", [])}
    borders = there(["border"], file.words).get("border", (EMPTY_SHAPE, EMPTY_SHAPE))
    shapes = there(["neighbours.shapes"], file.words).get("neighbours.shapes", ())
    city = City(
        code=head["code"],
        name_ja=head["name_ja"],
        name_en=head["name_en"],
        srid=head["srid"],
        fictitious=head["fictitious"],
        release=head["release"],
        release_date=head["release_date"],
        audience=head["audience"],
        versions=head["versions"],
        datasets=tuple(_note(one) for one in head["datasets"]),
        unit_sets=unit_sets,
        populations=tuple(a for a in there(list(entries), lambda i: _atoms(file, i, entries[i])).values() if a.counts),
        places=there(list(places), lambda id: _places(file, places[id])),
        zones=tuple(there(list(zones), lambda key: _zone(file, zones[key])).values()),
        border=borders[0],
        border_lonlat=borders[1],
        border_approximate=head["border_approximate"],
        neighbours=head["neighbours"],
        neighbour_shapes=dict(zip(head["neighbour_codes"], shapes, strict=False)),
        zone_grounds=tuple(there(list(grounds), lambda key: _ground(file, grounds[key])).values()),
        dwellings=read_dwellings(file),
        network=read_network(file),
        barriers=read_barriers(file),
    )
    return replace(city, stepped=read_stepped(file, city))


def _note(entry: dict[str, Any]) -> DatasetNote:
    return DatasetNote(**{**entry, "groups": tuple(entry["groups"]), "hazards": tuple(entry.get("hazards", ()))})


def _units(file: Reader, id: str, said: list[Any]) -> UnitSet:
    words = {name: file.words(f"units.{id}.{name}") for name in UNIT_WORDS}
    later = there(["confirmed"], lambda one: file.numbers(f"units.{id}.{one}"))
    return UnitSet(
        id=id,
        title_ja=said[0],
        title_en=said[1],
        **words,
        ward=file.numbers(f"units.{id}.ward"),
        shapes=file.words(f"units.{id}.shapes"),
        area_m2=file.numbers(f"units.{id}.area_m2"),
        approximate=said[2],
        overlapping=said[3],
        confirmed=later.get("confirmed", np.empty(0, dtype=np.int8)),
        serves=there(["serves"], lambda one: file.words(f"units.{id}.{one}")).get("serves", ()),
    )


def _atoms(file: Reader, i: str, said: dict[str, Any]) -> Atoms:
    name = f"population.{i}"
    numbers = {one: file.numbers(f"{name}.{one}") for one in (*ATOM_FLOATS, *ATOM_INTS)}
    numbers["coords"] = numbers["coords"].reshape(-1, 2)
    later = there(["off_map_ward"], lambda one: file.numbers(f"{name}.{one}"))
    later |= there(["off_map_why"], lambda one: file.words(f"{name}.{one}"))
    return Atoms(
        dataset=_note(said["dataset"]),
        **numbers,
        members=file.members(name, said["members"]),
        feature_name=file.words(f"{name}.feature_name"),
        feature_code=file.words(f"{name}.feature_code"),
        counts=file.mapping(f"{name}.counts", said["groups"]),
        off_map_names=file.words(f"{name}.off_map_names"),
        off_map_counts=file.mapping(f"{name}.off_map_counts", said["off_groups"]),
        off_map_ward=later.get("off_map_ward", np.empty(0, dtype=np.int32)),
        off_map_why=later.get("off_map_why", ()),
        grounds=there(said.get("grounds", []), lambda key: _shares(file, f"{name}.grounds.{key}")),
        zone_share=file.mapping(f"{name}.zone_share", said["zones"]),
    )


def _places(file: Reader, said: dict[str, Any]) -> Places:
    name = f"places.{said['layer']}"
    numbers: dict[str, Any] = {one: file.numbers(f"{name}.{one}") for one in PLACE_NUMBERS if one not in ("own", "used")}
    numbers |= {one: file.words(f"{name}.{one}") for one in PLACE_WORDS}
    numbers |= there(list(LATER_PLACE_NUMBERS), lambda one: file.numbers(f"{name}.{one}"))
    numbers |= there(["storeys_from"], lambda one: file.words(f"{name}.{one}"))
    return Places(
        layer=said["layer"],
        **numbers,
        own=file.flags(f"{name}.own"),
        used=file.flags(f"{name}.used"),
        members=file.members(name, said["members"]),
        marks=file.mapping(f"{name}.marks", said["marks"]),
        zone_inside=file.mapping(f"{name}.zone_inside", said["zones"]),
        ground_class=file.mapping(f"{name}.ground_class", said.get("grounds", [])),
        ground=read_ground(file, f"{name}.ground"),
    )


def _zone(file: Reader, said: dict[str, Any]) -> Zones:
    name = f"zones.{said['key']}"
    return Zones(
        **{one: said[one] for one in ("key", "hazard", "source", "scale", "name_ja", "name_en")},
        shapes=file.words(f"{name}.shapes"),
        depth_from_m=file.numbers(f"{name}.depth_from_m"),
        depth_to_m=file.numbers(f"{name}.depth_to_m"),
        assessed=file.words(f"{name}.assessed")[0] if said["assessed"] else None,
    )


def _shares(file: Reader, name: str) -> GroundShares:
    return GroundShares(**{part: file.numbers(f"{name}.{part}") for part in GROUND_SHARES})


def _ground(file: Reader, said: dict[str, Any]) -> ZoneGround:
    name = f"grounds.{said['key']}"
    numbers = {part: file.numbers(f"{name}.{part}") for part in GROUND_NUMBERS}
    return ZoneGround(**said, **numbers, shapes=file.words(f"{name}.shapes"))
