"""An answer along streets names OpenStreetMap as what it rests on, a straight one does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo_service.coverage.city import DatasetNote
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.coverage.sources import datasets
from layers.licences import combine
from tests.toy import toy_city

STREETS = DatasetNote(
    layer="streets",
    source="OpenStreetMap",
    part="",
    title="OpenStreetMap",
    file_name="town.osm.pbf",
    reference_date="2026-04-01",
    licence="ODbL-1.0",
    rows=4,
    rejected=0,
    municipality="99901",
)


@pytest.mark.parametrize(("reach", "named"), [(Reach("straight"), False), (Reach("detour"), False), (Reach("streets"), True)])
def test_streets_are_a_source_of_answers_along_them(reach: Reach, named: bool) -> None:
    city = toy_city()
    city = replace(city, datasets=(*city.datasets, STREETS, replace(STREETS, layer="elevation", title="DEM", licence="GSI")))
    question = Question("evacuation-site-reach", Demand("group", "residents"), Supply("evacuation_sites"), reach)
    found = datasets(city, question, ("wards",), False)
    assert (STREETS in found) is named and ("DEM" in [note.title for note in found]) is named
    assert ("OpenStreetMap" in combine(note.licence for note in found).attribution.en) is named
