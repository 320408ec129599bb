"""XML read as events, in memory that does not grow with the file, and the shapes of GML put together from them.

Nothing outside the file is opened and nothing in it is expanded: a file with a DOCTYPE is refused, as no published data has
one and every XML bomb does. Coordinates of 国土地理院 and PLATEAU files are latitude, longitude (, height); shapes that leave
this module are longitude, latitude.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.store.readers.raw import refuse

CHUNK = 1 << 20
DEEPEST = 200
"""Elements within elements; published files have about 20."""
LONGEST_TEXT = 200_000_000
"""Signs of one element: the largest published grids have some 25 million."""
JAPANESE = {"shift_jis": "cp932", "windows-31j": "cp932", "cp932": "cp932", "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp"}
"""Encodings that the parser does not know, decoded before it."""

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]


class Enough(Exception):
    """Raised by a handler that has seen what it wanted."""


def walk(path: Path, name: str, wanted: frozenset[str], start: Start, end: End) -> None:
    """Call ``start(tag, attributes)`` and ``end(tag, text)`` for every element, tags without prefix, in the file's order.

    ``wanted``: tags whose text is given (others get ""); these have no elements inside. A handler may raise
    :class:`Enough` to stop. FileError when the file is no XML, breaks off, has a DOCTYPE or is nested too deeply.
    """
    parser, pieces = _opened(path)
    depth = 0
    chunks: list[str] | None = None
    length = 0

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, chunks, length
        tag = tag.rpartition(":")[2]
        depth += 1
        if depth > DEEPEST:
            raise refuse(
                name,
                "xml_deep",
                f"XMLの入れ子が深すぎます（{DEEPEST}段を超える）。配布元から取り直してください。",
                f"The XML is nested more than {DEEPEST} deep. Get the file from its publisher again.",
                row=parser.CurrentLineNumber,
            )
        chunks, length = ([], 0) if tag in wanted else (None, 0)
        start(tag, attributes)

    def said(text: str) -> None:
        nonlocal length
        if chunks is not None:
            length += len(text)
            if length > LONGEST_TEXT:
                raise refuse(
                    name,
                    "xml_text",
                    "XMLの1つの要素が長すぎます。配布元から取り直してください。",
                    "One element of the XML is too long. Get the file from its publisher again.",
                    row=parser.CurrentLineNumber,
                )
            chunks.append(text)

    def ended(tag: str) -> None:
        nonlocal depth, chunks
        depth -= 1
        text = "".join(chunks).strip() if chunks else ""
        chunks = None
        end(tag.rpartition(":")[2], text)

    def doctype(*_: Any) -> NoReturn:
        raise refuse(
            name,
            "xml_doctype",
            "XMLにDOCTYPE（実体の定義）があります。公開データにはないもので、読み込みません。配布元から取り直してください。",
            "The XML has a DOCTYPE (definitions of entities), which no published data has. It is not read; get it again.",
        )

    parser.StartElementHandler = started
    parser.CharacterDataHandler = said
    parser.EndElementHandler = ended
    parser.StartDoctypeDeclHandler = doctype
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except Enough:
        return
    except (expat.ExpatError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", parser.CurrentLineNumber)
        raise refuse(
            name,
            "xml",
            f"XMLとして読めません（{line}行目）。途中で切れているか、壊れています。配布元から取り直してください。",
            f"This cannot be read as XML (line {line}): it is cut off or damaged. Get it from its publisher again.",
            row=line,
        ) from None


def _opened(path: Path) -> tuple[Any, Iterator[bytes]]:
    """The parser and the file's bytes in pieces, in an encoding that it knows."""
    with path.open("rb") as opened:
        head = opened.read(400)
    found = re.search(rb"encoding\s*=\s*[\"']([\w.-]+)[\"']", head)
    codec = JAPANESE.get(found.group(1).decode("ascii", "ignore").lower()) if found else None
    if codec is None:
        return expat.ParserCreate(), _pieces(path)
    return expat.ParserCreate("utf-8"), _recoded(path, codec)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while piece := opened.read(CHUNK):
            yield piece


def _recoded(path: Path, codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)()
    for piece in _pieces(path):
        yield decoder.decode(piece).encode("utf-8")
    yield decoder.decode(b"", True).encode("utf-8")


CRS_NAMES: tuple[tuple[str, str], ...] = (
    (r"jgd2011\.bl|jgd2024\.bl|EPSG(?:::|/0/|:)(?:6668|6697)\b", "EPSG:6668"),
    (r"jgd2000\.bl|EPSG(?:::|/0/|:)4612\b", "EPSG:4612"),
)
"""srsName → CRS of the shapes here. 6697 is 6668 with heights; JGD2024 changed heights only."""


