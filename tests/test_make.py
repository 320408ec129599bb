"""The Makefile and the scripts it calls: what they start ends with them, and what is missing is said in a sentence."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVICE = f"""#!{sys.executable}
import os, signal, sys
print(os.getpid(), flush=True)
signal.sigwait([signal.SIGTERM, signal.SIGINT])
"""
"""In the place of geo-service: says its process id and waits to be ended."""


def ended(process: int) -> bool:
    """Whether the process is gone (or only its parent's wait is outstanding) within ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


OUTSIDE_MAKE = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
"""`make test` runs these tests: a make started in them must not take itself for a part of that one."""


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv (util-linux) ties the service to make")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_service_ends_with_make(tmp_path: Path, end: signal.Signals) -> None:
    service = tmp_path / "geo-service"
    service.write_text(SERVICE)
    service.chmod(0o755)
    make = subprocess.Popen(
        ["make", "-o", "setup", "serve", f"BIN={tmp_path}"],
        cwd=ROOT,
        env=OUTSIDE_MAKE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert make.stdout is not None
    started = int(make.stdout.readline())
    try:
        # A terminal sends Ctrl-C to everybody in it, other signals go to make alone.
        os.killpg(make.pid, end) if end == signal.SIGINT else make.send_signal(end)
        make.wait(10)
        assert ended(started)
    finally:
        make.stdout.close()
        if not ended(started):
            os.kill(started, signal.SIGKILL)


def installer(*packages: str, tools: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the script that installs Debian packages, with only these tools in its PATH when they are given."""
    environment = {"PATH": str(tools)} if tools else {"PATH": os.defpath}
    command = [shutil.which("bash") or "bash", str(ROOT / "bootstrap" / "debian.sh"), *packages]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_nothing_is_said_when_all_packages_are_there() -> None:
    done = installer("bash", "coreutils")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_postgis_that_is_here_is_as_good_as_the_one_asked_for() -> None:
    done = installer("postgresql-99", "postgresql-99-postgis-3")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_root_and_sudo_the_missing_packages_are_named(tmp_path: Path) -> None:
    """dpkg-query and apt-get are there, sudo is not, and we are somebody else."""
    for name, script in {"dpkg-query": "exit 1", "apt-get": "exit 1", "id": "echo 1000"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    done = installer("no-such-package", tools=tmp_path)
    assert done.returncode == 9 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 2, "one sentence, ja and en"
    assert "Ask an administrator for: sudo apt-get install --no-install-recommends no-such-package" in done.stderr


def test_on_another_system_it_says_what_to_install(tmp_path: Path) -> None:
    done = installer("no-such-package", tools=tmp_path)
    assert done.returncode == 9 and done.stdout == ""
    assert "Needed: PostgreSQL >= 14, PostGIS >= 3.3, Python >= 3.11" in done.stderr


def test_help_lists_every_command() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, env=OUTSIDE_MAKE, capture_output=True, text=True, check=True)
    for target in ("serve", "test", "lint", "soak", "bench", "screenshots", "lock", "help"):
        assert any(line.split()[0] == target for line in done.stdout.splitlines()), target
