"""What the engine returns: typed figures, before any wording or rounding (geo_service.render does both)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import City, DatasetNote
from geo_service.coverage.question import Question

PERCENTILES = (50, 75, 90, 95)


@dataclass(frozen=True)
class Figures:
    """The figures of one unit or of the total. demand = served + unserved + left_out; people, households or facilities.

    ``distance_m``: percentile → metres to the nearest place on the question's reach, weighted by demand (None: nobody).
    ``error_bound``: largest possible error of ``share_served`` from the apportionment of ground, in shares (0.005 = half
    a point). ``in_zone``: of the demand, who lives in the hazard's zone: (demand, served, unserved), None without zones.
    """

    demand: float
    served: float
    unserved: float
    left_out: float
    depends_on_one: float
    distance_m: Mapping[int, float | None]
    error_bound: float = 0.0
    in_zone: tuple[float, float, float] | None = None

    @property
    def share_served(self) -> float | None:
        """served / (served + unserved); None when that is 0."""
        asked = self.served + self.unserved
        return self.served / asked if asked > 0 else None


@dataclass(frozen=True)
class UnitFigures:
    """Figures of one unit. ``unknown_features``: areas in it whose count is not published."""

    code: str
    name_ja: str
    name_en: str
    ward: str
    figures: Figures
    unknown_features: int = 0


@dataclass(frozen=True)
class Nearest:
    """A place found from somewhere, with its distance on the question's reach."""

    id: str
    name: str
    lon: float
    lat: float
    distance_m: float
    within: bool


@dataclass(frozen=True)
class Item:
    """One facility of a facility demand. ``served`` None: left out (``why`` says the reason code)."""

    id: str
    name: str
    kind: str
    ward: str
    lon: float | None
    lat: float | None
    served: bool | None
    nearest: Nearest | None
    within: int
    """Places within the limit."""
    why: str = ""


@dataclass(frozen=True)
class Reason:
    """A named count of what is not in the figures, or is in them with a doubt.

    ``code`` is one of: "no_position", "position_is_an_area", "count_unknown", "outside_units", "outside_city",
    "supply_no_position", "supply_not_designated", "supply_mark_unknown", "supply_kind_excluded", "supply_neighbour",
    "supply_other_dataset", "demand_other_dataset"; of a reach along streets "off_streets", "closed_in",
    "supply_off_streets", "supply_closed".
    ``amount`` is in the demand's unit for demand reasons (NaN: unknown), else places.
    """

    code: str
    things: int
    amount: float
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class GapPiece:
    """Ground of one small unit that is beyond the limit, for drawing. ``shape`` is WKB in lon/lat.

    ``band``: 0 = up to twice the limit, 1 = farther. ``people``: demand in the unit that is unserved (whole unit).
    """

    unit_code: str
    unit_name: str
    band: int
    unserved: float
    shape: bytes


@dataclass(frozen=True)
class Firmness:
    """The share served under one other reasonable assumption ("limit_less", "limit_more", "detour", "blank_as_no", …)."""

    assumption: str
    value: float
    share_served: float | None


@dataclass(frozen=True)
class Answer:
    """The whole answer to a question about a City."""

    id: str
    city: City
    question: Question
    total: Figures
    units: Mapping[str, tuple[UnitFigures, ...]]
    items: tuple[Item, ...]
    """Facilities, for a facility demand; empty for population."""
    supply_index: NDArray[np.int32]
    """Indices into the City's places of the supply layer: the places that count."""
    supply_users: NDArray[np.float64]
    """Demand whose nearest place this is and which is served by it, same length."""
    left_out: tuple[Reason, ...]
    excluded_supply: tuple[Reason, ...]
    firmness: tuple[Firmness, ...]
    datasets: tuple[DatasetNote, ...]
    """Datasets the answer rests on, and those of the same group or layer that were not used."""
    zones_loaded: bool
    """Whether zones of the question's hazard are loaded (False also when the question has no hazard)."""
