"""When a list is of, by the titles above its table and by its file's name."""

from __future__ import annotations

import re
import unicodedata

from geo_service.store.office_values import ERA_DATE, ERA_YEAR, iso_date, western_year
from geo_service.store.readers import RawTable

_YEAR = re.compile(r"(?:明治|大正|昭和|平成|令和)\s*(?:元|[0-9]+)\s*年度?|[12][0-9]{3}\s*年度?")


def reference_date(table: RawTable, stem: str) -> str:
    """The day, else the year, that the titles or the file's name say ("令和8年4月1日現在", "R8年度", "2026"); "" for none."""
    texts = [unicodedata.normalize("NFKC", text) for text in (*table.titles, stem)]
    for text in texts:
        if (day := ERA_DATE.search(text.casefold())) is not None and (iso := iso_date(day[0])) is not None:
            return iso
        if (western := re.search(r"(?:19|20)\d{2}[年./-]\d{1,2}[月./-]\d{1,2}日?", text)) is not None:
            return iso_date(western[0]) or ""
    for text in texts:
        if (era := ERA_YEAR.search(text.casefold())) is not None and era["era"] not in tuple("mtshr明大昭平令"):
            return western_year(era[0]) or ""
        if (year := re.search(r"(?:19|20)\d{2}", text)) is not None:
            return year[0]
    return ""


def year_in(table: RawTable) -> str | None:
    """The year that the titles above the table say (令和7年度 is 2025); None for none."""
    found = _YEAR.search(unicodedata.normalize("NFKC", " ".join(table.titles)))
    return western_year(found[0]) if found else None
