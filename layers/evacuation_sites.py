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
    Style,
    Text,
)
from layers.fictitious import fictitious

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
        CAPACITY,
        REMARKS,
    ),
    formats=(fictitious(GSI_GEOJSON), GSI_CSV, GSI_GEOJSON),
    style=Style(fill="#009e73", line="#00523b", shape="square", opacity=0.9),
    marks=tuple(hazard.slug for hazard in HAZARDS),
    grouped=True,
)
