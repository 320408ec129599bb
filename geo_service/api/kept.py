"""Answers and their formats kept in memory: bounded, found by id, made once even when many ask the same at the same moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from geo_service.coverage.answer import Answer

MOST_RENDERED_BYTES = 64 * 1024 * 1024
"""Rendered formats kept besides the answers, in bytes: rendering a large city's GeoJSON takes longer than its answer."""


@dataclass
class _Making:
    """Something being made: who makes it holds ``alone``; how many want it; what was made, for those who wait."""

    alone: Lock = field(default_factory=Lock)
    wanted: int = 0
    made: bytes | None = None


class OneAtATime:
    """Who makes a thing holds it alone; others who want the same wait for it, and whoever wants another goes on."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._working: dict[Hashable, _Making] = {}

    @contextmanager
    def _alone(self, key: Hashable) -> Iterator[_Making]:
        with self._lock:
            making = self._working.setdefault(key, _Making())
            making.wanted += 1
        try:
            with making.alone:
                yield making
        finally:
            with self._lock:
                making.wanted -= 1
                if not making.wanted:
                    del self._working[key]


class KeptAnswers(OneAtATime):
    """The answers last asked for, at most ``most`` of them, and their rendered formats. Safe for many threads."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._rendered: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._rendered_bytes = 0

    def find(self, id: str) -> Answer | None:
        """The answer of that id, if it is still here."""
        with self._lock:
            answer = self._answers.get(id)
            if answer is not None:
                self._answers.move_to_end(id)
            return answer

    def answer(self, id: str, compute: Callable[[], Answer]) -> Answer:
        """The answer of that id, computed when it is not here; others who ask for it meanwhile wait for the same one."""
        with self._alone((id, "")):
            found = self.find(id)
            if found is None:
                found = compute()
                self._keep(found)
            return found

    def _keep(self, answer: Answer) -> None:
        with self._lock:
            self._answers[answer.id] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def rendered(self, answer: Answer, form: str, render: Callable[[Answer], bytes]) -> bytes:
        """The answer in one format, rendered when it is not here; others who ask for it meanwhile wait for the same bytes."""
        found = self._rendered_before(answer.id, form)
        if found is not None:
            return found
        with self._alone((answer.id, form)) as making:
            # What is too large to keep is still made once for all who wait.
            found = making.made or self._rendered_before(answer.id, form)
            if found is None:
                found = making.made = render(answer)
                self._keep_rendered(answer.id, form, found)
            return found

    def _rendered_before(self, id: str, form: str) -> bytes | None:
        with self._lock:
            found = self._rendered.get((id, form))
            if found is not None:
                self._rendered.move_to_end((id, form))
            return found

    def _keep_rendered(self, id: str, form: str, made: bytes) -> None:
        with self._lock:
            if (id, form) not in self._rendered and len(made) <= MOST_RENDERED_BYTES // 4:
                self._rendered[id, form] = made
                self._rendered_bytes += len(made)
            while self._rendered_bytes > MOST_RENDERED_BYTES:
                _, dropped = self._rendered.popitem(last=False)
                self._rendered_bytes -= len(dropped)

    def __len__(self) -> int:
        return len(self._answers)
