"""The streets of a City as one kind of walker uses them, made ready once and kept: what may be walked, and who is where on it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from copy import copy
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.attach import Attached, Doors
from geo_service.coverage.barriers import Barriers
from geo_service.coverage.city import Atoms, City, Places
from geo_service.coverage.closures import closed_by
from geo_service.coverage.cutting import Opened, Touched, cut
from geo_service.coverage.graph import Graph, build_graph
from geo_service.coverage.grounds import attach_source
from geo_service.coverage.labels import Labels
from geo_service.coverage.network import Network
from geo_service.coverage.profiles import PROFILES, Profile
from geo_service.coverage.question import Reach
from geo_service.coverage.search import Ends, Masks, gather, search
from geo_service.coverage.stepped import Stepped
from geo_service.errors import NotAnswerableError

Index = NDArray[np.int64]
KEPT = 12
"""Walks kept at once, whole and closed ones apart: two cities' audiences with all profiles."""
KEPT_SEARCHES = 4
"""Searches kept of one walk."""
KEPT_SOURCES = 16
"""Lists of things whose attachment is kept: people by group and places by layer."""


class Walk:
    """One network as one profile walks it. Attachments and searches are made when first asked for, and kept.

    ``whole``: the same walk with nothing closed, where ``opened`` is what a closure leaves of it. People and places stay
    where they step onto the whole network: whose own spot is closed gets nowhere, and nobody is moved to another street.
    """

    def __init__(
        self, network: Network, profile: Profile, barriers: Barriers, whole: Walk | None = None, opened: Opened | None = None
    ) -> None:
        self.network = network
        self.profile = profile
        self.barriers = barriers
        self.whole = whole
        self.zones: object = None
        """The zones that closed it: kept, so that their id is nobody else's."""
        self.opened = opened
        self.usable = profile.usable(network)
        self.left = network if opened is None else opened.network
        self.left_usable = profile.usable(self.left)
        self.graph: Graph = build_graph(self.left, self.left_usable)
        self._lock = Lock()
        self._doors: Doors | None = None
        self._attached: OrderedDict[int, tuple[Atoms | Places, Attached]] = OrderedDict()
        self._made: dict[int, tuple[Atoms | Places, Attached]] = {}
        self._searches: OrderedDict[tuple[bytes, ...], Labels] = OrderedDict()

    def take(self, stepped: Stepped | None, barriers: Barriers | None) -> None:
        """What was worked out when the release was made, where it was for this network and these barriers."""
        if stepped is not None and stepped.network is self.network and stepped.barriers is barriers:
            self._made = {id(source): (source, attached) for source, attached in stepped.of(self.profile.id)}

    def without_bridges(self, ways: Index) -> Walk:
        """The same walk without the bridges of these ways, for a look: it is kept nowhere. Nobody stands on a bridge, so that
        everyone stays where they are."""
        made = copy(self)
        made.graph = build_graph(self.left, self.left_usable & ~np.isin(self.left.way, ways))
        made._searches = OrderedDict()
        return made

    def doors(self) -> Doors:
        """The streets that can be stepped onto when nothing is closed."""
        if self.whole is not None:
            return self.whole.doors()
        if self._doors is None:
            self._doors = Doors(self.network, self.usable, self.barriers)
        return self._doors

    def attached(self, source: Atoms | Places) -> Attached:
        """Where each of the source's things is on the streets when nothing is closed, (n,)."""
        if self.whole is not None:
            return self.whole.attached(source)
        with self._lock:
            kept = self._made.get(id(source)) or self._attached.get(id(source))
            # The source itself is kept beside, so that its id is nobody else's.
            if kept is None or kept[0] is not source:
                kept = (source, attach_source(self.doors(), source))
                self._attached[id(source)] = kept
                while len(self._attached) > KEPT_SOURCES:
                    self._attached.popitem(last=False)
            return kept[1]

    def ends(self, source: Atoms | Places, which: Index) -> Ends:
        """The ends of some of the source's things; edge -1 where they are on no street, or on a closed one."""
        return self.open_ends(self.attached(source).ends.rows(which))

    def entrances(self, source: Atoms | Places, which: Index) -> Ends:
        """All ends at which some of the source's places are reached, owned by their position in ``which``."""
        return self.open_ends(self.attached(source).reached.rows(which))

    def open_ends(self, ends: Ends) -> Ends:
        """Things of the whole network where they are on what is open."""
        return ends if self.opened is None else self.opened.moved(ends)

    def shut(self, source: Atoms | Places) -> NDArray[np.bool_]:
        """Which of the source's things are on a street, but on a closed part of it, (n,)."""
        ends = self.attached(source).ends
        return np.asarray((ends.edge >= 0) & (self.open_ends(ends).edge < 0), dtype=np.bool_)

    def shut_places(self, source: Places) -> NDArray[np.bool_]:
        """Which places are reached over streets, but over closed parts of them only, (n,)."""
        ends = self.attached(source).reached
        open_dm = self.open_ends(ends)
        some, left = (np.bincount(ends.owners()[one.edge >= 0], minlength=len(source)) > 0 for one in (ends, open_dm))
        return np.asarray(some & ~left, dtype=np.bool_)

    def labels(self, places: Ends, masks: Masks, k: int, sets: int) -> Labels:
        """The search from these places over the whole network, kept for the next who asks the same."""
        parts = (places.edge, places.along_dm, places.access_dm, places.owners(), masks)
        key = (*(one.tobytes() for one in parts), bytes([k, sets]))
        with self._lock:
            if key in self._searches:
                self._searches.move_to_end(key)
                return self._searches[key]
        found = search(self.graph, places, masks, k, sets=sets)
        with self._lock:
            self._searches[key] = found
            while len(self._searches) > KEPT_SEARCHES:
                self._searches.popitem(last=False)
        return found

    def nearest(
        self, things: Ends, places: Ends, masks: Masks, k: int, sets: int, limit_dm: int | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The k nearest places of each set for every thing: decimetres and positions among the places, (n, sets, k)."""
        labels = self.labels(places, masks, k, sets) if limit_dm is None else search(self.graph, places, masks, k, limit_dm, sets)
        return gather(self.graph, labels, things, places, masks, k, sets)


Key = tuple[int, str, tuple[str, ...]]
_walks: OrderedDict[Key, Walk] = OrderedDict()
_closed: OrderedDict[Key, Walk] = OrderedDict()
"""Walks with something closed, apart: many drawn shapes never push out the streets that everyone walks."""
_making: dict[Key, Lock] = {}
_lock = Lock()
"""Held for a look only: making a walk takes seconds, in which those who walk other streets go on."""


def streets_of(city: City) -> Network:
    """The City's streets. NotAnswerableError, lacking "streets", where none are loaded."""
    network = city.network
    if network is None:
        raise NotAnswerableError(
            f"{city.name_ja}には歩く道のデータが読み込まれていないため、歩く道での距離は測れません。直線なら答えられます。",
            f"No walking streets are loaded for {city.name_en or city.name_ja}, so distances along streets cannot be measured. "
            "In a straight line they can.",
            lacks=["streets"],
        )
    return network


def walk_of(city: City, reach: Reach) -> Walk:
    """The City's streets as the reach's profile walks them. NotAnswerableError, lacking "streets", where none are loaded."""
    network = streets_of(city)
    profile = PROFILES[reach.profile]

    def open_to_all() -> Walk:
        made = Walk(network, profile, city.barriers or Barriers())
        made.take(city.stepped, city.barriers)
        return made

    whole = _kept(_walks, (id(network), profile.id, ()), network, open_to_all)
    if not reach.closed:
        return whole

    def shut() -> Walk:
        made = Walk(network, profile, whole.barriers, whole, cut(network, closed_by(city, reach.closed)))
        made.zones = city.zone_grounds
        return made

    # Zones are the City's, which another City with the same streets need not share.
    return _kept(_closed, (id(network), profile.id, (str(id(city.zone_grounds)), *reach.closed)), network, shut)


def touched(city: City, reach: Reach) -> Touched:
    """What a reach's closures touch, whoever walks: ways, metres and bridges of the whole network."""
    walk = walk_of(city, reach)
    return Touched(0, 0.0, 0) if walk.opened is None else walk.opened.touched


def _kept(walks: OrderedDict[Key, Walk], key: Key, network: Network, make: Callable[[], Walk]) -> Walk:
    """The walk of the key, made by the first who asks while others of the same key wait."""

    def look() -> Walk | None:
        with _lock:
            kept = walks.get(key)
            if kept is None or kept.network is not network:
                return None
            walks.move_to_end(key)
            return kept

    found = look()
    if found is not None:
        return found
    with _lock:
        turn = _making.setdefault(key, Lock())
    with turn:
        found = look()
        if found is None:
            found = make()
            with _lock:
                walks[key] = found
                walks.move_to_end(key)
                while len(walks) > KEPT:
                    walks.popitem(last=False)
    with _lock:
        _making.pop(key, None)
    return found
