"""The process that owns the embedded PostgreSQL server, so that nobody else has to stop it.

``python -m geo_service.store.keeper HOME`` detaches itself, starts the server as its child, and watches the users' lock
(:mod:`geo_service.store.cluster`): every process that uses the database holds it shared. When no one does, the keeper can
take it alone: then it stops the server and ends. The kernel drops the lock of a killed process, so kill -9 leaves nothing
behind; should the keeper itself be killed, the kernel tells the server to shut down (PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from geo_service.store.files import ClusterFiles, server_command, server_user

POLL_S = 0.2
RESTART_AFTER_S = (0.2, 0.5, 1, 2, 5, 10)
"""Waits before starting a server again that died while it was in use; the last one repeats."""
PR_SET_PDEATHSIG = 1


def _die_with_keeper() -> None:
    """In the server, before exec: ask the kernel for a fast shutdown when the keeper ends, however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() == 1:  # the keeper died between fork and prctl
        os._exit(1)


class Keeper:
    """One server and the lock that says whether it is used."""

    def __init__(self, files: ClusterFiles) -> None:
        self.files = files
        self.server: subprocess.Popen[bytes] | None = None
        self.ending = False

    def start_server(self) -> None:
        """Start postgres as the user who owns the data folder."""
        files = self.files
        with files.server_log.open("ab") as log:
            self.server = subprocess.Popen(
                server_command(files),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=_die_with_keeper,
                **server_user(files),
            )

    def stop_server(self) -> None:
        """Fast shutdown; after 30 s an immediate one."""
        if self.server is None or self.server.poll() is not None:
            return
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.wait(30)
        except subprocess.TimeoutExpired:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait(10)

    def run(self) -> None:
        """Keep the server running for as long as somebody holds the users' lock."""
        users = os.open(self.files.users_lock, os.O_RDWR | os.O_CREAT, 0o600)
        self.start_server()
        failures, began = 0, time.monotonic()
        while not self.ending:
            time.sleep(POLL_S)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break  # nobody uses the database; the lock stays ours until the server is down
            except BlockingIOError:
                pass
            if self.server is not None and self.server.poll() is not None:
                failures = 0 if time.monotonic() - began > 60 else failures
                time.sleep(RESTART_AFTER_S[min(failures, len(RESTART_AFTER_S) - 1)])
                failures, began = failures + 1, time.monotonic()
                self.start_server()
        self.stop_server()


def _detach() -> None:
    """Leave the starter's session, so that its Ctrl-C is not ours, and let it go on at once."""
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)


def main() -> None:
    """Run a keeper for the home given as the only argument; end at once when another keeps it already."""
    files = ClusterFiles.of(Path(sys.argv[1]))
    _detach()
    own = os.open(files.keeper_lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    log = os.open(files.keeper_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, log), (2, log)):
        os.dup2(source, target)
    os.chdir("/")
    os.ftruncate(own, 0)
    os.pwrite(own, f"{os.getpid()}\n".encode(), 0)
    keeper = Keeper(files)

    def end(_signal: int, _frame: object) -> None:
        keeper.ending = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    with contextlib.suppress(KeyboardInterrupt):
        keeper.run()


if __name__ == "__main__":
    main()
