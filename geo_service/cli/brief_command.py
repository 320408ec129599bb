"""``brief``: the briefing of a ward as a PDF; what it does is imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_service.cli import options as o
from geo_service.cli.asked_options import NOTHING, Values, asking


@asking(without=("stay_hours", "ward"))
def brief(
    ward: Annotated[str, typer.Argument(metavar="WARD", help="区（名前か5桁のコード） / ward, by name or code")],
    output: Annotated[Path, typer.Option("--output", "-o", help="書き出すPDF / PDF to write", show_default=False)],
    question: Annotated[
        str, typer.Option("--question", help="問い（geo-service questions で一覧） / question")
    ] = "evacuation-site-reach",
    city: o.City = "default",
    values: Values = NOTHING,
    other: o.Set = None,
    staff: o.Staff = False,
    lang: o.Lang = o.Language.ja,
) -> None:
    """区の資料（A4で4ページまでのPDF）を作る / The briefing of a ward: up to four pages of A4."""
    from geo_service.cli.asking import AUDIENCE, HANDED_OUT, opened_shelf
    from geo_service.cli.output import deliver
    from geo_service.cli.study_commands import with_settings
    from geo_service.questions import build, first_demand, question_spec
    from geo_service.render.briefing import briefing
    from geo_service.settings import settings
    from maps.paper.brief import answer_address
    from maps.paper.brief import brief as paper

    asked = with_settings({**values, "ward": ward}, other or [])
    with opened_shelf() as (shelf, _):
        opened = shelf.get(city, AUDIENCE if staff else HANDED_OUT)
        asked = {**first_demand(opened, question_spec(question)), **asked}
        built = build(question, opened, asked)
        address = answer_address(settings().public_url, opened, built, asked, lang.value)
        deliver(paper(briefing(opened, built), lang.value, address, settings().contact), output, binary=True)
