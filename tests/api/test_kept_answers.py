"""Answers and formats that many ask for at once are made once, and none of the others waits for them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock

import pytest

from geo_service.api import kept as kept_module
from geo_service.api.formats import FORMATS
from geo_service.api.kept import KeptAnswers
from geo_service.coverage.engine import answer
from geo_service.questions import build
from tests.toy import toy_city

MANY = 6
FOUND = answer(toy_city(), build("evacuation-site-reach", toy_city(), {"hazard": "flood"}))


class Counted:
    """Makes something slowly, and counts how often and how many at once."""

    def __init__(self) -> None:
        self.times = self.now = self.most = 0
        self.lock = Lock()

    def __call__(self, size: int = 10) -> bytes:
        with self.lock:
            self.times += 1
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.05)
        with self.lock:
            self.now -= 1
        return b"x" * size


def at_once(work: object, many: int = MANY) -> list[bytes]:
    start = Barrier(many)

    def one(_: int) -> bytes:
        start.wait(10)
        return work()  # type: ignore[operator, no-any-return]

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))


@pytest.mark.parametrize("form", [one.id for one in FORMATS.values() if not one.queued])
def test_a_format_asked_by_many_at_once_is_made_once(form: str) -> None:
    kept, made = KeptAnswers(4), Counted()
    assert set(at_once(lambda: kept.rendered(FOUND, form, lambda _: made()))) == {b"x" * 10}
    assert made.times == 1


def test_what_is_too_large_to_keep_is_made_once_for_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "MOST_RENDERED_BYTES", 100)
    kept, made = KeptAnswers(4), Counted()
    assert len(set(at_once(lambda: kept.rendered(FOUND, "gpkg", lambda _: made(1000))))) == 1
    assert made.times == 1
    kept.rendered(FOUND, "gpkg", lambda _: made(1000))
    assert made.times == 2


def test_other_formats_do_not_wait() -> None:
    kept, holding, go_on = KeptAnswers(4), Event(), Event()

    def slow(_: object) -> bytes:
        holding.set()
        assert go_on.wait(10)
        return b"slow"

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(kept.rendered, FOUND, "html-ja", slow)
        assert holding.wait(10)
        assert kept.rendered(FOUND, "html-en", lambda _: b"other") == b"other"
        go_on.set()
        assert waiting.result(10) == b"slow"


def test_an_error_is_told_and_not_kept() -> None:
    kept = KeptAnswers(4)

    def fails(_: object) -> bytes:
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            kept.rendered(FOUND, "png-ja", fails)
    assert kept.rendered(FOUND, "png-ja", lambda _: b"made") == b"made"
    assert not kept._working
