"""指定緊急避難場所: places to escape imminent danger, designated per kind of hazard (災害対策基本法 49条の4)."""

from __future__ import annotations

from dataclasses import replace

from layers.base import (
    ADDRESS,
    CAPACITY,
    HAZARDS,
    MARK_VALUES,
    MUNICIPALITY,
    NAME,
    REMARKS,
    WARD,
    Field,
    Format,
    Layer,
    Link,
    Style,
    Text,
)
from layers.fictitious import fictitious
from layers.standard import (
    BUILDING,
    CODE,
    ID,
    NAME_EN,
    NAME_KANA,
    NEW,
    NEW_HEAD,
    OLD,
    OLD_HEAD,
    PHONE,
    POSITION,
    SOURCE,
    SPEC,
    TOWN_CODE,
    URL,
    new_rows,
    old_rows,
)

COLUMN_OF = {
    "flood": "洪水",
    "landslide": "崖崩れ、土石流及び地滑り",
    "storm_surge": "高潮",
    "earthquake": "地震",
    "tsunami": "津波",
    "fire": "大規模な火事",
    "inland_flood": "内水氾濫",
    "volcano": "火山現象",
}
"""Hazard → column of the national list, in the list's order."""
SAME_ADDRESS = "指定避難所との住所同一"

GSI_GEOJSON = Format(
    id="gsi-emergency-geojson",
    title=Text("国土地理院 指定緊急避難場所（GeoJSON）", "GSI designated emergency evacuation sites (GeoJSON)"),
    columns={
        "施設・場所名": "name",
        "住所": "address",
        **{column: hazard for hazard, column in COLUMN_OF.items()},
        SAME_ADDRESS: "shelter_same_address",
        "備考": "remarks",
    },
    recognised_by=("共通ID", "施設・場所名", "住所", *COLUMN_OF.values()),
    values=dict.fromkeys((*COLUMN_OF, "shelter_same_address"), MARK_VALUES),
    key="共通ID",
    municipality_from=("共通ID", 1, 6),
    source=Text("国土地理院", "Geospatial Information Authority of Japan"),
    licence="GSI",
    verified=Text("川崎市と周辺6市区の指定緊急避難場所", "the lists of Kawasaki and six neighbours"),
)
GSI_CSV = replace(
    GSI_GEOJSON,
    id="gsi-emergency-csv",
    title=Text("国土地理院 指定緊急避難場所（CSV）", "GSI designated emergency evacuation sites (CSV)"),
    recognised_by=(*GSI_GEOJSON.recognised_by, "緯度", "経度"),
    lon="経度",
    lat="緯度",
    verified=Text("", ""),
)
STANDARD_COLUMNS = {
    **{f"災害種別_{column}": hazard for hazard, column in COLUMN_OF.items()},
    "指定避難所との重複": "also_shelter",
    "想定収容人数": "capacity",
    "対象となる町会・自治会": "associations",
    "標高": "elevation_m",
    "URL": "url",
    "備考": "remarks",
}
_DISTINCT = ("災害種別_洪水", "災害種別_地震", "災害種別_津波")
STANDARD_NEW = Format(
    id="standard-emergency-new",
    title=Text("自治体標準 指定緊急避難場所一覧（新）", "standard list of evacuation sites (new edition)"),
    columns={**NEW_HEAD, **STANDARD_COLUMNS},
    recognised_by=(CODE, ID, "名称", *POSITION, *_DISTINCT),
    values=dict.fromkeys((*COLUMN_OF, "also_shelter"), MARK_VALUES),
    rows=new_rows,
    key=ID,
    lon="経度",
    lat="緯度",
    edition=NEW,
    spec=SPEC,
    source=SOURCE,
    licence="unknown",
)
STANDARD_OLD = replace(
    STANDARD_NEW,
    id="standard-emergency-old",
    title=Text("推奨データセット 指定緊急避難場所一覧（旧）", "standard list of evacuation sites (old edition)"),
    columns={**OLD_HEAD, **STANDARD_COLUMNS},
    recognised_by=("名称", "住所", *POSITION, *_DISTINCT),
    rows=old_rows,
    key=None,
    edition=OLD,
)
STANDARD = (fictitious(STANDARD_NEW), fictitious(STANDARD_OLD), STANDARD_NEW, STANDARD_OLD)

LAYER = Layer(
    id="evacuation_sites",
    title=Text("指定緊急避難場所", "evacuation sites"),
    about=Text(
        "命を守るために緊急に避難する場所。災害の種類ごとに指定される。印のない欄は「指定なし」か「未記入」か分からない。",
        "Places to escape to at once, designated per kind of hazard. A blank mark is unknown, not a no.",
    ),
    role="places",
    geometry="point",
    fields=(
        NAME,
        ADDRESS,
        MUNICIPALITY,
        WARD,
        *(Field(hazard.slug, hazard.label, "mark") for hazard in HAZARDS),
        Field("shelter_same_address", Text("指定避難所と住所が同じ", "same address as a shelter"), "mark"),
        Field("also_shelter", Text("指定避難所を兼ねる", "also a shelter"), "mark"),
        CAPACITY,
        Field(
            "associations",
            Text("対象の町会・自治会", "associations it is for"),
            headings=("対象となる町会・自治会", "対象町内会"),
        ),
        # Lowest inhabited ground to the highest peak.
        Field("elevation_m", Text("標高", "elevation"), "number", "m", minimum=-10, maximum=4_000),
        NAME_KANA,
        NAME_EN,
        BUILDING,
        TOWN_CODE,
        PHONE,
        URL,
        REMARKS,
    ),
    formats=(fictitious(GSI_GEOJSON), GSI_CSV, GSI_GEOJSON, *STANDARD),
    style=Style(fill="#009e73", line="#00523b", shape="square", opacity=0.9),
    marks=tuple(hazard.slug for hazard in HAZARDS),
    links=(
        Link(
            "associations",
            "association_areas",
            Text("対象の町会・自治会", "associations it is for"),
            name="associations",
            several=True,
        ),
    ),
    grouped=True,
)
