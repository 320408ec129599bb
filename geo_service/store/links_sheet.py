"""Links as a workbook to be looked through, and the decisions written into it read back and remembered.

A row is told by hidden columns (layer, link, what it says, keys of its candidates), so that the sheet may be sorted and rows of
it deleted. Nothing is taken over while one cell is wrong.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import psycopg
import xlsxwriter
from psycopg.types.json import Jsonb
from python_calamine import CalamineError, CalamineWorkbook

from geo_service.errors import FileError, ParameterError, Reject
from geo_service.settings import Settings
from geo_service.store.links import HOW_WORDS, Wards, targets_of
from geo_service.store.links_match import CANDIDATES, Meant, Target
from geo_service.store.links_report import LinkReport, links_of
from geo_service.store.release import publish
from layers import LAYERS
from layers.text import fold_name

DECISION = "正しい"
HEADINGS = (
    ("元の行", 26), ("名称", 24), ("住所", 24), ("区", 9), ("結果", 18),
    *((f"候補{number}", 34) for number in range(1, CANDIDATES + 1)), (DECISION, 12),
)  # fmt: skip
HIDDEN = ("layer", "link", "said", *(f"key{number}" for number in range(1, CANDIDATES + 1)))
RULE = (
    "「正しい」に ○（候補1）、候補の番号、×（どれでもない）、正しい名称かコード、取消 のどれかを書いて返してください。"
    "空欄は決めません。"
)
YES, NO, UNDO = {"○", "◯", "〇", "o"}, {"×", "x", "✕", "✗", "なし"}, {"取消", "取り消し", "undo"}
MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Decision:
    """A person's word on what rows saying ``said`` are about. ``same``: that thing; ``other``: things it is not; both empty:
    what was said before is taken back."""

    layer: str
    link: str
    said: str
    same: Meant | None = None
    other: tuple[Meant, ...] = ()


@dataclass(frozen=True)
class Applied:
    """What reading a workbook back did. ``release``: number of the new one, None when nothing was decided in it."""

    same: int
    other: int
    undone: int
    release: int | None


def workbook(conn: psycopg.Connection[Any], city: str) -> bytes:
    """The links of the city's current release as a workbook, one sheet a link; rows that say the same once."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF2", "border": 1})
    empty = book.add_format({"bg_color": "#FFF7D6", "border": 1, "align": "center"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    reports = links_of(conn, city)
    for number, report in enumerate(reports, start=1):
        sheet = book.add_worksheet(f"{number} {report.layer.title.ja}_{report.link.label.ja}"[:31].translate(_NO_SHEET_NAME))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, RULE)
        for at, (heading, width) in enumerate(HEADINGS):
            sheet.set_column(at, at, width)
            sheet.write_string(1, at, heading, head)
        for at, heading in enumerate(HIDDEN, start=len(HEADINGS)):
            sheet.set_column(at, at, 8, None, {"hidden": True})
            sheet.write_string(1, at, heading, head)
        last = _write_rows(sheet, report, wrap, empty)
        sheet.freeze_panes(2, 2)
        sheet.repeat_rows(1)
        sheet.autofilter(1, 0, last, len(HEADINGS) - 1)
    if not reports:
        book.add_worksheet("なし").write_string(0, 0, "つなぐものはありません。 / There is nothing to link.")
    book.close()
    return out.getvalue()


_NO_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def _write_rows(sheet: Any, report: LinkReport, wrap: Any, empty: Any) -> int:
    """Rows below the heading; number of the last one."""
    at, seen = 1, set()
    for row in report.rows:
        if row.said in seen:
            continue
        seen.add(row.said)
        at += 1
        offered = [
            f"{one.name}（{' '.join(part for part in (one.ward, one.address) if part) or '区・住所なし'}）{one.score:.0%}"
            for one in row.candidates
        ]
        cells = [f"{row.file} {row.row}行", row.name, row.address, row.ward, HOW_WORDS[row.how].ja, *offered]
        cells += [""] * (len(HEADINGS) - 1 - len(cells))
        for column, cell in enumerate(cells):
            sheet.write_string(at, column, _plain(cell), wrap)
        sheet.write_blank(at, len(HEADINGS) - 1, None, empty)
        keys = [one.key for one in row.candidates] + [""] * (CANDIDATES - len(row.candidates))
        for column, cell in enumerate((report.layer.id, report.link.id, row.said, *keys), start=len(HEADINGS)):
            sheet.write_string(at, column, cell)
    return at


def _plain(text: str) -> str:
    """A text that no spreadsheet runs, also when the sheet is saved as CSV."""
    plain = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return f"'{plain}" if plain[:1] in tuple("=+-@＝＋－＠|%") and plain else plain


def apply_workbook(conn: psycopg.Connection[Any], city: str, path: Path, by: str, settings: Settings | None = None) -> Applied:
    """Remember the decisions in a workbook and publish a release with them, in one transaction.

    FileError naming file, row, column, value and rule of each wrong cell: nothing is taken over then. ParameterError without
    a name of who decides.
    """
    if not by.strip():
        raise ParameterError("--by に決めた人の名前を書いてください。", "Say with --by who decides.", parameter="by")
    decisions = _read(conn, city, path)
    applied = Applied(
        sum(bool(one.same) for one in decisions),
        sum(bool(one.other) for one in decisions),
        sum(not one.same and not one.other for one in decisions),
        None,
    )
    if not decisions:
        return applied
    with conn.transaction():
        for one in decisions:
            remember(conn, city, one, by)
        detail = {"city": city, "file": path.name, "decisions": [asdict(one) for one in decisions]}
        conn.execute("INSERT INTO frame.audit (who, action, detail) VALUES (%s, 'links', %s)", (by, Jsonb(detail)))
        number = publish(conn, city, f"links {path.name} {by}"[:500], settings=settings)
    return Applied(applied.same, applied.other, applied.undone, number)


def remember(conn: psycopg.Connection[Any], city: str, one: Decision, by: str) -> None:
    """Store one decision in place of what was said before of the same words."""
    words = (city, one.layer, one.link, one.said)
    # A thing is one and the same as one other; a word on it takes the place of the word before.
    conn.execute(
        "DELETE FROM frame.link_choice WHERE city = %s AND layer = %s AND link = %s AND from_key = %s"
        " AND (same OR to_key = %s OR %s)",
        (*words, one.same.key if one.same else "", not one.other and not one.same),
    )
    told = [(one.same, True)] if one.same else []
    for thing, same in told + [(thing, False) for thing in one.other]:
        conn.execute(
            "INSERT INTO frame.link_choice (city, layer, link, from_key, to_key, to_name, to_address, to_ward, same, decided_by)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (city, layer, link, from_key, to_key) DO UPDATE SET same = excluded.same, to_name = excluded.to_name,"
            " to_address = excluded.to_address, to_ward = excluded.to_ward, decided_by = excluded.decided_by, decided_at = now()",
            (*words, *astuple(thing), same, by),
        )


def _read(conn: psycopg.Connection[Any], city: str, path: Path) -> list[Decision]:
    known: dict[tuple[str, str], list[Target]] = {}
    decisions: dict[tuple[str, str, str], Decision] = {}
    wrong: list[Reject] = []
    for sheet, rows in _sheets(path):
        heads = next((at for at, row in enumerate(rows[:10]) if DECISION in row), None)
        if heads is None:
            continue
        lacking = [name for name in HIDDEN if name not in rows[heads]]
        if lacking:
            said = f"隠れた列（{'、'.join(lacking)}）がありません", f"The hidden columns {', '.join(lacking)} are missing"
            raise _wrong(path, [Reject(f"{path.name} [{sheet}]", heads + 1, lacking[0], "", "hidden_columns", *said)])
        column = {name: rows[heads].index(name) for name in (*HIDDEN, DECISION)}
        for number, row in enumerate(rows[heads + 1 :], start=heads + 2):
            cell = {name: row[at].strip() if at < len(row) else "" for name, at in column.items()}
            if not cell[DECISION]:
                continue
            where = cell["layer"], cell["link"], cell["said"]
            if where[:2] not in known:
                known[where[:2]] = _targets(conn, city, *where[:2])
            found = _decision(cell, known[where[:2]])
            if isinstance(found, str):
                wrong.append(_reject(path, sheet, number, cell[DECISION], found))
            elif decisions.setdefault(where, found) != found:
                wrong.append(_reject(path, sheet, number, cell[DECISION], "contradictory"))
    if wrong:
        raise _wrong(path, wrong)
    return list(decisions.values())


def _sheets(path: Path) -> list[tuple[str, list[list[str]]]]:
    """The sheets of a workbook of ours as texts, from their first row on."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("too large")
        book = CalamineWorkbook.from_path(str(path))
        return [
            (name, [[_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)])
            for name in book.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as error:
        raise FileError(
            f"{path.name} をExcelの表として読めません。`geo-service links --export` で書き出したファイルを渡してください。",
            f"{path.name} cannot be read as a workbook; give a file that `geo-service links --export` wrote.",
            file=path.name,
            rule="workbook",
        ) from error


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _targets(conn: psycopg.Connection[Any], city: str, layer: str, link: str) -> list[Target]:
    declared = next((one for one in LAYERS[layer].links if one.id == link), None) if layer in LAYERS else None
    row = conn.execute("SELECT current_release, name_ja FROM frame.city WHERE code = %s", (city,)).fetchone()
    if declared is None or row is None or row[0] is None:
        return []
    return targets_of(conn, city, row[0], declared, Wards(conn, row[0], row[1]))


def _decision(cell: dict[str, str], targets: Sequence[Target]) -> Decision | str:
    """What a cell decides, or the rule it breaks."""
    place = cell["layer"], cell["link"], cell["said"]
    keys = [cell[name] for name in HIDDEN[3:] if cell[name]]
    word = unicodedata.normalize("NFKC", cell[DECISION]).strip().lower() if cell[DECISION] not in YES else "1"
    word = "1" if word in YES else word
    if not targets or not cell["said"]:
        return "unknown_link"
    now = {one.key: Meant.of(one) for one in reversed(targets)}
    if word in UNDO:
        return Decision(*place)
    if word in NO:
        return Decision(*place, other=tuple(now.get(key, Meant(key)) for key in keys)) if keys else "no_candidate"
    if word.isdigit() and len(word) == 1:
        if not 1 <= int(word) <= len(keys):
            return "no_candidate"
        key = keys[int(word) - 1]
        return Decision(*place, same=now[key]) if key in now else "gone"
    folded = fold_name(cell[DECISION])
    named = [one for one in targets if folded in one.codes or cell[DECISION] == one.key] or [
        one for one in targets if folded in one.names
    ]
    return Decision(*place, same=Meant.of(named[0])) if len(named) == 1 else "several" if named else "unknown_name"


_WORDS = {
    "no_candidate": ("その候補はありません", "there is no such candidate"),
    "gone": ("その候補は今のデータにありません。もう一度書き出してください", "that candidate is no longer there: export again"),
    "several": ("その名称のものが複数あります。コードで書いてください", "several have this name: write its code"),
    "unknown_name": ("その名称・コードのものはありません", "nothing has this name or code"),
    "unknown_link": ("この行の層とつながりは今のデータにありません", "the layer or link of this row is not loaded"),
    "contradictory": ("同じ内容のほかの行と決め方が食い違っています", "another row that says the same is decided otherwise"),
}


def _reject(path: Path, sheet: str, number: int, value: str, rule: str) -> Reject:
    return Reject(f"{path.name} [{sheet}]", number, DECISION, value, rule, *_WORDS[rule], suggestion_ja=RULE)


def _wrong(path: Path, wrong: list[Reject]) -> FileError:
    first = wrong[0]
    more_ja, more_en = (f"（ほか{len(wrong) - 1}件）", f" (and {len(wrong) - 1} more)") if len(wrong) > 1 else ("", "")
    return FileError(
        f"{first.file} {first.row}行 {first.column}「{first.value[:60]}」: {first.message_ja}。{RULE}"
        f"何も取り込んでいません。{more_ja}",
        f"{first.file}, row {first.row}, column {first.column}, {first.value[:60]!r}: {first.message_en}. Write ○, the "
        f"number of a candidate, × for none of them, the right name or code, or 取消. Nothing was taken over.{more_en}",
        file=path.name,
        row=first.row,
        column=first.column,
        value=first.value,
        rule=first.rule,
        findings=[asdict(one) for one in wrong[:50]],
    )
