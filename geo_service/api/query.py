"""What a request says besides its path: language, audience, and query parameters of which none may be unknown."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Request

from geo_service.errors import ParameterError
from geo_service.questions.parameters import shown, single_values

LANGUAGES = ("ja", "en")
LANG = Query(
    description="ja か en。ことばを選ぶ（なければ Accept-Language、なければ日本語）。 Language of texts.", examples=["ja"]
)


def language_of(request: Request) -> str:
    """The language to answer in: ``lang=``, else the first of Accept-Language we speak, else Japanese. Never fails."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    wishes: list[tuple[float, int, str]] = []
    for at, part in enumerate(request.headers.get("accept-language", "").split(",")[:20]):
        tag, _, rest = part.strip().partition(";")
        quality = _quality(rest)
        short = tag.strip().lower().split("-")[0]
        if short in LANGUAGES and quality > 0:
            wishes.append((-quality, at, short))
    return min(wishes)[2] if wishes else "ja"


def _quality(text: str) -> float:
    for part in text.split(";"):
        name, _, value = part.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def language(request: Request, lang: Annotated[str | None, LANG] = None) -> str:
    """The language to answer in; ParameterError for a ``lang=`` we do not speak."""
    if lang not in (None, "", *LANGUAGES):
        raise ParameterError(
            f"lang に「{shown(lang)}」は使えません。ja か en です。",
            f"lang cannot be '{shown(lang)}'. It is ja or en.",
            parameter="lang",
            value=shown(lang),
            allowed=list(LANGUAGES),
        )
    return language_of(request)


def audience() -> str:
    """Who asks over HTTP: the public, until there are accounts. The one place that says so."""
    return "public"


class Takes:
    """Dependency of a route that takes only the named query parameters: others, and repeated ones, are refused."""

    def __init__(self, *names: str) -> None:
        self.names = (*names, "lang")

    def __call__(self, request: Request) -> dict[str, str]:
        given = {name: request.query_params.getlist(name) for name in request.query_params}
        return single_values(given, self.names)


def question_values(request: Request, own: tuple[str, ...]) -> dict[str, object]:
    """The query parameters that are the question's: all but ``own``, each with all its values."""
    single_values({name: request.query_params.getlist(name) for name in own if name in request.query_params}, own)
    return {name: request.query_params.getlist(name) for name in request.query_params if name not in own}


CityPath = Annotated[
    str,
    Path(
        description="市：5桁のコード、名前、または default（最後に読み込んだ市）。 City: five-digit code, name, or default.",
        examples=["default"],
    ),
]
QuestionPath = Annotated[str, Path(description="問いの名前。 The question's slug.", examples=["evacuation-site-reach"])]
Language = Annotated[str, Depends(language)]
Audience = Annotated[str, Depends(audience)]
