"""The features of an answer's GeoJSON by role, laid on paper; classes of how many are unserved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape as shape_of

from maps.scales import FACILITIES, scale

Properties = Mapping[str, Any]


@dataclass(frozen=True)
class Features:
    """What an answer's GeoJSON has on the map: role → (lon/lat shape, properties), and the answer itself."""

    answer: Mapping[str, Any]
    roles: Mapping[str, Sequence[tuple[Any, Properties]]]

    @classmethod
    def of(cls, collection: Mapping[str, Any]) -> Features:
        """Of the parsed GeoJSON (render.to_geojson)."""
        roles: dict[str, list[tuple[Any, Properties]]] = {}
        for one in collection["features"]:
            if one["geometry"] is not None:
                roles.setdefault(one["properties"]["role"], []).append((shape_of(one["geometry"]), one["properties"]))
        return cls(collection["answer"], roles)

    def __getitem__(self, role: str) -> Sequence[tuple[Any, Properties]]:
        return self.roles.get(role, ())

    def of_code(self, role: str, code: str) -> list[Any]:
        """The shapes of that role and code."""
        return [shape for shape, said in self[role] if said.get("code") == code]

    @property
    def limits(self) -> tuple[int, ...]:
        """Lower limits of the classes, from the answer alone (maps.scales gives those of the whole city)."""
        if self.answer["unit"] == "facilities":
            return FACILITIES
        unserved = [said["unserved"] for _, said in self["unit"] if (said["unserved"] or 0) > 0]
        return scale(float(np.median(unserved)) if unserved else 1.0)

    @property
    def unknown(self) -> set[str]:
        """Codes of the small units nobody knows the people of."""
        return {said["code"] for _, said in self["unit"] if said["unknown_features"] > 0 and not (said["demand"] or 0) > 0}


def parts(shape: Any) -> Iterator[Any]:
    """The single polygons of a shape, largest first."""
    yield from sorted(
        (one for one in shapely.get_parts(shape) if one.geom_type == "Polygon" and not one.is_empty), key=lambda one: -one.area
    )


def class_of(value: float | None, limits: Sequence[int]) -> int:
    """Index of the class of a count; -1 when there are none."""
    return -1 if not value or value <= 0 else max(0, sum(value >= one for one in limits) - 1)
