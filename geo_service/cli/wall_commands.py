"""``wall-map``, ``blank-map`` and ``facilitator``: PDFs for a wall or a table; what they do is imported when they run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_service.cli import options as o

Area = Annotated[
    str,
    typer.Option(
        "--area",
        metavar="SET:CODE",
        show_default=False,
        help="地域：wards:区、towns:町丁、association_areas:町内会、junior_high_districts:中学校区（コードか名前） / area",
    ),
]
Size = Annotated[str, typer.Option("--size", help="紙の大きさ：A3、A2、A1 / size of the paper")]
Form = Annotated[
    Path | None,
    typer.Option("--form", help="見つけたことを書く表（CSV、地図番号入り）も書き出す先 / list to fill in, with the map's number"),
]
Pdf = Annotated[Path, typer.Option("--output", "-o", help="書き出すPDF / PDF to write", show_default=False)]


def wall_map(
    area: Area,
    output: Pdf,
    size: Size = "A3",
    hazard: Annotated[str, typer.Option("--hazard", help="色をぬる災害：flood など / hazard whose zones are drawn")] = "",
    form: Form = None,
    city: o.City = "default",
    lang: o.Lang = o.Language.ja,
) -> None:
    """地域の壁地図（A3・A2・A1のPDF）を作る / A map of an area for the wall."""
    _made("wall-map", area, output, size, hazard, form, city, lang.value)


def blank_map(
    area: Area,
    output: Pdf,
    size: Size = "A3",
    form: Form = None,
    city: o.City = "default",
    lang: o.Lang = o.Language.ja,
) -> None:
    """地域の書きこみ用の地図（PDF）を作る / A map of an area to write on."""
    _made("blank-map", area, output, size, "", form, city, lang.value)


def facilitator(output: Pdf, lang: o.Lang = o.Language.ja) -> None:
    """地図に書きこむ10分間の進行台本（A4のPDF）を作る / The script of ten minutes with a blank map."""
    from geo_service.cli.output import deliver
    from maps.paper import wall

    deliver(wall.facilitator(lang.value), output, binary=True)


def _made(kind: str, area: str, output: Path, size: str, hazard: str, form: Path | None, city: str, lang: str) -> None:
    from geo_service.cli.asking import HANDED_OUT, opened_shelf
    from geo_service.cli.output import deliver
    from geo_service.render.observations_form import observations_form
    from geo_service.settings import settings
    from maps.area_page import area_address
    from maps.paper import wall

    with opened_shelf() as (shelf, _):
        opened = shelf.get(city, HANDED_OUT)
        found, paper = wall.area_named(opened, area), wall.size_named(size)
        public = settings().public_url
        address = public.rstrip("/") + area_address(opened.code, found.unit_set, found.code, lang=lang) if public else ""
        made = (
            wall.blank_map(opened, found, paper, lang, address)
            if kind == "blank-map"
            else wall.wall_map(opened, found, paper, hazard, lang, address)
        )
        deliver(made, output, binary=True)
        if form is not None:
            code = wall.paper_for(found, paper, kind == "blank-map").grid.code
            deliver(observations_form(code, lang), form, binary=True)
