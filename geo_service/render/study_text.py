"""A study as plain text for a terminal."""

from __future__ import annotations

from geo_service.render.notes import PURPOSE
from geo_service.render.plain import aligned
from geo_service.render.study import Study, StudyTable
from geo_service.render.study_files import Lang, study_sources
from geo_service.render.study_shown import ShownTable, shown_table
from layers.base import Text

LONG = 40
"""Signs of a cell; the rest is in the files."""
SMALL_UNITS = 5
"""Rows shown of units smaller than wards."""


def study_text(study: Study, lang: Lang = "ja") -> str:
    """The study in one language for a terminal: sentence, the first rows of each table, notes, basis, sources."""
    word = 0 if lang == "ja" else 1
    mark = ("【架空データ】", "[Fictitious data] ")[word] if study.city.fictitious else ""
    lines = [study.question[word], "", mark + study.sentence[word], ""]
    for table in study.tables:
        lines += [*_table(table, lang, study.city.code), ""]
    for title, texts in (
        (Text("注意", "Notes"), (*study.notes, PURPOSE)),
        (Text("根拠", "Basis"), study.basis),
        (Text("データ", "Data"), study_sources(study)),
    ):
        lines += [f"{title[word]}", *(f"  ・{text[word]}" for text in texts), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(table: StudyTable, lang: Lang, whole: str) -> list[str]:
    word = 0 if lang == "ja" else 1
    most = table.most if table.unit_set in ("", "wards") else min(table.most, SMALL_UNITS)
    shown = shown_table(table, lang, whole)
    rows = [[text for text, _ in shown.headings], *([_short(cell) for cell in row] for row in shown.rows[:most])]
    more = len(table.rows) - most
    tail = (
        [Text(f"  ほかに{more}行（Excel・CSVに全部あります）", f"  {more} more rows (all in Excel and CSV)")[word]]
        if more > 0
        else []
    )
    about = [f"  {table.about[word]}"] if table.about[word] else []
    return [f"■ {table.title[word]}", *about, *aligned(rows, left=_texts(shown)), *tail]


def _short(cell: str) -> str:
    return cell if len(cell) <= LONG else cell[:LONG] + "…"


def _texts(shown: ShownTable) -> int:
    """How many columns of words stand before the first of numbers."""
    return next((at for at, (_, number) in enumerate(shown.headings) if number), len(shown.headings))
