"""Column maps of the sample city's own files, and the README that stands beside them."""

from __future__ import annotations

from typing import Any

from geo_service.sample.names import REFERENCE_DATE, SOURCE

_SAID = {"source": SOURCE, "reference_date": REFERENCE_DATE, "licence": "sample-fictitious"}
_PLACE = {"名称": "name", "種別": "kind", "区": "ward", "所在地": "address", "電話番号": "phone", "備考": "remarks"}
_AT = {"lon": "経度", "lat": "緯度", "crs": "EPSG:6668", "key": "ID"}
_ZONE = {
    "災害": "hazard",
    "河川・海岸": "source",
    "規模": "scale",
    "区分": "state",
    "深さ以上": "depth_from_m",
    "深さ未満": "depth_to_m",
    "階級": "rank",
    "区域の種類": "zone_kind",
}


def _map(file: str, *datasets: dict[str, Any]) -> dict[str, Any]:
    return {"file": file, "datasets": [{**one, **_SAID} for one in datasets]}


def _zones(name: str, title: str) -> dict[str, Any]:
    return _map(f"hazard_{name}.geojson", {"layer": "hazard_zones", "part": name, "title": title, "columns": dict(_ZONE)})


COLUMN_MAPS: dict[str, dict[str, Any]] = {
    "towns.yaml": _map(
        "towns.geojson",
        {"layer": "towns", "title": "みほん市 町丁（架空）", "columns": {"町丁名": "name", "コード": "code", "区": "ward"}},
        {
            "layer": "population",
            "title": "みほん市 町丁別人口・世帯（架空）",
            "constants": {"basis": "register"},
            "columns": {
                "町丁名": "name",
                "コード": "code",
                "区": "ward",
                "総人口": "residents",
                "0-5歳": "children_0_5",
                "0-14歳": "age_0_14",
                "15-64歳": "age_15_64",
                "65歳以上": "age_65_over",
                "75歳以上": "age_75_over",
                "世帯数": "households",
                "単身世帯数": "single_person_households",
            },
        },
    ),
    "associations.yaml": _map(
        "associations.geojson",
        {
            "layer": "association_areas",
            "title": "みほん市 町内会・自治会の区域（架空）",
            "columns": {
                "団体名": "name",
                "コード": "code",
                "区": "ward",
                "区域の世帯数": "households",
                "加入世帯数": "members",
            },
            # The invented lines are as good as confirmed; real ones say so one by one.
            "constants": {"confirmed": True},
        },
    ),
    "parks.yaml": _map(
        "parks.geojson",
        {
            "layer": "parks",
            "title": "みほん市 都市公園（架空）",
            "columns": {
                "公園名": "name",
                "種別": "kind",
                "区": "ward",
                "所在地": "address",
                "面積": "area_m2",
                "開園年": "opened_year",
            },
        },
    ),
    "child_facilities.yaml": _map(
        "child_facilities.csv",
        {
            "layer": "child_facilities",
            "title": "みほん市 子育て施設（架空）",
            "columns": {**_PLACE, "定員": "capacity", "開始時間": "open_from", "終了時間": "open_to"},
            **_AT,
        },
    ),
    "elderly_facilities.yaml": _map(
        "elderly_facilities.csv",
        {
            "layer": "elderly_facilities",
            "title": "みほん市 高齢者施設（架空）",
            "columns": {**_PLACE, "定員": "capacity"},
            **_AT,
        },
    ),
    "community_places.yaml": _map(
        "community_places.csv",
        {
            "layer": "community_places",
            "title": "みほん市 地域の集まる場所（架空）",
            # The layer has no field for the telephone.
            "columns": {
                **{column: field for column, field in _PLACE.items() if field != "phone"},
                "開館時間": "hours",
                "対象年齢": "age_from",
            },
            **_AT,
        },
    ),
    "hazard_flood.yaml": _zones("flood", "みほん川・矢戸川 洪水浸水想定（架空）"),
    "hazard_coast.yaml": _zones("coast", "みほん湾 高潮・津波浸水想定（架空）"),
    "hazard_landslide.yaml": _zones("landslide", "みほん県 土砂災害警戒区域（架空）"),
    "districts.yaml": _map(
        "districts.geojson",
        {
            "layer": "districts",
            "title": "みほん市 地区（架空）",
            "columns": {"地区名": "name", "地区コード": "code", "区": "ward"},
        },
    ),
    "railways.yaml": _map(
        "railways.geojson",
        {
            "layer": "railways",
            "title": "みほん市 鉄道（架空）",
            "columns": {"N02_001": "source_class", "N02_002": "kind", "N02_003": "name", "N02_004": "operator"},
            "values": {"kind": {"4": "private"}},
        },
    ),
    "expressways.yaml": _map(
        "expressways.geojson",
        {
            "layer": "expressways",
            "title": "みほん市 高速道路（架空）",
            "columns": {"N06_001": "opened_year", "N06_007": "name", "N06_008": "kind", "N06_010": "lanes"},
            "values": {"kind": {"1": "national", "5": "urban"}},
        },
    ),
    "water.yaml": _map(
        "water.geojson",
        {"layer": "water", "title": "みほん市 川・水路（架空）", "columns": {"名称": "name", "種類": "kind"}},
    ),
    "elevation.yaml": _map(
        "FG-GML-*",
        {
            "layer": "elevation",
            "title": "みほん市 標高（架空、1図郭だけ）",
            "columns": {
                "mean": "elevation_m",
                "lowest": "lowest_m",
                "highest": "highest_m",
                "samples": "samples",
                "spacing": "spacing_m",
                "model": "model",
                "mesh": "name",
            },
        },
    ),
    "buildings.yaml": _map(
        "*_bldg_6697_op.gml",
        {
            "layer": "buildings",
            "title": "みほん市 建物（架空、1町丁だけ）",
            "columns": {
                "Building": "code",
                "usage": "use",
                "storeysAboveGround": "storeys",
                "measuredHeight": "height_m",
                "yearOfConstruction": "built_year",
                "buildingStructureType": "structure",
                "footprint": "outline",
            },
            "values": {
                "use": {"411": "dwelling", "412": "apartment", "413": "dwelling", "402": "commercial"},
                "structure": {"601": "木造・土蔵造", "603": "鉄筋コンクリート造"},
            },
        },
    ),
}
"""File name of the map → its content."""

