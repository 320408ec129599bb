"""災害時要援護者: how many people who need help are registered in a unit, and how many plans are made. Never who or where.

Duty level as a whole: neither public nor staff see anything of it until numbers are kept back by rule. A file with names,
birthdays, addresses or telephone numbers of people is refused before a row of it is stored.
"""

from __future__ import annotations

from layers.base import WARD, Code, Field, Layer, Link, Style, Text

UNIT_SETS = (
    Code("wards", Text("区", "ward"), ("行政区",)),
    Code("towns", Text("町丁", "town (町丁)"), ("町丁目",)),
    Code("elementary_districts", Text("小学校区", "elementary school district"), ("小学校通学区",)),
    Code("junior_high_districts", Text("中学校区", "junior high school district"), ("中学校通学区",)),
    Code("districts", Text("地区", "district")),
    Code("association_areas", Text("町内会・自治会の区域", "association area"), ("町内会", "自治会")),
)
"""Divisions that lists count by; each slug is the layer whose units they are."""


def _count(name: str, ja: str, en: str, *headings: str) -> Field:
    return Field(name, Text(ja, en), "integer", "people", minimum=0, maximum=100_000, publish="duty", headings=headings)


LAYER = Layer(
    id="vulnerable_residents",
    title=Text("災害時要援護者（人数）", "residents who need help in a disaster (counts)"),
    about=Text(
        "区域ごとの登録者数・同意者数・個別避難計画の作成数。個人の氏名や住所は受け付けない。担当者だけが扱う。",
        "How many are registered, agreed and have a plan, by unit. No names or addresses of people. For appointed staff only.",
    ),
    role="records",
    geometry="none",
    fields=(
        Field(
            "unit",
            Text("区域の名称", "name of the unit"),
            required=True,
            publish="duty",
            headings=("町丁名", "学区", "区名", "町内会名", "地区名"),
        ),
        Field("unit_code", Text("区域のコード", "code of the unit"), publish="duty", headings=("町丁コード",)),
        Field(
            "unit_set",
            Text("区域の種類", "kind of unit"),
            "code",
            publish="duty",
            codes=UNIT_SETS,
        ),
        WARD,
        _count("registered", "登録者数", "registered", "要援護者数", "名簿登録者数", "登録数"),
        _count("consented", "同意者数", "agreed to be named to helpers", "同意数", "情報提供同意者数"),
        _count("plans_made", "個別避難計画の作成数", "individual plans made", "計画作成数", "個別避難計画数"),
        Field("year", Text("年", "year"), "integer", minimum=1990, maximum=2100, publish="duty", headings=("年度",)),
    ),
    formats=(),
    without=Text(
        "登録した要援護者の人数が町丁ごとに見られません。今ある問いには使いません。",
        "Registered residents who need help are not seen by 町丁. No question uses it today.",
    ),
    style=Style(fill="#999999", line="#555555"),
    links=tuple(
        Link(
            # Decisions of persons are kept by it.
            "town" if one.slug == "towns" else one.slug,
            one.slug,
            Text(f"数えた{one.label.ja}", f"the {one.label.en} that is counted"),
            name="unit",
            code="unit_code",
            only_when=("unit_set", one.slug),
        )
        for one in UNIT_SETS
    ),
    identity=("unit_set", "unit_code", "unit"),
    year="year",
    publish="duty",
    never=(
        "氏名",
        "(?:本人|対象者|住民|支援者)名",
        "^(?:お?名前|姓|名|フリガナ|ふりがな|カナ|続柄|性別)$",
        "フリガナ|ふりがな|(?:氏名|名前).*カナ",
        "生年月日|誕生日|年齢$",
        "電話|携帯|連絡先|^tel|メール|e-?mail",
        "住所|居所|番地|方書|緯度|経度",
        "個人番号|マイナンバー|被保険者|障害|要介護|病名|疾患",
        "personname|fullname|birth|phone|address",
    ),
)
