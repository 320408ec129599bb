"""A question with all its parameters chosen: demand × supply × reach × filters. Frozen; made by geo_service.questions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True)
class Demand:
    """What needs serving: a population group (``source`` "group"), a facility layer ("layer", with ``only``), or the people
    who are at schools, workplaces and stations by day ("day", whose ``id`` is "day_people")."""

    source: Literal["group", "layer", "day"]
    id: str
    only: str = ""
    """Kind slug of a facility layer, "" for all kinds; of people by day the layer whose places they are at, "" for all."""


@dataclass(frozen=True)
class Supply:
    """The places that serve: a layer, the kinds of it (empty: all), the hazard they must be designated for ("": any).

    ``limits_m``: kind → its own limit; a kind that is not in it uses the reach's limit. Empty for one limit.
    """

    layer: str
    kinds: tuple[str, ...] = ()
    hazard: str = ""
    limits_m: tuple[tuple[str, float], ...] = ()
    neighbours: bool = False
    zone: str = ""
    """Key of the :class:`~.city.ZoneGround` that the hazard is read from; "": all its zones laid over each other."""
    sure: bool = False
    """Leave out designated places that the zones raise a doubt about."""


@dataclass(frozen=True)
class Reach:
    """How distance is measured. "straight"; "detour": straight distance times ``detour_factor``; or "streets": along the
    streets that ``profile`` (see :mod:`.profiles`) walks, without those that ``closed`` (see :mod:`.closures`) shuts. Metres."""

    mode: Literal["straight", "detour", "streets"] = "straight"
    limit_m: float = 500.0
    detour_factor: float = 1.0
    profile: str = "adult"
    closed: tuple[str, ...] = ()

    def straight_m(self, limit_m: float) -> float:
        """The straight-line radius that a limit on this reach allows."""
        return limit_m / self.detour_factor


LATER_SUPPLY: Mapping[str, object] = {"zone": "", "sure": False}
LATER_REACH: Mapping[str, object] = {"profile": "adult", "closed": ()}
"""Members of :class:`Supply` and :class:`Reach` that came after 0.2.0, with the value that says nothing."""


@dataclass(frozen=True)
class Question:
    """Everything that decides an answer besides the City. ``ward``: unit code of the ward asked about, "" for the city."""

    id: str
    demand: Demand
    supply: Supply
    reach: Reach
    ward: str = ""
    unit_sets: tuple[str, ...] = ()
    """Unit sets to give figures by; empty: all the city has."""

    def parameters(self) -> dict[str, object]:
        """All parameters as plain JSON values, in a fixed order.

        Those that came later are left out where they say nothing, so that what was asked before keeps its identity.
        """
        found = asdict(self)
        for part, later in (("reach", LATER_REACH), ("supply", LATER_SUPPLY)):
            for name, nothing in later.items():
                if found[part][name] == nothing:
                    del found[part][name]
        return found


def answer_id(
    city: str,
    release: int,
    question: Question,
    engine: str,
    audience: str,
    scenario: Mapping[str, object] | None = None,
) -> str:
    """The identity of an answer: hash of city, release, question, scenario, engine version and audience (16 hex)."""
    text = json.dumps(
        [city, release, question.parameters(), scenario or {}, engine, audience],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
