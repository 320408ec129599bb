"""From a study's rows to their places: each name leads to the place's page, and beside it to what is lost without the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from geo_service.render.study import Study, StudyTable
from maps import words

CLOSING = ("close", "around", "radius")
"""Parameters that say what closes: a row's own link says it anew."""


class Linked(str):
    """A cell's text that leads somewhere."""

    href: str

    def __new__(cls, text: str, href: str) -> Linked:
        """The text with its address."""
        made = super().__new__(cls, text)
        made.href = href
        return made


def linked_tables(
    study: Study, tables: Sequence[Mapping[str, Any]], asked: Mapping[str, object], lang: str
) -> list[dict[str, Any]]:
    """The tables of a page (maps.study_page.study_tables of the same study) with links where their rows are places. ``asked``:
    the study's parameters as they were asked, which closing one of the places keeps."""
    return [
        _linked(study, table, dict(shown), asked, lang) if table.layer else dict(shown)
        for table, shown in zip(study.tables, tables, strict=True)
    ]


def _linked(study: Study, table: StudyTable, shown: dict[str, Any], asked: Mapping[str, object], lang: str) -> dict[str, Any]:
    # A page of a place needs the words of the studies' pages itself.
    from maps.site_page import site_address

    at = next(i for i, column in enumerate(table.columns) if column.id == "id")
    ids = [str(row[at]) for row in table.rows]
    closes = study.study == "losses"
    kept = {name: str(value) for name, value in asked.items() if name not in CLOSING and value}
    around = {"city": study.city.code, "lang": lang}
    hazard = str(study.parameters.get("hazard") or "")

    def line(row: tuple[str, ...], id: str) -> tuple[str, ...]:
        place = Linked(row[0], site_address(study.city.code, table.layer, id, lang=lang, hazard=hazard))
        if not closes:
            return (place, *row[1:])
        address = f"/studies/{quote(study.study)}?{urlencode({**around, **kept, 'close': id})}"
        return (place, *row[1:], Linked(words.say(lang, "losses.this"), address))

    first, rest = shown["first"], shown["rest"]
    lines = [(line(row, id), total) for (row, total), id in zip([*first, *rest], ids, strict=False)]
    headings = (*shown["headings"], (words.say(lang, "losses.lose"), False)) if closes else shown["headings"]
    return {**shown, "headings": headings, "first": lines[: len(first)], "rest": lines[len(first) :]}
