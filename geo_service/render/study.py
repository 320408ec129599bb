"""A study: figures that are more than one question's coverage, as titled tables with a sentence, notes and sources.

The engine works out typed figures (``coverage``); a module of :mod:`geo_service.render.studies` puts them into the words and
tables of a :class:`Study`; this module and :mod:`.study_files` write any study as JSON, CSV, Excel and text, the same bytes
for command line, API and page. A new study is one module there and one line in :mod:`geo_service.studies`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from geo_service.coverage.city import City, DatasetNote
from geo_service.coverage.identity import engine_version, running_versions
from geo_service.render.licence import require_open
from geo_service.render.notes import PURPOSE
from geo_service.render.rounding import POINT_DECIMALS
from geo_service.render.words import city_name
from layers.base import NOTHING_SAID, Text
from layers.licences import combine

Unit = Literal["text", "people", "places", "metres", "minutes", "share", "count", "years", "households"]
"""What a column's numbers are: people and places are whole, metres and minutes with one decimal, shares 0 to 1."""
Cell = Text | str | float | int | None
"""A text in both languages, a name as the data have it, a number, or None: not known."""


@dataclass(frozen=True)
class Column:
    """One column. ``title`` as a person reads it, without its unit (writers add it). ``high``: id of the column with the upper
    end of a range whose lower end this is; a page shows the two as one, under ``range_title``."""

    id: str
    title: Text
    unit: Unit = "text"
    high: str = ""
    range_title: Text = NOTHING_SAID


@dataclass(frozen=True)
class StudyTable:
    """One table. ``unit_set``: the rows are units of that set, the first column is "code" and the second "name"; else "".

    ``most``: how many rows a page or a text shows before "… and N more"; files hold all. ``about``: how to read it.
    ``layer``: the rows are places of that layer, with their ids in the column "id"; else "".
    """

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: Text = NOTHING_SAID
    unit_set: str = ""
    most: int = 10
    layer: str = ""


@dataclass(frozen=True)
class Point:
    """A place drawn on the study's map. ``state``: "good", "doubt", "bad" or "none" (shape and colour); ``says``: two lines."""

    lon: float
    lat: float
    name: str
    state: Literal["good", "doubt", "bad", "none"]
    says: Text


@dataclass(frozen=True)
class Drawn:
    """What the study's map colours: units of ``table``'s unit set by the number in ``column``, more is worse; and points.

    ``points``: the places; ``legend``: what the point states mean, in the order good, doubt, bad, none (those used).
    ``silent``: column of those nobody can say it of: units with a nought in ``column`` and some of these are no noughts, but
    drawn as ``silent_words`` say. ``unknown_words``: why a unit's number is not known, where it is not for want of a count.
    """

    table: str
    column: str
    title: Text
    points: tuple[Point, ...] = ()
    legend: Mapping[str, Text] | None = None
    silent: str = ""
    silent_words: Text = NOTHING_SAID
    unknown_words: Text = NOTHING_SAID


@dataclass(frozen=True)
class Study:
    """A whole study. ``parameters``: what was chosen, as it would be asked again. ``sentence``: for a lay reader, one or two
    sentences. ``basis``: laws, standards and assumptions the figures rest on. ``notes``: doubts and what is left out."""

    id: str
    study: str
    city: City
    title: Text
    question: Text
    sentence: Text
    tables: tuple[StudyTable, ...]
    notes: tuple[Text, ...]
    basis: tuple[Text, ...]
    datasets: tuple[DatasetNote, ...]
    parameters: Mapping[str, object]
    drawn: Drawn | None = None

    def table(self, id: str) -> StudyTable:
        """The table of that id. KeyError when there is none."""
        found = next((one for one in self.tables if one.id == id), None)
        if found is None:
            raise KeyError(id)
        return found


