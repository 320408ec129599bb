"""An Answer as the plain values the oracle speaks in."""

from __future__ import annotations

from geo_service.coverage.answer import Answer, Figures
from tests.oracle.oracle import Result, Row


def plain(answer: Answer) -> Result:
    """Figures over what has a position (as the oracle counts), and each facility that is not left out."""
    items = {
        one.id: (one.served, one.nearest.distance_m, frozenset([one.nearest.id]), one.within)
        for one in answer.items
        if one.served is not None and one.nearest is not None
    }
    units = {id: {row.code: _row(row.figures) for row in rows} for id, rows in answer.units.items()}
    return Result(_row(answer.total), units, items)


def bounds(answer: Answer) -> dict[str, dict[str, float]]:
    """The error bound that each unit states."""
    return {id: {row.code: row.figures.error_bound for row in rows} for id, rows in answer.units.items()}


def _row(figures: Figures) -> Row:
    return Row(figures.served + figures.unserved, figures.served, figures.depends_on_one)
