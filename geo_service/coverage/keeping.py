"""Things worked out of a City's parts and kept for as long as those parts live, so that old releases do not stay in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import ref

Found = TypeVar("Found")


class Keeping(Generic[Found]):
    """At most ``most`` things, each by the very objects it was made of (held weakly) and a word; worked out one at a time.

    What is kept must not hold those objects itself.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[tuple[ref[Any], ...], Found]] = OrderedDict()
        self._lock, self._working = Lock(), Lock()

    def get(self, made_of: tuple[object, ...], word: Hashable, work: Callable[[], Found]) -> Found:
        """What ``work`` gives, kept. Whoever asks for the same meanwhile waits and gets the same; an error is not kept."""
        key = (tuple(map(id, made_of)), word)
        found = self._look(key)
        if found is None:
            with self._working:
                found = self._look(key)
                if found is None:
                    found = (work(),)
                    with self._lock:
                        self._kept[key] = (tuple(ref(one) for one in made_of if one is not None), found[0])
                        while len(self._kept) > self._most:
                            self._kept.popitem(last=False)
        return found[0]

    def __len__(self) -> int:
        with self._lock:
            self._forget()
            return len(self._kept)

    def _look(self, key: Hashable) -> tuple[Found] | None:
        with self._lock:
            # First of all: an id may be another object's once its own is gone.
            self._forget()
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return (self._kept[key][1],)

    def _forget(self) -> None:
        for key in [key for key, (parts, _) in self._kept.items() if any(part() is None for part in parts)]:
            del self._kept[key]
