"""What closures would close, in words and as plain values."""

from __future__ import annotations

from typing import Any

from geo_service.coverage.city import City
from geo_service.coverage.cutting import Touched
from geo_service.coverage.what_closes import NO_GROUND, OUTSIDE_CITY, Closing, together, what_closes
from geo_service.render.words import closures_label, in_both, number
from layers.base import NOTHING_SAID, Text


def closing_document(city: City, closures: tuple[str, ...]) -> dict[str, Any]:
    """All of it as plain values: what is closed together, each closure by itself, and the sentence."""
    found, each = together(city, closures), what_closes(city, closures)
    return {
        "city": city.code,
        "release": city.release,
        "closed_by": list(closures),
        **_values(found),
        "says": in_both(closing_sentence(city, closures)),
        "each": [
            {
                "closed_by": one.closure,
                "name": in_both(closures_label((one.closure,))),
                **_values(one.touched),
                "outside_city": one.outside,
                "why_nothing": one.why_nothing,
            }
            for one in each
        ],
    }


def closing_sentence(city: City, closures: tuple[str, ...]) -> Text:
    """One sentence or two for a reader who is about to close: how much, and what of it closes nothing."""
    found, said = together(city, closures), closures_label(closures)
    nothing = nothing_closed(city, closures)
    if not found.streets:
        return nothing
    bridges_ja = f"（うち橋{number(found.bridges)}本）" if found.bridges else "（橋はありません）"
    bridges_en = f"bridges among them: {number(found.bridges)}" if found.bridges else "no bridge among them"
    return Text(
        f"{said.ja}で、道{number(found.streets)}本{bridges_ja}、あわせて{number(found.metres)} mが通れなくなります。{nothing.ja}",
        f"{said.en[:1].upper()}{said.en[1:]}: {number(found.streets)} streets ({bridges_en}), {number(found.metres)} metres, "
        f"would be closed.{' ' if nothing.en else ''}{nothing.en}",
    )


def nothing_closed(city: City, closures: tuple[str, ...]) -> Text:
    """A sentence for each closure that closes nothing, or that lies outside the city; nothing else."""
    said = [_nothing(one) for one in what_closes(city, closures) if one.why_nothing or one.outside]
    return Text("".join(one.ja for one in said), " ".join(one.en for one in said)) if said else NOTHING_SAID


def _nothing(one: Closing) -> Text:
    name = closures_label((one.closure,))
    upper = f"{name.en[:1].upper()}{name.en[1:]}"
    if one.outside and not one.why_nothing:
        return Text(f"{name.ja}は市の外にあります。", f"{upper} lies outside the city.")
    if one.why_nothing == OUTSIDE_CITY:
        return Text(
            f"{name.ja}は市の外にあり、通れなくなる道はありません。",
            f"{upper} lies outside the city and closes no street.",
        )
    if one.why_nothing == NO_GROUND:
        return Text(
            f"{name.ja}はどこにもなく、通れなくなる道はありません。浅い深さを指定すると、当てはまることがあります。",
            f"{upper}: there are none, and no street is closed. With a smaller depth there may be some.",
        )
    return Text(f"{name.ja}には、通れなくなる道がありません。", f"{upper}: no street is closed by it.")


def _values(found: Touched) -> dict[str, Any]:
    return {"streets": found.streets, "metres": found.metres, "bridges": found.bridges}
