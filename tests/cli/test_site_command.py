"""A place at the command line: by id or by name, as text or JSON, and what is said where a name fits none or several."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from geo_service.cli.telling_site import place_named, site_content
from geo_service.errors import NotFoundError, ParameterError
from tests.toy import SITES, toy_city

NOWHERE = "host=/nowhere dbname=none connect_timeout=1"


def test_by_id_or_by_name_in_any_spelling() -> None:
    city = toy_city()
    assert place_named(city, "evacuation_sites", "s1") == "s1"
    assert place_named(city, "evacuation_sites", "一の 小学校") == "s1"
    assert place_named(city, "parks", "三の公園") == "p3"


def test_a_name_of_several_asks_for_the_id() -> None:
    city = toy_city(sites=[replace(one, name="本町小学校") for one in SITES])
    with pytest.raises(ParameterError) as refused:
        place_named(city, "evacuation_sites", "本町小学校")
    # The replaced row is none of them.
    assert refused.value.extra["allowed"] == ["s1", "s2", "s3", "s4", "s5", "s6", "n1"]
    assert "s1" in refused.value.ja


def test_a_name_of_none_and_a_layer_that_is_not_there() -> None:
    for layer, place in (("evacuation_sites", "無い学校"), ("evacuation_sites", ""), ("dragons", "s1")):
        with pytest.raises(NotFoundError):
            place_named(toy_city(), layer, place)


def test_text_and_json_say_the_same_and_what_the_database_would_add_is_missed_in_words() -> None:
    text = site_content(toy_city(), NOWHERE, "evacuation_sites", "一の小学校", "flood", "text", "ja").decode()
    told = json.loads(site_content(toy_city(), NOWHERE, "evacuation_sites", "s1", "flood", "json", "ja"))
    assert told["sentence"]["ja"] in text
    assert told["page"].startswith("/sites/evacuation_sites/s1")
    assert "データベースにつながらないため" in text
