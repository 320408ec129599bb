"""``brief``: paper is handed on, so it shows what everybody may see; the staff's own says on each page that it is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from geo_service.cli import brief_command
from geo_service.coverage.city import City
from geo_service.render.briefing import Briefing
from maps.paper.brief import brief_html
from tests.toy import toy_city


class Shelf:
    """One toy city, for the audience that asks."""

    def __init__(self, city: City) -> None:
        self.city = city

    def get(self, code: str, audience: str) -> City:
        return replace(self.city, audience=audience)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Briefing]:
    """The briefings a command makes, instead of their PDFs."""
    found: list[Briefing] = []

    @contextmanager
    def opened() -> Iterator[tuple[Shelf, None]]:
        yield Shelf(no_residents), None

    whole = toy_city()
    no_residents = replace(
        whole,
        populations=tuple(
            replace(one, counts={name: count for name, count in one.counts.items() if name != "residents"})
            for one in whole.populations
        ),
    )
    monkeypatch.setattr("geo_service.cli.asking.opened_shelf", opened)

    def paper(briefing: Briefing, *_: str) -> bytes:
        found.append(briefing)
        return b"%PDF-"

    monkeypatch.setattr("maps.paper.brief.brief", paper)
    return found


def _run(*words: str) -> None:
    app = typer.Typer()
    app.command()(brief_command.brief)
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output


def test_paper_is_for_everybody_unless_it_says_not(made: list[Briefing], tmp_path: Path) -> None:
    _run("西区", "--hazard", "flood", "-o", str(tmp_path / "a.pdf"))
    _run("西区", "--hazard", "flood", "--staff", "-o", str(tmp_path / "b.pdf"))
    assert [one.city.audience for one in made] == ["public", "staff"]
    public, staff = (brief_html(one, "ja") for one in made)
    assert "庁内限り" not in public
    assert staff.count("庁内限り") == 2  # beside the name, and in the foot that every page repeats


def test_a_city_without_residents_has_a_briefing_of_those_it_has(made: list[Briefing], tmp_path: Path) -> None:
    _run("西区", "--hazard", "flood", "-o", str(tmp_path / "a.pdf"))
    assert made[0].answer.question.demand.id == "age_65_over"
