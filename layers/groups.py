"""Groups that do things in a neighbourhood: who keeps the parks, helps in a disaster, looks after children and the old.

A group is shown to the public only where its list says that it agreed to be (``consent``); whom to call is for the staff.
"""

from __future__ import annotations

from layers.base import ADDRESS, REMARKS, WARD, Code, Field, Layer, Link, Style, Text

KINDS = (
    Code(
        "park_love", Text("公園緑地愛護会", "park care group (愛護会)"), ("愛護会", "公園愛護会", "緑地愛護会", "公園緑地愛護会")
    ),
    Code(
        "park_council",
        Text("管理運営協議会", "park management council"),
        ("協議会", "公園管理運営協議会", "管理運営協議会", "運営協議会"),
    ),
    Code("disaster", Text("自主防災組織", "voluntary disaster organisation"), ("自主防災", "自主防災会", "防災会")),
    Code("npo", Text("NPO・市民活動団体", "NPO or civic group"), ("NPO", "NPO法人", "特定非営利活動法人", "市民活動団体")),
    Code("elders_club", Text("老人クラブ", "club of older people"), ("老人クラブ", "老人会", "シニアクラブ")),
    Code("children_club", Text("こども会", "children's club"), ("子ども会", "子供会", "こども会")),
    Code(
        "association",
        Text("町内会・自治会", "neighbourhood association"),
        ("町内会", "自治会", "町会", "管理組合", "自治連合会", "町内会連合会"),
    ),
    Code("merchants", Text("商店会", "merchants' association"), ("商店街", "商店会", "商店街振興組合", "商店街連合会")),
    Code("welfare_council", Text("地区社会福祉協議会", "district welfare council"), ("地区社協", "社会福祉協議会", "社協")),
    Code(
        "welfare_commissioners",
        Text("民生委員児童委員協議会", "council of welfare commissioners"),
        ("民児協", "民生委員", "民生委員・児童委員", "民生委員児童委員", "地区民児協"),
    ),
    Code("other", Text("その他の団体", "other group"), ("その他",)),
)

LAYER = Layer(
    id="groups",
    title=Text("地域の団体", "groups"),
    about=Text(
        "愛護会、自主防災組織、町内会・自治会、NPOなど、地域で活動する団体。公開してよいと答えた団体だけを公開する。",
        "Park care groups, disaster organisations, neighbourhood associations, NPOs. Only those that agreed are shown publicly.",
    ),
    role="records",
    geometry="any",
    fields=(
        Field(
            "name",
            Text("団体名", "name of the group"),
            required=True,
            headings=(
                "団体の名称",
                "名称",
                "組織名",
                "会の名称",
                "愛護会名",
                "協議会名",
                "クラブ名",
                "町内会名",
                "自治会名",
                "町会名",
            ),
        ),
        Field("kind", Text("団体の種類", "kind"), "code", codes=KINDS, headings=("種類", "種別", "区分", "団体種別", "団体区分")),
        WARD,
        Field(
            ADDRESS.name, Text("所在地", "address"), headings=("住所", "団体所在地", "事務所所在地", "事務局所在地", "活動場所")
        ),
        Field("area", Text("活動区域", "area of activity"), headings=("活動地域", "活動範囲", "区域", "担当地区")),
        Field("offers", Text("できること", "what it offers"), headings=("活動内容", "主な活動", "提供できること", "事業内容")),
        Field(
            "members",
            Text("会員数", "members"),
            "integer",
            "people",
            minimum=0,
            maximum=100_000,
            headings=("人数", "構成員数", "加入者数", "会員", "構成人数"),
        ),
        Field(
            "since",
            Text("設立年", "founded in"),
            "integer",
            "year",
            minimum=1870,
            maximum=2100,
            headings=("結成年", "発足年", "設立年度", "結成年度", "登録年"),
        ),
        Field(
            "contact",
            Text("連絡先", "contact"),
            publish="staff",
            headings=("電話番号", "電話", "TEL", "代表者", "会長名", "代表者名", "メール"),
        ),
        Field(
            "consent",
            Text("公開の同意", "agreed to be published"),
            "mark",
            publish="staff",
            headings=("公開同意", "公開可否", "公表の同意", "公表可否", "同意", "公開"),
        ),
        Field("year", Text("年度", "year"), "integer", "year", minimum=1900, maximum=2100, headings=("年", "調査年度", "時点")),
        REMARKS,
    ),
    formats=(),
    without=Text(
        "どこにどんな団体があるか見られません。今ある問いには使いません。",
        "Which groups there are cannot be seen. No question uses it today.",
    ),
    style=Style(fill="#cc79a7", line="#8f3d6b", shape="circle", opacity=0.9),
    kind="kind",
    identity=("name", "kind", "ward", "address"),
    year="year",
    consent="consent",
    links=(
        Link(
            "association",
            "association_areas",
            Text("町内会・自治会の区域", "area of the association"),
            name="name",
            # A shopping street's or an NPO's name is like many associations' and says nothing of them.
            only_when=("kind", "association"),
        ),
        Link("area", "association_areas", Text("活動する区域", "area it is active in"), name="area", several=True),
    ),
)
