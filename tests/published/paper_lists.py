"""Lists as ward offices keep them, of the subjects of the city's paper of 2015: plain sheets of an invented city.

The headings are such as offices write; nothing here knows how they are read. The city has the wards 汐見区 and 川辺区.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl


class Sheet(NamedTuple):
    """One list: file name, headings, rows."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]


GROUPS = Sheet(
    "地域の団体.xlsx",
    ("団体名", "団体種別", "区", "事務所所在地", "活動区域", "活動内容", "会員数", "結成年", "代表者", "公開同意", "年度"),
    (
        (
            "汐見公園愛護会",
            "愛護会",
            "汐見区",
            "汐見区汐見1-2-3",
            "汐見町内会",
            "清掃・除草",
            14,
            1985,
            "044-000-0001",
            "○",
            2026,
        ),
        ("汐見自主防災会", "自主防災組織", "汐見区", "汐見区汐見2-1", "汐見町内会", "訓練", 120, 1996, "044-000-0002", "×", 2026),
        ("川辺シニアクラブ", "老人クラブ", "川辺区", None, "川辺", "配食", 45, 2001, "044-000-0003", None, 2026),
        ("川辺町内会", "町内会", "川辺区", None, "川辺", "夏まつり", 800, 1952, "044-000-0004", "あり", 2026),
    ),
)
STEWARDSHIP = Sheet(
    "公園愛護会一覧.xlsx",
    ("区", "公園の名称", "所在地", "愛護会名", "種別", "面積（㎡）", "結成年度", "報奨金", "主な活動", "会員数", "年度"),
    (
        ("汐見区", "汐見公園", "汐見区汐見1-2-3", "汐見公園愛護会", "愛護会", 480, 1985, 12000, "清掃・除草", 14, 2026),
        ("川辺区", "川辺公園", "川辺区川辺2-1", "川辺公園管理運営協議会", "協議会", 3500, 2007, "90,000", "剪定", 22, 2026),
        ("川辺区", "川辺公園", "川辺区川辺2-1", "川辺公園管理運営協議会", "協議会", 3500, 2007, "90,000", "剪定", 20, 2025),
    ),
)
COUNCILS = Sheet(
    "避難所運営会議.xlsx",
    ("区", "避難所名", "避難所所在地", "運営会議", "中学校区", "会議開催回数", "実施の有無", "年度"),
    (
        ("汐見区", "汐見小学校", "汐見区汐見3-1", "汐見小学校避難所運営会議", "汐見中学校", 3, "○", 2025),
        ("汐見区", "汐見小学校", "汐見区汐見3-1", "汐見小学校避難所運営会議", "汐見中学校", 0, "×", 2026),
        ("川辺区", "川辺中学校", "川辺区川辺4-2", "川辺中学校避難所運営会議", "川辺中学校", None, None, 2026),
    ),
)
SERVICE_POINTS = Sheet(
    "証明書窓口.csv",
    ("施設名", "区分", "所在地", "区", "受付時間", "取扱証明書", "設置建物", "廃止予定日", "緯度", "経度"),
    (
        ("汐見区役所", "窓口", "汐見区汐見1-1", "汐見区", "8:30-17:00", "住民票・戸籍", "汐見区役所", None, 35.52, 139.62),
        (
            "汐見区役所端末",
            "自動交付機",
            "汐見区汐見1-1",
            "汐見区",
            "7:30-20:00",
            "住民票",
            "汐見区役所",
            "2027/3/31",
            35.52,
            139.6201,
        ),
        ("みほんマート川辺店", "コンビニ", "川辺区川辺1-1", "川辺区", "6:30-23:00", "住民票", None, None, 35.53, 139.67),
    ),
)
PARTNERS = Sheet(
    "協定先一覧.csv",
    ("協力先", "区分", "法人名", "所在地", "区", "協力内容", "協定の名称", "締結年度", "緯度", "経度"),
    (
        (
            "みほん大学汐見キャンパス",
            "大学",
            "学校法人みほん",
            "汐見区汐見5-1",
            "汐見区",
            "備蓄場所",
            "災害協定",
            2012,
            35.525,
            139.63,
        ),
        ("みほん電機工場", "企業", "みほん電機", "川辺区川辺6-1", "川辺区", "グラウンド", "災害協定", 2014, 35.535, 139.68),
    ),
)
SPACES = Sheet(
    "空き家台帳.xlsx",
    ("物件名", "種別", "所在地", "区", "床面積（㎡）", "所有区分", "利用可能日", "現況", "所有者の同意", "緯度", "経度"),
    (
        ("空き家A", "空き家", "汐見区汐見7-1", "汐見区", 82.5, "個人", "2026/10/1", "良好", "○", 35.511, 139.611),
        ("旧出張所2階", "余剰スペース", "川辺区川辺7-1", "川辺区", 120, "市", None, "要改修", "×", 35.541, 139.661),
    ),
)
BOARDS = Sheet(
    "掲示板.csv",
    ("設置場所", "種別", "所在地", "区", "町内会名", "表示板の有無", "海抜（m）", "想定浸水深（m）", "緯度", "経度"),
    (
        ("汐見1丁目角", "掲示板", "汐見区汐見1-9", "汐見区", "汐見町内会", "有", 2.4, 3.0, 35.515, 139.615),
        ("川辺公園前", "市掲示板", "川辺区川辺2-2", "川辺区", None, None, None, None, 35.545, 139.665),
    ),
)
OBSERVATIONS = Sheet(
    "まち歩き.csv",
    ("番号", "件名", "分類", "調査日", "班", "気づいたこと", "写真URL", "市の回答", "公開", "緯度", "経度"),
    (
        (1, "段差", "障害", "2026-05-10", "1班", "車いすで通れない", None, "秋に直します", "公開", 35.516, 139.616),
        (2, "段差", "障害", "2026-05-10", "1班", "車いすで通れない", None, None, "未確認", 35.517, 139.617),
        (
            3,
            "井戸",
            "良い",
            "2026-05-10",
            "2班",
            "災害のとき使える",
            "https://example.org/well.jpg",
            None,
            "非公開",
            35.518,
            139.618,
        ),
    ),
)
MEETINGS = Sheet(
    "区民会議.xlsx",
    ("会議名", "種別", "区", "会場", "開催日", "参加者数", "提案", "主体", "年度"),
    (
        ("第4期 汐見区区民会議", "区民会議", "汐見区", "汐見区役所", "2014-06-12", 20, "緑のカーテン", "住民", 2014),
        ("第4期 汐見区区民会議", "区民会議", "汐見区", "汐見区役所", "2014-06-12", 20, "防災マップ", "協働", 2014),
        ("川辺DIG", "災害図上訓練", "川辺区", "川辺中学校", "2026-02-01", 63, "要援護者の把握", "行政", 2025),
    ),
)
SHEETS = {
    "groups": GROUPS,
    "stewardship": STEWARDSHIP,
    "shelter_councils": COUNCILS,
    "service_points": SERVICE_POINTS,
    "partner_sites": PARTNERS,
    "candidate_spaces": SPACES,
    "notice_boards": BOARDS,
    "observations": OBSERVATIONS,
    "area_meetings": MEETINGS,
}
"""What each list is of → the list."""


def write(folder: Path, sheet: Sheet, rows: Sequence[Sequence[str | int | float | None]] | None = None) -> Path:
    """The list as an Excel workbook or a CP932 CSV, as its file name says; ``rows`` in place of its own."""
    path, body = folder / sheet.file, sheet.rows if rows is None else rows
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        page = book.worksheets[0]
        page.append(list(sheet.headings))
        for row in body:
            page.append(list(row))
        book.save(path)
        return path
    with path.open("w", encoding="cp932", newline="") as file:
        csv.writer(file).writerows([sheet.headings, *body])
    return path
