"""The pages about studies: the list, and one study with its form, its map and its tables. Plain HTML, no script needed.

Plain records come in (what the catalogue and :mod:`geo_service.render.study` say); words of the page stand in the catalogues.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from markupsafe import Markup

from geo_service.render.study import Study, StudySpec, StudyTable
from geo_service.render.study_shown import FOLDED, folded, shown_table
from geo_service.render.words import city_name
from layers.base import Text
from layers.licences import combine
from layers.text import fold_name
from maps import words
from maps.assets import style_texts
from maps.export import policy
from maps.page import Frame, advice, environment, lacking, page_context
from maps.picture_study import study_map
from maps.study_links import linked_tables

FIRST = ("hazard", "source", "scale", "question", "layer", "kind", "what", "close", "closed_by", "ward")
"""Parameters that stand open in the form; the others open with a click, or by themselves where one of them is used."""
NEEDED = ("hazard",)
"""Parameters without a usual value: the form always says one."""
PLACES = ("close", "around")
"""Parameters that take places, by name or id."""
MOST_IDS = 1000
LONG = 80
"""A cell with more signs than this opens with a click."""
NARROW = 4
"""Tables with more columns than this become a list of blocks on a phone."""
LONG_NAME = 16
"""Where lines begin with more signs than this no numbers beside them are in sight on a phone: they become blocks, too."""


class ChoiceLike(Protocol):
    """A parameter that can be chosen (questions.study_choices.StudyChoice)."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Text: ...
    @property
    def kind(self) -> str: ...
    @property
    def options(self) -> tuple[tuple[str, Text], ...]: ...


@dataclass(frozen=True)
class Field:
    """A parameter in the form. ``value``: what is chosen or was typed, "" for the usual; ``usual``: what that comes to."""

    name: str
    label: Text
    kind: str
    options: tuple[tuple[str, Text], ...]
    value: str
    usual: str
    needed: bool
    wrong: bool


MOST_ROWS = 100
"""Rows of one table that a page holds: with every 町丁 of every hazard it would be seven megabytes, on a phone too. Files hold
all."""


def studies_page(specs: Sequence[tuple[StudySpec, Sequence[str]]], frame: Frame) -> str:
    """The list of studies, each with the layers the city lacks for it (one of them is enough); none where it can be asked."""
    listed = [(spec, lacking({"lacks": lacks}, frame.lang)) for spec, lacks in specs]
    return environment().get_template("studies.html").render({**page_context(frame), "specs": listed})


def study_page(
    spec: StudySpec,
    study: Study | None,
    choices: Sequence[ChoiceLike],
    asked: Mapping[str, object],
    problem: Mapping[str, Any] | None,
    result: str,
    formats: Sequence[tuple[str, Text]],
    frame: Frame,
    near: str = "",
) -> str:
    """One study; ``study`` None with a ``problem`` where what was asked cannot be. ``result``: address of the API's result,
    with its query; ``formats``: ids and titles of the downloads; ``near``: address of the page about reaching sites."""
    lang: Literal["ja", "en"] = "en" if frame.lang == "en" else "ja"
    fields = [_field(one, study, asked, problem, lang) for one in choices]
    known = _ids(study, lang)
    first = [one for one in fields if one.name in FIRST or len(fields) <= NARROW]
    more = [one for one in fields if one not in first]
    context = {
        **page_context(frame),
        **_shown(study, lang),
        "tables": linked_tables(study, study_tables(study, lang), asked, lang) if study is not None else [],
        "spec": spec,
        "title": spec.title,
        "fictitious": frame.city is not None and frame.city.fictitious,
        "file": False,
        "first": first,
        "more": more,
        "ids": known,
        "ids_of": PLACES,
        "long": LONG,
        "more_open": any(one.value or one.wrong for one in more),
        "problem": problem,
        "advice": advice(problem, lang) if problem else "",
        "lacks": lacking(problem, lang) if problem else [],
        "result": result,
        "formats": formats,
        "near": near,
    }
    return environment().get_template("study.html").render(context)


def study_file(study: Study, lang: str = "ja") -> str:
    """The study as one HTML file that works from ``file://``: no script, the styles inside, nothing fetched. Deterministic."""
    said: Literal["ja", "en"] = "en" if lang == "en" else "ja"
    styles = style_texts()

    def translate(message: str, **values: object) -> str:
        return words.say(said, message, **values)

    context = {
        **_shown(study, said),
        "lang": said,
        "t": translate,
        "said": lambda text: words.said(text, said),
        "title": study.title,
        "city_name": city_name(study.city),
        "fictitious": study.city.fictitious,
        "file": True,
        "long": LONG,
        "problem": None,
        "policy": policy(styles, []),
        "style_texts": styles,
    }
    return environment().get_template("study_file.html").render(context)


