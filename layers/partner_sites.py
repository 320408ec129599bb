"""Universities, companies and shops that agreed to help: space for stores, a ground, water, people."""

from __future__ import annotations

from layers.base import ADDRESS, NAME, REMARKS, WARD, Code, Field, Layer, Style, Text

KINDS = (
    Code("university", Text("大学", "university"), ("大学", "短期大学", "大学・短大", "学校法人")),
    Code("company", Text("企業", "company"), ("企業", "会社", "工場", "事業所")),
    Code("shop", Text("店舗", "shop"), ("店舗", "商店", "スーパー", "商業施設")),
    Code("other", Text("その他の協力先", "other partner"), ("その他",)),
)

LAYER = Layer(
    id="partner_sites",
    title=Text("協力してくれる大学・企業", "partner sites"),
    about=Text(
        "災害のときやふだんの活動に場所や物を提供すると市と約束した大学、企業、店。提供の条件は協定による。",
        "Universities, companies and shops that agreed with the city to offer space or goods. The agreement sets the terms.",
    ),
    role="places",
    geometry="any",
    fields=(
        Field(
            NAME.name, NAME.label, required=True, headings=("施設名", "事業所名", "大学名", "店舗名", "キャンパス名", "協力先")
        ),
        Field("kind", Text("種類", "kind"), "code", codes=KINDS, headings=("種別", "区分", "業種")),
        Field(
            "organisation",
            Text("団体・会社名", "organisation"),
            headings=("企業名", "会社名", "法人名", "団体名", "事業者名", "締結先"),
        ),
        Field(ADDRESS.name, ADDRESS.label, headings=("所在地",)),
        WARD,
        Field(
            "offers", Text("提供できるもの", "what it offers"), headings=("協力内容", "提供内容", "協定内容", "支援内容", "内容")
        ),
        Field("agreement", Text("協定名", "agreement"), headings=("協定の名称", "協定", "協定名称")),
        Field(
            "since",
            Text("締結年", "since"),
            "integer",
            "year",
            minimum=1870,
            maximum=2100,
            headings=("協定締結年", "締結年度", "協定年", "開始年"),
        ),
        REMARKS,
    ),
    formats=(),
    without=Text(
        "協力してくれる大学や企業がどこか見られません。", "Where partner universities and companies are cannot be seen."
    ),
    style=Style(fill="#e69f00", line="#7d5600", shape="diamond", opacity=0.9),
    kind="kind",
)
