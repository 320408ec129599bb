"""docs/reference.md, made from the code itself: commands, questions, the API, errors, settings, the answer's JSON.

``python -m geo_service.reference`` writes it anew; a test fails when it is not current.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from geo_service.api.app import create_app
from geo_service.api.formats import FORMATS
from geo_service.api.study_formats import FORMATS as STUDY_FORMATS
from geo_service.cli.commands import app as commands
from geo_service.cli.study_commands import option
from geo_service.errors import GeoServiceError, error_table
from geo_service.markdown import cell, table
from geo_service.questions import CATALOGUE
from geo_service.questions.study_choices import LABELS
from geo_service.settings import Settings
from geo_service.studies import STUDIES
from layers import LAYERS
from layers.base import HAZARDS

PATH = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
ANSWER_KEYS = {
    "id": "identity of the answer: 16 hex digits of the hash of city, release, question, scenario, engine and audience",
    "city": "five-digit code of the city",
    "city_name": "its names {ja, en}",
    "fictitious": "true: 架空データ, of no real city",
    "question": "slug of the question",
    "words": "the question in words, with everything chosen {ja, en}",
    "basis": "the standard or law its numbers come from, the source, and how sure {ja, en}",
    "parameters": "demand, time, hazard, kind, within (null when each kind has its own limit), limits_m, reach, detour_factor, "
    "ward, neighbours, unit_set",
    "release": "number of the release of the city's data",
    "release_date": "when it was made",
    "audience": "public (HTTP) or staff (command line)",
    "unit": "people, households or facilities",
    "unit_label": "its counting word {ja, en}",
    "group": "who or what is counted {ja, en}",
    "time_of_day": "night: people where they live; day: people at schools, workplaces and stations; null for facilities",
    "totals": "demand = served + unserved + left_out; share_served = served / (served + unserved), 0 to 1, null when nobody can "
    "be asked about; depends_on_one: served by exactly one place; distance_m {p50, p75, p90, p95}: to the nearest place, "
    "weighted; in_zone {demand, served, unserved} inside the hazard's zones, null without zones",
    "units": "one list per division (wards, towns, association_areas …): code, name, name_en, ward, the same figures, "
    "error_bound (largest error of the share), unknown_features (areas without a published count)",
    "items": "facilities, for facility demand: id, name, kind, ward, lon, lat, served (null: left out), nearest {id, name, lon, "
    "lat, distance_m}, distance_m, within (places within the limit), why (code of the reason)",
    "left_out": "demand that is not in the share or is in doubt: code, things, amount, examples, text {ja, en}",
    "excluded_supply": "places that do not count, and why; the same members",
    "firmness": "the share under other assumptions: assumption, value, share_served, text {ja, en}",
    "firm": "the verdict on them, null where the share has none: firm (true or false), largest_points (the most that one "
    "assumption moves the share, in points), turns_on (the assumptions it turns on), text {ja, en}",
    "notes": "what must be known before the figures are used [{ja, en}]",
    "datasets": "datasets the answer rests on, and those of the same kind that are not used: layer, source, part, title, "
    "file_name, reference_date, licence, rows, rejected, used, why_not_ja, why_not_en …",
    "licence": "the licence that results from combining them: id, ja, en, public_export, attribution, reasons",
    "versions": "engine, GEOS, PROJ, PostGIS",
    "sentence": "the answer in a few sentences a lay reader understands {ja, en}",
    "purpose": "what the answer is for {ja, en}",
}
"""Every key of the answer's JSON → what it is."""
GEOJSON_ROLES = {
    "border": "the city",
    "neighbour": "a neighbouring municipality (code, name)",
    "ward": "a ward with its figures",
    "unit": "a unit of the smallest division with its figures",
    "gap": "ground beyond the limit (unit_code, unit_name, band: 0 up to twice the limit, 1 farther; unserved of the unit)",
    "place": "a place that counts (id, name, kind, users, address, municipality, own)",
    "item": "a facility asked about",
    "zone": "a zone of the hazard (key, name, depth_from_m, depth_to_m)",
}


