"""Answers over HTTP: formats, identity, caching, languages; and what can be asked."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_service import render
from geo_service.api import service
from geo_service.api.app import create_app
from geo_service.api.kept import KeptAnswers
from geo_service.coverage import engine, identity
from geo_service.questions import CATALOGUE, build
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf, problem_of
from tests.toy import toy_city

ANSWER = "/api/v1/cities/default/questions/evacuation-site-reach/answer?hazard=flood"


def test_the_same_bytes_as_render(client: TestClient) -> None:
    city = toy_city()
    answer = engine.answer(city, build("evacuation-site-reach", city, {"hazard": "flood"}))
    made = {
        "json": (render.to_json(answer), "application/json"),
        "geojson": (render.to_geojson(answer), "application/geo+json"),
        "csv": (render.to_csv(answer), "text/csv; charset=utf-8"),
        "xlsx": (render.to_xlsx(answer), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    }
    for form, (content, media_type) in made.items():
        by_f = client.get(f"{ANSWER}&f={form}")
        by_accept = client.get(ANSWER, headers={"accept": f"{media_type.split(';')[0]}, */*;q=0.1"})
        for response in (by_f, by_accept):
            assert response.status_code == 200
            assert response.headers["content-type"] == media_type
            assert response.content == content
    assert client.get(ANSWER).headers["content-type"] == "application/json"
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get(ANSWER, headers={"accept": browser}).headers["content-type"] == "application/json"


def test_downloads_have_a_name(client: TestClient) -> None:
    answer = client.get(ANSWER).json()
    for form in ("csv", "xlsx", "html"):
        named = client.get(f"{ANSWER}&f={form}").headers["content-disposition"]
        assert named == f'attachment; filename="99900-evacuation-site-reach-flood-{answer["id"]}.{form}"'


def test_etag_and_304(client: TestClient) -> None:
    first = client.get(ANSWER)
    etag = first.headers["etag"]
    assert first.json()["id"] in etag
    again = client.get(ANSWER, headers={"if-none-match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    others = {client.get(f"{ANSWER}&{more}").headers["etag"] for more in ("f=csv", "lang=en", "within=400")}
    assert len({etag, *others}) == 4
    assert client.get(f"{ANSWER}&f=csv", headers={"if-none-match": etag}).status_code == 200
    assert "Accept-Language" in first.headers["vary"]
    assert first.headers["cache-control"] == "no-cache"


def test_large_answers_are_compressed(client: TestClient) -> None:
    with client.stream("GET", f"{ANSWER}&f=geojson", headers={"accept-encoding": "gzip"}) as response:
        assert response.headers["content-encoding"] == "gzip"
        raw = b"".join(response.iter_raw())
    assert json.loads(gzip.decompress(raw))["type"] == "FeatureCollection"
    assert "content-encoding" not in client.get(f"{ANSWER}&f=geojson", headers={"accept-encoding": "identity"}).headers


def test_an_answer_by_its_id(client: TestClient) -> None:
    answer = client.get(ANSWER)
    by_id = client.get(f"/api/v1/answers/{answer.json()['id']}")
    assert by_id.content == answer.content
    assert by_id.headers["cache-control"] == "public, max-age=3600"
    problem_of(client.get("/api/v1/answers/ffffffffffffffff"), 404, "not-found")


def test_an_id_is_gone_at_once_where_it_was_given(client: TestClient, shelf: ToyShelf) -> None:
    id = client.get(ANSWER).json()["id"]
    shelf.pruned.add(1)
    problem_of(client.get(f"/api/v1/answers/{id}"), 410, "gone")


def test_another_engine_gives_another_id_and_etag(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = client.get(ANSWER)
    monkeypatch.setattr(identity, "ENGINE", "next")
    after = client.get(ANSWER, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["id"] != before.json()["id"]
    assert after.json()["versions"]["engine"] == "next"


def test_head_has_no_body(client: TestClient) -> None:
    response = client.head(ANSWER)
    assert response.status_code == 200
    assert response.headers["etag"] == client.get(ANSWER).headers["etag"]


def test_languages(client: TestClient) -> None:
    wrong = f"{ANSWER}&within=1"
    assert "使えません" in client.get(wrong).json()["detail"]
    assert "使えません" in client.get(wrong, headers={"accept-language": "fr, ja;q=0.5, en;q=0.2"}).json()["detail"]
    assert "cannot be" in client.get(wrong, headers={"accept-language": "en-US,en;q=0.9,ja;q=0.8"}).json()["detail"]
    assert "cannot be" in client.get(f"{wrong}&lang=en", headers={"accept-language": "ja"}).json()["detail"]
    assert "使えません" in client.get(wrong, headers={"accept-language": "en;q=0, ;;;q=x"}).json()["detail"]


def test_the_engine_runs_once_for_one_question(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    real = engine.answer
    monkeypatch.setattr(service, "answer_question", lambda city, question: ran.append(question.id) or real(city, question))
    for form in ("json", "csv", "geojson", "json"):
        assert client.get(f"{ANSWER}&f={form}&ward=西区").status_code == 200
    assert ran == ["evacuation-site-reach"]


def test_kept_answers_are_bounded() -> None:
    city = toy_city()
    kept = KeptAnswers(2)
    answers = [engine.answer(city, build("park-reach", city, {"within": within})) for within in (100, 200, 300)]
    for answer in answers:
        kept.answer(answer.id, lambda answer=answer: answer)
    assert len(kept) == 2
    assert kept.find(answers[0].id) is None
    assert kept.find(answers[2].id) is answers[2]


def test_what_there_is(client: TestClient) -> None:
    cities = client.get("/api/v1/cities").json()["cities"]
    assert [(one["code"], one["default"], one["fictitious"]) for one in cities] == [("99900", True, True)]
    city = client.get("/api/v1/cities/99900").json()
    assert [one["id"] for one in city["unit_sets"]] == ["wards", "towns", "association_areas"]
    assert city["datasets"][0]["reference_date"] == "2025-04-01"
    layers = {one["id"]: one for one in client.get("/api/v1/cities/99900/layers").json()["layers"]}
    assert (layers["parks"]["loaded"], layers["parks"]["places"]) == (True, 5)
    assert (layers["shelters"]["loaded"], layers["shelters"]["places"]) == (False, None)
    questions = client.get("/api/v1/questions").json()["questions"]
    assert [one["id"] for one in questions] == list(CATALOGUE)
    assert "hazard" in questions[0]["parameters"]


@pytest.mark.parametrize("question", list(CATALOGUE))
def test_everything_offered_can_be_asked(client: TestClient, question: str) -> None:
    base = f"/api/v1/cities/default/questions/{question}"
    can = client.get(base).json()
    assert can["answerable"]
    hazards = [one["value"] for one in can["hazards"]] or [None]
    demands = [one["value"] for one in can["groups"] + can["facilities"]]
    wards = [one["value"] for one in can["wards"]]
    for hazard in hazards:
        chosen = {"hazard": hazard} if hazard else {}
        assert client.get(f"{base}/answer", params=chosen).status_code == 200
    for more in [{"demand": one} for one in demands] + [{"ward": one} for one in wards]:
        assert client.get(f"{base}/answer", params={**({"hazard": "flood"} if hazards[0] else {}), **more}).status_code == 200


def test_nearest(client: TestClient) -> None:
    at = {"lon": "139.618", "lat": "35.5536", "hazard": "earthquake"}
    found = client.get("/api/v1/cities/default/questions/evacuation-site-reach/nearest", params=at).json()
    assert [one["id"] for one in found["nearest"]] == ["s1", "s2", "s3"]
    assert found["nearest"][0]["within"]
    assert found["nearest"][0]["distance_m"] < 30
    assert not found["nearest"][2]["within"]
    assert found["in_city"] is True


def test_nearer_places_that_do_not_count_are_named_with_why(client: TestClient) -> None:
    address = "/api/v1/cities/default/questions/evacuation-site-reach/nearest"
    seen = 0
    for hazard in ("earthquake", "flood", "landslide"):
        places = client.get(address, params={"lon": "139.618", "lat": "35.5536", "hazard": hazard}).json()["nearest"]
        for place in places:
            at = {"lon": str(place["lon"]), "lat": str(place["lat"])}
            # What counts for one hazard and not for another is named at its own spot, with the reason.
            for other in ("earthquake", "flood", "landslide"):
                found = client.get(address, params={**at, "hazard": other}).json()
                near, left = found["nearest"], found["nearer_not_counted"]
                assert len(left) <= 2
                assert not {one["id"] for one in near} & {one["id"] for one in left}
                if place["id"] not in {one["id"] for one in near[:1]}:
                    assert left[0]["id"] == place["id"]
                    assert left[0]["straight_m"] == 0
                    assert left[0]["why"] in ("supply_not_designated", "supply_mark_unknown")
                    seen += 1
    assert seen


def test_nearest_takes_nothing_it_would_ignore(client: TestClient) -> None:
    address = "/api/v1/cities/default/questions/evacuation-site-reach/nearest"
    at = {"lon": "139.618", "lat": "35.5536", "hazard": "earthquake"}
    for name, value in (("ward", "西区"), ("demand", "residents"), ("unit_set", "wards")):
        problem = problem_of(client.get(address, params={**at, name: value}), 422, "parameter")
        assert problem["parameter"] == name
    more = {"within": "700", "reach": "detour", "neighbours": "true"}
    assert client.get(address, params={**at, **more}).json()["within"] == 700
    names = {
        one["name"]
        for one in client.get("/openapi.json").json()["paths"][
            address.replace("default", "{city}").replace("evacuation-site-reach", "{question}")
        ]["get"]["parameters"]
    }
    assert not names & {"ward", "demand", "unit_set"}


def test_nearest_says_when_the_point_is_outside_the_city(client: TestClient) -> None:
    far = {"lon": "141.0", "lat": "36.0", "hazard": "earthquake"}
    found = client.get("/api/v1/cities/default/questions/evacuation-site-reach/nearest", params=far).json()
    assert found["in_city"] is False
    assert found["nearest"][0]["distance_m"] > 100_000


def test_security_headers_everywhere(client: TestClient) -> None:
    for path in ("/", "/docs", "/healthz", "/openapi.json", ANSWER, "/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        # Pages name their origin to themselves, so that their own form is known as ours; to others nothing is named.
        assert path != "/" or headers["referrer-policy"] == "same-origin"
        assert headers["referrer-policy"] in ("same-origin", "no-referrer")
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "access-control-allow-origin" not in headers
    assert "nonce-" in client.get("/").headers["content-security-policy"]


def test_docs_load_nothing_and_describe_everything(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page


def test_openapi_is_valid_and_described(client: TestClient) -> None:
    from openapi_spec_validator import validate

    schema = client.get("/openapi.json").json()
    validate(schema)
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["description"], path
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            for parameter in operation.get("parameters", []):
                assert parameter["in"] == "path" or parameter["description"], (path, parameter["name"])
    answer = schema["paths"]["/api/v1/cities/{city}/questions/{question}/answer"]["get"]
    named = {one["name"] for one in answer["parameters"]}
    assert {"city", "question", "f", "lang"} | {name for spec in CATALOGUE.values() for name in spec.parameters()} == named
    assert answer["responses"]["200"]["content"]["application/json"]["example"]["totals"]


def test_the_page(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "架空データ" in page.text
    english = client.get("/?lang=en&question=park-reach&ward=西区")
    assert english.status_code == 200
    assert 'lang="en"' in english.text
    for query, status in (
        ("question=none", 404),
        ("city=99999", 404),
        ("within=1", 422),
        ("demand=age_75_over", 409),
        ("ward=<script>alert(1)</script>", 422),
        ("lang=ja&lang=en", 422),
    ):
        refused = client.get(f"/?{query}")
        assert refused.status_code == status
        assert refused.headers["content-type"].startswith("text/html")
        assert "<script>alert" not in refused.text


def test_the_page_begins_with_a_group_that_is_loaded() -> None:
    from tests.toy import towns

    people = [type(one)(**(vars(one) | {"counts": {"single_person_households": 200.0}})) for one in towns()]
    with TestClient(create_app(Settings(), ToyShelf(toy_city(population=people)), None)) as client:
        page = client.get("/")
        assert page.status_code == 200
        assert "単身世帯" in page.text


@pytest.fixture
def recorded(conninfo: str, tmp_path: Path) -> Iterator[tuple[TestClient, ToyShelf, str]]:
    """A service with a database that has the toy city's release."""
    import psycopg

    with psycopg.connect(conninfo) as connection:
        connection.execute(
            "INSERT INTO frame.city (code, name_ja, name_en, srid, fictitious) VALUES ('99900', 'おもちゃ市', 'Toy', 6677, true)"
        )
        connection.execute("INSERT INTO frame.release (city, number) VALUES ('99900', 1)")
    shelf = ToyShelf(toy_city())
    with TestClient(create_app(Settings(home=tmp_path), shelf, conninfo, ogc=False)) as client:
        yield client, shelf, conninfo


