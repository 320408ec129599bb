"""Blank cells below a ward or another name of a group of rows, which on paper look as if they said the same.

A merged cell says that they do, and is filled in; a blank one may as well be unknown, so it stays blank and is told.
"""

from __future__ import annotations

import re

import numpy as np

from geo_service.store.readers.raw import RawTable
from layers.base import Text

GROUP_HEADING = re.compile(
    r"(?:行政)?区(?:名|域)?|地区(?:名)?|地域(?:名)?|[小中]学校?区(?:名)?|方面|町(?:名)?|ward|district", re.IGNORECASE
)
"""Headings of columns by which lists are put in groups. Remarks, too, stand in few rows, and are the same for none."""
FEWEST = 3
"""Blank cells below names from which a column looks so."""
SHARE = 0.4
"""Part of the rows that are blank from which a column looks so."""


def say_blank_below(table: RawTable) -> None:
    """A notice for each blank cell of a column that has a name at the head of each group of rows and nothing below."""
    for place, heading in enumerate(map(str, table.frame.columns)):
        if GROUP_HEADING.fullmatch(re.sub(r"\s", "", heading)) is None:
            continue
        said = table.frame.iloc[:, place]
        given = said.notna().to_numpy(dtype=bool)
        blank = np.flatnonzero(~given)
        names = said[given].str.strip().tolist()
        if not given.any() or not given[0] or len(blank) < max(FEWEST, SHARE * len(said)) or len(set(names)) < len(names):
            continue
        above = said.ffill()
        for row in blank.tolist():
            table.notice(
                "blank_below",
                row,
                heading,
                "",
                Text(
                    f"空の欄です。上の「{above.iat[row]}」と同じに見えますが、結合されていないので埋めません（不明）。",
                    f"The cell is blank. It looks like {above.iat[row]!r} above, but is not merged with it: not filled.",
                ),
                Text(
                    "同じなら、元の表で欄を埋めるか、セルを結合して .xlsx で保存してください。",
                    "If it is the same, fill it in, or merge the cells and save the table as .xlsx.",
                ),
            )
