"""Kana, kanji and numbers: what is which, how a number's counting word is read, and kana in Latin letters."""

from __future__ import annotations

import re

KANJI = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆〇]"
"""Signs that need a reading."""

OTHER_SHAPES = str.maketrans("𠮷髙﨑濵濱邊邉齋齊澤櫻廣國學德圓惠靜黑", "吉高崎浜浜辺辺斎斉沢桜広国学徳円恵静黒")
"""Shapes of kanji that dictionaries list under their everyday one. One sign for one, so that positions stay."""

_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER_KANA = ("", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_DAYS = {
    1: "ついたち",
    2: "ふつか",
    3: "みっか",
    4: "よっか",
    5: "いつか",
    6: "むいか",
    7: "なのか",
    8: "ようか",
    9: "ここのか",
    10: "とおか",
    14: "じゅうよっか",
    20: "はつか",
    24: "にじゅうよっか",
}
_PEOPLE = {1: "ひとり", 2: "ふたり"}


def hiragana(text: str) -> str:
    """Katakana as hiragana, width and shape of the rest as they are; the long mark stays."""
    return "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in text)


def counter_kana(number: str, counter: str, month_before: bool = False) -> tuple[str, bool]:
    """How a counting word is read behind a number in figures ("1,234", "0.5"), and whether the reading is the number's too.

    (ぷん, False) for 10分; (ひとり, True) for 1人: there the two are read as one word. "" for a word that is not counted with.
    """
    whole = number.replace(",", "")
    value = int(whole) if whole.isdigit() else None
    last = whole[-1] if whole[-1:].isdigit() else "0"
    if counter == "人":
        return (_PEOPLE[value], True) if value in _PEOPLE else ("にん", False)
    if counter == "日":
        if value in _DAYS and (month_before or value != 1):
            return _DAYS[value], True
        return "にち", False
    if counter == "分":
        # いっぷん, さんぷん, よんぷん, ろっぷん, はっぷん, じゅっぷん, ひゃっぷん; にふん, ごふん, ななふん, きゅうふん.
        return ("ぷん" if last in "13468" or (last == "0" and value != 0) else "ふん"), False
    if counter == "階":
        return ("がい" if last == "3" else "かい"), False
    if counter == "本":
        return ("ぼん" if last == "3" else "ぽん" if last in "1680" else "ほん"), False
    return COUNTERS.get(counter, ""), False


COUNTERS = {
    "人": "にん",
    "万人": "まんにん",
    "万": "まん",
    "万世帯": "まんせたい",
    "万か所": "まんかしょ",
    "分": "ふん",
    "日": "にち",
    "階": "かい",
    "本": "ほん",
    "年": "ねん",
    "月": "がつ",
    "時間": "じかん",
    "時": "じ",
    "秒": "びょう",
    "か所": "かしょ",
    "ヶ所": "かしょ",
    "カ所": "かしょ",
    "箇所": "かしょ",
    "件": "けん",
    "歳": "さい",
    "才": "さい",
    "世帯": "せたい",
    "番地": "ばんち",
    "番": "ばん",
    "号": "ごう",
    "丁目": "ちょうめ",
    "割": "わり",
    "倍": "ばい",
    "区": "く",
    "枚": "まい",
    "回": "かい",
    "台": "だい",
    "校": "こう",
    "園": "えん",
    "種類": "しゅるい",
    "名": "めい",
    "団体": "だんたい",
    "棟": "とう",
    "戸": "こ",
    "度": "ど",
    "週間": "しゅうかん",
    "か月": "かげつ",
    "円": "えん",
    "位": "い",
    "点": "てん",
}
"""Counting words behind figures. Those whose sound changes with the number are in :func:`counter_kana`."""


def chome_kana(numeral: str) -> str:
    """The reading of a kanji numeral before 丁目, up to 99: 一 いっ, 八 はっ, 十 じゅっ, 二十三 にじゅうさん. "" for others."""
    found = re.fullmatch(r"([二三四五六七八九]?)(十?)([一二三四五六七八九]?)", numeral)
    if not numeral or found is None or (found[1] and not found[2] and found[3]):
        return ""
    tens, ten, ones = found[1], found[2], found[3]
    if not ten:
        tens, ones = "", numeral
    read = (_NUMBER_KANA[_DIGITS[tens]] if tens else "") + ("じゅう" if ten else "")
    if not ones:
        return read.removesuffix("じゅう") + "じゅっ"
    return read + {"一": "いっ", "八": "はっ"}.get(ones, _NUMBER_KANA[_DIGITS[ones]])


_ROWS = {
    "k": "かきくけこ",
    "s": "さしすせそ",
    "t": "たちつてと",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "m": "まみむめも",
    "y": "や ゆ よ",
    "r": "らりるれろ",
    "g": "がぎぐげご",
    "z": "ざじずぜぞ",
    "d": "だぢづでど",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
    "": "あいうえお",
}
_LATIN = {sign: row + vowel for row, signs in _ROWS.items() for sign, vowel in zip(signs, "aiueo", strict=True) if sign != " "}
_LATIN |= {
    "し": "shi",
    "ち": "chi",
    "つ": "tsu",
    "ふ": "fu",
    "じ": "ji",
    "ぢ": "ji",
    "づ": "zu",
    "わ": "wa",
    "を": "o",
    "ゔ": "vu",
}
_LATIN |= {"ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o", "ゃ": "ya", "ゅ": "yu", "ょ": "yo"}
_FOREIGN = {
    "てぃ": "ti",
    "でぃ": "di",
    "ふぁ": "fa",
    "ふぃ": "fi",
    "ふぇ": "fe",
    "ふぉ": "fo",
    "うぃ": "wi",
    "うぇ": "we",
    "うぉ": "wo",
    "しぇ": "she",
    "じぇ": "je",
    "ちぇ": "che",
    "とぅ": "tu",
    "どぅ": "du",
    "ゔぁ": "va",
    "ゔぃ": "vi",
    "ゔぇ": "ve",
    "ゔぉ": "vo",
}


def latin(kana: str) -> str:
    """Kana in Latin letters, Hepburn without marks for long vowels, as Japanese maps and road signs for visitors write names.

    One word at a time: おう within a word is long (o), between two words it is not. Other signs stay as they are.
    """
    text = hiragana(kana)
    made, at, double = "", 0, False
    while at < len(text):
        two, sign = text[at : at + 2], text[at]
        if two in _FOREIGN:
            syllable, at = _FOREIGN[two], at + 2
        elif len(two) == 2 and two[1] in "ゃゅょ" and _LATIN.get(two[0], "").endswith("i"):
            head = _LATIN[two[0]][:-1]
            glide = _LATIN[two[1]]
            syllable, at = (head + glide[1:] if head in ("sh", "ch", "j") else head + glide), at + 2
        elif sign in "っん":
            made, double, at = made + ("n" if sign == "ん" else ""), sign == "っ", at + 1
            continue
        elif sign == "ー":
            at += 1
            continue
        else:
            syllable, at = _LATIN.get(sign, sign), at + 1
        if double and syllable[:1].isalpha():
            made += "t" if syllable.startswith("ch") else syllable[0]
        double = False
        if syllable in ("u", "o") and made.endswith("o") and sign in "うお":
            continue
        if syllable == "u" and made.endswith("u") and sign == "う":
            continue
        made += syllable
    return made