def test_an_id_is_found_again_by_another_process(recorded: tuple[TestClient, ToyShelf, str]) -> None:
    import psycopg

    client, shelf, conninfo = recorded
    answer = client.get(ANSWER)
    id = answer.json()["id"]
    client.app.state.service.record.stop()  # type: ignore[attr-defined]
    with TestClient(create_app(Settings(), shelf, conninfo, ogc=False)) as other:
        again = other.get(f"/api/v1/answers/{id}")
        assert (again.status_code, again.content) == (200, answer.content)
        problem_of(other.get("/api/v1/answers/ffffffffffffffff"), 404, "not-found")
    with psycopg.connect(conninfo) as connection:
        connection.execute("UPDATE frame.release SET pruned_at = now()")
    with TestClient(create_app(Settings(), shelf, conninfo, ogc=False)) as later:
        gone = problem_of(later.get(f"/api/v1/answers/{id}"), 410, "gone")
        assert (gone["city"], gone["release"]) == ("99900", 1)


def test_ready_with_a_database(recorded: tuple[TestClient, ToyShelf, str]) -> None:
    client, shelf, _ = recorded
    assert client.get("/readyz").json() == {"status": "ready", "cities": ["99900"]}
    assert client.get("/api/v1/cities/default/releases").json()["releases"][0]["number"] == 1
    shelf.held.clear()
    problem_of(client.get("/readyz"), 503, "setup")


