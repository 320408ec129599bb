"""Made-up files in a national publisher's format: what must not be shown under that publisher's name.

A file whose rows carry the column 架空データ says of itself that it is of no real place. It is read exactly as the format
it imitates, but its source and licence are its own, so that no page names a real publisher for invented data.
"""

from __future__ import annotations

from dataclasses import replace

from layers.base import Format, Text

MARK = "架空データ"


def fictitious(format: Format, reference_date: str = "2026-04-01") -> Format:
    """The format for files that imitate ``format`` and carry the column :data:`MARK`. Goes before it in a layer's list."""
    return replace(
        format,
        id=f"{format.id}-fictitious",
        title=Text(f"{format.title.ja}と同じ形の架空データ", f"fictitious data in the form of {format.title.en}"),
        recognised_by=(*format.recognised_by, MARK),
        source=Text("みほん市（架空）", "Mihon City (fictitious)"),
        licence="sample-fictitious",
        reference_date=reference_date,
        verified=Text("みほん市の見本", "the sample city"),
    )
