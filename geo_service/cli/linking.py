"""links: what rows of one list are about in another, looked through and confirmed by a person."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from geo_service.cli.output import Lang, deliver, print_json, said
from geo_service.cli.releasing import connected
from geo_service.errors import ParameterError
from geo_service.render.plain import aligned, for_terminal
from geo_service.settings import settings
from geo_service.store.links import HOW_WORDS
from geo_service.store.links_report import LinkReport, links_of
from geo_service.store.links_sheet import apply_workbook, workbook
from layers import LAYERS

SHOWN = 20
"""Rows of a link that wait for a person and are listed as text; all are in the workbook and in JSON."""


def show_links(city: str, form: str, lang: Lang) -> None:
    """Print counts and what waits for a person."""
    with connected(city) as (connection, code):
        reports = links_of(connection, code)
    if form == "json":
        print_json({"city": code, "links": [_document(one) for one in reports]})
    elif not reports:
        print(said(("つなぐものはありません。", "There is nothing to link."), lang))
    else:
        print(for_terminal("\n\n".join(_text(one, lang) for one in reports)))


def _document(one: LinkReport) -> dict[str, Any]:
    rows = [asdict(row) for row in one.rows]
    head = {"layer": one.layer.id, "link": one.link.id, "label": one.link.label._asdict(), "target_layer": one.link.layer}
    return {**head, "counts": dict(one.counts), "rows": rows}


def _text(one: LinkReport, lang: Lang) -> str:
    target = said(LAYERS[one.link.layer].title, lang) if one.link.layer in LAYERS else one.link.layer
    lines = [f"{said(one.layer.title, lang)}: {said(one.link.label, lang)} → {target}"]
    lines.append("  " + ", ".join(f"{said(HOW_WORDS[how], lang)} {count:,}" for how, count in one.counts.items()))
    waiting = [row for row in one.rows if not row.settled]
    rows = []
    for row in waiting[:SHOWN]:
        offered = " / ".join(f"{each.name} {each.ward} {each.score:.0%}" for each in row.candidates)
        rows.append([f"  {row.file}:{row.row}", row.name, said(HOW_WORDS[row.how], lang), offered or "—"])
    if rows:
        lines += aligned(rows, left=4)
    if len(waiting) > SHOWN:
        more = len(waiting) - SHOWN
        lines.append(said((f"  ほか{more:,}件は --export で見られます。", f"  {more:,} more: see --export."), lang))
    return "\n".join(lines)


def export_links(city: str, output: Path) -> None:
    """Write the workbook."""
    with connected(city) as (connection, code):
        content = workbook(connection, code)
    deliver(content, output, binary=True)


def apply_links(city: str, file: Path, by: str | None, form: str, lang: Lang) -> None:
    """Take decisions over and say what they changed."""
    if not by:
        raise ParameterError("--by に決めた人の名前を書いてください。", "Say with --by who decides.", parameter="by")
    with connected(city) as (connection, code):
        done = apply_workbook(connection, code, file, by, settings())
        connection.commit()
    if form == "json":
        print_json({"city": code, **asdict(done)})
        return
    if done.release is None:
        print(
            said(("「正しい」に何も書かれていません。何も変わっていません。", "Nothing is decided in it; nothing changed."), lang)
        )
        return
    ja = f"同じもの {done.same}件、違うもの {done.other}件、取消 {done.undone}件を覚え、版 {done.release} に切り替えました。"
    en = f"Remembered {done.same} same, {done.other} not same, {done.undone} taken back; switched to release {done.release}."
    print(said((ja, en), lang))
