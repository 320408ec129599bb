"""What the engine knows of a city: one release as arrays. Built by the store, read-only, shared by all workers.

Coordinates are metres in the city's plane zone unless a name ends in ``lon``/``lat``. Missing numbers are NaN, missing
indices -1, missing marks -1 (0 = no, 1 = yes). Arrays are views of a memory-mapped file: never write to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.barriers import Barriers
from geo_service.coverage.network import Network

if TYPE_CHECKING:
    from geo_service.coverage.dwellings import Dwellings
    from geo_service.coverage.grounds import Ground
    from geo_service.coverage.stepped import Stepped

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Marks = NDArray[np.int8]


@dataclass(frozen=True)
class DatasetNote:
    """One dataset version in the release. ``used`` False with ``why_not`` when another dataset replaces it in answers."""

    layer: str
    source: str
    part: str
    title: str
    file_name: str
    reference_date: str
    """ISO date, year or "" when the source gives none."""
    licence: str
    rows: int
    rejected: int
    municipality: str
    groups: tuple[str, ...] = ()
    approximate: bool = False
    used: bool = True
    why_not_ja: str = ""
    why_not_en: str = ""
    hazards: tuple[str, ...] = ()
    """Of hazard zones: the hazards the file holds; empty where a City was built before this was noted."""


@dataclass(frozen=True)
class Membership:
    """Which unit of one unit set each thing lies in, as pairs. A thing may be in several (associations overlap) or none.

    ``thing``, ``unit``: int32, same length, sorted by thing.
    """

    thing: Ints
    unit: Ints

    def single(self, n: int) -> Ints:
        """One unit index per thing (the first), -1 where there is none. Shape (n,)."""
        out = np.full(n, -1, dtype=np.int32)
        out[self.thing[::-1]] = self.unit[::-1]
        return out


@dataclass(frozen=True)
class UnitSet:
    """A division of the city that figures are given by. ``shapes`` is WKB in lon/lat, simplified for drawing.

    ``ward``: index into the unit set "wards" (-1 none; for wards themselves their own index).
    """

    id: str
    title_ja: str
    title_en: str
    code: tuple[str, ...]
    name_ja: tuple[str, ...]
    name_en: tuple[str, ...]
    ward: Ints
    shapes: tuple[bytes, ...]
    area_m2: Floats
    approximate: bool = False
    overlapping: bool = False
    confirmed: Marks = field(default_factory=lambda: np.empty(0, dtype=np.int8))
    """(n,) 1 where a person has confirmed the unit's line, else 0; empty where the set asks for no confirmation."""
    serves: tuple[str, ...] = ()
    """(n,) name of the place said to serve the unit (a district's school, the evacuation site of an association), "" not said;
    empty where no list says any. Several names are parted by line feeds; one with "?" in front may be meant for another unit."""

    def __len__(self) -> int:
        return len(self.code)


OUTSIDE, NOT_ASSESSED = -1, -2
"""Of ground in no class of a hazard's: it was assessed and lies outside; nothing says that it was assessed."""
ALL_SOURCES = "*"


@dataclass(frozen=True)
class ZoneGround:
    """What is known of the ground inside a hazard of one source and scale, as c classes that share no ground.

    ``key``: "hazard:SOURCE:SCALE"; with the source "*" all sources of that scale together, of which the deepest water, the
    longest time and any ground of collapse count. Depths in metres and hours are half-open bands: NaN is not known, inf no
    upper bound. ``collapse``, ``special``: 1 where houses may collapse (家屋倒壊等氾濫想定区域) or in a special warning zone,
    0 not, -1 nothing of this source says. ``shapes``: WKB in plane metres, exact.
    """

    key: str
    hazard: str
    source: str
    scale: str
    depth_from_m: Floats
    depth_to_m: Floats
    hours_from: Floats
    hours_to: Floats
    collapse: Marks
    special: Marks
    shapes: tuple[bytes, ...]

    def __len__(self) -> int:
        return len(self.shapes)


@dataclass(frozen=True)
class GroundShares:
    """Pairs of atom and class of a :class:`ZoneGround`, sorted by atom then class, with the share of the atom's ground in
    the class; and ``assessed`` (n,): the share of each atom's ground that was assessed, inside or outside, NaN where the
    source does not say what it assessed."""

    atom: Ints
    cls: Ints
    share: Floats
    assessed: Floats


@dataclass(frozen=True)
class Atoms:
    """One population dataset cut to cells and units: n atoms of f features (the areas, cells or points it counts).

    ``coords`` (m, 2), ``ring_offsets`` and ``atom_offsets`` are shapely's ragged POLYGON arrays
    (``shapely.from_ragged_array``) of the atoms, in plane metres; atoms of points have area 0 and no rings.
    ``share``: part of its feature's people in the atom, summing to 1 per feature. ``counts[group]``: (f,) people or
    households, NaN = not published. ``off_map``: the features that are on no ground, their names and, per group, counts.
    """

    dataset: DatasetNote
    x: Floats
    y: Floats
    radius: Floats
    """Distance from (x, y) to the farthest vertex."""
    area_m2: Floats
    coords: Floats
    ring_offsets: NDArray[np.int64]
    atom_offsets: NDArray[np.int64]
    feature: Ints
    share: Floats
    members: Mapping[str, Membership]
    """unit set id → membership of the atoms."""
    feature_name: tuple[str, ...]
    feature_code: tuple[str, ...]
    counts: Mapping[str, Floats]
    off_map_names: tuple[str, ...] = ()
    off_map_counts: Mapping[str, Floats] = field(default_factory=dict)
    off_map_ward: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    """Index into the wards by their own word, -1 none; empty where a City was built before this was kept."""
    off_map_why: tuple[str, ...] = ()
    """"no_position" or "position_is_an_area" (both left out), "outside_city" (not demand); empty: all "no_position"."""
    grounds: Mapping[str, GroundShares] = field(default_factory=dict)
    """ground key (see :class:`ZoneGround`) → in which classes of it the atoms lie."""
    zone_share: Mapping[str, Floats] = field(default_factory=dict)
    """zone key ("flood", all sources and scales together, or "flood:SOURCE:SCALE") → (n,) share of ground inside it."""

    def __len__(self) -> int:
        return len(self.x)

    def people(self, group: str) -> Floats:
        """People (or households) of the group per atom, shape (n,); 0 where the count is not published."""
        return np.nan_to_num(np.asarray(self.counts[group])[self.feature]) * self.share


