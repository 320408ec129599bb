"""自治体標準オープンデータセット of both editions, clean and dirty: recognised, read, and told of where something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from geo_service.settings import Settings
from geo_service.store.city import Target, check_digit
from geo_service.store.conform import conform
from geo_service.store.load import LoadOptions, load
from geo_service.store.readers import read
from geo_service.store.recognise import Recognised, recognise
from geo_service.store.validate import Validated, validate
from layers import LAYERS
from layers.standard import WITHOUT_LAYER, care_kind, hall_kind, new_rows, without_layer
from tests.published import standard
from tests.store.small_city import EAST, NEIGHBOUR, WEST, write_boundaries

Write = Callable[..., Path]
WHERE = {"緯度": 35.52, "経度": 139.62}
SITE = {"名称": "汐見公園", "住所": "みほん市汐見区汐見1-2-3", **WHERE, "市区町村コード": standard.CITY}
NEW_SITE = {
    "全国地方公共団体コード": standard.CITY,
    "ID": "0001",
    "名称": "汐見公園",
    "名称_英字": "Shiomi Park",
    "町字ID": "0001001",
    "所在地_連結表記": "みほん市汐見区汐見1-2-3",
    **WHERE,
}


def target() -> Target:
    wards = {"99131": ("汐見区", WEST), "99132": ("川辺区", EAST)}
    return Target("99130", "みほん市", "", 6677, wards, {"99201": NEIGHBOUR})


def recognised(path: Path) -> Recognised:
    return recognise(path, read(path, Settings()), [])


def judged(path: Path) -> Validated:
    (meant,) = recognised(path).meant
    return validate(conform(meant), target())


def rows_of(found: Validated) -> list[dict[str, Any]]:
    frame = found.attributes.astype(object)
    return [dict(row) for row in frame.where(frame.notna(), None).to_dict("records")]


def told(found: Validated, severity: str = "bad") -> list[tuple[str, int]]:
    """(rule, row a person sees) of all findings of a severity."""
    table = found.findings.table
    return [(one.rule, int(table.row_no[at])) for one in found.findings.all if one.severity == severity for at in one.rows]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(columns: Sequence[str], *rows: dict[str, Any], **how: Any) -> Path:
        return standard.write(tmp_path / "list.csv", columns, rows, **how)

    return write


LISTS = [
    (standard.EVACUATION_OLD, SITE, "evacuation_sites", "standard-emergency-old"),
    (standard.EVACUATION_NEW, NEW_SITE, "evacuation_sites", "standard-emergency-new"),
    (standard.CHILD_OLD, {"名称": "汐見保育園", "住所": "汐見1", **WHERE}, "child_facilities", "standard-child-old"),
    (standard.CHILD_NEW, NEW_SITE, "child_facilities", "standard-child-new"),
    (
        standard.CARE_OLD,
        {"介護サービス事業所名称": "みぎわ", "住所": "汐見1", **WHERE},
        "elderly_facilities",
        "standard-care-old",
    ),
    (standard.CARE_NEW, {"介護サービス事業所名称": "みぎわ", **WHERE}, "elderly_facilities", "standard-care-new"),
    (standard.PUBLIC_OLD, {"名称": "汐見図書館", "住所": "汐見1", **WHERE}, "community_places", "standard-public-old"),
    (standard.PUBLIC_NEW, NEW_SITE, "community_places", "standard-public-new"),
]


@pytest.mark.parametrize(("columns", "row", "layer", "id"), LISTS, ids=[one[3] for one in LISTS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_each_list_is_recognised_in_each_encoding(
    written: Write, columns: Sequence[str], row: dict[str, Any], layer: str, id: str, encoding: str
) -> None:
    (meant,) = recognised(written(columns, row, encoding=encoding)).meant
    assert (meant.layer.id, meant.format.id) == (layer, id)
    found = judged(written(columns, row, encoding=encoding))
    assert told(found) == [] and len(found.rows) == 1


@pytest.mark.parametrize(("columns", "row", "layer", "id"), LISTS[1::2], ids=[one[3] for one in LISTS[1::2]])
def test_headings_in_half_width_kana_are_the_same(
    written: Write, columns: Sequence[str], row: dict[str, Any], layer: str, id: str
) -> None:
    headings = standard.half_width(columns)
    assert "全国地方公共団体ｺｰﾄﾞ" in headings
    plain, half = judged(written(columns, row)), judged(written(columns, row, headings=headings))
    assert half.findings.table.frame.columns.tolist() != plain.findings.table.frame.columns.tolist()
    assert rows_of(half) == rows_of(plain)


def test_an_evacuation_sites_marks_capacity_and_associations_are_kept(written: Write) -> None:
    said = {"災害種別_洪水": "1", "災害種別_地震": "1", "指定避難所との重複": "1", "想定収容人数": "1,200", "標高": "2.5"}
    for columns, site in ((standard.EVACUATION_OLD, SITE), (standard.EVACUATION_NEW, NEW_SITE)):
        path = written(columns, {**site, **said, "対象となる町会・自治会": "汐見町内会;浜町自治会", "電話番号": "044-000-0000"})
        (row,) = rows_of(judged(path))
        assert (row["flood"], row["earthquake"], row["tsunami"], row["also_shelter"]) == (True, True, None, True)
        assert (row["capacity"], row["elevation_m"], row["phone"]) == (1200, 2.5, "044-000-0000")
        assert row["associations"] == "汐見町内会;浜町自治会"
        assert row["address"] == "みほん市汐見区汐見1-2-3"
    assert (row["name_en"], row["town_code"]) == ("Shiomi Park", "0001001")
    (link,) = LAYERS["evacuation_sites"].links
    assert (link.layer, link.name, link.several) == ("association_areas", "associations", True)


def test_a_childrens_lists_kinds_hours_and_marks(written: Write) -> None:
    common = {**NEW_SITE, "収容定員": "60", "受入年齢": "0歳から5歳", "開始時間": "7:00", "終了時間": "24"}
    path = written(
        standard.CHILD_NEW,
        {**common, "種別": "認可公立保育所", "一時預かりの有無": "有", "病児保育の有無": "無", "認可等年月日": "44698"},
        {**common, "ID": "0002", "名称": "b", "種別": "認定こども園(幼保連携型)", "終了時間": "日没"},
        {**common, "ID": "0003", "名称": "c", "種別": "放課後児童クラブ"},
        {**common, "ID": "0004", "名称": "d", "種別": ""},
    )
    found = judged(path)
    assert told(found) == []
    rows = rows_of(found)
    assert [row["kind"] for row in rows] == ["nursery", "certified_centre", "other", None]
    assert [row["source_class"] for row in rows][2:] == ["放課後児童クラブ", None]
    assert (rows[0]["temporary_care"], rows[0]["sick_care"], rows[3]["sick_care"]) == (True, False, None)
    assert (rows[0]["licensed_on"], rows[0]["capacity"]) == ("2022-05-17", 60)
    assert [row["open_to"] for row in rows[:2]] == ["24", "日没"]


def test_a_site_with_several_services_is_one_place_and_its_rows_are_told(written: Write) -> None:
    site = {"介護サービス事業所名称": "みぎわ", "住所": "汐見1", "事業所番号": "1470000001", **WHERE}
    path = written(
        standard.CARE_OLD,
        {**site, "実施サービス": "訪問介護"},
        {**site, "実施サービス": "通所介護", "定員": "30"},
        {**site, "実施サービス": "短期入所生活介護", "定員": "10"},
        {**site, "介護サービス事業所名称": "とも", "事業所番号": "1470000002", "実施サービス": "居宅介護支援"},
    )
    found = judged(path)
    assert told(found) == []
    first, second = rows_of(found)
    assert (first["kind"], first["capacity"]) == ("day_service", 30)
    assert first["services"] == "訪問介護、通所介護（定員30）、短期入所生活介護（定員10）"
    assert (second["name"], second["kind"], second["services"]) == ("とも", "other", "居宅介護支援")
    assert told(found, "notice") == [("rows_joined", 3), ("rows_joined", 4)]


def test_two_care_sites_without_a_number_stay_two(written: Write) -> None:
    site = {"介護サービス事業所名称": "みぎわ", "実施サービス": "通所介護", **WHERE}
    path = written(standard.CARE_OLD, {**site, "住所": "汐見1"}, {**site, "住所": "汐見2"})
    assert len(judged(path).rows) == 2


def test_public_facilities_get_the_kind_their_name_says(written: Write) -> None:
    names = ("汐見図書館", "川辺区役所", "第3倉庫")
    rows = [{**NEW_SITE, "ID": str(at), "名称": name, "バリアフリー情報": "スロープ;トイレ"} for at, name in enumerate(names)]
    found = rows_of(judged(written(standard.PUBLIC_NEW, *rows)))
    assert [row["kind"] for row in found] == ["library", "ward_office", None]
    assert found[0]["barrier_free"] == "スロープ;トイレ"


def test_the_kinds_a_name_or_a_service_says_are_declared() -> None:
    kinds = {code.slug for code in LAYERS["community_places"].codes()}
    names = ("中原市民館", "幸こども文化センター", "多摩老人いこいの家", "柿生出張所", "福祉パルあさお", "宮前地区センター")
    assert [hall_kind(name) for name in names] == [
        *("civic_hall", "child_centre", "elder_centre", "branch_office", "welfare", "community")
    ]
    assert {hall_kind(name) for name in names} <= kinds
    care = {code.slug for code in LAYERS["elderly_facilities"].codes()}
    services = ("介護老人福祉施設", "介護老人保健施設", "特定施設入居者生活介護", "認知症対応型共同生活介護", "訪問看護")
    assert [care_kind(one)[1] for one in services] == [
        *("special_nursing_home", "health_facility", "nursing_home_fee", "group_home", "other")
    ]
    assert {care_kind(one)[1] for one in services} <= care


def test_a_code_that_lost_its_zero_is_the_same_municipality(written: Write) -> None:
    assert check_digit("09201") == "1"
    path = written(standard.EVACUATION_NEW, {**NEW_SITE, "全国地方公共団体コード": "92011"})
    (meant,) = recognised(path).meant
    found = validate(conform(meant), None)
    assert found.municipality.tolist() == ["09201"]


def test_the_code_of_where_a_thing_stands_goes_before_the_publishers(written: Write) -> None:
    path = written(
        standard.EVACUATION_NEW, {**NEW_SITE, "所在地_全国地方公共団体コード": "992011", "緯度": 35.52, "経度": 139.72}
    )
    assert judged(path).municipality.tolist() == ["99201"]


@pytest.mark.parametrize(
    ("parts", "address"),
    [
        (("みほん県", "みほん市汐見区", "汐見", "1-2-3"), "みほん県みほん市汐見区汐見1-2-3"),
        (("みほん県", "みほん県みほん市汐見区汐見1-2-3", "", ""), "みほん県みほん市汐見区汐見1-2-3"),
        (("", "みほん市汐見区汐見1-2-3", "汐見", "1-2-3"), "みほん市汐見区汐見1-2-3"),
        (("みほん県", "みほん市汐見区汐見", "汐見", "1-2-3"), "みほん県みほん市汐見区汐見1-2-3"),
        (("", "", "", ""), None),
    ],
)
def test_an_address_in_parts_is_put_together_once(written: Write, parts: tuple[str, ...], address: str | None) -> None:
    names = ("所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下")
    path = written(standard.EVACUATION_NEW, {**NEW_SITE, "所在地_連結表記": "", **dict(zip(names, parts, strict=True))})
    (row,) = rows_of(judged(path))
    assert row.get("address") == address


@pytest.mark.parametrize(
    ("where", "rule"),
    [
        ({"緯度": "369.56056", "経度": "139.62"}, "outside_japan"),
        ({"緯度": "139.62", "経度": "35.52"}, "swapped_axes"),
        ({"緯度": "0..", "経度": "139.62"}, "not_a_coordinate"),
    ],
)
def test_impossible_positions_are_bad_rows_with_advice(written: Write, where: dict[str, str], rule: str) -> None:
    found = judged(written(standard.EVACUATION_NEW, NEW_SITE, {**NEW_SITE, "ID": "0002", "名称": "b", **where}))
    (bad,) = [one for one in found.findings.all if one.severity == "bad"]
    assert [int(found.findings.table.row_no[at]) for at in bad.rows] == [3]
    assert bad.rule == rule
    assert bad.advice.ja and bad.advice.en
    assert len(found.rows) == 1


def test_a_dash_or_nothing_for_a_position_and_a_number_is_unknown(written: Write) -> None:
    path = written(standard.EVACUATION_NEW, {**NEW_SITE, "緯度": "-", "経度": "-", "想定収容人数": "-"})
    found = judged(path)
    assert told(found) == []
    assert found.geometry.tolist() == [None] and rows_of(found)[0]["capacity"] is None
    assert {rule for rule, _ in told(found, "notice")} >= {"no_position", "not_given"}


def test_ids_that_tell_nothing_apart_are_not_used(written: Write) -> None:
    """Blank in all rows, or the same in all: the name and the address tell."""
    for id in ("", "1"):
        rows = [{**NEW_SITE, "ID": id, "名称": name} for name in ("a", "b")]
        found = judged(written(standard.EVACUATION_NEW, *rows))
        assert told(found) == []
        assert found.keys == ["a|汐見区汐見1-2-3", "b|汐見区汐見1-2-3"]
    found = judged(written(standard.EVACUATION_NEW, NEW_SITE, {**NEW_SITE, "ID": "0002"}))
    assert found.keys == [f"{standard.CITY}-0001", f"{standard.CITY}-0002"]


def test_rows_functions_leave_unknown_columns_alone() -> None:
    (row,) = new_rows([{"__row__": 3, "名称": "a", "独自の列": "x", "所在地_連結標記": "汐見1"}])
    assert (row["__row__"], row["独自の列"], row["所在地_連結表記"]) == (3, "x", "汐見1")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (standard.AED_OLD, ("AED設置箇所一覧", "list of AEDs")),
        (standard.TOILET_NEW, ("公衆トイレ一覧", "public toilets")),
        (standard.SIGHTS_OLD, ("観光施設一覧", "list of sights")),
    ],
    ids=["aed", "toilets", "sights"],
)
def test_lists_that_no_layer_takes_are_named(written: Write, columns: Sequence[str], words: tuple[str, str]) -> None:
    found = recognised(written(columns, {"名称": "汐見公園", "緯度": 35.52, "経度": 139.62}))
    assert found.meant == () and found.unknown is None
    assert found.waiting is not None
    assert words[0] in found.waiting.ja and words[1] in found.waiting.en


def test_a_table_that_is_none_of_the_standards_is_not_called_one() -> None:
    assert without_layer(["名称", "イベント名", "SSID"]) is None
    assert without_layer(["NO", "名称", "住所"]) is None
    assert all(one.title.ja and one.title.en and one.headings for one in WITHOUT_LAYER)


def test_a_list_of_evacuation_sites_is_loaded_and_published(conninfo: str, written: Write, tmp_path: Path) -> None:
    home = LoadOptions(settings=Settings(home=tmp_path / "home"))
    path = written(
        standard.EVACUATION_NEW,
        {**NEW_SITE, "災害種別_地震": "1", "想定収容人数": "300"},
        {**NEW_SITE, "ID": "0002", "名称": "川辺公園", "所在地_連結表記": "みほん市川辺区川辺2-1", "経度": 139.67},
        encoding="cp932",
    )
    report = load(conninfo, [write_boundaries(tmp_path), path], home)
    assert report.error() is None
    assert {rule.rule for one in report.files for rule in one.findings} >= {"format_unverified"}
    with psycopg.connect(conninfo) as conn:
        rows = conn.execute(
            "SELECT name, earthquake, capacity, ward_name FROM published.c99130_evacuation_sites ORDER BY id"
        ).fetchall()
    assert rows == [("汐見公園", True, 300, "汐見区"), ("川辺公園", None, None, "川辺区")]


@pytest.mark.parametrize(("columns", "row", "layer", "id"), LISTS, ids=[one[3] for one in LISTS])
def test_a_made_up_list_says_so_and_is_read_alike(
    written: Write, columns: Sequence[str], row: dict[str, Any], layer: str, id: str
) -> None:
    (real,) = recognised(written(columns, row)).meant
    (made_up,) = recognised(written((*columns, "架空データ"), {**row, "架空データ": "1"})).meant
    assert (made_up.layer.id, made_up.format.id) == (layer, f"{id}-fictitious")
    assert (made_up.format.licence, real.format.licence) == ("sample-fictitious", "unknown")
    assert made_up.source != real.source and made_up.format.columns == real.format.columns


@pytest.mark.parametrize(
    ("layer", "headings"),
    [
        ("child_facilities", "園名,所在地,利用定員,区"),
        ("elderly_facilities", "事業所名,所在地,入所定員,区"),
        ("shelters", "避難所名,所在地,収容可能人数,区"),
    ],
)
def test_an_offices_own_headings_are_understood_by_layer(tmp_path: Path, layer: str, headings: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"{headings}\nあおば,汐見1-2,40,汐見区\n", encoding="cp932")
    (meant,) = recognise(path, read(path, Settings()), [], layer).meant
    assert sorted(meant.format.columns.values()) == ["address", "capacity", "name", "ward"]
    (row,) = rows_of(validate(conform(meant), target()))
    assert (row["name"], row["address"], row["capacity"], row["ward"]) == ("あおば", "汐見1-2", 40, "汐見区")
