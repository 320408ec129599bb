"""地域の集まる場所: こども文化センター, いこいの家, 市民館, libraries, offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layers import p14
from layers.base import MUNICIPALITY, NAME, REMARKS, WARD, Code, Field, Format, Layer, Row, Style, Text
from layers.standard import (
    CODE,
    FACILITY,
    FACILITY_ADDRESS,
    FACILITY_CAPACITY,
    HOURS,
    ID,
    NEW,
    NEW_HEAD,
    OLD,
    OLD_HEAD,
    OPEN_FROM,
    OPEN_TO,
    PHONE,
    POSITION,
    SOURCE,
    SOURCE_CLASS,
    SPEC,
    URL,
    editions,
    hall_kind,
    new_rows,
    old_rows,
)

KINDS = (
    Code("child_centre", Text("こども文化センター", "children's cultural centre"), ("こども文化センター", "こ文")),
    Code(
        "elder_centre",
        Text("いこいの家", "elder centre (いこいの家)"),
        ("いこいの家", "老人いこいの家", "老人憩の家", "老人憩いの家", "いこいの家（高齢者施設）"),
    ),
    Code(
        "civic_hall",
        Text("市民館・分館", "civic hall"),
        ("市民館", "市民館・分館", "分館", "市民館分館", "公民館", "市民館/図書館", "市民館・図書館"),
    ),
    Code("library", Text("図書館", "library"), ("図書館", "市立図書館", "図書館分館")),
    Code("ward_office", Text("区役所", "ward office"), ("区役所", "市役所", "支所")),
    Code("branch_office", Text("出張所", "branch office"), ("出張所", "行政サービスコーナー")),
    Code("welfare", Text("福祉の施設", "welfare facility"), ("福祉施設", "福祉会館", "福祉パル", "地域福祉施設")),
    Code(
        "community",
        Text("コミュニティ施設", "community facility"),
        ("コミュニティ施設", "コミュニティセンター", "地域の縁側", "集会所", "町内会館", "自治会館"),
    ),
    Code("other", Text("その他", "other"), ("その他",)),
)


def _kinds(rows: list[Row]) -> list[Row]:
    for row in rows:
        row["@kind"] = hall_kind(str(row.get("名称") or ""))
    return rows


def _new(rows: Sequence[Row]) -> list[Row]:
    return _kinds(new_rows(rows))


def _old(rows: Sequence[Row]) -> list[Row]:
    return _kinds(old_rows(rows))


STANDARD_COLUMNS = {
    "@kind": "kind",
    "名称_通称": "common_name",
    "POIコード": "poi_code",
    "団体名": "operator",
    **HOURS,
    "説明": "description",
    "バリアフリー情報": "barrier_free",
    "URL": "url",
    "備考": "remarks",
}
STANDARD_NEW = Format(
    id="standard-public-new",
    title=Text("自治体標準 公共施設一覧（新）", "standard list of public facilities (new edition)"),
    columns={**NEW_HEAD, **STANDARD_COLUMNS},
    recognised_by=(CODE, ID, "名称", "POIコード", *POSITION, "説明", "バリアフリー情報"),
    rows=_new,
    caution=Text(
        "この一覧に種別の欄はありません。種別は名称の言葉から決め、決まらない施設は種別なしにしました。",
        "The list has no column of kinds: they were told by words of the names, and left open where those say none.",
    ),
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
    id="standard-public-old",
    title=Text("推奨データセット 公共施設一覧（旧）", "standard list of public facilities (old edition)"),
    columns={**OLD_HEAD, **STANDARD_COLUMNS},
    recognised_by=("名称", "POIコード", "住所", *POSITION, "説明", "バリアフリー情報"),
    rows=_old,
    key=None,
    edition=OLD,
)
STANDARD = editions(STANDARD_NEW, STANDARD_OLD)

LAYER = Layer(
    id="community_places",
    title=Text("地域の集まる場所", "community places"),
    about=Text(
        "こども文化センター、いこいの家、市民館、図書館、区役所など、世代をこえて使える場所。",
        "Children's cultural centres, elder centres, civic halls, libraries, ward offices: places people meet in.",
    ),
    role="places",
    geometry="point",
    fields=(
        replace(NAME, headings=("施設名", "施設名称", "館名")),
        Field(
            "kind",
            Text("種別", "kind"),
            "code",
            codes=KINDS,
            without=Text(
                "種別のない場所は、こども文化センターやいこいの家の問いで数えません。",
                "Places without a kind are not counted by the questions on children's and elder centres.",
            ),
        ),
        FACILITY_ADDRESS,
        WARD,
        FACILITY_CAPACITY,
        Field("hours", Text("開館時間", "opening hours")),
        Field("age_from", Text("対象年齢（から）", "open to people from this age"), "integer", "years", minimum=0, maximum=120),
        Field("common_name", Text("通称", "common name")),
        *FACILITY,
        MUNICIPALITY,
        p14.MUNICIPALITY_NAME,
        SOURCE_CLASS,
        p14.POSITION_ACCURACY,
        OPEN_FROM,
        OPEN_TO,
        Field("poi_code", Text("POIコード", "POI code")),
        Field("description", Text("説明", "description")),
        Field("barrier_free", Text("バリアフリー情報", "barrier-free facilities")),
        PHONE,
        URL,
        REMARKS,
    ),
    formats=(*STANDARD, *p14.formats("community_places")),
    without=Text(
        "集まれる場所、こども文化センター、いこいの家が近くにない人はどこか、答えられません。",
        "Where people have no community place, children's centre or elder centre nearby cannot be answered.",
    ),
    style=Style(fill="#0072b2", line="#003f63", shape="star", opacity=0.9),
    kind="kind",
)
