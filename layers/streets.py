"""歩ける道: the streets of OpenStreetMap as a network; its rows sum up what was read, class by class.

Classes are values of highway=* as the OpenStreetMap wiki defines them (page Key:highway), and four that are no highways.
"""

from __future__ import annotations

from dataclasses import replace

from layers.base import Code, Field, Format, Layer, Style, Text
from layers.fictitious import fictitious

OTHER_CLASS = "other"
"""Slug of a class of street that is not in the list."""
CLASSES = (
    Code("footway", Text("歩道・歩行者用の道", "footway"), ("footway",)),
    Code("path", Text("小道", "path"), ("path",)),
    Code("pedestrian", Text("歩行者専用道路・広場", "pedestrian street or square"), ("pedestrian",)),
    Code("steps", Text("階段", "steps"), ("steps",)),
    Code("cycleway", Text("自転車道", "cycleway"), ("cycleway",)),
    Code("bridleway", Text("乗馬道", "bridleway"), ("bridleway",)),
    Code("trail", Text("山道", "trail"), ("trail",)),
    Code("corridor", Text("建物の中の通路", "corridor indoors"), ("corridor",)),
    Code("crossing", Text("横断歩道", "crossing"), ("crossing",)),
    Code("elevator", Text("エレベーター", "lift"), ("elevator",)),
    Code("platform", Text("ホーム・乗り場", "platform"), ("platform",)),
    Code("pier", Text("桟橋", "pier"), ("pier",)),
    Code("living_street", Text("生活道路（歩車共存）", "living street"), ("living_street",)),
    Code("residential", Text("住宅地の道", "residential street"), ("residential",)),
    Code("unclassified", Text("一般の道（区分なし）", "minor street"), ("unclassified",)),
    Code("service", Text("敷地内・細い道", "service road"), ("service",)),
    Code("track", Text("農道・林道", "track"), ("track",)),
    Code("road", Text("区分不明の道", "road of unknown class"), ("road",)),
    Code("tertiary", Text("幹線（三級）", "tertiary road"), ("tertiary", "tertiary_link")),
    Code("secondary", Text("幹線（二級、都道府県道など）", "secondary road"), ("secondary", "secondary_link")),
    Code("primary", Text("幹線（一級、主要地方道など）", "primary road"), ("primary", "primary_link")),
    Code("trunk", Text("国道など", "trunk road"), ("trunk", "trunk_link")),
    Code("motorway", Text("高速道路", "motorway"), ("motorway", "motorway_link")),
    Code("ferry", Text("渡船", "ferry"), ("ferry",)),
    Code("unbuilt", Text("工事中・計画・廃道", "not built or given up"), ("unbuilt",)),
    Code(OTHER_CLASS, Text("そのほか", "other"), (OTHER_CLASS,)),
)
MOST_STREETS = 100_000_000
"""More than a country has."""
SLUGS = {spelling: code.slug for code in CLASSES for spelling in code.spellings}
"""Value of highway=* → slug of its class."""

OPENSTREETMAP = Format(
    id="openstreetmap",
    title=Text("OpenStreetMap", "OpenStreetMap"),
    columns={
        "osm_class": "street_class",
        "osm_streets": "streets",
        "osm_walked": "walked",
        "osm_length_m": "length_m",
        "osm_date": "counted_on",
    },
    recognised_by=("osm_class", "osm_streets", "osm_walked", "osm_length_m"),
    source=Text("OpenStreetMap", "OpenStreetMap"),
    licence="ODbL-1.0",
    spec=Text(
        "OpenStreetMapのwiki（各タグのページ）。規則はdocs/streets.md",
        "The OpenStreetMap wiki's pages of each tag; the rules are in docs/streets.md",
    ),
    verified=Text(
        "実物：札幌駅周辺（OSM XML、2026年）とヘルシンキ中心部（PBF）",
        "Real files: around Sapporo station (OSM XML, 2026) and central Helsinki (PBF)",
    ),
)

LAYER = Layer(
    id="streets",
    title=Text("歩ける道", "walking streets"),
    about=Text(
        "OpenStreetMapの道を、歩けるか・だれが歩けるかで読み分けた道のつながり（docs/streets.md）。"
        "表の行は種類ごとの合計で、道そのものは距離の計算に使う。",
        "OpenStreetMap's streets as a network, by who can walk them (docs/streets.md). "
        "Rows are sums by class; the streets themselves are what distances are measured along.",
    ),
    role="network",
    geometry="none",
    fields=(
        Field("street_class", Text("道の種類", "class of street"), "code", required=True, codes=CLASSES),
        Field("streets", Text("道の数", "streets"), "integer", minimum=0, maximum=MOST_STREETS),
        Field("walked", Text("うち歩ける道", "of them walkable"), "integer", minimum=0, maximum=MOST_STREETS),
        Field("length_m", Text("歩ける道の長さ", "walkable length"), "number", "m", minimum=0, maximum=100 * MOST_STREETS),
        Field("counted_on", Text("データの日付（わかるかぎり）", "date of the data, as far as known"), "date"),
    ),
    formats=(
        # One key for both: a city has one file of streets, so the real one takes the place of the sample's.
        replace(fictitious(OPENSTREETMAP), source=OPENSTREETMAP.source),
        OPENSTREETMAP,
    ),
    without=Text(
        "道のりの距離が測れません（直線か、直線に係数をかけた距離だけになります）。",
        "Distances along streets cannot be measured, only straight ones and those by a factor.",
    ),
    style=Style(fill="#0072b2", line="#0072b2", opacity=0.8),
    identity=("street_class",),
)
