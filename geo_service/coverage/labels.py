"""What a search leaves at the nodes of a network: labels, each a distance and a place in one number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.network import Ints

PLACE = np.int64(0xFFFFFFFF)
"""The bits of a label that number the place."""
NOWHERE = np.int64(2_000_000_000) << np.int64(32)
"""The label of no place."""


@dataclass(frozen=True)
class Labels:
    """What a search leaves at the n nodes: ``label`` (n, width), nearest first, the first ``count`` (n,) of each row: the
    distance in decimetres times 2³² plus the place. A row has the k nearest of every set, and nothing that is among the k
    nearest of none."""

    label: NDArray[np.int64]
    count: Ints

    @property
    def distance_dm(self) -> NDArray[np.int64]:
        """(n, width); meaningless past ``count``."""
        return self.label >> 32

    @property
    def place(self) -> Ints:
        """(n, width); meaningless past ``count``."""
        return (self.label & PLACE).astype(np.int32)

    def nearest_dm(self) -> NDArray[np.int64]:
        """(n,) decimetres to the nearest place, those of ``NOWHERE`` where there is none."""
        none = self.count == 0
        return np.where(none, NOWHERE >> 32, self.label[:, 0] >> 32).astype(np.int64)
