"""Readings over kanji, numbers with their counting words, names in Latin letters, and where a line may end."""

from __future__ import annotations

import re
import threading

import pytest
from markupsafe import Markup

from layers import LAYERS
from maps import words
from maps.breaks import broken, phrases
from maps.fixed_readings import FIXED
from maps.kana import KANJI, chome_kana, hiragana, latin
from maps.page import environment
from maps.readings import kana_of, latin_of, pieces, ruby


def without_ruby(html: str) -> str:
    return re.sub(r"<ruby>.*?</ruby>", "", html)


def our_texts() -> list[str]:
    texts = [*words.catalogue("ja").values()]
    for layer in LAYERS.values():
        texts += [layer.title.ja, *(one.label.ja for one in layer.codes()), *(one.label.ja for one in layer.fields)]
    return texts


def test_every_kanji_of_our_words_has_a_reading_and_nothing_is_lost() -> None:
    for text in our_texts():
        made = pieces(text)
        assert "".join(one.text for one in made) == text
        assert not re.search(KANJI, without_ruby(str(ruby(text)))), text
        assert all(re.fullmatch(r"[ぁ-ゖー]+", one.kana) for one in made if re.search(KANJI, one.text)), text


@pytest.mark.parametrize(
    ("text", "kana"),
    [
        ("10分", "10ぷん"),
        ("5分", "5ふん"),
        ("1,000分", "1,000ぷん"),
        ("0分", "0ふん"),
        ("1人", "ひとり"),
        ("2人", "ふたり"),
        ("3人", "3にん"),
        ("1,234人", "1,234にん"),
        ("21人", "21にん"),
        ("5年前", "5ねんまえ"),
        ("5年度", "5ねんど"),
        ("2025年4月1日", "2025ねん4がつついたち"),
        ("11月24日", "11がつにじゅうよっか"),
        ("3階", "3がい"),
        ("約10か所", "やく10かしょ"),
        ("小田一丁目", "おだいっちょうめ"),
        ("小田十八丁目", "おだじゅうはっちょうめ"),
        ("幸区", "さいわいく"),
        ("指定緊急避難場所", "していきんきゅうひなんばしょ"),
        ("内水氾濫", "ないすいはんらん"),
        ("𠮷田さん", "よしださん"),
        ("何人いますか", "なんにんいますか"),
    ],
)
def test_known_readings(text: str, kana: str) -> None:
    assert kana_of(text) == kana


def test_kana_stay_outside_the_ruby() -> None:
    assert str(ruby("届く人")) == (
        "<ruby>届<rp>（</rp><rt>とど</rt><rp>）</rp></ruby>く<ruby>人<rp>（</rp><rt>ひと</rt><rp>）</rp></ruby>"
    )


def test_the_lists_own_kana_come_first() -> None:
    assert (
        "<rt>こばと</rt>" in ruby("小鳩保育園", "コバトホイクエン")
        or kana_of("小鳩保育園", "コバトホイクエン") == "こばとほいくえん"
    )
    assert kana_of("神戸公園", "カノトコウエン") == "かのとこうえん"
    assert latin_of("神戸公園", "カノトコウエン") == "Kanoto Koen"
    assert latin_of("平小学校", "ヒラショウガッコウ") == "Hira Shogakko"
    assert latin_of("川崎小学校", "カワサキショウガッコウ") == latin_of("川崎小学校") == "Kawasaki Shogakko"
    assert latin_of("川崎市立川崎小学校") == "Kawasaki Shiritsu Kawasaki Shogakko"
    assert latin_of("川崎市幸区") == "Kawasaki-shi Saiwai-ku"
    assert latin_of("鴎町中学校") == "Kamome-machi Chugakko"
    assert latin_of("甲乙", "ナニカ") == "Nanika"


def test_hostile_names_stay_text() -> None:
    for name in ("<script>alert(1)</script>漢字", "=1+1", "字" * 200, "ab\u202e漢字", "🏫学校", "髙橋&𠮷田"):
        html = str(ruby(name, parted=True))
        assert "<script" not in html
        assert Markup(re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>", "", html)).striptags().replace(" ", "") == name.replace(" ", "")
        assert "<script" not in str(broken(name, "ja"))
    assert str(ruby("<b>")) == "&lt;b&gt;"
    assert ruby(Markup("<b>字</b>")) == Markup("<b>字</b>")


def test_a_sign_nobody_can_read_stays_without_a_reading_and_has_no_latin() -> None:
    assert str(ruby("𪚥")) == "𪚥"
    assert latin_of("𪚥") == ""
    assert latin_of("<b>ABC 1</b>") == ""


def test_fixed_words_are_kana_only() -> None:
    assert all(re.fullmatch(r"[ぁ-ゖー]+", kana) and re.search(KANJI, word) for word, kana in FIXED.items())


@pytest.mark.parametrize(
    ("kana", "written"),
    [
        ("かわさき", "kawasaki"),
        ("しょうがっこう", "shogakko"),
        ("こうえん", "koen"),
        ("ちょうふ", "chofu"),
        ("まっちゃ", "matcha"),
        ("ゆうびん", "yubin"),
        ("おおた", "ota"),
        ("センター", "senta"),
        ("じゅうに", "juni"),
        ("いいだ", "iida"),
        ("パーティー", "pati"),
    ],
)
def test_latin(kana: str, written: str) -> None:
    assert latin(kana) == written


def test_numerals_of_chome() -> None:
    assert [chome_kana(one) for one in ("一", "三", "八", "十", "十一", "二十", "二十八", "〇", "二三")] == [
        "いっ", "さん", "はっ", "じゅっ", "じゅういっ", "にじゅっ", "にじゅうはっ", "", "",
    ]  # fmt: skip
    assert hiragana("カタカナ") == "かたかな"


def test_lines_end_between_phrases_only() -> None:
    text = "洪水のとき、歩いて10分以内に避難場所がない人は、川崎市に123,456人います。"
    html = str(broken(text, "ja"))
    assert html.startswith('<span class="phrase">')
    assert html.count("<wbr>") == len(phrases(text)) - 1
    assert "123,456人" in html
    assert re.sub(r"<[^>]*>", "", html) == text
    assert str(broken("a <b> c", "en")) == "a &lt;b&gt; c"
    for one in our_texts():
        assert "".join(phrases(one)) == one


def test_templates_have_both_filters() -> None:
    page = environment().from_string("{{ '人々<' | ruby }}{{ '今日は雨です。<' | broken('ja') }}").render()
    assert "<ruby>" in page
    assert "<wbr>" in page
    assert "&lt;" in page
    assert "<rt>ひとびと</rt>" in page


def test_many_threads_read_at_once() -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda at=at: found.append(kana_of(f"川崎{at}号公園"))) for at in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == sorted(f"かわさき{at}ごうこうえん" for at in range(8))
