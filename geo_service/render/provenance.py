"""The datasets of an answer as a reader wants them listed: what looks the same (a file per neighbour, per river) as one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_ALIKE = ("layer", "reference_date", "licence", "approximate", "used", "why_not_ja")


def merged_datasets(datasets: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Datasets of the answer's document, those that a reader cannot tell apart put together: rows added up, ``title`` the
    first name there is, ``files`` how many there were. In the order of the first of each."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in datasets:
        title = one["title"] or one["file_name"] or one["source"]
        key = (title, *(one[name] for name in _ALIKE))
        first = found.setdefault(key, {**one, "title": title, "rows": 0, "rejected": 0, "files": 0})
        first["rows"] += one["rows"]
        first["rejected"] += one["rejected"]
        first["files"] += 1
    return list(found.values())
