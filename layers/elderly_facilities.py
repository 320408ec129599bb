"""高齢者施設: homes and day services. In 国土数値情報 P14 the large residential kinds stand under 99, not under 02."""

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
    NEW,
    NEW_HEAD,
    OLD,
    OLD_HEAD,
    POSITION,
    SOURCE,
    SOURCE_CLASS,
    SPEC,
    editions,
    new_rows,
    old_rows,
    one_row_a_site,
)

KINDS = (
    Code(
        "special_nursing_home",
        Text("特別養護老人ホーム", "special nursing home"),
        ("特別養護老人ホーム", "介護老人福祉施設", "地域密着型介護老人福祉施設"),
    ),
    Code(
        "health_facility",
        Text("介護老人保健施設・介護医療院", "long-term care health facility"),
        ("介護老人保健施設", "介護医療院", "介護療養型医療施設"),
    ),
    Code(
        "nursing_home_fee",
        Text("有料老人ホーム", "private home for the elderly"),
        ("有料老人ホーム", "介護付有料老人ホーム", "住宅型有料老人ホーム", "サービス付き高齢者向け住宅"),
    ),
    Code(
        "group_home",
        Text("認知症グループホーム", "group home"),
        ("認知症グループホーム", "グループホーム", "認知症高齢者グループホーム", "認知症対応型共同生活介護"),
    ),
    Code(
        "day_service",
        Text("デイサービス", "day service"),
        ("デイサービス", "老人デイサービスセンター", "通所介護", "地域密着型通所介護", "認知症対応型通所介護"),
    ),
    Code(
        "low_cost_home",
        Text("軽費老人ホーム・養護老人ホーム", "low-cost home"),
        ("軽費老人ホーム", "養護老人ホーム", "ケアハウス", "都市型軽費老人ホーム"),
    ),
    Code("welfare_centre", Text("老人福祉センター", "welfare centre for the elderly"), ("老人福祉センター",)),
    Code(
        "support_centre",
        Text("地域包括支援センター", "community support centre"),
        ("地域包括支援センター", "在宅介護支援センター", "老人介護支援センター"),
    ),
    Code("other", Text("その他の高齢者施設", "other facility for the elderly"), ("その他", "老人短期入所施設", "生活支援ハウス")),
)


def _new(rows: Sequence[Row]) -> list[Row]:
    return one_row_a_site(new_rows(rows))


def _old(rows: Sequence[Row]) -> list[Row]:
    return one_row_a_site(old_rows(rows))


_NAMES = {"名称": "介護サービス事業所名称", "名称_カナ": "介護サービス事業所名称_カナ"}
STANDARD_COLUMNS = {
    "@kind": "kind",
    "実施サービス": "services",
    "法人の名称": "operator",
    "事業所番号": "office_number",
    **HOURS,
    "定員": "capacity",
    "URL": "url",
    "備考": "remarks",
}
STANDARD_NEW = Format(
    id="standard-care-new",
    title=Text("自治体標準 介護サービス事業所一覧（新）", "standard list of care services (new edition)"),
    columns={**{_NAMES.get(column, column): field for column, field in NEW_HEAD.items()}, **STANDARD_COLUMNS},
    # IDs number rows, and a site has as many rows as it gives services.
    recognised_by=(CODE, "介護サービス事業所名称", "実施サービス", *POSITION),
    rows=_new,
    joins=Text(
        "同じ事業所の別のサービスの行なので、1つの施設にまとめました。",
        "It is another service of the same site: put together with it.",
    ),
    lon="経度",
    lat="緯度",
    edition=NEW,
    spec=SPEC,
    source=SOURCE,
    licence="unknown",
)
STANDARD_OLD = replace(
    STANDARD_NEW,
    id="standard-care-old",
    title=Text("推奨データセット 介護サービス事業所一覧（旧）", "standard list of care services (old edition)"),
    columns={**{_NAMES.get(column, column): field for column, field in OLD_HEAD.items()}, **STANDARD_COLUMNS},
    recognised_by=("介護サービス事業所名称", "実施サービス", "住所", *POSITION),
    rows=_old,
    edition=OLD,
)
STANDARD = editions(STANDARD_NEW, STANDARD_OLD)

LAYER = Layer(
    id="elderly_facilities",
    title=Text("高齢者施設", "elderly facilities"),
    about=Text(
        "特別養護老人ホーム、有料老人ホーム、デイサービスなど。いこいの家は「地域の集まる場所」に入る。",
        "Nursing homes, private homes, day services and the like. いこいの家 are community places.",
    ),
    role="places",
    geometry="point",
    fields=(
        replace(NAME, headings=("施設名", "施設名称", "事業所名", "事業所名称")),
        Field("kind", Text("種別", "kind"), "code", codes=KINDS),
        FACILITY_ADDRESS,
        WARD,
        FACILITY_CAPACITY,
        Field("phone", Text("電話番号", "phone")),
        Field("url", Text("URL", "web page")),
        *FACILITY,
        MUNICIPALITY,
        p14.MUNICIPALITY_NAME,
        SOURCE_CLASS,
        p14.POSITION_ACCURACY,
        Field("services", Text("実施サービス", "services"), headings=("サービスの種類", "サービス種別", "サービス種類")),
        Field("office_number", Text("事業所番号", "office number"), headings=("介護保険事業所番号",)),
        Field("open_from", Text("開始時間", "opens at")),
        Field("open_to", Text("終了時間", "closes at")),
        REMARKS,
    ),
    formats=(*STANDARD, *p14.formats("elderly_facilities")),
    without=Text(
        "高齢者施設から避難場所などまでの距離は答えられません。",
        "How far homes for older people are from sites cannot be answered.",
    ),
    style=Style(fill="#d55e00", line="#6f3100", shape="cross", opacity=0.9),
    kind="kind",
)
