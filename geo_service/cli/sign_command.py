"""``signs``: signs of height and flood depth for notice boards; what it does is imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_service.cli import options as o


def signs(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="書き出すPDF（.csv なら一覧） / PDF, or .csv for the list", show_default=False),
    ],
    area: Annotated[
        str, typer.Option("--area", metavar="SET:CODE", help="地域：association_areas:町内会 など（コードか名前） / area")
    ] = "",
    ward: Annotated[str, typer.Option("--ward", help="区（名前かコード） / ward, by name or code")] = "",
    boards: Annotated[
        str,
        typer.Option("--boards", help="lacking（なしと不明）、without（なし）、unknown（不明）、all / which boards"),
    ] = "lacking",
    per_page: Annotated[str, typer.Option("--per-page", help="A4に何枚か：1、2、4 / signs on a sheet of A4")] = "1",
    city: o.City = "default",
    lang: o.Lang = o.Language.ja,
) -> None:
    """掲示板の札（海抜・洪水の深さ・避難場所のPDF）と、その一覧を作る / Signs for notice boards, and their list."""
    from geo_service.cli.asking import HANDED_OUT, opened_shelf
    from geo_service.cli.output import deliver
    from geo_service.render.licence import require_open
    from geo_service.render.sign_list import signs_csv
    from geo_service.settings import settings
    from geo_service.store.board_rows import boards_of
    from geo_service.store.connection import connect
    from geo_service.store.name_readings import name_readings
    from layers.licences import combine
    from maps.paper import signs as paper

    which, many = paper.which_named(boards), paper.per_page_named(per_page)
    with opened_shelf() as (shelf, conninfo):
        # They hang in the street: nothing is on them that the public may not see.
        opened = shelf.get(city, HANDED_OUT)
        require_open(combine(one.licence for one in paper.datasets_shown(opened)), opened.audience)
        asked = paper.area_asked(opened, area, ward)
        with connect(conninfo) as connection:
            found = boards_of(connection, opened.code, HANDED_OUT)
            kana = name_readings(connection, opened.code, opened.release)
        chosen = paper.chosen_boards(opened, found, which, asked)
        if output.suffix.lower() == ".csv":
            deliver(signs_csv(opened, chosen.signs), output)
        else:
            deliver(paper.signs_pdf(chosen, lang.value, many, settings().public_url, kana), output, binary=True)
