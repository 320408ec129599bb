"""The small vocabulary layers are declared in. No I/O, no SQL, imports nothing of ours.

A layer module (``layers/parks.py``) declares one :class:`Layer` named ``LAYER``; ``layers/__init__.py`` registers it
in one line. Everything else (validation, views, API, docs, legend) is generated from the declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple


class Text(NamedTuple):
    """The same words in Japanese and English."""

    ja: str
    en: str


NOTHING_SAID = Text("", "")
"""Words for what a source does not say."""
PEOPLE = Text("人", "people")

FieldType = Literal["text", "integer", "number", "date", "code", "mark"]
"""``mark``: designated yes / no / unknown, stored as JSON true / false / null. A blank is unknown, never no."""

Publish = Literal["public", "staff", "duty", "never"]
Role = Literal["units", "population", "places", "zones", "context"]
"""What the engine does with a layer: unit sets figures are given by; demand on ground; places (supply, or demand as
facilities); hazard zones; context that is only drawn."""


@dataclass(frozen=True)
class Code:
    """One value of a code list: our stable slug, its label, and the spellings published files use for it."""

    slug: str
    label: Text
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One field of a layer. ``unit`` is a symbol ("m2", "people"). ``minimum``/``maximum`` are plausibility limits."""

    name: str
    label: Text
    type: FieldType = "text"
    unit: str = ""
    required: bool = False
    codes: tuple[Code, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    publish: Publish = "public"
    group: bool = False
    """True on a population field: it counts a group of people or households and can be asked for as demand."""
    noun: Text | None = None
    """For a group: who is counted, as used in sentences ("65歳以上の住民" / "residents aged 65 or over")."""
    counter: Text = PEOPLE
    """For a group: the counting word of figures (人 / people, 世帯 / households)."""


Row = dict[str, Any]
RowsFunction = Callable[[Sequence[Row]], list[Row]]


@dataclass(frozen=True)
class Format:
    """How one published file says this layer. Also what a user's column-map file is read into.

    ``columns``: source column → field name. A file is recognised when its columns include all of ``recognised_by``
    (default: all mapped columns). ``constants``: field → value for every row. ``values``: field → {source value →
    value}. ``rows``: a pure function for formats that need more. ``lon``/``lat``: columns of coordinates when the
    container has no geometry; ``wkt`` a WKT column; ``crs`` the CRS when the container does not say ("EPSG:6668").
    ``municipality_from``: (column, start, stop) slice that holds the five-digit municipality code, for national
    lists. ``only``: keep rows whose column has one of the values. ``approximate``: geometry stands in for the real.
    """

    id: str
    title: Text
    columns: Mapping[str, str]
    recognised_by: tuple[str, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rows: RowsFunction | None = None
    lon: str | None = None
    lat: str | None = None
    wkt: str | None = None
    crs: str = "EPSG:6668"
    key: str | None = None
    municipality_from: tuple[str, int, int] | None = None
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    omit: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows_of: Literal["all", "target", "others"] = "all"
    dissolve: str | None = None
    approximate: bool = False
    source: Text = NOTHING_SAID
    licence: str = ""
    reference_date: str = ""
    verified: Text = NOTHING_SAID
    """By what real file the columns were verified; empty = from memory, listed as unverified in docs/formats."""


@dataclass(frozen=True)
class Style:
    """How the layer is drawn: ``shape`` for points (square, circle, triangle, diamond, cross, star), colours as hex."""

    fill: str
    line: str
    shape: str = "circle"
    opacity: float = 0.6


@dataclass(frozen=True)
class Layer:
    """A kind of thing on the map, declared once."""

    id: str
    title: Text
    about: Text
    role: Role
    geometry: Literal["point", "polygon", "any"]
    fields: tuple[Field, ...]
    formats: tuple[Format, ...]
    """Most specific first: a file is read by the first one whose columns it has."""
    style: Style
    kind: str | None = None
    """Name of the code field that tells kinds apart (``--demand child_facilities:nursery``)."""
    marks: tuple[str, ...] = ()
    """Names of the hazard mark fields (evacuation sites)."""
    grouped: bool = False
    """Rows are grouped into places (several buildings of one school are one place)."""
    unit_code: str | None = None
    """For role "units": the field that is the unit's code."""
    min_area_m2: float | None = None
    max_area_m2: float | None = None

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when there is none."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def codes(self) -> tuple[Code, ...]:
        """Codes of the kind field, empty when the layer has no kinds."""
        return self.field(self.kind).codes if self.kind else ()


HAZARDS: tuple[Code, ...] = (
    Code("earthquake", Text("地震", "earthquake"), ("地震",)),
    Code("flood", Text("洪水", "flood"), ("洪水",)),
    Code("landslide", Text("崖崩れ、土石流及び地滑り", "landslide"), ("崖崩れ、土石流及び地滑り", "土砂災害")),
    Code("storm_surge", Text("高潮", "storm surge"), ("高潮",)),
    Code("tsunami", Text("津波", "tsunami"), ("津波",)),
    Code("fire", Text("大規模な火事", "large fire"), ("大規模な火事",)),
    Code("inland_flood", Text("内水氾濫", "inland flooding"), ("内水氾濫",)),
    Code("volcano", Text("火山現象", "volcanic phenomena"), ("火山現象",)),
)
"""The eight kinds of 災害対策基本法施行令 that 指定緊急避難場所 are designated for, in the national list's order of use."""

MARK_VALUES: Mapping[str, bool | None] = {
    "1": True, "○": True, "◯": True, "〇": True, "有": True, "true": True,
    "0": False, "×": False, "無": False, "false": False,
    "": None, "-": None,
}  # fmt: skip
"""What published files write in a mark's column. A blank is unknown: lists leave it empty for "not designated" and for
"nobody said" alike."""

NAME = Field("name", Text("名称", "name"), required=True)
ADDRESS = Field("address", Text("住所", "address"))
WARD = Field("ward", Text("区", "ward (name or five-digit code as the source says it)"))
MUNICIPALITY = Field("municipality_code", Text("全国地方公共団体コード", "municipality code"))
CAPACITY = Field("capacity", Text("定員・収容人数", "capacity"), "integer", "people", minimum=0, maximum=200_000)
REMARKS = Field("remarks", Text("備考", "remarks"))
