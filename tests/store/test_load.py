"""A load as a whole: one city, one switch, all or nothing; the same file again; dying in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from geo_service.errors import DatabaseError, NotFoundError, ParameterError
from geo_service.settings import Settings
from geo_service.store.joins import LISTED
from geo_service.store.load import LoadOptions, check, load
from geo_service.store.report import LoadReport, ProgressNote
from geo_service.store.target import LOCK
from tests.store.small_city import EAST, WEST, n03, write_boundaries, write_csv

HEADS = "name,address,lon,lat,kind"


@pytest.fixture
def run(conninfo: str, tmp_path: Path) -> Callable[..., LoadReport]:
    """load() into the test's database, its City files in the test's folder."""
    home = Settings(home=tmp_path / "home")

    def loaded(*paths: Path, progress: Any = None, **options: Any) -> LoadReport:
        return load(conninfo, paths, LoadOptions(settings=home, **options), progress)

    return loaded


def nurseries(path: Path, *names: str, lon: float = 139.62) -> Path:
    rows = [f"{name},青葉{number},{lon + number * 0.001:.4f},35.52,nursery" for number, name in enumerate(names)]
    return write_csv(path, HEADS, *rows)


def one(conninfo: str, query: Any) -> Any:
    with psycopg.connect(conninfo) as conn:
        row = conn.execute(query).fetchone()
        assert row is not None
        return row[0]


def test_boundaries_make_the_city_and_files_feed_it(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    report = run(write_boundaries(tmp_path), nurseries(tmp_path / "a.csv", "あ", "い"), layer=None, keep_going=True)
    assert (report.city, report.city_name) == ("99130", "みほん市")
    assert report.of("refused")[0].file == "a.csv"
    assert run(nurseries(tmp_path / "a.csv", "あ", "い"), layer="child_facilities").release == 2
    with psycopg.connect(conninfo) as conn:
        city = conn.execute("SELECT name_ja, srid, fictitious FROM frame.city").fetchall()
        features = conn.execute(
            "SELECT d.layer, f.key, f.name, f.municipality, f.row_no, ST_SRID(f.geom), f.attributes->>'kind' "
            "FROM frame.feature f "
            "JOIN frame.dataset_version v ON v.id = f.version JOIN frame.dataset d ON d.id = v.dataset ORDER BY f.id"
        ).fetchall()
    assert city == [("みほん市", 6677, True)]
    assert features == [
        ("wards", "99131", "汐見区", "99130", 1, 6668, None),
        ("wards", "99132", "川辺区", "99130", 2, 6668, None),
        ("neighbour_municipalities", "99201", "とおり町", "99201", 3, 6668, None),
        ("child_facilities", "あ|青葉0", "あ", "99130", 2, 6668, "nursery"),
        ("child_facilities", "い|青葉1", "い", "99130", 3, 6668, "nursery"),
    ]


def test_the_same_file_again_is_recognised_and_a_newer_one_replaces(
    run: Callable[..., LoadReport], conninfo: str, tmp_path: Path
) -> None:
    boundaries, path = write_boundaries(tmp_path), tmp_path / "a.csv"
    run(boundaries)
    first = run(nurseries(path, "あ"), layer="child_facilities")
    again = run(boundaries, path, layer=None, keep_going=True)
    assert again.files[0].status == "unchanged" and again.release is None
    again = run(path, layer="child_facilities")
    assert (again.files[0].status, again.release) == ("unchanged", None)
    newer = run(nurseries(path, "あ", "い"), layer="child_facilities")
    assert first.files[0].datasets[0].change == "new"
    assert newer.files[0].datasets[0].change == "replaced"
    assert one(conninfo, "SELECT max(number) FROM frame.dataset_version") == 2
    # What is current is one version of the dataset: two things, not three.
    current = (
        "SELECT count(*) FROM frame.city c JOIN frame.release_dataset r ON r.release = c.current_release "
        "JOIN frame.feature f ON f.version = r.version JOIN frame.dataset_version v ON v.id = r.version "
        "JOIN frame.dataset d ON d.id = v.dataset WHERE d.layer = 'child_facilities' AND r.used"
    )
    assert one(conninfo, current) == 2


def test_the_same_file_after_new_boundaries_is_looked_at_again(
    run: Callable[..., LoadReport], conninfo: str, tmp_path: Path
) -> None:
    """A nursery in the neighbour's ground, loaded when nothing of the neighbour was known."""
    ours = {
        "type": "FeatureCollection",
        "features": [n03("みほん市", "汐見区", "99131", WEST), n03("みほん市", "川辺区", "99132", EAST)],
    }
    few = tmp_path / "few.geojson"
    few.write_text(json.dumps(ours, ensure_ascii=False), encoding="utf-8")
    run(few)
    path = nurseries(tmp_path / "a.csv", "あ", "い", lon=139.6995)
    run(path, layer="child_facilities")
    assert run(path, layer="child_facilities").files[0].status == "unchanged"
    run(write_boundaries(tmp_path))
    again = run(path, layer="child_facilities").files[0]
    assert again.status == "loaded"
    assert {made.municipality: made.good for made in again.datasets} == {"99130": 1, "99201": 1}
    assert run(path, layer="child_facilities").files[0].status == "unchanged"


