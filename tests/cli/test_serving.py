"""serve and stop: an orderly end however it comes, one service a home, nothing left behind."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

from tests.cli.conftest import COMMAND, Run


def test_serve_stop_and_a_second_serve(run: Run, environment: dict[str, str], loaded: Path) -> None:
    for end in ("stop", "term", "interrupt"):
        process = subprocess.Popen(
            [*COMMAND, "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None
            assert "http://127.0.0.1:18431" in process.stdout.readline()
            with urllib.request.urlopen("http://127.0.0.1:18431/readyz", timeout=10) as response:
                assert json.load(response)["cities"] == ["14130"]
            if end == "stop":
                second = run("serve")
                assert second.returncode == 9
                assert len(second.stderr.strip().splitlines()) == 1
                assert run("stop").returncode == 0
            else:
                process.send_signal(signal.SIGTERM if end == "term" else signal.SIGINT)
            _, errors = process.communicate(timeout=30)
        finally:
            process.kill()
            process.wait()
        assert process.returncode == 0, errors
        assert "Traceback" not in errors
    assert "動いていません" in run("stop").stdout
    until = time.monotonic() + 15
    while any(environment["GEO_SERVICE_HOME"] in line for line in _processes()) and time.monotonic() < until:
        time.sleep(0.2)
    assert [line for line in _processes() if environment["GEO_SERVICE_HOME"] in line] == []


def test_the_first_start_loads_the_sample(environment: dict[str, str], home: Path) -> None:
    """A home without any city: the sample is made, loaded and served, and SIGTERM ends it."""
    own = {**environment, "GEO_SERVICE_HOME": str(home / "first"), "GEO_SERVICE_PORT": "18432"}
    process = subprocess.Popen([*COMMAND, "serve"], env=own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        assert "http://127.0.0.1:18432" in process.stdout.readline()
        with urllib.request.urlopen("http://127.0.0.1:18432/api/v1/cities", timeout=10) as response:
            cities = json.load(response)["cities"]
        assert [(one["code"], one["fictitious"], one["default"]) for one in cities] == [("99130", True, True)]
        with urllib.request.urlopen("http://127.0.0.1:18432/", timeout=60) as response:
            assert "架空データ" in response.read().decode("utf-8")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0


def _processes() -> list[str]:
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return lines
