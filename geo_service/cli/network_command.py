"""The commands ``network`` and ``closure``; what it does is imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_service.cli import options as o


def network(
    file: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="OpenStreetMapのファイル / OpenStreetMap file", show_default=False)
    ] = None,
    drawn: Annotated[
        Path | None, typer.Option("--map", help="道の地図を1枚のHTMLに書く / also write the map of the streets as one HTML file")
    ] = None,
    bridges: Annotated[
        bool, typer.Option("--bridges", help="読み込まれている市の橋の一覧 / the bridges of a city that is loaded")
    ] = False,
    city: o.City = "default",
    form: o.Form = o.ListFormat.text,
    lang: o.Lang = o.Language.ja,
) -> None:
    """OpenStreetMapの道を読み込まずに調べる、橋の一覧 / What an OpenStreetMap file holds for walkers; a city's bridges."""
    from geo_service.errors import ParameterError

    if bridges == (file is not None):
        raise ParameterError(
            "OpenStreetMapのファイルか、--bridges（読み込まれている市の橋の一覧）の、どちらか一つを指定してください。",
            "Give an OpenStreetMap file, or --bridges for the bridges of a city that is loaded: one of the two.",
            parameter="bridges",
        )
    if file is None:
        from geo_service.cli.street_lists import list_bridges

        list_bridges(city, form.value, lang.value)
        return
    from geo_service.cli.network_report import show_network

    show_network(file, drawn, form.value, lang.value)


def closure(
    closed_by: Annotated[
        str, typer.Argument(metavar="CLOSED_BY", help="ask の --closed-by と同じ / as for ask --closed-by", show_default=False)
    ],
    city: o.City = "default",
    form: o.Form = o.ListFormat.text,
    lang: o.Lang = o.Language.ja,
) -> None:
    """閉じる前に、何本の道が通れなくなるか / How many streets, metres and bridges a closure would close."""
    from geo_service.cli.street_lists import show_closure

    show_closure(city, closed_by, form.value, lang.value)
