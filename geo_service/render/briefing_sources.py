"""What a briefing prints besides the answer itself: which datasets that is from, and which of it may be handed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo_service.coverage.city import City, DatasetNote
from layers import LAYERS
from layers.base import Text
from layers.licences import Combined, combine

NAMED = {
    "ages": Text("年齢ごとの人口", "people by age group"),
    "hazards": Text("災害ごとの避難場所", "evacuation sites by hazard"),
    "beside": Text("となりの区や市町村", "neighbouring wards and municipalities"),
}
"""Parts of the pages that are no layer's."""


@dataclass(frozen=True)
class Printed:
    """``parts``: the parts that may be printed; ``datasets``: all that is printed from, in the City's order; ``licence``: of
    all of it; ``kept_back``: one note for each part that its licence keeps out."""

    parts: frozenset[str]
    datasets: tuple[DatasetNote, ...]
    licence: Combined
    kept_back: tuple[Text, ...]


def parts_of(
    city: City, supply: str, ages: Sequence[str], helpful: Sequence[str], sites: str
) -> dict[str, tuple[DatasetNote, ...]]:
    """Part → the datasets in use that it is from: "ages", "hazards", "beside" and the helpful layers."""
    used = [one for one in city.datasets if one.used]
    atoms = [one.dataset for one in map(city.population, ages) if one is not None]
    return {
        "ages": tuple(one for one in used if one in atoms or (one.layer == "population" and set(ages) & set(one.groups))),
        "hazards": tuple(one for one in used if one.layer == sites),
        "beside": tuple(one for one in used if one.layer == supply),
        **{layer: tuple(one for one in used if one.layer == layer) for layer in helpful if layer != supply},
    }


def printed(city: City, answers: Sequence[DatasetNote], parts: Mapping[str, Sequence[DatasetNote]]) -> Printed:
    """What may be printed with an answer that rests on ``answers``. To others than the public everything may; for the public
    a part is left out where, with what is printed already, its licence forbids handing on."""
    have = [one for one in answers if one.used]
    allowed, kept_back = set(), []
    for part, notes in parts.items():
        together = combine(one.licence for one in (*have, *notes))
        if city.audience == "public" and notes and not together.public_export:
            kept_back.append(_kept_back(part, notes))
            continue
        allowed.add(part)
        have += [one for one in notes if one not in have]
    order = [one for one in city.datasets if one in have]
    return Printed(frozenset(allowed), tuple(order), combine(one.licence for one in order), tuple(kept_back))


def _kept_back(part: str, notes: Sequence[DatasetNote]) -> Text:
    what = NAMED.get(part) or LAYERS[part].title
    title = combine(one.licence for one in notes).title
    return Text(
        f"{what.ja}は、利用条件（{title.ja}）により、この資料には載せていません。",
        f"Left out of this briefing because of its licence ({title.en}): {what.en}.",
    )
