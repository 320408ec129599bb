"""Which engine answers: its version stands in every answer and decides the answer's id, whoever built the City's file."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from geo_service.coverage.city import City
from geo_service.coverage.question import Question, answer_id

ENGINE = "0.5.0"
"""Version of the engine that runs. Raised with every change that can change an answer: its figures, shapes or words."""


def engine_version() -> str:
    """The running engine with its geometry library, either of which can change a figure's last digit."""
    return f"{ENGINE} geos {shapely.geos_version_string}"


def running_versions(city: City) -> Mapping[str, str]:
    """The City's versions with the running engine and GEOS in place of those its file was built with. PostGIS's own GEOS
    (after the slash), PostGIS and PROJ stay those of the build, which did the joins."""
    _, slash, built = city.versions.get("geos", "").partition(" / ")
    return {**city.versions, "engine": ENGINE, "geos": f"{shapely.geos_version_string}{slash}{built}"}


def identity(city: City, question: Question) -> str:
    """The id that the running engine's answer to the question about the City has."""
    return answer_id(city.code, city.release, question, engine_version(), city.audience)
