"""Rows that no layer of their file wanted: counted, and shown with the value that kept them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo_service.errors import Reject
from geo_service.store.findings import EXAMPLES
from geo_service.store.readers import RawTable
from geo_service.store.report import RuleCount

RULE = "of_no_layer"


def of_no_layer(left: Sequence[tuple[RawTable, Mapping[int, str]]]) -> list[RuleCount]:
    """The notice of a file whose datasets left rows out. ``left``: for each dataset its table, and position → value.

    A row counts when all datasets of its table left it out. Examples are of different values where there are.
    """
    lost: dict[int, tuple[RawTable, dict[int, str]]] = {}
    for table, rows in left:
        before = lost.get(id(table), (table, dict(rows)))[1]
        lost[id(table)] = (table, {at: value for at, value in before.items() if at in rows})
    count = sum(len(rows) for _, rows in lost.values())
    if not count:
        return []
    examples: dict[str, Reject] = {}
    for table, rows in lost.values():
        for at, value in rows.items():
            if value not in examples and len(examples) < EXAMPLES:
                examples[value] = _example(table, at, value, sum(other == value for other in rows.values()))
    return [RuleCount(RULE, "notice", count, tuple(examples.values()))]


def _example(table: RawTable, at: int, value: str, alike: int) -> Reject:
    return Reject(
        table.file_of(at),
        int(table.row_no[at]),
        "",
        value,
        RULE,
        f"この種類の行（{alike}件）は、このファイルから読むどのレイヤにも入りません。",
        f"Rows of this kind ({alike}) belong to none of the layers read from this file.",
        severity="notice",
    )
