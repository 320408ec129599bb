"""The command line as a person or a script meets it: results, errors, exit codes, files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from geo_service.cli.output import Wish
from geo_service.errors import error_table
from tests.cli.conftest import COMMAND, Run

pytestmark = pytest.mark.usefixtures("cluster_held")
ASK = ("ask", "evacuation-site-reach", "--hazard", "earthquake", "--demand", "child_facilities:nursery")


def test_ask_as_json_is_the_contract(run: Run, loaded: Path) -> None:
    done = run(*ASK, "--within", "500", "--format", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    for name in ("id", "city", "question", "release", "unit", "totals", "units", "items", "sentence"):
        assert name in answer
    assert (answer["city"], answer["question"], answer["unit"]) == ("14130", "evacuation-site-reach", "facilities")
    assert answer["audience"] == "staff"
    totals = answer["totals"]
    assert set(totals) == {
        "demand", "served", "unserved", "left_out", "share_served", "depends_on_one", "distance_m", "in_zone",
    }  # fmt: skip
    # Nursery 1 is 55 m from site 1, nursery 3 some 14 m from site 3; nurseries 2 and 4 are 600 m and more away.
    assert (totals["demand"], totals["served"], totals["unserved"], totals["left_out"]) == (4, 2, 2, 0)
    wards = {one["code"]: one for one in answer["units"]["wards"]}
    assert (wards["14131"]["served"], wards["14132"]["served"]) == (1, 1)
    for item in answer["items"]:
        assert {"id", "name", "ward", "served", "nearest", "distance_m"} <= set(item)
    assert "認可保育所4か所" in answer["sentence"]["ja"]


def test_every_format_and_the_same_bytes(run: Run, loaded: Path, tmp_path: Path) -> None:
    beginnings = {"text": b"", "json": b"{", "geojson": b"{", "csv": b"\xef\xbb\xbf", "xlsx": b"PK"}
    for form, beginning in beginnings.items():
        twice = [tmp_path / f"{n}.{form}" for n in (1, 2)]
        for path in twice:
            done = run(*ASK, "--format", form, "-o", str(path))
            assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert twice[0].read_bytes() == twice[1].read_bytes()
        assert twice[0].read_bytes().startswith(beginning)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{n}.{form}" for form in beginnings for n in (1, 2))


def test_text_in_two_languages(run: Run, loaded: Path) -> None:
    assert "認可保育所4か所のうち" in run(*ASK).stdout
    assert "Of the 4 licensed nurseries" in run(*ASK, "--lang", "en").stdout


def test_a_map_in_one_file(run: Run, loaded: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    done = run("map", *ASK[1:], "-o", str(out))
    assert done.returncode == 0, done.stderr
    assert "<html" in out.read_text(encoding="utf-8")
    assert run("map", *ASK[1:]).returncode == 2


def test_what_there_is(run: Run, loaded: Path) -> None:
    cities = json.loads(run("cities", "--format", "json").stdout)["cities"]
    assert [(one["code"], one["fictitious"]) for one in cities] == [("14130", False)]
    layers = {one["id"]: one for one in json.loads(run("layers", "--format", "json").stdout)["layers"]}
    assert layers["evacuation_sites"]["places"] == 3
    assert not layers["parks"]["loaded"]
    assert "川崎市" in run("layers").stdout
    questions = json.loads(run("questions", "--format", "json").stdout)["questions"]
    assert questions[0]["id"] == "evacuation-site-reach"
    assert "根拠" in run("questions").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "slug"),
    [
        (("ask", "evacuation-site-reach"), 2, "parameter"),
        ((*ASK, "--within", "5"), 2, "parameter"),
        ((*ASK, "--wihtin", "500"), 2, "parameter"),
        (("ask",), 2, "parameter"),
        (("dance",), 2, "parameter"),
        ((*ASK, "--city", "99999"), 3, "not-found"),
        (("ask", "park-reech"), 3, "not-found"),
        (("ask", "park-reach"), 4, "not-answerable"),
        ((*ASK, "-o", "/nowhere/answer.json"), 7, "file"),
        (("load", "/nowhere/x.csv"), 7, "file"),
        (("check", "/nowhere/x.csv"), 7, "file"),
        (("rollback",), 3, "not-found"),
        (("rollback", "--to", "77"), 3, "not-found"),
    ],
)
def test_errors(run: Run, loaded: Path, arguments: tuple[str, ...], code: int, slug: str) -> None:
    told = run(*arguments)
    assert told.returncode == code
    assert told.stderr
    as_json = run(*arguments, "--format", "json")
    assert as_json.returncode == code
    problem = json.loads(as_json.stdout)
    assert problem["type"] == f"urn:geo-service:problem:{slug}"
    assert problem["exit_code"] == code
    assert problem["detail_ja"]
    assert problem["detail_en"]
    assert problem["detail_ja"] in told.stderr
    for text in (told.stdout, told.stderr, as_json.stdout, as_json.stderr):
        assert "Traceback" not in text


def test_exit_codes_are_one_table() -> None:
    codes = [error.exit_code for error in error_table()]
    assert codes == list(range(2, 11))


def test_releases_back_and_forth(run: Run, loaded: Path) -> None:
    before = json.loads(run("releases", "--format", "json").stdout)
    (loaded / "more.csv").write_text("名前,経度,緯度\n新しい保育園,139.606,35.506\n", encoding="utf-8")
    (loaded / "more.yaml").write_text(
        (loaded / "nurseries.yaml").read_text(encoding="utf-8").replace("nurseries.csv", "more.csv").replace("toy", "more"),
        encoding="utf-8",
    )
    done = run("load", str(loaded / "more.csv"), "--columns", str(loaded / "more.yaml"), "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["release"] == before["releases"][0]["number"] + 1
    assert json.loads(run(*ASK, "--format", "json").stdout)["release"] == report["release"]
    back = run("rollback", "--format", "json")
    assert json.loads(back.stdout) == {"city": "14130", "release": before["releases"][0]["number"]}
    assert json.loads(run(*ASK, "--format", "json").stdout)["totals"]["demand"] == 4
    assert json.loads(run("prune", "--format", "json").stdout)["pruned"] == []
    states = {one["number"]: one["current"] for one in json.loads(run("releases", "--format", "json").stdout)["releases"]}
    assert states == {before["releases"][0]["number"]: True, report["release"]: False}


def test_check_knows_the_city_that_is_loaded(run: Run, loaded: Path, cluster_held: None) -> None:
    far = loaded.parent / "far.csv"
    far.write_text("名前,経度,緯度\n遠い保育園,141.0,39.0\n", encoding="utf-8")
    maps = loaded.parent / "far.yaml"
    maps.write_text((loaded / "nurseries.yaml").read_text(encoding="utf-8").replace("nurseries.csv", "far.csv"), encoding="utf-8")
    problems = {}
    for command in ("check", "load"):
        done = run(command, str(far), "--columns", str(maps), "--format", "json")
        assert done.returncode == 7, done.stdout + done.stderr
        problems[command] = json.loads(done.stdout)["detail"]
    assert problems["check"] == problems["load"]
    assert "far_from_city" in done.stdout


def test_check_and_propose_need_no_database(run: Run, loaded: Path) -> None:
    checked = run("check", str(loaded / "sites.geojson"), "--format", "json")
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["files"][0]["status"] == "checked"
    elsewhere = run("check", str(loaded / "sites.geojson"), "--format", "json", home=loaded.parent / "other")
    assert json.loads(elsewhere.stdout)["files"][0]["findings"][0]["rule"] == "no_boundaries"
    assert not (loaded.parent / "other").exists()
    proposed = run("propose", str(loaded / "nurseries.csv"))
    assert proposed.returncode == 0
    assert "file: nurseries.csv" in proposed.stdout
    assert "推測による下書きです" in proposed.stderr
    english = run("propose", str(loaded / "nurseries.csv"), "--lang", "en")
    assert english.stdout == proposed.stdout
    assert english.stderr.startswith("A draft, guessed")
    assert f"check {loaded / 'nurseries.csv'} --columns" in english.stderr


def test_doctor(run: Run, loaded: Path) -> None:
    done = run("doctor", "--format", "json")
    found = json.loads(done.stdout)
    assert found["ok"] == (done.returncode == 0)
    assert {"name_ja", "ok", "mend_en"} <= set(found["findings"][0])
    assert "PostgreSQL" in run("doctor", "--lang", "en").stdout


def test_help_is_quick_and_in_two_languages(run: Run) -> None:
    shown = run("--help").stdout
    for command in ("serve", "stop", "doctor", "load", "check", "propose", "cities", "layers", "releases", "rollback",
                    "prune", "questions", "ask", "map"):  # fmt: skip
        assert f"\n  {command} " in shown
        one = run(command, "--help")
        assert one.returncode == 0
        assert " / " in one.stdout
    code = (
        "import sys; from geo_service.cli.run import run; run(['--help']); "
        "print('numpy' in sys.modules, 'fastapi' in sys.modules)"
    )
    assert subprocess.run([COMMAND[0], "-c", code], capture_output=True, text=True).stdout.endswith("False False\n")
    assert run().stdout.startswith("Usage")


def test_output_into_a_pipe_that_closes(environment: dict[str, str], loaded: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, *ASK], env=environment, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_interrupted(environment: dict[str, str], loaded: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "load", str(loaded), "--columns", str(loaded)], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 130, out + errors
    assert "Traceback" not in errors


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo_service.cli.output import write_whole
    from geo_service.errors import FileError

    target = tmp_path / "answer.json"
    target.write_bytes(b"before")
    write_whole(target, b"after")
    assert target.read_bytes() == b"after"

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError):
        write_whole(target, b"half")
    assert target.read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == ["answer.json"]


def test_what_nobody_foresaw_has_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from geo_service.cli import listing
    from geo_service.cli.run import run as run_here

    def broken(form: str, lang: str) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr(listing, "list_questions", broken)
    assert run_here(["questions"]) == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert "ZeroDivisionError" in said.err
    assert run_here(["questions", "--format=json", "--lang=en"]) == 1
    assert "unexpected" in json.loads(capsys.readouterr().out)["detail"]


def test_misspelt_commands_in_japanese(capsys: pytest.CaptureFixture[str]) -> None:
    from geo_service.cli.run import run as run_here

    for arguments, words in (
        (["dance"], "「dance」というコマンドはありません"),
        (["ask"], "QUESTION を書いてください"),
        (["ask", "x", "--wihtin", "5"], "--wihtin という指定はありません"),
        (["serve", "--port", "9000"], "環境変数 GEO_SERVICE_PORT で指定します"),
        (["ask", "x", "--within"], "--within のあとに値を"),
        (["ask", "x", "--format", "doc"], "--format の値が使えません"),
        (["map", "x"], "を付けてください"),
        (["stop", "now"], "「now」が余分です"),
    ):
        assert run_here(arguments) == 2
        assert words in capsys.readouterr().err


def test_wishes_are_read_from_the_arguments() -> None:
    assert Wish.of(["ask", "--format=json", "--lang", "en"]) == Wish("en", True)
    assert Wish.of(["ask", "--format", "csv", "--lang"]) == Wish("ja", False)
