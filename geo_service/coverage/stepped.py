"""Where a City's people and places step onto its streets, worked out when a release is made: nobody's first click pays.

Kept for the first profile whole, for the others by what differs from it: who walks less streets steps onto the same one
wherever it may.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.attach import ATTACHED, TINY, TRIES_M, Attached, Doors, make_ends
from geo_service.coverage.barriers import Barriers
from geo_service.coverage.city import Atoms, City, Places
from geo_service.coverage.grounds import APART_M, MOST, NEAR_M, Entrances, entrances
from geo_service.coverage.network import Floats, Ints, Network
from geo_service.coverage.profiles import PROFILES

Index = NDArray[np.int64]
RULES = 2
"""Number of the rules in :mod:`.attach`: raise it when what they give changes, so that what older ones gave is not used."""


@dataclass(frozen=True)
class Steps:
    """n things of one source. ``edge`` (n,): -1 on no street; ``along_dm``, ``access_dm`` (n,): as in ``Ends``; ``why`` (n,):
    as in ``Attached``."""

    edge: Ints
    along_dm: Floats
    access_dm: Ints
    why: NDArray[np.int8]

    def rows(self, which: Index) -> Steps:
        """Of these only."""
        return Steps(self.edge[which], self.along_dm[which], self.access_dm[which], self.why[which])


@dataclass(frozen=True)
class Differing:
    """The things of a source that step elsewhere than the first profile's walkers: ``which`` (d,), and where they do."""

    which: Ints
    steps: Steps


@dataclass(frozen=True)
class Stepped:
    """For the network and barriers it was made with, and for these very sources: by source, in their order.

    ``first``: of the first profile; ``others``: profile → what differs. ``entrances``: profile → by source, None without
    large grounds.
    """

    network: Network
    barriers: Barriers | None
    sources: tuple[Atoms | Places, ...]
    first: tuple[Steps, ...]
    others: dict[str, tuple[Differing, ...]]
    entrances: dict[str, tuple[Entrances | None, ...]]

    def of(self, profile: str) -> Iterator[tuple[Atoms | Places, Attached]]:
        """Each source and where its things are for a profile; nothing for a profile it was not made for."""
        whole = profile == next(iter(PROFILES))
        if not whole and profile not in self.others:
            return
        for at, source in enumerate(self.sources):
            steps = self.first[at]
            if not whole and len(self.others[profile][at].which):
                steps = _put(steps, self.others[profile][at])
            attached, more = _attached(self.network, source, steps), self.entrances[profile][at]
            yield source, attached if more is None else replace(attached, entrances=more.ends(self.network))


def rules() -> str:
    """What an attachment follows from besides the data: another text, and what was kept is not used."""
    walkers = " ".join(f"{one.id}={one.never}/{one.steepest:g}" for one in PROFILES.values())
    numbers = (TINY, *TRIES_M, NEAR_M, APART_M, MOST)
    return f"{RULES} {' '.join(f'{one:g}' for one in numbers)} {walkers}"


def sources_of(city: City) -> tuple[Atoms | Places, ...]:
    """All that can be asked about or counted along streets, in a fixed order."""
    return (*city.populations, *city.places.values())


