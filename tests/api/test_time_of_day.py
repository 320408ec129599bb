"""People by day over HTTP and on the page: the same figures as the engine's, offered only where lists say how many."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geo_service.api.app import create_app
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf, problem_of
from tests.toy_day import by_day

BASE = "/api/v1/cities/default/questions/evacuation-site-reach"


@pytest.fixture
def day() -> Iterator[TestClient]:
    """A client of the service over the toy city by day."""
    with TestClient(create_app(Settings(), ToyShelf(by_day()), None)) as client:
        yield client


def test_day_and_night_are_two_answers(day: TestClient) -> None:
    night = day.get(f"{BASE}/answer", params={"hazard": "earthquake"}).json()
    found = day.get(f"{BASE}/answer", params={"hazard": "earthquake", "time": "day"}).json()
    assert (night["time_of_day"], found["time_of_day"]) == ("night", "day")
    assert (night["totals"]["demand"], found["totals"]["demand"]) == (25000, 4440)
    assert night["id"] != found["id"]
    assert found["id"] == day.get(f"{BASE}/answer", params={"hazard": "earthquake", "demand": "day_people"}).json()["id"]
    assert found["sentence"]["ja"].endswith("昼間（いる場所）の数です。")


@pytest.mark.parametrize("form", ["geojson", "csv", "xlsx", "html"])
def test_every_format_of_the_day(day: TestClient, form: str) -> None:
    given = day.get(f"{BASE}/answer", params={"hazard": "earthquake", "time": "day", "f": form})
    assert given.status_code == 200
    assert len(given.content) > 500


def test_what_is_offered_can_be_asked(day: TestClient, client: TestClient) -> None:
    offered = [one["value"] for one in day.get(BASE).json()["day"]]
    assert offered == ["day_people", "day_people:places_of_study_and_work", "day_people:stations"]
    for demand in offered:
        assert day.get(f"{BASE}/answer", params={"hazard": "flood", "demand": demand}).status_code == 200
    assert client.get(BASE).json()["day"] == []
    problem = problem_of(client.get(f"{BASE}/answer", params={"hazard": "flood", "time": "day"}), 409, "not-answerable")
    assert problem["lacks"] == ["places_of_study_and_work", "stations"]
    assert (
        problem_of(day.get(f"{BASE}/answer", params={"hazard": "flood", "time": "noon"}), 422, "parameter")["parameter"] == "time"
    )


def test_the_page_offers_the_day_where_it_is_loaded(day: TestClient, client: TestClient) -> None:
    page = day.get("/?hazard=earthquake&time=day").text
    assert '<option value="day_people" selected>' in page
    assert "4,440" in page
    assert "駅にいる人）（昼間。いる場所で数えています）" in page
    assert "住民（夜間。ふだん" not in page
    night = day.get("/?hazard=earthquake").text
    assert "住民（夜間。ふだん" in night
    assert '<option value="day_people">' in night
    assert 'value="day_people"' not in client.get("/?hazard=earthquake").text
