"""load --map: a list without coordinates becomes a map in one command, with the rows that have no place told one by one."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geo_service.sample.write import write_sample
from geo_service.settings import Settings
from geo_service.store.cluster import database
from tests.cli.conftest import Run

VARIANTS = {"浜": "濱", "沢": "澤", "島": "嶋", "辺": "邊", "桜": "櫻", "滝": "瀧", "広": "廣", "崎": "﨑", "高": "髙"}
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
HOSTILE = "<img src=x onerror=alert(1)>公園"


@dataclass(frozen=True)
class Made:
    """The list and the folder it lies in; ``kinds``: how many rows were made in each way."""

    path: Path
    home: Path
    kinds: Counter[str]


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    """Wards, 町丁 and parks of the sample city loaded in a home of their own; a list of 300 rows about its parks."""
    home = Path(tempfile.mkdtemp(prefix="gsm"))
    home.chmod(0o755)
    sample, files = home / "sample", home / "files"
    sample.mkdir()
    files.mkdir()
    write_sample(sample)
    for name in ("n03_boundaries.geojson", "towns.geojson", "towns.yaml", "parks.geojson", "parks.yaml"):
        shutil.copy(sample / name, files / name)
    parks = [one["properties"] for one in json.loads((files / "parks.geojson").read_text(encoding="utf-8"))["features"]]
    path, kinds = write_list(home / "stewardship.xlsx", parks)
    with database(Settings(home=home / "home")):
        yield Made(path, home, kinds)
    shutil.rmtree(home, ignore_errors=True)


def write_list(path: Path, parks: list[dict[str, Any]]) -> tuple[Path, Counter[str]]:
    """300 rows as an office keeps them: most names right, some in old characters, some mistyped, some about no park at all."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["公園名", "所在地", "区", "団体名", "種別", "年度"])
    kinds: Counter[str] = Counter()
    step = len(parks) // 300
    for number in range(300):
        park = parks[number * step]
        name, address, ward = park["公園名"], "", park["区"]
        kind = {7: "typo_with_address", 8: "typo", 9: "unknown"}.get(number % 10, "right")
        if kind == "right" and number % 10 == 6:
            name = "".join(VARIANTS.get(sign, sign) for sign in name).translate(FULL_WIDTH)
        elif kind in ("typo", "typo_with_address"):
            name = name[0] + "誤" + name[1:]
            address = park["所在地"] if kind == "typo_with_address" else ""
            if number % 20 == 7:
                address = re.sub(r"[0-9]+-[0-9]+$", "99", address)
        elif kind == "unknown":
            name, ward = (HOSTILE if number == 9 else f"ヌヌヌ{number}"), ""
        kinds[kind] += 1
        sheet.append([name, address, ward, f"{park['公園名']}愛護会", "愛護会", 2025])
    book.save(path)
    return path, kinds


def load(run: Run, made: Made, *arguments: str) -> Any:
    return run("load", *arguments, home=made.home / "home")


@pytest.fixture(scope="module")
def page(run: Run, made: Made) -> str:
    """The map of the list, made by the one command after the city's own files were loaded."""
    before = load(run, made, str(made.home / "files"), "--columns", str(made.home / "files"))
    assert before.returncode == 0, before.stdout + before.stderr
    output = made.home / "stewardship.html"
    done = load(run, made, str(made.path), "--layer", "stewardship", "--map", str(output))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "stewardship.xlsx" in done.stdout and "→" in done.stderr and "場所が分からない行" in done.stderr
    if os.environ.get("KEEP_LIST_MAP"):
        shutil.copy(output, os.environ["KEEP_LIST_MAP"])
    return output.read_text(encoding="utf-8")


