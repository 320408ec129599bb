"""What reaches a screen, and what is said when the output or the disk takes no more."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psycopg
import pytest

from geo_service.cli.output import Wish, deliver, print_problem
from geo_service.cli.progress import ProgressLine
from geo_service.cli.run import run as run_here
from geo_service.errors import DatabaseError, FileError
from geo_service.store import load as loading
from geo_service.store.load import load
from geo_service.store.report import ProgressNote
from tests.cli.conftest import COMMAND, Run

STEERING = "\x1b]0;owned\x07\x1b[31m\u202e\u2066\x9b"


def nothing_steers(text: str) -> bool:
    """Whether a text leaves a terminal as it is."""
    return not set(text) & set(STEERING) - set("]0;owned[31m")


def test_problems_progress_and_file_names(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert print_problem(FileError(f"あ{STEERING}い", f"a{STEERING}b"), Wish("ja")) == 7
    with ProgressLine("en") as progress:
        progress(ProgressNote(f"x{STEERING}.csv", f"読む{STEERING}", f"reading{STEERING}"))
    deliver(b"content", tmp_path / f"o{STEERING[:3]}\u202e.txt")
    said = capsys.readouterr().err
    assert "あ" in said and "い" in said and ".csv: reading" in said and ".txt" in said
    assert nothing_steers(said)


def test_names_of_files_in_commands(run: Run, tmp_path: Path) -> None:
    name = tmp_path / f"{STEERING[:4]}\u202e.csv"
    name.write_text("名前,経度,緯度\n一の保育園,139.605,35.5055\n", encoding="utf-8")
    for command in ("check", "propose", "load"):
        for path in (name, name.with_suffix(".none")):
            done = run(command, str(path))
            assert done.stderr or done.stdout
            assert nothing_steers(done.stderr)
            if command != "propose":
                assert nothing_steers(done.stdout)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_an_output_that_takes_no_more_is_named(environment: dict[str, str], form: str, unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "check", "/nowhere/x.csv", "--format", form, "--lang", "en"]
            if form == "json"
            else [*COMMAND, "questions", "--lang", "en"],
            env={**environment, "PYTHONUNBUFFERED": unbuffered}, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120,
        )  # fmt: skip
    assert done.returncode == 7
    assert done.stderr.strip().splitlines()[-1].endswith("Standard output cannot be written (No space left on device).")
    assert "Exception" not in done.stderr


def test_a_full_disk_of_the_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not a lost connection, whether it says so by its code or in its text."""
    file = tmp_path / "a.csv"
    file.write_text("名前,経度,緯度\n一の保育園,139.605,35.5055\n", encoding="utf-8")
    columns = tmp_path / "a.yaml"
    columns.write_text(
        "file: a.csv\ndatasets:\n  - layer: child_facilities\n    source: toy\n    title: 保育園\n    licence: CC-BY-4.0\n"
        "    reference_date: '2025-04-01'\n    columns:\n      名前: name\n    constants:\n      kind: nursery\n"
        "    lon: 経度\n    lat: 緯度\n",
        encoding="utf-8",
    )
    said = "could not extend file: No space left on device"
    for error in (psycopg.errors.DiskFull("Auf dem Gerät ist kein Platz"), psycopg.OperationalError(said)):

        def full(*_: object, failure: Exception = error, **__: object) -> None:
            raise failure

        monkeypatch.setattr(loading.psycopg, "connect", full)
        with pytest.raises(DatabaseError, match=r"disk is full.*geo-service prune"):
            load("", [file], loading.LoadOptions(columns=columns))


def test_a_full_disk_of_ours(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from geo_service.cli import listing

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "/x/city.arrow")

    monkeypatch.setattr(listing, "list_questions", full)
    assert run_here(["questions", "--lang", "en"]) == 7
    assert "The disk is full" in capsys.readouterr().err
