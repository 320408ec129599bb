"""The page that leads to all papers, each with a small form that sends itself to the PDF. No script needed."""

from __future__ import annotations

from collections.abc import Sequence

from geo_service.coverage.city import City
from layers.base import Text
from maps.area_page import by_ward, unit_name
from maps.page import Frame, environment, page_context

SIZES = ("A3", "A2", "A1")
UNIT_SETS = ("wards", "junior_high_districts", "elementary_districts", "association_areas", "districts", "towns")
"""Divisions a map on paper is made of, in the order they are offered."""


def papers_page(
    city: City, there: Sequence[str], hazards: Sequence[tuple[str, Text]], area: str, hazard: str, frame: Frame
) -> str:
    """``there``: papers that this service makes; ``area`` (unit_set:code) and ``hazard``: chosen beforehand, or ""."""
    divisions = [
        (
            Text(units.title_ja, units.title_en),
            ward,
            [(f"{units.id}:{units.code[at]}", unit_name(units, at, frame.lang)) for at in those],
        )
        for units in (city.unit_sets[id] for id in UNIT_SETS if id in city.unit_sets)
        for ward, those in by_ward(city, units, range(len(units)), frame.lang)
    ]
    wards = city.unit_sets.get("wards")
    ward = area.partition(":")[2] if area.startswith("wards:") else ""
    context = {
        **page_context(frame),
        "there": there,
        "divisions": divisions,
        "wards": [] if wards is None else list(zip(wards.code, wards.name_ja, wards.name_en, strict=True)),
        "ward": ward,
        "hazards": hazards,
        "area": area,
        "hazard": hazard or ("flood" if any(slug == "flood" for slug, _ in hazards) else ""),
        "sizes": SIZES,
    }
    return environment().get_template("papers.html").render(context)
