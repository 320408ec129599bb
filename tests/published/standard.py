"""自治体標準オープンデータセット as municipalities publish them, old and new edition, clean and with the dirt real files have.

Written from the published column lists, knowing nothing of how they are read. The places lie in みほん市 (99130; its wards are
99131 汐見区 west of 139.65° E and 99132 川辺区), between 139.60–139.70° E and 35.50–35.55° N.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

CITY = "991309"
"""Code of みほん市 with its check digit."""
OLD_HEAD = (
    *("都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "名称", "名称_カナ"),
    *("住所", "方書", "緯度", "経度"),
)
NEW_HEAD = (
    *("全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英字", "所在地_全国地方公共団体コード"),
    *("町字ID", "所在地_連結表記", "所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下"),
    *("建物名等(方書)", "緯度", "経度"),
)
CONTACT = ("電話番号", "内線番号", "連絡先メールアドレス", "連絡先FormURL", "連絡先備考（その他、SNSなど）", "郵便番号")
HAZARDS = (
    *("災害種別_洪水", "災害種別_崖崩れ、土石流及び地滑り", "災害種別_高潮", "災害種別_地震", "災害種別_津波"),
    *("災害種別_大規模な火事", "災害種別_内水氾濫", "災害種別_火山現象"),
)
_SITE = ("指定避難所との重複", "想定収容人数", "対象となる町会・自治会", "URL")
EVACUATION_OLD = (
    *("NO", "名称", "名称_カナ", "住所", "方書", "緯度", "経度", "標高", "電話番号", "内線番号", "市区町村コード"),
    *("都道府県名", "市区町村名", *HAZARDS, *_SITE, "備考"),
)
EVACUATION_NEW = (
    *(one for one in NEW_HEAD if one != "地方公共団体名"),
    *("標高", *CONTACT, "市区町村コード", "地方公共団体名", *HAZARDS, *_SITE, "画像", "画像_ライセンス", "備考"),
)
_CHILD = (
    *("法人番号", "団体名", "認可等年月日", "収容定員", "受入年齢", "利用可能曜日", "開始時間", "終了時間"),
    *("利用可能日時特記事項", "一時預かりの有無"),
)
CHILD_OLD = (
    *OLD_HEAD[:6],
    "種別",
    *OLD_HEAD[6:],
    *("アクセス方法", "駐車場情報", "電話番号", "内線番号", "FAX番号", *_CHILD, "URL", "備考"),
)
CHILD_NEW = (
    *(*NEW_HEAD[:6], "種別", *NEW_HEAD[6:], "高度の種別", "高度の値", "アクセス方法", "駐車場情報"),
    *(*CONTACT, "FAX番号", *_CHILD, "病児保育の有無", "URL", "画像", "画像_ライセンス", "備考"),
)
_CARE = ("FAX番号", "法人番号", "法人の名称", "事業所番号", "利用可能曜日", "利用可能曜日特記事項", "定員", "URL", "備考")
CARE_OLD = (
    *("都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "介護サービス事業所名称"),
    *("介護サービス事業所名称_カナ", "実施サービス", "住所", "方書", "緯度", "経度", "電話番号", "内線番号", *_CARE),
)
CARE_NEW = (
    *("全国地方公共団体コード", "ID", "地方公共団体名", "介護サービス事業所名称", "介護サービス事業所名称_カナ", "実施サービス"),
    *(*NEW_HEAD[6:], *CONTACT, *_CARE),
)
_PUBLIC = ("法人番号", "団体名", "利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項", "説明", "バリアフリー情報")
PUBLIC_OLD = (*(*OLD_HEAD[:6], "名称_通称", "POIコード", *OLD_HEAD[6:], "電話番号", "内線番号", *_PUBLIC, "URL", "備考"),)
PUBLIC_NEW = (
    *(*NEW_HEAD[:6], "名称_通称", "POIコード", *NEW_HEAD[6:], "高度の種別", "高度の値", *CONTACT, *_PUBLIC),
    *("URL", "画像", "画像_ライセンス", "備考"),
)
AED_OLD = (
    *(*OLD_HEAD, "設置位置", "電話番号", "内線番号", "法人番号", "団体名", "利用可能曜日", "開始時間", "終了時間"),
    *("利用可能日時特記事項", "小児対応設備の有無", "URL", "備考"),
)
TOILET_NEW = (
    *(*NEW_HEAD[:14], "設置位置", "緯度", "経度", "高度の種別", "高度の値", "男性トイレ総数", "女性トイレ総数"),
    *("バリアフリートイレ数", "車椅子使用者用トイレ有無", "利用開始時間", "利用終了時間", "備考"),
)
SIGHTS_OLD = (
    *("都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "名称", "名称_カナ", "名称_英語", "POIコード"),
    *("住所", "方書", "緯度", "経度", "利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項", "料金（基本）"),
    *("料金（詳細）", "説明", "説明_英語", "アクセス方法", "駐車場情報", "バリアフリー情報", "URL", "備考"),
)

_HALF = str.maketrans(
    {**dict(zip("アイウエオカキクケコサシスセソタチツテトナニヌネノ", "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉ", strict=True)), "ー": "ｰ"}
    | {"ド": "ﾄﾞ", "ビ": "ﾋﾞ", "バ": "ﾊﾞ", "リ": "ﾘ", "フ": "ﾌ"}
)


def half_width(headings: Sequence[str]) -> list[str]:
    """Headings with their katakana in half width, as 秦野市 has them (全国地方公共団体ｺｰﾄﾞ)."""
    return [heading.translate(_HALF) for heading in headings]


def write(
    path: Path,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, object]],
    encoding: str = "utf-8-sig",
    headings: Sequence[str] | None = None,
) -> Path:
    """A CSV of these columns, blank where a row says nothing; ``headings`` in place of the columns' names."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(headings or columns)
    unknown = {name for row in rows for name in row} - set(columns)
    assert not unknown, unknown
    out.writerows([row.get(name, "") for name in columns] for row in rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
