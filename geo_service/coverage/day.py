"""Where people are by day: at schools, workplaces and stations, as far as lists say how many."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

import numpy as np

from geo_service.coverage.city import NOT_ASSESSED, City, Floats, Membership, Places
from geo_service.errors import NotAnswerableError

DAY = "day_people"
"""Id of the demand."""
DAY_LAYERS = ("places_of_study_and_work", "stations")
"""Layers whose places say how many people are there by day."""
KEPT = 4
"""Cities of which the places of all layers together are kept."""
_together: OrderedDict[tuple[int, ...], tuple[tuple[Places, ...], Places]] = OrderedDict()
_lock = Lock()


def day_layers(city: City) -> tuple[str, ...]:
    """Those of the layers that are loaded and of which any place of the city's own says a number."""
    return tuple(
        id for id in DAY_LAYERS if id in city.places and np.isfinite(_people(city.places[id])[_own(city.places[id])]).any()
    )


def day_places(city: City, layer: str = "") -> Places:
    """The places people are at by day, of all layers together or of one; ``day_people`` (n,) is never empty.

    Places of several layers are told apart by ids "layer/id". NotAnswerableError when no place says how many are there.
    """
    layers = [id for id in day_layers(city) if layer in ("", id)]
    if not layers:
        raise NotAnswerableError(
            f"{city.name_ja}には、昼間の人数のある学校・勤め先・駅のデータが読み込まれていません。",
            f"No schools, workplaces or stations with their people by day are loaded for {city.name_en or city.name_ja}.",
            lacks=[layer] if layer else list(DAY_LAYERS),
            groups=list(city.groups()),
        )
    return city.places[layers[0]] if len(layers) == 1 else _kept_together(tuple(city.places[id] for id in layers))


def _kept_together(several: tuple[Places, ...]) -> Places:
    """The same places as one, the same object for the same lists: what is worked out of them once is kept by the object."""
    key = tuple(map(id, several))
    with _lock:
        kept = _together.get(key)
        if kept is None:
            # The lists are kept beside, so that their ids are nobody else's.
            kept = (several, together(several))
            _together[key] = kept
            while len(_together) > KEPT:
                _together.popitem(last=False)
        return kept[1]


def _people(places: Places) -> Floats:
    known = np.asarray(places.day_people, dtype=np.float64)
    return known if len(known) == len(places) else np.full(len(places), np.nan)


def _own(places: Places) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(places.own, dtype=np.bool_) & np.asarray(places.used, dtype=np.bool_)


def together(several: Sequence[Places]) -> Places:
    """Places of several layers as one. What a layer says nothing of is unknown for its places; marks are left out."""
    sizes = [len(one) for one in several]

    def joined(name: str) -> Any:
        values = [getattr(one, name) for one in several]
        return tuple(word for one in values for word in one) if isinstance(values[0], tuple) else np.concatenate(values)

    def keyed(name: str, missing: int) -> dict[str, Any]:
        tables = [getattr(one, name) for one in several]
        kind = {key: np.asarray(table[key]).dtype for table in tables for key in table}
        return {
            key: np.concatenate(
                [
                    np.asarray(table[key]) if key in table else np.full(size, missing, dtype=dtype)
                    for table, size in zip(tables, sizes, strict=True)
                ]
            )
            for key, dtype in kind.items()
        }

    offset = np.cumsum([0, *sizes])
    members = {}
    for id in dict.fromkeys(id for one in several for id in one.members):
        pairs = [(one.members[id], start) for one, start in zip(several, offset, strict=False) if id in one.members]
        things = [np.asarray(pair.thing) + np.int32(start) for pair, start in pairs]
        members[id] = Membership(np.concatenate(things).astype(np.int32), np.concatenate([pair.unit for pair, _ in pairs]))
    words = ("name", "address", "kind", "accuracy", "municipality", "remarks")
    numbers = ("x", "y", "lon", "lat", "own", "used", "ward", "capacity", "area_m2", "dataset", "rows", "day_people")
    return replace(
        several[0],
        layer=DAY,
        id=tuple(f"{one.layer}/{id}" for one in several for id in one.id),
        **{name: joined(name) for name in (*words, *numbers)},
        members=members,
        marks={},
        zone_inside=keyed("zone_inside", -1),
        ground_class=keyed("ground_class", NOT_ASSESSED),
        storeys=np.empty(0),
        storeys_from=(),
    )
