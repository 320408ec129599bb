"""指定緊急避難場所: places to escape imminent danger, designated per kind of hazard (災害対策基本法 49条の4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layers import p14
from layers.base import (
    ADDRESS,
    CAPACITY,
    HAZARDS,
    MARK_VALUES,
    MUNICIPALITY,
    NAME,
    REMARKS,
    STOREYS,
    WARD,
    Field,
    Format,
    Layer,
    Link,
    Row,
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
    editions,
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
FICTITIOUS = replace(fictitious(GSI_GEOJSON), columns={**GSI_GEOJSON.columns, STOREYS.label.ja: "storeys"})
"""The sample's list says how many storeys a site has, too; the national list does not."""
P20_MARKS = {"earthquake": "P20_007", "tsunami": "P20_008", "flood": "P20_009", "volcano": "P20_010"}
"""Hazard → column. One public reader takes 008 for volcano and 009 for tsunami; three others say as here."""
LEVELS = {"1": "exact", "2": "block", "3": "block", "4": "town", "5": "town", "6": "municipality", "7": "prefecture"}
"""位置特定レベル: the place, 号, 番地, 大字, 町丁目, municipality, prefecture."""


def p20_rows(rows: Sequence[Row]) -> list[Row]:
    """Marks, capacity and floor where they are known: a site for which no hazard was said (012) has no marks at all."""
    out = []
    for row in rows:
        said = {column: str(row.get(column) or "").strip() for column in row}
        unsaid = said.get("P20_012") == "1"
        made: Row = {f"@{hazard}": None if unsaid else said.get(column, "") for hazard, column in P20_MARKS.items()}
        for name, column in (("@capacity", "P20_005"), ("@floor", "P20_006")):
            value = said.get(column, "")
            made[name] = None if value.startswith("-") or not value.strip("0.") else value
        out.append({**row, **made, "@level": LEVELS.get(said.get("レベル", ""))})
    return out


P20 = Format(
    id="p20-2012",
    title=Text(
        "国土数値情報 避難施設（2012年。2013年の法改正より前）",
        "KSJ P20 evacuation facilities (2012, before the law of 2013)",
    ),
    columns={
        "P20_002": "name",
        "P20_003": "address",
        "P20_004": "facility_type",
        "@capacity": "capacity",
        "@floor": "floor_m2",
        **{f"@{hazard}": hazard for hazard in P20_MARKS},
        "@level": "position_accuracy",
        "備考": "remarks",
    },
    recognised_by=tuple(f"P20_{number:03}" for number in range(1, 13)),
    values={hazard: {**MARK_VALUES, "-1": None} for hazard in P20_MARKS},
    rows=p20_rows,
    municipality_from=("P20_001", 0, 5),
    crs="EPSG:4612",
    source=Text("国土数値情報 避難施設（2012年）", "National Land Numerical Information, evacuation facilities of 2012"),
    licence="unknown",
    reference_date="2012",
    edition="2012",
    spec=Text("公開コード（3つが一致、1つが違う）", "public code (three readers agree, one differs)"),
    assumed=("P20_005", "P20_006", "P20_008", "P20_009", "P20_010", "レベル"),
    caution=Text(
        "2013年の法改正より前の資料です。指定緊急避難場所と指定避難所の区別がありません。今の指定は国土地理院の一覧で確かめてください。",
        "This is older than the law of 2013: it does not tell evacuation sites from shelters. "
        "Today's are in the list of 国土地理院.",
    ),
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
STANDARD = editions(STANDARD_NEW, STANDARD_OLD)

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
        *(
            Field(
                hazard.slug,
                hazard.label,
                "mark",
                without=Text(
                    "空欄の場所は、この災害で使える場所に数えません。", "Sites with a blank are not counted as usable in it."
                ),
            )
            for hazard in HAZARDS
        ),
        Field("shelter_same_address", Text("指定避難所と住所が同じ", "same address as a shelter"), "mark"),
        Field("also_shelter", Text("指定避難所を兼ねる", "also a shelter"), "mark"),
        CAPACITY,
        STOREYS,
        # 500,000 m2: the largest open sites.
        Field("floor_m2", Text("施設規模", "floor or ground"), "number", "m2", minimum=1, maximum=500_000),
        Field("facility_type", Text("施設の種類", "kind of facility")),
        p14.POSITION_ACCURACY,
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
    formats=(FICTITIOUS, GSI_CSV, GSI_GEOJSON, *STANDARD, fictitious(P20, ""), P20),
    without=Text(
        "避難場所が近くにない人はどこか、答えられません。", "Where people have no evacuation site nearby cannot be answered."
    ),
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
