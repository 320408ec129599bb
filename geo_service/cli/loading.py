"""load, check and propose: files into the city, in words their owners can act on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import typer

from geo_service.cli.list_map import check_choice, write_list_map
from geo_service.cli.output import Lang, Wish, deliver, print_json, print_problem, said
from geo_service.cli.progress import ProgressLine
from geo_service.errors import GeoServiceError, NotFoundError, ParameterError
from geo_service.render.plain import for_terminal
from geo_service.settings import settings
from geo_service.store.cluster import database
from geo_service.store.columns import propose
from geo_service.store.files import ClusterFiles
from geo_service.store.layer_names import layer_named
from geo_service.store.load import LoadOptions, check, load
from geo_service.store.report import LoadReport
from layers import LAYERS


def load_files(
    paths: list[Path],
    city: str | None,
    layer: str | None,
    columns: Path | None,
    force: bool,
    keep_going: bool,
    form: str,
    lang: Lang,
    drawn: Path | None = None,
) -> None:
    """Load and report. The exit code is that of the first refused file, also when the others were loaded.

    ``drawn``: file for the map of what was loaded. None is written when a file is refused and so nothing was loaded.
    """
    layer = _layer_id(layer)
    if drawn is not None:
        check_choice(drawn, layer)
    options = LoadOptions(city=city, layer=layer, columns=columns, force=force, keep_going=keep_going)
    with database(settings()) as conninfo:
        with ProgressLine(lang) as progress:
            report = load(conninfo, paths, options, progress)
        if drawn is not None and (report.of("loaded") or report.of("unchanged")):
            with _after(report, form, lang):
                write_list_map(conninfo, report, layer, drawn, lang)
            return
    _tell(report, form, lang)


@contextmanager
def _after(report: LoadReport, form: str, lang: Lang) -> Iterator[None]:
    """Tell the report first, then do what follows, and end with the exit code of a refused file all the same."""
    refused: typer.Exit | None = None
    try:
        _tell(report, form, lang)
    except typer.Exit as ended:
        refused = ended
    yield
    if refused is not None:
        raise refused


def check_files(
    paths: list[Path], city: str | None, layer: str | None, columns: Path | None, force: bool, form: str, lang: Lang
) -> None:
    """Report what a load would do; nothing is written. A database that is there gives the city's ground; none is needed."""
    options = LoadOptions(city=city, layer=_layer_id(layer), columns=columns, force=force)
    with _database_if_there(lang) as conninfo, ProgressLine(lang) as progress:
        report = check(paths, options, progress, conninfo)
    _tell(report, form, lang)


def _layer_id(named: str | None) -> str | None:
    """The id of the layer that ``--layer`` names, by id or name."""
    if named is None:
        return None
    try:
        return layer_named(named).id
    except NotFoundError as error:
        raise ParameterError(error.ja, error.en, parameter="layer", allowed=list(LAYERS)) from None


@contextmanager
def _database_if_there(lang: Lang) -> Iterator[str | None]:
    """The database when one was made before or is named; None, and on standard error why, when it cannot be used."""
    chosen = settings()
    if not chosen.database_url and not (ClusterFiles.of(chosen.home).data / "PG_VERSION").exists():
        yield None
        return
    with ExitStack() as stack:
        conninfo = None
        try:
            conninfo = stack.enter_context(database(chosen))
        except GeoServiceError as error:
            without = ("市の境界などのデータベースなしで確かめます。", "Checking without the database, its boundaries among it.")
            print(for_terminal(f"{said((error.ja, error.en), lang)} {said(without, lang)}"), file=sys.stderr)
        yield conninfo


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
