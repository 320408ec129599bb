"""ask and map: the same question and the same bytes as over HTTP, for staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, cast

from geo_service import render
from geo_service.cli.options import AnswerFormat
from geo_service.cli.output import Lang, deliver
from geo_service.coverage import engine
from geo_service.coverage.answer import Answer
from geo_service.questions import CATALOGUE, build
from geo_service.settings import settings
from geo_service.store.cluster import database
from geo_service.store.shelf import CityShelf

AUDIENCE = "staff"
"""Who sits at the command line: staff of the city."""
HANDED_OUT = "public"
"""Paper is handed on, whoever prints it: it shows what everybody may see unless it says on each page that it does not."""
Form = Literal["text", "json", "csv", "geojson", "xlsx", "html", "svg", "png"]


@contextmanager
def opened_shelf() -> Iterator[tuple[CityShelf, str]]:
    """The shelf of cities and the database's connection string, for as long as a command takes."""
    with database(settings()) as conninfo, CityShelf(settings(), conninfo) as shelf:
        yield shelf, conninfo


def given(**options: str | None) -> dict[str, object]:
    """The options that were given."""
    return {name: value for name, value in options.items() if value is not None}


def ask_in(
    form: Form,
    city: str,
    name: str,
    values: dict[str, object],
    settings: Sequence[str],
    table: str | None,
    output: Path | None,
    lang: Lang,
) -> None:
    """Ask a question or a study, whichever has that name. ``settings``: what was given as NAME=VALUE."""
    from geo_service.cli.study_commands import is_study, study_in, with_settings

    if form == "text":
        form = _by_ending(output)
    asked = with_settings(values, settings)
    if is_study(name):
        with opened_shelf() as (shelf, _):
            study_in(form, shelf.get(city, AUDIENCE), name, asked, table, output, lang)
        return
    if table is not None:
        asked["table"] = table  # no question has tables: refused by the name, with what there is
    answer_in(form, city, name, asked, output, lang)


def _by_ending(output: Path | None) -> Form:
    """The format that the file's ending names: text in a file called .png is no picture."""
    ending = "" if output is None else output.suffix.lower().removeprefix(".")
    return cast(Form, ending) if ending in AnswerFormat.__members__ else "text"


def answer_in(form: Form, city: str, question: str, values: dict[str, object], output: Path | None, lang: Lang) -> None:
    """Ask, and write the answer in one format to the file or standard output."""
    with opened_shelf() as (shelf, _):
        found = shelf.get(city, AUDIENCE)
        answer = engine.answer(found, build(question, found, values))
        deliver(content(answer, form, lang), output, binary=form in ("xlsx", "png"))


def content(answer: Answer, form: Form, lang: Lang) -> bytes:
    """The answer's bytes in one format."""
    if form == "json":
        return render.to_json(answer)
    if form == "geojson":
        return render.to_geojson(answer)
    if form == "csv":
        return render.to_csv(answer)
    if form == "xlsx":
        return render.to_xlsx(answer)
    if form == "html":
        from maps.export import single_file  # Folium takes a second to import
        from maps.offer import question_choices

        return single_file(answer, lang, question_choices(CATALOGUE)).encode("utf-8")
    if form in ("svg", "png"):
        from maps.picture_answer import answer_picture
        from maps.picture_parts import png

        svg = answer_picture(answer, lang)
        return png(svg) if form == "png" else svg.encode("utf-8")
    return render.to_text(answer, lang).encode("utf-8")
