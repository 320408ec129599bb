"""Notes of anyone: taken within limits that hold for all processes together, answered by staff, never read by a release."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

import layers
from geo_service.coverage.city import City
from geo_service.errors import AudienceError, NotFoundError, ParameterError, TooManyError
from geo_service.settings import Settings
from geo_service.store.release import publish
from geo_service.store.remark_words import note_words, one_line
from geo_service.store.remarks import Note, answer, counts, hide, remarks, take
from geo_service.store.shelf import CityShelf
from tests.store import hand_made as town
from tests.store.test_layer_rows import HUTS, ROWS

INSIDE = town.lonlat(town.at(500, 500)).coords[0]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a home of its own, with wide limits."""
    return Settings(home=tmp_path, remarks_per_minute=1000)


@pytest.fixture
def city(conninfo: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> City:
    """The hand-made city with huts, one of whose owners did not agree, as the public sees it."""
    monkeypatch.setitem(layers.LAYERS, "huts", HUTS)
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_ground(conn)
        town.add(conn, "huts", [*ROWS, town.Row("四", town.at(10, 10), attributes={"agreed": False})])
        publish(conn, town.CITY, "one", settings=settings)
    with CityShelf(settings, conninfo) as shelf:
        return shelf.get(town.CITY, "public")


@pytest.fixture
def conn(conninfo: str, city: City) -> Iterator[psycopg.Connection[Any]]:
    """A connection to that city's database."""
    with psycopg.connect(conninfo, autocommit=True) as found:
        yield found


def note(key: str = "一", point: tuple[float, float] | None = None, said: str = "この線は違う", contact: str = "") -> Note:
    """A note on a hut."""
    return Note(HUTS, key, point, said, contact)


def test_what_is_sent_is_listed(conn: Any, city: City, settings: Settings) -> None:
    first = take(conn, city, note(contact="a@b"), settings)
    second = take(conn, city, note("", INSIDE), settings)
    listed = remarks(conn, town.CITY)
    assert [one.id for one in listed] == [second.id, first.id]
    assert (listed[1].said, listed[1].contact, listed[1].key_found, listed[1].state) == ("この線は違う", "a@b", True, "open")
    assert (listed[0].lon, listed[0].lat, listed[0].key_found) == (*INSIDE, None)
    assert counts(conn, town.CITY) == {"open": 2, "answered": 0, "hidden": 0}
    assert [one.id for one in remarks(conn, town.CITY, before=second.id, first=1)] == [first.id]


@pytest.mark.parametrize(("key", "found"), [("一", True), ("四", False), ("五", False), ("' OR true --", False)])
def test_keys_of_rows_the_public_may_see(conn: Any, city: City, settings: Settings, key: str, found: bool) -> None:
    """四 is there, but did not agree to be published: nobody learns of it by asking."""
    taken = take(conn, city, note(key), settings)
    assert (taken.key, taken.key_found) == (key, found)


def test_codes_of_units_are_keys(conn: Any, city: City, settings: Settings) -> None:
    assert take(conn, city, Note(layers.LAYERS["wards"], "99901", None, "x"), settings).key_found is True


@pytest.mark.parametrize("key", ["99900:一", "99900:city:一"])
def test_ids_of_places_as_answers_give_them_are_keys(conn: Any, city: City, settings: Settings, key: str) -> None:
    assert take(conn, city, note(key), settings).key_found is True


@pytest.mark.parametrize(("x", "fits"), [(-4990, True), (-5010, False), (6990, True), (7010, False)])
def test_points_near_the_city(conn: Any, city: City, settings: Settings, x: float, fits: bool) -> None:
    """The city is 2,000 m wide: 5,000 m from its border are -5,000 and 7,000."""
    point = town.lonlat(town.at(x, 500)).coords[0]
    if fits:
        assert take(conn, city, note("", point), settings).lon == pytest.approx(point[0])
        return
    with pytest.raises(ParameterError) as caught:
        take(conn, city, note("", point), settings)
    assert "5.0 km" in caught.value.ja
    assert counts(conn, town.CITY)["open"] == 0


def test_switched_off(conn: Any, city: City, settings: Settings) -> None:
    with pytest.raises(AudienceError):
        take(conn, city, note(), settings.model_copy(update={"remarks": False}))
    assert remarks(conn, town.CITY) == []


def test_limits(conn: Any, city: City, settings: Settings) -> None:
    minute = settings.model_copy(update={"remarks_per_minute": 2})
    for _ in range(2):
        take(conn, city, note(), minute)
    with pytest.raises(TooManyError) as caught:
        take(conn, city, note(), minute)
    assert (caught.value.extra["setting"], caught.value.extra["maximum"]) == ("remarks_per_minute", 2)
    conn.execute("UPDATE frame.remark SET sent_at = sent_at - interval '61 seconds'")
    third = take(conn, city, note(), minute)
    waiting = settings.model_copy(update={"max_open_remarks": 3})
    with pytest.raises(TooManyError) as caught:
        take(conn, city, note(), waiting)
    assert caught.value.extra["setting"] == "max_open_remarks"
    hide(conn, town.CITY, third.id, "係")
    take(conn, city, note(), waiting)


@pytest.mark.parametrize("limit", ["remarks_per_minute", "max_open_remarks"])
def test_limits_hold_for_many_at_once(conninfo: str, city: City, settings: Settings, limit: str) -> None:
    """Sixteen at once over connections of their own, of which five are let in."""
    tight = settings.model_copy(update={limit: 5})

    def one(_: int) -> bool:
        with psycopg.connect(conninfo) as own:
            try:
                take(own, city, note(), tight)
            except TooManyError:
                return False
            return True

    with ThreadPoolExecutor(8) as threads:
        let_in = sum(threads.map(one, range(16)))
    with psycopg.connect(conninfo) as conn:
        assert (let_in, len(remarks(conn, town.CITY))) == (5, 5)


def test_answered_again_and_hidden(conn: Any, city: City, settings: Settings) -> None:
    id = take(conn, city, note(contact="a@b"), settings).id
    done = answer(conn, town.CITY, id, " 直しました。\r\n次の版から。 ", "係 一郎", settings)
    assert (done.state, done.published, done.answer, done.contact) == ("answered", True, "直しました。\n次の版から。", "a@b")
    assert answer(conn, town.CITY, id, "やはり違いました。", "係", settings).answer == "やはり違いました。"
    done = hide(conn, town.CITY, id, "係")
    assert (done.state, done.published, done.answer, done.contact, done.said) == ("hidden", False, "", "", "この線は違う")
    audit = conn.execute("SELECT who, action, detail ->> 'state', detail ->> 'answer' FROM frame.audit ORDER BY id").fetchall()
    assert audit == [
        ("係 一郎", "remark", "answered", "直しました。\n次の版から。"),
        ("係", "remark", "answered", "やはり違いました。"),
        ("係", "remark", "hidden", ""),
    ]


def test_what_cannot_be_decided(conn: Any, city: City, settings: Settings) -> None:
    id = take(conn, city, note(), settings).id
    for wrong in (id + 1, 2**70):
        with pytest.raises(NotFoundError):
            answer(conn, town.CITY, wrong, "はい", "係", settings)
    with pytest.raises(NotFoundError):
        hide(conn, "14130", id, "係")
    for text, by in (("はい", " "), (" ", "係"), ("は\u202eい", "係"), ("はい", "係\n長")):
        with pytest.raises(ParameterError):
            answer(conn, town.CITY, id, text, by, settings)
    assert counts(conn, town.CITY)["open"] == 1
    assert conn.execute("SELECT count(*) FROM frame.audit").fetchone() == (0,)


def test_a_note_changes_no_release(conn: Any, city: City, settings: Settings) -> None:
    before = conn.execute("SELECT count(*), max(number) FROM frame.release").fetchone()
    id = take(conn, city, note(), settings).id
    answer(conn, town.CITY, id, "はい", "係", settings)
    assert conn.execute("SELECT count(*), max(number) FROM frame.release").fetchone() == before


@pytest.mark.parametrize(
    "sign", ["\0", "\x1b", "\t", "\x85", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800", "\u2028", "\u00ad"]
)
def test_signs_that_hide_or_turn(sign: str) -> None:
    with pytest.raises(ParameterError) as caught:
        note_words(f"前{sign}後", 10)
    assert f"U+{ord(sign):04X}" in caught.value.ja
    assert "2字目" in caught.value.ja and "Sign 2 " in caught.value.en


def test_words_that_are_taken() -> None:
    assert note_words(" 一\r\n二👩\u200d🚒 ", 10) == "一\n二👩\u200d🚒"
    assert note_words("あ" * 10, 10) == "あ" * 10
    assert one_line("key", " ") == ""
    for words in ("あ" * 11, "", " \n ", "\u200d"):
        with pytest.raises(ParameterError):
            note_words(words, 10)
    with pytest.raises(ParameterError):
        one_line("contact", "一\n二")
