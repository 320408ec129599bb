"""The load report as a ward official reads it: what needs a hand first, a notice by one row, what to do next at the end."""

from __future__ import annotations

import ast
from pathlib import Path

from geo_service.errors import Reject
from geo_service.store.left_out import RULE as OF_NO_LAYER
from geo_service.store.report import DatasetReport, FileReport, LoadReport, RuleCount
from geo_service.store.rule_words import RULES
from geo_service.store.schema import rules as schema_rules
from layers import LAYERS
from layers.base import Text

ROOT = Path(__file__).resolve().parents[2]


def found(rule: str, severity: str, count: int) -> RuleCount:
    shown = tuple(
        Reject("a.xlsx", row, "住所", "x", rule, f"{rule}の{row}", f"{rule} {row}", "", "", severity)
        for row in range(2, 2 + min(count, 5))
    )
    return RuleCount(rule, severity, count, shown)


def test_the_gravest_comes_first_and_notices_are_folded() -> None:
    good = FileReport("a.csv", "loaded", findings=[found("geocoded", "notice", 400), found("blank_row", "notice", 3)])
    bad = FileReport("b.csv", "loaded", findings=[found("not_a_date", "bad", 7)])
    refused = FileReport("c.csv", "refused", why=Text("こわれています", "broken"))
    lines = LoadReport(files=[good, bad, refused], release=1).to_text("ja")
    assert [line.split(":")[0] for line in lines if ".csv" in line and not line.startswith(" ")] == ["c.csv", "b.csv", "a.csv"]
    assert sum("geocodedの" in line for line in lines) == 1
    assert sum("not_a_dateの" in line for line in lines) == 5
    assert "  ・ 住所から位置を求めた 400件" in lines
    assert not any("blank_rowの" in line for line in lines) and any("空の行 3" in line for line in lines)


def test_what_to_do_next_stands_at_the_end_in_both_languages() -> None:
    files = [
        FileReport("a.csv", "loaded", findings=[found("not_geocoded", "notice", 12), found("not_a_date", "bad", 2)]),
        FileReport("b.csv", "refused"),
    ]
    for lang, head, numbers in (("ja", "次にすること", "12件"), ("en", "What to do next", "12 addresses")):
        lines = LoadReport(files=files).to_text(lang)
        steps = lines[lines.index(head) + 1 :]
        assert [line.split(".")[0].strip() for line in steps] == ["1", "2", "3"]
        assert "geo-service load" in steps[0] and numbers in steps[2] and "geo-service geocode" in steps[2]


def test_nothing_is_asked_of_anybody_where_nothing_waits() -> None:
    files = [FileReport("README.md", "unrecognised"), FileReport("a.csv", "loaded", findings=[found("blank_row", "notice", 1)])]
    assert LoadReport(files=files, release=1).next_steps() == []


def rules_said() -> set[str]:
    """Every rule that the code gives a finding: literals in the place of a rule, and those the schema declares."""
    said: set[str] = set()
    for path in [*(ROOT / "geo_service" / "store").rglob("*.py"), *(ROOT / "geo_service" / "geocode").rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            place = {"notice": 0, "add": 0, "Finding": 0, "_bad": 1, "Reject": 4, "RuleCount": 0}.get(name)
            if place is None or (name == "add" and len(call.args) < 4):
                continue
            given = [*call.args[place : place + 1], *(one.value for one in call.keywords if one.arg == "rule")]
            said |= {
                one.value
                for part in given
                for one in ([part.body, part.orelse] if isinstance(part, ast.IfExp) else [part])
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value
            }
    return said | set(schema_rules(LAYERS["parks"].fields[0])) | {OF_NO_LAYER}


def test_every_rule_has_words_in_both_languages() -> None:
    said = rules_said()
    assert {"duplicate", "merged_number", "era_year", "null_island", "geocoded", "no_boundaries", "too_small"} <= said
    assert said - set(RULES) == set()
    assert all(one.ja and one.en for one in RULES.values())
    assert not any(
        sign.isascii() and sign.isalpha()
        for rule, one in RULES.items()
        if rule not in ("wkt", "far_from_city")
        for sign in one.ja
    )


def test_kinds_and_marks_stand_in_words() -> None:
    sets = DatasetReport("parks", Text("公園", "parks"), "市", "", "", "f", "t", "2025", "", 3, 3, 0, counts={"block": 2, "?": 1})
    sites = DatasetReport("evacuation_sites", Text("場所", "sites"), "国", "", "", "f", "t", "", "", 3, 3, 0, counts={"flood": 3})
    report = LoadReport(files=[FileReport("a.csv", "loaded", datasets=[sets, sites])])
    assert "    街区公園 2、? 1" in report.to_text("ja")
    assert "    洪水 3" in report.to_text("ja") and "    flood 3" in report.to_text("en")
