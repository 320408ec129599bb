"""The datasets a file becomes: one part per municipality its rows are of, each with a key no other file of the load has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.errors import FileError, Reject
from geo_service.store.city import Target
from geo_service.store.judge import Judged
from geo_service.store.plan import FilePlan
from geo_service.store.report import RuleCount

Key = tuple[str, str, str]
"""(layer, source, part): what a dataset is known by in its city."""


@dataclass(frozen=True)
class Part:
    """Rows of one municipality of a judged dataset of n rows. ``mask``: (n,); ``first``: the part of most rows."""

    judged: Judged
    municipality: str
    mask: NDArray[np.bool_]
    part: str
    first: bool

    @property
    def key(self) -> Key:
        """The dataset they are."""
        return self.judged.meant.layer.id, self.judged.meant.source, self.part


def parts_of(plan: FilePlan, judged: list[Judged], target: Target, written: dict[Key, str]) -> list[Part]:
    """The parts of a file. ``written``: key → file, of the files of the load before it; FileError when one has a key of its."""
    parts: list[Part] = []
    for one in judged:
        codes = one.found.municipality
        ordered = sorted(set(codes.tolist()), key=lambda code: -int((codes == code).sum()))
        for place, code in enumerate(ordered):
            name = one.meant.part if code == target.code else f"{one.meant.part} {code}".strip()
            part = Part(one, code, codes == code, name, place == 0)
            before = plan.path.name if any(part.key == other.key for other in parts) else written.get(part.key)
            if before is not None and one.meant.layer.role != "context":
                if one.meant.layer.role == "network":
                    raise _two_networks(plan.path.name, before)
                key = " / ".join(filter(None, part.key))
                raise FileError(
                    f"{plan.path.name} と {before} が同じデータセット（{key}）を名乗っています。"
                    "列対応の source か part を分けてください。",
                    f"{plan.path.name} and {before} say they are the same dataset ({key}). "
                    "Give them different source or part in their column maps.",
                    file=plan.path.name,
                    rule="same_dataset",
                )
            parts.append(part)
    return parts


def _two_networks(file: str, before: str) -> FileError:
    return FileError(
        f"{file} と {before} は、どちらも道のつながりです。市の道は1つのファイルにしてください"
        f"（osmium merge {before} {file} -o merged.osm.pbf など）。",
        f"{file} and {before} both hold the streets. A city's streets come from one file: put them together first "
        f"(such as osmium merge {before} {file} -o merged.osm.pbf).",
        file=file,
        rule="same_dataset",
    )


def need_boundaries(plan: FilePlan, target: Target | None) -> FileError | None:
    """The error of a file that stands on no ground: the city's boundaries are neither loaded nor among the files before it."""
    if target is not None and target.wards and target.srid:
        return None
    city = (target.name or target.code) if target is not None else ""
    return FileError(
        f"{city or '市'}の区の境界がまだありません。先に（または一緒に）読み込んでください。",
        f"The boundaries of {city or 'the city'} are not loaded yet. Load them first, or with this file.",
        file=plan.path.name,
        rule="no_boundaries",
    )


def as_notice(error: FileError, file: str) -> RuleCount:
    """An error that a load would refuse the whole file with, as the finding of a check."""
    said = Reject(file, None, "", "", "no_boundaries", error.ja, error.en, severity="notice")
    return RuleCount("no_boundaries", "notice", 1, (said,))
