"""The files of a load: found, read, recognised, each with the hash that tells whether it is the one already there."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any

from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.columns import ColumnMap, shapes_for
from geo_service.store.readers import PARTS, preferred, read, readable
from geo_service.store.readers.sheet_shape import FOUND_BY_LOOKING
from geo_service.store.readers.sheets import say_unused
from geo_service.store.recognise import Meant, recognise
from geo_service.store.report import FileReport, Progress, ProgressNote
from layers import LAYERS
from layers.base import Text

LOG = logging.getLogger(__name__)

NO_DATA = PARTS | {".yaml", ".yml"}
"""Suffixes that a folder's walk passes over in silence: parts of Shapefiles and column maps."""


@dataclass
class FilePlan:
    """One file, what it feeds, and its line of the report. ``named``: given by its own name, not found in a folder."""

    path: Path
    named: bool
    report: FileReport
    meant: tuple[Meant, ...] = ()
    sha256: str = ""
    mapping: dict[int, str] = field(default_factory=dict)
    """Index in ``meant`` → hash of everything that decides how the file is read as that layer."""

    def refuse(self, error: FileError) -> None:
        """Mark the file as refused."""
        self.report.status = "refused"
        self.report.error = error
        self.report.why = Text(error.ja, error.en)
        self.meant = ()


def found_files(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """Files of the paths in order, folders walked: (file, named). Parts of Shapefiles and hidden files are not files.

    What is no file and no folder (a pipe, a link that leads nowhere) is there to be told of; so is a folder without files.
    """
    out: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            before = len(out)
            for inside in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in inside.relative_to(path).parts)
                if not inside.is_dir() and not hidden and inside.suffix.lower() not in NO_DATA:
                    out.setdefault(inside, False)
            if len(out) == before:
                out[path] = True
        else:
            out[path] = True
    # One file named twice, or by two ways, is one file.
    once: dict[Path, tuple[Path, bool]] = {}
    for path, named in out.items():
        real = Path(os.path.realpath(path))  # Path.resolve fails on links that go round.
        first, said = once.get(real, (path, False))
        once[real] = (first, named or said)
    return list(once.values())


def planned(
    paths: Iterable[Path], maps: list[ColumnMap], layer: str | None, settings: Settings, progress: Progress | None
) -> list[FilePlan]:
    """Read and recognise every file. What cannot be read is refused; what is not known is listed."""
    files = found_files(paths)
    _, twins = preferred([path for path, named in files if not named])
    plans: list[FilePlan] = []
    for number, (path, named) in enumerate(files):
        if progress is not None:
            progress(ProgressNote(path.name, "読んでいます", "reading", number, len(files)))
        plan = FilePlan(path, named, FileReport(os.fsencode(path.name).decode("utf-8", "replace"), "checked"))
        plans.append(plan)
        if path in twins:
            plan.report.status = "twin"
        elif not named and not path.is_file():
            _not_known(plan, Text("ふつうのファイルではありません（リンク切れ、パイプなど）。", "It is no ordinary file."))
        elif not named and (not readable(path.name) or _readme(path)):
            _not_known(plan, Text("読める形式ではありません。", "It is of no format that we read."))
        else:
            try:
                _read(plan, maps, layer, settings)
            except FileError as error:
                plan.refuse(error)
            except (KeyboardInterrupt, SystemExit, GeneratorExit):
                raise
            except BaseException as error:  # A panic in a reader's Rust code is no Exception.
                LOG.debug("reading %s failed", path.name, exc_info=True)
                plan.refuse(unforeseen(path.name, error))
            if any(plan.meant and (plan.sha256, plan.mapping) == (other.sha256, other.mapping) for other in plans[:-1]):
                plan.report.status, plan.meant = "twin", ()
    return plans


def _readme(path: Path) -> bool:
    """A .txt found in a folder is a readme more often than a table; the census's tables are told by their names (tblT…)."""
    return path.suffix.lower() == ".txt" and not path.name.startswith("tblT")


def unforeseen(name: str, error: BaseException) -> FileError:
    """The error for a file that made us fail in a way nobody thought of: its kind, nothing of its insides."""
    kind = type(error).__name__
    return FileError(
        f"{name} は読めません。予期しない問題が起きました（{kind}）。ほかのファイルには影響しません。"
        "この文を添えて知らせてください。",
        f"{name} cannot be read: something unforeseen happened ({kind}). Other files are not affected. Report this sentence.",
        file=name,
        rule="unforeseen",
    )