class Stepping:
    """Makes the steps of Cities that share streets: one release for several audiences, whose people stand on the same ground."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int, str], Steps] = {}
        self._entered: dict[tuple[int, int, str], Entrances] = {}
        self._doors: dict[tuple[int, str], Doors] = {}
        self._held: list[object] = []

    def city(self, city: City) -> City:
        """The City with its steps; as it is without streets."""
        if city.network is None:
            return city
        network, barriers = city.network, city.barriers or Barriers()
        first, *rest = PROFILES
        sources = sources_of(city)
        whole = tuple(self._steps(network, barriers, first, one) for one in sources)
        others = {}
        for profile in rest:
            mine = [self._steps(network, barriers, profile, one) for one in sources]
            others[profile] = tuple(_differing(a, b) for a, b in zip(whole, mine, strict=True))
        doors = {profile: tuple(self._entrances(network, barriers, profile, one) for one in sources) for profile in PROFILES}
        return replace(city, stepped=Stepped(network, city.barriers, sources, whole, others, doors))

    def _entrances(self, network: Network, barriers: Barriers, profile: str, source: Atoms | Places) -> Entrances | None:
        if not isinstance(source, Places) or source.ground is None:
            return None
        key = (id(network), id(source.ground), profile)
        if key not in self._entered:
            self._held += [network, source.ground]
            self._entered[key] = entrances(self._doors_of(network, barriers, profile), source.ground)
        return self._entered[key]

    def _steps(self, network: Network, barriers: Barriers, profile: str, source: Atoms | Places) -> Steps:
        """Audiences see copies of one source that share its positions: by those it is known again."""
        key = (id(network), id(source.x), profile)
        if key not in self._made:
            self._held += [network, source.x]  # so that their ids are nobody else's
            self._made[key] = self._make(network, barriers, profile, source)
        return self._made[key]

    def _make(self, network: Network, barriers: Barriers, profile: str, source: Atoms | Places) -> Steps:
        doors = self._doors_of(network, barriers, profile)
        x, y = np.asarray(source.x), np.asarray(source.y)
        first = next(iter(PROFILES))
        widest = self._doors_of(network, barriers, first)
        if doors is widest and profile != first:
            return self._steps(network, barriers, first, source)
        if doors is widest or not np.isin(doors.edges, widest.edges).all():
            return _steps(doors.attach(x, y))
        # Of fewer streets the nearest is the same, where it is among them. Only the others have to look again.
        known = self._steps(network, barriers, first, source)
        stands = np.zeros(len(network), dtype=np.bool_)
        stands[doors.edges] = True
        again = np.flatnonzero(~((known.why == ATTACHED) & stands[known.edge]))
        return _put(known, Differing(again.astype(np.int32), _steps(doors.attach(x[again], y[again]))))

    def _doors_of(self, network: Network, barriers: Barriers, profile: str) -> Doors:
        key = (id(network), profile)
        if key not in self._doors:
            usable = PROFILES[profile].usable(network)
            same = [
                doors
                for (of, other), doors in self._doors.items()
                if of == key[0] and (self._usable(network, other) == usable).all()
            ]
            self._doors[key] = same[0] if same else Doors(network, usable, barriers)
        return self._doors[key]

    def _usable(self, network: Network, profile: str) -> NDArray[np.bool_]:
        return PROFILES[profile].usable(network)


def _steps(attached: Attached) -> Steps:
    ends = attached.ends
    return Steps(ends.edge, ends.along_dm, ends.access_dm, attached.why)


def _put(steps: Steps, other: Differing) -> Steps:
    """The steps with what differs put in."""
    edge, along = np.array(steps.edge), np.array(steps.along_dm)
    access, why = np.array(steps.access_dm), np.array(steps.why)
    at = other.which
    edge[at], along[at], access[at], why[at] = other.steps.edge, other.steps.along_dm, other.steps.access_dm, other.steps.why
    return Steps(edge, along, access, why)


def _differing(first: Steps, other: Steps) -> Differing:
    same = (first.edge == other.edge) & (first.along_dm == other.along_dm) & (first.access_dm == other.access_dm)
    which = np.flatnonzero(~(same & (first.why == other.why)))
    return Differing(which.astype(np.int32), other.rows(which))


def _attached(network: Network, source: Atoms | Places, steps: Steps) -> Attached:
    length = (
        np.where(steps.edge >= 0, np.asarray(network.length_dm)[steps.edge], 0) if len(network) else np.zeros(len(steps.edge))
    )
    ends = make_ends(
        steps.edge, steps.along_dm, length.astype(np.float64), steps.access_dm, np.asarray(source.x), np.asarray(source.y)
    )
    return Attached(ends, steps.why)
