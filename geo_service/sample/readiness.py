"""Being ready for a disaster in the sample city: councils of shelters, people who need help (numbers only), notice boards."""

from __future__ import annotations

import numpy as np

from geo_service.sample import hazards, terrain
from geo_service.sample.associations import Association
from geo_service.sample.districts import Districts
from geo_service.sample.lots import Lot, Lots
from geo_service.sample.office import Sheet
from geo_service.sample.people import People
from geo_service.sample.schools import Site
from geo_service.sample.services import LonLat

REGISTERED = {2007: 616, 2009: 2_240, 2011: 4_350, 2013: 6_980, 2014: 7_881}
"""Year → people registered. The first (December 2007) and last (April 2014) are the paper's, those between invented."""
COUNCIL_YEARS = (2023, 2024, 2025)
BOARDS, SIGN_SHARE, MEASURED_SHARE = 420, 0.45, 0.8
PLACED = 120
"""Boards whose list gives no coordinates: their addresses are looked up."""


def networks(sites: tuple[Site, ...]) -> dict[str, str]:
    """Site's name → the junior high school it belongs to: the nearest of its ward, itself for a junior high school."""
    juniors = [site for site in sites if site.kind == "中学校"]

    def nearest(site: Site) -> str:
        own = [one for one in juniors if one.lot.town.ward is site.lot.town.ward]
        return min(own, key=lambda one: (one.lot.x - site.lot.x) ** 2 + (one.lot.y - site.lot.y) ** 2).name

    return {site.name: nearest(site) for site in sites}


def shelter_councils(sites: tuple[Site, ...]) -> Sheet:
    """A row a shelter and year: how often its council met; a year nobody wrote down is blank, not 0."""
    rng = np.random.default_rng(2006)
    network = networks(sites)
    rows = []
    for year in COUNCIL_YEARS:
        for site in (one for one in sites if one.shelter):
            met = int(rng.choice([0, 1, 1, 2, 2, 3]))
            known = rng.random() < 0.93
            mark = ("○" if met else "×") if known else ""
            council = f"{site.name}避難所運営会議"
            rows.append(
                (
                    site.lot.town.ward.name,
                    site.name,
                    site.lot.address,
                    council,
                    f"{network[site.name]}区",
                    year,
                    met if known else None,
                    mark,
                )
            )
    headings = ("区", "避難所名", "避難所の所在地", "運営会議名", "中学校区", "年度", "開催回数", "開催の有無")
    return Sheet("避難所運営会議 開催状況", headings, rows, ("※ 空欄は報告がないもの。",))


def _shared(total: int, weight: np.ndarray, most: np.ndarray) -> list[int]:
    """A total in whole numbers by weight (largest remainders), none above ``most``."""
    exact = total * weight / weight.sum()
    whole = np.minimum(np.floor(exact).astype(int), most)
    for i in np.argsort(-(exact - np.floor(exact)), kind="stable").tolist() * 3:
        if whole.sum() == total:
            break
        if whole[i] < most[i]:
            whole[i] += 1
    assert whole.sum() == total
    return [int(one) for one in whole]


def vulnerable_residents(districts: Districts, people: tuple[People, ...]) -> Sheet:
    """Registered people per 町丁 and year, summing to the paper's totals. Numbers only: nobody is named."""
    rng = np.random.default_rng(616)
    oldest = np.array([one.age_75_over for one in people], dtype=float)
    weight = oldest * rng.uniform(0.5, 1.5, len(oldest))
    rows: list[tuple[str | int | None, ...]] = []
    for year, total in REGISTERED.items():
        counts = _shared(total, weight, (0.4 * oldest).astype(int))
        for town, count in zip(districts.towns, counts, strict=True):
            if count:
                agreed = int(rng.binomial(count, 0.82))
                plans = int(rng.binomial(agreed, 0.35)) if year >= 2013 else None
                rows.append((town.ward.name, town.name, town.code, "町丁", year, count, agreed, plans))
    headings = ("区", "町丁名", "町丁コード", "区域の種類", "年", "登録者数", "同意者数", "個別避難計画の作成数")
    return Sheet("災害時要援護者避難支援制度 登録者数（取扱注意）", headings, rows, ("※ 個人の情報は含まない。",))


def _rounded(at: tuple[float, float]) -> tuple[float, float]:
    return round(at[0], 6), round(at[1], 6)


def notice_boards(
    districts: Districts, associations: tuple[Association, ...], lots: Lots, lonlat: LonLat
) -> tuple[Sheet, list[tuple[Lot, str]]]:
    """Boards of associations, many with a sign of altitude and flood depth. The lots are positions of their addresses."""
    rng = np.random.default_rng(2_011)
    index = {town.code: i for i, town in enumerate(districts.towns)}
    rows: list[tuple[str | int | float | None, ...]] = []
    found: list[tuple[Lot, str]] = []
    chosen = [associations[i] for i in rng.choice(len(associations), BOARDS).tolist()]
    # Of most boards on low ground the height has been measured, whether a sign hangs there already or not.
    measured = np.random.default_rng(2_012).random(BOARDS) < MEASURED_SHARE
    for number, one in enumerate(chosen, start=1):
        middle = one.shape.representative_point()
        town = min(
            (town for town in districts.towns if town.ward is one.ward and lots.dry(index[town.code])),
            key=lambda town: (town.x - middle.x) ** 2 + (town.y - middle.y) ** 2,
        )
        lot = lots.take(index[town.code], 6)
        u, v = terrain.to_valley(np.array([lot.x]), np.array([lot.y]))
        height, depth = float(terrain.elevation_m(u, v)[0]), float(hazards.flood_depth(u, v, True)[0])
        sign = rng.random() < SIGN_SHARE and height < 40
        unplaced = number <= PLACED
        east, north = (None, None) if unplaced else _rounded(lonlat(lot.x, lot.y))
        rows.append(
            (
                f"第{number}号掲示板",
                "町内会掲示板",
                one.ward.name,
                lot.address,
                one.name,
                "○" if sign else ("" if rng.random() < 0.3 else "×"),
                round(height, 1) if sign or (height < 40 and measured[number - 1]) else None,
                round(max(depth, 0.0), 1) if sign else None,
                east,
                north,
            )
        )
        if unplaced:
            found.append((lot, "number"))
    headings = (
        "掲示板名",
        "種別",
        "区",
        "所在地",
        "町内会名",
        "海抜・浸水深表示板",
        "海抜（m）",
        "想定浸水深（m）",
        "経度",
        "緯度",
    )
    return Sheet("町内会・自治会 掲示板台帳", headings, rows, ("※ 位置のない掲示板は所在地から探す。",)), found
