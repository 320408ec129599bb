"""Folding: the traps of real files, as a table; and that folding twice changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.text import digits, fold_address, fold_name, fold_text, kanji_number, kanji_numeral, name_order, place_stem, ward_in

SAME_NAMES = [
    ("髙津小学校", "高津小学校"),
    ("宮﨑中学校", "宮崎中学校"),
    ("夢見ヶ崎小学校", "夢見ケ崎小学校"),
    ("緑が丘霊園", "緑ヶ丘霊園"),
    ("自由ガ丘", "自由ヶ丘"),
    ("井田中ノ町", "井田中の町"),
    ("木月祗園町", "木月祇園町"),
    ("ｺﾐｭﾆﾃｨｾﾝﾀｰ", "コミュニティセンター"),
    ("全国地方公共団体ｺｰﾄﾞ", "全国地方公共団体コード"),
    ("Ａ館　２階", "a館2階"),
    ("幸区～多摩区", "幸区〜多摩区"),
    ("いこいの 家", "いこいの家"),
    ("塩浜一丁目", "塩浜１丁目"),
    ("塩浜二十一丁目", "塩浜21丁目"),
    ("0－4歳", "0−4歳"),
    ("（株）みほん", "㈱みほん"),
    ("葛\U000e0100飾", "葛飾"),
    ("塚", "塚"),
]
DIFFERENT_NAMES = [
    ("第1①", "第11"),
    ("三番町", "3番町"),
    ("センター", "センタ-"),
    ("ながさき", "なヶさき"),
    ("第一小学校", "第二小学校"),
    ("ケアハウス緑", "がアハウス緑"),
]


@pytest.mark.parametrize(("one", "other"), SAME_NAMES)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT_NAMES)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


ONE_ADDRESS = [
    "みほん県みほん市汐見区浜町1-2-3",
    "みほん市汐見区浜町1-2-3",
    "汐見区浜町1-2-3",
    "汐見区浜町１丁目２番３号",
    "汐見区浜町一丁目2番地3",
    "汐見区浜町一丁目2番地の3",
    "汐見区浜町1の2の3",
    "汐見区 浜町 1－2－3",
    "汐見区浜町1ー2ー3",
    "汐見区浜町1‐2―3",
    "汐見区\u00a0浜町1−2−3",
    "汐見区浜町1-2-3（みほん会館内）",
    "〒999-0001 汐見区浜町1-2-3",
]


@pytest.mark.parametrize("address", ONE_ADDRESS)
def test_spellings_of_one_address_share_a_key(address: str) -> None:
    assert fold_address(address, "みほん県", "みほん市") == "汐見区浜町1-2-3"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("千代田区三番町2番", "千代田区三番町2"),
        ("中央区八丁堀2-1", "中央区八丁堀2-1"),
        ("四日市市諏訪町1番5号", "四日市市諏訪町1-5"),
        ("中区十番町3-4", "中区十番町3-4"),
        ("中区本町1-2 3号館", "中区本町1-2 3号館"),
        ("宮前区初山1地内", "宮前区初山1"),
        ("宮前区初山1丁目地内", "宮前区初山1"),
        ("愛川町大字角田251番地1", "愛川町角田251-1"),
        ("幸区小向", "幸区小向"),
        ("", ""),
    ],
)
def test_addresses_keep_their_numbers_and_their_names(address: str, key: str) -> None:
    assert fold_address(address) == key


def test_two_schools_and_their_numbers_are_not_merged_by_a_lost_space() -> None:
    assert fold_address("本町1-2 3") != fold_address("本町1-23")


STEMS = [
    ("瀬田小学校\u3000校舎６", "瀬田小学校"),
    ("瀬田小学校\u3000体育館", "瀬田小学校"),
    ("瀬田小学校", "瀬田小学校"),
    ("永山小学校校庭", "永山小学校"),
    ("都立山崎高等学校々庭", "都立山崎高等学校"),
    ("旧西落合中学校グラウンド", "旧西落合中学校"),
    ("桜木中学校　（体育館、柔道場及びプール横更衣室棟）", "桜木中学校"),
    ("みほん中学校　体育館・武道場", "みほん中学校"),
    ("緑ヶ丘小学校南校舎１号棟", "緑ヶ丘小学校"),
    ("潮見小学校第２体育館", "潮見小学校"),
    ("みほん高校第二グラウンド", "みほん高校"),
    ("市立総合体育館", "市立総合体育館"),
    ("サン町田旭体育館", "サン町田旭体育館"),
    ("区立大蔵第二運動場体育館", "区立大蔵第二運動場体育館"),
    ("富士見公園（一帯）", "富士見公園(一帯)"),
    ("生田緑地（宮前区・多摩区）", "生田緑地(宮前区・多摩区)"),
    ("大師公園プール", "大師公園プール"),
    ("東橘中学校・子母口小学校", "東橘中学校・子母口小学校"),
    ("金森　防災市民いこいの広場", "金森防災市民いこいの広場"),
    ("体育館", "体育館"),
]


@pytest.mark.parametrize(("name", "stem"), STEMS)
def test_buildings_of_one_school_share_a_stem(name: str, stem: str) -> None:
    assert place_stem(name) == stem


def test_two_schools_at_one_address_keep_different_stems() -> None:
    assert place_stem("玉川中学校") != place_stem("市立橘高校")


def test_the_ward_an_address_names() -> None:
    wards = ["川崎区", "幸区", "中原区"]
    assert ward_in("神奈川県川崎市川崎区旭町2-2-1", wards, "神奈川県", "川崎市") == "川崎区"
    assert ward_in("中原区\u00a0幸区通り1", wards) == "中原区"
    assert ward_in("川崎市旭町", wards) is None
    assert ward_in("横浜市中原区1", ["原区", "中原区"], city="横浜市") == "中原区"
    assert ward_in("旭町1", []) is None


def test_numerals() -> None:
    assert digits("３５．５３０８，－１ａ") == "35.5308,-1ａ"
    assert [kanji_number(text) for text in ("十", "二十一", "一〇", "百二十", "〇")] == [10, 21, 10, 120, 0]
    assert all(kanji_number(kanji_numeral(number)) == number for number in range(1, 100))
    for wrong in ("", "千", "3"):
        with pytest.raises(ValueError):
            kanji_number(wrong)
    for outside in (0, 100):
        with pytest.raises(ValueError):
            kanji_numeral(outside)


PIECES = st.sampled_from(
    [
        *"一二十丁目番地号のノケヶが塚髙﨑①⑳ⅢＡａ１2-－ー〜～ \u3000\u00a0\ufe00（）()校庭舎館棟学区町市々",
        "小学校",
        "体育館",
        "校舎",
        "地内",
    ]
)
MESSY = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=20))


@given(MESSY)
def test_folding_twice_changes_nothing(text: str) -> None:
    for fold in (fold_text, fold_name, fold_address, place_stem, digits):
        once = fold(text)
        assert fold(once) == once, fold.__name__


@given(MESSY)
def test_keys_hold_no_odd_spaces(text: str) -> None:
    key = fold_name(text)
    assert key == key.strip()
    assert not any(space in key for space in "\u3000\u00a0\t\n")


def test_names_are_ordered_by_the_value_of_their_numbers() -> None:
    names = [
        "木月十丁目",
        "木月四丁目",
        "木月１丁目",
        "木月二丁目",
        "木月三丁目",
        "木月",
        "木月第10公園",
        "木月第9公園",
        "今井仲町",
    ]
    ordered = [
        "今井仲町",
        "木月",
        "木月１丁目",
        "木月二丁目",
        "木月三丁目",
        "木月四丁目",
        "木月十丁目",
        "木月第9公園",
        "木月第10公園",
    ]
    assert sorted(names, key=name_order) == ordered
    assert sorted(["a01", "a1", "1", "", "²", "7" * 5000], key=name_order)[0] == ""