@dataclass(frozen=True)
class StudySpec:
    """One study of the catalogue. ``parameters``: names it takes; ``make``: works it out, raising the errors of questions
    (ParameterError, NotAnswerableError, NotFoundError). ``sample``: parameters that work on the sample city.
    ``lacks``: layers of which a city wants one, where the study is for cities that have it; none where it can be asked."""

    id: str
    title: Text
    about: Text
    parameters: tuple[str, ...]
    make: Callable[[City, Mapping[str, object]], Study]
    sample: Mapping[str, str]
    lacks: Callable[[City], tuple[str, ...]] = lambda city: ()


def counting(study: Study, unit: Unit) -> Study:
    """The study with its people counted as what they are: households, or places where facilities are asked about. What
    places hold (``capacity``) stays people."""

    def column(one: Column) -> Column:
        return replace(one, unit=unit) if one.unit == "people" and one.id != "capacity" else one

    tables = tuple(replace(table, columns=tuple(map(column, table.columns))) for table in study.tables)
    return study if unit == "people" else replace(study, tables=tables)


def study_id(city: City, study: str, parameters: Mapping[str, object]) -> str:
    """Identity of a study: hash of city, release, study, parameters, engine version and audience (16 hex)."""
    parts = [city.code, city.release, study, dict(parameters), engine_version(), city.audience]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def require_study_export(study: Study) -> None:
    """AudienceError when the study is for the public and a dataset's licence forbids handing it on."""
    require_open(combine(dataset.licence for dataset in study.datasets if dataset.used), study.city.audience)


def rounded(cell: Cell, unit: Unit) -> Any:
    """A cell as files have it: texts as {"ja", "en"}, numbers rounded as their unit asks; not known (NaN too) is None."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return None
    if isinstance(cell, Text):
        return {"ja": cell.ja, "en": cell.en}
    if isinstance(cell, str):
        return cell
    if unit in ("metres", "minutes"):
        return round(float(cell), 1)
    if unit == "share":
        return round(float(cell), 4)
    return round(float(cell), 1) if unit in ("people", "households") and not float(cell).is_integer() else round(float(cell))


def study_document(study: Study) -> dict[str, Any]:
    """The whole study as JSON values, every key always present."""

    def said(text: Text) -> dict[str, str]:
        return {"ja": text.ja, "en": text.en}

    city = study.city
    licence = combine(dataset.licence for dataset in study.datasets if dataset.used)
    return {
        "id": study.id,
        "study": study.study,
        "city": city.code,
        "city_name": said(city_name(city)),
        "fictitious": city.fictitious,
        "release": city.release,
        "release_date": city.release_date,
        "audience": city.audience,
        "title": said(study.title),
        "words": said(study.question),
        "sentence": said(study.sentence),
        "parameters": dict(study.parameters),
        "tables": [
            {
                "id": table.id,
                "title": said(table.title),
                "about": said(table.about),
                "unit_set": table.unit_set,
                "columns": [{"id": c.id, "title": said(c.title), "unit": c.unit} for c in table.columns],
                "rows": [[rounded(cell, c.unit) for cell, c in zip(row, table.columns, strict=True)] for row in table.rows],
            }
            for table in study.tables
        ],
        "points": [
            {
                "lon": round(one.lon, POINT_DECIMALS),
                "lat": round(one.lat, POINT_DECIMALS),
                "name": one.name,
                "state": one.state,
                "says": said(one.says),
            }
            for one in (study.drawn.points if study.drawn else ())
        ],
        "basis": [said(one) for one in study.basis],
        "notes": [said(one) for one in study.notes],
        "datasets": [
            {
                "layer": one.layer,
                "title": one.title,
                "reference_date": one.reference_date,
                "licence": one.licence,
                "used": one.used,
                "rows": one.rows,
            }
            for one in study.datasets
        ],
        "licence": {"id": licence.id, "attribution": said(licence.attribution), "public_export": licence.public_export},
        "versions": dict(sorted(running_versions(city).items())),
        "purpose": said(PURPOSE),
    }
