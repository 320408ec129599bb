"""Where the embedded cluster keeps its files, and how its server is called. Used by cluster and keeper alike."""

from __future__ import annotations

import hashlib
import os
import pwd
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo_service.errors import SetupError

ROLE = "geo"
DATABASE = "geo_service"
PORT = 5432
"""Names the socket file only: the server listens on no network port."""
SOCKET_PATH_MAX = 107 - len("/.s.PGSQL.5432.lock")
PACKAGES = "postgresql-15 postgresql-15-postgis-3"


@dataclass(frozen=True)
class ClusterFiles:
    """The files of one home's cluster."""

    home: Path
    folder: Path
    data: Path
    socket: Path
    users_lock: Path
    start_lock: Path
    keeper_lock: Path
    keeper_log: Path
    server_log: Path

    @classmethod
    def of(cls, home: Path) -> ClusterFiles:
        """The files of the cluster of that home. A home too long for a socket gets one in the temporary folder."""
        home = home.absolute()
        folder = home / "cluster"
        socket = folder / "s"
        if len(os.fsencode(socket)) > SOCKET_PATH_MAX:
            name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
            socket = Path("/tmp") / f"gs-{os.geteuid()}-{name}"
        return cls(
            home,
            folder,
            folder / "data",
            socket,
            folder / "users.lock",
            folder / "start.lock",
            folder / "keeper.lock",
            folder / "keeper.log",
            folder / "postgres.log",
        )

    def conninfo(self, database: str = DATABASE) -> str:
        """libpq connection string of a database of the cluster."""
        return f"host={_quoted(str(self.socket))} port={PORT} user={ROLE} dbname={_quoted(database)}"


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def programs() -> Path:
    """Folder of the newest PostgreSQL that has PostGIS. SetupError naming the packages when there is none."""
    root = Path(os.environ.get("GEO_SERVICE_POSTGRES", "/usr/lib/postgresql"))
    found = []
    for folder in root.glob("*/bin") if root.is_dir() else ():
        share = Path("/usr/share/postgresql") / folder.parent.name / "extension" / "postgis.control"
        if (folder / "initdb").exists() and (folder / "postgres").exists() and share.exists():
            found.append((int(re.sub(r"\D", "", folder.parent.name) or 0), folder))
    if not found:
        raise SetupError(
            f"PostgreSQLとPostGISがありません。Debianのパッケージを入れてください: sudo apt-get install {PACKAGES}",
            f"PostgreSQL with PostGIS is missing: install the Debian packages {PACKAGES} (sudo apt-get install {PACKAGES}).",
        )
    return max(found)[1]


def server_user(files: ClusterFiles) -> dict[str, Any]:
    """Popen arguments that run a program as the cluster's owner: ``postgres`` when we are root (initdb refuses root)."""
    if os.geteuid() != 0:
        return {}
    try:
        owner = pwd.getpwnam("postgres")
    except KeyError:
        raise SetupError(
            f"利用者 postgres がいません。Debianのパッケージ {PACKAGES} を入れてください。",
            f"There is no user postgres: install the Debian packages {PACKAGES}.",
        ) from None
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def server_command(files: ClusterFiles) -> list[str]:
    """The server's command line. Durable (fsync stays on); sized for one office machine."""
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(files.socket).replace('"', '""'),
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "shared_buffers": "256MB",
        "work_mem": "64MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": "2GB",
        "jit": "off",
        "timezone": "UTC",
        "log_min_messages": "warning",
        "cluster_name": "geo_service",
    }
    command = [str(programs() / "postgres"), "-D", str(files.data), "-p", str(PORT)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    return command
