"""Answers kept in memory: bounded, found by id, computed once even when many ask the same at the same moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from geo_service.coverage.answer import Answer

MOST_RENDERED_BYTES = 64 * 1024 * 1024
"""Rendered formats kept besides the answers, in bytes: rendering a large city's GeoJSON takes longer than its answer."""


class KeptAnswers:
    """The answers last asked for, at most ``most`` of them, and their rendered formats. Safe for many threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._rendered: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._rendered_bytes = 0
        self._lock = Lock()
        self._working: dict[str, Lock] = {}

    def find(self, id: str) -> Answer | None:
        """The answer of that id, if it is still here."""
        with self._lock:
            answer = self._answers.get(id)
            if answer is not None:
                self._answers.move_to_end(id)
            return answer

    def answer(self, id: str, compute: Callable[[], Answer]) -> Answer:
        """The answer of that id, computed when it is not here; others who ask for it meanwhile wait for the same one."""
        with self._lock:
            working = self._working.setdefault(id, Lock())
        try:
            with working:
                found = self.find(id)
                if found is None:
                    found = compute()
                    self._keep(found)
                return found
        finally:
            with self._lock:
                if not working.locked():
                    self._working.pop(id, None)

    def _keep(self, answer: Answer) -> None:
        with self._lock:
            self._answers[answer.id] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def rendered(self, answer: Answer, form: str, render: Callable[[Answer], bytes]) -> bytes:
        """The answer in one format, rendered when it is not here."""
        key = (answer.id, form)
        with self._lock:
            found = self._rendered.get(key)
            if found is not None:
                self._rendered.move_to_end(key)
                return found
        made = render(answer)
        with self._lock:
            if key not in self._rendered and len(made) <= MOST_RENDERED_BYTES // 4:
                self._rendered[key] = made
                self._rendered_bytes += len(made)
            while self._rendered_bytes > MOST_RENDERED_BYTES:
                _, dropped = self._rendered.popitem(last=False)
                self._rendered_bytes -= len(dropped)
        return made

    def __len__(self) -> int:
        return len(self._answers)