README = f"""# みほん市（架空データ）

ここにある地名・施設・人口・災害の想定は、すべて計算で作った架空のものです。実在の市町村・施設とは関係ありません。
名前が似ていても偶然です。基準日は {REFERENCE_DATE}（架空）です。

Everything here is fictitious, made by code: names, facilities, people and hazards of no real city.

| ファイル | 内容 | 形式 |
|---|---|---|
| n03_boundaries.geojson | 7区と周辺8市区 | 国土数値情報 N03（2024年以降の列）と同じ形 |
| gsi_evacuation_sites.geojson | 指定緊急避難場所 190か所（建物ごとの行をふくむので行数は190より多い） | 国土地理院の形 |
| gsi_evacuation_sites_CODE.geojson | 周辺の市の指定緊急避難場所 | 国土地理院の形 |
| gsi_shelters.geojson | 指定避難所 170か所 | 国土地理院の形 |
| towns.geojson | 町丁と人口・世帯（公表されていない町丁がある） | 列の対応表つき |
| tblT001086C99.txt | 住宅の建て方別世帯数（公表されていない町丁、隣に合算した町丁がある） | 国勢調査の小地域の表と同じ形 |
| associations.geojson | 町内会・自治会の区域（重なりとすき間がある） | 列の対応表つき |
| parks.geojson | 都市公園 | 列の対応表つき |
| child_facilities.csv ほか2つ | 施設の一覧（位置のない行、区が住所と合わない行が少しある） | 列の対応表つき |
| A31a-30・A31a-40 | みほん川の浸水継続時間と家屋倒壊等氾濫想定区域 | 国土数値情報の列 |
| streets.osm.pbf | 歩ける道 | OpenStreetMapの形 |
| hazard_flood ほか2つ | 洪水（2つの規模）、高潮・津波、土砂災害と、想定の対象とした範囲 | 列の対応表つき |
| P29-23_99.geojson | 学校と大学 | 国土数値情報 P29（2021年以降）と同じ形 |
| A27-23_99_GML.zip, A32-23_99_GML.zip | 小学校区、中学校区 | 国土数値情報 A27・A32（CP932のシェープファイル）と同じ形 |
| N02-22_99_GML.zip, railways, expressways, water | 駅、線路、高速道路、川・運河 | 国土数値情報の列、または列の対応表つき |
| districts.geojson | 地区 | 列の対応表つき |
| FG-GML-5339-25-11-DEM5A.zip | 標高（1図郭だけ） | 基盤地図情報 DEM5A と同じ形 |
| 53392511_bldg_6697_op.gml | 建物（1町丁だけ） | PLATEAU（CityGML）と同じ形 |
| resident_register.xlsx | 住民基本台帳 町丁別・年齢別人口（区ごとのシート、小計行、半年前の数） | 役所のExcel、列の対応表つき |
| stewardship.xlsx | 愛護会（343公園・258団体）と協議会（508公園・377団体）。座標なし | 役所のExcel |
| groups, shelter_councils, vulnerable_residents | 地域の団体、避難所運営会議、要援護者の人数（担当者限り） | 役所のExcel |
| service_points, partner_sites, candidate_spaces | 証明書の窓口、協定先、空き家など（職員限り） | 役所のExcel |
| notice_boards, observations, area_meetings | 掲示板と表示板、まち歩きの記録、地域の話し合い | 役所のExcel、列の対応表つき |
| address_points.xlsx | 座標のない一覧のための住所の位置 | 役所のExcel、列の対応表つき |

区ごと・年ごとの数は、2015年6月12日の市の資料の数（川崎市）に合わせてある：こども文化センター58、いこいの家49、窓口19、端末21、コンビニ530、
要援護者の登録616人（2007年）から7,881人（2014年）、区民会議の委員138人。
"""
