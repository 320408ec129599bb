"""What a zip may hold: names that stay inside, sizes that fit, no password. Also for workbooks, which are zips."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from geo_service.settings import Settings
from geo_service.store.readers.raw import refuse

RATIO_FROM_BYTES = 1_000_000
"""Members smaller than this are never called a bomb: a small empty table packs well."""

READ_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})

MOST_MEMBERS = 2_000
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""What makes a name look like another one on a screen (photo\u202evsc.exe reads photoexe.csv)."""
MOST_NAME_BYTES = 255
"""A file system's limit on one part of a path."""
MOST_PATH_BYTES = 1_000


def check_names(inner: Sequence[str], name: str) -> None:
    """FileError when there are too many members, or names that cannot all be files of one folder. ``inner``: true names."""
    if len(inner) > MOST_MEMBERS:
        raise refuse(
            name,
            "zip_members",
            f"zipの中のファイルが多すぎます（{len(inner):,}個、上限{MOST_MEMBERS:,}個）。分けてください。",
            f"The zip holds {len(inner):,} files; at most {MOST_MEMBERS:,} are read. Split it.",
        )
    paths = [PurePosixPath(one.replace("\\", "/")) for one in inner]
    folders = {folder for path in paths for folder in path.parents}
    seen: set[PurePosixPath] = set()
    for said, path in zip(inner, paths, strict=True):
        shown = said[:80]
        if not path.parts:
            why_ja, why_en = "ファイルの名前ではありません", "is no name of a file"
        elif HIDDEN.search(said):
            shown = HIDDEN.sub("?", shown)
            why_ja, why_en = "見えない文字か制御文字を含みます", "holds a hidden or control character"
        elif len(str(path).encode()) > MOST_PATH_BYTES or any(len(part.encode()) > MOST_NAME_BYTES for part in path.parts):
            why_ja, why_en = "長すぎます", "is too long"
        elif path in folders:
            why_ja, why_en = "ファイルでもフォルダでもあります", "is both a file and a folder"
        elif path in seen:
            why_ja, why_en = "2回出てきます", "is there twice"
        else:
            seen.add(path)
            continue
        raise refuse(
            name,
            "zip_name",
            f"zipの中の名前「{shown}」は{why_ja}。zipを作り直してください。",
            f'The name "{shown}" in the zip {why_en}. Make the zip anew.',
        )


def check_members(members: Sequence[zipfile.ZipInfo], name: str, settings: Settings) -> None:
    """FileError when a member leaves the archive, is locked, or unpacks to more than the settings allow."""
    total = 0
    for member in members:
        inner = PurePosixPath(member.filename.replace("\\", "/"))
        if inner.is_absolute() or ".." in inner.parts or (inner.parts and ":" in inner.parts[0]):
            raise refuse(
                name,
                "zip_path",
                f"zipの中の名前「{member.filename[:80]}」が外のフォルダを指しています。読み込みません。zipを作り直してください。",
                f'The name "{member.filename[:80]}" in the zip points outside of it. It is not read: make the zip anew.',
            )
        if stat.S_ISLNK(member.external_attr >> 16):
            raise refuse(
                name,
                "zip_link",
                f"zipの中の「{member.filename[:80]}」はファイルではなくリンクです。ファイルそのものを入れて作り直してください。",
                f'"{member.filename[:80]}" in the zip is a link, no file. Make the zip anew with the file itself.',
            )
        if member.flag_bits & 0x1:
            raise refuse(
                name,
                "password",
                "zipにパスワードがかかっています。外して作り直してください。",
                "The zip is locked with a password. Make it anew without one.",
            )
        if member.compress_type not in READ_METHODS:
            raise refuse(
                name,
                "zip_method",
                f"zipの中の「{member.filename[:80]}」は読めない方法（番号{member.compress_type}）で圧縮されています。"
                "ふつうのzip（Deflate）で作り直してください。",
                f'"{member.filename[:80]}" in the zip is packed by a method we do not read (number {member.compress_type}). '
                "Make an ordinary zip (Deflate).",
            )
        total += member.file_size
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > RATIO_FROM_BYTES and ratio > settings.max_zip_ratio:
            raise refuse(
                name,
                "zip_ratio",
                f"zipの中の「{member.filename[:80]}」は{ratio:,.0f}倍にふくらみます"
                f"（上限は設定 max_zip_ratio の{settings.max_zip_ratio}倍）。信頼できるものなら、展開してから渡してください。",
                f'"{member.filename[:80]}" unpacks to {ratio:,.0f} times its size; '
                f"the setting max_zip_ratio allows {settings.max_zip_ratio}. If you trust it, unpack it first.",
            )
    if total > settings.max_file_mb * 1_000_000:
        raise refuse(
            name,
            "max_file_mb",
            f"展開すると{total // 1_000_000:,} MBになります（上限は設定 max_file_mb の{settings.max_file_mb:,} MB）。"
            "分けてください。",
            f"It unpacks to {total // 1_000_000:,} MB; the setting max_file_mb allows {settings.max_file_mb:,} MB. Split it.",
        )
