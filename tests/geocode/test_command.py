"""``geo-service geocode`` as a person types it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from geo_service.cli.run import run as run_command
from geo_service.settings import Settings, settings
from geo_service.store.load import LoadOptions, load
from tests.published.addresses import isj_blocks
from tests.store.small_city import write_boundaries, write_csv

LIST = ("名称,番地の欄,区", "あ,青葉1-2-3,汐見区", "い,青葉9-9,汐見区")
BLOCKS = [("みほん市汐見区", "青葉一丁目", "", "2", "1", 139.6012, 35.5012)]


@pytest.fixture
def command(conninfo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., int]]:
    """The command on the test's database."""
    monkeypatch.setenv("DATABASE_URL", conninfo)
    monkeypatch.setenv("GEO_SERVICE_HOME", str(tmp_path / "home"))
    load(conninfo, [write_boundaries(tmp_path)], LoadOptions(settings=Settings(home=tmp_path / "home")))
    settings.cache_clear()
    yield lambda *arguments: run_command(["geocode", *map(str, arguments)])
    settings.cache_clear()


def load_blocks(conninfo: str, folder: Path) -> None:
    load(conninfo, [isj_blocks(folder / "z.csv", BLOCKS)], LoadOptions(settings=Settings(home=folder / "home")))


def test_it_writes_the_sheet_and_says_what_was_found(
    command: Callable[..., int], conninfo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_blocks(conninfo, tmp_path)
    path, sheet = write_csv(tmp_path / "list.csv", *LIST), tmp_path / "out.xlsx"
    assert command(path, "-o", sheet, "--address", "番地の欄") == 0
    said = capsys.readouterr().out
    assert "list: 2行 — 街区の点 1、位置なし 1。" in said and "正しい住所" in said
    rows = list(openpyxl.load_workbook(sheet).worksheets[0].iter_rows(values_only=True))
    assert [row[:3] for row in rows[1:]] == [("あ", "青葉1-2-3", "汐見区"), ("い", "青葉9-9", "汐見区")]
    assert command(path, "-o", sheet, "--address", "番地の欄", "--format", "json", "--lang", "en") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sheets"] == [{"sheet": "list", "rows": 2, "accuracy": {"block": 1, "none": 1}}]


def test_what_it_cannot_do_is_said_in_both_languages(
    command: Callable[..., int], conninfo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(tmp_path / "list.csv", *LIST)
    assert command(path, "-o", tmp_path / "out.xlsx") == 2
    assert "位置参照情報" in capsys.readouterr().err
    load_blocks(conninfo, tmp_path)
    assert command(path, "-o", tmp_path / "out.csv") == 2
    assert ".xlsx" in capsys.readouterr().err
    assert command(path, "-o", tmp_path / "out.xlsx", "--lang", "en") == 7
    assert "--address" in capsys.readouterr().err
    assert command(path, "-o", tmp_path / "out.xlsx", "--city", "01100") == 3
    assert command(tmp_path / "nothing.csv", "-o", tmp_path / "out.xlsx") == 7
    assert not (tmp_path / "out.xlsx").exists()


def test_a_column_map_says_which_columns_these_are(
    command: Callable[..., int], conninfo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_blocks(conninfo, tmp_path)
    path, sheet = write_csv(tmp_path / "list.csv", "なまえ,どこ,くく", "あ,青葉1-2-3,汐見区"), tmp_path / "out.xlsx"
    columns = tmp_path / "maps" / "list.yaml"
    columns.parent.mkdir()
    columns.write_text(
        "file: list.csv\ndatasets:\n  - layer: stewardship\n    source: a\n"
        "    columns: {なまえ: park, どこ: park_address, くく: ward}\n",
        encoding="utf-8",
    )
    assert command(path, "-o", sheet) != 0
    assert "住所の列" in capsys.readouterr().err
    for given in (columns, columns.parent):
        assert command(path, "-o", sheet, "--columns", given) == 0
        assert "街区の点 1" in capsys.readouterr().out
    columns.write_text(columns.read_text(encoding="utf-8").replace("file: list.csv", "file: other.csv"), encoding="utf-8")
    assert command(path, "-o", sheet, "--columns", columns) != 0
    assert "list.csv の列対応がありません" in capsys.readouterr().err
