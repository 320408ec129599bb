"""The one message of a briefing: a sentence in large type, its lines ending between phrases, with readings over the kanji."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from geo_service.coverage.answer import Answer
from geo_service.render.blank import only_blank
from geo_service.render.words import counted, hazard_label, limit_label, place_label, ward_name, with_article
from maps.breaks import PHRASED, phrases
from maps.faces import Faces
from maps.readings import pieces
from maps.words import count, said, say

READING = 0.44
"""Size of a reading beside its sign."""


def message(answer: Answer, faces: Faces | None, lang: str) -> str:
    """The sentence: how many in a hundred have nothing near; of facilities, and where nobody is asked about, in numbers."""
    what, place = counted(answer.question.demand), place_label(answer)
    city = answer.city
    name = ward_name(city, answer.question.ward) if answer.question.ward else {"ja": city.name_ja, "en": city.name_en}
    hazard = answer.question.supply.hazard
    values = {
        "where": said(name, lang) or city.name_ja,
        "group": said(what.group, lang),
        "unit": said(what.label, lang),
        "place": say(lang, "brief.place.hazard", place=said(place, lang), hazard=said(hazard_label(hazard), lang))
        if hazard
        else said(place, lang),
        "limit": _limit(answer, lang),
    }
    if lang == "en":
        values["place"] = with_article(str(values["place"]))
    total = answer.total
    if total.share_served is None or only_blank(answer) is not None:
        return say(lang, "brief.message.unknown", **values)
    if total.unserved < 0.5:
        return say(lang, "brief.message.none", **values)
    if what.whole or faces is None:
        return say(lang, "brief.message.count", count=count(total.unserved, lang), demand=count(total.demand, lang), **values)
    return say(lang, "brief.message", count=faces.counts["unserved"], **values)


def _limit(answer: Answer, lang: str) -> str:
    """How far, in few words: how it is measured and each kind's own limit are said in the sentence below the message."""
    if answer.question.supply.limits_m:
        return say(lang, "brief.limit.by_kind")
    limit = said(limit_label(answer), lang)
    return say(lang, "brief.limit.detour", limit=limit) if answer.question.reach.mode == "detour" else limit


def in_phrases(text: str, lang: str) -> Markup:
    """The text escaped, its lines ending between phrases only, a number never parted from its unit.

    The type setter knows neither <wbr> nor keep-all: each phrase is a box of its own.
    """
    kept = re.sub(r"(?<=\d) (?=k?m\b)", "\u00a0", text)
    if lang not in PHRASED:
        return escape(kept)
    return Markup().join(Markup('<span class="phrase">{}</span>').format(one) for one in phrases(kept))


def read_aloud(text: str, lang: str) -> Markup:
    """The text with readings over its kanji and breaks between phrases only; texts of other languages only escaped.

    The type setter knows no <ruby>: each reading stands in a line of its own above its signs.
    """
    if lang not in PHRASED:
        return escape(text)
    ends, at = set(), 0
    for phrase in phrases(text):
        at += len(phrase)
        ends.add(at)
    lines, line, at = [], Markup(), 0
    for piece in pieces(text):
        if piece.kana:
            line += _read(piece.text, piece.kana)
            at += len(piece.text)
        else:
            for sign in piece.text:
                line += escape(sign)
                at += 1
                if at in ends:
                    lines.append(line)
                    line = Markup()
            continue
        if at in ends:
            lines.append(line)
            line = Markup()
    lines.append(line)
    return Markup().join(Markup('<span class="phrase">{}</span>').format(one) for one in lines if one)


def _read(signs: str, kana: str) -> Markup:
    """Signs with their reading above; a reading wider than its signs keeps its own room, so that none touch."""
    wide = max(len(signs), len(kana) * READING + 0.04)
    return Markup('<span class="read" style="width:{:.2f}em"><span class="kana">{}</span>{}</span>').format(wide, kana, signs)
