"""One service a home: the second says so, stop ends it, kill -9 frees it."""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from geo_service import doctor, process
from geo_service.errors import SetupError
from geo_service.settings import Settings
from geo_service.store.release import publish
from geo_service.store.shelf import CityShelf
from tests.store import hand_made as town

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


@pytest.mark.parametrize("host", ["198.51.100.7", "no.such.host.invalid", "a..b", "2001:db8::7"])
def test_an_address_of_another_machine_is_not_called_a_taken_port(tmp_path: Path, host: str) -> None:
    settings = Settings(home=tmp_path, host=host, port=free_port())
    with pytest.raises(SetupError, match=f"'{host}' is no address") as caught, process.serve_guard(settings):
        pass
    assert "GEO_SERVICE_HOST" in caught.value.ja
    assert [one.ok for one in doctor.examine(settings) if one.name_en == "port"] == [False]


class Health(http.server.BaseHTTPRequestHandler):
    """Answers as a service does."""

    said = b'{"status": "ok", "version": "1"}'

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.said)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.mark.parametrize(("said", "service"), [(Health.said, True), (b"[]", False), (b"<html>", False)])
def test_the_doctor_knows_a_service_of_another_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes, service: bool
) -> None:
    monkeypatch.setattr(Health, "said", said)
    with http.server.HTTPServer(("127.0.0.1", 0), Health) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        found = doctor._port(Settings(home=tmp_path, port=other.server_address[1]))
        other.shutdown()
        thread.join()
    assert (found.name_en, found.ok) == (("service", None) if service else ("port", False))


def test_the_doctor_says_that_its_own_service_runs(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, port=free_port())
    other = holder(tmp_path, settings.port)
    found = doctor._port(settings)
    assert (found.ok, found.found_en) == (True, f"running at http://127.0.0.1:{settings.port}")
    (tmp_path / "serve.lock").write_text("")  # in the moment before the service has written where it is
    assert process.running(settings) is None
    other.kill()
    other.communicate()


@pytest.mark.parametrize("home", ["/proc", "/proc/none", "/dev/null", "/dev/null/x"])
def test_the_doctor_tries_to_write(home: str) -> None:
    found = doctor._home(Settings(home=Path(home)))
    assert found.ok is False and "GEO_SERVICE_HOME" in found.mend_en


def test_the_doctor_opens_the_city_files(conninfo: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=conninfo)
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_ground(conn)
        town.add(conn, "shelters", [town.Row("一校", town.at(1, 1))])
        publish(conn, town.CITY, "one", settings=settings)
        (path,) = conn.execute("SELECT path FROM frame.city_file WHERE audience = 'public'").fetchone() or ("",)
    assert doctor._city_files(settings).found_en == "all 2 can be opened"
    whole = (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(whole[:-1000])
    found = doctor._city_files(settings)
    assert (found.ok, found.found_en) == (False, f"cannot be opened: {town.CITY} public")
    assert "again" in found.mend_en
    with CityShelf(settings, conninfo) as shelf:
        assert shelf.get(town.CITY, "public").code == town.CITY
    assert doctor._city_files(settings).ok


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
