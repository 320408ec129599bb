"""国土数値情報 of places and districts: each edition's file is read by its own layout, whole, into the right layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely

from geo_service.settings import Settings
from geo_service.store.city import Target
from geo_service.store.judge import Judged, judge_file
from geo_service.store.load import LoadOptions, load
from geo_service.store.plan import planned
from geo_service.store.report import RuleCount
from tests.published import ksj_places as files
from tests.store.small_city import EAST, NEIGHBOUR, WEST, write_boundaries


class Read:
    """A file judged for みほん市: its datasets by layer, and what was found."""

    def __init__(self, path: Path) -> None:
        wards = {"99131": ("汐見区", WEST), "99132": ("川辺区", EAST)}
        target = Target("99130", "みほん市", "", 6677, wards, {"99201": NEIGHBOUR})
        (self.plan,) = planned([path], [], None, Settings(), None)
        assert self.plan.report.status == "checked", self.plan.report.why
        self.judged = {one.meant.layer.id: one for one in judge_file(self.plan, target, False, Settings())}

    def __getitem__(self, layer: str) -> Judged:
        return self.judged[layer]

    def rows(self, layer: str) -> dict[str, dict[str, Any]]:
        """Name → typed fields, with municipality ("@of"), key, accuracy and place of standing."""
        found = self[layer].found
        out = {}
        for at, row in enumerate(found.attributes.to_dict("records")):
            more = {
                "@of": found.municipality[at],
                "@key": found.keys[at],
                "@accuracy": found.accuracy[at],
                "@at": found.geometry[at],
            }
            out[str(row["name"])] = {str(key): None if value != value else value for key, value in row.items()} | more
        return out

    def kinds(self, layer: str) -> dict[str, str]:
        """Name → kind."""
        return {name: row["kind"] for name, row in self.rows(layer).items()}

    def rule(self, rule: str) -> RuleCount | None:
        return next((one for one in self.plan.report.findings if one.rule == rule), None)

    def formats(self) -> dict[str, str]:
        return {layer: one.meant.format.id for layer, one in self.judged.items()}

    def bad(self) -> list[str]:
        return [one.rule for one in self.plan.report.findings if one.severity == "bad"]


THREE = ("child_facilities", "elderly_facilities", "community_places")


def total(read: Read) -> int:
    """Rows that are in some layer, skipped because they are far away, or said to be of no layer."""
    left = read.rule("of_no_layer")
    inside = sum(one.found.row_count + one.found.skipped for one in read.judged.values())
    return inside + (left.count if left else 0)


def test_parks_of_2011_keep_kind_area_and_year_and_know_what_is_unknown(tmp_path: Path) -> None:
    read = Read(files.p13(tmp_path))
    assert read.formats() == {"parks": "p13-2011"} and not read.bad()
    parks = read.rows("parks")
    kinds = ["block", "neighbourhood", "district", "comprehensive", "sports", "regional", "recreation_city", "national"]
    kinds += ["special", "buffer", "green", "greenway", "forest", "square"]
    assert [parks[f"第{number}公園"]["kind"] for number in range(1, 15)] == kinds
    assert (parks["第4公園"]["area_m2"], parks["第4公園"]["opened_year"]) == (4_000.0, 1985)
    assert (parks["なぞ公園"]["area_m2"], parks["なぞ公園"]["opened_year"]) == (None, None)
    assert parks["とおり公園"]["@of"] == "99201" and parks["第1公園"]["@of"] == "99130"
    # Of another municipality by name, with no ground known to stand on: left out and counted, not the city's.
    assert "はるか公園" not in parks and read["parks"].found.skipped == 1
    # Two parks of one name are two.
    assert len(read["parks"].found.keys) == len(set(read["parks"].found.keys)) == 18
    assert (caution := read.rule("caution")) is not None and "1点" in caution.examples[0].message_ja


CHILD = {
    "保育所": "nursery", "幼保連携型": "certified_centre", "保育所型": "certified_centre", "幼稚園型": "certified_centre",
    "地方裁量型": "certified_centre", "へき地保育所": "other", "小規模A": "small_nursery", "家庭的保育": "small_nursery",
    "事業所内": "small_nursery", "認可外": "unlicensed", "児童養護施設": "other", "小型児童館": "children_hall",
    "児童遊園": "other",
    **{f"精度{level}園": "nursery" for level in range(2, 6)}, "とおり園": "nursery",
}  # fmt: skip
ELDERLY = {
    "養護": "low_cost_home", "ケアハウス": "low_cost_home", "福祉センター": "welfare_centre", "デイ": "day_service",
    "短期入所": "other", "支援センター": "support_centre", "生活支援ハウス": "other", "有料": "nursing_home_fee",
    "サ高住": "nursing_home_fee", "特養": "special_nursing_home", "老福": "special_nursing_home",
    "地域密着": "special_nursing_home", "老健": "health_facility", "療養": "health_facility", "医療院": "health_facility",
    "包括": "support_centre",
}  # fmt: skip


@pytest.mark.parametrize("written", [files.p14, files.p14_geojson])
@pytest.mark.parametrize("year", [21, 23])
def test_one_welfare_file_feeds_three_layers_and_every_row_is_accounted_for(written: Any, year: int, tmp_path: Path) -> None:
    read = Read(written(tmp_path, year))
    assert read.formats() == dict.fromkeys(THREE, "p14-2021") and not read.bad()
    assert read.kinds("child_facilities") == CHILD
    assert read.kinds("elderly_facilities") == ELDERLY
    assert read.kinds("community_places") == {"憩の家": "elder_centre", "地域福祉センター": "welfare"}
    assert read["child_facilities"].meant.format.reference_date == f"20{year}"
    assert total(read) == len(files.p14_rows()[0])
    left = read.rule("of_no_layer")
    assert left is not None and left.count == 4
    assert {one.value for one in left.examples} == {
        "0101 保護施設",
        "0301 障害者支援施設等",
        "991302 相談所等の施設",
        "9901 その他の社会福祉施設等",
    }


def test_homes_for_the_elderly_under_class_99_are_not_lost(tmp_path: Path) -> None:
    homes = Read(files.p14(tmp_path)).rows("elderly_facilities")
    under_99 = {name for name, row in homes.items() if row["source_class"].startswith("99")}
    assert under_99 == {"有料", "サ高住", "特養", "老福", "地域密着", "老健", "療養", "医療院", "包括"}
    assert homes["サ高住"]["source_class"] == "990702 サービス付き高齢者向け住宅"


def test_a_welfare_place_says_what_its_position_stands_for_and_whose_it_is(tmp_path: Path) -> None:
    rows = Read(files.p14(tmp_path)).rows("child_facilities")
    assert [rows[f"精度{level}園"]["@accuracy"] for level in range(2, 6)] == ["block", "area", "area", "area"]
    assert (rows["保育所"]["@accuracy"], rows["保育所"]["position_accuracy"]) == ("point", "exact")
    assert rows["保育所"]["address"] == "みほん県みほん市汐見区青葉1-保育所"
    assert (rows["保育所"]["@of"], rows["とおり園"]["@of"]) == ("99130", "99201")
    assert "はるか荘" not in Read(files.p14(tmp_path)).rows("elderly_facilities")


@pytest.mark.parametrize("year", [11, 15])
def test_the_old_welfare_layout_has_its_own_classes_and_capacities(year: int, tmp_path: Path) -> None:
    read = Read(files.p14_old(tmp_path, year))
    assert read.formats() == dict.fromkeys(THREE, "p14-2015") and not read.bad()
    assert read.kinds("child_facilities") == {
        "旧8": "other", "旧13": "nursery", "旧14": "other", "旧15": "unlicensed", "旧16": "unlicensed", "旧17": "other",
        "旧18": "small_nursery", "旧19": "nursery", "旧20": "other", "旧21": "certified_centre", "旧22": "certified_centre",
        "とおり園": "nursery",
    }  # fmt: skip
    assert read.kinds("elderly_facilities") == {"旧1": "other", "旧3": "other", "旧4": "nursing_home_fee"}
    assert read.kinds("community_places") == {"旧2": "elder_centre"}
    rows = read.rows("child_facilities")
    assert (rows["旧13"]["capacity"], rows["旧20"]["capacity"], rows["旧21"]["capacity"]) == (130, None, None)
    assert rows["とおり園"]["@of"] == "99201"
    assert total(read) == 24
    left = read.rule("of_no_layer")
    assert left is not None and left.count == 7
    assert read["child_facilities"].meant.format.licence == "KSJ-NC"
    assert (guessed := read.rule("assumed_meaning")) is not None and guessed.examples[0].column == "P14_009"


def test_the_editions_of_welfare_files_are_never_taken_for_each_other(tmp_path: Path) -> None:
    """Also when a person has renamed them: the classes tell them apart."""
    new, old = files.p14(tmp_path), files.p14_old(tmp_path)
    assert set(Read(new.rename(tmp_path / "fukushi1.zip")).formats().values()) == {"p14-2021"}
    assert set(Read(old.rename(tmp_path / "P14-21_99.zip")).formats().values()) == {"p14-2015"}


def test_old_columns_with_a_code_of_neither_edition_are_read_by_none(tmp_path: Path) -> None:
    rows = [files.p14_old_row("0504", "混ざり園", 10)]
    path = files.geojson(tmp_path / "P14-15.geojson", rows, files.points(rows))
    (plan,) = planned([path], [], None, Settings(), None)
    assert plan.meant == [] or plan.meant == ()
    assert plan.report.error is not None and plan.report.error.extra["rule"] == "unrecognised"


def test_sites_of_2012_have_their_marks_by_the_published_columns_and_say_how_old_they_are(tmp_path: Path) -> None:
    read = Read(files.p20(tmp_path))
    assert read.formats() == {"evacuation_sites": "p20-2012"} and not read.bad()
    rows = read.rows("evacuation_sites")
    marks = ("earthquake", "tsunami", "flood", "volcano")
    assert {name: tuple(row[mark] for mark in marks) for name, row in rows.items()} == {
        "地震だけ小": (True, False, False, False),
        "津波だけ小": (False, True, False, False),
        "水害だけ小": (False, False, True, False),
        "火山だけ小": (False, False, False, True),
        "指定なし小": (None, None, None, None),
        "とおり小": (True, True, True, True),
    }
    assert (rows["地震だけ小"]["capacity"], rows["地震だけ小"]["floor_m2"]) == (300, 900)
    assert (rows["水害だけ小"]["capacity"], rows["水害だけ小"]["floor_m2"]) == (None, None)
    assert (rows["火山だけ小"]["@accuracy"], rows["地震だけ小"]["@accuracy"]) == ("area", "point")
    assert (rows["とおり小"]["@of"], rows["地震だけ小"]["@of"]) == ("99201", "99130")
    assert read["evacuation_sites"].found.skipped == 1
    assert (caution := read.rule("caution")) is not None and "2013" in caution.examples[0].message_en


@pytest.mark.parametrize("year", [21, 23])
def test_schools_since_2021_have_kind_key_and_whether_they_are_closed(year: int, tmp_path: Path) -> None:
    read = Read(files.p29(tmp_path, year))
    assert read.formats() == {"places_of_study_and_work": "p29-2021"} and not read.bad()
    rows = read.rows("places_of_study_and_work")
    assert {name.removeprefix("みほん"): row["kind"] for name, row in rows.items() if name.startswith("みほん")} == {
        "小学校": "elementary", "中学校": "junior_high", "中等教育学校": "secondary", "高等学校": "high",
        "高等専門学校": "technical_college", "短期大学": "junior_college", "大学": "university", "幼稚園": "kindergarten",
        "特別支援学校": "special_needs", "認定こども園": "kindergarten", "義務教育学校": "compulsory", "各種学校": "vocational",
        "専修学校": "vocational",
    }  # fmt: skip
    assert rows["休んだ小学校"]["status"] == "closed" and "休校" in rows["休んだ小学校"]["remarks"]
    assert (rows["なぞの小学校"]["status"], rows["みほん小学校"]["status"]) == (None, "open")
    keys = read["places_of_study_and_work"].found.keys
    assert {"B199131000060-01", "B199131000060-02"} <= set(keys) and len(keys) == 18
    assert rows["とおり小学校"]["@of"] == "99201"


def test_schools_of_2013_are_read_by_their_own_columns(tmp_path: Path) -> None:
    path = files.p29_old(tmp_path)
    for name in ("P29-13_99.zip", "P29-23_99_GML.zip"):
        read = Read(path.rename(tmp_path / name) if path.name != name else path)
        assert read.formats() == {"places_of_study_and_work": "p29-2013"} and not read.bad()
    rows = read.rows("places_of_study_and_work")
    assert (rows["旧大学99131"]["kind"], rows["旧大学99131"]["address"]) == ("university", "青葉2")
    assert (rows["旧小学校99201"]["@of"], rows["旧小学校99131"]["@of"]) == ("99201", "99130")


DISTRICTS = [("elementary_districts", "A27", "小学校", 5), ("junior_high_districts", "A32", "中学校", 6)]


@pytest.mark.parametrize(("layer", "dataset", "level", "first"), DISTRICTS)
@pytest.mark.parametrize("old", [False, True])
def test_districts_are_one_for_each_school_in_both_layouts(
    layer: str, dataset: str, level: str, first: int, old: bool, tmp_path: Path
) -> None:
    path = files.districts_old(tmp_path, dataset, level, first) if old else files.districts(tmp_path, dataset, level)
    read = Read(path)
    assert read.formats() == {layer: f"{dataset.lower()}-{2016 if old else 2021}"} and not read.bad()
    rows = read.rows(layer)
    assert set(rows) == {f"汐見{level}区", f"川辺{level}区"}
    west = rows[f"汐見{level}区"]
    assert west["@at"].equals(shapely.union_all([files.WEST_HALF, files.WEST_REST]))
    assert west["school"] == f"汐見{level}" and west["founder"] == "みほん市立"
    assert west["level"] == ("elementary" if level == "小学校" else "junior_high")
    assert west["code"] == (f"99131:みほん市立汐見{level}" if old else "B199131000001") == west["@key"]
    assert read.plan.report.skipped == 1


def test_stations_are_the_middle_of_their_platforms_one_for_each_line(tmp_path: Path) -> None:
    read = Read(files.n02(tmp_path))
    assert read.formats()["stations"] == "n02-stations" and not read.bad()
    found = read["stations"].found
    kinds = dict(zip(found.attributes["line"], found.attributes["kind"], strict=True))
    assert kinds == {
        "みほん線": "railway", "海岸線": "railway", "1号線": "subway", "空中線": "monorail", "本線": "tram", "鋼索線": "other",
    }  # fmt: skip
    assert set(shapely.get_type_id(found.geometry)) == {0}
    # Two platforms of one code: the centre of their middles.
    first = found.geometry[found.keys.index("000000")]
    assert (first.x, first.y) == pytest.approx((139.611, 35.5105), abs=1e-6)


def test_stations_without_codes_are_told_apart_by_line_and_operator(tmp_path: Path) -> None:
    read = Read(files.n02(tmp_path, coded=False))
    assert read.formats()["stations"] == "n02-stations-without-codes" and not read.bad()
    assert len(read["stations"].found.keys) == 6


@pytest.mark.parametrize("last", [2021, 2023])
def test_passengers_are_those_of_the_last_year_and_unknown_is_not_0(last: int, tmp_path: Path) -> None:
    read = Read(files.s12(tmp_path, last))
    assert read.formats() == {"stations": "s12-stations"} and not read.bad()
    found = read["stations"].found.attributes
    rows = {row["line"]: row for row in found.to_dict("records")}
    known = found["passengers_per_day"].notna()
    counts = [count if there else None for count, there in zip(found["passengers_per_day"], known, strict=True)]
    assert dict(zip(found["line"], counts, strict=True)) == {
        "みほん線": 50_000, "海岸線": None, "1号線": None, "空中線": None, "本線": None, "鋼索線": 120,
    }  # fmt: skip
    assert {row["passengers_year"] for row in rows.values()} == {last}
    assert "別の路線" in rows["海岸線"]["remarks"] and "非公開" in rows["1号線"]["remarks"]


def test_a_folder_of_national_files_becomes_one_release(conninfo: str, tmp_path: Path) -> None:
    folder = tmp_path / "ksj"
    folder.mkdir()
    for written in (files.p13, files.p14, files.p20, files.p29, files.n02):
        written(folder)
    files.districts(folder, "A27", "小学校")
    files.districts(folder, "A32", "中学校")
    for inside in folder.iterdir():
        if inside.is_dir():
            for one in sorted(inside.rglob("*"), reverse=True):
                one.unlink() if one.is_file() else one.rmdir()
            inside.rmdir()
    write_boundaries(folder)
    report = load(conninfo, [folder], LoadOptions(settings=Settings(home=tmp_path / "home")))
    assert report.release == 1, report.to_text("en")
    assert {one.status for one in report.files} == {"loaded"}
    made = {(one.layer, one.municipality): one.good for file in report.files for one in file.datasets}
    assert made["child_facilities", "99130"] == 17 and made["child_facilities", "99201"] == 1
    assert made["elderly_facilities", "99130"] == 16 and made["parks", "99130"] == 17
    assert made["elementary_districts", "99130"] == made["junior_high_districts", "99130"] == 2
    assert made["stations", "99130"] == 6
