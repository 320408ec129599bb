"""Rows of a list as the page about an area or a place tells them: a table of its study."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from geo_service.render.study import Column, StudyTable
from layers import LAYERS
from layers.base import Text


@dataclass(frozen=True)
class Records:
    """Rows of a list that are about the area or the place. ``headings`` (m,), ``rows`` (n, m): as the list's page writes them,
    in both languages; ``more``: rows that are not shown."""

    layer: str
    headings: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    more: int


def layer_title(id: str) -> Text:
    """A layer's title; its id where it is none of ours."""
    return LAYERS[id].title if id in LAYERS else Text(id, id)


def records_table(found: Records) -> StudyTable:
    """The rows as a table."""
    columns = tuple(Column(f"c{at}", heading) for at, heading in enumerate(found.headings))
    more = Text(f"ほかに{found.more}件", f"{found.more} more") if found.more else Text("", "")
    return StudyTable(f"list-{found.layer}", layer_title(found.layer), columns, found.rows, about=more)


def told_by(records: Sequence[Records], notes: Sequence[Text]) -> str:
    """What lists and notes said, as a word for the study's id: they are read when it is asked for, not kept with the release."""
    return hashlib.sha256(repr((tuple(records), tuple(notes))).encode()).hexdigest()