def test_connections_are_shared_and_given_back(recorded: tuple[TestClient, ToyShelf, str]) -> None:
    import psycopg

    client, _, conninfo = recorded
    for number in range(20):
        problem_of(client.get(f"/api/v1/answers/{number:016x}"), 404, "not-found")
    with psycopg.connect(conninfo) as connection:
        counted = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        (open_,) = connection.execute(counted).fetchone() or (0,)
        backend = "SELECT min(backend_start) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        before = connection.execute(backend).fetchone()
        connection.rollback()
        client.get("/api/v1/answers/fffffffffffffff0")
        assert (1 <= open_ <= 8, connection.execute(backend).fetchone()) == (True, before)
        connection.rollback()
        client.app.state.service.stop()  # type: ignore[attr-defined]
        assert connection.execute(counted).fetchone() == (0,)


def test_a_database_that_is_away_is_said_soon(tmp_path: Path, shelf: ToyShelf) -> None:
    with TestClient(create_app(Settings(home=tmp_path), shelf, "host=/nowhere dbname=none", ogc=False)) as client:
        assert client.get(ANSWER).status_code == 200
        begun = time.monotonic()
        problem_of(client.get("/api/v1/answers/ffffffffffffffff"), 503, "database")
        assert time.monotonic() - begun < 5
