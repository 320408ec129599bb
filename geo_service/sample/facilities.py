"""Nurseries, facilities for the elderly and community places of the sample city."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo_service.sample.districts import Districts, station_pull
from geo_service.sample.lots import Lot, Lots
from geo_service.sample.names import WARDS
from geo_service.sample.people import People

Floats = NDArray[np.float64]

CHILD_KINDS = (
    ("認可保育所", 390, 40, 130),
    ("認定こども園", 12, 120, 260),
    ("小規模保育事業", 58, 10, 19),
    ("私立幼稚園", 84, 120, 320),
    ("認可外保育施設", 46, 15, 60),
)
"""Published kind, how many, smallest and largest capacity."""
ELDERLY_KINDS = (
    ("特別養護老人ホーム", 50, 60, 140),
    ("介護老人保健施設", 20, 80, 150),
    ("介護付有料老人ホーム", 80, 35, 110),
    ("認知症高齢者グループホーム", 60, 9, 27),
    ("通所介護", 35, 15, 40),
    ("軽費老人ホーム", 6, 30, 60),
    ("老人福祉センター", 7, 0, 0),
    ("地域包括支援センター", 42, 0, 0),
)
_CHILD_WORDS = (
    "",
    "ひかり",
    "あおば",
    "すみれ",
    "にじいろ",
    "こぐま",
    "たんぽぽ",
    "そよかぜ",
    "みらい",
    "ほしのこ",
    "なの花",
    "ゆめの木",
)
_CHILD_ENDING = {
    "認定こども園": "こども園",
    "小規模保育事業": "小規模保育室",
    "私立幼稚園": "幼稚園",
    "認可外保育施設": "キッズルーム",
}
_ELDER_WORDS = ("", "やすらぎ", "あさひ", "ことぶき", "みどりの風", "ひなた", "せせらぎ", "花の里", "和み", "千寿")
_ELDER_ENDING = {
    "特別養護老人ホーム": "苑", "介護老人保健施設": "老健センター", "介護付有料老人ホーム": "ガーデンホーム",
    "認知症高齢者グループホーム": "グループホーム", "通所介護": "デイサービス", "軽費老人ホーム": "ケアハウス",
    "老人福祉センター": "老人福祉センター", "地域包括支援センター": "地域包括支援センター",
}  # fmt: skip


@dataclass(frozen=True)
class Facility:
    """One facility. ``placed`` False: the register has no coordinates for it. ``ward``: as the register says it."""

    name: str
    kind: str
    lot: Lot
    ward: str
    capacity: int | None = None
    hours: str = ""
    open_from: str = ""
    open_to: str = ""
    phone: str = ""
    placed: bool = True
    remarks: str = ""
    age_from: int | None = None


def _phone(rng: np.random.Generator) -> str:
    """A number no telephone can have: there is no area code 000."""
    return f"000-{int(rng.integers(200, 999))}-{int(rng.integers(0, 10_000)):04d}"


def _unused(base: str, words: tuple[str, ...], ending: str, used: set[str]) -> str:
    for more in ("", "第二", "第三", "第四"):
        for word in words:
            name = f"{base}{word}{more}{ending}"
            if name not in used:
                used.add(name)
                return name
    raise ValueError(f"no name left for {ending} in {base}")


def _weights(districts: Districts, counts: list[int], lots: Lots, pull: float) -> Floats:
    u, v = np.array([town.u for town in districts.towns]), np.array([town.v for town in districts.towns])
    dry = np.array([lots.dry(i) for i in range(len(districts.towns))])
    weight = np.asarray(counts, dtype=float) * (1 + pull * station_pull(u, v)) * dry
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def make_child_facilities(districts: Districts, people: tuple[People, ...], lots: Lots) -> tuple[Facility, ...]:
    """390 licensed nurseries and 200 others, where small children and stations are. Three have no coordinates."""
    rng = np.random.default_rng(390)
    weight = _weights(districts, [one.children_0_5 for one in people], lots, 1.2)
    used: set[str] = set()
    made = []
    for kind, count, least, most in CHILD_KINDS:
        for index in rng.choice(len(weight), count, p=weight).tolist():
            lot = lots.take(index, 22)
            step = 1 if most < 20 else 5
            capacity = round(float(rng.uniform(least, most)) / step) * step
            made.append(
                Facility(
                    _unused(lot.town.base, _CHILD_WORDS, _CHILD_ENDING.get(kind, "保育園"), used),
                    kind,
                    lot,
                    lot.town.ward.name,
                    capacity if rng.random() < 0.98 else None,
                    open_from=str(rng.choice(["07:00", "07:15", "07:30"])) if kind != "私立幼稚園" else "09:00",
                    open_to=str(rng.choice(["18:30", "19:00", "20:00"])) if kind != "私立幼稚園" else "14:00",
                    phone=_phone(rng),
                )
            )
    for i in rng.choice(390, 3, replace=False).tolist():
        made[i] = replace(made[i], placed=False, remarks="移転準備中（位置は未定）")
    return tuple(made)


def make_elderly_facilities(districts: Districts, people: tuple[People, ...], lots: Lots) -> tuple[Facility, ...]:
    """300 facilities where people over 75 live; one 老人福祉センター a ward."""
    rng = np.random.default_rng(300)
    weight = _weights(districts, [one.age_75_over for one in people], lots, 0.0)
    wards = np.array([town.ward.code for town in districts.towns])
    used: set[str] = set()
    made = []
    for kind, count, least, most in ELDERLY_KINDS:
        for number in range(count):
            chance = weight * (wards == WARDS[number % len(WARDS)].code) if kind == "老人福祉センター" else weight
            lot = lots.take(int(rng.choice(len(weight), p=chance / chance.sum())), 26)
            capacity = int(rng.integers(least, most + 1)) if most else None
            if kind == "認知症高齢者グループホーム" and capacity:
                capacity = 9 * max(1, capacity // 9)  # one unit is nine people
            name = _unused(lot.town.base, _ELDER_WORDS, _ELDER_ENDING[kind], used)
            made.append(Facility(name, kind, lot, lot.town.ward.name, capacity, phone=_phone(rng)))
    return tuple(made)


def _apart(districts: Districts, members: list[int], weight: Floats, count: int, rng: np.random.Generator) -> list[int]:
    """Towns spread over a ward: each new one is drawn by weight and by distance from those chosen."""
    points = np.array([(districts.towns[i].x, districts.towns[i].y) for i in members])
    chosen: list[int] = []
    away = np.ones(len(members))
    for _ in range(count):
        chance = weight[members] * np.minimum(away, 2500) ** 2
        pick = int(rng.choice(len(members), p=chance / chance.sum()))
        chosen.append(members[pick])
        new = np.hypot(*(points - points[pick]).T)
        away = new if len(chosen) == 1 else np.minimum(away, new)
    return chosen


def make_community_places(districts: Districts, people: tuple[People, ...], lots: Lots) -> tuple[Facility, ...]:
    """The paper's counts of こども文化センター and いこいの家 per ward, and each ward's office, hall, library and more."""
    rng = np.random.default_rng(58_49)
    weight = _weights(districts, [one.residents for one in people], lots, 0.5)
    used: set[str] = set()
    made: list[Facility] = []
    for ward in WARDS:
        members = [i for i, town in enumerate(districts.towns) if town.ward is ward and lots.dry(i)]
        short = ward.name.removesuffix("区")
        plan = (
            ("こども文化センター", ward.child_centres, "こども文化センター", "平日 9:30〜21:00、日曜 9:30〜18:00", None),
            ("いこいの家", ward.elder_centres, "いこいの家", "9:00〜16:00（日曜・祝日休み）", 60),
            ("出張所", 2 if ward.code in {"99131", "99137", "99135"} else 1, "出張所", "8:30〜17:00", None),
            ("市民館・分館", 1, "分館", "9:00〜21:00", None),
            ("コミュニティ施設", 2, "地域の縁側", "10:00〜16:00", None),
        )
        for kind, count, ending, hours, age in plan:
            for index in _apart(districts, members, weight, count, rng):
                lot = lots.take(index, 24)
                name = _unused(lot.town.base, ("", "東", "西", "南", "北"), ending, used)
                made.append(Facility(name, kind, lot, ward.name, hours=hours, phone=_phone(rng), age_from=age))
        centre = max(members, key=lambda i: weight[i])
        for kind, hours in (("区役所", "8:30〜17:00"), ("市民館・分館", "9:00〜21:00"), ("図書館", "9:30〜19:00")):
            lot = lots.take(centre, 30)
            name = {"区役所": f"{short}区役所", "市民館・分館": f"{short}市民館", "図書館": f"{short}図書館"}[kind]
            made.append(Facility(name, kind, lot, ward.name, hours=hours, phone=_phone(rng)))
    # One ward column that its own address contradicts, as registers have: the service must list it and use the address.
    wrong = next(i for i, one in enumerate(made) if one.kind == "コミュニティ施設" and one.ward == "中里区")
    made[wrong] = replace(made[wrong], ward="高坂区")
    return tuple(made)
