"""Fixtures of the API's tests: no database, no files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geo_service.api.app import create_app
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf
from tests.toy import toy_city


@pytest.fixture
def shelf() -> ToyShelf:
    """A shelf with the toy city."""
    return ToyShelf(toy_city())


@pytest.fixture
def client(shelf: ToyShelf) -> Iterator[TestClient]:
    """A client of the service over the toy city."""
    app = create_app(Settings(), shelf, None)
    with TestClient(app) as found:
        yield found