@dataclass(frozen=True)
class Places:
    """All places of one layer, the city's own and its neighbours': supply, or demand as facilities. n places.

    One place may stand for several source rows (``rows``). ``x``/``y`` NaN: the place has no position. ``accuracy``:
    "point", "block" (stands for a block or small area), "square" (of a wall map, which only what is no facility has), "area"
    (stands for a whole 町丁 or more: left out of distances).
    """

    layer: str
    id: tuple[str, ...]
    name: tuple[str, ...]
    address: tuple[str, ...]
    kind: tuple[str, ...]
    """Code slugs; "" when the layer has no kinds or the kind is unknown."""
    x: Floats
    y: Floats
    lon: Floats
    lat: Floats
    accuracy: tuple[str, ...]
    municipality: tuple[str, ...]
    """Five-digit code, the city's own code for the city's wards."""
    own: NDArray[np.bool_]
    used: NDArray[np.bool_]
    """False for places of a dataset that another one replaces."""
    ward: Ints
    members: Mapping[str, Membership]
    capacity: Floats
    area_m2: Floats
    marks: Mapping[str, Marks]
    """hazard → (n,) 1 designated, 0 not, -1 not stated. Empty when the layer has no marks."""
    dataset: Ints
    """Index into City.datasets."""
    rows: Ints
    remarks: tuple[str, ...]
    zone_inside: Mapping[str, Marks] = field(default_factory=dict)
    """zone key → (n,) 1 inside, 0 assessed and outside, -1 not assessed."""
    ground_class: Mapping[str, Ints] = field(default_factory=dict)
    """ground key → (n,) class of that :class:`ZoneGround`; OUTSIDE (-1) assessed and outside, NOT_ASSESSED (-2)."""
    storeys: Floats = field(default_factory=lambda: np.empty(0))
    """(n,) storeys above ground, NaN not known; empty where a City was built before they were kept."""
    storeys_from: tuple[str, ...] = ()
    """Who says so: "list" (the place's own), "building" (the one building that holds its point), "" nobody."""
    day_people: Floats = field(default_factory=lambda: np.empty(0))
    """(n,) people there by day, NaN not known; empty where the layer does not say."""
    ground: Ground | None = None
    """The outlines of large grounds; None where there are none, or a City was built before they were kept."""

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class Zones:
    """Hazard zones of one kind × source × scale, for drawing and for which hazards are loaded at all."""

    key: str
    hazard: str
    source: str
    scale: str
    name_ja: str
    name_en: str
    shapes: tuple[bytes, ...]
    """WKB lon/lat, simplified, one per band."""
    depth_from_m: Floats
    depth_to_m: Floats
    """NaN where the band has no (upper) bound or the kind has no depth."""
    assessed: bytes | None = None
    """WKB lon/lat of the ground that was assessed, when the source says so."""


@dataclass(frozen=True)
class City:
    """One release of one city for one audience. ``border`` is WKB in plane metres, ``border_lonlat`` simplified."""

    code: str
    name_ja: str
    name_en: str
    srid: int
    fictitious: bool
    release: int
    release_date: str
    """ISO timestamp of the release."""
    audience: str
    """"public", "staff" or "duty"."""
    versions: Mapping[str, str]
    """{"geos", "proj", "postgis", "engine"} → version."""
    datasets: tuple[DatasetNote, ...]
    unit_sets: Mapping[str, UnitSet]
    populations: tuple[Atoms, ...]
    """Population datasets in use, at most one per group."""
    places: Mapping[str, Places]
    """layer id → places."""
    zones: tuple[Zones, ...]
    border: bytes
    border_lonlat: bytes
    border_approximate: bool = False
    neighbours: Mapping[str, str] = field(default_factory=dict)
    """Five-digit municipality code → Japanese name, for neighbours' places."""
    neighbour_shapes: Mapping[str, bytes] = field(default_factory=dict)
    """Five-digit code → WKB lon/lat of neighbouring municipalities."""
    zone_grounds: tuple[ZoneGround, ...] = ()
    """Hazards by source and scale with their depths, times and ground of collapse, ordered by key."""
    dwellings: Dwellings | None = None
    """How high people live, None where nothing tells of it."""
    network: Network | None = None
    """The walking streets, None where none are loaded."""
    barriers: Barriers | None = None
    """Shores, railways and expressways that nobody walks across beside a bridge or crossing; None where none are known."""
    stepped: Stepped | None = None
    """Where people and places step onto the streets, worked out when the release was made; None: when first asked for."""

    def population(self, group: str) -> Atoms | None:
        """The dataset that is demand for the group, or None when the group is not loaded."""
        return next((p for p in self.populations if group in p.counts), None)

    def groups(self) -> tuple[str, ...]:
        """All population groups that can be asked for."""
        return tuple(g for p in self.populations for g in p.counts)
