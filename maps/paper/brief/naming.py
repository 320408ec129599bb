"""What a briefing is called as a file, and the address that its QR code leads to."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from geo_service.coverage.city import City
from geo_service.coverage.question import Question
from geo_service.render.words import city_name, ward_name
from maps.words import said, say

NAME_SIGNS = 40
"""Signs of a ward's name that a file's name takes over."""


def answer_address(public_url: str, city: City, question: Question, asked: Mapping[str, object], lang: str) -> str:
    """The full address of the page that shows the briefing's answer, ``asked`` being the parameters as they were given; ""
    where the service has no public address."""
    if not public_url:
        return ""
    about = {"city": city.code, "question": question.id, **asked, "ward": question.ward, "lang": lang}
    return f"{public_url.rstrip('/')}/?{urlencode({name: str(value) for name, value in about.items() if value})}"


def file_name(city: City, question: Question, lang: str) -> str:
    """The PDF's name in the ward's own signs, without those that a file system may not have or that lead elsewhere."""
    name = said(ward_name(city, question.ward) if question.ward else city_name(city), lang)
    safe = "".join(sign for sign in name if sign.isalnum() or sign in " -_・")[:NAME_SIGNS].strip()
    return say(lang, "brief.file", name=safe or question.ward or city.code)
