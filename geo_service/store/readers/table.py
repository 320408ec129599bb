"""CSV and TSV: strict decoding (UTF-8 with or without BOM, then CP932), dialect, ragged rows. Parsed by pyarrow."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from geo_service.errors import FileError, Reject
from geo_service.settings import Settings
from geo_service.store.readers.body_rows import NOTE, tidy
from geo_service.store.readers.heading_rows import joined_headings
from geo_service.store.readers.raw import (
    MOST_COLUMNS,
    RawTable,
    check_rows,
    heading_row,
    refuse,
    shown,
    too_many_columns,
    unique_headings,
)
from geo_service.store.readers.sheet_shape import FOUND_BY_LOOKING, Shape
from layers.base import Text

HEAD_LINES = 20
"""Lines looked at to find the delimiter and the headings."""
HEAD_SIGNS = 1 << 20
"""Signs looked at for them."""
JIS = re.compile(rb"\x1b\$[@B]")
"""The escape that begins Japanese in ISO-2022-JP."""
UTF8_KANA = re.compile(rb"(?:\xe3[\x81-\x83][\x80-\xbf]|[\xe4-\xe9][\x80-\xbf]{2}|\xe3\x80[\x80-\xbf]){3}")
"""Three signs of Japanese in UTF-8."""
OFFICE_SIGNS = (
    *("計", "総数", "〃", "″", "同上", "※", "注", "出典", "出所", "資料", "【", "■", "◆", "●", "◎"),
    *("#N/A", "#REF!", "#DIV/0!", "#VALUE!"),
)
"""A file with none of these was not made for paper: its rows are taken as they are."""
HEADING_SIGNS = 1_000
"""A heading longer than this is a cell, or a whole file without line ends."""


def read_table(path: Path, name: str, settings: Settings, shapes: Sequence[Shape] = (FOUND_BY_LOOKING,)) -> list[RawTable]:
    """The one table of a CSV or TSV file, once for each of ``shapes``. Row numbers count records, the first line = 1.

    Raises FileError: empty, not text, an encoding that is neither UTF-8 nor CP932, a quote that never closes, rows that a
    column map names and that are not there.
    """
    # Python's own limit is 131,072 signs, less than one detailed outline as WKT; a cell may fill the file.
    csv.field_size_limit(settings.max_file_mb * 1_000_000)
    text, encoding = decode(path.read_bytes(), name)
    if not text.strip():
        raise refuse(
            name,
            "empty",
            "ファイルが空です（空白だけです）。元のファイルを取り直してください。",
            "The file is empty (it holds only spaces). Get it again.",
        )
    return [_table(text, encoding, path.suffix.lower(), name, settings, shape) for shape in shapes]


def _table(text: str, encoding: str, suffix: str, name: str, settings: Settings, shape: Shape) -> RawTable:
    delimiter = _delimiter(text, suffix)
    head = list(_head(text, delimiter))
    if shape.header_rows and shape.header_rows[-1] > len(head):
        shape.check_rows(len(head), name)
    at = shape.header_rows[-1] - 1 if shape.header_rows else heading_row(head)
    if at < 0:
        raise refuse(
            name,
            "empty",
            "ファイルに文字がありません。元のファイルを取り直してください。",
            "The file holds no text. Get it again.",
        )
    cells = head[at]
    if len(shape.header_rows) > 1:
        rows = [row - 1 for row in shape.header_rows]
        cells = joined_headings(head, rows, (), max(len(head[row]) for row in rows))
    while len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    _check_headings(name, cells, at + 1)
    headings, repeated = unique_headings(cells)
    body, ragged = _parse(text, delimiter, name, len(headings))
    for row in ragged:
        if row.text.count('"') % 2:
            raise refuse(
                name,
                "csv",
                f'{row.number}行目から、引用符（"）が閉じていません。その行の引用符を直してください。',
                f'From row {row.number} on a quote (") is never closed. Mend the quotes of that row.',
                row=row.number,
                value=row.text[:100],
            )
    skipped = {row.number for row in ragged}
    total = len(body) + len(skipped)
    numbers = np.setdiff1d(np.arange(1, total + 1), np.fromiter(skipped, dtype=np.int64, count=len(skipped)))
    keep = numbers > at + 1
    body, numbers = body.loc[keep].reset_index(drop=True), numbers[keep]
    body.columns = pd.Index(headings)
    blank = (body == "").all(axis=1).to_numpy()
    body, numbers = body.loc[~blank].reset_index(drop=True), numbers[~blank]
    body = body.mask(body == "")
    table = RawTable(
        name, body, numbers, encoding=encoding, repeated=repeated, shape=shape, heading_rows=shape.header_rows or (at + 1,)
    )
    first, last = max(at + 2, shape.first_row), shape.last_row or total
    table.drop_rows((table.row_no < first) | (table.row_no > last))
    for row in ragged:
        if first <= row.number <= last and (said := row.text.strip(f" \t\r\n{delimiter}")):
            if NOTE.match(said) and delimiter not in said:
                note = Text("表の注記です。読みません。", "A note of the table: left out.")
                table.notice("note_row", None, "", said, note, row=row.number)
            else:
                table.bad_rows.append(_ragged(name, row, headings, delimiter))
    if any(sign in text for sign in OFFICE_SIGNS):
        tidy(table, keep_subtotals=shape.keep_subtotals)
    check_rows(name, len(table), settings.max_rows)
    return table


def _check_headings(name: str, cells: list[str], row: int) -> None:
    if len(cells) > MOST_COLUMNS:
        raise too_many_columns(name, len(cells))
    for number, cell in enumerate(cells, start=1):
        if len(cell) > HEADING_SIGNS:
            raise refuse(
                name,
                "heading_long",
                f"見出しの行（{row}行目）の{number}列目が{HEADING_SIGNS:,}字を超えています。"
                '見出しの行がないか、改行がないか、引用符（"）が閉じていません。ファイルの先頭を確かめてください。',
                f"Cell {number} of the heading row (row {row}) has more than {HEADING_SIGNS:,} signs: there is no heading row, "
                'there are no line ends, or a quote (") is never closed. Look at the start of the file.',
                row=row,
                value=cell[:100],
            )


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Text and the name of its encoding. FileError names the byte and line where neither UTF-8 nor CP932 goes on."""
    wide = _wide(data)
    if wide:
        raise refuse(
            name,
            "encoding",
            f"文字コードが{wide}です。UTF-8で保存し直してください（Excelでは「CSV UTF-8」）。",
            f'The encoding is {wide}. Save the file as UTF-8 (in Excel: "CSV UTF-8").',
        )
    nul = data.find(b"\0")
    if nul >= 0:
        line = data.count(b"\n", 0, nul) + 1
        raise refuse(
            name,
            "nul_byte",
            f"{line}行目（{nul}バイト目）にNULがあります。文字のファイルではないか、壊れています。元のファイルを取り直してください。",
            f"Line {line} (byte {nul}) holds a NUL byte: this is not a text file, or it is damaged. Get the file again.",
            row=line,
        )
    if JIS.search(data) is not None:
        raise refuse(
            name,
            "encoding",
            "文字コードがJIS（ISO-2022-JP）のようです。UTF-8で保存し直してください。",
            "The encoding seems to be JIS (ISO-2022-JP). Save the file as UTF-8.",
        )
    bom = data.startswith(b"\xef\xbb\xbf")
    try:
        return data[3 if bom else 0 :].decode("utf-8"), "UTF-8 (BOM)" if bom else "UTF-8"
    except UnicodeDecodeError as error:
        utf8_at = error.start + (3 if bom else 0)
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError as error:
        if _decodes(data, "euc_jp"):
            raise _euc(name) from None
        at, tried = max((utf8_at, "UTF-8"), (error.start, "CP932"))
        line = data.count(b"\n", 0, at) + 1
        raise refuse(
            name,
            "encoding",
            f"文字コードが分かりません。{line}行目（{at}バイト目）は{tried}として読めません。"
            "全体を1つの文字コード（UTF-8）で保存し直してください。",
            f"The encoding is not known: line {line} (byte {at}) is not {tried}. Save the whole file in one encoding (UTF-8).",
            row=line,
        ) from None
    if _looks_like_kana(text) and _decodes(data, "euc_jp"):
        raise _euc(name)
    _check_mixed(data, name)
    return text, "CP932"


