"""Rows that are about something and are linked to nothing, or stand on no ground, told in a release's findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from geo_service.store.joins import LISTED
from layers.base import Layer, Text


def report_no_kind(conn: psycopg.Connection[Any], release: int, layer: Layer) -> None:
    """Rows that no link of their layer is for, as they do not say of which kind the thing is that they are about."""
    kinds = [link.only_when for link in layer.links if link.only_when is not None]
    if not kinds or len(kinds) < len(layer.links):
        return
    name = kinds[0][0]
    row = conn.execute(
        "SELECT count(*), min(v.file_name), min(f.row_no) FROM frame.release_dataset r"
        " JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset"
        " JOIN frame.feature f ON f.version = v.id WHERE r.release = %s AND r.used AND d.layer = %s"
        " AND coalesce(f.attributes ->> %s, '') <> ALL (%s)",
        (release, layer.id, name, [value for field, value in kinds if field == name]),
    ).fetchone()
    if row is not None and row[0]:
        label = layer.field(name).label
        _say(
            conn,
            release,
            "link_kind_unknown",
            f"{layer.title.ja}：{row[0]:,}行（{row[1]} {row[2]}行から）は「{label.ja}」がないため、何を数えたものか分からず、"
            "どこにもつなげません。その列を書いて読み込み直してください。",
            f"{layer.title.en}: {row[0]:,} rows (from {row[1]}, row {row[2]}) do not say the {label.en}, so it is not known what"
            " they count and they are linked to nothing. Fill in that column and load the list again.",
        )


def report_unknown_ground(
    conn: psycopg.Connection[Any], release: int, layer: Layer, of: Text, unknown: Mapping[int, list[str]]
) -> None:
    """Counts of several areas at once (ids of rows) of which some (codes) are not known: they stand nowhere, as no share of
    them is known. ``of``: what such areas are called."""
    shown = conn.execute(
        "SELECT f.id, v.file_name, f.row_no, f.name FROM frame.feature f JOIN frame.dataset_version v ON v.id = f.version"
        " WHERE f.id = ANY (%s) ORDER BY f.version, f.row_no LIMIT %s",
        (list(unknown), LISTED),
    ).fetchall()
    for id, file, row_no, name in shown:
        ja, en = "、".join(unknown[id][:10]), ", ".join(unknown[id][:10])
        _say(
            conn,
            release,
            "covers_unknown",
            f"{file} {row_no}行「{name}」：あわせて数えた区域のうち {ja} が{of.ja}にないため、この行の人数は地図に置けません。"
            f"その区域のある{of.ja}を読み込んでください。",
            f"{file}, row {row_no}, {name}: of the areas counted together, {en} is among no {of.en}, so the people of this row"
            f" are put on no ground. Load {of.en} that have it.",
        )
    if len(unknown) > len(shown):
        more = len(unknown) - len(shown)
        ja, en = f"{layer.title.ja}：同じ理由の行がほかに{more:,}行あります。", f"{layer.title.en}: {more:,} more such rows."
        _say(conn, release, "covers_unknown", ja, en)


def _say(conn: psycopg.Connection[Any], release: int, rule: str, ja: str, en: str) -> None:
    conn.execute(
        "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, %s, %s, %s)", (release, rule, ja, en)
    )
