"""Every declaration keeps the promises that store, API, docs and legend are generated from."""

from __future__ import annotations

import re

import pytest

from layers import LAYERS, licences
from layers.base import HAZARDS, MARK_VALUES, Code, Field, Format, Layer, Text
from layers.fictitious import MARK
from layers.text import fold_name

EXPECTED = {
    "wards": "units",
    "towns": "units",
    "association_areas": "units",
    "elementary_districts": "units",
    "junior_high_districts": "units",
    "districts": "units",
    "neighbour_municipalities": "context",
    "population": "population",
    "hazard_zones": "zones",
    "evacuation_sites": "places",
    "shelters": "places",
    "child_facilities": "places",
    "elderly_facilities": "places",
    "parks": "places",
    "community_places": "places",
    "places_of_study_and_work": "places",
    "stations": "places",
    "vulnerable_residents": "records",
    "groups": "records",
    "stewardship": "records",
    "shelter_councils": "records",
    "service_points": "places",
    "partner_sites": "places",
    "candidate_spaces": "places",
    "notice_boards": "places",
    "observations": "places",
    "area_meetings": "records",
    "address_points": "context",
}
SLUG = re.compile(r"^[a-z][a-z0-9_]*$")
ALL_LAYERS = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
FORMATS = [(layer, one) for layer in LAYERS.values() for one in layer.formats]
ALL_FORMATS = pytest.mark.parametrize(("layer", "format"), FORMATS, ids=[f"{a.id}-{b.id}" for a, b in FORMATS])


def said(text: Text) -> bool:
    return bool(text.ja.strip()) and bool(text.en.strip())


def test_the_registry_holds_the_layers_with_their_roles() -> None:
    assert EXPECTED.items() <= {name: layer.role for name, layer in LAYERS.items()}.items()
    assert all(name == layer.id for name, layer in LAYERS.items())


@ALL_LAYERS
def test_words_stand_in_both_languages(layer: Layer) -> None:
    assert said(layer.title)
    assert said(layer.about)
    for field in layer.fields:
        assert said(field.label), field.name
        assert all(said(code.label) for code in field.codes), field.name


@ALL_LAYERS
def test_names_are_slugs_and_unique(layer: Layer) -> None:
    names = [field.name for field in layer.fields]
    assert len(set(names)) == len(names)
    assert all(SLUG.match(name) for name in [*names, layer.id])


@ALL_LAYERS
def test_codes_are_unique_and_their_spellings_tell_them_apart(layer: Layer) -> None:
    for field in layer.fields:
        assert bool(field.codes) == (field.type == "code"), field.name
        slugs = [code.slug for code in field.codes]
        assert len(set(slugs)) == len(slugs)
        assert all(SLUG.match(slug) for slug in slugs)
        spellings = [fold_name(one) for code in field.codes for one in code.spellings]
        assert len(set(spellings)) == len(spellings), field.name


@ALL_LAYERS
def test_limits_are_ordered_and_only_numbers_have_them(layer: Layer) -> None:
    for field in layer.fields:
        if field.minimum is not None or field.maximum is not None:
            assert field.type in {"integer", "number"}, field.name
            assert field.minimum is not None and field.maximum is not None and field.minimum < field.maximum
    if layer.max_area_m2 is not None:
        assert layer.min_area_m2 is not None and 0 < layer.min_area_m2 < layer.max_area_m2


@ALL_LAYERS
def test_kind_marks_and_unit_code_name_fields_of_the_right_type(layer: Layer) -> None:
    if layer.kind:
        assert layer.field(layer.kind).type == "code"
        assert layer.codes()
    assert all(layer.field(mark).type == "mark" for mark in layer.marks)
    assert (layer.unit_code is not None) == (layer.role == "units")
    if layer.unit_code:
        layer.field(layer.unit_code)
    # Records are about other things, by which their fields are called; a network's rows are sums by class.
    assert layer.role in ("records", "network") or any(field.name == "name" for field in layer.fields)


def test_evacuation_sites_are_marked_for_the_eight_hazards() -> None:
    assert LAYERS["evacuation_sites"].marks == tuple(hazard.slug for hazard in HAZARDS)
    assert len(HAZARDS) == 8
    assert {code.slug for code in LAYERS["hazard_zones"].field("hazard").codes} == {hazard.slug for hazard in HAZARDS}


