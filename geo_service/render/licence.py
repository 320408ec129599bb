"""The licence that results from combining an answer's datasets, and the refusal where it forbids a public export."""

from __future__ import annotations

from typing import Any

from geo_service.coverage.answer import Answer
from geo_service.errors import AudienceError
from layers.licences import Combined, combine


def combined_licence(answer: Answer) -> Combined:
    """The licence of the datasets the answer rests on (those not used do not count)."""
    return combine(dataset.licence for dataset in answer.datasets if dataset.used)


def licence_object(answer: Answer) -> dict[str, Any]:
    """The resulting licence as the answer carries it."""
    return licence_texts(combined_licence(answer))


def licence_texts(licence: Combined) -> dict[str, Any]:
    """A resulting licence in both languages."""
    return {
        "id": licence.id,
        "ja": licence.title.ja,
        "en": licence.title.en,
        "public_export": licence.public_export,
        "attribution": {"ja": licence.attribution.ja, "en": licence.attribution.en},
        "reasons": [{"ja": reason.ja, "en": reason.en} for reason in licence.reasons],
    }


def require_export(answer: Answer) -> None:
    """AudienceError when the answer is for the public and a dataset's licence forbids handing it on."""
    require_open(combined_licence(answer), answer.city.audience)


def require_open(licence: Combined, audience: str) -> None:
    """AudienceError when something of that licence is for the public and the licence forbids handing it on."""
    if audience != "public" or licence.public_export:
        return
    raise AudienceError(
        "利用条件により、この結果は公開のデータとしてダウンロードできません。" + "。".join(r.ja for r in licence.reasons),
        "The licence of the data forbids a public download of this answer. " + ". ".join(r.en for r in licence.reasons),
        licence=licence.id,
    )
