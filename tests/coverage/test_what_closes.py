"""What a closure would close is told before it does, and what closes nothing says so, with the reason."""

from __future__ import annotations

import gc
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from weakref import ref

import numpy as np
import pytest
import shapely
from shapely.geometry import box

from geo_service.coverage import engine
from geo_service.coverage import what_closes as what_closes_module
from geo_service.coverage.city import City
from geo_service.coverage.cutting import cut, touching
from geo_service.coverage.keeping import Keeping
from geo_service.coverage.network import BRIDGE
from geo_service.coverage.what_closes import NO_GROUND, NO_STREETS, OUTSIDE_CITY, together, what_closes
from geo_service.errors import ParameterError
from geo_service.questions import build
from geo_service.questions.closing import read_closed
from geo_service.render.closing import closing_document, closing_sentence
from geo_service.render.notes import notes
from tests.coverage.test_streets_answers import hamlet
from tests.coverage.test_streets_closures import flooded, shut
from tests.toy_ground import ORIGIN
from tests.toy_streets import grid, network


def town() -> City:
    """A street of 1000 m, 100 m of it a bridge, in a city that ends at 800 m."""
    street = network([(0, 0), (600, 0), (700, 0), (1000, 0)], [(0, 1), (1, 2), (2, 3)], flags=[0, BRIDGE, 0])
    city = flooded(hamlet([(100, 0)], [(0, 0)], street))
    ground = box(ORIGIN[0] - 100, ORIGIN[1] - 500, ORIGIN[0] + 800, ORIGIN[1] + 500)
    return replace(city, border=bytes(shapely.to_wkb(ground)))


def area(low: float, high: float, up: float = 50) -> str:
    return shapely.to_wkt(box(ORIGIN[0] + low, ORIGIN[1] + up - 100, ORIGIN[0] + high, ORIGIN[1] + up), rounding_precision=1)


def told(city: City, text: str) -> list[tuple[int, float, int, bool, str]]:
    found = what_closes(city, read_closed(city, text))
    return [(one.touched.streets, one.touched.metres, one.touched.bridges, one.outside, one.why_nothing) for one in found]


def test_streets_metres_and_bridges_before_anything_is_closed() -> None:
    city = town()
    assert told(city, "flood") == [(1, 100, 0, False, "")]
    assert told(city, "bridge:2") == [(1, 100, 1, False, "")]
    assert told(city, area(500, 650)) == [(2, 150, 1, False, "")]
    # Together what several close counts once.
    assert together(city, read_closed(city, f"bridge:2;{area(500, 650)}")).metres == 200


def test_what_closes_nothing_says_why() -> None:
    city = town()
    assert told(city, area(0, 100, 400)) == [(0, 0, 0, False, NO_STREETS)]
    assert told(city, area(1100, 1200)) == [(0, 0, 0, True, OUTSIDE_CITY)]
    assert told(city, area(900, 1000)) == [(1, 100, 0, True, "")]
    assert told(city, "flood:5") == [(0, 0, 0, False, NO_GROUND)]


def test_the_sentence_says_it_in_both_languages() -> None:
    city = town()
    said = closing_sentence(city, read_closed(city, "bridge:2"))
    assert "道1本（うち橋1本）" in said.ja and "100 m" in said.ja
    assert "1 streets (bridges among them: 1), 100 metres" in said.en
    both = closing_sentence(city, read_closed(city, f"bridge:2;{area(1100, 1200)}"))
    assert "市の外にあり、通れなくなる道はありません" in both.ja and "outside the city and closes no street" in both.en
    nothing = closing_sentence(city, read_closed(city, "flood:5"))
    assert "どこにもなく" in nothing.ja and "no street is closed" in nothing.en
    found = closing_document(city, read_closed(city, "flood"))
    assert (found["streets"], found["metres"], found["each"][0]["name"]["en"]) == (
        1,
        100,
        "zones of floods of みほん川 (largest assumed scale) deeper than 0.5 m",
    )


def test_an_answer_says_that_its_closure_closes_nothing() -> None:
    city = town()
    asked = {"hazard": "earthquake", "reach": "streets", "within": "500"}

    def said(closed: str) -> str:
        answer = engine.answer(city, build("evacuation-site-reach", city, {**asked, "closed_by": closed}))
        return "\n".join(one.ja for one in notes(answer))

    assert "市の外にあり、通れなくなる道はありません" in said(area(1100, 1200))
    half = said(f"bridge:2;{area(1100, 1200)}")
    assert "橋1本。指定した範囲は市の外にあり" in half
    assert "通れなくなる道はありません" not in said("bridge:2")


def test_telling_is_what_closing_then_does() -> None:
    rng = np.random.default_rng(4)
    net = grid(6, 6)
    for _ in range(20):
        x, y = rng.uniform(0, 500, 2)
        closed = shut(box(x, y, x + float(rng.uniform(1, 300)), y + float(rng.uniform(1, 300))), ways=(3,))
        assert touching(net, closed) == cut(net, closed).touched


def test_what_was_worked_out_is_kept_as_long_as_its_streets(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(*given: Any) -> Any:
        calls.append(1)
        return touching(*given)

    monkeypatch.setattr(what_closes_module, "touching", counted)
    city = town()
    closures = read_closed(city, f"bridge:2;{area(500, 650)}")
    first = closing_document(city, closures)
    # Each of the two by itself, and both together.
    assert len(calls) == 3
    assert closing_document(city, closures) == first and len(calls) == 3
    closing_document(city, closures[:1])
    assert len(calls) == 3
    other = town()
    closing_document(other, closures)
    assert len(calls) == 6
    before, gone = len(what_closes_module._each), ref(city.network)
    del city
    gc.collect()
    assert gone() is None and len(what_closes_module._each) == before - 2


def test_many_who_ask_at_once_work_it_out_once() -> None:
    keeping: Keeping[int] = Keeping(1)
    calls: list[int] = []

    def work() -> int:
        calls.append(1)
        time.sleep(0.05)
        return 7

    city = town()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: keeping.get((city.network, None), "a", work), range(8))) == {7}
    assert calls == [1]
    keeping.get((city.network, None), "b", work)
    assert len(keeping) == 1


def test_more_depths_than_can_be_worked_out_are_refused() -> None:
    city = town()
    assert len(read_closed(city, "flood:1;flood:2;flood:3;flood:4")) == 4
    with pytest.raises(ParameterError, match="At most 4 zones at once"):
        read_closed(city, "flood:1;flood:2;flood:3;flood:4;flood:5")
