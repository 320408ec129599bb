"""What was worked out of Cities last, kept in memory: bounded, and worked out once even when many ask at the same moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from geo_service.api.kept import OneAtATime
from geo_service.coverage.city import City

Found = TypeVar("Found")


class KeptOfCities(OneAtATime, Generic[Found]):
    """The things asked for last, at most ``most``. Safe for many threads."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._kept: OrderedDict[tuple[object, ...], tuple[City, Found]] = OrderedDict()

    def get(self, city: City, what: tuple[object, ...], work: Callable[[], Found]) -> Found:
        """What ``work`` makes of the City, kept or made now. Raises what it raises; that is not kept."""
        key = (city.code, city.release, city.audience, *what)
        with self._alone(key):
            found = self._find(key, city)
            if found is None:
                found = (city, work())
                with self._lock:
                    self._kept[key] = found
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
            return found[1]

    def _find(self, key: tuple[object, ...], city: City) -> tuple[City, Found] | None:
        with self._lock:
            found = self._kept.get(key)
            # Another City of the same release is other data (or was opened anew): its figures are worked out anew.
            if found is None or found[0] is not city:
                return None
            self._kept.move_to_end(key)
            return found
