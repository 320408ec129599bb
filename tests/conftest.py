"""Fixtures all tests share: one private database cluster a session, and a fresh migrated database a test."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_service.settings import Settings
from geo_service.store.cluster import database
from tests.databases import database_of

REAL = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Tests never touch the user's own home or database."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("GEO_SERVICE_DATABASE_URL", None)


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A temporary folder with a short path (a socket path has 107 bytes at most) that the server's user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="gst"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster_home(short_folder: Path) -> Path:
    """Home of the session's cluster."""
    return short_folder / "home"


@pytest.fixture(scope="session")
def cluster_conninfo(cluster_home: Path) -> Iterator[str]:
    """A private cluster, stopped at the end; its database geo_service is the template of the tests' databases."""
    with database(Settings(home=cluster_home)) as conninfo:
        yield conninfo


@pytest.fixture
def conninfo(cluster_conninfo: str, cluster_home: Path) -> Iterator[str]:
    """A fresh, migrated database of its own for one test."""
    with database_of(cluster_home, f"t{uuid.uuid4().hex[:12]}") as fresh:
        yield fresh


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The real data beside the checkout; skips with a plain reason where it is absent, never in CI."""
    if not REAL.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must have the real data at {REAL}")
        pytest.skip("the real data is not beside this checkout (../shared/data)")
    return REAL
