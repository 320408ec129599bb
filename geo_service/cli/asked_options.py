"""The options of a question, which every command that asks one has: declared once, given to the command as one dict."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from types import MappingProxyType
from typing import Any

from geo_service.cli import options as o

ASKED: Mapping[str, Any] = {
    "demand": o.Demand,
    "time": o.Time,
    "hazard": o.Hazard,
    "source": o.Source,
    "scale": o.Scale,
    "stay_hours": o.StayHours,
    "kind": o.Kind,
    "within": o.Within,
    "reach": o.Reach,
    "profile": o.Profile,
    "closed_by": o.ClosedBy,
    "unit_set": o.UnitSet,
    "ward": o.Ward,
    "neighbours": o.Neighbours,
}
"""Parameter of a question → its option, in the order help shows them."""
Values = Mapping[str, object]
"""Parameters of a question that were given, by name."""
NOTHING: Values = MappingProxyType({})
Command = Callable[..., None]


def asking(without: Sequence[str] = (), behind: Mapping[str, Sequence[str]] | None = None) -> Callable[[Command], Command]:
    """A command with the options of a question in the place of its parameter ``values``, which is given those that were used.

    ``without``: options it does not have; ``behind``: own options of the command that help shows behind one of these.
    """
    placed = behind or {}
    moved = {name for names in placed.values() for name in names}
    options = {name: annotation for name, annotation in ASKED.items() if name not in without}

    def wrap(command: Command) -> Command:
        own = inspect.signature(command, eval_str=True).parameters
        shown: list[inspect.Parameter] = []
        for name, one in own.items():
            if name == "values":
                for option, annotation in options.items():
                    usual = False if option == "neighbours" else None
                    shown.append(one.replace(name=option, default=usual, annotation=annotation))
                    shown += [own[name] for name in placed.get(option, ())]
            elif name not in moved:
                shown.append(one)

        @wraps(command)
        def asked(**given: Any) -> None:
            values = {name: given.pop(name) for name in options if name in given}
            command(**given, values={name: value for name, value in values.items() if value not in (None, False)})

        asked.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
        asked.__annotations__ = {one.name: one.annotation for one in shown}
        return asked

    return wrap
