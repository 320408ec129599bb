"""studies, and ask with a study's name: the same figures and the same bytes as over HTTP, for staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from geo_service.api.studies import spec_entry
from geo_service.api.study_formats import FORMATS, study_content
from geo_service.cli.output import Lang, deliver, print_json, said
from geo_service.coverage.city import City
from geo_service.errors import ParameterError
from geo_service.questions import CATALOGUE
from geo_service.questions.parameters import not_listed, shown
from geo_service.questions.study_choices import LABELS
from geo_service.render.plain import for_terminal
from geo_service.render.study_text import study_text
from geo_service.studies import STUDIES, ask_study
from layers.base import Text

TEXT = Text("画面の文", "text for a terminal")
OPTIONS = frozenset(
    {"demand", "time", "hazard", "source", "scale", "stay_hours", "kind", "within", "reach", "profile", "closed_by"}
    | {"unit_set", "ward", "neighbours"}
)
"""Parameters that have an option of their own; others are given as ``--set NAME=VALUE``."""


def is_study(name: str) -> bool:
    """Whether a name means a study: it is one, or it is nearer to one than to any question."""
    near = get_close_matches(name, [*CATALOGUE, *STUDIES], n=1)
    return name in STUDIES or (name not in CATALOGUE and bool(near) and near[0] in STUDIES)


def with_settings(values: Mapping[str, object], settings: Iterable[str]) -> dict[str, object]:
    """``values`` with what was given as NAME=VALUE. ParameterError where that is not its form, or where a name comes twice."""
    found = dict(values)
    for setting in settings:
        written, equals, value = setting.partition("=")
        name = written.strip().replace("-", "_")
        if not equals or not name:
            raise ParameterError(
                f"--set に「{shown(setting)}」は使えません。--set 名前=値 の形で書いてください。",
                f"--set cannot be '{shown(setting)}'. Write it as --set NAME=VALUE.",
                parameter="set",
                value=shown(setting),
            )
        if name in found:
            raise ParameterError(
                f"{shown(name)} が二度指定されています。一度だけ指定してください。",
                f"{shown(name)} is given twice. Give it once only.",
                parameter=shown(name),
                value=shown(value),
            )
        found[name] = value
    return found


def study_in(
    form: str, found: City, id: str, values: Mapping[str, object], table: str | None, output: Path | None, lang: Lang
) -> None:
    """Work a study out, and write it in one format to the file or standard output."""
    if form != "text" and form not in FORMATS:
        raise not_listed("format", form, [("text", TEXT), *((one, title) for one, (title, _, _) in FORMATS.items())])
    if table is not None and form != "csv":
        raise ParameterError(
            "--table は --format csv のときだけ使えます（ほかの形式にはすべての表が入ります）。",
            "--table goes with --format csv only: other formats hold every table.",
            parameter="table",
            value=shown(table),
        )
    study = ask_study(id, found, values)
    content = study_text(study, lang).encode("utf-8") if form == "text" else study_content(study, form, table or "", lang)
    if form == "text" and output is None:
        content = for_terminal(content.decode("utf-8")).encode("utf-8")
    deliver(content, output, binary=form in ("xlsx", "png"))


def list_studies(form: str, lang: Lang) -> None:
    """Print the catalogue of studies."""
    if form == "json":
        print_json({"studies": [spec_entry(spec) for spec in STUDIES.values()]})
        return
    for spec in STUDIES.values():
        print(f"{spec.id}\n  {said(spec.title, lang)}\n  {said(spec.about, lang)}")
        for name in spec.parameters:
            print(f"    {option(name)}  {said(LABELS.get(name, Text(name, name)), lang)}")
        example = " ".join(option(name, value) for name, value in spec.sample.items())
        print(f"  {said(('例', 'example'), lang)}: geo-service ask {spec.id} {example}\n")


def option(name: str, value: str = "") -> str:
    """How a parameter is written on the command line, with its value where one is given."""
    if name not in OPTIONS:
        return f"--set {name}={value or '…'}"
    dashed = f"--{name.replace('_', '-')}"
    return dashed if name == "neighbours" else f"{dashed} {value}".rstrip()
