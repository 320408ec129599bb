"""doctor: the findings about this installation, and an exit code when something is wrong."""

from __future__ import annotations

from dataclasses import asdict

import typer

from geo_service.cli.output import Lang, print_json
from geo_service.doctor import Finding, examine
from geo_service.errors import SetupError
from geo_service.render.plain import for_terminal
from geo_service.settings import settings

MARKS = {True: "✓", False: "✗", None: "・"}


def examine_installation(form: str, lang: Lang) -> None:
    """Print what was found. Exit code 9 when something is wrong."""
    findings = examine(settings())
    if form == "json":
        print_json({"ok": all(one.ok is not False for one in findings), "findings": [asdict(one) for one in findings]})
    else:
        for one in findings:
            print(for_terminal(_line(one, lang)))
    if any(one.ok is False for one in findings):
        raise typer.Exit(SetupError.exit_code)


def _line(one: Finding, lang: Lang) -> str:
    name, found, mend = (one.name_ja, one.found_ja, one.mend_ja) if lang == "ja" else (one.name_en, one.found_en, one.mend_en)
    return f"{MARKS[one.ok]} {name}: {found}" + (f"\n    → {mend}" if mend else "")
