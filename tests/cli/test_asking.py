"""What ``ask`` writes: a file's ending names its format where none is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_service.cli import asking


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.PNG", "png"), ("a.csv", "csv"), ("a.geojson", "geojson"), ("a.xlsx", "xlsx"), ("a.txt", "text"), ("a", "text")],
)
def test_the_ending_names_the_format(name: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(asking, "answer_in", lambda one, *_: asked.append(one))
    asking.ask_in("text", "default", "park-reach", {}, [], None, Path(name), "ja")
    asking.ask_in("json", "default", "park-reach", {}, [], None, Path(name), "ja")
    asking.ask_in("text", "default", "park-reach", {}, [], None, None, "ja")
    assert asked == [form, "json", "text"]
