"""The load report as a ward official reads it: what needs a hand first, a notice by one row, what to do next at the end."""

from __future__ import annotations

from geo_service.errors import Reject
from geo_service.store.report import FileReport, LoadReport, RuleCount
from layers.base import Text


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
    assert "  ・ geocoded 400件" in lines
    assert not any("blank_rowの" in line for line in lines) and any("blank_row 3" in line for line in lines)


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
