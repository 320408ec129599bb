"""What residents saw on walks and drew on maps (マイ防災マップ, DIG), with the office's answer. Who said it is for the staff.

Nobody but the staff sees a row until the list says that it may be shown (``shown``): what a walk finds may be a neighbour's wall.
"""

from __future__ import annotations

from layers.base import ADDRESS, WARD, Code, Field, Layer, Style, Text

KINDS = (
    Code("hazard", Text("危ない場所", "hazard"), ("危険", "危険箇所", "危ない", "危険な場所")),
    Code("barrier", Text("通りにくい場所", "barrier"), ("障害", "段差", "バリア", "通れない", "通りにくい")),
    Code("good", Text("よい場所", "good place"), ("良い", "よい", "安全な場所", "役に立つ場所")),
    Code("idea", Text("提案", "idea"), ("アイデア", "提案", "意見", "要望")),
    Code("sign", Text("標識・表示", "sign"), ("標識", "表示", "看板")),
    Code("other", Text("その他の気づき", "other"), ("その他",)),
)

LAYER = Layer(
    id="observations",
    title=Text("住民の気づき", "observations"),
    about=Text(
        "まち歩きや災害図上訓練で住民が気づいたことと、その後の返事。書いた人の見方であり、市が確かめたものではない。",
        "What residents noticed on walks and in map exercises, and the answer. It is their view, not checked by the city.",
    ),
    role="places",
    geometry="any",
    facility=False,
    fields=(
        Field("name", Text("見出し", "heading"), headings=("件名", "名称", "タイトル", "場所の名前", "場所")),
        Field("number", Text("番号", "number"), headings=("No", "No.", "№", "通し番号", "整理番号")),
        Field("kind", Text("種類", "kind"), "code", codes=KINDS, headings=("種別", "区分", "分類")),
        Field(
            "square",
            Text("マス", "square of the wall map"),
            headings=("マス目", "方眼", "方眼の記号", "マスの記号", "地図のマス", "square"),
        ),
        Field(
            "map_code",
            Text("地図番号", "number of the wall map"),
            headings=("地図の番号", "地図コード", "壁地図の番号", "map code", "map number"),
        ),
        Field(ADDRESS.name, ADDRESS.label, headings=("所在地", "場所の住所")),
        WARD,
        Field("seen_on", Text("気づいた日", "seen on"), "date", headings=("日付", "年月日", "調査日", "実施日", "まち歩きの日")),
        Field(
            "by",
            Text("気づいた団体", "group that saw it"),
            publish="staff",
            headings=("団体名", "グループ", "班", "記入者", "報告者"),
        ),
        Field("text", Text("内容", "what was seen"), headings=("気づいたこと", "気づき", "コメント", "説明", "状況", "メモ")),
        Field("photo_url", Text("写真", "photo"), headings=("写真URL", "画像", "写真のURL")),
        Field(
            "shown",
            Text("公開してよい", "may be shown to all"),
            "mark",
            publish="staff",
            headings=("公開", "公開可否", "公開可", "公開状況", "確認", "承認"),
            without=Text(
                "公開してよいかの列がないため、職員のほかには1行も見えません。確かめた行に○を書いて読み込み直してください。",
                "No column says which rows may be shown, so that only the staff see any. Mark those checked and load it again.",
            ),
        ),
        Field("answer", Text("返事", "answer"), headings=("回答", "対応", "対応状況", "市の回答", "その後")),
    ),
    formats=(),
    without=Text(
        "住民が気づいた所を地図で見られません。今ある問いには使いません。",
        "What residents noticed cannot be seen on a map. No question uses it today.",
    ),
    style=Style(fill="#cc79a7", line="#8f3d6b", shape="star", opacity=0.9),
    kind="kind",
    consent="shown",
    identity=("number", "name", "kind", "seen_on", "text"),
)
