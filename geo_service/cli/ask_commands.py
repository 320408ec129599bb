"""The commands that ask: ``studies``, ``ask``, ``losses``, ``map``; what they do is imported when they run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_service.cli import options as o
from geo_service.cli.asked_options import NOTHING, Values, asking


def studies(form: o.Form = o.ListFormat.text, lang: o.Lang = o.Language.ja) -> None:
    """くわしい調べの一覧：立ち退く人、使えなくなったとき など / Studies, which `ask` takes by name, with their parameters."""
    from geo_service.cli.study_commands import list_studies

    list_studies(form.value, lang.value)


@asking()
def ask(
    question: o.AskName,
    city: o.City = "default",
    values: Values = NOTHING,
    other: o.Set = None,
    table: o.Table = None,
    form: o.AnswerForm = o.AnswerFormat.text,
    output: o.Output = None,
    lang: o.Lang = o.Language.ja,
) -> None:
    """問いに答える、くわしく調べる / Answer a question or work out a study."""
    from geo_service.cli.asking import ask_in

    ask_in(form.value, city, question, dict(values), other or [], table, output, lang.value)


@asking(without=("source", "scale", "stay_hours"), behind={"hazard": ("close", "around", "radius")})
def losses(
    question: Annotated[
        str | None, typer.Option("--question", help="どの問いの場所か（なければ避難場所） / whose places close")
    ] = None,
    city: o.City = "default",
    values: Values = NOTHING,
    close: Annotated[
        str | None,
        typer.Option("--close", metavar="NAMES", help="同時に使えなくなる場所（名前か番号、コンマで） / closing at once"),
    ] = None,
    around: Annotated[
        str | None,
        typer.Option("--around", metavar="NAME", help="この場所の周りの場所も同時に / and all around this place"),
    ] = None,
    radius: Annotated[str | None, typer.Option("--radius", metavar="METRES", help="その半径（m） / how far around it")] = None,
    other: o.Set = None,
    table: o.Table = None,
    form: o.AnswerForm = o.AnswerFormat.text,
    output: o.Output = None,
    lang: o.Lang = o.Language.ja,
) -> None:
    """使えなくなったら困る場所（ask losses と同じ） / Who loses out when places close: short for ask losses."""
    from geo_service.cli.asking import ask_in, given

    asked = {**values, **given(question=question, close=close, around=around, radius=radius)}
    ask_in(form.value, city, "losses", asked, other or [], table, output, lang.value)


@asking()
def draw_map(
    question: o.AskName,
    output: Annotated[Path, typer.Option("--output", "-o", help="書き出すHTMLファイル / HTML file to write", show_default=False)],
    city: o.City = "default",
    values: Values = NOTHING,
    other: o.Set = None,
    lang: o.Lang = o.Language.ja,
) -> None:
    """答えの地図を1枚のHTMLファイルに書く（ネットがなくても開ける） / Write the answer's map as one HTML file."""
    from geo_service.cli.asking import ask_in

    ask_in("html", city, question, dict(values), other or [], None, output, lang.value)
