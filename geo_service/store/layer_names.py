"""The layer a person means by what they write: its id or its name in either language; else those that are like it."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from geo_service.errors import NotFoundError
from geo_service.store.guess_words import FILE_WORDS
from layers import LAYERS
from layers.base import Layer
from layers.text import fold_text

LIKE = 60
"""Least likeness of 0 to 100 of a layer that is suggested."""
SUGGESTED = 3


def layer_named(text: str) -> Layer:
    """The layer of that id, or the one whose name or a part of it (掲示板・表示板) it is. NotFoundError suggesting others."""
    if text in LAYERS:
        return LAYERS[text]
    wanted = fold_text(text)
    for names in (_whole, _parts):
        found = {layer.id: layer for layer in LAYERS.values() if wanted and wanted in names(layer)}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise _unknown(text, list(found.values()))
    raise _unknown(text, like(text))


def like(text: str) -> list[Layer]:
    """Layers whose id or name holds the text, of whose files its words speak, or whose name is like it; the likest first."""
    wanted = fold_text(text)[:100]
    if not wanted:
        return []
    names = {name: layer for layer in LAYERS.values() for name in (*_whole(layer), *_parts(layer))}
    holding = [name for name in names if len(wanted) > 1 and wanted in name]
    scored = process.extract(wanted, list(names), scorer=fuzz.ratio, score_cutoff=LIKE, limit=10)
    spoken = [id for id, words in FILE_WORDS.items() if any(word in wanted for word in words)]
    found = dict.fromkeys([*(names[name].id for name in holding), *spoken, *(names[name].id for name, _, _ in scored)])
    return [LAYERS[id] for id in found][:SUGGESTED]


def _whole(layer: Layer) -> list[str]:
    return [fold_text(name) for name in (layer.id, layer.title.ja, layer.title.en)]


def _parts(layer: Layer) -> list[str]:
    """Parts of a name of several things."""
    ja, en = layer.title.ja.replace("、", "・").split("・"), layer.title.en.replace(" and ", ",").split(",")
    return [fold_text(part) for part in (*ja, *en, layer.id.replace("_", " "))]


def _unknown(text: str, others: list[Layer]) -> NotFoundError:
    shown = "".join(sign if sign.isprintable() else "�" for sign in text)[:60]
    ja = "、".join(f"{one.id}（{one.title.ja}）" for one in others)
    en = ", ".join(f"{one.id} ({one.title.en})" for one in others)
    return NotFoundError(
        f"「{shown}」という層はありません。"
        + (f"もしかして：{ja}。" if others else "")
        + "geo-service layers で一覧が見られます。",
        f"There is no layer '{shown}'." + (f" Did you mean {en}?" if others else "") + " `geo-service layers` lists them.",
        parameter="layer",
        allowed=list(LAYERS),
        suggested=[one.id for one in others],
    )
