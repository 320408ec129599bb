"""Running one command: every failure becomes one sentence and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from geo_service.cli.output import Wish, print_problem
from geo_service.errors import DatabaseError, FileError, GeoServiceError, ParameterError

INTERRUPTED = 130
TERMINATED = 143
BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point. Ends the process with the command's exit code."""
    # Told to end, a command unwinds as for Ctrl-C: what it unpacked goes, what it began is undone. (serve has its own way.)
    signal.signal(signal.SIGTERM, _end)
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def _end(number: int, frame: FrameType | None) -> None:
    # Once is enough: a second one must not cut the tidying short.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(TERMINATED)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code: 0, 130 (interrupted), 141 (broken pipe) or the error's own."""
    wish = Wish.of(arguments)
    try:
        code = _run(arguments, wish)
        sys.stdout.flush()  # a problem object can meet a closed or a full output, too
        return code
    except BrokenPipeError:
        _leave_output()
        return BROKEN_PIPE
    except OSError as error:
        _leave_output()
        return print_problem(_output_refused(error), Wish(wish.lang))


def _leave_output() -> None:
    """Nothing more can be said on standard output, not even when Python closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: list[str], wish: Wish) -> int:
    """As :func:`run`, but OSError when standard output takes no more (BrokenPipeError: whoever reads it went away)."""
    from typer.exceptions import TyperException

    from geo_service.cli.commands import app

    try:
        result = app(args=arguments, standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except BrokenPipeError:
        raise
    except SystemExit as error:
        if error.code == TERMINATED:
            print("終了の合図で止めました。" if wish.lang == "ja" else "Stopped by a signal.", file=sys.stderr)
        # Typer ends so when a write found nobody reading any more.
        return BROKEN_PIPE if error.code == 1 else int(error.code or 0)
    except KeyboardInterrupt:
        print("中断しました。" if wish.lang == "ja" else "Interrupted.", file=sys.stderr)
        return INTERRUPTED
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.format_message() if hasattr(error, "format_message") else str(error))
            return 0
        said = error.format_message() if hasattr(error, "format_message") else str(error)
        return print_problem(_misspelt(said), wish)
    except GeoServiceError as error:
        return print_problem(error, wish)
    except Exception as error:
        if _of_output(error):
            raise
        return print_problem(_unexpected(error), wish)


def _of_output(error: Exception) -> bool:
    """Whether an error comes from writing to standard output: it names no file, and nothing but our own printing raised it."""
    last = Path(traceback.extract_tb(error.__traceback__)[-1].filename)
    ours = last.parent == Path(__file__).parent or not {"typer", "click"}.isdisjoint(last.parts)
    return isinstance(error, OSError) and error.filename is None and ours


def _output_refused(error: OSError) -> FileError:
    """The error for standard output that takes no more."""
    return FileError(
        f"標準出力に書けません（{error.strerror}）。", f"Standard output cannot be written ({error.strerror}).", file="stdout"
    )


_USAGE = (
    (r"Missing argument '(.+)'\.", r"\1 を書いてください。"),
    (r"Missing option '(.+)'\.", r"\1 を付けてください。"),
    (r"No such command '(.+?)'\..*", r"「\1」というコマンドはありません。"),
    (r"No such option: (\S+?)(?: .*)?", r"\1 という指定はありません。"),
    (r"Option '(.+)' requires an argument\.", r"\1 のあとに値を書いてください。"),
    (r"Got unexpected extra argument\(s\) \((.+)\)", r"「\1」が余分です。"),
    (r"Invalid value for '(.+?)': .*", r"\1 の値が使えません。"),
)
"""What the parser says of a command that cannot be understood → the same in Japanese."""


_SETTINGS = {"--port": "GEO_SERVICE_PORT", "--host": "GEO_SERVICE_HOST"}
"""Options that other servers have → the setting that does it here."""


def _misspelt(said: str) -> ParameterError:
    """The error for a command line that cannot be parsed."""
    plain = " ".join(said.split())
    ja = next((found.expand(words) for pattern, words in _USAGE if (found := re.fullmatch(pattern, plain))), "")
    setting = next((name for option, name in _SETTINGS.items() if f"No such option: {option}" in plain), "")
    hint_ja = f"番号や場所は環境変数 {setting} で指定します。" if setting else ""
    hint_en = f" Say it with the environment variable {setting}." if setting else ""
    return ParameterError(
        f"{ja}（{plain}）{hint_ja}使い方は geo-service --help です。", f"{plain}{hint_en} See geo-service --help."
    )


def _unexpected(error: Exception) -> GeoServiceError:
    """An error nobody wrote words for, in the class that fits it best. It names where it happened for whoever mends it."""
    from geo_service.store.connection import DISK_FULL, disk_full  # --help does without a database

    kind = type(error)
    said = f"{kind.__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return FileError(*DISK_FULL, file=str(error.filename or ""))
    if kind.__module__.split(".")[0] == "psycopg":
        if disk_full(error):
            return DatabaseError(*DISK_FULL)
        return DatabaseError(f"データベースの処理が失敗しました（{said}）。", f"The database failed ({said}).", where=where)
    if isinstance(error, OSError):
        name = str(error.filename or "")
        return FileError(
            f"ファイルを読み書きできません：{name} {error.strerror or ''}（{where}）",
            f"A file cannot be read or written: {name} {error.strerror or ''} ({where})",
            file=name,
        )
    return GeoServiceError(
        f"思わぬ不具合で処理できませんでした（{said}、{where}）。この文を添えて知らせてください。",
        f"Something unexpected went wrong ({said}, {where}). Please report this sentence.",
        where=where,
    )
