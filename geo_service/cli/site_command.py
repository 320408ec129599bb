"""``site``: one place in words and tables; what it does is imported when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from geo_service.cli import options as o


def site(
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="場所の層（evacuation_sites、parks など） / layer of places")],
    place: Annotated[str, typer.Argument(metavar="PLACE", help="番号か名前 / id or name")],
    hazard: o.Hazard = None,
    city: o.City = "default",
    form: o.Form = o.ListFormat.text,
    output: o.Output = None,
    lang: o.Lang = o.Language.ja,
) -> None:
    """1つの場所：何に使えるか、だれが頼っているか / One place: what it may be used for, who depends on it."""
    from geo_service.cli.asking import AUDIENCE, opened_shelf
    from geo_service.cli.output import deliver
    from geo_service.cli.telling_site import site_content

    with opened_shelf() as (shelf, conninfo):
        found = shelf.get(city, AUDIENCE)
        deliver(site_content(found, conninfo, layer, place, hazard, form.value, lang.value), output)
