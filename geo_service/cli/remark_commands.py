"""remarks: the notes people have sent on the data, and staff's answers to them."""

from __future__ import annotations

from dataclasses import asdict

from geo_service.cli.output import Lang, print_json, said
from geo_service.cli.releasing import connected
from geo_service.errors import ParameterError
from geo_service.render.plain import for_terminal
from geo_service.settings import settings
from geo_service.store.remarks import Remark, answer, counts, hide, remarks
from layers import LAYERS

STATES = {"open": ("答え待ち", "open"), "answered": ("回答・公開済み", "answered, public"), "hidden": ("非公開", "hidden")}


def show_remarks(city: str, form: str, lang: Lang) -> None:
    """Print all notes on a city, newest first, with everything staff may see."""
    with connected(city) as (connection, code):
        found, numbers = remarks(connection, code, first=None), counts(connection, code)
    if form == "json":
        print_json({"city": code, "counts": numbers, "remarks": [_entry(one) for one in found]})
        return
    total = "、".join if lang == "ja" else ", ".join
    lines = [total(f"{said(words, lang)} {numbers[state]:,}" for state, words in STATES.items())]
    for one in found:
        lines += ["", *_lines(one, lang)]
    print(for_terminal("\n".join(lines)))


def change_remark(
    city: str, answered: int | None, text: str | None, hidden: int | None, by: str | None, form: str, lang: Lang
) -> None:
    """Answer a note, which publishes it with its answer, or take one out of the public list; exactly one of the two."""
    if (answered is None) == (hidden is None):
        raise ParameterError(
            "--answer と --hide のどちらか一方に、指摘の番号を書いてください。",
            "Give the number of a note with either --answer or --hide.",
            parameter="answer",
        )
    if (answered is None) != (text is None):
        raise ParameterError(
            "--text には、--answer で答えるときの答えを書いてください。",
            "Write with --text what --answer says, and only then.",
            parameter="text",
        )
    with connected(city) as (connection, code):
        if answered is not None:
            done = answer(connection, code, answered, text or "", by or "", settings())
            ja, en = "に答え、本文と答えを公開しました。", "is answered; its words and the answer are public."
        else:
            done = hide(connection, code, hidden or 0, by or "")
            ja, en = "を非公開にし、連絡先を消しました。", "is hidden; its sender's contact is removed."
        connection.commit()
    if form == "json":
        print_json({"city": done.city, "remark": _entry(done)})
    else:
        print(said((f"指摘 {done.id} {ja}", f"Note {done.id} {en}"), lang))


def _entry(one: Remark) -> dict[str, object]:
    return {**asdict(one), "published": one.published}


def _lines(one: Remark, lang: Lang) -> list[str]:
    layer = LAYERS.get(one.layer)
    title = one.layer if layer is None else said((layer.title.ja, layer.title.en), lang)
    place = []
    if one.key:
        unknown = "" if one.key_found else said(("（公開の行にない）", " (not among the public rows)"), lang)
        place.append(f"{one.key}{unknown}")
    if one.lon is not None and one.lat is not None:
        place.append(f"{one.lon:.6f}, {one.lat:.6f}")
    lines = [
        f"{one.id}  {one.sent_at:%Y-%m-%d %H:%M}  {said(STATES[one.state], lang)}  {title}  {'  '.join(place)}",
        *_indented("", one.said),
    ]
    if one.contact:
        lines += _indented(said(("連絡先：", "contact: "), lang), one.contact)
    if one.answer:
        lines += _indented(said(("答え：", "answer: "), lang), one.answer)
    if one.decided_by and one.decided_at is not None:
        lines.append(f"    {one.decided_by}  {one.decided_at:%Y-%m-%d %H:%M}")
    return lines


def _indented(word: str, text: str) -> list[str]:
    # Every line of it, so that no line of a note can pass for one of ours.
    return [f"    {'' if at else word}{line}" for at, line in enumerate(text.split("\n"))]
