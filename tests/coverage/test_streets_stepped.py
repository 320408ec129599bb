"""Where people and places step onto the streets, kept with the release: the same as worked out when asked, and used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.coverage import stepped as subject
from geo_service.coverage.attach import Doors
from geo_service.coverage.barriers import RAILWAY, Barriers
from geo_service.coverage.city import City
from geo_service.coverage.network import CUSTOMERS, NO_PAVEMENT, STEPS, UNLIT
from geo_service.coverage.profiles import PROFILES
from geo_service.coverage.question import Reach
from geo_service.coverage.stepped import Stepping
from geo_service.coverage.walking import walk_of
from geo_service.store.cityfile import open_city, write_city
from tests.coverage.test_streets_answers import ask, hamlet
from tests.toy_ground import ORIGIN
from tests.toy_streets import random_network


def random_city(seed: int) -> City:
    """Streets of all kinds, homes and places among them, and two railways through the middle."""
    rng = np.random.default_rng(seed)
    net = random_network(rng, int(rng.integers(2, 30)), int(rng.integers(1, 40)))
    kinds = rng.choice([0, 0, STEPS, UNLIT, NO_PAVEMENT, CUSTOMERS], len(net)).astype(np.uint16)
    net = replace(net, flags=kinds, slope=rng.choice([np.nan, 0.02, 0.2], len(net)).astype(np.float32))
    rails = Barriers(rng.uniform(0, 2000, (4, 2)) + np.array(ORIGIN), np.array([0, 2, 4]), np.full(2, RAILWAY, np.int8))
    homes, sites = rng.uniform(-200, 2200, (60, 2)), rng.uniform(0, 2000, (5, 2))
    return hamlet([tuple(one) for one in homes.tolist()], [tuple(one) for one in sites.tolist()], net, rails)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_what_is_kept_is_what_would_be_worked_out(seed: int) -> None:
    city = random_city(seed)
    assert city.network is not None and city.barriers is not None
    made = Stepping().city(city).stepped
    assert made is not None
    for profile in PROFILES.values():
        doors = Doors(city.network, profile.usable(city.network), city.barriers)
        kept = list(made.of(profile.id))
        assert [source for source, _ in kept] == [*city.populations, *city.places.values()]
        for source, attached in kept:
            afresh = doors.attach(np.asarray(source.x), np.asarray(source.y))
            assert attached.why.tolist() == afresh.why.tolist()
            # Of two streets that meet at the nearest spot either may be taken, by the last bit of a number.
            assert np.abs(attached.ends.access_dm - afresh.ends.access_dm).max(initial=0) <= 1
            same = attached.ends.edge == afresh.ends.edge
            assert np.allclose(attached.ends.along_dm[same], afresh.ends.along_dm[same], atol=1e-5)
            assert same.mean() > 0.9


def test_a_city_opened_from_its_file_answers_without_looking_for_streets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    city = random_city(7)
    before = {profile: ask(city, 900.0, profile).total for profile in PROFILES}
    assert len({one.served for one in before.values()}) > 1  # the walkers differ here
    write_city(Stepping().city(city), tmp_path / "with.arrow")
    write_city(city, tmp_path / "without.arrow")
    kept, older = open_city(tmp_path / "with.arrow"), open_city(tmp_path / "without.arrow")
    assert older.stepped is None
    assert {profile: ask(older, 900.0, profile).total for profile in PROFILES} == before

    def never(*given: object) -> None:
        raise AssertionError("looked for streets again")

    monkeypatch.setattr(Doors, "attach", never)
    assert {profile: ask(kept, 900.0, profile).total for profile in PROFILES} == before
    with pytest.raises(AssertionError, match="again"):
        # Other barriers, and what was kept is not true any more.
        walk_of(replace(kept, network=replace(city.network), barriers=None), Reach("streets")).attached(kept.populations[0])  # type: ignore[type-var]


def test_steps_of_other_rules_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_city(Stepping().city(random_city(3)), tmp_path / "one.arrow")
    assert open_city(tmp_path / "one.arrow").stepped is not None
    monkeypatch.setattr(subject, "RULES", subject.RULES + 1)
    assert open_city(tmp_path / "one.arrow").stepped is None


def test_audiences_share_what_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    city, stepping = random_city(5), Stepping()
    first = stepping.city(city).stepped
    assert first is not None and first.others
    monkeypatch.setattr(Doors, "attach", lambda *given: pytest.fail("worked out twice"))
    # Another audience's City has copies of its populations, with the same positions.
    copies = replace(city, populations=tuple(replace(one) for one in city.populations))
    second = stepping.city(copies).stepped
    assert second is not None and second.sources[0] is copies.populations[0]
    assert second.first[0] is first.first[0]
