"""Sheets made last, kept; made one at a time, with few who wait: a PDF takes seconds of processor, and others need it, too."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from geo_service.errors import TooManyError

MOST_KEPT = 8


class KeptPapers:
    """PDFs by their mark (what they were made from). ``most_waiting``: how many may ask at once for ones not made yet."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._most = most_kept
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._making, self._counting = Lock(), Lock()
        self._waiting = 0

    def paper(self, mark: str, make: Callable[[], bytes], most_waiting: int) -> bytes:
        """The PDF of that mark, kept or made now. TooManyError when too many wait already; raises what ``make`` raises."""
        with self._counting:
            if mark in self._kept:
                self._kept.move_to_end(mark)
                return self._kept[mark]
            if self._waiting >= most_waiting:
                raise TooManyError(
                    "いま、ほかの人の資料を作っています。1分ほど待ってから、もう一度開いてください。",
                    "Sheets for others are being made right now. Open it again in a minute.",
                    setting="max_waiting_papers",
                    maximum=most_waiting,
                )
            self._waiting += 1
        try:
            with self._making:
                made = self._kept.get(mark)
                if made is None:
                    made = make()
                    with self._counting:
                        self._kept[mark] = made
                        while len(self._kept) > self._most:
                            self._kept.popitem(last=False)
                return made
        finally:
            with self._counting:
                self._waiting -= 1


PAPERS = KeptPapers()
