"""load, check and propose: files into the city, in words their owners can act on."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from geo_service.cli.output import Lang, Wish, deliver, print_json, print_problem, said
from geo_service.cli.progress import ProgressLine
from geo_service.render.plain import for_terminal
from geo_service.settings import settings
from geo_service.store.cluster import database
from geo_service.store.columns import propose
from geo_service.store.load import LoadOptions, check, load
from geo_service.store.report import LoadReport


def load_files(
    paths: list[Path],
    city: str | None,
    layer: str | None,
    columns: Path | None,
    force: bool,
    keep_going: bool,
    form: str,
    lang: Lang,
) -> None:
    """Load and report. The exit code is that of the first refused file, also when the others were loaded."""
    options = LoadOptions(city=city, layer=layer, columns=columns, force=force, keep_going=keep_going)
    with database(settings()) as conninfo, ProgressLine(lang) as progress:
        report = load(conninfo, paths, options, progress)
    _tell(report, form, lang)


def check_files(
    paths: list[Path], city: str | None, layer: str | None, columns: Path | None, force: bool, form: str, lang: Lang
) -> None:
    """Report what a load would do; nothing is written and no database is needed."""
    with ProgressLine(lang) as progress:
        report = check(paths, LoadOptions(city=city, layer=layer, columns=columns, force=force), progress)
    _tell(report, form, lang)


def _tell(report: LoadReport, form: str, lang: Lang) -> None:
    """Print the report; when a file was refused, its problem too, and end with its exit code.

    As JSON a refusal is the problem object with the whole report as its member ``report``.
    """
    error = report.error()
    if form == "json":
        print_json(report.document() if error is None else {**error.problem(lang), "report": report.document()})
    else:
        print(for_terminal("\n".join(report.to_text(lang))))
        if error is not None:
            print_problem(error, Wish(lang))
    if error is not None:
        raise typer.Exit(error.exit_code)


def propose_columns(file: Path, output: Path | None, lang: Lang) -> None:
    """Write the draft of a column map to the file, else to standard output; what to do with it to standard error."""
    deliver(propose(file).encode("utf-8"), output)
    draft = str(output) if output is not None else said(("書き出したファイル", "THE_DRAFT"), lang)
    todo = (
        f"推測による下書きです。# の説明を読んで直し、geo-service check {file} --columns {draft} で確かめてください。",
        f"A draft, guessed: read its comments, correct it, then try geo-service check {file} --columns {draft}",
    )
    print(for_terminal(said(todo, lang)), file=sys.stderr)
