"""Showing how far long work is: one moving line on a terminal, a line per file elsewhere. Always on standard error."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.status import Status

from geo_service.cli.output import Lang, said
from geo_service.render.plain import for_terminal
from geo_service.store.report import ProgressNote


class ProgressLine:
    """A context that takes progress notes."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.console = Console(stderr=True, highlight=False, markup=False)
        self.status: Status | None = None
        self.last = ""

    def __enter__(self) -> ProgressLine:
        if self.console.is_terminal:
            self.status = self.console.status("")
            self.status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.status is not None:
            self.status.stop()

    def __call__(self, note: ProgressNote) -> None:
        """Show one step."""
        words = for_terminal(said((note.ja, note.en), self.lang))
        where = for_terminal(f"{note.file}: ") if note.file else ""
        if self.status is not None:
            share = f" {note.done:,}/{note.total:,}" if note.total else ""
            self.status.update(f"{where}{words}{share}")
        elif f"{where}{words}" != self.last:
            self.console.print(f"{where}{words}", soft_wrap=True)
            self.last = f"{where}{words}"
