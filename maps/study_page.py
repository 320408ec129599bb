"""The pages about studies: the list, and one study with its form, its map and its tables. Plain HTML, no script needed.

Plain records come in (what the catalogue and :mod:`geo_service.render.study` say); words of the page stand in the catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, Protocol

from geo_service.render.study import Column, Study, StudySpec, StudyTable
from geo_service.render.study_files import heading, shown_cell
from layers.base import Text
from maps.page import Frame, advice, environment, lacking, page_context
from maps.picture_study import study_picture


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


def studies_page(specs: Sequence[StudySpec], frame: Frame) -> str:
    """The list of studies."""
    return environment().get_template("studies.html").render({**page_context(frame), "specs": specs})


def study_page(
    spec: StudySpec,
    study: Study | None,
    choices: Sequence[ChoiceLike],
    asked: Mapping[str, object],
    problem: Mapping[str, Any] | None,
    result: str,
    formats: Sequence[tuple[str, Text]],
    frame: Frame,
) -> str:
    """One study; ``study`` None with a ``problem`` where what was asked cannot be. ``result``: address of the API's result,
    with its query; ``formats``: ids and titles of the downloads."""
    lang: Literal["ja", "en"] = "en" if frame.lang == "en" else "ja"
    tables = [_table(one, lang) for one in study.tables] if study is not None else []
    return (
        environment()
        .get_template("study.html")
        .render(
            {
                **page_context(frame),
                "spec": spec,
                "study": study,
                "choices": choices,
                "asked": asked,
                "problem": problem,
                "advice": advice(problem, lang) if problem else "",
                "lacking": lacking(problem, lang) if problem else [],
                "result": result,
                "formats": formats,
                "tables": tables,
                "picture": _inline(study, lang) if study is not None and study.drawn is not None else "",
                "sources": dict.fromkeys((one.title or one.source, one.reference_date) for one in study.datasets if one.used)
                if study is not None
                else {},
            }
        )
    )


def _inline(study: Study, lang: str) -> str:
    """The picture as part of the page."""
    svg = study_picture(study, lang)
    return svg[svg.index("<svg") :]


def _table(table: StudyTable, lang: Literal["ja", "en"]) -> dict[str, Any]:
    """A table as texts: rows shown first, and those behind "all"; the two ends of a range in one column."""
    at = {column.id: i for i, column in enumerate(table.columns)}
    upper = {column.high for column in table.columns if column.high}
    # Codes and ids tell a reader nothing that the name does not; they are in the files.
    told = [column for column in table.columns if column.id not in ("code", "id") and column.id not in upper]

    def text(row: tuple[Any, ...], column: Column) -> str:
        low = shown_cell(row[at[column.id]], column.unit, lang)
        high = shown_cell(row[at[column.high]], column.unit, lang) if column.high else low
        return low if low == high else f"{low}～{high}"

    rows = [[text(row, column) for column in told] for row in table.rows]
    most = max(table.most, 12)
    named = [replace(column, title=column.range_title) if column.high else column for column in told]
    return {
        "id": table.id,
        "title": table.title,
        "about": table.about,
        "folded": bool(table.unit_set) and table.unit_set != "wards",
        "headings": [(heading(column, lang), column.unit != "text") for column in named],
        "first": rows[:most],
        "rest": rows[most:],
    }
