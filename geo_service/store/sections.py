"""Named, versioned sections of one Arrow IPC file: written whole and synced, read without copying."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from geo_service.coverage.city import Membership

SECTION = 1
"""Version of every section written now; one that a section of the file exceeds is not read."""


class Missing(Exception):
    """A section is not in the file, or newer than this service knows."""


class Writer:
    """Collects sections as columns of one row."""

    def __init__(self) -> None:
        self.columns: list[pa.Array] = []
        self.fields: list[pa.Field] = []

    def add(self, name: str, values: pa.Array) -> None:
        """One section."""
        column = pa.LargeListArray.from_arrays(pa.array([0, len(values)], pa.int64()), values)
        self.columns.append(column)
        self.fields.append(pa.field(name, column.type, nullable=False, metadata={"version": str(SECTION)}))

    def numbers(self, name: str, values: Any) -> None:
        """Numbers or flags of any shape, flattened."""
        array = np.ascontiguousarray(values)
        self.add(name, pa.array(array.view(np.uint8) if array.dtype == np.bool_ else array.ravel()))

    def words(self, name: str, values: Any) -> None:
        """Texts."""
        self.add(name, pa.array(list(values), pa.large_string()))

    def blobs(self, name: str, values: Any) -> None:
        """Bytes."""
        self.add(name, pa.array(list(values), pa.large_binary()))

    def members(self, name: str, members: Any) -> None:
        """Pairs of each unit set's membership."""
        for unit_set, pairs in members.items():
            self.numbers(f"{name}.members.{unit_set}.thing", pairs.thing)
            self.numbers(f"{name}.members.{unit_set}.unit", pairs.unit)


def put(path: Path, schema: pa.Schema, batch: pa.RecordBatch) -> str:
    """Write under a temporary name, sync, rename. Returns the SHA-256 of the bytes; a failure leaves nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with pa.OSFile(str(temporary), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
            writer.write_batch(batch)
        with temporary.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)
    return digest


def sync_folder(path: Path) -> None:
    """Make renames in a folder last through a power cut."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Reader:
    """Gives sections of a version it knows as views of the mapped file."""

    def __init__(self, schema: pa.Schema, batch: pa.RecordBatch) -> None:
        self.at = {
            field.name: i for i, field in enumerate(schema) if int((field.metadata or {}).get(b"version", b"0")) <= SECTION
        }
        self.batch = batch

    def values(self, name: str) -> Any:
        """A section's values. Missing when it is not there."""
        if name not in self.at:
            raise Missing(name)
        return self.batch.column(self.at[name]).flatten()

    def numbers(self, name: str) -> Any:
        """Numbers, without copying."""
        return self.values(name).to_numpy(zero_copy_only=True)

    def flags(self, name: str) -> Any:
        """Flags, without copying."""
        return self.numbers(name).view(np.bool_)

    def words(self, name: str) -> Any:
        """Texts or bytes."""
        return tuple(self.values(name).to_pylist())

    def members(self, name: str, unit_sets: list[str]) -> dict[str, Membership]:
        """Memberships of the unit sets whose sections are there."""

        def one(unit_set: str) -> Membership:
            section = f"{name}.members.{unit_set}"
            return Membership(self.numbers(f"{section}.thing"), self.numbers(f"{section}.unit"))

        return there(unit_sets, one)

    def mapping(self, name: str, keys: list[str]) -> dict[str, Any]:
        """Key → numbers, of the keys whose sections are there."""
        return there(keys, lambda key: self.numbers(f"{name}.{key}"))


def there(keys: list[str], read: Callable[[str], Any]) -> dict[str, Any]:
    """Key → what ``read`` gives, without the keys whose sections are missing."""
    out = {}
    for key in keys:
        try:
            out[key] = read(key)
        except Missing:
            continue
    return out
