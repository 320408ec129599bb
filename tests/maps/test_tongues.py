"""A language is offered only when its catalogue is whole; the first wish of the reader's browser is met where it can be."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from maps.easy import BORROWED, FORBIDDEN, MOST_SIGNS
from maps.kana import KANJI
from maps.readings import ruby
from maps.tongues import TONGUES, catalogue, decimal, in_words, lacking, offered, tongue, whole, wished
from maps.words import LOCALE

CODES = ("ja", "ja-easy", "en", "zh-Hans", "ko", "vi", "tl", "pt", "ne")


def test_all_nine_languages_are_whole() -> None:
    assert tuple(one.code for one in offered("near")) == CODES
    for code in CODES:
        assert lacking(code, "near") == ()
        assert set(catalogue(code, "near")) == set(catalogue("ja", "near"))


@pytest.mark.parametrize(
    ("was", "then"),
    [
        (r'msgid "near.go"\nmsgstr "[^"]*"\n', ""),
        (r'(msgid "near.go"\nmsgstr )"[^"]*"', r'\1""'),
        (r'(msgid "near.minutes"\nmsgstr )"[^"]*"', r'\1"{hours}"'),
    ],
)
def test_a_thinned_catalogue_takes_its_language_off_the_list(tmp_path: Path, was: str, then: str) -> None:
    folder = tmp_path / "locale"
    shutil.copytree(LOCALE, folder)
    path = folder / "vi" / "LC_MESSAGES" / "near.po"
    thinned = re.sub(was, then, path.read_text(encoding="utf-8"))
    assert thinned != path.read_text(encoding="utf-8")
    path.write_text(thinned, encoding="utf-8")
    assert [one.code for one in offered("near", folder)] == [code for code in CODES if code != "vi"]
    assert tongue("vi", "near", folder) is None
    assert len(lacking("vi", "near", folder)) == 1


def test_a_language_without_a_catalogue_is_not_offered(tmp_path: Path) -> None:
    folder = tmp_path / "locale"
    shutil.copytree(LOCALE, folder)
    shutil.rmtree(folder / "ne")
    assert "ne" not in [one.code for one in offered("near", folder)]


def test_other_languages_are_not_copies() -> None:
    for code in CODES:
        if code not in ("ja", "ja-easy"):
            for id, text in catalogue(code, "near").items():
                assert not re.search(r"[ぁ-ゖァ-ヺ]", text), (code, id)
                if code != "en" and id not in ("near.hazard.tsunami", "near.address"):
                    assert text != catalogue("en", "near")[id], (code, id)


def test_easy_japanese_keeps_the_rules_of_easy_sentences() -> None:
    for id, text in catalogue("ja-easy", "near").items():
        for sentence in re.findall(r"[^。]+。?", text):
            assert len(sentence) <= MOST_SIGNS, (id, sentence)
            assert not sentence.endswith("。") or re.search(r"(です|ます|ました|ません|ください)。$", sentence), (id, sentence)
            for word in FORBIDDEN:
                assert word not in sentence, (id, sentence)
            assert all(one in BORROWED for one in re.findall(r"[ァ-ヶー]{2,}", sentence)), (id, sentence)
        assert not re.search(KANJI, re.sub(r"<ruby>.*?</ruby>", "", str(ruby(text, parted=True)))), id


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "ja"),
        ("de,fr;q=0.5", "ja"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("fil-PH", "tl"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-TW,en;q=0.5", "en"),
        ("en;q=0.2,ko;q=0.8", "ko"),
        ("ne;q=0,pt-BR", "pt"),
        ("*", "ja"),
        ("ja-JP,en", "ja"),
        (";;;,q=,é", "ja"),
    ],
)
def test_the_browsers_wish(header: str, code: str) -> None:
    assert wished(header, "near").code == code


def test_numbers_are_written_as_the_language_writes_them() -> None:
    by = {one.code: one for one in TONGUES}
    assert whole(2893.1, by["en"]) == "2,893"
    assert whole(2893.1, by["vi"]) == "2.893"
    assert whole(12890, by["pt"]) == "12.890"
    assert decimal(1.3, by["vi"]) == "1,3"
    assert in_words("ko", "near", "near.minutes", minutes="8") == "걸어서 약 8분"
    assert tongue("ZH-hans", "near") == by["zh-Hans"]