def test_population_fields_that_can_be_asked_for_say_who_they_count() -> None:
    groups = [field for field in LAYERS["population"].fields if field.group]
    assert {field.name for field in groups if field.counter.en == "households"} == {"households", "single_person_households"}
    assert {field.name for field in groups} >= {"residents", "children_0_5", "age_65_over", "age_75_over"}
    for field in groups:
        assert field.type == "number"
        assert field.noun is not None and said(field.noun)
        assert field.unit == field.counter.en
    assert not any(field.group for layer in LAYERS.values() if layer.id != "population" for field in layer.fields)


@ALL_LAYERS
def test_styles_are_hex_colours_and_known_shapes(layer: Layer) -> None:
    assert re.fullmatch(r"#[0-9a-f]{6}", layer.style.fill)
    assert re.fullmatch(r"#[0-9a-f]{6}", layer.style.line)
    assert layer.style.shape in {"square", "circle", "triangle", "diamond", "cross", "star"}


def test_no_two_place_layers_are_drawn_alike() -> None:
    drawn = [(layer.style.shape, layer.style.fill) for layer in LAYERS.values() if layer.role == "places"]
    assert len(set(drawn)) == len(drawn)


def test_the_places_that_questions_are_about_differ_by_shape_alone() -> None:
    """One in twenty men cannot rely on colour, and a copier prints none."""
    asked = ("evacuation_sites", "shelters", "child_facilities", "elderly_facilities", "parks", "community_places")
    assert len({LAYERS[id].style.shape for id in asked}) == len(asked)


@ALL_FORMATS
def test_formats_fill_fields_that_exist(layer: Layer, format: Format) -> None:
    targets = [*format.columns.values(), *format.constants, *format.values]
    assert all(layer.field(target) for target in targets)
    assert len(set(format.columns.values())) == len(format.columns)
    required = {field.name for field in layer.fields if field.required}
    assert required <= {*format.columns.values(), *format.constants}
    if format.dissolve:
        layer.field(format.dissolve)


@ALL_FORMATS
def test_formats_are_recognised_by_columns_a_file_can_have(layer: Layer, format: Format) -> None:
    used = {format.key, format.lon, format.lat, *(format.municipality_from or ("",))[:1]} - {None, ""}
    # A function of the format adds "@…".
    used = {column for column in used if column is not None and not column.startswith("@")}
    assert format.recognised_by or format.columns
    assert used <= set(format.recognised_by)
    if format.rows is None:
        known = {*format.columns, *used, *COLUMNS_OF_LIST}
        assert set(format.recognised_by) <= known
    assert said(format.title)
    assert said(format.source)
    assert licences.licence(format.licence).id == format.licence


COLUMNS_OF_LIST = ("NO", "共通ID", "都道府県名及び市町村名", "緯度", "経度", MARK)


@ALL_FORMATS
def test_values_are_those_of_the_fields_type(layer: Layer, format: Format) -> None:
    for name, values in format.values.items():
        field: Field = layer.field(name)
        if field.type == "mark":
            assert set(values.values()) <= {True, False, None}
        if field.type == "code":
            # None: a source's own word for "not known".
            assert set(values.values()) <= {None, *(code.slug for code in field.codes)}


def test_more_specific_formats_stand_before_those_whose_columns_they_contain() -> None:
    for layer in LAYERS.values():
        ids = [one.id for one in layer.formats]
        assert len(set(ids)) == len(ids)
        for earlier, later in zip(layer.formats, layer.formats[1:], strict=False):
            assert not set(earlier.recognised_by) < set(later.recognised_by)


def test_blank_marks_are_unknown_and_never_no() -> None:
    assert MARK_VALUES[""] is None
    assert MARK_VALUES["1"] is True
    assert MARK_VALUES["0"] is False


def test_a_missing_field_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        LAYERS["parks"].field("tended")


def test_a_layer_without_kinds_has_no_codes() -> None:
    assert LAYERS["wards"].codes() == ()
    assert isinstance(LAYERS["parks"].codes()[0], Code)
