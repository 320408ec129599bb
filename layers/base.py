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
Role = Literal["units", "population", "places", "zones", "context", "records", "network"]
"""What the engine does with a layer: unit sets figures are given by; demand on ground; places (supply, or demand as
facilities); hazard zones; context that is only drawn; records about other things (who keeps a park, how often a council met),
which need no ground of their own; the streets that distances are measured along, whose rows only sum them up."""
Ground = Literal["point", "line", "polygon", "any", "line_or_polygon", "none"]
"""Geometry a layer's rows have: "any" is points or polygons; "none" says that rows stand for no place at all."""


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
    without: Text = NOTHING_SAID
    """What cannot be answered where it is missing, for the quality page ("収容できる人数が分かりません。")."""
    headings: tuple[str, ...] = ()
    """Other headings that lists of cities have for it ("愛護会名", "公園の名称"): for files without a column map."""
    group: bool = False
    """True on a population field: it counts a group of people or households and can be asked for as demand."""
    noun: Text | None = None
    """For a group: who is counted, as used in sentences ("65歳以上の住民" / "residents aged 65 or over")."""
    counter: Text = PEOPLE
    """For a group: the counting word of figures (人 / people, 世帯 / households)."""


@dataclass(frozen=True)
class Link:
    """What a row is about in another layer: the park that a group keeps, the shelter a council runs, the 町丁 of a count.

    ``name``, ``address``, ``code``, ``ward``: this layer's own fields that say which (code: the other's source id or unit
    code; it settles the matter alone). A release matches them by folded name and address; what is only likely waits for a
    person's word, which is remembered for next year's list.
    """

    id: str
    layer: str
    label: Text
    name: str = ""
    address: str = ""
    code: str = ""
    ward: str = "ward"
    stands_on: bool = False
    """A row without a position of its own stands where the thing it is about stands (a count of a 町丁: on its ground)."""
    several: bool = False
    """The name field may list several, parted by ``;`` ``、`` or ``・``."""
    only_when: tuple[str, str] | None = None
    """(field, value): only rows with that value are about such a thing (a count of wards is about no 町丁)."""


Row = dict[str, Any]
RowsFunction = Callable[[Sequence[Row]], list[Row]]
DoubtFunction = Callable[[Row], tuple[str, Text] | None]
"""A row's typed fields → (the field that does not go with the others, why); None where all go together."""


@dataclass(frozen=True)
class Format:
    """How one published file says this layer. Also what a user's column-map file is read into.

    ``columns``: source column → field name. A file is recognised when its columns include all of ``recognised_by``
    (default: all mapped columns); "町丁名|町名" stands for either heading. ``constants``: field → value for every row.
    ``values``: field → {source value → value}. ``rows``: a pure function for formats that need more (rows it makes anew carry
    the ``__row__`` of the row they came from). ``lon``/``lat``: columns of coordinates when the container has no geometry;
    ``wkt`` a WKT column; ``crs`` the CRS when the container does not say ("EPSG:6668").
    ``municipality_from``: (column, start, stop) slice that holds the five-digit municipality code, for national
    lists. ``only``: keep rows whose column ("@…": one that ``rows`` adds) has one of
    the values. ``approximate``: geometry stands in for the real.
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
    """By what real file the columns were verified; empty = no real file seen, listed as unverified in docs/formats."""
    edition: str = ""
    """Years or layout of the published edition ("2021, 2023", "2011, 2015", "old")."""
    spec: Text = NOTHING_SAID
    """Where the columns and codes were read: the specification, or public code that reads such files."""
    assumed: tuple[str, ...] = ()
    """Source columns whose meaning is from memory: a load that has them says so ("assumed_meaning")."""
    named: str = ""
    """Regular expression searched in the file's name (in a zip: archive/member). Its named groups become columns "@group" of
    every row; a group ``part`` is the dataset's part (a river, a prefecture: without the year, so that a newer edition takes
    the place of the older), ``year`` (two or four digits) its reference date. A group ``folder`` stands before the
    part. A file that does not match is not recognised."""
    middle: bool = False
    """Lines that stand for points (a station's platforms): the point is half way along, and of joined rows the centre."""
    caution: Text = NOTHING_SAID
    """What whoever uses the file must know of it (older than the law it is used for): a notice of every load."""
    tells: Mapping[str, str] = field(default_factory=dict)
    """Column → regular expression that every value in it matches: tells editions with the same columns apart."""
    joins: Text = NOTHING_SAID
    """What is said of rows that ``rows`` put together with others ("rows_joined"); nothing for formats that put none together."""


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
    geometry: Ground
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
    without: Text = NOTHING_SAID
    """What cannot be answered while the layer is not loaded, for the quality page."""
    links: tuple[Link, ...] = ()
    identity: tuple[str, ...] = ()
    """Fields that tell one row from another where the source has no key; default: name and address (or ward)."""
    by_position: bool = False
    """Rows of one name and address at different positions are different things (two boards on one fence)."""
    year: str | None = None
    """For yearly series: the field that says which year a row is of; one thing has a row a year."""
    publish: Publish = "public"
    """Who may see the layer at all; a field may be kept narrower, never wider."""
    consent: str | None = None
    """Name of a mark field: only rows in which it is yes are shown to the public."""
    never: tuple[str, ...] = ()
    """Regular expressions of headings that no file of this layer may have (names, birthdays of people): it is refused whole."""
    confirmed: str | None = None
    """Name of a mark field: until a person has marked a row confirmed its figures are staff-only and it is drawn as
    approximate."""
    facility: bool = True
    """For role "places": whether questions may ask which of them are served. No for what is nobody's place to be, such as
    something seen on a walk."""
    doubt: DoubtFunction | None = None
    """Fields of one row that contradict each other: told as a notice ("contradiction"), never a bad row."""

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
    "あり": True, "可": True, "同意": True, "同意あり": True, "はい": True, "yes": True,
    "なし": False, "不可": False, "不同意": False, "同意なし": False, "いいえ": False, "no": False,
    "公開": True, "非公開": False, "未確認": None,
    "": None, "-": None,
}  # fmt: skip
"""What published files write in a mark's column. A blank is unknown: lists leave it empty for "not designated" and for
"nobody said" alike."""

NAME = Field("name", Text("名称", "name"), required=True)
ADDRESS = Field("address", Text("住所", "address"))
WARD = Field("ward", Text("区", "ward (name or five-digit code as the source says it)"))
MUNICIPALITY = Field("municipality_code", Text("全国地方公共団体コード", "municipality code"))
CAPACITY = Field(
    "capacity",
    Text("定員・収容人数", "capacity"),
    "integer",
    "people",
    minimum=0,
    maximum=200_000,
    without=Text(
        "何人入れるか分かりません。人数で足りるかを答える問いは、今はまだありません。",
        "How many people fit is not known. No question asks today whether there is room enough.",
    ),
)
STOREYS = Field(
    "storeys",
    Text("地上階数", "storeys above ground"),
    "integer",
    minimum=1,
    maximum=100,
    headings=("階数", "階数（地上）", "建物の階数"),
    without=Text(
        "浸水する場所にあるとき、何階から使えるか分かりません（建物のデータがあれば、その階数を使います）。",
        "From which floor up it can be used in a flood is not known (where buildings are loaded, theirs is used).",
    ),
)
REMARKS = Field("remarks", Text("備考", "remarks"))
