"""The form for notes on a page: taken, refused with what was typed kept, answered notes beside the data."""

from __future__ import annotations

import html
import re
from typing import Any

import psycopg
import pytest

from geo_service.api.app import create_app
from geo_service.settings import Settings
from geo_service.store.remarks import answer
from geo_service.store.shelf import CityShelf
from tests.api.served import TestClient, ToyShelf
from tests.api.test_sent_remarks import HERE, client, settings
from tests.store import hand_made as town

__all__ = ["client", "settings"]
FORM = {"layer": "huts", "key": "北の小屋", "text": "<b>この小屋</b>は\r\nありません", "contact": ""}
ADDRESS = f"/remarks?city={town.CITY}&lang=ja"


def posted(client: Any, address: str = ADDRESS, headers: dict[str, str] | None = None, **changes: str) -> Any:
    """The form as a browser sends it."""
    return client.post(address, data=FORM | changes, headers=headers or {}, follow_redirects=False)


def listed(client: Any) -> list[dict[str, Any]]:
    """The public list."""
    found: list[dict[str, Any]] = client.get(HERE).json()["remarks"]
    return found


def plain(page: str) -> str:
    """The page's words."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


def test_sent_thanked_answered_and_shown(client: Any, conninfo: str, settings: Settings) -> None:
    response = posted(client)
    assert response.status_code == 303
    thanks = client.get(response.headers["location"])
    (taken,) = listed(client)
    assert thanks.status_code == 200
    assert f"受付番号 {taken['id']}" in thanks.text
    assert (taken["layer"], taken["state"], taken["text"]) == ("huts", "open", None)
    page = client.get(f"/layers/huts?city={town.CITY}&lang=ja").text
    assert "北の小屋" not in page, "a note is read by nobody before it is answered"
    with psycopg.connect(conninfo, autocommit=True) as conn:
        answer(conn, town.CITY, taken["id"], "取り壊しました。\n直します。", "係 一郎", settings)
    page = client.get(f"/layers/huts?city={town.CITY}&lang=ja").text
    assert "寄せられた指摘と、市の答え" in page
    assert "<bdi>北の小屋</bdi>" in page
    assert "<bdi>&lt;b&gt;この小屋&lt;/b&gt;は\nありません</bdi>" in page
    assert "取り壊しました。\n直します。" in page
    assert "係 一郎" not in page
    assert "北の小屋" not in client.get(f"/layers/parks?city={town.CITY}&lang=ja").text


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", ["/", "/layers", "/layers/huts", "/remarks"])
def test_every_page_has_the_form(client: Any, path: str, lang: str) -> None:
    page = client.get(f"{path}?city={town.CITY}&lang={lang}").text
    assert page.count(f'action="/remarks?city={town.CITY}&amp;lang={lang}" method="post"') == 1
    assert {"ja": "この線・この情報は間違っています", "en": "This is wrong"}[lang] in page
    assert 'name="layer"' in page


def test_a_browser_may_say_where_the_form_came_from(client: Any) -> None:
    """Without it, a page on plain HTTP would send its own form with the origin "null", which is refused."""
    response = client.get(f"/layers/huts?city={town.CITY}")
    assert response.headers["referrer-policy"] == "same-origin"
    assert "form-action 'self'" in response.headers["content-security-policy"]
    assert "form-action 'none'" in client.get(HERE).headers["content-security-policy"]


@pytest.mark.parametrize(
    ("changes", "words", "wrong"),
    [
        ({"text": " "}, "「どう間違っているか」に何か書いてください", "text"),
        ({"text": "あ" * 1001}, "「どう間違っているか」は1,000字まで", "text"),
        ({"key": ""}, "「どこのこと」に何か書いてください", "key"),
        ({"key": "北\u202e小屋"}, "「どこのこと」の2字目", "key"),
        ({"contact": "x" * 201}, "「連絡先」は200字まで", "contact"),
        ({"layer": ""}, "「何について」を選んでください", "layer"),
        ({"layer": "dragons"}, "dragons", "layer"),
    ],
)  # fmt: skip
def test_what_was_typed_is_kept(client: Any, changes: dict[str, str], words: str, wrong: str) -> None:
    typed = FORM | {"contact": "a@b"} | changes
    response = posted(client, **typed)
    assert response.status_code == 422
    page = response.text
    assert words in plain(page)
    assert len(re.findall(rf'<(?:input|textarea|select)[^>]*name="{wrong}"[^>]*aria-describedby="remark-problem"', page)) == 1
    for name in ("key", "contact"):
        (shown,) = re.findall(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
        assert html.unescape(shown) == typed[name]
    (text,) = re.findall(r'<textarea[^>]*name="text"[^>]*>\n([^<]*)</textarea>', page)
    assert html.unescape(text).replace("\r\n", "\n") == typed["text"].replace("\r\n", "\n")
    if typed["layer"] == "huts":
        assert '<option value="huts" selected>' in page
    assert "<b>" not in page
    assert listed(client) == []


def test_errors_in_english(client: Any) -> None:
    page = posted(client, f"/remarks?city={town.CITY}&lang=en", text="").text
    assert "Write something in 'What is wrong'." in plain(page)
    assert "It was not sent" in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"content-type": "text/plain"}, 422),
        ({"content-type": "multipart/form-data; boundary=x"}, 422),
    ],
)
def test_where_a_form_comes_from(client: Any, headers: dict[str, str], status: int) -> None:
    response = posted(client, headers=headers)
    assert response.status_code == status
    assert response.headers.get("content-type", "text/html").startswith("text/html")
    assert len(listed(client)) == (status == 303)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"text=%ff", "読めません"),
        (b"text=" + b"x" * 25_000, "大きすぎます"),
        (b"&".join(b"a%d=1" % at for at in range(30)), "読めません"),
        (b"colour=red&layer=huts", "colour"),
        (b"text=a&text=b", "text"),
        ("text=あ".encode(), "読めません"),
        (b"", "何について"),
    ],
)
def test_bodies_that_are_no_form(client: Any, body: bytes, words: str) -> None:
    response = client.post(ADDRESS, content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert response.status_code == 422
    assert words in plain(response.text)
    assert listed(client) == []


def test_a_long_note_of_three_byte_signs_fits(client: Any) -> None:
    assert posted(client, text="あ" * 1000, key="い" * 200, contact="う" * 200).status_code == 303


def test_too_many_keeps_what_was_typed(conninfo: str, client: Any, settings: Settings) -> None:
    one = settings.model_copy(update={"remarks_per_minute": 1})
    with CityShelf(one, conninfo) as shelf, TestClient(create_app(one, shelf, conninfo, ogc=False)) as few:
        assert posted(few).status_code == 303
        response = posted(few)
    assert response.status_code == 429
    assert "1分ほど待って" in response.text
    assert 'value="北の小屋"' in response.text


def test_switched_off(conninfo: str, client: Any, settings: Settings) -> None:
    off = settings.model_copy(update={"remarks": False})
    with CityShelf(off, conninfo) as shelf, TestClient(create_app(off, shelf, conninfo, ogc=False)) as none:
        for path in ("/", "/layers", "/layers/huts"):
            assert '<form class="remark-form"' not in none.get(f"{path}?city={town.CITY}").text
        for response in (posted(none), none.get(ADDRESS)):
            assert response.status_code == 403
            assert "受け付けていません" in response.text


def test_without_a_database(shelf: ToyShelf) -> None:
    with TestClient(create_app(Settings(), shelf, None)) as alone:
        assert "remark-form" not in alone.get("/").text
        assert alone.get("/remarks?lang=ja").status_code == 503
        assert posted(alone, "/remarks?city=default", layer="parks").status_code == 503


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/remarks?city=12345", 404, "12345"),
        ("/remarks?colour=red", 422, "colour"),
        ("/remarks?lang=fr", 422, "lang"),
        ("/remarks/thanks?city=12345", 404, "12345"),
    ],
)
def test_pages_that_are_none(client: Any, address: str, status: int, words: str) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert words in response.text
    assert posted(client, address).status_code == (status if "thanks" not in address else 405)


def test_nobodys_words_are_put_on_the_page_of_thanks(client: Any) -> None:
    page = client.get(f"/remarks/thanks?city={town.CITY}&id=役所に電話&layer=%3Cb%3E").text
    assert "役所に電話" not in page
    assert "<b>" not in page
