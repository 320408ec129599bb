"""Who keeps which park in the sample city, and the groups of its neighbourhoods, as two lists of the office.

343 parks kept by 258 愛護会 and 508 by 377 協議会, with the ends of the rewards' scales, are facts of the city's paper of
12 June 2015; what lies between the ends of a scale is invented.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo_service.sample.associations import Association
from geo_service.sample.districts import Districts
from geo_service.sample.names import WARDS
from geo_service.sample.office import Sheet, era, mistyped
from geo_service.sample.parks import Park

LOVE_PARKS, LOVE_GROUPS = 343, 258
COUNCIL_PARKS, COUNCIL_GROUPS = 508, 377
MISTYPED = 14
"""Parks whose name the list of keepers does not write as the register of parks does."""
_SCALES = {
    "公園緑地愛護会": ((500, 12_000), (1_000, 18_000), (3_000, 24_000), (None, 30_000)),
    "管理運営協議会": ((200, 24_000), (500, 36_000), (1_000, 48_000), (3_000, 66_000), (None, 90_000)),
}
"""Kind → (area up to m², yen a year). First and last step as in the paper, those between them invented."""
DUTIES = {
    "公園緑地愛護会": "清掃、除草、かん水",
    "管理運営協議会": "清掃、除草、低い枝の剪定、花壇の手入れ、利用の調整",
    "企業": "森の下草刈り、歩道の手入れ",
    "ボランティア": "竹の間引き、観察会",
}
OTHERS = (("企業", "架空銀行みほん支店", 4), ("企業", "架空電機製作所", 3), ("ボランティア", "みほんの里山を守る会", 5))
"""Companies and volunteers that keep green areas, and how many."""


@dataclass(frozen=True)
class Keeper:
    """One group and one park it keeps."""

    kind: str
    group: str
    park: Park
    since: int
    members: int


def reward_yen(kind: str, area_m2: int) -> int | None:
    """Yen a year for a park of that area; None for kinds that are paid nothing."""
    scale = _SCALES.get(kind)
    return next((yen for most, yen in scale if most is None or area_m2 <= most), None) if scale else None


def make_keepers(parks: tuple[Park, ...]) -> tuple[Keeper, ...]:
    """All pairs of group and park. A group of several parks keeps parks of one ward that lie near each other."""
    rng = np.random.default_rng(343_508)
    small = [park for park in parks if park.kind in {"街区公園", "都市緑地", "近隣公園"} and park.area_m2 < 20_000]
    order = rng.permutation(len(small)).tolist()
    mine = [small[i] for i in order[: LOVE_PARKS + COUNCIL_PARKS]]
    rest = [park for park in parks if park.kind in {"都市林", "特殊公園", "都市緑地"} and park not in mine]
    made = _grouped("公園緑地愛護会", "愛護会", mine[:LOVE_PARKS], LOVE_GROUPS, 1978, rng)
    made += _grouped("管理運営協議会", "管理運営協議会", mine[LOVE_PARKS:], COUNCIL_GROUPS, 2006, rng)
    for kind, group, count in OTHERS:
        for park in rest[:count]:
            made.append(Keeper(kind, group, park, int(rng.integers(2003, 2022)), int(rng.integers(8, 60))))
        rest = rest[count:]
    return tuple(made)


def _grouped(kind: str, ending: str, parks: list[Park], groups: int, first: int, rng: np.random.Generator) -> list[Keeper]:
    heads, more = parks[:groups], parks[groups:]
    since = [int(year) for year in rng.integers(first, 2026, groups)]
    members = [int(one) for one in np.clip(rng.lognormal(2.6, 0.5, groups), 4, 70)]
    made = [
        Keeper(kind, f"{park.name}{ending}", park, year, people) for park, year, people in zip(heads, since, members, strict=True)
    ]
    for park in more:
        own = [i for i, head in enumerate(heads) if head.lot.town.ward is park.lot.town.ward]
        near = min(own, key=lambda i: (heads[i].lot.x - park.lot.x) ** 2 + (heads[i].lot.y - park.lot.y) ** 2)
        made.append(Keeper(kind, f"{heads[near].name}{ending}", park, since[near], members[near]))
    return made


def stewardship(keepers: tuple[Keeper, ...]) -> Sheet:
    """The list of keepers, without coordinates; some names of parks differ from the register's."""
    rng = np.random.default_rng(14)
    wrong = set(rng.choice(len(keepers), MISTYPED, replace=False).tolist())
    rows = []
    for i, one in enumerate(keepers):
        park, area = one.park, one.park.area_m2
        name = mistyped(park.name) if i in wrong else park.name
        # A name that is not the register's has lost its address, too, on a copy of a copy.
        address = "" if i in wrong else park.lot.address
        reward = reward_yen(one.kind, area)
        ward = park.lot.town.ward.name
        rows.append((ward, name, address, area, one.kind, one.group, era(one.since), one.members, reward, DUTIES[one.kind]))
    headings = (
        "区",
        "公園名",
        "公園の所在地",
        "面積（㎡）",
        "団体種別",
        "団体名",
        "設立年",
        "会員数",
        "報奨金（円）",
        "活動内容",
    )
    return Sheet("公園緑地愛護会・管理運営協議会 活動公園一覧", headings, rows, ("※ 報奨金は公園の面積による年額。",))


