"""Persons' words on links: read for a release, and what has become of them told in its findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from geo_service.store.joins import LISTED
from geo_service.store.links_match import Choices, Match, Meant, Target
from layers.base import Layer, Link


def choices_of(conn: psycopg.Connection[Any], city: str, layer: str, link: str) -> Choices:
    """What persons have said of a link."""
    same: dict[str, Meant] = {}
    other: dict[str, set[Meant]] = {}
    for said, is_same, *thing in conn.execute(
        "SELECT from_key, same, to_key, to_name, to_address, to_ward FROM frame.link_choice"
        " WHERE city = %s AND layer = %s AND link = %s ORDER BY decided_at",
        (city, layer, link),
    ):
        if is_same:
            same[said] = Meant(*thing)
        else:
            other.setdefault(said, set()).add(Meant(*thing))
    return Choices(same, {said: frozenset(things) for said, things in other.items()})


def report_choices(
    conn: psycopg.Connection[Any],
    release: int,
    layer: Layer,
    link: Link,
    told: Sequence[str],
    matches: Sequence[Match],
    targets: Sequence[Target],
) -> None:
    """Say which decisions of persons hold under another key now, and which hold no more. ``told``: what each match's row says."""
    moved = sum(one.moved for one in matches)
    if moved:
        _say(
            conn,
            release,
            "link_choice_moved",
            f"{layer.title.ja}の「{link.label.ja}」：決めてあった{moved:,}件は、"
            "相手のキーが変わったため、名称と住所で見つけました。",
            f"{layer.title.en}, '{link.label.en}': {moved:,} decided before were found by name and address, as the key of what"
            " they are about is another now.",
        )
    now = {one.key: one.label for one in targets}
    lapsed = dict.fromkeys((name, one.lapsed) for name, one in zip(told, matches, strict=True) if one.lapsed is not None)
    shown = list(lapsed)[:LISTED]
    for name, meant in shown:
        is_ja = f"「{now[meant.key]}」のもの" if meant.key in now else "ありません"
        is_en = f"is that of '{now[meant.key]}'" if meant.key in now else "is no longer there"
        _say(
            conn,
            release,
            "link_choice_lapsed",
            f"{layer.title.ja}「{name}」：前に決めた「{meant.name or meant.key}」が見つからないため、"
            f"その決定は使いません（キー {meant.key} は今{is_ja}）。"
            "`geo-service links --export FILE.xlsx` で決め直してください。",
            f"{layer.title.en}, '{name}': it was decided to be about '{meant.name or meant.key}', which is not found now (key"
            f" {meant.key} {is_en}), so that decision is not used. Decide again with `geo-service links --export FILE.xlsx`.",
        )
    if len(lapsed) > len(shown):
        more = len(lapsed) - len(shown)
        ja, en = f"{layer.title.ja}：使わない決定がほかに{more:,}件あります。", f"{layer.title.en}: {more:,} more such decisions."
        _say(conn, release, "link_choice_lapsed", ja, en)


def _say(conn: psycopg.Connection[Any], release: int, rule: str, ja: str, en: str) -> None:
    conn.execute(
        "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, %s, %s, %s)", (release, rule, ja, en)
    )
