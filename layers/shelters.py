"""指定避難所: places to stay for a time (災害対策基本法 49条の7). They carry no hazard marks."""

from __future__ import annotations

from dataclasses import replace

from layers.base import (
    ADDRESS,
    CAPACITY,
    MARK_VALUES,
    MUNICIPALITY,
    NAME,
    REMARKS,
    STOREYS,
    WARD,
    Field,
    Format,
    Layer,
    Style,
    Text,
)
from layers.fictitious import fictitious

SAME_ADDRESS = "指定緊急避難場所との住所同一"

GSI_GEOJSON = Format(
    id="gsi-shelter-geojson",
    title=Text("国土地理院 指定避難所（GeoJSON）", "GSI designated shelters (GeoJSON)"),
    columns={
        "施設・場所名": "name",
        "住所": "address",
        SAME_ADDRESS: "site_same_address",
        "その他市町村長が必要と認める事項": "conditions",
        "受入対象者": "accepted",
        "備考": "remarks",
    },
    recognised_by=("共通ID", "施設・場所名", "住所", SAME_ADDRESS, "受入対象者"),
    values={"site_same_address": MARK_VALUES},
    key="共通ID",
    municipality_from=("共通ID", 1, 6),
    source=Text("国土地理院", "Geospatial Information Authority of Japan"),
    licence="GSI",
    verified=Text("川崎市の指定避難所", "the list of Kawasaki"),
)
GSI_CSV = replace(
    GSI_GEOJSON,
    id="gsi-shelter-csv",
    title=Text("国土地理院 指定避難所（CSV）", "GSI designated shelters (CSV)"),
    recognised_by=(*GSI_GEOJSON.recognised_by, "緯度", "経度"),
    lon="経度",
    lat="緯度",
    verified=Text("", ""),
)
FICTITIOUS = replace(fictitious(GSI_GEOJSON), columns={**GSI_GEOJSON.columns, STOREYS.label.ja: "storeys"})
"""The sample's list says how many storeys a shelter has, too; the national list does not."""

LAYER = Layer(
    id="shelters",
    title=Text("指定避難所", "shelters"),
    about=Text(
        "自宅に戻れない人がしばらく過ごす場所。災害の種類ごとの指定はなく、緊急に逃げる場所とは別のもの。",
        "Places to stay for a time when home is lost. They have no hazard marks and are not evacuation sites.",
    ),
    role="places",
    geometry="point",
    fields=(
        replace(NAME, headings=("避難所名", "避難所の名称", "施設名", "施設・場所名", "指定避難所名")),
        replace(ADDRESS, headings=("所在地", "避難所住所", "避難所の所在地")),
        MUNICIPALITY,
        WARD,
        Field("site_same_address", Text("指定緊急避難場所と住所が同じ", "same address as an evacuation site"), "mark"),
        Field("conditions", Text("市長が必要と認める事項", "further matters set by the mayor")),
        Field("accepted", Text("受入対象者", "people accepted")),
        replace(CAPACITY, headings=("想定収容人数", "収容人数", "収容可能人数", "定員")),
        STOREYS,
        Field("phone", Text("電話番号", "phone"), headings=("電話", "TEL")),
        REMARKS,
    ),
    formats=(FICTITIOUS, GSI_CSV, GSI_GEOJSON),
    without=Text(
        "指定避難所が何か所あるか分からず、避難所までの距離を調べる対象にできません。",
        "Shelters are not known and cannot be chosen as what is looked at.",
    ),
    style=Style(fill="#56b4e9", line="#1b5f86", shape="diamond", opacity=0.9),
    grouped=True,
)
