"""An area's id names what it says: the same lists give the same id, other lists another one."""

from __future__ import annotations

from geo_service.coverage.area import area_of
from geo_service.render.area import area_study
from geo_service.render.records import Records
from layers.base import Text
from tests.toy import toy_city

NAME = Text("名前", "name")


def _id(*rows: str, note: str = "") -> str:
    records = [Records("notice_boards", (NAME,), tuple((Text(one, one),) for one in rows), 0)] if rows else []
    notes = [Text(note, note)] if note else []
    return area_study(area_of(toy_city(), "wards", "99901", {}), (), records, notes, "flood").id


def test_the_same_lists_give_the_same_id() -> None:
    assert _id("一番") == _id("一番")


def test_other_lists_give_another_id() -> None:
    """The lists are read when the area is asked for: a release of theirs may have come since."""
    assert len({_id(), _id("一番"), _id("二番"), _id("一番", "二番"), _id(note="つながりません")}) == 5
