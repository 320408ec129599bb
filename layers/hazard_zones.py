"""災害の想定区域: inside a band, assessed and outside, or not assessed. No polygon does not mean safe."""

from __future__ import annotations

from layers.base import HAZARDS, Code, Field, Layer, Style, Text
from layers.hazard_formats import FORMATS

SCALES = (
    Code("planned", Text("計画規模", "planned scale"), ("計画規模", "L1", "計画規模（L1）")),
    Code("largest", Text("想定最大規模", "largest assumed scale"), ("想定最大規模", "L2", "想定最大規模（L2）")),
)
STATES = (
    Code("inside", Text("区域内", "inside the zone"), ("区域内", "浸水", "警戒区域")),
    Code(
        "assessed",
        Text("想定の対象とした範囲", "ground that was assessed"),
        ("想定対象範囲", "調査対象範囲", "区域外（想定済み）"),
    ),
)
COLLAPSES = (
    Code("flow", Text("氾濫流", "current of the flood"), ("氾濫流",)),
    Code("bank", Text("河岸侵食", "bank erosion"), ("河岸侵食", "河岸浸食")),
    Code("both", Text("氾濫流と河岸侵食", "both")),
)
MAPPED = {
    "flood": ("洪水浸水想定", "洪水浸水想定区域"),
    "landslide": ("土砂災害警戒区域", "土砂災害特別警戒区域"),
    "storm_surge": ("高潮浸水想定", "高潮浸水想定区域"),
    "tsunami": ("津波浸水想定", "津波浸水想定区域"),
    "inland_flood": ("内水", "内水浸水想定区域"),
}
"""Hazards of which zones are published, with what they are called: of the others no zone is missing where none is loaded."""
ZONE_HAZARDS = tuple(
    Code(
        one.slug,
        one.label,
        tuple(
            dict.fromkeys(
                (
                    *one.spellings,
                    *MAPPED.get(one.slug, ()),
                )
            )
        ),
    )
    for one in HAZARDS
)

DEPTH_NOT_KNOWN = Text(
    "浸水の深さが分かりません。深さで分ける問いは今はまだなく、区域の内か外かだけを答えます。",
    "The depth is not known. No question tells depths apart today: only inside or outside the zone.",
)

LAYER = Layer(
    id="hazard_zones",
    title=Text("災害の想定区域", "hazard zones"),
    about=Text(
        "洪水・高潮・津波の浸水想定や土砂災害の警戒区域。河川・規模ごとに別のもので、深さは階級（以上・未満）で表す。"
        "区域の外でも、想定の対象でなかった土地は安全とは言えない。",
        "Zones of floods, storm surges, tsunamis and landslides. Each source and scale stands for itself; depths are "
        "half-open bands. Ground outside that was never assessed is not safe but unknown.",
    ),
    role="zones",
    geometry="polygon",
    fields=(
        Field("name", Text("名称", "name")),
        Field("hazard", Text("災害の種類", "hazard"), "code", required=True, codes=ZONE_HAZARDS),
        Field("source", Text("河川・海岸など", "river, coast or other source")),
        Field(
            "scale",
            Text("規模", "scale"),
            "code",
            codes=SCALES,
            without=Text(
                "計画規模か想定最大規模か分かりません。規模を選ぶ問いは、今はまだありません。",
                "Planned or largest scale is not known. No question lets you choose a scale today.",
            ),
        ),
        Field("state", Text("区分", "state"), "code", codes=STATES),
        Field(
            "depth_from_m",
            Text("深さ（以上）", "depth from (inclusive)"),
            "number",
            "m",
            minimum=0,
            maximum=100,
            without=DEPTH_NOT_KNOWN,
        ),
        Field(
            "depth_to_m",
            Text("深さ（未満）", "depth to (exclusive)"),
            "number",
            "m",
            minimum=0,
            maximum=100,
            without=DEPTH_NOT_KNOWN,
        ),
        Field("rank", Text("階級", "rank"), "integer", minimum=0, maximum=99),
        Field("zone_kind", Text("区域の種類", "kind of zone")),
        # Ten years: longer is a typing error; the open-ended class begins at four weeks.
        Field("duration_from_h", Text("浸水継続時間（以上）", "duration from"), "number", "h", minimum=0, maximum=87_600),
        Field("duration_to_h", Text("浸水継続時間（未満）", "duration to"), "number", "h", minimum=0, maximum=87_600),
        Field("collapse", Text("家屋倒壊等の原因", "why houses may collapse"), "code", codes=COLLAPSES),
        Field("special", Text("特別警戒区域", "special warning zone"), "mark"),
        Field("special_designated", Text("特別警戒区域の指定済み", "its special zone is designated"), "mark"),
        Field("designated_on", Text("公示日", "designated on"), "date"),
        Field("river_code", Text("河川番号", "river number")),
        Field("manager", Text("管理者", "manager")),
        Field("zone_code", Text("区域番号", "zone number")),
        Field("prefecture", Text("都道府県", "prefecture (name or code)")),
        Field("address", Text("所在地", "address")),
        Field("source_class", Text("元の区分", "class as the source has it")),
    ),
    formats=FORMATS,
    without=Text(
        "想定区域の中に何人いるかが言えず、人数は区域の外も含みます。",
        "How many people are inside the zones cannot be said; figures also cover ground outside.",
    ),
    style=Style(fill="#56b4e9", line="#2b7bb0", opacity=0.35),
    min_area_m2=1,
)
