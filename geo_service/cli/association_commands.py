"""associations: of which 町丁 they are made, who claims what twice, who is in none, and the confirming of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from geo_service.cli.asking import AUDIENCE, opened_shelf
from geo_service.cli.output import Lang, deliver, print_json, said
from geo_service.cli.releasing import connected
from geo_service.errors import ParameterError
from geo_service.render.plain import aligned, for_terminal
from geo_service.render.rounding import per_cent_points
from geo_service.render.sheets import Cell, Sheets
from geo_service.settings import settings
from geo_service.store.association_review import AssociationPart, Claim, WardFigures, by_ward, claimed_twice, confirm, parts_of
from geo_service.store.associations import HOW_WORDS
from geo_service.store.connection import connect

SHOWN = 40
"""Rows of the table that are listed as text; all are in the workbook and in JSON."""
PARTS = (
    ("町内会・自治会", "association", 24), ("キー", "key", 20), ("区", "ward", 10), ("町丁", "町丁", 20),
    ("名簿の言葉", "said", 30),
    ("番", "blocks", 14), ("町丁の割合%", "share of 町丁 %", 10), ("最小%", "lowest %", 8), ("最大%", "highest %", 8),
    ("割合の求め方", "how", 26), ("確認", "confirmed", 8), ("元の行", "source row", 24),
)  # fmt: skip
CLAIMS = (("町丁", "町丁", 20), ("名乗る町内会・自治会", "claimed by", 60), ("割合の合計%", "sum of shares %", 12))
WARDS = (
    ("区", "ward", 12), ("加入世帯", "member households", 12), ("世帯", "households", 12), ("加入率%", "membership %", 10),
    ("どの区域にも入らない住民", "residents in none", 14),
)  # fmt: skip


def show_associations(city: str, output: Path | None, form: str, lang: Lang) -> None:
    """Print the table, what is claimed twice, and figures by ward; with an output, write them as a workbook."""
    if output is not None and output.suffix.lower() != ".xlsx":
        raise ParameterError(
            f"書き出すファイルの名前は .xlsx で終わるようにしてください（{output.name}）。",
            f"The file to write must be called .xlsx ({output.name}).",
            parameter="output",
        )
    with opened_shelf() as (shelf, conninfo), connect(conninfo) as connection:
        found = shelf.get(city, AUDIENCE)
        parts, wards = parts_of(connection, found.code), by_ward(connection, found)
    claims = claimed_twice(parts)
    if output is not None:
        deliver(_workbook(parts, claims, wards, found.release_date, lang), output, binary=True)
    elif form == "json":
        words = {"parts": [asdict(one) for one in parts], "claimed_twice": [asdict(one) for one in claims]}
        print_json({"city": found.code, **words, "wards": [asdict(one) for one in wards]})
    else:
        print(for_terminal(_text(parts, claims, wards, lang)))


def confirm_association(city: str, named: str, by: str | None, yes: bool, form: str, lang: Lang) -> None:
    """Confirm a line, or take that back, and say which release has it."""
    with connected(city) as (connection, code):
        name, release = confirm(connection, code, named, by or "", yes, settings())
        connection.commit()
    if form == "json":
        print_json({"city": code, "association": name, "confirmed": yes, "release": release})
        return
    ja = f"「{name}」の区域を{'確認済み' if yes else '確認前'}にし、版 {release} に切り替えました。"
    en = f"The area of {name} is {'confirmed' if yes else 'not confirmed any more'}; switched to release {release}."
    print(said((ja, en), lang))


def _part(one: AssociationPart, lang: Lang) -> list[Cell]:
    state = said(("確認済み", "yes") if one.confirmed else ("未確認", "no"), lang)
    shares: list[Cell] = [None if share is None else per_cent_points(share) for share in (one.weight, one.low, one.high)]
    return [
        *(one.association, one.key, one.ward, one.town, one.said, one.blocks),
        *shares,
        said(HOW_WORDS[one.how], lang),
        state,
        f"{one.file}:{one.row}",
    ]


def _claim(one: Claim) -> list[Cell]:
    return [one.town, "、".join(one.associations), round(100 * one.sum, 1)]


def _ward(one: WardFigures) -> list[Cell]:
    return [one.ward, one.members, one.households, None if one.rate is None else per_cent_points(one.rate), one.outside]


def _heads(columns: Sequence[tuple[str, str, int]], lang: Lang) -> list[str]:
    return [said(one[:2], lang) for one in columns]


def _lines(columns: Sequence[tuple[str, str, int]], rows: Sequence[Sequence[Cell]], lang: Lang, left: int) -> list[str]:
    table = [["—" if cell is None else f"{cell:,}" if not isinstance(cell, str) else cell for cell in row] for row in rows]
    return aligned([_heads(columns, lang), *table], left=left)


def _text(parts: Sequence[AssociationPart], claims: Sequence[Claim], wards: Sequence[WardFigures], lang: Lang) -> str:
    if not parts:
        return said(("町内会・自治会の区域はありません。", "There are no areas of associations."), lang)
    lines = _lines(PARTS, [_part(one, lang) for one in parts[:SHOWN]], lang, 6)
    if len(parts) > SHOWN:
        more = len(parts) - SHOWN
        lines.append(said((f"ほか{more:,}行は -o FILE.xlsx で見られます。", f"{more:,} more rows: see -o FILE.xlsx."), lang))
    lines += ["", said(("2つ以上が名乗る町丁", "町丁 claimed by two or more"), lang)]
    lines += _lines(CLAIMS, [_claim(one) for one in claims[:SHOWN]], lang, 2) if claims else [said(("なし", "none"), lang)]
    if len(claims) > SHOWN:
        lines.append(said((f"ほか{len(claims) - SHOWN:,}件", f"{len(claims) - SHOWN:,} more"), lang))
    return "\n".join([*lines, "", *_lines(WARDS, [_ward(one) for one in wards], lang, 1)])


def _workbook(
    parts: Sequence[AssociationPart], claims: Sequence[Claim], wards: Sequence[WardFigures], moment: str, lang: Lang
) -> bytes:
    title = said(("町内会・自治会の区域", "areas of associations"), lang)
    note = said(("確認前の区域は職員用です", "areas not confirmed are for staff"), lang)
    sheets = Sheets(title, note, moment, f"{title} {note}")
    tables: list[tuple[tuple[str, str], Sequence[tuple[str, str, int]], list[list[Cell]], tuple[int, ...]]] = [
        (("町丁との対応", "by town"), PARTS, [_part(one, lang) for one in parts], (6, 7, 8)),
        (("二重の町丁", "claimed twice"), CLAIMS, [_claim(one) for one in claims], (2,)),
        (("区ごと", "by ward"), WARDS, [_ward(one) for one in wards], (3,)),
    ]
    for name, columns, rows, shares in tables:
        widths = [(head, width) for head, (_, _, width) in zip(_heads(columns, lang), columns, strict=True)]
        sheets.table(said(name, lang), widths, rows, per_cent=shares)
    return sheets.finished()
