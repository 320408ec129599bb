"""Running one command: every failure becomes one sentence and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from geo_service.cli.output import Wish, print_problem
from geo_service.errors import DatabaseError, FileError, GeoServiceError, ParameterError

INTERRUPTED = 130
BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point. Ends the process with the command's exit code."""
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code: 0, 130 (interrupted), 141 (broken pipe) or the error's own."""
    from typer.exceptions import TyperException

    from geo_service.cli.commands import app

    wish = Wish.of(arguments)
    try:
        result = app(args=arguments, standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except BrokenPipeError:
        # Whoever reads us went away (| head): nothing more can be said, not even when Python closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except SystemExit as error:
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
        return print_problem(
            ParameterError(
                f"コマンドの書き方が違います：{said} 使い方は geo-service --help です。", f"{said} See geo-service --help."
            ),
            wish,
        )
    except GeoServiceError as error:
        return print_problem(error, wish)
    except Exception as error:
        return print_problem(_unexpected(error), wish)


def _unexpected(error: Exception) -> GeoServiceError:
    """An error nobody wrote words for, in the class that fits it best. It names where it happened for whoever mends it."""
    kind = type(error)
    said = f"{kind.__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    if kind.__module__.split(".")[0] == "psycopg":
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