def _wide(data: bytes) -> str:
    """UTF-32 or UTF-16 where the bytes are so, by their mark or by the zeros of their ASCII signs; else ""."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "UTF-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    start = data[: 1 << 12]
    for zeros, signs in ((start[1::2], start[::2]), (start[::2], start[1::2])):
        # Of Japanese text only commas, digits and line ends are ASCII.
        if zeros.count(0) * 10 >= len(zeros) > 4 and signs.count(0) == 0:
            return "UTF-16"
    return ""


def _check_mixed(data: bytes, name: str) -> None:
    """FileError when a file that reads as CP932 has lines of Japanese in UTF-8: as CP932 they would become 縺ゅ縺."""
    for found in UTF8_KANA.finditer(data):
        start, end = data.rfind(b"\n", 0, found.start()) + 1, data.find(b"\n", found.end())
        if _decodes(data[start : end if end >= 0 else len(data)], "utf-8"):
            line = data.count(b"\n", 0, start) + 1
            raise refuse(
                name,
                "encoding",
                f"文字コードがまざっています。{line}行目はUTF-8ですが、CP932の行もあります。全体をUTF-8で保存し直してください。",
                f"Two encodings are mixed: line {line} is UTF-8, others are CP932. Save the whole file as UTF-8.",
                row=line,
            )


def _euc(name: str) -> FileError:
    return refuse(
        name,
        "encoding",
        "文字コードがEUC-JPのようです。UTF-8で保存し直してください。",
        "The encoding seems to be EUC-JP. Save the file as UTF-8.",
    )


def _looks_like_kana(as_cp932: str) -> bool:
    # EUC-JP read as CP932 often succeeds, as rows of half-width kana, which no such list is written in.
    beyond = [sign for sign in as_cp932[:20_000] if ord(sign) > 127]
    return sum("｡" <= sign <= "ﾟ" for sign in beyond) * 4 >= len(beyond)


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str, suffix: str) -> str:
    """The sign that parts the first lines into most cells; a tab for .tsv."""
    if suffix == ".tsv":
        return "\t"
    start = text[:65_536]
    counts = {sign: max((len(row) for row in _rows(start, sign)), default=0) for sign in (",", "\t", ";")}
    return max(counts, key=lambda sign: counts[sign])


def _rows(text: str, delimiter: str) -> list[list[str]]:
    # newline="": lines end with LF, CRLF or CR alone, as for the parser of the body.
    return list(itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), HEAD_LINES))


def _head(text: str, delimiter: str) -> list[list[str]]:
    return _rows(text[:HEAD_SIGNS], delimiter)


def _parse(text: str, delimiter: str, name: str, columns: int) -> tuple[pd.DataFrame, list[Any]]:
    ragged: list[Any] = []

    def keep_aside(row: Any) -> str:
        ragged.append(row)
        return "skip"

    # Titles above the headings have fewer cells; the number of columns must come from the headings themselves.
    names = [f"c{number}" for number in range(columns)]
    data = text.encode("utf-8")
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=min(len(data) + 1, 1 << 30), column_names=names),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep_aside
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise refuse(
            name,
            "csv",
            f'CSVとして読めません。引用符（"）の閉じ忘れなどを確かめてください（{str(error)[:120]}）。',
            f'This cannot be read as CSV; look for a quote (") that is never closed ({str(error)[:120]}).',
        ) from None
    return table.to_pandas(), ragged


def _ragged(name: str, row: Any, headings: list[str], delimiter: str) -> tuple[Reject, dict[str, Any]]:
    cells = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=delimiter), [])
    reject = Reject(
        file=shown(name),
        row=row.number,
        column="",
        value=row.text[:200],
        rule="ragged",
        message_ja=f"列の数が違います（{row.actual_columns}列、見出しは{row.expected_columns}列）。",
        message_en=f"The row has {row.actual_columns} cells; the headings have {row.expected_columns}.",
        suggestion_ja='区切りの記号を含む値を引用符（"）で囲んでください。',
        suggestion_en='Put values that contain the delimiter into quotes (").',
    )
    return reject, dict(zip(headings, cells, strict=False))
