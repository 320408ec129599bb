"""Empty houses, spare rooms and other space that could be put to a new use. For the staff: an address invites thieves."""

from __future__ import annotations

from layers.base import ADDRESS, NAME, REMARKS, WARD, Code, Field, Layer, Style, Text

KINDS = (
    Code("vacant_house", Text("空き家", "vacant house"), ("空き家", "空家", "空家等")),
    Code("spare_room", Text("空き室・余剰スペース", "spare room"), ("空き室", "空室", "余剰スペース", "余裕教室", "空き教室")),
    Code("vacant_shop", Text("空き店舗", "vacant shop"), ("空き店舗", "空店舗")),
    Code("public_space", Text("公共施設の空き", "public space"), ("公共施設", "公共スペース", "市有施設")),
    Code("land", Text("空き地", "land"), ("空き地", "空地", "市有地", "未利用地", "土地")),
)
OWNERS = (
    Code("private", Text("民間・個人", "private"), ("民間", "個人", "私有", "民有")),
    Code("city", Text("市", "the city"), ("市", "市有", "川崎市")),
    Code("other_public", Text("国・県など", "other public body"), ("国", "県", "国有", "県有", "公社", "都市再生機構")),
    Code("unknown", Text("不明", "not known"), ("不明", "所有者不明")),
)

LAYER = Layer(
    id="candidate_spaces",
    title=Text("使えるかもしれない場所", "candidate spaces"),
    about=Text(
        "空き家、空き室、空き店舗、空き地など、新しい使い方の候補。持ち主と防犯のため、職員だけが見る。",
        "Vacant houses, rooms, shops and land that could be put to new use. For the staff only, for owners' sake and safety.",
    ),
    role="places",
    geometry="any",
    fields=(
        Field(NAME.name, NAME.label, required=True, headings=("物件名", "施設名", "場所", "建物名", "番号", "物件番号")),
        Field("kind", Text("種類", "kind"), "code", codes=KINDS, headings=("種別", "区分", "物件種別")),
        Field(ADDRESS.name, ADDRESS.label, headings=("所在地",)),
        WARD,
        Field(
            "floor_m2",
            Text("床面積", "floor area"),
            "number",
            "m2",
            minimum=1,
            maximum=1_000_000,
            headings=("面積", "延床面積", "延べ面積", "床面積（㎡）", "面積（㎡）"),
        ),
        Field(
            "owner_kind", Text("持ち主の種類", "kind of owner"), "code", codes=OWNERS, headings=("所有者区分", "所有区分", "所有")
        ),
        Field(
            "available_from",
            Text("使える時期", "available from"),
            "date",
            headings=("利用可能日", "利用開始可能日", "活用可能時期"),
        ),
        Field("condition", Text("状態", "condition"), headings=("建物の状態", "現況", "老朽度", "状況")),
        Field(
            "consent",
            Text("持ち主の同意", "owner agreed"),
            "mark",
            headings=("所有者の同意", "同意", "同意の有無", "活用の同意", "所有者同意"),
        ),
        REMARKS,
    ),
    formats=(),
    without=Text("使えるかもしれない場所がどこか見られません。", "Where usable spaces may be cannot be seen."),
    style=Style(fill="#999999", line="#4d4d4d", shape="triangle", opacity=0.9),
    kind="kind",
    publish="staff",
    consent="consent",
)