def reference() -> str:
    """The whole document."""
    parts = [
        "# Reference",
        "Made from the code by `python -m geo_service.reference`; do not edit. Commands and endpoints take the same question "
        "parameters and give the same bytes.",
        *_commands(),
        *_questions(),
        *_studies(),
        *_api(),
        *_answer(),
        *_errors(),
        *_settings(),
    ]
    return "\n\n".join(parts) + "\n"


def _commands() -> Iterator[str]:
    yield "## Commands"
    yield (
        "`geo-service COMMAND`. Results go to standard output, words about them and errors to standard error; with "
        "`--format json` an error is the problem object on standard output. `-o` writes a file whole or not at all. "
        "A `load` or `check` in which a file was refused ends with the code of that refusal, also when `--keep-going` loaded "
        "the others."
    )
    group: Any = typer.main.get_command(commands)
    for name, command in group.commands.items():
        yield f"### geo-service {name}"
        yield cell(command.help)
        rows = []
        for one in command.params:
            if one.name == "help":
                continue
            option = one.param_type_name == "option"
            names = ", ".join(one.opts) if option else (one.metavar or one.name.upper())
            default = one.default if option and one.default not in (None, False) else ""
            rows.append((f"`{names}`", one.help, _default(default)))
        yield table(("option", "meaning", "default"), rows)


def _default(value: object) -> str:
    return "" if value == "" else f"`{getattr(value, 'value', value)}`"


def _questions() -> Iterator[str]:
    yield "## Questions"
    yield "`geo-service questions`, `GET /api/v1/questions`."
    for spec in CATALOGUE.values():
        yield f"### {spec.id}"
        limit = (
            ", ".join(f"{kind} {metres:,.0f} m" for kind, metres in spec.limits_m) if spec.by_kind else f"{spec.limit_m:,.0f} m"
        )
        yield f"{spec.title.ja} {spec.title.en}"
        rows = [
            ("places", f"`{spec.supply_layer}`" + (f": {', '.join(spec.kinds)}" if spec.kinds else "")),
            ("limit", limit),
            ("demand", f"`{spec.demand}` unless chosen"),
            ("parameters", ", ".join(f"`{name}`" for name in spec.parameters())),
            ("根拠", spec.basis.words().ja),
            ("basis", spec.basis.words().en),
        ]
        yield table(("", ""), rows)
    groups = [field for layer in LAYERS.values() if layer.role == "population" for field in layer.fields if field.group]
    yield "### Hazards"
    yield table(("value", "災害", "hazard"), ((f"`{code.slug}`", code.label.ja, code.label.en) for code in HAZARDS))
    yield "### Demand"
    yield (
        "A population group, or a layer of places with a kind if you like (`child_facilities:nursery`). Which are loaded: "
        "`GET /api/v1/cities/{city}/questions/{question}`."
    )
    yield table(("group", "対象", "who"), ((f"`{one.name}`", one.label.ja, one.label.en) for one in groups))
    layers = [
        (f"`{layer.id}`", f"{layer.title.ja} / {layer.title.en}", ", ".join(f"`{code.slug}`" for code in layer.codes()))
        for layer in LAYERS.values()
        if layer.role == "places"
    ]
    yield table(("layer", "places", "kinds"), layers)


def _studies() -> Iterator[str]:
    yield "## Studies"
    yield (
        "Figures beyond one question's coverage: `geo-service studies`, `GET /api/v1/studies`, `/studies`. `geo-service ask` "
        "takes their names; a parameter without an option of its own is given as `--set NAME=VALUE`. Over HTTP a study comes in "
        + ", ".join(f"`{form}`" for form in STUDY_FORMATS)
        + "."
    )
    for spec in STUDIES.values():
        yield f"### Study {spec.id}"
        yield f"{spec.title.ja} {spec.title.en}"
        yield f"{spec.about.ja} {spec.about.en}"
        yield table(("parameter", "指定", "meaning", "command line"), (_parameter(name) for name in spec.parameters))
        asked = " ".join(option(name, value) for name, value in spec.sample.items())
        yield f"Example: `{f'geo-service ask {spec.id} {asked}'.rstrip()}`"


def _parameter(name: str) -> tuple[str, str, str, str]:
    label = LABELS[name]
    return f"`{name}`", label.ja, label.en, f"`{option(name)}`"


