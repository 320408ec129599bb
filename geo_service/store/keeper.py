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
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from geo_service.store.files import ClusterFiles, server_command, server_user

POLL_S = 0.2
RESTART_AFTER_S = (0.2, 0.5, 1, 2, 5, 10)
"""Waits before starting a server again that died while it was in use; the last one repeats."""
STEADY_S = 60
"""A server that ran for so long did start: its end counts as the first one."""
LOCK_TRIES = 20
PR_SET_PDEATHSIG = 1


def _die_with(keeper: int) -> Callable[[], None]:
    """For the server, before exec: ask the kernel for a fast shutdown when the keeper ends, however it ends."""
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != keeper:  # the keeper died between fork and prctl
            os._exit(1)

    return ask


class Keeper:
    """One server and the lock that says whether it is used."""

    def __init__(self, files: ClusterFiles, own: int) -> None:
        self.files = files
        self.own = own
        """Handle of the keeper's lock file, which tells others who we are."""
        self.server: subprocess.Popen[bytes] | None = None
        self.log_from = 0
        """Where in the server's log the words of the last start begin."""
        self.ending = False

    def tell(self, refusals: int) -> None:
        """Write into the lock file: our process id, and how often in a row the server refused to go on."""
        said = f"{os.getpid()} {refusals}\n".encode()
        os.ftruncate(self.own, 0)
        os.pwrite(self.own, said, 0)

    def start_server(self) -> None:
        """Start postgres as the user who owns the data folder."""
        files = self.files
        with files.server_log.open("ab") as log:
            self.log_from = log.tell()
            self.server = subprocess.Popen(
                server_command(files),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=_die_with(os.getpid()),
                **server_user(files),
            )

    def refused(self, code: int) -> bool:
        """Whether the server that ended with that code will not start again either."""
        if code <= 0 and code != -signal.SIGABRT:
            return False  # it was killed or told to stop
        with self.files.server_log.open("rb") as log:
            log.seek(self.log_from)
            # A server before it is still on its way out: it holds the folder, or its last processes hold its memory.
            return re.search(rb"postmaster\.pid|shared memory block", log.read(10_000)) is None

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
        failures, refusals, again_at = 0, 0, 0.0
        self.tell(refusals)
        self.start_server()
        began = time.monotonic()
        while not self.ending:
            time.sleep(POLL_S)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break  # nobody uses the database; the lock stays ours until the server is down
            except BlockingIOError:
                pass
            now = time.monotonic()
            if self.server is not None and self.server.poll() is not None:
                failures = 1 if now - began > STEADY_S else failures + 1
                again_at = now + RESTART_AFTER_S[min(failures, len(RESTART_AFTER_S)) - 1]
                refusals = refusals + 1 if self.refused(self.server.returncode) else 0
                self.tell(refusals)
                self.server = None
            elif self.server is None and now >= again_at:
                self.start_server()
                began = time.monotonic()
        self.stop_server()


def _detach() -> None:
    """Leave the starter's session, so that its Ctrl-C is not ours, and let it go on at once."""
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)


def _locked(own: int) -> bool:
    """Whether the keeper's lock is ours now. Who only looks whether a keeper is there holds it for a moment: try again."""
    for _ in range(LOCK_TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.05)
    return False


def main() -> None:
    """Run a keeper for the home given as the only argument; end at once when another keeps it already."""
    files = ClusterFiles.of(Path(sys.argv[1]))
    _detach()
    own = os.open(files.keeper_lock, os.O_RDWR | os.O_CREAT, 0o600)
    if not _locked(own):
        return
    log = os.open(files.keeper_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, log), (2, log)):
        os.dup2(source, target)
    os.chdir("/")
    keeper = Keeper(files, own)

    def end(_signal: int, _frame: object) -> None:
        keeper.ending = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    with contextlib.suppress(KeyboardInterrupt):
        keeper.run()


if __name__ == "__main__":
    main()
