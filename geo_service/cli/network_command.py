"""The command ``network``; what it does is imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_service.cli import options as o


def network(
    file: Annotated[
        Path, typer.Argument(metavar="PATH", help="OpenStreetMapのファイル / OpenStreetMap file", show_default=False)
    ],
    drawn: Annotated[
        Path | None, typer.Option("--map", help="道の地図を1枚のHTMLに書く / also write the map of the streets as one HTML file")
    ] = None,
    form: o.Form = o.ListFormat.text,
    lang: o.Lang = o.Language.ja,
) -> None:
    """OpenStreetMapの道を読み込まずに調べる / What an OpenStreetMap file holds for walkers, without loading it."""
    from geo_service.cli.network_report import show_network

    show_network(file, drawn, form.value, lang.value)