class _Empty:
    """A shelf without cities: enough to describe the API."""

    def get(self, code: str, audience: str, release: int | None = None) -> Any:
        raise NotImplementedError

    def cities(self) -> list[Any]:
        return []


def _api() -> Iterator[str]:
    schema = create_app(Settings(), _Empty(), None).openapi()
    yield "## API"
    yield (
        "Public, and read-only but for notes on the data (one `POST`), described at `/openapi.json` and `/docs`. `{city}` is a "
        "five-digit code or `default`. `lang=` (else Accept-Language, else Japanese) chooses the language. Unknown and "
        "repeated parameters are refused. Answers carry an ETag of id, format and language. OGC API Features and Tiles are at "
        "`/ogc`."
    )
    yield table(("f", "format", "media type"), ((f"`{one.id}`", one.title.en, f"`{one.media_type}`") for one in FORMATS.values()))
    yield "### GET /"
    yield (
        "地図のページ。 The page: one answer as a map with its choices, `/?city=&question=&lang=` and the question's parameters. "
        "A failure is a page that says what to do, with the same HTTP status."
    )
    yield "### GET /studies, /studies/{study}"
    yield (
        "くわしい調べのページ。 The pages of studies: `/studies/{study}?city=&lang=` and the study's parameters. A mistake stays "
        "in the form, with the same HTTP status."
    )
    yield "### GET /layers, /layers/{layer}, /remarks"
    yield (
        "データのページと、間違いを知らせる入力欄。 The pages about data, and the form that says what is wrong in it "
        "(`POST /remarks`, from our own pages only; it leads to `/remarks/thanks`)."
    )
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            yield f"### {method.upper()} {path}"
            yield cell(operation["description"])
            rows = [
                (f"`{one['name']}`", one["in"], one.get("description", ""))
                for one in operation.get("parameters", [])
                if one["name"] != "lang"
            ]
            if rows:
                yield table(("parameter", "in", "meaning"), rows)


def _answer() -> Iterator[str]:
    yield "## The answer's JSON"
    yield "All keys are always there, in this order. People have one decimal, facilities none; parts add up after rounding."
    yield table(("key", "meaning"), ((f"`{key}`", meaning) for key, meaning in ANSWER_KEYS.items()))
    yield (
        "GeoJSON is a FeatureCollection whose member `answer` is the same without `items`; each feature's `role` is one of these."
    )
    yield table(("role", "what it is"), ((f"`{role}`", meaning) for role, meaning in GEOJSON_ROLES.items()))


def _errors() -> Iterator[str]:
    yield "## Errors and exit codes"
    yield (
        "Every failure is one problem object (RFC 9457): `type`, `title`, `status`, `detail`, `detail_ja`, `detail_en`, "
        "`exit_code`, and what helps, such as `parameter`, `value`, `allowed`, `lacks`. 0 is success, 130 interrupted, 141 a "
        "closed pipe."
    )
    every: list[type[GeoServiceError]] = [GeoServiceError, *error_table()]
    rows = [(one.exit_code, one.status, f"`urn:geo-service:problem:{one.slug}`", one.title_ja, one.title_en) for one in every]
    yield table(("exit code", "HTTP", "type", "", ""), rows)


def _settings() -> Iterator[str]:
    yield "## Settings"
    yield "Environment variables."
    rows = []
    for name, field in Settings.model_fields.items():
        variable = "DATABASE_URL" if name == "database_url" else f"GEO_SERVICE_{name.upper()}"
        default = "" if field.default is None else f"`{field.default}`"
        if field.default_factory is not None:
            default = "as root `/var/lib/geo_service`, else `~/.local/share/geo_service`"
        limits = ", ".join(_limit(one) for one in field.metadata if _limit(one))
        rows.append((f"`{variable}`", field.description, default, limits))
    yield table(("variable", "meaning", "default", "limits"), rows)


def _limit(rule: object) -> str:
    for name, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<")):
        value = getattr(rule, name, None)
        if value is not None:
            return f"{sign} {json.dumps(value)}"
    return ""


def main() -> None:
    """Write docs/reference.md."""
    PATH.write_text(reference(), encoding="utf-8")


if __name__ == "__main__":
    main()
