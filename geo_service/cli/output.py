"""What a command prints and writes: results to standard output, words about them to standard error, files whole or not."""

from __future__ import annotations

import json
import os
import secrets
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from geo_service.errors import FileError, GeoServiceError, ParameterError

Lang = Literal["ja", "en"]


@dataclass(frozen=True)
class Wish:
    """How the caller wants to be spoken to, read from the arguments themselves so that even their errors obey it."""

    lang: Lang = "ja"
    json: bool = False

    @classmethod
    def of(cls, arguments: Sequence[str]) -> Wish:
        """Language and format of ``--lang`` and ``--format``; Japanese text when they are not there or not understood."""
        return cls("en" if _value(arguments, "--lang") == "en" else "ja", _value(arguments, "--format") == "json")


def _value(arguments: Sequence[str], name: str) -> str:
    for at, argument in enumerate(arguments):
        if argument == name and at + 1 < len(arguments):
            return arguments[at + 1]
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    return ""


def print_json(value: Any) -> None:
    """A value as readable JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_problem(error: GeoServiceError, wish: Wish) -> int:
    """The error, as text on standard error or with ``--format json`` as problem object on standard output; its exit code."""
    if wish.json:
        print_json(error.problem(wish.lang))
    else:
        title = error.title_ja if wish.lang == "ja" else error.title_en
        detail = error.ja if wish.lang == "ja" else error.en
        tell(f"{title}：{detail}" if wish.lang == "ja" else f"{title}: {detail}")
    return error.exit_code


def tell(text: str) -> None:
    """Words on standard error. What steers a terminal is taken out: names of files and values come from other people."""
    from geo_service.render.plain import for_terminal  # brings numpy, which --help does without

    print(for_terminal(text), file=sys.stderr)


def said(text: Sequence[str], lang: Lang) -> str:
    """A (ja, en) pair in one language."""
    return text[0] if lang == "ja" else text[1]


def deliver(content: bytes, output: Path | None, binary: bool = False) -> None:
    """Write a result to the file, else to standard output. ``binary``: not onto a terminal."""
    if output is None:
        if binary and sys.stdout.isatty():
            raise ParameterError(
                "この形式は画面に出せません。-o ファイル名 を付けてください。",
                "This format cannot go to the screen: add -o FILE.",
                parameter="output",
            )
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    write_whole(output, content)
    tell(f"→ {output}")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all; FileError when it cannot be."""
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(content)  # a device or a pipe: nothing to replace
            return
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(
            f"{path} に書けません（{error.strerror}）。", f"{path} cannot be written ({error.strerror}).", file=str(path)
        ) from error