def test_another_reading_of_the_same_file_is_another_version(run: Callable[..., LoadReport], tmp_path: Path) -> None:
    run(write_boundaries(tmp_path))
    path = nurseries(tmp_path / "a.csv", "あ")
    maps = tmp_path / "map.yaml"
    text = "file: a.csv\ndatasets:\n  - {layer: child_facilities, source: S, columns: {name: name}, lon: lon, lat: lat}\n"
    maps.write_text(text, encoding="utf-8")
    assert run(path, columns=maps).files[0].status == "loaded"
    assert run(path, columns=maps).files[0].status == "unchanged"
    maps.write_text(text.replace("{name: name}", "{name: name, address: address}"), encoding="utf-8")
    assert run(path, columns=maps).files[0].datasets[0].change == "replaced"


def test_a_refused_file_changes_nothing_unless_keep_going(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    run(write_boundaries(tmp_path))
    good, bad = nurseries(tmp_path / "a.csv", "あ"), nurseries(tmp_path / "b.csv", "い", lon=35.0)
    before = one(conninfo, "SELECT count(*) FROM frame.dataset_version")
    report = run(good, bad, layer="child_facilities")
    assert report.release is None and report.error() is not None
    assert [entry.status for entry in report.files] == ["checked", "refused"]
    assert one(conninfo, "SELECT count(*) FROM frame.dataset_version") == before
    kept = run(good, bad, layer="child_facilities", keep_going=True)
    assert [entry.status for entry in kept.files] == ["loaded", "refused"]
    assert kept.release is not None and kept.error() is not None
    assert one(conninfo, "SELECT count(*) FROM frame.dataset_version") == before + 1


def test_a_check_refuses_what_a_load_refuses(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    """Two files of one dataset, and rows far from the city, of which the files alone say nothing."""
    maps = tmp_path / "map.yaml"
    form = "columns: {name: name, address: address}, lon: lon, lat: lat"
    maps.write_text(
        f"file: '*.csv'\ndatasets:\n  - {{layer: child_facilities, source: S, {form}}}\n",
        encoding="utf-8",
    )
    twice = nurseries(tmp_path / "a.csv", "あ"), nurseries(tmp_path / "b.csv", "い", "う")
    far = nurseries(tmp_path / "far.csv", "え", lon=141.0)
    options = LoadOptions(columns=maps)
    run(boundaries := write_boundaries(tmp_path))
    for files in (twice, (far,)):
        refused = run(*files, columns=maps).error()
        checked = check(files, options, conninfo=conninfo).error()
        assert refused is not None and checked is not None
        assert (checked.problem("en"), checked.problem("ja")) == (refused.problem("en"), refused.problem("ja"))
    # Without the database: what can be known from the files. With boundaries among them, all of it.
    assert check([far], options).error() is None
    error = check([boundaries, *twice], options).error()
    assert error is not None and error.problem()["rule"] == "same_dataset"


def test_a_check_says_that_boundaries_are_needed(conninfo: str, tmp_path: Path) -> None:
    path, options = nurseries(tmp_path / "a.csv", "あ"), LoadOptions(layer="child_facilities")
    for there in (None, conninfo):
        report = check([path], options, conninfo=there)
        assert (report.error(), [found.rule for found in report.files[0].findings]) == (None, ["no_boundaries"])
    report = check([write_boundaries(tmp_path), path], options=LoadOptions(), conninfo=conninfo)
    assert "no_boundaries" not in {found.rule for one in report.files for found in one.findings}


def test_many_findings_of_one_rule_hide_no_other(run: Callable[..., LoadReport], tmp_path: Path) -> None:
    """Datasets first, then the rarer rule (two contradictory wards), then the first of 300 things outside, with their number."""
    run(write_boundaries(tmp_path))
    wrong = [f"食い違い{n},みほん市川辺区1,139.61,35.5{2 + n},nursery" for n in range(2)]
    outside = [f"外{n},汐見区,{139.60 + n / 10_000:.4f},35.49,nursery" for n in range(300)]
    maps = tmp_path / "maps"
    maps.mkdir()
    for name, year in (("newer", 2025), ("older", 2020)):
        (maps / f"{name}.yaml").write_text(
            f"file: {name}.csv\ndatasets:\n  - {{layer: child_facilities, source: {name}, reference_date: '{year}', "
            "columns: {name: name, address: address}, constants: {kind: nursery}, lon: lon, lat: lat}\n",
            encoding="utf-8",
        )
    newer = write_csv(tmp_path / "newer.csv", HEADS, *outside, *wrong)
    older = write_csv(tmp_path / "older.csv", HEADS, *wrong)
    said = [text.ja for text in run(newer, older, columns=maps).overlaps]
    assert "使いません" in said[0]
    contradictory = [at for at, text in enumerate(said) if "食い違って" in text]
    elsewhere = [at for at, text in enumerate(said) if "どの区にも" in text]
    assert (len(contradictory), len(elsewhere)) == (4, LISTED + 1)
    assert max(contradictory) < min(elsewhere)
    assert "300件" in said[-1]


def test_few_bad_rows_are_kept_aside_and_many_refuse_unless_forced(
    run: Callable[..., LoadReport], conninfo: str, tmp_path: Path
) -> None:
    run(write_boundaries(tmp_path))
    rows = [f"園{n},青葉{n},139.62,{35.51 + n / 10_000:.4f},nursery" for n in range(19)]
    path = write_csv(tmp_path / "a.csv", HEADS, *rows, "悪い園,青葉,139.62,99,nursery")
    report = run(path, layer="child_facilities")
    (made,) = report.files[0].datasets
    assert (made.rows, made.good, made.bad) == (20, 19, 1)
    with psycopg.connect(conninfo) as conn:
        kept = conn.execute(
            "SELECT row_no, column_name, value, rule, severity, source_row->>'name' FROM frame.rejected_row"
        ).fetchall()
    assert kept == [(21, "geometry", "139.620000, 99.000000", "outside_japan", "bad", "悪い園")]
    path = write_csv(tmp_path / "b.csv", HEADS, *rows[:18], "悪い園,青葉,139.62,99,nursery")
    assert run(path, layer="child_facilities").error() is not None
    assert run(path, layer="child_facilities", force=True).files[0].datasets[0].bad == 1


def test_one_file_feeds_all_its_layers_or_none(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    run(write_boundaries(tmp_path))
    path = write_csv(tmp_path / "a.csv", "name,kind,lon,lat", "あ,library,139.62,35.52", "い,謎,139.63,35.52")
    maps = tmp_path / "map.yaml"
    maps.write_text(
        textwrap.dedent(
            """
            file: a.csv
            datasets:
              - {layer: child_facilities, source: S, columns: {name: name}, lon: lon, lat: lat}
              - {layer: community_places, source: S, columns: {name: name, kind: kind}, lon: lon, lat: lat}
            """
        ),
        encoding="utf-8",
    )
    before = one(conninfo, "SELECT count(*) FROM frame.dataset")
    report = run(path, columns=maps)
    error = report.error()
    assert error is not None and error.extra["rule"] == "unknown_code"
    assert one(conninfo, "SELECT count(*) FROM frame.dataset") == before


def site(number: int, code: str, lon: float) -> dict[str, Any]:
    marks = ("洪水", "崖崩れ、土石流及び地滑り", "高潮", "地震", "津波", "大規模な火事", "内水氾濫", "火山現象")
    properties = {
        "NO": number,
        "共通ID": f"E{code}{number:06d}201",
        "都道府県名及び市町村名": "みほん県",
        "施設・場所名": f"校{number}",
    }
    properties |= {"住所": f"みほん県{number}", **dict.fromkeys(marks, "1"), "指定避難所との住所同一": "", "備考": ""}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, 35.52]}}


