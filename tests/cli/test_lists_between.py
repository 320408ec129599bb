"""``layer``, ``links`` and ``associations`` as a person types them: words, workbooks, decisions, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import psycopg
import pytest

from geo_service.cli.run import run as run_command
from geo_service.settings import Settings, settings
from geo_service.store.release import publish
from tests.store import hand_made as town
from tests.store.hand_made import Row
from tests.store.test_links import PARKS, kept

Said = Callable[..., str]
LIST = (
    kept("改名", "旧ひばり公園", "西区", "こだま市西区一町9番9号"),
    kept("同じ", "渡辺公園", "西区"),
    kept("ない", "どこにもない緑地", "東区"),
)


@pytest.fixture
def said(conninfo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Said]:
    """Run a command on the hand-made city with parks, who keeps them and an association; what it said, errors behind."""
    monkeypatch.setenv("DATABASE_URL", conninfo)
    monkeypatch.setenv("GEO_SERVICE_HOME", str(tmp_path / "home"))
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_city(conn)
        town.add(conn, "wards", town.WARDS)
        town.add(conn, "towns", town.TOWNS)
        town.add(conn, "population", town.PEOPLE, groups=["residents"])
        town.add(conn, "parks", PARKS)
        town.add(conn, "stewardship", LIST)
        areas = {"一町会": "一町", "ゆめ町会": "夢町"}
        told = [Row(name, attributes={"code": name, "ward": "西区", "area_text": area}) for name, area in areas.items()]
        town.add(conn, "association_areas", told)
        publish(conn, town.CITY, "one", settings=Settings(home=tmp_path / "home"))
    settings.cache_clear()

    def call(*arguments: object, code: int = 0) -> str:
        assert run_command([*map(str, arguments)]) == code
        out, err = capsys.readouterr()
        return out + err

    yield call
    settings.cache_clear()


def test_layers_are_named_as_people_name_them(said: Said) -> None:
    for name in ("parks", "公園", "Parks"):
        assert said("layer", name).startswith("公園 (parks)")
    assert "parks（公園）" in said("layer", "park", code=3)
    assert "Did you mean shelters (shelters)" in said("layer", "避難所", "--lang", "en", code=3)
    assert "child_facilities（子育て施設）" in said("layer", "保育園一覧", code=3)
    assert "geo-service layers" in said("layer", "dragons", code=3)
    assert "parks" in json.loads(said("layer", "park", "--format", "json", code=3))["suggested"]
    assert "parks（公園）" in said("load", "x.csv", "--layer", "park", code=2)


def test_a_layer_says_joins_and_positions_in_words(said: Said) -> None:
    text = said("layer", "stewardship")
    assert "似ている（確認待ち）" in text and "名称が一致" in text and "見つからない" in text
    assert not any(slug in text for slug in ("likely", "exact", "unmatched"))
    assert "alike, waiting for a person" in said("layer", "stewardship", "--lang", "en")
    assert "その場所 " in said("layer", "公園")


def test_links_are_shown_exported_decided_and_taken_back(said: Said, tmp_path: Path) -> None:
    text = said("links")
    assert "公園を守る団体" in text and "名称が一致 1, 似ている（確認待ち） 1, 見つからない 1" in text
    assert "旧ひばり公園" in text and "虹の広場" in text
    assert "same name 1" in said("links", "--lang", "en")
    counts = {one["link"]: one["counts"] for one in json.loads(said("links", "--format", "json"))["links"]}
    assert counts["park"] == {"exact": 1, "likely": 1, "unmatched": 1}
    book = tmp_path / "joins.xlsx"
    said("links", "--export", book)
    made = openpyxl.load_workbook(book)
    sheet = next(one for one in made.worksheets if "公園" in one.title)
    heads = [cell.value for cell in sheet[2]]
    row = next(row for row in sheet.iter_rows(min_row=3) if row[heads.index("名称")].value == "旧ひばり公園")
    row[heads.index("正しい")].value = 1
    made.save(book)
    assert "--by" in said("links", "--apply", book, code=2)
    assert "同じもの 1件" in said("links", "--apply", book, "--by", "係 一郎")
    assert "人が確認 1" in said("links")
    assert said("links", "--apply", tmp_path / "none.xlsx", "--by", "係", code=7)


def test_associations_are_shown_written_and_confirmed(said: Said, tmp_path: Path) -> None:
    text = said("associations")
    assert "一町会" in text and "町丁の全部" in text and "未確認" in text
    assert "その町丁がない" in text and "ゆめ町会" in text
    assert "no such 町丁" in said("associations", "--lang", "en")
    parts = {one["association"]: one["how"] for one in json.loads(said("associations", "--format", "json"))["parts"]}
    assert (parts["一町会"], parts["ゆめ町会"]) == ("whole", "not_found")
    book = tmp_path / "areas.xlsx"
    said("associations", "-o", book)
    assert any(cell == "一町会" for row in openpyxl.load_workbook(book).worksheets[0].iter_rows(values_only=True) for cell in row)
    assert ".xlsx" in said("associations", "-o", tmp_path / "areas.csv", code=2)
    assert "--by" in said("associations", "--confirm", "一町会", code=2)
    assert "確認済み" in said("associations", "--confirm", "一町会", "--by", "係")
    assert "確認済み" in said("associations")
    assert "not confirmed any more" in said("associations", "--unconfirm", "一町会", "--by", "係", "--lang", "en")
    assert said("associations", "--confirm", "知らない町会", "--by", "係", code=3)
