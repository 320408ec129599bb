"""高齢者施設: homes and day services. In 国土数値情報 P14 the large residential kinds stand under 99, not under 02."""

from __future__ import annotations

from layers.base import ADDRESS, CAPACITY, NAME, REMARKS, WARD, Code, Field, Layer, Style, Text

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
        NAME,
        Field("kind", Text("種別", "kind"), "code", codes=KINDS),
        ADDRESS,
        WARD,
        CAPACITY,
        Field("phone", Text("電話番号", "phone")),
        Field("url", Text("URL", "web page")),
        REMARKS,
    ),
    formats=(),
    style=Style(fill="#d55e00", line="#6f3100", shape="cross", opacity=0.9),
    kind="kind",
)