def test_other_municipalities_get_a_part_each_and_never_a_city(
    run: Callable[..., LoadReport], conninfo: str, tmp_path: Path
) -> None:
    run(write_boundaries(tmp_path))
    sites = [site(1, "99130", 139.62), site(2, "99201", 139.72), site(3, "99201", 139.73), site(4, "01100", 141.3)]
    path = tmp_path / "sites.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": sites}), encoding="utf-8")
    report = run(path)
    made = {(d.part, d.municipality, d.good) for d in report.files[0].datasets}
    assert made == {("", "99130", 1), ("99201", "99201", 2)}
    assert report.files[0].skipped == 1
    assert one(conninfo, "SELECT count(*) FROM frame.city") == 1
    assert run(path).files[0].status == "unchanged"


def test_two_files_of_one_dataset_in_one_load_are_refused(run: Callable[..., LoadReport], tmp_path: Path) -> None:
    run(write_boundaries(tmp_path))
    maps = tmp_path / "map.yaml"
    maps.write_text(
        "file: part_*.csv\ndatasets:\n  - {layer: child_facilities, source: S, columns: {name: name}, lon: lon, lat: lat}\n",
        encoding="utf-8",
    )
    report = run(nurseries(tmp_path / "part_1.csv", "あ"), nurseries(tmp_path / "part_2.csv", "い"), columns=maps)
    error = report.error()
    assert error is not None and error.extra["rule"] == "same_dataset" and "part_1.csv" in error.en


