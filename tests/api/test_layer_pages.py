"""The pages about data: every layer with its state, one layer with quality and rows, failures as pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from geo_service.api.app import create_app
from geo_service.settings import Settings
from layers import LAYERS
from tests.api.served import TestClient, ToyShelf
from tests.api.test_layers import client
from tests.store import hand_made as town

__all__ = ["client"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_layer_is_listed_with_its_state(client: Any, lang: str) -> None:
    response = client.get(f"/layers?lang={lang}&city={town.CITY}")
    assert response.status_code == 200
    page = response.text
    for layer in LAYERS.values():
        assert (layer.title.ja if lang == "ja" else layer.title.en) in page
    assert 'class="state state-hidden"' in page
    assert 'class="state state-none"' in page
    assert "nonce-" in response.headers["content-security-policy"]
    # What a layer's lack stops is said beside it.
    assert (LAYERS["parks"].without.ja if lang == "ja" else LAYERS["parks"].without.en) in page


def test_one_layer_shows_its_rows_and_nothing_kept_back(client: Any) -> None:
    page = client.get(f"/layers/huts?city={town.CITY}&lang=ja").text
    assert "小屋" in page
    assert "入れる人数が分かりません" in page
    assert "職員だけが見られる項目（ここには出ません）： 持ち主" in re.sub(r"<[^>]*>", "", page)
    assert "甲" not in re.sub(r"<[^>]*>", " ", page), "the owner is staff's"
    assert "四" not in re.findall(r"<bdi>([^<]*)</bdi>", page), "nobody agreed to publish it"
    for form in ("xlsx", "csv", "geojson", "gpkg", "shp"):
        assert f"/layers/huts/rows?f={form}" in page


def test_a_layer_that_is_not_loaded_says_so(client: Any) -> None:
    page = client.get(f"/layers/parks?city={town.CITY}&lang=ja").text
    assert "まだ読み込まれていません" in page
    assert "rows?f=" not in page


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/layers/secrets", 404, "公開していません"),
        ("/layers/dragons", 404, "という層はありません"),
        ("/layers?city=12345", 404, "12345"),
        ("/layers?colour=red", 422, "colour"),
        ("/layers/huts?lang=fr", 422, "lang"),
    ],
)
def test_failures_are_pages_in_words(client: Any, path: str, status: int, words: str) -> None:
    response = client.get(path, headers={"accept-language": "ja"})
    assert response.status_code == status
    assert words in response.text
    assert response.headers["content-type"].startswith("text/html")
    assert "Traceback" not in response.text


def test_without_a_database_the_page_says_so(shelf: ToyShelf) -> None:
    with TestClient(create_app(Settings(), shelf, None)) as bare:
        response = bare.get("/layers?lang=en")
    assert response.status_code == 503
    assert "database" in response.text