def _shown(study: Study | None, lang: Literal["ja", "en"]) -> dict[str, Any]:
    """What is shown of a study: its map with the legend, its tables and its sources."""
    if study is None:
        return {"study": None, "picture": "", "legend": [], "tables": [], "sources": {}, "licence": ""}
    picture, legend = study_map(study, lang) if study.drawn is not None else ("", [])
    return {
        "study": study,
        "picture": Markup(picture),
        "legend": [(Markup(one.swatch), one.words) for one in legend],
        "tables": study_tables(study, lang),
        **study_sources(study, lang),
    }


def study_tables(study: Study, lang: Literal["ja", "en"]) -> list[dict[str, Any]]:
    """A study's tables as texts, as parts/study_tables.html writes them."""
    return [_table(one, lang, study.city.code, at > 0 and folded(one)) for at, one in enumerate(study.tables)]


def study_sources(study: Study, lang: Literal["ja", "en"]) -> dict[str, Any]:
    """Titles and dates of a study's datasets, and the attribution their licences ask for."""
    used = [one for one in study.datasets if one.used]
    return {
        "sources": dict.fromkeys((one.title or one.source, one.reference_date) for one in used),
        "licence": words.said(combine(one.licence for one in used).attribution, lang),
    }


def _field(
    one: ChoiceLike, study: Study | None, asked: Mapping[str, object], problem: Mapping[str, Any] | None, lang: str
) -> Field:
    """What is chosen, in the spelling of the form's own values; where it was refused, as it was typed."""
    used = study.parameters.get(one.name) if study is not None else None
    read = "" if used is None else ("true" if used else "false") if isinstance(used, bool) else _typed(used)
    named = {value: words.said(label, lang) for value, label in one.options}
    value = str(asked.get(one.name) or "")
    options = one.options
    if value and named and value not in named:
        if read in named:
            value = read
        else:
            options = (*options, (value, Text(value, value)))  # refused: kept as it was typed
    wrong = problem is not None and problem.get("parameter") == one.name
    usual = words.say(lang, "study.whole") if one.name == "ward" else named.get(read, "" if named else read)
    return Field(one.name, one.label, one.kind, options, value, usual, one.name in NEEDED, wrong)


def _ids(study: Study | None, lang: str) -> list[tuple[str, str]]:
    """The places that the study lists, to choose from where one is asked for: what the field then holds, and what is said
    beside it. A name that no other place has stands for itself, others by their ids."""
    table = next((one for one in study.tables if one.layer), None) if study is not None else None
    if study is None or table is None:
        return []
    at = {column.id: i for i, column in enumerate(table.columns)}
    of = study.city.places[table.layer]
    names = Counter(fold_name(name) for name, used in zip(of.name, of.used, strict=True) if used)
    found = []
    for row in table.rows[:MOST_IDS]:
        id, name = str(row[at["id"]]), str(row[at["name"]])
        ward = row[at["ward"]] if "ward" in at else ""
        said = words.said(ward, lang) if isinstance(ward, Text) else str(ward or "")
        plain = name and names[fold_name(name)] == 1 and not set(name) & set(",，、")
        found.append((name, said) if plain else (id, " ".join(part for part in (name, said) if part)))
    return found


def _typed(value: object) -> str:
    """A number as a person types it."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _table(table: StudyTable, lang: Literal["ja", "en"], whole: str, closed: bool) -> dict[str, Any]:
    """A table as texts: the rows shown first, and those behind "all". ``closed``: it opens with a click."""
    shown = shown_table(table, lang, whole)
    lines = [(row, at in shown.totals) for at, row in enumerate(shown.rows)]
    longest = max((len(row[0]) for row in shown.rows), default=0)
    most = max(table.most, FOLDED)
    return {
        "id": table.id,
        "title": table.title,
        "about": table.about,
        "folded": closed,
        "wide": len(shown.headings) > NARROW or (len(shown.headings) > 2 and longest > LONG_NAME),
        "headings": shown.headings,
        "count": len(lines),
        "first": lines[:most],
        "rest": lines[most:MOST_ROWS],
        "left": max(len(lines) - MOST_ROWS, 0),
    }