def test_folders_list_what_they_do_not_know(run: Callable[..., LoadReport], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    write_boundaries(folder)
    write_csv(folder / "deep" / "strange.csv", "い,ろ", "1,2")
    (folder / "readme.txt").write_text("読んでね", encoding="utf-8")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.csv").write_text("x", encoding="utf-8")
    report = run(folder)
    assert {entry.file: entry.status for entry in report.files} == {
        "N03_mihon.geojson": "loaded",
        "strange.csv": "unrecognised",
        "readme.txt": "unrecognised",
        "photo.png": "unrecognised",
    }
    assert report.error() is None and report.release == 1


def test_which_city(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    path = nurseries(tmp_path / "a.csv", "あ")
    with pytest.raises(ParameterError, match="boundaries"):
        run(path, layer="child_facilities")
    with pytest.raises(NotFoundError):
        run(path, layer="child_facilities", city="14130")
    run(write_boundaries(tmp_path))
    real = tmp_path / "N03_real.geojson"
    import shapely

    features = [
        n03("川崎市", "川崎区", "14131", shapely.box(139.60, 35.50, 139.65, 35.55)),
        n03("川崎市", "幸区", "14132", shapely.box(139.65, 35.50, 139.70, 35.55)),
        n03("横浜市", "鶴見区", "14101", shapely.box(139.70, 35.50, 139.75, 35.55)),
    ]
    real.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8")
    assert run(real).city == "14130"
    # The default is the last real one, before the invented one, whichever was loaded last.
    run(write_boundaries(tmp_path), city="99130")
    assert run(path, layer="child_facilities").city == "14130"
    assert run(path, layer="child_facilities", city="みほん市").city == "99130"
    assert one(conninfo, "SELECT string_agg(code, ',' ORDER BY code) FROM frame.city") == "14130,99130"
    with pytest.raises(ParameterError):
        run(path, layer="lakes")


def test_neighbours_boundaries_never_make_a_city_unasked(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    import shapely

    def file(name: str, *features: object) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8")
        return path

    run(file("own.geojson", n03("川崎市", "川崎区", "14131", shapely.box(139.60, 35.50, 139.65, 35.55))))
    theirs = file("theirs.geojson", n03("横浜市", "鶴見区", "14101", shapely.box(139.65, 35.50, 139.70, 35.55)))
    with pytest.raises(ParameterError, match="--city 14130") as caught:
        run(theirs)
    assert caught.value.extra["allowed"] == ["14130", "14100"]
    assert one(conninfo, "SELECT string_agg(code, ',') FROM frame.city") == "14130"
    assert run(theirs, city="14130").city == "14130"
    assert run(theirs, city="14100").city == "14100"


def test_one_file_named_twice_or_copied_is_one_file(run: Callable[..., LoadReport], tmp_path: Path) -> None:
    run(write_boundaries(tmp_path))
    path = nurseries(tmp_path / "a.csv", "あ")
    copy = tmp_path / "copy" / "a.csv"
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    report = run(path, tmp_path / "copy" / ".." / "a.csv", copy, layer="child_facilities")
    assert [one.status for one in report.files] == ["loaded", "twin"] and report.error() is None


def test_a_city_without_wards_is_its_own_one_and_codes_choose_it(run: Callable[..., LoadReport], tmp_path: Path) -> None:
    report = run(write_boundaries(tmp_path), city="99201")
    assert (report.city, report.city_name) == ("99201", "とおり町")
    made = {(one.layer, one.municipality, one.good) for one in report.files[0].datasets}
    assert made == {
        ("wards", "99201", 1),
        ("neighbour_municipalities", "99131", 1),
        ("neighbour_municipalities", "99132", 1),
    }


def test_progress_is_told(run: Callable[..., LoadReport], tmp_path: Path) -> None:
    notes: list[ProgressNote] = []
    run(write_boundaries(tmp_path), progress=notes.append)
    assert [note.en for note in notes] == ["reading", "validating and loading", "joining and publishing"]
    assert all(note.ja for note in notes)


def test_loads_of_one_city_stand_in_line_and_say_so(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    run(write_boundaries(tmp_path))
    path = nurseries(tmp_path / "a.csv", "あ")
    notes: list[ProgressNote] = []
    done: list[LoadReport] = []
    with psycopg.connect(conninfo, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK, 99130))
        thread = threading.Thread(target=lambda: done.append(run(path, layer="child_facilities", progress=notes.append)))
        thread.start()
        for _ in range(200):
            if any("waiting" in note.en for note in notes):
                break
            time.sleep(0.05)
        assert any("waiting for another load" in note.en for note in notes)
        assert done == []
        other.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK, 99130))
    thread.join(30)
    assert done[0].release == 2


def test_a_loader_killed_in_the_middle_leaves_nothing(conninfo: str, run: Callable[..., LoadReport], tmp_path: Path) -> None:
    run(write_boundaries(tmp_path))
    before = one(conninfo, "SELECT count(*) FROM frame.dataset_version")
    path = nurseries(tmp_path / "a.csv", *[f"園{n}" for n in range(40)], lon=139.61)
    script = f"""
        import os, signal
        from pathlib import Path
        import geo_service.store.load as module
        from geo_service.settings import Settings

        def dies(*args, **more):
            os.kill(os.getpid(), signal.SIGKILL)

        module.publish = dies
        options = module.LoadOptions(layer="child_facilities", settings=Settings(home=Path({str(tmp_path / "home")!r})))
        module.load({conninfo!r}, [Path({str(path)!r})], options)
    """
    died = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False, capture_output=True, env={**os.environ})
    assert died.returncode == -signal.SIGKILL
    assert one(conninfo, "SELECT count(*) FROM frame.dataset_version") == before
    assert one(conninfo, "SELECT count(*) FROM frame.dataset WHERE layer = 'child_facilities'") == 0
    assert run(path, layer="child_facilities").files[0].status == "loaded"


def test_a_lost_database_is_said_in_words(run: Callable[..., LoadReport], tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        load("host=/nowhere dbname=x", [write_boundaries(tmp_path)])


def test_the_report_speaks_both_languages_and_is_plain_json(run: Callable[..., LoadReport], tmp_path: Path) -> None:
    report = run(write_boundaries(tmp_path))
    assert "Switched to release 1." in report.to_text("en")
    assert "版 1 に切り替えました。" in report.to_text("ja")
    plain = json.loads(json.dumps(report.document(), ensure_ascii=False))
    assert plain["files"][0]["datasets"][0]["layer"] == "wards"
