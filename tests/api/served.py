"""A web service over toy cities in memory, and the one shape of its errors."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from typing import Any

from geo_service.coverage.city import City
from geo_service.errors import GoneError
from geo_service.store.directory import CityEntry, find_city

with warnings.catch_warnings():
    # Starlette asks for httpx2 in place of httpx, which the lock files do not have.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

__all__ = ["TestClient", "ToyShelf", "problem_of"]


class ToyShelf:
    """What CityShelf does, over cities in memory."""

    def __init__(self, *cities: City) -> None:
        self.held = {(city.code, city.audience): city for city in cities}
        self.pruned: set[int] = set()

    def cities(self) -> Sequence[CityEntry]:
        """The cities' entries; the first is the default."""
        codes = dict.fromkeys(code for code, _ in self.held)
        found = [next(city for (code, _), city in self.held.items() if code == wanted) for wanted in codes]
        return [CityEntry(c.code, c.name_ja, c.name_en, c.fictitious, c.release, default=at == 0) for at, c in enumerate(found)]

    def get(self, code: str, audience: str, release: int | None = None) -> City:
        """The city; GoneError for a pruned release."""
        entry = find_city(self.cities(), code)
        if release in self.pruned:
            raise GoneError("版は残っていません。", "The release is gone.")
        return self.held[entry.code, audience]


def problem_of(response: Any, status: int, kind: str) -> dict[str, Any]:
    """The problem object of a response, after asserting that it has the one shape."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = json.loads(response.content)
    assert problem["type"] == f"urn:geo-service:problem:{kind}"
    assert problem["status"] == status
    for name in ("title", "detail", "detail_ja", "detail_en"):
        assert isinstance(problem[name], str)
        assert problem[name]
    assert problem["detail"] in (problem["detail_ja"], problem["detail_en"])
    assert problem["detail_ja"] != problem["detail_en"]
    assert isinstance(problem["exit_code"], int)
    assert "Traceback" not in response.text
    assert response.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    return problem