def drawn(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="list-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def lost(page: str) -> list[list[str]]:
    """The cells of the table of rows without a place."""
    table = page.split('id="lost"', 1)[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in table.split("</tr>")[:-1]]
    return [[unescape(re.sub(r"<[^>]+>", " ", cell)).strip() for cell in row] for row in rows]


def test_every_row_is_on_the_map_or_in_the_table(page: str, made: Made) -> None:
    rows = [row for place in drawn(page)["places"] for row in place["rows"]]
    table = lost(page)
    assert len(rows) + len(table) == 300
    sources = {row[3] for row in rows} | {row[0] for row in table}
    assert sources == {f"stewardship.xlsx の{number}行目" for number in range(2, 302)}
    # What is right stands on its park, what is mistyped or unknown never does.
    exact = [row for row in rows if "名称が一致" in row[2]]
    assert len(exact) == made.kinds["right"]
    assert not any("誤" in row[0] for row in exact)


def test_signs_say_how_sure_a_place_is(page: str, made: Made) -> None:
    places = drawn(page)["places"]
    firm = sum(len(one["rows"]) for one in places if one["sign"] == "firm")
    by_address = [(one["sign"], row) for one in places if one["sign"] != "firm" for row in one["rows"]]
    assert firm == made.kinds["right"]
    assert len(by_address) == made.kinds["typo_with_address"]
    # No address positions are loaded: a park of that address says where it is, else the 町丁.
    assert all("住所から" in how and ("番地" in how) == (sign == "address") for sign, (_, _, how, _) in by_address)
    assert all("人の確認待ち" in how for _, (_, _, how, _) in by_address)
    assert {sign for sign, _ in by_address} == {"address", "rough"}
    assert any(one["ground"] for one in places)


def test_rows_without_a_place_say_why_what_is_like_them_and_what_to_do(page: str, made: Made) -> None:
    table = lost(page)
    assert len(table) == made.kinds["typo"] + made.kinds["unknown"]
    typed = [row for row in table if "誤" in row[1]]
    assert len(typed) == made.kinds["typo"]
    for _, name, why, near, todo in typed:
        assert why.startswith(("似た名前の公園がありますが", "当てはまる公園がいくつもあり", "似た名前の公園が見つかりません"))
        assert why.endswith("住所の記載がありません")
        if near != "—":
            assert name.split("　")[0].split(" ")[0].replace("誤", "")[0] in near and "%" in near and "○" in todo
    assert sum(near != "—" for *_, near, _ in typed) > 0.8 * len(typed)
    unknown = [row for row in table if "ヌヌヌ" in row[1]]
    assert all("見つかりません" in why and "正しい名前" in todo for _, _, why, _, todo in unknown)
    assert "geo-service links --city 99130 --export joins.xlsx" in unescape(page)
    assert "--apply joins.xlsx --by 名前" in unescape(page)


def test_the_file_stands_alone_and_nothing_in_a_list_is_taken_for_html(page: str) -> None:
    assert "<img src=x" not in page and "&lt;img src=x onerror=alert(1)&gt;公園" in page
    policy = unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1])  # type: ignore[index]
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy
    markup = re.sub(r"<script(?! type)[^>]*>.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    assert re.findall(r"""(?:src|href)=["'](?!#|data:)[^"']*["']""", markup) == []
    assert "庁内用" in page and "団体名" in page
    assert "架空" in page


def test_the_same_list_gives_the_same_file_in_english_too(run: Run, made: Made, page: str) -> None:
    output = made.home / "again.html"
    done = load(run, made, str(made.path), "--layer", "stewardship", "--map", str(output), "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"][0]["status"] == "unchanged"
    assert output.read_text(encoding="utf-8") == page
    english = load(run, made, str(made.path), "--layer", "stewardship", "--map", str(output), "--lang", "en")
    assert "without a place" in english.stderr
    text = output.read_text(encoding="utf-8")
    assert '<html lang="en"' in text and "Why it is not on the map" in text and "by its address" in text


def test_without_a_layer_all_lists_of_the_load_are_drawn(run: Run, made: Made, page: str) -> None:
    folder = made.home / "two"
    folder.mkdir()
    (folder / "boards.csv").write_text("name,address,lon,lat\n掲示板1,,,\n", encoding="utf-8")
    (folder / "spaces.csv").write_text("name,address,lon,lat\n空き家1,,,\n", encoding="utf-8")
    for name, layer in (("boards", "notice_boards"), ("spaces", "candidate_spaces")):
        (folder / f"{name}.yaml").write_text(
            f"file: {name}.csv\ndatasets:\n  - layer: {layer}\n    source: t\n    title: {name}\n    licence: CC0-1.0\n"
            "    reference_date: '2026'\n    columns: {name: name, address: address}\n    lon: lon\n    lat: lat\n",
            encoding="utf-8",
        )
    output = made.home / "two.html"
    done = load(run, made, str(folder), "--columns", str(folder), "--map", str(output))
    assert done.returncode == 0, done.stdout + done.stderr
    text = output.read_text(encoding="utf-8")
    assert {row[1] for row in lost(text)} == {"掲示板1", "空き家1"}
    assert "町内の掲示板" in text or "掲示板" in text


def test_rows_of_the_same_number_on_sheets_of_one_workbook_are_told_apart(run: Run, made: Made, page: str) -> None:
    parks = json.loads((made.home / "files" / "parks.geojson").read_text(encoding="utf-8"))["features"]
    right = parks[0]["properties"]
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for sheet, row in (
        (first, [right["公園名"], "", right["区"], 2031]),
        (book.create_sheet("乙"), ["ヌヌヌの緑地", right["所在地"], "", 2031]),
    ):
        sheet.append(["公園名", "所在地", "区", "年度"])
        sheet.append(row)
    path, output = made.home / "sheets.xlsx", made.home / "sheets.html"
    book.save(path)
    done = load(run, made, str(path), "--layer", "stewardship", "--map", str(output))
    assert done.returncode == 0, done.stdout + done.stderr
    places = drawn(output.read_text(encoding="utf-8"))["places"]
    found = {row[0]: row[2] for one in places for row in one["rows"] if row[3].startswith("sheets.xlsx")}
    assert set(found) == {right["公園名"], "ヌヌヌの緑地"}
    assert "名称が一致" in found[right["公園名"]] and "住所から" not in found[right["公園名"]]
    assert "住所から" in found["ヌヌヌの緑地"] and "名称が一致" not in found["ヌヌヌの緑地"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--map", "stewardship.xlsx"), ".html"),
        (("--map", "there/is/none.html"), "フォルダ"),
        (("--map", "a.html", "--layer", "vulnerable_residents"), "描けません"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_loaded(
    run: Run, made: Made, page: str, arguments: tuple[str, ...], words: str
) -> None:
    done = load(run, made, str(made.path), *arguments)
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_load_that_brings_no_list_says_so_and_one_that_is_refused_writes_none(run: Run, made: Made, page: str) -> None:
    output = made.home / "none.html"
    files = made.home / "files"
    done = load(run, made, str(files / "n03_boundaries.geojson"), "--map", str(output), "--force")
    assert done.returncode != 0 and "--layer" in done.stderr and not output.exists()
    broken = made.home / "broken.xlsx"
    broken.write_bytes(b"not a workbook")
    done = load(run, made, str(broken), "--layer", "stewardship", "--map", str(output))
    assert done.returncode != 0 and not output.exists()
