"""Counters for certificates, partners and candidate spaces of the sample city, with the counts of the city's paper of 2015."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo_service.sample.districts import Districts, station_pull
from geo_service.sample.facilities import Facility
from geo_service.sample.lots import Lot, Lots
from geo_service.sample.names import NEIGHBOURS
from geo_service.sample.office import Cell, Sheet, era
from geo_service.sample.people import People
from geo_service.sample.terrain import to_plane

COUNTERS, TERMINALS, STORES = 19, 21, 530
UNIVERSITIES, OUTSIDE = 11, 3
"""Universities that agreed to help, and how many of their campuses lie outside the city."""
COMPANIES, SHOPS = 26, 14
SPACES = (("空き家", 90), ("空き室・余剰スペース", 34), ("空き店舗", 28), ("公共施設の空き", 22), ("空き地", 26))
CLOSES = "令和9年3月31日"
"""Last day of the terminals; the paper says that they will be closed, the day is invented."""
LonLat = Callable[[float, float], tuple[float, float]]
CERTIFICATES = "住民票の写し、印鑑登録証明書、戸籍証明書"


def _at(lot: Lot, lonlat: LonLat) -> tuple[float, float]:
    lon, lat = lonlat(lot.x, lot.y)
    return round(lon, 6), round(lat, 6)


def _town_weights(districts: Districts, people: tuple[People, ...], lots: Lots, pull: float) -> np.ndarray:
    u, v = np.array([town.u for town in districts.towns]), np.array([town.v for town in districts.towns])
    dry = np.array([lots.dry(i) for i in range(len(districts.towns))])
    weight = np.array([one.residents for one in people], dtype=float) * (1 + pull * station_pull(u, v)) * dry
    return np.asarray(weight / weight.sum(), dtype=float)


def service_points(
    districts: Districts, people: tuple[People, ...], places: tuple[Facility, ...], lots: Lots, lonlat: LonLat
) -> Sheet:
    """Counters in ward offices and branches, terminals mostly in the same buildings, convenience stores near people."""
    rng = np.random.default_rng(19_21_530)
    offices = [one for one in places if one.kind in {"区役所", "出張所"}]
    corners = [one for one in places if one.kind == "市民館・分館"]
    counters = (offices + corners)[:COUNTERS]
    terminals = (counters + corners[-4:])[:TERMINALS]
    rows: list[tuple[Cell, ...]] = []
    for one in counters:
        ward = one.lot.town.ward.name
        name = one.name if one.kind in {"区役所", "出張所"} else f"{one.name}行政サービスコーナー"
        rows.append(
            (name, "窓口", ward, one.lot.address, "平日 8:30〜17:00", CERTIFICATES, one.name, None, *_at(one.lot, lonlat))
        )
    for one in terminals:
        rows.append(
            (
                f"{one.name}行政サービス端末",
                "行政サービス端末",
                one.lot.town.ward.name,
                one.lot.address,
                "7:30〜22:00",
                "住民票の写し、印鑑登録証明書",
                one.name,
                CLOSES,
                *_at(one.lot, lonlat),
            )
        )
    weight = _town_weights(districts, people, lots, 2.5)
    used: dict[str, int] = {}
    for index in rng.choice(len(weight), STORES, p=weight).tolist():
        lot = lots.take(index, 9)
        chain = str(rng.choice(["みほんマート", "ストア二四", "まちかど屋"]))
        used[chain + lot.town.name] = number = used.get(chain + lot.town.name, 0) + 1
        name = f"{chain}{lot.town.name}{f'{number}号' if number > 1 else ''}店（架空）"
        rows.append(
            (
                name,
                "コンビニエンスストア",
                lot.town.ward.name,
                lot.address,
                "6:30〜23:00",
                CERTIFICATES,
                None,
                None,
                *_at(lot, lonlat),
            )
        )
    headings = ("施設名", "種別", "区", "所在地", "利用時間", "取扱証明書", "設置建物", "廃止予定日", "経度", "緯度")
    return Sheet("証明書を受け取れる場所", headings, rows)


def partner_sites(
    districts: Districts, people: tuple[People, ...], lots: Lots, lonlat: LonLat
) -> tuple[Sheet, tuple[tuple[str, Lot], ...]]:
    """Universities, companies and shops with an agreement; and the universities inside the city with their lots."""
    rng = np.random.default_rng(11)
    weight = _town_weights(districts, people, lots, 0.0)
    rows: list[tuple[Cell, ...]] = []
    campuses: list[tuple[str, Lot]] = []
    words = ("理工", "福祉", "芸術", "経済", "看護", "農", "海洋", "国際", "教育", "情報", "体育")
    lends = {0: "備蓄倉庫の場所", 1: "グラウンド（一時避難）"}
    for number, word in enumerate(words[:UNIVERSITIES]):
        name = f"みほん{word}大学（架空）"
        offers = lends.get(number, str(rng.choice(["学生ボランティア", "教室の利用", "公開講座、調査の協力"])))
        since = era(int(rng.integers(2005, 2024)))
        if number >= UNIVERSITIES - OUTSIDE:
            near = NEIGHBOURS[(number * 2) % len(NEIGHBOURS)]
            x, y = to_plane(np.array([near.seed[0]]), np.array([near.seed[1]]))
            lon, lat = lonlat(float(x[0]), float(y[0]))
            where = f"{near.prefecture}{near.city}{near.name}{near.name[:-1]}1-1"
            rows.append(
                (
                    f"{name}本部キャンパス",
                    "大学",
                    name,
                    "",
                    where,
                    offers,
                    f"{name}との包括協定",
                    since,
                    "キャンパスは市外",
                    round(lon, 6),
                    round(lat, 6),
                )
            )
            continue
        lot = lots.take(int(rng.choice(len(weight), p=weight)), 120)
        campuses.append((name, lot))
        rows.append(
            (
                f"{name}{lot.town.base}キャンパス",
                "大学",
                name,
                lot.town.ward.name,
                lot.address,
                offers,
                f"{name}との包括協定",
                since,
                None,
                *_at(lot, lonlat),
            )
        )
    for kind, count, ending, things in (
        ("企業", COMPANIES, "工場", ("帰宅困難者の受け入れ", "駐車場", "飲料水", "重機と人手")),
        ("店舗", SHOPS, "店", ("食料・日用品", "駐車場", "トイレ", "充電")),
    ):
        for number in range(1, count + 1):
            lot = lots.take(int(rng.choice(len(weight), p=weight)), 40)
            firm = f"架空{'製作所' if kind == '企業' else 'ストアー'}第{number}社"
            rows.append(
                (
                    f"{firm}{lot.town.base}{ending}",
                    kind,
                    firm,
                    lot.town.ward.name,
                    lot.address,
                    str(rng.choice(things)),
                    "災害時における協力に関する協定",
                    era(int(rng.integers(1998, 2025))),
                    None,
                    *_at(lot, lonlat),
                )
            )
    headings = ("施設名", "種別", "団体名", "区", "所在地", "協力内容", "協定名", "締結年", "備考", "経度", "緯度")
    return Sheet("協定を結んだ大学・企業・店舗", headings, rows), tuple(campuses)


def candidate_spaces(districts: Districts, people: tuple[People, ...], lots: Lots) -> tuple[Sheet, list[tuple[Lot, str]]]:
    """Empty houses, rooms, shops, public space and land, by address only. The lots are positions of most of them."""
    rng = np.random.default_rng(33_2015)
    weight = _town_weights(districts, people, lots, 0.3)
    rows: list[tuple[Cell, ...]] = []
    found: list[tuple[Lot, str]] = []
    number = 0
    for kind, count in SPACES:
        public = kind == "公共施設の空き"
        for _ in range(count):
            number += 1
            lot = lots.take(int(rng.choice(len(weight), p=weight)), 10)
            floor = int(rng.integers(25, 220))
            owner = "市" if public else str(rng.choice(["民間", "民間", "民間", "不明"]))
            agreed = "○" if public else str(rng.choice(["○", "×", "", ""]))
            ready = f"令和{int(rng.integers(8, 11))}年{int(rng.integers(1, 13))}月1日" if agreed == "○" else None
            state = str(rng.choice(["そのまま使える", "修繕が必要", "未調査"]))
            row = (f"{number:04d}", kind, lot.town.ward.name, lot.address, floor, owner, ready, state, agreed)
            rows.append(row)
            # The rest is found no nearer than its 町丁: some lists name houses that no position is published of.
            if rng.random() < 0.8:
                found.append((lot, "number"))
    headings = ("物件番号", "種別", "区", "所在地", "面積（㎡）", "所有者区分", "利用可能日", "状態", "所有者の同意")
    return Sheet("空き家・余剰スペース 調査票（職員限り）", headings, rows), found
