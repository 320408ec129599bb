"""Where certificates are issued: staffed counters, terminals (being closed), convenience stores."""

from __future__ import annotations

from layers.base import ADDRESS, NAME, REMARKS, WARD, Code, Field, Layer, Style, Text

KINDS = (
    Code("counter", Text("窓口", "staffed counter"), ("有人窓口", "窓口", "区役所", "支所", "出張所", "行政サービスコーナー")),
    Code(
        "terminal",
        Text("行政サービス端末", "terminal"),
        ("端末", "行政サービス端末", "証明書自動交付機", "自動交付機", "交付機"),
    ),
    Code("convenience", Text("コンビニエンスストア", "convenience store"), ("コンビニ", "コンビニ交付", "店舗")),
)

LAYER = Layer(
    id="service_points",
    title=Text("証明書の窓口", "service points"),
    about=Text(
        "住民票などの証明書を受け取れる窓口、端末、コンビニエンスストア。廃止の決まったものは最後の日を書く。",
        "Counters, terminals and convenience stores that issue certificates. Those that will close say their last day.",
    ),
    role="places",
    geometry="point",
    fields=(
        Field(NAME.name, NAME.label, required=True, headings=("施設名", "窓口名", "店舗名", "設置場所", "設置施設", "施設名称")),
        Field("kind", Text("種類", "kind"), "code", codes=KINDS, headings=("種別", "区分", "窓口の種類")),
        Field(ADDRESS.name, ADDRESS.label, headings=("所在地", "設置場所住所", "店舗所在地")),
        WARD,
        Field("hours", Text("利用時間", "hours"), headings=("開庁時間", "受付時間", "取扱時間", "営業時間", "稼働時間")),
        Field(
            "services",
            Text("取り扱う証明書", "certificates"),
            headings=("取扱証明書", "証明書の種類", "取扱業務", "サービス内容"),
        ),
        Field(
            "in_building", Text("入っている建物", "building it is in"), headings=("建物名", "併設施設", "設置建物", "同一建物")
        ),
        Field("until", Text("廃止日", "last day"), "date", headings=("廃止予定日", "終了日", "廃止年月日", "利用終了日")),
        REMARKS,
    ),
    formats=(),
    without=Text(
        "証明書の窓口から避難場所などまでの距離は答えられません。",
        "How far certificate counters are from sites cannot be answered.",
    ),
    style=Style(fill="#0072b2", line="#003f63", shape="square", opacity=0.9),
    kind="kind",
)
