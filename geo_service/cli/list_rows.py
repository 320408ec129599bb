"""Rows of a list in words, for its map: what each says, what settled its place or why it has none, and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import psycopg
import shapely

from geo_service.cli.output import Lang, said
from geo_service.geocode.words import ACCURACY
from geo_service.store.geocoding import address_field
from geo_service.store.layer_rows import LayerRows, rows_placed_by
from geo_service.store.links import HOW_WORDS
from geo_service.store.links_report import LinkedRow, LinkReport
from layers import LAYERS
from layers.base import Layer, Link
from maps.list_map import ListRow, Sign

DETAILS = 3
"""Fields of a row that are told beside its name."""

NOT_SETTLED: dict[str, tuple[str, str]] = {
    "likely": ("似た名前の{layer}がありますが、同じものか人の確認待ちです", "one of {layer} is like it; a person must say so"),
    "ambiguous": ("当てはまる{layer}がいくつもあり、人の確認待ちです", "several of {layer} fit; a person must say which"),
    "refused": ("似た{layer}は、どれも違うと人が決めています", "a person said that it is none of {layer} like it"),
    "unmatched": ("似た名前の{layer}が見つかりません", "none of {layer} is like it"),
}
"""How a row was matched → why that settles nothing."""

Key = tuple[str, int]
"""File and row."""


def list_rows(
    conn: psycopg.Connection[Any], code: str, found: LayerRows, links: list[LinkReport], lang: Lang
) -> Iterator[ListRow]:
    """The rows of one layer, each with what settled its place or why it has none."""
    address = address_field(found.layer)
    by = rows_placed_by(conn, code, found.layer, address)
    linked: dict[Key, list[tuple[Link, LinkedRow]]] = defaultdict(list)
    for report in links:
        for one in report.rows:
            linked[one.file, one.row].append((report.link, one))
    for values, shape in zip(found.rows, found.shapes, strict=True):
        row = dict(zip((column.name for column in found.columns), values, strict=True))
        key = (str(row["source_file"]), int(row["source_row"] or 0))
        own = [(link, one) for link, one in linked.get(key, ()) if _says(row, link, one)]
        yield _row(found.layer, row, shape, by.get((*key, str(row.get(address) or "")), ""), own, lang)


def _says(row: dict[str, Any], link: Link, one: LinkedRow) -> bool:
    """Whether a link is of this row and not of the row of the same number on another sheet of its workbook."""
    told = [(link.address, one.address), (link.ward, one.ward), *([] if link.several else [(link.name, one.name)])]
    return all(str(row.get(field) or "") == value for field, value in told if field in row)


def _row(
    layer: Layer, row: dict[str, Any], shape: Any, placed_by: str, linked: list[tuple[Link, LinkedRow]], lang: Lang
) -> ListRow:
    name, *details = _told(layer, row, lang)
    ground = [(link, one) for link, one in linked if link.stands_on]
    settled = [(link, one) for link, one in ground if one.settled]
    waiting = [(link, one) for link, one in ground if not one.settled]
    source = said((f"{row['source_file']} の{row['source_row']}行目", f"{row['source_file']}, row {row['source_row']}"), lang)
    near = tuple(_named(each) for _, one in waiting for each in one.candidates)
    if shape is None or shape.is_empty:
        how, todo = _lost(layer, row, ground, lang)
        return ListRow(layer, source, name, "、".join(details), None, how, None, near, todo)
    sign, how = _placed(layer, row, shape, placed_by, settled, waiting, lang)
    return ListRow(layer, source, name, "、".join(details), sign, how, shape, near, "", waits=bool(near))


def _told(layer: Layer, row: dict[str, Any], lang: Lang) -> list[str]:
    """What a row says: its name, then its kind, address and first other fields that are filled, as a person would read them."""
    stands_on = [link.name for link in layer.links if link.stands_on]
    names = ["name", *stands_on, *layer.identity]
    title = next((str(row[name]) for name in names if row.get(name)), said(layer.title, lang))
    first = next((name for name in names if row.get(name)), "")
    order = dict.fromkeys([*layer.identity, layer.kind or "", address_field(layer), layer.year or "", "ward"])
    out = []
    for name in order:
        if name and name != first and row.get(name) not in (None, ""):
            value = row[name]
            field = layer.field(name)
            code = next((one.label for one in field.codes if one.slug == value), None)
            out.append(said(code, lang) if code is not None else str(value))
    return [title, *out[:DETAILS]]


def _named(one: Any) -> str:
    about = one.address if one.ward in one.address else f"{one.ward} {one.address}".strip()
    return f"{one.name}{f'（{about}）' if about else ''} {one.score:.0%}"


def _placed(
    layer: Layer,
    row: dict[str, Any],
    shape: Any,
    placed_by: str,
    settled: list[tuple[Link, LinkedRow]],
    waiting: list[tuple[Link, LinkedRow]],
    lang: Lang,
) -> tuple[Sign, str]:
    """How sure a place is, and what says where it is."""
    accuracy = str(row["accuracy"] or "point")
    point = shapely.get_dimensions(shape) == 0
    if settled and placed_by != "address":
        about = "、".join(f"{one.candidates[0].name}（{said(HOW_WORDS[one.how], lang)}）" for _, one in settled if one.candidates)
        how = said((f"{settled[0][0].label.ja}：{about}", f"{settled[0][0].label.en}: {about}"), lang)
        return ("rough" if accuracy == "area" and point else "firm"), how
    if not placed_by:
        if accuracy == "square":
            return "rough", said(ACCURACY[accuracy], lang)
        return ("rough" if accuracy == "area" and point else "firm"), said(("一覧にある位置", "position given in the list"), lang)
    at = said(ACCURACY.get(accuracy, ACCURACY["point"]), lang)
    address = row.get(address_field(layer)) or ""
    how = said((f"住所から：{address}（{at}）", f"by its address: {address} ({at})"), lang)
    if any(one.candidates for _, one in waiting):
        how += said(("。何のことかは人の確認待ち", "; what it is about waits for a person"), lang)
    return ("rough" if accuracy == "area" else "address"), how


def _lost(layer: Layer, row: dict[str, Any], ground: list[tuple[Link, LinkedRow]], lang: Lang) -> tuple[str, str]:
    """Why a row has no place, and what to do about it."""
    name = address_field(layer)
    if not name:
        why = ("位置の記載がありません", "no position is given")
        todo = ("経度と緯度を書いて読み込みなおす", "write longitude and latitude, and load again")
    elif not row.get(name):
        why = ("住所の記載がありません", "no address is given")
        todo = ("住所を書いて読み込みなおす", "write its address, and load again")
    else:
        why = ("住所から位置を求められません", "its address gives no position")
        todo = ("住所を直して読み込みなおす", "correct its address, and load again")
    links = [link for link in layer.links if link.stands_on]
    if not links:
        return said(why, lang), said(todo, lang)
    target = LAYERS[links[0].layer].title
    if not ground:
        nothing = (f"どの{target.ja}のことか書かれていません", f"it does not say which of {target.en} it is about")
        return said((f"{nothing[0]}。{why[0]}", f"{nothing[1]}; {why[1]}"), lang), said(todo, lang)
    one = ground[0][1]
    if one.settled:
        no = (f"{target.ja}の「{one.name}」に位置がありません", f"'{one.name}' of {target.en} has no position itself")
        mend = (f"{target.ja}に位置を書く", f"give it a position in {target.en}")
        return said((f"{no[0]}。{why[0]}", f"{no[1]}; {why[1]}"), lang), said(mend, lang)
    ja, en = NOT_SETTLED[one.how]
    no = (ja.format(layer=target.ja), en.format(layer=target.en))
    both = (f"{no[0]}。{why[0]}", f"{no[1]}; {why[1]}")
    if one.candidates:
        todo = ("候補を確かめて○を付ける（上の手順）", "confirm a candidate (steps above)")
    elif one.how == "unmatched":
        todo = (f"正しい名前を書く（上の手順）、または{todo[0]}", f"write the right name (steps above), or {todo[1]}")
    return said(both, lang), said(todo, lang)
