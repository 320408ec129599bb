"""Zips: looked through before a byte is unpacked, then each data file in them is read as if it lay in a folder."""

from __future__ import annotations

import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from geo_service.settings import Settings
from geo_service.store.readers.archive_limits import check_members, check_names
from geo_service.store.readers.raw import refuse


def true_name(member: zipfile.ZipInfo) -> str:
    """A member's name; names without the UTF-8 flag, which zipfile reads as CP437, are UTF-8 or CP932 in truth."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for codec in ("utf-8", "cp932"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return member.filename


@contextmanager
def unpacked(path: Path, name: str, settings: Settings, wanted: Callable[[str], bool]) -> Iterator[list[tuple[Path, str]]]:
    """Members for which ``wanted(name)`` holds, in a private folder that goes at the end: (path, member's name).

    FileError: damaged, locked, a zip in the zip, a name that points outside, more than ``max_zip_ratio`` or
    ``max_file_mb`` allow (checked by what is declared and again by what comes out).
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise _damaged(name) from None
    with archive, tempfile.TemporaryDirectory(prefix="geo-service-") as folder:
        members = [member for member in archive.infolist() if not member.is_dir()]
        check_members(members, name, settings)
        names = {member.filename: true_name(member) for member in members}
        check_names([names[member.filename] for member in members], name)
        inner = next((one for one in names.values() if one.lower().endswith(".zip")), None)
        if inner is not None:
            raise refuse(
                name,
                "zip_in_zip",
                f"zipの中にzip（{inner[:80]}）があります。展開してから渡してください。",
                f"There is a zip in the zip ({inner[:80]}). Unpack it first.",
            )
        left = settings.max_file_mb * 1_000_000
        out: list[tuple[Path, str]] = []
        for member in members:
            inside = PurePosixPath(names[member.filename].replace("\\", "/"))
            if inside.parts[0] == "__MACOSX" or inside.name.startswith(".") or not wanted(inside.name):
                continue
            target = Path(folder, *inside.parts)
            if not target.resolve().is_relative_to(Path(folder).resolve()):
                raise _damaged(name)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
            except OSError:
                raise _damaged(name) from None
            left = _unpack(archive, member, target, left, name)
            out.append((target, str(inside)))
        yield out


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int, name: str) -> int:
    try:
        with archive.open(member) as source, target.open("wb") as out:
            while chunk := source.read(1 << 20):
                left -= len(chunk)
                if left < 0:
                    raise refuse(
                        name,
                        "max_file_mb",
                        "展開すると設定 max_file_mb を超えます。分けてください。",
                        "It unpacks to more than the setting max_file_mb allows. Split it.",
                    )
                out.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        shutil.rmtree(target.parent, ignore_errors=True)
        raise _damaged(name) from None
    return left


def _damaged(name: str) -> Exception:
    return refuse(
        name,
        "zip",
        "zipとして読めません。壊れているか、途中で切れています。取り直してください。",
        "This cannot be read as a zip: it is damaged or cut off. Get it again.",
    )