def _read(plan: FilePlan, maps: list[ColumnMap], layer: str | None, settings: Settings) -> None:
    _check_path(plan.path)
    before = _state(plan.path)
    mapped = bool(maps) and layer is None
    tables = read(plan.path, settings, partial(shapes_for, maps)) if mapped else read(plan.path, settings)
    report = plan.report
    report.rows = sum(table.things for table in tables)
    report.encoding = ", ".join(dict.fromkeys(table.encoding for table in tables if table.encoding))
    report.crs = ", ".join(dict.fromkeys(table.crs.split("[")[0][:40] for table in tables if table.crs))
    try:
        known = recognise(plan.path, tables, maps, layer)
    except FileError:
        if report.rows == 0:
            raise _no_rows(plan.path.name) from None
        raise
    if known.waiting is not None:
        report.status, report.why = "waiting", known.waiting
        return
    if known.unknown is not None:
        _not_known(plan, known.unknown)
        return
    if report.rows == 0:
        raise _no_rows(plan.path.name)
    plan.meant = known.meant
    say_unused(tables, [one.table for one in known.meant])
    plan.sha256 = _hash(plan.path)
    if _state(plan.path) != before:
        raise FileError(
            f"{plan.path.name} は読んでいる間に変わりました。書き込みが終わってから、もう一度読み込んでください。",
            f"{plan.path.name} changed while it was read. Load it again once nothing writes to it.",
            file=plan.path.name,
            rule="changed",
        )
    plan.mapping = {number: mapping_hash(one) for number, one in enumerate(plan.meant)}


def _check_path(path: Path) -> None:
    """FileError for a folder in which no file was found, and for a name that is no text and could not be recorded."""
    if path.is_dir():
        raise FileError(
            f"{path.name} はフォルダで、中にデータのファイルがありません。場所を確かめてください。",
            f"{path.name} is a folder that holds no data files. Look where the files are.",
            file=path.name,
            rule="empty_folder",
        )
    try:
        path.name.encode("utf-8")
    except UnicodeEncodeError:
        shown = os.fsencode(path.name).decode("utf-8", "replace")
        raise FileError(
            f"ファイルの名前「{shown}」が文字として読めません。名前を付け直してください。",
            f"The name {shown!r} is not readable as text. Rename the file.",
            file=shown,
            rule="file_name",
        ) from None


def _state(path: Path) -> tuple[int, int, int] | None:
    """What changes when somebody writes to a file; None when it is not there (the reader says so)."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_ino, about.st_size, about.st_mtime_ns


def _no_rows(name: str) -> FileError:
    return FileError(
        f"{name} には行がありません。中身のあるファイルか確かめてください。",
        f"{name} has no rows. See whether it is the right file.",
        file=name,
        rule="no_rows",
    )


def _not_known(plan: FilePlan, why: Text) -> None:
    if plan.named:
        plan.refuse(
            FileError(f"{plan.path.name}: {why.ja}", f"{plan.path.name}: {why.en}", file=plan.path.name, rule="unrecognised")
        )
    else:
        plan.report.status, plan.report.why = "unrecognised", why


def _hash(path: Path) -> str:
    """SHA-256 of a file, of all its parts for a Shapefile."""
    digest = hashlib.sha256()
    parts = [path]
    if path.suffix.lower() == ".shp":
        parts += sorted(p for p in path.parent.iterdir() if p.stem == path.stem and p.suffix.lower() in PARTS)
    for part in parts:
        with part.open("rb") as opened:
            while chunk := opened.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def mapping_hash(meant: Meant) -> str:
    """Hash of the format, the dataset's key and facts, and the layer's fields: another reading makes another version."""
    form = {one.name: _said(getattr(meant.format, one.name)) for one in fields(meant.format)}
    layer = [repr(one) for one in LAYERS[meant.layer.id].fields] if meant.layer.id in LAYERS else []
    # Said only where a map says it, so that what was loaded before maps could say it is still known.
    shape = [] if meant.table.shape == FOUND_BY_LOOKING else [repr(meant.table.shape)]
    text = json.dumps(
        [
            *shape,
            form,
            meant.layer.id,
            layer,
            meant.source,
            meant.part,
            meant.title,
            meant.accuracy,
            meant.table.sheet,
            dict(meant.from_name),
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _said(value: Any) -> Any:
    if callable(value):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): _said(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_said(one) for one in value]
    return value if isinstance(value, str | int | float | bool | type(None)) else repr(value)
