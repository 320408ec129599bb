"""Every error a user can meet, with its HTTP status, exit code and wording in one table.

A leaf: any of our packages may import it and it imports none of them. Raise one of these classes with a ja and an
en sentence; CLI, API and pages all show :meth:`GeoServiceError.problem`, so one failure reads the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


class GeoServiceError(Exception):
    """Base of all errors shown to users. ``extra`` goes into the problem object as further members."""

    slug: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    title_ja: ClassVar[str] = "処理できませんでした"
    title_en: ClassVar[str] = "The request failed"

    def __init__(self, ja: str, en: str, **extra: Any) -> None:
        super().__init__(en)
        self.ja = ja
        self.en = en
        self.extra = extra

    def problem(self, lang: str = "ja") -> dict[str, Any]:
        """RFC 9457 problem object. ``detail`` is in ``lang`` ("ja" or "en"); both stand in ``detail_ja``/``detail_en``."""
        return {
            "type": f"urn:geo-service:problem:{self.slug}",
            "title": self.title_en if lang == "en" else self.title_ja,
            "status": self.status,
            "detail": self.en if lang == "en" else self.ja,
            "detail_ja": self.ja,
            "detail_en": self.en,
            "exit_code": self.exit_code,
            **self.extra,
        }


class ParameterError(GeoServiceError):
    """A parameter is unknown, malformed or outside its limits. Give ``parameter=`` and, where they exist, ``allowed=``."""

    slug, status, exit_code = "parameter", 422, 2
    title_ja, title_en = "指定した値が使えません", "A parameter is not valid"


class NotFoundError(GeoServiceError):
    """A city, release, question, layer or place of that name does not exist."""

    slug, status, exit_code = "not-found", 404, 3
    title_ja, title_en = "見つかりません", "Not found"


class NotAnswerableError(GeoServiceError):
    """The question is valid but its layers are not loaded. ``lacks=[layer ids]``; never answered with 0 %."""

    slug, status, exit_code = "not-answerable", 409, 4
    title_ja, title_en = "データが足りないため答えられません", "Not answerable with the data loaded"


class GoneError(GeoServiceError):
    """The answer's release has been pruned."""

    slug, status, exit_code = "gone", 410, 5
    title_ja, title_en = "この版は保存期間を過ぎました", "This release has been pruned"


class AudienceError(GeoServiceError):
    """The audience may not see this, or a licence forbids the export."""

    slug, status, exit_code = "forbidden", 403, 6
    title_ja, title_en = "公開できない内容です", "Not available to this audience"


class FileError(GeoServiceError):
    """A file cannot be read or is refused as a whole. ``file=``, and ``row=, column=, value=, rule=`` when known."""

    slug, status, exit_code = "file", 422, 7
    title_ja, title_en = "ファイルを読み込めません", "The file was refused"


class DatabaseError(GeoServiceError):
    """The database is missing, unreachable, or from another version of this service."""

    slug, status, exit_code = "database", 503, 8
    title_ja, title_en = "データベースを使えません", "The database is not available"


class TooManyError(GeoServiceError):
    """More than a setting lets in, for now. ``setting=`` names it, ``maximum=`` is its value."""

    slug, status, exit_code = "too-many", 429, 10
    title_ja, title_en = "受け付けられる数を超えました", "Too many for now"


class SetupError(GeoServiceError):
    """Something of this installation is missing or taken (packages, port, folder)."""

    slug, status, exit_code = "setup", 503, 9
    title_ja, title_en = "準備が整っていません", "The installation is not ready"


@dataclass(frozen=True, slots=True)
class Reject:
    """One thing wrong with one row of one file, in words its owner can act on.

    ``row`` is the row number a person sees (spreadsheet row or CSV line, header = 1; feature number from 1 in vector
    files; ``None`` for the whole file). ``severity`` is "bad" (row kept aside, not loaded) or "notice" (row loaded,
    to be looked at).
    """

    file: str
    row: int | None
    column: str
    value: str
    rule: str
    message_ja: str
    message_en: str
    suggestion_ja: str = ""
    suggestion_en: str = ""
    severity: str = "bad"


def error_table() -> list[type[GeoServiceError]]:
    """All error classes, for docs and for the test that drives each endpoint to failure."""
    return [
        ParameterError,
        NotFoundError,
        NotAnswerableError,
        GoneError,
        AudienceError,
        FileError,
        DatabaseError,
        SetupError,
        TooManyError,
    ]
