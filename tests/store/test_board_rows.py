"""Boards as their list has them, with the height of the ground that the elevation model has where they stand."""

from __future__ import annotations

import math
from pathlib import Path

import psycopg
import pytest

from geo_service.errors import NotAnswerableError
from geo_service.settings import Settings
from geo_service.store.board_rows import boards_of
from geo_service.store.load import LoadOptions, load
from tests.store.small_city import write_boundaries

BOARDS = """掲示板名,区,町内会名,表示板の有無,海抜（m）,想定浸水深（m）,緯度,経度
一号,汐見区,汐見町内会,無,,,35.515,139.615
二号,汐見区,,有,2.4,0,35.5151,139.6151
三号,汐見区,汐見町内会,,,,35.52,139.62
四号,汐見区,汐見町内会,無,,,,
"""
GROUND = """メッシュ番号,標高（平均）,標高（最低）,標高（最高）,緯度,経度
a,3.1,3.0,3.3,35.51505,139.61503
b,9.9,,,35.5155,139.6155
"""


def test_boards_with_their_ground(conninfo: str, tmp_path: Path) -> None:
    home = Settings(home=tmp_path / "home")
    boards, ground = tmp_path / "boards.csv", tmp_path / "ground.csv"
    boards.write_text(BOARDS, encoding="utf-8-sig")
    ground.write_text(GROUND, encoding="utf-8-sig")
    assert load(conninfo, [write_boundaries(tmp_path)], LoadOptions(settings=home)).error() is None
    with psycopg.connect(conninfo) as conn, pytest.raises(NotAnswerableError):
        boards_of(conn, "99130", "public")
    assert load(conninfo, [boards], LoadOptions(settings=home, layer="notice_boards")).error() is None
    assert load(conninfo, [ground], LoadOptions(settings=home, layer="elevation")).error() is None
    with psycopg.connect(conninfo) as conn:
        first, second, third, fourth = boards_of(conn, "99130", "public")
    assert (first.name, first.sign, second.sign, third.sign) == ("一号", False, True, None)
    assert (first.ward, second.owner, math.isnan(first.elevation_m)) == ("汐見区", "", True)
    assert (second.elevation_m, second.flood_depth_m) == (2.4, 0.0)
    assert first.terrain is not None
    assert first.terrain.mean_m == 3.1 and first.terrain.spread_m == pytest.approx(0.3)
    # About 14 m from the first block's centre; the others are far from any.
    assert second.terrain is not None and third.terrain is None
    assert math.isnan(fourth.lon) and fourth.terrain is None
