"""docs/reference.md says everything there is, and is current."""

from __future__ import annotations

import json
from typing import Any

import typer

from geo_service import render
from geo_service.api.asked import DESCRIPTIONS
from geo_service.cli.commands import app
from geo_service.dictionary import DOCS, every_format, formats_page, layers_page
from geo_service.errors import error_table
from geo_service.questions import CATALOGUE
from geo_service.questions.study_choices import LABELS
from geo_service.reference import ANSWER_KEYS, GEOJSON_ROLES, PATH, reference
from geo_service.settings import Settings
from geo_service.studies import STUDIES
from layers import LAYERS
from tests.render.answers import nurseries, residents


def test_it_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == reference(), "run: python -m geo_service.reference"


def test_formats_and_layers_are_current() -> None:
    assert (DOCS / "formats.md").read_text(encoding="utf-8") == formats_page(), "run: python -m geo_service.dictionary"
    assert (DOCS / "layers.md").read_text(encoding="utf-8") == layers_page(), "run: python -m geo_service.dictionary"


def test_every_layer_field_and_format_is_in_the_dictionary() -> None:
    formats, dictionary = formats_page(), layers_page()
    for layer in LAYERS.values():
        assert f'<a id="{layer.id}">' in dictionary
        assert all(f"| `{field.name}` |" in dictionary for field in layer.fields), layer.id
    for layer, one in every_format():
        assert f"`{one.id}`" in formats, (layer.id, one.id)


def test_everything_is_in_it() -> None:
    text = PATH.read_text(encoding="utf-8")
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        assert f"### geo-service {name}\n" in text
        for one in command.params:
            assert one.help, (name, one.name)
            assert " / " in one.help or one.name == "help", (name, one.name)
            if one.param_type_name == "option" and one.name != "help":
                assert f"`{', '.join(one.opts)}`" in text
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert ("DATABASE_URL" if name == "database_url" else f"GEO_SERVICE_{name.upper()}") in text
    for spec in CATALOGUE.values():
        assert f"### {spec.id}\n" in text
        assert set(spec.parameters()) <= set(DESCRIPTIONS)
    for study in STUDIES.values():
        assert f"### Study {study.id}\n" in text
        # Every parameter has words in both languages.
        assert set(study.parameters) <= set(LABELS)
    for layer in LAYERS.values():
        if layer.role == "places":
            assert f"| `{layer.id}` |" in text
    for error in error_table():
        assert f"urn:geo-service:problem:{error.slug}" in text


def test_every_key_of_the_answer_is_explained() -> None:
    for answer in (nurseries(), residents()):
        assert list(ANSWER_KEYS) == list(json.loads(render.to_json(answer)))
        features = json.loads(render.to_geojson(answer))["features"]
        assert {one["properties"]["role"] for one in features} <= set(GEOJSON_ROLES)


def test_every_study_has_its_page_and_the_index_leads_to_it() -> None:
    index = (DOCS / "figures" / "README.md").read_text(encoding="utf-8")
    for study in STUDIES.values():
        assert (DOCS / "figures" / f"{study.id}.md").is_file(), study.id
        assert f"({study.id}.md)" in index
