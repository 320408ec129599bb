"""The options of a question are one list for every command that asks one."""

from __future__ import annotations

from typing import Any

import typer
from typer.testing import CliRunner

from geo_service.cli.asked_options import ASKED, NOTHING, Values, asking
from geo_service.cli.commands import app

COMMANDS: Any = typer.main.get_command(app)


def options(name: str) -> list[str]:
    return [one.name for one in COMMANDS.commands[name].params]


def test_commands_share_the_options_of_a_question_in_one_order() -> None:
    shared = list(ASKED)
    for name in ("ask", "map"):
        assert [one for one in options(name) if one in ASKED] == shared
    assert [one for one in options("brief") if one in ASKED and one != "ward"] == [
        one for one in shared if one not in ("stay_hours", "ward")
    ]
    losses = options("losses")
    assert not {"source", "scale", "stay_hours"} & set(losses)
    assert losses[losses.index("hazard") :][:5] == ["hazard", "close", "around", "radius", "kind"]


def test_a_command_is_given_what_was_used_and_no_more() -> None:
    seen: list[tuple[str, Values, str | None]] = []
    one = typer.Typer()

    @one.command()
    @asking(without=("ward",), behind={"hazard": ("extra",)})
    def command(name: str, values: Values = NOTHING, extra: str | None = None) -> None:
        seen.append((name, values, extra))

    used = ["me", "--hazard", "flood", "--within", "10分", "--neighbours", "--extra", "x"]
    assert CliRunner().invoke(one, used).exit_code == 0
    assert CliRunner().invoke(one, ["me"]).exit_code == 0
    assert seen == [("me", {"hazard": "flood", "within": "10分", "neighbours": True}, "x"), ("me", {}, None)]
    assert CliRunner().invoke(one, ["me", "--ward", "a"]).exit_code == 2
