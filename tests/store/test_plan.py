"""Plans of a load: what one file does to us is that file's matter alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_service.settings import Settings
from geo_service.store import plan
from geo_service.store.load import LoadOptions, check
from geo_service.store.readers import read
from geo_service.store.readers.raw import RawTable
from tests.store.small_city import write_boundaries


class Panic(BaseException):
    """As a panic in Rust arrives: no Exception."""


@pytest.mark.parametrize("kind", [MemoryError, Panic, AttributeError])
def test_an_unforeseen_failure_refuses_its_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
) -> None:
    good = write_boundaries(tmp_path)
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")

    def fails(path: Path, settings: Settings) -> list[RawTable]:
        if path == bad:
            raise kind(f"secret {tmp_path}")
        return read(path, settings)

    monkeypatch.setattr(plan, "read", fails)
    report = check([bad, good], LoadOptions())
    error = report.error()
    assert error is not None
    assert error.extra == {"file": "bad.csv", "rule": "unforeseen"}
    assert kind.__name__ in error.en
    assert "secret" not in error.en + error.ja
    assert [(one.file, one.status) for one in report.files] == [("bad.csv", "refused"), (good.name, "checked")]


def test_being_told_to_stop_is_not_a_files_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(path: Path, settings: Settings) -> list[RawTable]:
        raise SystemExit(143)

    monkeypatch.setattr(plan, "read", stops)
    with pytest.raises(SystemExit):
        check([write_boundaries(tmp_path)], LoadOptions())
