"""site: the place's study as over HTTP, for staff."""

from __future__ import annotations

import json

from geo_service.api.sites import site_document, site_found
from geo_service.cli.asking import AUDIENCE
from geo_service.cli.output import Lang
from geo_service.coverage.city import City
from geo_service.coverage.site import place_at
from geo_service.errors import ParameterError
from geo_service.questions.parameters import shown
from geo_service.render.plain import for_terminal
from geo_service.render.study_text import study_text
from geo_service.store.connection import connect
from layers.text import fold_name

MOST_SAID = 8
"""Ids said where several places have the name."""


def site_content(city: City, conninfo: str, layer: str, place: str, hazard: str | None, form: str, lang: Lang) -> bytes:
    """The place as text for a terminal or as JSON. Raises what :func:`place_named` and ``hazard`` raise."""
    id = place_named(city, layer, place)
    site, study, near = site_found(lambda: connect(conninfo), city, layer, id, hazard, AUDIENCE)
    if form == "json":
        return (json.dumps(site_document(site, study, near, lang), ensure_ascii=False, indent=2) + "\n").encode()
    return for_terminal(study_text(study, lang)).encode()


def place_named(city: City, layer: str, place: str) -> str:
    """The id of a place said by its id or its name. NotFoundError as :func:`.place_at`; ParameterError, with the ids, where
    several have the name."""
    places = city.places.get(layer)
    key = fold_name(place)
    if places is None or place in places.id or not key:
        place_at(city, layer, place)
        return place
    used = [at for at, name in enumerate(places.name) if fold_name(name) == key and places.used[at]]
    if len(used) > 1:
        ids = [places.id[at] for at in used]
        listed = "、".join(ids[:MOST_SAID])
        raise ParameterError(
            f"「{shown(place)}」という名前の場所は{len(ids)}か所あります。番号で指定してください：{listed}",
            f"{len(ids)} places are called '{shown(place)}'. Give the id: {', '.join(ids[:MOST_SAID])}",
            parameter="place",
            value=shown(place),
            allowed=ids,
        )
    if used:
        return places.id[used[0]]
    place_at(city, layer, place)
    return place
