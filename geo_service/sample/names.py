"""Invented names of the sample city. Any likeness to a real place is chance; the words are of the commonest kind."""

from __future__ import annotations

from dataclasses import dataclass

CITY_CODE = "99130"
"""Prefecture part above 47: no real municipality can have it."""
CITY = "みほん市"
CITY_EN = "Mihon City"
PREFECTURE = "みほん県"
SOURCE = "みほん市（架空）"
REFERENCE_DATE = "2026-04-01"


@dataclass(frozen=True)
class Ward:
    """One ward: where its seeds lie (u, v km), what it holds, and the base names of its 町丁."""

    code: str
    name: str
    name_en: str
    seeds: tuple[tuple[float, float], ...]
    residents: int
    sites: int
    child_centres: int
    elder_centres: int
    town_names: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WARDS = (
    Ward(
        "99131",
        "汐見区",
        "Shiomi-ku",
        ((25.3, 1.4), (25.8, 4.0), (28.0, 2.4), (30.5, 2.3)),
        231_400,
        36,
        10,
        10,
        _words(
            "汐見本町 浜通 東浜 西浜 汐入 千鳥 潮路 鴎町 帆見 灯台前 船場 波止場 旭浜 "
            "渡し場 松並 大曲 桟橋通 塩見町 新磯 磯辺 汐風 貝塚台 "
            "南汐見 北汐見 港南 白帆 入船 青波 網干 網代 海神前 八潮 堤根 鋼管町 港北 "
            "夢見島 東扇 千歳浜 碇町 造船町"
        ),
    ),
    Ward(
        "99132",
        "川辺区",
        "Kawabe-ku",
        ((20.9, 0.8), (21.3, 2.6)),
        170_200,
        23,
        6,
        6,
        _words(
            "川辺町 御堤 柳原 葦原 渡瀬 舟戸 中洲 水門通 堤外 下川辺 上川辺 鷺沼町 古川端 "
            "川辺本町 新河岸 塚前 南川辺 戸渡 水車 柳通 砂子田"
        ),
    ),
    Ward(
        "99133",
        "中里区",
        "Nakazato-ku",
        ((16.6, 0.8), (18.5, 1.0), (17.4, 2.7)),
        262_800,
        31,
        10,
        7,
        _words(
            "中里 上中里 下中里 丸池 田尻 小田原田 市場 宿本町 中里本町 苅田 井戸端 今泉 "
            "新田 北田 南田 木の元 大戸町 神明 平野 宮下 御殿前 "
            "陣屋 上平 下平 石橋町 稲荷前"
        ),
    ),
    Ward(
        "99134",
        "高坂区",
        "Takasaka-ku",
        ((12.4, 1.2), (14.3, 1.3), (13.8, 3.4)),
        234_100,
        27,
        7,
        7,
        _words(
            "高坂 高坂本町 溝端 坂下 坂上 橘台 千歳 梶谷 末吉台 新坂 向坂 久保 久保台 "
            "野川原 諏訪町 北見台 瀬戸口 二又 子安台 上作 下作 "
            "明津 蟹沢 坂戸前"
        ),
    ),
    Ward(
        "99135",
        "宮台区",
        "Miyadai-ku",
        ((7.2, 4.7), (9.4, 4.0), (11.2, 4.4)),
        233_600,
        26,
        8,
        5,
        _words(
            "宮台 宮前台 宮後 有間 土堀 鷺の台 犬塚 平沢 菅谷 白旗 水沢 潮見台 南平 "
            "初日台 五所 神木台 野呂 東有間 西有間 小台 馬絹原 梶ヶ台 "
            "けやき台 若葉台町"
        ),
    ),
    Ward(
        "99136",
        "多田区",
        "Tada-ku",
        ((4.9, 1.0), (7.2, 1.6), (9.6, 1.2)),
        221_900,
        25,
        7,
        7,
        _words(
            "多田 登里 宿の原 中の島 菅の原 菅北 菅南 堰 長瀬 生井 東生井 西生井 枡谷 "
            "栗平台 寺尾 稲垣 布田前 南生井 桝形下 三田台 城の下 "
            "馬場先 仙石 土渕 和泉前"
        ),
    ),
    Ward(
        "99137",
        "麻丘区",
        "Asaoka-ku",
        ((0.6, 1.2), (1.4, 3.8), (4.4, 4.2)),
        178_700,
        22,
        10,
        7,
        _words(
            "麻丘 万葉寺 上麻丘 下麻丘 百合台 王禅 虹ヶ原 栗木原 黒沢 岡上台 片平台 五力 "
            "古沢 金程台 細谷 高石 向原 千代の台 白鳥台 はるひ野台 "
            "南黒沢 早乙女"
        ),
    ),
)
"""The wards from sea to hills. Counts of こども文化センター and いこいの家 are those of the city's paper of 12 June 2015."""


@dataclass(frozen=True)
class Neighbour:
    """One municipality beside the city. ``city``: the designated city whose ward it is, "" for a city of its own."""

    code: str
    prefecture: str
    city: str
    name: str
    name_en: str
    seed: tuple[float, float]
    sites: int

    @property
    def list_code(self) -> str:
        """The five-digit code national lists file it under: the designated city's, else its own."""
        return self.code[:3] + "00" if self.city else self.code


NEIGHBOURS = (
    Neighbour("98111", "あかり県", "", "朝凪市", "Asanagi City", (25.5, -3.0), 30),
    Neighbour("98112", "あかり県", "", "東渡市", "Higashiwatari City", (17.5, -3.0), 28),
    Neighbour("98205", "あかり県", "", "北砂原市", "Kitasunahara City", (9.5, -3.2), 24),
    Neighbour("98219", "あかり県", "", "瑞野市", "Mizuno City", (1.5, -3.0), 18),
    Neighbour("99101", "みほん県", "横港市", "港見区", "Minatomi-ku, Yokominato City", (25.0, 8.5), 22),
    Neighbour("99102", "みほん県", "横港市", "丘上区", "Okaue-ku, Yokominato City", (16.5, 7.5), 24),
    Neighbour("99207", "みほん県", "", "若葉野市", "Wakabano City", (7.0, 9.5), 22),
    Neighbour("99208", "みほん県", "", "鳴瀬原市", "Narusehara City", (-4.0, 4.0), 16),
)


def six_digits(code: str) -> str:
    """A five-digit municipality code with its check digit, as file names of the national lists have it."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return code + str((11 - total % 11) % 10)
