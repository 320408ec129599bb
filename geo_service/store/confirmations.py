"""Which units' lines count as confirmed in a release: the one place where that is decided.

A list may say it of its own line. A person's word goes before the list's, for as long as the line is the one it was said of:
the digest of the area in words and of its geometry is kept with it. On another line a "yes" lapses, which a finding says; a
"no" stays, as it shows nobody anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from geo_service.store import sql
from geo_service.store.joins import LISTED
from layers import LAYERS
from layers.base import Text


@dataclass(frozen=True)
class Line:
    """A unit whose line asks to be confirmed. ``ids``: its rows; ``digest``: of its line now.

    ``said``: a person's word, None for none; ``said_digest``: of the line it was said of, None where that was not kept.
    """

    layer: str
    key: str
    ids: list[int]
    name: str
    file: str
    row: int
    by_list: bool
    digest: str
    said: bool | None
    said_digest: str | None
    by: str
    on: datetime | None

    @property
    def lapsed(self) -> bool:
        """Whether a person confirmed it, and not the line it has now."""
        return bool(self.said) and self.said_digest != self.digest

    @property
    def confirmed(self) -> bool:
        """The person's word where it holds, else the list's."""
        return self.by_list if self.said is None or self.lapsed else self.said


def lines_of(conn: psycopg.Connection[Any], city: str, release: int) -> list[Line]:
    """The units of a release (its id) whose line asks to be confirmed."""
    layers = [layer for layer in LAYERS.values() if layer.role == "units" and layer.confirmed]
    values = {
        "marks": json.dumps({layer.id: layer.confirmed for layer in layers}),
        "unit_codes": json.dumps({layer.id: layer.unit_code for layer in layers if layer.unit_code}),
    }
    return [Line(*row) for row in sql.run(conn, "confirmation_rows", city=city, release=release, **values)]


def lay_confirmations(conn: psycopg.Connection[Any], city: str, release: int, unknown: Set[int]) -> None:
    """Keep for each row of such units whether its line is confirmed, and say which are not and why, in the transaction of a
    release.

    ``unknown``: rows of which a part lies nobody knows where; there is no line to confirm then.
    """
    lines = lines_of(conn, city, release)
    unclear = [one for one in lines if one.confirmed and unknown & set(one.ids)]
    kept = [(release, id, one.confirmed and one not in unclear) for one in lines for id in one.ids]
    with conn.cursor() as cursor:
        cursor.executemany("INSERT INTO frame.confirmation (release, feature, confirmed) VALUES (%s, %s, %s)", kept)
    _say(
        conn,
        release,
        "association_not_confirmable",
        [
            Text(
                f"{one.file} {one.row}行「{one.name}」：確認済みとありますが、区域の一部の場所が分からないため、"
                "確認済みにしません。区域の図か街区の位置を読み込んでください。",
                f"{one.file}, row {one.row}, {one.name}: said to be confirmed, but where a part of its area lies is not known; it"
                " is treated as not confirmed. Load its drawn area or the positions of blocks.",
            )
            for one in unclear
        ],
    )
    _say(conn, release, "association_confirmation_lapsed", [_lapse(one) for one in lines if one.lapsed and not one.confirmed])


def _lapse(one: Line) -> Text:
    on = f"{one.on:%Y-%m-%d}" if one.on else ""
    if one.said_digest is None:
        ja, en = "どの区域を確認したかの記録がないとき", "before the line was kept"
    else:
        ja, en = "今の名簿と違う区域で", "on another area or line than the list has now"
    return Text(
        f"{one.file} {one.row}行「{one.name}」：{on}の{one.by}さんの確認は、{ja}のものなので、確認済みにしません。"
        f'区域を見て、`geo-service associations --confirm "{one.key}" --by 名前` で確認し直してください。',
        f"{one.file}, row {one.row}, {one.name}: {one.by} confirmed it on {on}, {en}, so it is not confirmed. Look at its area"
        f' and confirm again with `geo-service associations --confirm "{one.key}" --by NAME`.',
    )


def _say(conn: psycopg.Connection[Any], release: int, rule: str, said: Sequence[Text]) -> None:
    shown = list(said[:LISTED])
    if len(said) > LISTED:
        more = len(said) - LISTED
        shown.append(
            Text(f"同じ理由で確認済みにしないものが、ほかに{more:,}件あります。", f"{more:,} more, for the same reason.")
        )
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, %s, %s, %s)",
            [(release, rule, one.ja, one.en) for one in shown],
        )
