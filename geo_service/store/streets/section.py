"""A City's network and its barriers as sections of the City file. A file without them, or with newer ones, has no network."""

from __future__ import annotations

from typing import Any

from geo_service.coverage.barriers import Barriers
from geo_service.coverage.network import Network
from geo_service.store.sections import Missing, Reader, Writer, there

NUMBERS = (
    "x", "y", "start", "end", "length_dm", "flags", "slope", "coords", "coord_offsets", "way", "name", "island",
)  # fmt: skip


def write_network(out: Writer, network: Network) -> None:
    """All sections of a network."""
    for name in NUMBERS:
        out.numbers(f"network.{name}", getattr(network, name))
    # A section of a later day: an older file has none, an empty one says nothing.
    if len(network.rank):
        out.numbers("network.rank", network.rank)
    out.words("network.names", network.names)
    out.words("network.title", [network.title])


def read_network(file: Reader) -> Network | None:
    """The network of a City file, its arrays mapped from it; None without one."""
    try:
        numbers: dict[str, Any] = {name: file.numbers(f"network.{name}") for name in NUMBERS}
        words, title = file.words("network.names"), file.words("network.title")[0]
    except Missing:
        return None
    numbers["coords"] = numbers["coords"].reshape(-1, 2)
    numbers |= there(["rank"], lambda name: file.numbers(f"network.{name}"))
    return Network(**numbers, names=words, title=title)


def write_barriers(out: Writer, barriers: Barriers) -> None:
    """All sections of the barriers."""
    for name in ("coords", "offsets", "kind"):
        out.numbers(f"barriers.{name}", getattr(barriers, name))


def read_barriers(file: Reader) -> Barriers | None:
    """The barriers of a City file, mapped from it; None without any."""
    try:
        coords, offsets, kind = (file.numbers(f"barriers.{name}") for name in ("coords", "offsets", "kind"))
    except Missing:
        return None
    return Barriers(coords.reshape(-1, 2), offsets, kind)
