"""Findings by rule over many rows at once: columns of row positions and values, worded only when shown or stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo_service.errors import Reject
from geo_service.store.readers import RawTable
from geo_service.store.report import RuleCount
from layers.base import NOTHING_SAID, Text

EXAMPLES = 5
"""Examples of one rule that a report shows."""
MOST_NOTICES = 2_000
"""Notices of one rule that are stored row by row; all are counted."""


@dataclass(frozen=True)
class Finding:
    """One rule met by k rows of a table of n rows, in one column.

    ``rows``: (k,) positions in the table. ``values``: k source values. ``message`` and ``advice`` may hold {value} and
    {note}; ``notes``: k notes, or empty.
    """

    rule: str
    column: str
    severity: str
    rows: NDArray[np.int64]
    values: Sequence[str]
    message: Text
    advice: Text = NOTHING_SAID
    notes: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def rejects(self, table: RawTable, most: int | None = None) -> Iterator[Reject]:
        """The first ``most`` findings (default all) in words."""
        for at in range(min(len(self), most if most is not None else len(self))):
            value = self.values[at][:200]
            more = {"value": value[:60], "note": self.notes[at] if self.notes else ""}
            yield Reject(
                file=table.file_of(int(self.rows[at])),
                row=int(table.row_no[self.rows[at]]),
                column=self.column,
                value=value,
                rule=self.rule,
                message_ja=_worded(self.message.ja, more),
                message_en=_worded(self.message.en, more),
                suggestion_ja=_worded(self.advice.ja, more),
                suggestion_en=_worded(self.advice.en, more),
                severity=self.severity,
            )


def _worded(template: str, more: dict[str, str]) -> str:
    for name, text in more.items():
        template = template.replace("{" + name + "}", text)
    return template


@dataclass
class Findings:
    """All findings of one dataset of one table of n rows."""

    table: RawTable
    all: list[Finding] = field(default_factory=list)

    def add(
        self,
        rule: str,
        column: str,
        severity: str,
        rows: NDArray[np.int64],
        values: Sequence[str],
        message: Text,
        advice: Text = NOTHING_SAID,
        notes: Sequence[str] = (),
    ) -> None:
        """Record a rule met by ``rows``; nothing when there are none."""
        if len(rows):
            self.all.append(Finding(rule, column, severity, np.asarray(rows, dtype=np.int64), values, message, advice, notes))

    def bad(self) -> NDArray[np.bool_]:
        """(n,) True for rows with at least one bad finding."""
        mask = np.zeros(len(self.table), dtype=bool)
        for one in self.all:
            if one.severity == "bad":
                mask[one.rows] = True
        return mask


def counted(findings: Iterable[Finding], table: RawTable, told: set[Reject] | None = None) -> list[RuleCount]:
    """Findings of one table summed up by rule, bad ones first, most frequent first; reader's findings included.

    ``told``: notices of readers said already, for another dataset of the file; these are added to it.
    """
    sums: dict[tuple[str, str], tuple[int, list[Reject]]] = {}

    def note(severity: str, rule: str, count: int, examples: list[Reject]) -> None:
        before, shown = sums.get((severity, rule), (0, []))
        sums[(severity, rule)] = (before + count, (shown + examples)[:EXAMPLES])

    for reject, _ in table.bad_rows:
        note("bad", reject.rule, 1, [reject])
    for reject in table.notices:
        if told is not None and reject in told:
            continue
        note("notice", reject.rule, 1, [reject])
    if told is not None:
        told |= set(table.notices)
    for one in findings:
        note(one.severity, one.rule, len(one), list(one.rejects(table, EXAMPLES)))
    ordered = sorted(sums.items(), key=lambda item: (item[0][0] != "bad", -item[1][0], item[0][1]))
    return [RuleCount(rule, severity, count, tuple(examples)) for (severity, rule), (count, examples) in ordered]
