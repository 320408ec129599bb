"""Sections of a City file that hold its dwellings."""

from __future__ import annotations

from typing import Any

from geo_service.coverage.dwellings import COUNTED, Dwellings
from geo_service.coverage.floors import FLOORS
from geo_service.store.sections import Reader, Writer, there

NUMBERS = ("basis", "held_by", "dataset")
SPREADS = ("low", "high")


def write_dwellings(out: Writer, dwellings: Dwellings) -> None:
    """Add the sections of these dwellings."""
    out.words("dwellings.unit_set", [dwellings.unit_set])
    for name in (*NUMBERS, *SPREADS):
        out.numbers(f"dwellings.{name}", getattr(dwellings, name))
    for name, values in dwellings.counts.items():
        out.numbers(f"dwellings.counts.{name}", values)


def read_dwellings(file: Reader) -> Dwellings | None:
    """The dwellings of a file, None where it has none that this service knows."""
    return there(["dwellings"], lambda name: _read(file, name)).get("dwellings")


def _read(file: Reader, name: str) -> Dwellings:
    numbers: dict[str, Any] = {one: file.numbers(f"{name}.{one}") for one in NUMBERS}
    numbers |= {one: file.numbers(f"{name}.{one}").reshape(-1, FLOORS) for one in SPREADS}
    return Dwellings(unit_set=file.words(f"{name}.unit_set")[0], counts=file.mapping(f"{name}.counts", list(COUNTED)), **numbers)
