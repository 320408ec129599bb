"""One service a home: the second says so, stop ends it, kill -9 frees it."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from geo_service import doctor, process
from geo_service.errors import SetupError
from geo_service.settings import Settings

HOLD = """
import signal, sys, time
from pathlib import Path
from geo_service import process
from geo_service.settings import Settings
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with process.serve_guard(Settings(home=Path(sys.argv[1]), port=int(sys.argv[2]))):
    print("held", flush=True)
    time.sleep(60)
"""


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def holder(home: Path, port: int) -> subprocess.Popen[str]:
    """Another process that serves this home."""
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(home), str(port)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None and other.stdout.readline() == "held\n"
    return other


def test_a_second_service_says_so_and_stop_ends_the_first(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, port=free_port())
    other = holder(tmp_path, settings.port)
    assert process.running(settings) == f"http://127.0.0.1:{settings.port}"
    with pytest.raises(SetupError, match="running already") as caught, process.serve_guard(settings):
        pass
    assert caught.value.exit_code == 9
    assert f"process {other.pid}" in process.stop(settings)[1]
    other.communicate(timeout=10)
    assert other.returncode == 0
    assert process.stop(settings) == ("サービスは動いていません。", "No service is running.")


def test_kill_9_frees_the_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, port=free_port())
    other = holder(tmp_path, settings.port)
    other.kill()
    other.communicate()
    with process.serve_guard(settings):
        assert process.running(settings) is not None
    assert process.running(settings) is None


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(home=tmp_path, port=taken.getsockname()[1])
        with pytest.raises(SetupError, match=f"Port {settings.port} is taken"), process.serve_guard(settings):
            pass


def test_an_unwritable_home_is_named() -> None:
    with pytest.raises(SetupError, match="GEO_SERVICE_HOME"), process.serve_guard(Settings(home=Path("/proc/none"))):
        pass


def test_the_doctor_finds_what_is_missing_and_says_how_to_mend(cluster_home: Path, cluster_conninfo: str) -> None:
    settings = Settings(home=cluster_home, port=free_port())
    found = {finding.name_en: finding for finding in doctor.examine(settings)}
    assert found["PostgreSQL and PostGIS"].ok and found["data folder"].ok and found["port"].ok
    assert found["database"].ok is None and "no city yet" in found["database"].mend_en


def test_the_doctor_never_raises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEO_SERVICE_POSTGRES", str(tmp_path))
    found = {finding.name_en: finding for finding in doctor.examine(Settings(home=Path("/proc/none"), port=free_port()))}
    assert found["PostgreSQL and PostGIS"].ok is False and "postgresql-15" in found["PostgreSQL and PostGIS"].mend_en
    assert found["database"].ok is False