def groups(districts: Districts, keepers: tuple[Keeper, ...], associations: tuple[Association, ...]) -> Sheet:
    """The register of groups of all kinds, each with whether it agreed to be published."""
    rng = np.random.default_rng(20_15)
    rows: list[tuple[str | int | None, ...]] = []

    used: set[str] = set()

    def add(kind: str, name: str, ward: str, address: str, area: str, offers: str, members: int | None, since: int) -> None:
        # Two associations of one 町丁 have each a club: the second one's says so.
        name = next(one for one in (name, f"{name}（第二）", f"{name}（第三）") if one not in used)
        used.add(name)
        agreed = str(rng.choice(["○", "○", "○", "○", "×", ""]))
        phone = f"000-{int(rng.integers(200, 999))}-{int(rng.integers(0, 10_000)):04d}"
        rows.append((kind, name, ward, address, area, offers, members, era(since), phone, agreed))

    for one in {keeper.group: keeper for keeper in keepers if keeper.kind in DUTIES and keeper.kind.endswith("会")}.values():
        lot = one.park.lot
        add(one.kind, one.group, lot.town.ward.name, "", one.park.name, DUTIES[one.kind], one.members, one.since)
    for area in associations:
        ward = area.ward.name
        year = int(rng.integers(1948, 2012))
        add(
            area.name[-3:] if area.name.endswith("町内会") else "自治会",
            area.name,
            ward,
            "",
            area.name,
            "回覧、防犯灯、祭礼",
            area.members,
            year,
        )
        if rng.random() < 0.86:
            since = int(rng.integers(1975, 2020))
            add(
                "自主防災組織",
                f"{area.name}自主防災組織",
                ward,
                "",
                area.name,
                "初期消火、避難誘導、資機材の備え",
                area.members,
                since,
            )
        if rng.random() < 0.42:
            add(
                "老人クラブ",
                f"{area.name[:-3]}長寿会",
                ward,
                "",
                area.name,
                "見守り、体操、花づくり",
                int(rng.integers(20, 90)),
                1972,
            )
        if rng.random() < 0.33:
            add(
                "こども会", f"{area.name[:-3]}こども会", ward, "", area.name, "登校の見守り、行事", int(rng.integers(8, 60)), 1980
            )
    for place in WARDS:
        towns = [town for town in districts.towns if town.ward is place]
        bases = list(dict.fromkeys(town.base for town in towns))
        for number, base in enumerate(bases[:8]):
            add(
                "商店会",
                f"{base}商店会",
                place.name,
                "",
                base,
                "見守り、買い物の手伝い",
                int(rng.integers(12, 80)),
                1965 + number,
            )
        for number, base in enumerate(bases[:6]):
            add("地区社協", f"{base}地区社会福祉協議会", place.name, "", base, "会食、居場所づくり", None, 1990 + number)
            add(
                "民児協", f"{base}地区民生委員児童委員協議会", place.name, "", base, "相談、訪問", int(rng.integers(14, 40)), 1955
            )
        for base, work in zip(
            bases[8:16], ("子育て", "多文化", "自然観察", "介護予防", "学習支援", "防災", "音楽", "食支援"), strict=True
        ):
            town = next(town for town in towns if town.base == base)
            where = f"{place.name}{base}{f'{town.block}-' if town.block else ''}{int(rng.integers(1, 30))}"
            add(
                "NPO法人",
                f"NPO法人{base}{work}の会（架空）",
                place.name,
                where,
                "",
                f"{work}の場",
                int(rng.integers(10, 120)),
                2009,
            )
    headings = ("団体種別", "団体名", "区", "所在地", "活動区域", "活動内容", "会員数", "設立年", "電話番号", "公開の同意")
    return Sheet("地域活動団体 登録名簿", headings, rows, ("※ 「公開の同意」が○の団体だけを公開する。",))
