"""What residents of the sample city saw on walks, and their meetings. 138 members of seven ward assemblies are the paper's."""

from __future__ import annotations

import numpy as np

from geo_service.sample.districts import Districts
from geo_service.sample.lots import Lots
from geo_service.sample.names import WARDS
from geo_service.sample.office import Cell, Sheet
from geo_service.sample.parks import Park
from geo_service.sample.services import LonLat

MEMBERS = (20, 20, 20, 20, 20, 19, 19)
"""Members of each ward's assembly."""
_SEEN = (
    ("危険箇所", "ブロック塀が傾いている", "所有者に伝えました"),
    ("危険箇所", "雨のたびに水がたまる", "排水を調べます"),
    ("段差", "車いすで通れない段差", "来年度に直します"),
    ("通りにくい", "道が狭く消防車が入れない", ""),
    ("よい場所", "休めるベンチと水道がある", ""),
    ("提案", "ここに避難先の案内がほしい", "検討中です"),
    ("標識", "案内板の字が消えている", "取り替えました"),
)
_OUTCOMES = (
    ("区民", "区民が毎月の清掃と見守りを始めた"),
    ("協働", "区役所といっしょに防災マップを作り全戸に配った"),
    ("行政", "区役所が坂道に手すりとベンチを置いた"),
)


def observations(districts: Districts, lots: Lots, lonlat: LonLat) -> Sheet:
    """Notes of fourteen walks and map exercises: two a ward, twelve notes each."""
    rng = np.random.default_rng(14_12)
    rows: list[tuple[Cell, ...]] = []
    for ward in WARDS:
        own = [i for i, town in enumerate(districts.towns) if town.ward is ward and lots.dry(i)]
        for walk, day in enumerate(("令和7年5月18日", "令和7年11月9日"), start=1):
            start = int(rng.choice(own))
            home = districts.towns[start]
            near = sorted(own, key=lambda i: (districts.towns[i].x - home.x) ** 2 + (districts.towns[i].y - home.y) ** 2)[:4]
            for number in range(12):
                lot = lots.take(int(rng.choice(near)), 3)
                kind, text, answer = _SEEN[int(rng.integers(len(_SEEN)))]
                lon, lat = lonlat(lot.x, lot.y)
                rows.append(
                    (
                        len(rows) + 1,
                        kind,
                        ward.name,
                        f"{lot.town.name}付近",
                        day,
                        f"{ward.name[:-1]}まち歩きの会 {walk}班",
                        text,
                        answer or None,
                        # Nobody has looked at the last walk's notes yet, and one of the first is not to be shown.
                        "未確認" if walk == 2 else "非公開" if number == 0 else "公開",
                        round(lon, 6),
                        round(lat, 6),
                    )
                )
    headings = ("番号", "分類", "区", "場所", "調査日", "班", "気づいたこと", "対応", "公開", "経度", "緯度")
    return Sheet("マイ防災マップ・まち歩きの記録", headings, rows)


def area_meetings(parks: tuple[Park, ...]) -> Sheet:
    """区民会議 with outcomes of three kinds (they ended in 2019), and the meetings that are held today."""
    rng = np.random.default_rng(138)
    rows: list[tuple[Cell, ...]] = []
    for ward, members in zip(WARDS, MEMBERS, strict=True):
        name = f"第5期{ward.name}区民会議"
        rows.append(
            (name, "区民会議", ward.name, f"{ward.name[:-1]}区役所", "平成28年6月10日", members, "委員の委嘱", None, 2016)
        )
        for kind, outcome in _OUTCOMES:
            rows.append((name, "区民会議", ward.name, f"{ward.name[:-1]}区役所", "平成30年3月20日", None, outcome, kind, 2017))
        day = f"令和7年{int(rng.integers(6, 12))}月{int(rng.integers(1, 28))}日"
        came = int(rng.integers(24, 60))
        rows.append(
            (
                f"{ward.name[:-1]}地域デザイン会議",
                "地域デザイン会議",
                ward.name,
                f"{ward.name[:-1]}市民館",
                day,
                came,
                "区の将来像を話し合った",
                "協働",
                2025,
            )
        )
        for turn in (1, 2):
            rows.append(
                (
                    f"{ward.name}災害図上訓練 第{turn}回",
                    "DIG",
                    ward.name,
                    f"{ward.name[:-1]}市民館",
                    f"令和7年{4 * turn}月15日",
                    int(rng.integers(18, 70)),
                    "避難経路の課題を地図にまとめた",
                    "区民",
                    2025,
                )
            )
    near = [park for park in parks if park.kind == "近隣公園"]
    for i in sorted(rng.choice(len(near), 6, replace=False).tolist()):
        park = near[i]
        rows.append(
            (
                f"{park.name} 公園ミーティング",
                "公園ミーティング",
                park.lot.town.ward.name,
                park.name,
                "令和7年10月5日",
                int(rng.integers(12, 40)),
                "ボール遊びの時間を決めた",
                "協働",
                2025,
            )
        )
    headings = ("会議名", "種別", "区", "会場", "開催日", "参加人数", "成果", "取組主体", "年度")
    return Sheet("区民会議・地域の話し合い 一覧", headings, rows)