def crs_of(srs_name: str, name: str) -> str:
    """The CRS that a ``srsName`` says. FileError for one that is not read (plane coordinates, other countries')."""
    for pattern, crs in CRS_NAMES:
        if re.search(pattern, srs_name, re.IGNORECASE):
            return crs
    raise refuse(
        name,
        "crs",
        f"座標系「{srs_name[:80] or 'なし'}」は読めません。緯度・経度（JGD2011かJGD2000）のものを使ってください。",
        f"The CRS {srs_name[:80] or '(none)'!r} is not read. Use the edition in latitude and longitude (JGD2011, JGD2000).",
        value=srs_name[:80],
    )


RINGS = frozenset({"exterior", "interior"})
LINES = frozenset({"Curve", "LineString"})
PATCHES = frozenset({"PolygonPatch", "Polygon", "Rectangle", "Triangle"})
POSITIONS = frozenset({"posList", "pos"})
POINTS = frozenset({"Point"})


class Shapes:
    """Collects the polygons, lines and points of one feature from its elements.

    ``dimension``: numbers of a position (2: latitude, longitude; 3: and height). What cannot be read makes ``unreadable``
    True instead of an error: one broken building must not lose a ward.
    """

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.polygons: list[tuple[NDArray[np.float64], list[NDArray[np.float64]]]] = []
        self.lines: list[NDArray[np.float64]] = []
        self.points: list[NDArray[np.float64]] = []
        self.unreadable = False
        self._open: list[NDArray[np.float64]] | None = None
        self._in_ring = False
        self._shell: NDArray[np.float64] | None = None
        self._holes: list[NDArray[np.float64]] = []

    def start(self, tag: str) -> None:
        """An element begins."""
        if tag in RINGS:
            self._open, self._in_ring = [], True
        elif tag in PATCHES:
            self._shell, self._holes = None, []
        elif (tag in LINES or tag in POINTS) and not self._in_ring:
            self._open = []

    def end(self, tag: str, text: str) -> None:
        """An element ends; ``text`` of positions."""
        if tag in POSITIONS:
            self._position(text)
        elif tag in RINGS:
            ring = self._joined()
            self._open, self._in_ring = None, False
            if tag == "exterior":
                self._shell = ring
            elif len(ring):
                self._holes.append(ring)
        elif tag in PATCHES:
            self._patch()
        elif (tag in LINES or tag in POINTS) and not self._in_ring and self._open is not None:
            line = self._joined()
            self._open = None
            if tag in POINTS and len(line):
                self.points.append(line[0])
            elif len(line) > 1:
                self.lines.append(line)

    def _position(self, text: str) -> None:
        if self._open is None or not text:
            return
        try:
            numbers = np.array(text.split(), dtype=np.float64)
        except ValueError:
            self.unreadable = True
            return
        if len(numbers) % self.dimension or not np.isfinite(numbers).all():
            self.unreadable = True
            return
        self._open.append(numbers.reshape(-1, self.dimension))

    def _joined(self) -> NDArray[np.float64]:
        """The open pieces as one; the joint that two segments share is there once."""
        pieces = self._open or []
        out: list[NDArray[np.float64]] = []
        for piece in pieces:
            same = bool(out) and len(piece) > 1 and np.array_equal(out[-1][-1], piece[0])
            out.append(piece[1:] if same else piece)
        return np.concatenate(out) if out else np.empty((0, self.dimension))

    def _patch(self) -> None:
        if self._shell is None or len(self._shell) < 3:
            self.unreadable = True
            return
        self.polygons.append((self._shell, [hole for hole in self._holes if len(hole) >= 3]))

    def shape(self) -> Any:
        """The feature's shape in longitude and latitude: polygons, else lines, else a point; None when there is none."""
        try:
            if self.polygons:
                parts = [shapely.Polygon(_plane(shell), [_plane(hole) for hole in holes]) for shell, holes in self.polygons]
                return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
            if self.lines:
                lines = [shapely.LineString(_plane(line)) for line in self.lines]
                return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)
            if self.points:
                return shapely.Point(_plane(self.points[0][np.newaxis])[0])
        except (ValueError, shapely.errors.GEOSException):
            self.unreadable = True
        return None


def _plane(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Latitude, longitude (, height) → longitude, latitude."""
    return positions[:, 1::-1]
