"""Which city people mean: codes, names, and what only looks like a number."""

from __future__ import annotations

import pytest

from geo_service.errors import NotFoundError
from geo_service.store.city import city_of
from geo_service.store.directory import CityEntry, find_city

KNOWN = [
    CityEntry("14130", "川崎市", "Kawasaki City", False, 1, True),
    CityEntry("99130", "みほん市", "Sample City", True, 1, False),
]


@pytest.mark.parametrize(
    ("text", "code"),
    [("14130", "14130"), ("141305", "14130"), ("川崎", "14130"), ("kawasaki", "14130"), ("", "14130"), ("sample", "99130")],
)
def test_a_city_as_people_write_it(text: str, code: str) -> None:
    assert find_city(KNOWN, text).code == code


@pytest.mark.parametrize("text", ["²²²²²²", "①②③④⑤⑥", "١٤١٣٠٥", "141304", "1413", "\0", "99999"])
def test_no_city_of_that_name(text: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        find_city(KNOWN, text)
    assert caught.value.extra["allowed"] == ["14130", "99130"]


def test_signs_that_look_like_digits_are_no_ward() -> None:
    assert city_of("14131") == "14130"
    assert city_of("²²1²²") == "²²1²²"
