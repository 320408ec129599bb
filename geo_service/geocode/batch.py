"""Many addresses at once, as arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.geocode.gazetteer import Gazetteer
from geo_service.geocode.match import Match, find

NONE = "none"


@dataclass(frozen=True)
class Geocoded:
    """n addresses found, or not.

    ``lon``, ``lat``: (n,) degrees, NaN for none. ``accuracy``: n of "point" (residence or parcel number), "block", "area" (a
    point that stands for a whole 町丁: never to measure distances from) or "none". ``source``: "official" (published
    positions), "towns", "places" (another thing at the address) or "". ``matched``: what was found, in words. ``how``:
    see :data:`geo_service.geocode.match.How`. ``candidates``: for what was not found, up to three 町丁 most like it.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    accuracy: tuple[str, ...]
    source: tuple[str, ...]
    matched: tuple[str, ...]
    how: tuple[str, ...]
    candidates: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.lon)

    def counts(self) -> dict[str, int]:
        """Accuracy → addresses, the best first."""
        found = Counter(self.accuracy)
        return {level: found[level] for level in ("point", "block", "area", NONE) if found[level]}


def geocode(addresses: Sequence[str], gazetteer: Gazetteer, wards: Sequence[str] = ()) -> Geocoded:
    """Find n addresses. ``wards``: n names or codes of wards told beside them ("" for none); empty: nothing is told."""
    told = [gazetteer.ward_of(ward) for ward in wards] if wards else [-1] * len(addresses)
    known: dict[tuple[str, int], Match] = {}
    matches = []
    for one in zip(addresses, told, strict=True):
        match = known.get(one)
        if match is None:
            match = known[one] = find(one[0], gazetteer, one[1])
        matches.append(match)
    at = np.array([match.at for match in matches], dtype=np.int64).reshape(-1)
    lon, lat = np.full(len(at), np.nan), np.full(len(at), np.nan)
    lon[at >= 0], lat[at >= 0] = gazetteer.lon[at[at >= 0]], gazetteer.lat[at[at >= 0]]
    return Geocoded(
        lon,
        lat,
        tuple(match.level or NONE for match in matches),
        tuple(match.source or "" for match in matches),
        tuple(match.matched for match in matches),
        tuple(match.how for match in matches),
        tuple(match.candidates for match in matches),
    )
