"""Which files of a river's flood zones are not there: a city needs all of them, and each comes in a file of its own."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import psycopg

from layers.base import Text

LISTED = 12
"""Rivers named in one finding; more are counted."""


class RiverFile(NamedTuple):
    """A kind of file of national flood data: what its rows have."""

    id: str
    words: Text


FILES = (
    RiverFile("planned", Text("計画規模の浸水深", "depths at the planned scale")),
    RiverFile("largest", Text("想定最大規模の浸水深", "depths at the largest scale")),
    RiverFile("duration", Text("浸水継続時間", "duration")),
    RiverFile("collapse", Text("家屋倒壊等氾濫想定区域", "zones where houses may collapse")),
)
KNOWN = """
SELECT f.attributes ->> 'source', array_agg(DISTINCT CASE
    WHEN f.attributes ->> 'collapse' IS NOT NULL THEN 'collapse'
    WHEN f.attributes ->> 'duration_from_h' IS NOT NULL THEN 'duration'
    ELSE f.attributes ->> 'scale' END)
FROM frame.release_dataset r
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
JOIN frame.feature f ON f.version = v.id
WHERE r.release = %s AND r.used AND d.layer = 'hazard_zones' AND f.attributes ->> 'hazard' = 'flood'
    AND f.attributes ->> 'river_code' IS NOT NULL
GROUP BY 1 ORDER BY 1
"""


def missing_files(rivers: dict[str, set[str]]) -> list[Text]:
    """A sentence for each set of files that rivers lack. ``rivers``: river → ids of the files it has."""
    lacking: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for river, have in rivers.items():
        lacking[tuple(one.id for one in FILES if one.id not in have)].append(river)
    words = {one.id: one.words for one in FILES}
    out = []
    for ids, names in sorted(lacking.items()):
        if not ids:
            continue
        more = len(names) - LISTED
        ja = "、".join(names[:LISTED]) + (f" ほか{more}河川" if more > 0 else "")
        en = ", ".join(names[:LISTED]) + (f" and {more} more rivers" if more > 0 else "")
        out.append(
            Text(
                f"洪水の想定「{ja}」には、{'、'.join(words[one].ja for one in ids)}のファイルがありません。"
                "公表されていなければこのままで構いません。されていれば取り込んでください。",
                f"Flood zones of {en}: no file of {', '.join(words[one].en for one in ids)}. "
                "Fine where none is published; else load it, too.",
            )
        )
    return out


def note_missing_files(conn: psycopg.Connection[Any], release: int) -> None:
    """Record as findings of a release (its id) which files of its rivers are missing."""
    rivers = {river or "": set(have) for river, have in conn.execute(KNOWN, (release,)).fetchall()}
    for text in missing_files(rivers):
        conn.execute(
            "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, 'river_files_missing', %s, %s)",
            (release, text.ja, text.en),
        )
