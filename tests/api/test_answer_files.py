"""An answer as GeoPackage and as one page of PDF, and the page shown otherwise: in large type, of another release."""

from __future__ import annotations

import re
import time
from html import unescape
from pathlib import Path

import pyogrio
import pypdfium2
import pytest

from geo_service.api import formats
from geo_service.api.kept_papers import KeptPapers
from geo_service.coverage import engine
from geo_service.questions import build
from geo_service.render.geopackage import to_gpkg
from maps.paper.answer_sheet import answer_pdf
from tests.api.served import TestClient, problem_of
from tests.maps.shown import hostile
from tests.toy import toy_city

ANSWER = "/api/v1/cities/default/questions/evacuation-site-reach/answer?hazard=flood"


def test_the_geopackage_holds_what_the_geojson_holds(client: TestClient, tmp_path: Path) -> None:
    sent = client.get(f"{ANSWER}&f=gpkg")
    assert sent.headers["content-type"] == "application/geopackage+sqlite3"
    assert sent.headers["content-disposition"].endswith('.gpkg"')
    (tmp_path / "answer.gpkg").write_bytes(sent.content)
    layers = {name for name, _ in pyogrio.list_layers(tmp_path / "answer.gpkg")}
    assert {"wards", "small_areas", "gaps", "places", "about"} <= layers
    features = client.get(f"{ANSWER}&f=geojson").json()["features"]
    units = [one for one in features if one["properties"]["role"] == "unit"]
    frame = pyogrio.read_dataframe(tmp_path / "answer.gpkg", layer="small_areas")
    assert list(frame["code"]) == [one["properties"]["code"] for one in units]
    assert list(frame["unserved"]) == pytest.approx([one["properties"]["unserved"] for one in units])
    assert frame.crs.to_epsg() == 6668
    about = pyogrio.read_dataframe(tmp_path / "answer.gpkg", layer="about")
    assert about.set_index("key").loc["sentence", "ja"] == client.get(ANSWER).json()["sentence"]["ja"]


def test_the_geopackage_names_its_datasets_and_what_is_left_out_and_is_the_same_again(tmp_path: Path) -> None:
    city = toy_city()
    answer = engine.answer(city, build("evacuation-site-reach", city, {"hazard": "flood"}))
    first = to_gpkg(answer)
    time.sleep(1.1)
    assert to_gpkg(answer) == first
    (tmp_path / "answer.gpkg").write_bytes(first)
    datasets = pyogrio.read_dataframe(tmp_path / "answer.gpkg", layer="datasets")
    used = [one for one in answer.datasets if one.used]
    assert list(datasets["title"]) == [one.title for one in used]
    assert list(datasets["licence"]) == [one.licence for one in used] and datasets["attribution_ja"].str.len().min() > 0
    left_out = pyogrio.read_dataframe(tmp_path / "answer.gpkg", layer="left_out")
    assert list(left_out["things"]) == [one.things for one in (*answer.left_out, *answer.excluded_supply)]
    assert left_out["ja"].str.len().min() > 0


def test_hostile_names_stay_text_in_the_geopackage(tmp_path: Path) -> None:
    city = hostile(toy_city())
    answer = engine.answer(city, build("evacuation-site-reach", city, {"hazard": "flood"}))
    (tmp_path / "answer.gpkg").write_bytes(to_gpkg(answer))
    names = set(pyogrio.read_dataframe(tmp_path / "answer.gpkg", layer="wards")["name"])
    assert names == set(city.unit_sets["wards"].name_ja)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_pdf_is_one_page_with_the_sentence_even_with_hostile_names(lang: str) -> None:
    city = hostile(toy_city())
    answer = engine.answer(city, build("evacuation-site-reach", city, {"hazard": "flood"}))
    pdf = pypdfium2.PdfDocument(answer_pdf(answer, lang))
    try:
        assert len(pdf) == 1
        text = pdf[0].get_textpage().get_text_range()
    finally:
        pdf.close()
    assert "<script>" in text
    assert "{{" in text or "{name}" in text or answer.id in text


def test_the_page_is_shown_large_and_refuses_views_there_are_not(client: TestClient) -> None:
    large = client.get("/?hazard=flood&view=projection")
    assert '<body class="projection">' in large.text
    assert "view=projection" in large.text.split('data-language="en"')[1][:300]
    wrong = client.get("/?hazard=flood&view=sideways")
    assert (wrong.status_code, "sideways" in wrong.text) == (422, True)
    assert client.get("/?hazard=flood&release=%E4%BA%8C").status_code == 422


def test_a_wards_page_leads_to_its_briefing(client: TestClient) -> None:
    whole = client.get("/?question=evacuation-site-reach&hazard=flood").text
    assert 'id="brief"' in whole and re.search(r'id="brief"[^>]* hidden>', whole)
    page = client.get("/?question=evacuation-site-reach&hazard=flood&within=300&ward=99901&lang=en").text
    found = re.search(r'id="brief" href="([^"]*)">', page)
    assert found is not None
    address = unescape(found[1])
    assert "within=300" in address and "lang=en" in address
    assert client.get(address).content.startswith(b"%PDF-")


def test_an_answers_pdf_waits_in_the_queue_of_papers(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = KeptPapers()
    monkeypatch.setattr(formats, "PAPERS", papers)
    address = "/api/v1/cities/default/questions/evacuation-site-reach/answer?hazard=flood&f=pdf"
    monkeypatch.setattr(papers, "_waiting", 1_000)
    problem_of(client.get(address), 429, "too-many")
    monkeypatch.setattr(papers, "_waiting", 0)
    first = client.get(address)
    assert first.content.startswith(b"%PDF-")
    monkeypatch.setattr("maps.paper.answer_sheet.answer_pdf", lambda *_: pytest.fail("made twice"))
    assert client.get(address).content == first.content
