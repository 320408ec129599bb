"""The shares under other limits are those that a whole measurement finds, to the last bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo_service.coverage.demand import demanded
from geo_service.coverage.measure import measure, share_served, shares_served
from geo_service.coverage.supply import choose
from geo_service.questions import build
from tests.toy import toy_city
from tests.toy_ground import ORIGIN
from tests.toy_streets import grid


@pytest.mark.parametrize("reach", ["straight", "detour", "streets"])
@pytest.mark.parametrize("demand", ["residents", "child_facilities"])
@pytest.mark.parametrize("limits", [0.4, 0.75, 1.0, 1.25, 3.0])
def test_it_is_the_whole_measurement(reach: str, demand: str, limits: float) -> None:
    city = replace(toy_city(), network=grid(51, 51, 100.0, ORIGIN))
    question = build("evacuation-site-reach", city, {"hazard": "earthquake", "demand": demand, "reach": reach, "within": "800"})
    supply, _ = choose(city, question)
    # Two limits in one supply, as neighbours' places and blocks have.
    supply = replace(supply, limit_m=supply.limit_m * np.where(np.arange(len(supply)) % 2 == 0, 1.0, 0.7))
    asked = demanded(city, question)
    found = measure(asked, supply)
    other = supply.scaled(limits)
    whole = measure(asked, other, found.near).measured
    assert shares_served(asked, other, found.near).tolist() == whole.served.tolist()
    assert share_served(asked, other, found.near) == share_served(asked, other) == whole.share_served()
    assert 0 < whole.served.sum() <= len(asked.which)
