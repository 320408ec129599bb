"""Studies over HTTP: listed, what can be chosen, every format, what is refused and how, and pages that keep the form."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from geo_service.api import study_formats
from geo_service.api.app import create_app
from geo_service.api.study_formats import FORMATS, KeptStudies
from geo_service.coverage.city import City
from geo_service.questions.study_choices import study_choices
from geo_service.render.study import Study, StudyTable
from geo_service.settings import Settings
from geo_service.studies import STUDIES, ask_study
from tests.api.served import TestClient, ToyShelf, problem_of
from tests.maps.shown import HOSTILE, hostile
from tests.toy import toy_city
from tests.toy_studies import flooded_city

RESULT = "/api/v1/cities/default/studies/who-must-leave/result"
ASKED = {"hazard": "flood", "scale": "l2"}
BEGINNINGS = {
    "json": b"{",
    "csv": b"\xef\xbb\xbf",
    "xlsx": b"PK",
    "html": b"<!DOCTYPE html>",
    "svg": b"<svg",
    "png": b"\x89PNG",
}


def serving(city: City) -> Iterator[TestClient]:
    """A client of the service over one city."""
    with TestClient(create_app(Settings(), ToyShelf(city), None)) as client:
        yield client


@pytest.fixture
def client() -> Iterator[TestClient]:
    yield from serving(flooded_city())


@pytest.fixture
def dry() -> Iterator[TestClient]:
    yield from serving(toy_city())


@pytest.fixture
def strange() -> Iterator[TestClient]:
    yield from serving(hostile(flooded_city()))


def test_the_list(client: TestClient) -> None:
    found = client.get("/api/v1/studies").json()["studies"]
    assert [one["id"] for one in found] == list(STUDIES)
    for one in found:
        assert all(one["title"].values())
        assert all(one["about"].values())
        named = {each["name"] for each in one["parameters"]}
        assert set(one["example"]) <= named
        # Every parameter has words of its own in both languages, not its slug.
        assert all(each["ja"] != each["name"] for each in one["parameters"])


def test_what_can_be_chosen_can_be_asked(client: TestClient) -> None:
    found = client.get("/api/v1/cities/default/studies/who-must-leave").json()
    choices = {one["name"]: [each["value"] for each in one["values"]] for one in found["choices"]}
    assert choices["hazard"] == ["flood"]
    assert set(choices) <= set(STUDIES["who-must-leave"].parameters)
    for name in ("source", "scale", "ward", "unit_set"):
        assert choices[name]
        for value in choices[name]:
            response = client.get(RESULT, params=ASKED | {name: value})
            assert response.status_code == 200, (name, value, response.text)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_twice_the_same_bytes(client: TestClient, form: str) -> None:
    once = client.get(RESULT, params=ASKED | {"f": form})
    again = next(serving(flooded_city())).get(RESULT, params=ASKED | {"f": form})
    assert once.status_code == 200, once.text
    assert once.headers["content-type"].split(";")[0] == FORMATS[form][1].split(";")[0]
    assert once.content.startswith(BEGINNINGS[form])
    assert once.content == again.content
    if form != "json":
        assert once.headers["content-disposition"].endswith(f'.{form}"')
    known = client.get(RESULT, params=ASKED | {"f": form}, headers={"if-none-match": once.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_the_json_says_what_the_figures_are(client: TestClient) -> None:
    document = client.get(RESULT, params=ASKED).json()
    # 25 towns of 1,000. Under water: 1.5 of the southern 5 km; assessed: 2.
    wards = next(one for one in document["tables"] if one["id"] == "units-wards")
    at = [column["id"] for column in wards["columns"]]
    whole = dict(zip(at, wards["rows"][-1], strict=True))
    assert (whole["code"], whole["demand"]) == ("99900", 25_000)
    # Half live on floor 4: they leave only where houses may collapse (100 m). The others have one floor or two: below 3 m
    # they leave or stay, below 5 m they leave.
    assert (whole["must_low"], whole["must_high"]) == (1_750 + 500, 1_750 + 1_750 + 500)
    assert (whole["outside"], whole["not_assessed"]) == (2_500, 15_000)
    assert document["parameters"]["scale"] == "largest"
    assert document["id"] == client.get(RESULT, params=ASKED | {"scale": "largest"}).json()["id"]


def test_a_table_of_a_csv(client: TestClient) -> None:
    document = client.get(RESULT, params=ASKED).json()
    for table in document["tables"]:
        text = client.get(RESULT, params=ASKED | {"f": "csv", "table": table["id"]}).content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) == 1 + len(table["rows"])
        assert {len(row) for row in rows} == {len(rows[0])}
        assert text.endswith("\r\n")


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({"colour": "red"}, "colour"),
        ({"kind": "school"}, "kind"),
        ({"f": "geojson"}, "f"),
        ({"table": "dragons"}, "table"),
        ({"table": "dragons", "f": "csv"}, "table"),
        ({"hazard": "dragons"}, "hazard"),
        ({"scale": "huge"}, "scale"),
        ({"source": "no river"}, "source"),
        ({"stay_hours": "three days"}, "stay_hours"),
        ({"stay_hours": "-3"}, "stay_hours"),
        ({"ward": "nowhere"}, "ward"),
        ({"unit_set": "nothing"}, "unit_set"),
        ({"hazard": ["flood", "tsunami"]}, "hazard"),
        ({"lang": "fr"}, "lang"),
    ],
)
def test_what_is_refused_is_named(client: TestClient, given: dict[str, str], parameter: str) -> None:
    assert problem_of(client.get(RESULT, params=ASKED | given), 422, "parameter")["parameter"] == parameter


def test_what_is_not_there(client: TestClient, dry: TestClient) -> None:
    problem = problem_of(client.get(RESULT.replace("who-must-leave", "who-must-leav")), 404, "not-found")
    assert "who-must-leave" in problem["allowed"]
    assert "who-must-leave" in problem["detail_en"]
    problem_of(client.get(RESULT.replace("default", "12345")), 404, "not-found")
    assert problem_of(dry.get(RESULT, params={"hazard": "flood"}), 409, "not-answerable")["lacks"]


def test_a_licence_that_forbids_a_public_download() -> None:
    city = flooded_city()
    notes = tuple(replace(one, licence="KSJ-NC") if one.layer == "evacuation_sites" else one for one in city.datasets)
    for client in serving(replace(city, datasets=notes)):
        for form in FORMATS:
            problem = problem_of(client.get(RESULT, params=ASKED | {"f": form}), 403, "forbidden")
            assert "KSJ-NC" in problem["licence"]


def test_hostile_names_stay_text(strange: TestClient) -> None:
    svg = strange.get(RESULT, params=ASKED | {"f": "svg"}).text
    root = ElementTree.fromstring(svg)
    assert {one.tag.rsplit("}", 1)[-1] for one in root.iter()} <= {
        "svg", "defs", "clipPath", "pattern", "path", "rect", "circle", "g", "text", "title",
    }  # fmt: skip
    for form in ("html", "svg"):
        page = strange.get(RESULT, params=ASKED | {"f": form}).text
        assert not any(sign in page for sign in ("<script>alert", "<img", "<b onmouseover"))
    assert "\u202e" not in svg
    page = strange.get("/studies/who-must-leave", params={"lang": "ja"}).text
    assert not any(sign in page for sign in ("<script>alert", "<img", "<b onmouseover"))
    document = strange.get(RESULT, params=ASKED).json()
    assert any(HOSTILE[0] in str(row) for row in document["tables"][0]["rows"]), "JSON has the name as it is"


def test_a_cell_that_a_spreadsheet_would_run_stays_text() -> None:
    city = flooded_city()
    wards = city.unit_sets["wards"]
    formula = replace(wards, name_ja=("=HYPERLINK(1)", *wards.name_ja[1:]))
    for client in serving(replace(city, unit_sets={**city.unit_sets, "wards": formula})):
        text = client.get(RESULT, params=ASKED | {"f": "csv"}).content.decode("utf-8-sig")
        cells = {cell for row in csv.reader(io.StringIO(text)) for cell in row}
        assert "=HYPERLINK(1)" not in cells
        assert any("HYPERLINK" in cell for cell in cells)


def test_the_one_page_file_fetches_nothing(client: TestClient) -> None:
    for lang in ("ja", "en"):
        page = client.get(RESULT, params=ASKED | {"f": "html", "lang": lang}).text
        assert "script-src ;" in page
        assert not any(sign in page for sign in ("<script", "<form", "href=", "src=", "url(http"))
        assert ("立ち退" if lang == "ja" else "must leave") in page


def test_pages_keep_the_form(client: TestClient, dry: TestClient) -> None:
    listed = client.get("/studies", params={"lang": "ja"})
    assert listed.status_code == 200 and listed.text.count("データがないため調べられません") == 1
    for id, answerable in (("assigned", False), ("who-must-leave", True)):
        assert client.get(f"/api/v1/cities/default/studies/{id}").json()["answerable"] is answerable
    page = client.get("/studies/who-must-leave", params={"ward": "99902", "lang": "ja"})
    assert page.status_code == 200
    assert '<option value="99902" selected>' in page.text
    wrong = client.get("/studies/who-must-leave", params={"hazard": "flood", "stay_hours": "<b>", "lang": "ja"})
    assert wrong.status_code == 422
    assert 'value="&lt;b&gt;"' in wrong.text
    assert '<option value="flood" selected>' in wrong.text
    lacking = dry.get("/studies/who-must-leave", params={"lang": "ja"})
    assert lacking.status_code == 409
    assert "study-form" in lacking.text
    assert client.get("/studies/who-must-leav").status_code == 404
    assert client.get("/studies/who-must-leave", params={"colour": "red"}).status_code == 422


def test_the_answers_page_leads_to_the_study_where_zones_are_known(client: TestClient, dry: TestClient) -> None:
    def link(client: TestClient, **asked: str) -> str:
        page = client.get("/", params={"question": "evacuation-site-reach", **asked}).text
        found = re.search(r'<a [^>]*id="answer-leave"[^>]*>', page)
        assert found
        return found[0]

    found = link(client, hazard="flood", ward="99902", lang="en")
    assert "hidden" not in found
    assert "/studies/who-must-leave?city=99900&amp;hazard=flood&amp;ward=99902&amp;lang=en" in found
    assert "demand=age_65_over" in link(client, hazard="flood", demand="age_65_over")
    assert "hidden" in link(client, hazard="volcano")
    study = client.get("/studies/who-must-leave", params={"ward": "99902", "hazard": "flood", "lang": "en"}).text
    assert "/?city=99900&amp;question=evacuation-site-reach&amp;hazard=flood&amp;ward=99902&amp;lang=en" in study


def test_a_form_that_names_a_hazard_for_a_question_without_one(client: TestClient) -> None:
    asked = {"question": "park-reach", "hazard": "flood", "lang": "ja"}
    page = client.get("/studies/losses", params=asked)
    assert page.status_code == 200, page.text
    assert '<option value="park-reach" selected>' in page.text
    # The API says what it does not take.
    result = client.get("/api/v1/cities/default/studies/losses/result", params=asked)
    assert problem_of(result, 422, "parameter")["parameter"] == "hazard"


def test_a_study_is_kept_and_not_for_another_city(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(id: str, city: City, values: dict[str, object]) -> Study:
        made.append(id)
        return ask_study(id, city, values)

    monkeypatch.setattr(study_formats, "ask_study", counted)
    kept, city = KeptStudies(2), flooded_city()
    first = kept.study(city, "who-must-leave", ASKED)
    assert kept.study(city, "who-must-leave", dict(reversed(ASKED.items()))) is first
    assert len(made) == 1
    assert kept.study(flooded_city(), "who-must-leave", ASKED) is not first
    for ward in ("99901", "99902"):
        kept.study(city, "who-must-leave", ASKED | {"ward": ward})
    kept.study(city, "who-must-leave", ASKED)
    assert len(made) == 5, "the oldest is let go"


def test_tables_are_whole(client: TestClient) -> None:
    study = ask_study("who-must-leave", flooded_city(), ASKED)
    for table in study.tables:
        assert isinstance(table, StudyTable)
        ids = [column.id for column in table.columns]
        assert len(ids) == len(set(ids))
        assert {column.high for column in table.columns if column.high} <= set(ids)
        assert all(len(row) == len(ids) for row in table.rows)
    json.dumps(client.get(RESULT, params=ASKED).json(), allow_nan=False)


def test_where_nobody_counted_residents_the_page_asks_about_what_is_loaded() -> None:
    whole = flooded_city()
    others = tuple(
        replace(one, counts={name: counts for name, counts in one.counts.items() if name != "residents"})
        for one in whole.populations
    )
    without = replace(whole, populations=others)
    first = without.groups()[0]
    for client in serving(without):
        page = client.get("/studies/losses?hazard=earthquake&lang=en")
        assert page.status_code == 200
        assert 'name="demand"' in page.text
        refused = client.get("/studies/losses?hazard=earthquake&demand=residents&lang=en")
        # What cannot be asked is refused in words, and the choice of who stays on the page.
        assert refused.status_code == 409 and f'value="{first}"' in refused.text


def test_sources_are_those_of_the_hazard_that_is_asked_about() -> None:
    city = flooded_city()
    other = replace(city.zone_grounds[0], key="landslide::", hazard="landslide", source="ほかの沢")
    both = replace(city, zone_grounds=(*city.zone_grounds, other))

    def sources(hazard: str) -> set[str]:
        chosen = study_choices(both, ("hazard", "source", "scale"), hazard)
        return {slug for one in chosen if one.name == "source" for slug, _ in one.options}

    assert "ほかの沢" in sources("landslide") and "ほかの沢" in sources("")
    assert "ほかの沢" not in sources("flood") and sources("洪水") == sources("flood")
