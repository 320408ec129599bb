"""The outlines of large grounds as sections of the City file. Without them places are reached at their points."""

from __future__ import annotations

from geo_service.coverage.grounds import Ground
from geo_service.store.sections import Missing, Reader, Writer

PARTS = ("coords", "ring_offsets", "place")


def write_ground(out: Writer, name: str, ground: Ground) -> None:
    """All sections of the outlines."""
    for part in PARTS:
        out.numbers(f"{name}.{part}", getattr(ground, part))


def read_ground(file: Reader, name: str) -> Ground | None:
    """The outlines, mapped from the file; None where it has none."""
    try:
        coords, offsets, place = (file.numbers(f"{name}.{part}") for part in PARTS)
    except Missing:
        return None
    return Ground(coords.reshape(-1, 2), offsets, place)
