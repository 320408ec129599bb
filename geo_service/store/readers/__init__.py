"""Readers, one per container: a file in, tables of text and geometry out. What they mean is said elsewhere."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.readers.archive import unpacked
from geo_service.store.readers.gml import gathered, read_gml
from geo_service.store.readers.osm import read_osm
from geo_service.store.readers.raw import RawTable, check_shape, refuse
from geo_service.store.readers.shapefile import read_shapefile
from geo_service.store.readers.sheet_shape import FOUND_BY_LOOKING, Shape
from geo_service.store.readers.signature import check_signature
from geo_service.store.readers.table import read_table
from geo_service.store.readers.vector import read_geojson, read_geopackage
from geo_service.store.readers.workbook import read_workbook

READERS: dict[str, Callable[[Path, str, Settings], list[RawTable]]] = {
    ".gpkg": read_geopackage,
    ".geojson": read_geojson,
    ".json": read_geojson,
    ".shp": read_shapefile,
    ".gml": read_gml,
    ".xml": read_gml,
    ".csv": read_table,
    ".tsv": read_table,
    ".txt": read_table,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".xls": read_workbook,
    ".ods": read_workbook,
    ".pbf": read_osm,
    ".osm": read_osm,
    ".osm.gz": read_osm,
    ".osm.bz2": read_osm,
}
"""Suffix → reader. The order is the preference where one download holds the same table in several formats."""

MARKED_UP = frozenset({".gml", ".xml"})
"""Data or metadata: beside files of another format in one zip they are the latter."""

PARTS = frozenset({".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qmd"})
"""Suffixes of files that belong to another one."""

Shapes = Callable[[str], tuple[Shape, ...]]
"""A data file's name → what its column map says of where its tables stand."""

__all__ = ["PARTS", "READERS", "RawTable", "preferred", "read", "readable"]


def readable(name: str) -> bool:
    """Whether a file of this name is of a format we read."""
    return suffix_of(name) in READERS or name.lower().endswith(".zip")


def suffix_of(name: str) -> str:
    """What a file's name ends in, in small letters: ".osm.gz" of a compressed OpenStreetMap file, else the last part."""
    last = [one.lower() for one in Path(name).suffixes[-2:]]
    return "".join(last) if "".join(last) in READERS else (last or [""])[-1]


ENCODED = {"utf-8": 0, "utf8": 0, "shift-jis": 1, "shift_jis": 1, "sjis": 1}
"""Folders in which 国土数値情報 hands out one file in two encodings (UTF-8/N02-24_Station.geojson, Shift-JIS/…): lowest first."""


def preferred(paths: list[Path]) -> tuple[list[Path], list[Path]]:
    """Files to read, and twins of them (one folder and stem, another format or encoding of ours) that say the same again."""
    order = list(READERS)
    best: dict[tuple[Path, str], Path] = {}
    vector = {".gpkg", ".geojson", ".json", ".shp", *MARKED_UP}

    def key(path: Path) -> tuple[Path, str]:
        folder = path.parent
        return (folder.parent if folder.name.lower() in ENCODED else folder, path.stem)

    def rank(path: Path) -> tuple[int, int]:
        return ENCODED.get(path.parent.name.lower(), 0), order.index(path.suffix.lower())

    for path in paths:
        if path.suffix.lower() in vector:
            known = best.get(key(path))
            if known is None or rank(path) < rank(known):
                best[key(path)] = path
    twins = [p for p in paths if p.suffix.lower() in vector and best[key(p)] != p]
    return [p for p in paths if p not in twins], twins


