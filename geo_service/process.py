"""One web service per home: who holds it, and how to stop it."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo_service.errors import SetupError
from geo_service.settings import Settings

STOP_TIMEOUT_S = 30.0
LOCK_TRIES = 6


def _lock_path(settings: Settings) -> Path:
    return settings.home / "serve.lock"


def _holder(settings: Settings) -> int | None:
    """Process id of the service that holds this home, None when none does. The kernel's lock decides, not the number."""
    path = _lock_path(settings)
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        said = os.pread(handle, 64, 0).split()
        return int(said[0]) if said and said[0].isdigit() else None
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    """Whether the lock is ours now. Who only looks whether a service runs holds it for a moment: try again."""
    for _ in range(LOCK_TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.05)
    return False


@contextmanager
def serve_guard(settings: Settings) -> Iterator[None]:
    """Hold the home and the port for one service. SetupError in one sentence when either is taken."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        handle = os.open(_lock_path(settings), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SetupError(
            f"フォルダ {settings.home} を使えません（{error.strerror}）。GEO_SERVICE_HOME で書き込める場所を指定してください。",
            f"The folder {settings.home} cannot be used ({error.strerror}). Name a writable one in GEO_SERVICE_HOME.",
        ) from error
    try:
        if not _locked(handle):
            raise SetupError(
                f"サービスはもう動いています（プロセス {_holder(settings) or '?'}）。止めるには: geo-service stop",
                f"The service is running already (process {_holder(settings) or '?'}). To stop it: geo-service stop",
            )
        if (problem := address_problem(settings)) is not None:
            raise problem
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} {settings.host} {settings.port}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def address_problem(settings: Settings) -> SetupError | None:
    """Why the service could not listen on its address, in one sentence; None when it can. ``variable=`` is to be changed."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except (OSError, UnicodeError) as error:  # UnicodeError: no name of a host is written so
        number = getattr(error, "errno", None)
        if number == errno.EADDRINUSE:
            return SetupError(
                f"ポート {settings.port} はほかのプログラムが使っています。GEO_SERVICE_PORT で別の番号を指定してください。",
                f"Port {settings.port} is taken by another program. Choose another one with GEO_SERVICE_PORT.",
                variable="GEO_SERVICE_PORT",
            )
        if number in (errno.EACCES, errno.EPERM):
            return SetupError(
                f"ポート {settings.port} を使う権限がありません。GEO_SERVICE_PORT で1024以上の番号を指定してください。",
                f"You may not use port {settings.port}. Choose one of 1024 or more with GEO_SERVICE_PORT.",
                variable="GEO_SERVICE_PORT",
            )
        return SetupError(
            f"「{settings.host}」はこの機械のアドレスではありません。GEO_SERVICE_HOST に 127.0.0.1 などを指定してください。",
            f"'{settings.host}' is no address of this machine. Give GEO_SERVICE_HOST one that is, such as 127.0.0.1.",
            variable="GEO_SERVICE_HOST",
        )
    return None


def answers(settings: Settings) -> bool:
    """Whether what listens on the address is a service of this kind, of whatever home or user."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    connection = http.client.HTTPConnection(host, settings.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        said = json.loads(connection.getresponse().read(10_000))
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return isinstance(said, dict) and said.get("status") == "ok" and "version" in said


def stop(settings: Settings) -> tuple[str, str]:
    """Stop the service of this home and wait for it. Returns what happened (ja, en).

    SetupError when it does not end within 30 s or belongs to somebody else.
    """
    process = _holder(settings)
    if process is None:
        return "サービスは動いていません。", "No service is running."
    try:
        os.kill(process, signal.SIGTERM)
    except PermissionError:
        raise SetupError(
            f"サービス（プロセス {process}）は別の利用者が動かしています。その利用者で止めてください。",
            f"The service (process {process}) belongs to another user, who has to stop it.",
        ) from None
    except ProcessLookupError:
        pass
    until = time.monotonic() + STOP_TIMEOUT_S
    while time.monotonic() < until:
        if _holder(settings) is None:
            return f"サービスを止めました（プロセス {process}）。", f"The service (process {process}) has stopped."
        time.sleep(0.1)
    raise SetupError(
        f"サービス（プロセス {process}）が{STOP_TIMEOUT_S:.0f}秒たっても終わりません。",
        f"The service (process {process}) has not ended after {STOP_TIMEOUT_S:.0f} s.",
    )


def running(settings: Settings) -> str | None:
    """Address of the running service of this home, None when none runs."""
    if _holder(settings) is None:
        return None
    with contextlib.suppress(OSError, ValueError):
        _, host, port = _lock_path(settings).read_text().split()
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    return None
