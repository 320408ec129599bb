"""A load tells what is new; what the release before said already is counted, and still there to be read."""

from __future__ import annotations

from pathlib import Path

import psycopg

from geo_service.settings import Settings
from geo_service.store.release import publish
from geo_service.store.release_findings import new_findings, release_findings
from geo_service.store.report import LoadReport
from tests.store import hand_made as town
from tests.store.hand_made import Row, at

WRONG = Row("ちがう区の園", at(200, 200), attributes={"kind": "nursery", "ward": "東区"})


def test_only_what_is_new_is_told(conninfo: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_ground(conn)
        town.add(conn, "child_facilities", [WRONG])
        publish(conn, town.CITY, "one", settings=settings)
        first, known = new_findings(conn, town.CITY)
        assert any("ちがう区の園" in text.ja for text in first)
        assert known == 0
        other = Row("別のちがう園", at(300, 200), attributes={"kind": "nursery", "ward": "東区"})
        town.add(conn, "child_facilities", [other], source="another")
        publish(conn, town.CITY, "two", settings=settings)
        second, known = new_findings(conn, town.CITY)
        assert not any("「ちがう区の園」" in text.ja for text in second)
        assert any("別のちがう園" in text.ja for text in second)
        assert known == len(first)
        assert set(release_findings(conn, town.CITY)) == {*first, *second}
        assert release_findings(conn, town.CITY, 1) == first


def test_the_report_says_how_many_it_leaves_out() -> None:
    assert any("3件は省きました" in line for line in LoadReport(known=3).to_text("ja"))
    assert LoadReport(known=3).document()["known"] == 3