def read(path: Path, settings: Settings, shapes: Shapes | None = None) -> list[RawTable]:
    """All tables of a file, in its order. FileError says what is wrong with it in words its owner can act on.

    ``shapes``: what column maps say of where tables stand on sheets; without, that is found by looking.
    """
    name = path.name
    try:
        about = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise refuse(
            name,
            "missing",
            "ファイルがありません。名前と場所を確かめてください。",
            "There is no such file. Look at its name and folder.",
        ) from None
    except OSError as error:
        raise _unreadable(name, error) from None
    if not stat.S_ISREG(about.st_mode):
        raise refuse(
            name,
            "not_a_file",
            "ふつうのファイルではありません（パイプや装置など）。データのファイルを指定してください。",
            "This is no ordinary file (a pipe, a device or the like). Name a data file.",
        )
    size = about.st_size
    if size > settings.max_file_mb * 1_000_000:
        raise refuse(
            name,
            "max_file_mb",
            f"大きすぎます（{size // 1_000_000:,} MB、上限は設定 max_file_mb の{settings.max_file_mb:,} MB）。"
            "ファイルを分けるか、設定を変えてください。",
            f"It is too large: {size // 1_000_000:,} MB; the setting max_file_mb allows {settings.max_file_mb:,} MB. "
            "Split the file, or change the setting.",
        )
    try:
        return _read_file(path, name, settings, shapes)
    except OSError as error:
        raise _unreadable(name, error) from None


def _read_file(path: Path, name: str, settings: Settings, shapes: Shapes | None) -> list[RawTable]:
    """The tables of a file that is there. ``name`` is what a person sees ("a.zip/b.csv")."""
    suffix, size = suffix_of(path.name), path.stat().st_size
    reader = READERS.get(suffix)
    if reader is None and suffix != ".zip":
        raise _unknown_format(name)
    if size == 0:
        raise refuse(
            name,
            "empty",
            "ファイルが空です（0バイト）。元のファイルを取り直してください。",
            "The file is empty (0 bytes). Get it again.",
        )
    check_signature(path, name, suffix)
    if reader is None:
        return _read_zip(path, name, settings, shapes)
    if reader is read_workbook or reader is read_table:
        asked = _shapes(name, shapes)
        tables = (read_workbook if reader is read_workbook else read_table)(path, name, settings, asked)
    else:
        tables = reader(path, name, settings)
    for table in tables:
        check_shape(table, size)
    return tables


def _unreadable(name: str, error: OSError) -> FileError:
    return refuse(
        name,
        "unreadable",
        f"開けません（{error.strerror or type(error).__name__}）。読む権限とファイルの場所を確かめてください。",
        f"It cannot be opened ({error.strerror or type(error).__name__}). Look at its permissions and where it lies.",
    )


def _shapes(name: str, shapes: Shapes | None) -> tuple[Shape, ...]:
    """Of a file in a zip the zip's map counts first, as where its columns are looked for."""
    said = [shapes(one) for one in dict.fromkeys((name.split("/")[0], name.split("/")[-1]))] if shapes is not None else []
    return next((one for one in said if one != (FOUND_BY_LOOKING,)), (FOUND_BY_LOOKING,))


def _read_zip(path: Path, name: str, settings: Settings, shapes: Shapes | None) -> list[RawTable]:
    def wanted(member: str) -> bool:
        suffix = Path(member).suffix.lower()
        return suffix in READERS or suffix in PARTS

    tables: list[RawTable] = []
    with unpacked(path, name, settings, wanted) as members:
        shown = {inside: f"{name}/{member}" for inside, member in members}
        data, _ = preferred([inside for inside, _ in members if inside.suffix.lower() in READERS])
        # A .txt beside data is a readme more often than a table, an .xml its metadata or the same again.
        tabular = [inside for inside in data if inside.suffix.lower() not in {".txt", *MARKED_UP}]
        tabular = tabular or [inside for inside in data if inside.suffix.lower() != ".txt"] or data
        for inside in tabular:
            tables += _read_file(inside, shown[inside], settings, shapes)
    tables = gathered(tables, name, settings)
    if not tables:
        raise refuse(
            name,
            "empty",
            f"zipの中に読める形式のファイルがありません（{' '.join(READERS)}）。中身を確かめてください。",
            f"The zip holds no file of a format we read ({' '.join(READERS)}). Look at what is in it.",
        )
    return tables


def _unknown_format(name: str) -> FileError:
    return refuse(
        name,
        "format",
        f"この形式は読めません。読めるのは {' '.join(READERS)} .zip です。そのどれかにしてください。",
        f"This format is not read. We read {' '.join(READERS)} .zip. Save it as one of them.",
    )
