"""The commands that ask: ``studies``, ``ask``, ``losses``, ``map``; what they do is imported when they run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_service.cli import options as o


def studies(form: o.Form = o.ListFormat.text, lang: o.Lang = o.Language.ja) -> None:
    """くわしい調べの一覧：立ち退く人、使えなくなったとき など / Studies, which `ask` takes by name, with their parameters."""
    from geo_service.cli.study_commands import list_studies

    list_studies(form.value, lang.value)


def ask(
    question: o.AskName,
    city: o.City = "default",
    demand: o.Demand = None,
    time: o.Time = None,
    hazard: o.Hazard = None,
    source: o.Source = None,
    scale: o.Scale = None,
    stay_hours: o.StayHours = None,
    kind: o.Kind = None,
    within: o.Within = None,
    reach: o.Reach = None,
    profile: o.Profile = None,
    closed_by: o.ClosedBy = None,
    unit_set: o.UnitSet = None,
    ward: o.Ward = None,
    neighbours: o.Neighbours = False,
    other: o.Set = None,
    table: o.Table = None,
    form: o.AnswerForm = o.AnswerFormat.text,
    output: o.Output = None,
    lang: o.Lang = o.Language.ja,
) -> None:
    """問いに答える、くわしく調べる / Answer a question or work out a study."""
    from geo_service.cli.asking import ask_in, given, parameters

    values = parameters(demand, hazard, kind, within, reach, unit_set, ward, neighbours, time)
    values |= given(source=source, scale=scale, stay_hours=stay_hours, profile=profile, closed_by=closed_by)
    ask_in(form.value, city, question, values, other or [], table, output, lang.value)


def losses(
    question: Annotated[
        str | None, typer.Option("--question", help="どの問いの場所か（なければ避難場所） / whose places close")
    ] = None,
    city: o.City = "default",
    demand: o.Demand = None,
    time: o.Time = None,
    hazard: o.Hazard = None,
    close: Annotated[
        str | None,
        typer.Option("--close", metavar="IDS", help="同時に使えなくなる場所の番号（コンマで） / ids that close at once"),
    ] = None,
    around: Annotated[
        str | None, typer.Option("--around", metavar="ID", help="この場所の周りの場所も同時に / with all places around this one")
    ] = None,
    radius: Annotated[str | None, typer.Option("--radius", metavar="METRES", help="その半径（m） / how far around it")] = None,
    kind: o.Kind = None,
    within: o.Within = None,
    reach: o.Reach = None,
    profile: o.Profile = None,
    closed_by: o.ClosedBy = None,
    unit_set: o.UnitSet = None,
    ward: o.Ward = None,
    neighbours: o.Neighbours = False,
    other: o.Set = None,
    table: o.Table = None,
    form: o.AnswerForm = o.AnswerFormat.text,
    output: o.Output = None,
    lang: o.Lang = o.Language.ja,
) -> None:
    """使えなくなったら困る場所（ask losses と同じ） / Who loses out when places close: short for ask losses."""
    from geo_service.cli.asking import ask_in, given, parameters

    values = parameters(demand, hazard, kind, within, reach, unit_set, ward, neighbours, time)
    values |= given(question=question, close=close, around=around, radius=radius, profile=profile, closed_by=closed_by)
    ask_in(form.value, city, "losses", values, other or [], table, output, lang.value)


def draw_map(
    question: o.AskName,
    output: Annotated[Path, typer.Option("--output", "-o", help="書き出すHTMLファイル / HTML file to write", show_default=False)],
    city: o.City = "default",
    demand: o.Demand = None,
    time: o.Time = None,
    hazard: o.Hazard = None,
    source: o.Source = None,
    scale: o.Scale = None,
    stay_hours: o.StayHours = None,
    kind: o.Kind = None,
    within: o.Within = None,
    reach: o.Reach = None,
    profile: o.Profile = None,
    closed_by: o.ClosedBy = None,
    unit_set: o.UnitSet = None,
    ward: o.Ward = None,
    neighbours: o.Neighbours = False,
    other: o.Set = None,
    lang: o.Lang = o.Language.ja,
) -> None:
    """答えの地図を1枚のHTMLファイルに書く（ネットがなくても開ける） / Write the answer's map as one HTML file."""
    from geo_service.cli.asking import ask_in, given, parameters

    values = parameters(demand, hazard, kind, within, reach, unit_set, ward, neighbours, time)
    values |= given(source=source, scale=scale, stay_hours=stay_hours, profile=profile, closed_by=closed_by)
    ask_in("html", city, question, values, other or [], None, output, lang.value)
