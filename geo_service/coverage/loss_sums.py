"""Sums over those who lose a place: by ward, and how much farther they go."""

from __future__ import annotations

import numpy as np

from geo_service.coverage.city import Floats
from geo_service.coverage.measure import Index


def spread(farther_m: Floats, weight: Floats) -> tuple[float | None, float | None]:
    """Weighted mean and 90th percentile (the smallest value within which at least nine tenths of the weight lie)."""
    whole = float(weight.sum())
    if whole <= 0:
        return None, None
    order = np.argsort(farther_m, kind="stable")
    heaped = np.cumsum(weight[order])
    at = int(np.searchsorted(heaped, 0.9 * whole - 1e-9 * whole))
    return float(farther_m @ weight / whole), float(farther_m[order][min(at, len(order) - 1)])


def by_ward(ward: Index, people: Floats, wards: int) -> tuple[float, ...]:
    """Sums by each of so many wards, and last of what is in none (-1)."""
    return tuple(np.bincount(np.where(ward >= 0, ward, wards), people, wards + 1).tolist())
