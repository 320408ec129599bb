"""What an .xlsx says of its sheets beside the values: hidden rows and columns, errors, formulas never worked out.

The reader of the cells gives neither; a cell with an error and a formula without a stored value both look empty to it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

CHUNK = 1 << 20
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
INTERESTING = (b"hidden=", b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b":f>", b":f ")
"""A sheet with none of these needs no second look."""
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ElementTree.ParseError,
    expat.ExpatError,
)


@dataclass
class SheetMarks:
    """Positions count from 0. ``errors``: (row, column) → "#N/A"; ``not_worked_out``: formulas without a stored value."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of each run."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    not_worked_out: set[tuple[int, int]] = field(default_factory=set)


def sheet_marks(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    """Marks of each sheet by its name. A damaged part is left to the reader of the cells: it gives no marks here."""
    try:
        paths = _sheet_paths(archive)
    except DAMAGE:
        return {}
    out = {}
    for name, path in paths.items():
        try:
            out[name] = _marks(archive, path)
        except DAMAGE:
            continue
    return out


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of each sheet → its member of the archive."""
    there = {name.lower(): name for name in archive.namelist()}
    targets = {}
    for one in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
        target = one.get("Target", "")
        path = posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target))
        targets[one.get("Id", "")] = there.get(path.lower(), "")
    out = {}
    for one in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if one.tag.rpartition("}")[2] == "sheet":
            which = next((value for key, value in one.attrib.items() if key.rpartition("}")[2] == "id"), "")
            if targets.get(which):
                out[one.get("name", "")] = targets[which]
    return out


def _marks(archive: zipfile.ZipFile, path: str) -> SheetMarks:
    marks = SheetMarks()
    if not _interesting(archive, path):
        return marks
    parser = expat.ParserCreate()
    watcher = _Watcher(marks)
    parser.StartElementHandler = watcher.start
    parser.EndElementHandler = watcher.end
    parser.CharacterDataHandler = watcher.text
    with archive.open(path) as opened:
        parser.ParseFile(opened)
    return marks


def _interesting(archive: zipfile.ZipFile, path: str) -> bool:
    rest = b""
    with archive.open(path) as opened:
        while piece := opened.read(CHUNK):
            piece = rest + piece
            if any(sign in piece for sign in INTERESTING):
                return True
            rest = piece[-16:]
    return False


class _Watcher:
    """Follows a sheet's XML from cell to cell."""

    def __init__(self, marks: SheetMarks) -> None:
        self.marks = marks
        self.row, self.column = -1, -1
        self.error = self.formula = self.in_value = False
        self.value = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            found = CELL.fullmatch(attributes.get("r", "").upper())
            if found is not None:
                self.row, self.column = int(found[2]) - 1, _column(found[1])
            else:
                self.column += 1
            self.error, self.formula, self.value = attributes.get("t") == "e", False, ""
        elif name == "f":
            self.formula = True
        elif name in ("v", "t"):
            self.in_value = True
        elif name == "row":
            said = attributes.get("r", "")
            self.row, self.column = (int(said) - 1 if said.isdigit() else self.row + 1), -1
            if attributes.get("hidden") in ("1", "true"):
                self.marks.hidden_rows.add(self.row)
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdigit() and last.isdigit():
                self.marks.hidden_columns.append((int(first) - 1, int(last) - 1))

    def text(self, text: str) -> None:
        if self.in_value and (self.error or self.formula) and len(self.value) < 20:
            self.value += text

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("v", "t"):
            self.in_value = False
        elif name == "c":
            if self.error:
                self.marks.errors[(self.row, self.column)] = self.value or "#N/A"
            elif self.formula and not self.value:
                self.marks.not_worked_out.add((self.row, self.column))


def _column(letters: str) -> int:
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - 64
    return number - 1
