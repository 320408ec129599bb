"""Settings from the environment: one that cannot be is named, with what it may be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geo_service.errors import SetupError
from geo_service.settings import settings


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """Settings are read again, before and after."""
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize(
    ("variable", "value", "ja", "en"),
    [
        ("GEO_SERVICE_PORT", "abc", "1〜65,535の整数", "a whole number from 1 to 65,535"),
        ("GEO_SERVICE_PORT", "70000", "1〜65,535の整数", "a whole number from 1 to 65,535"),
        ("GEO_SERVICE_CELL_M", "nan", "5〜250の数", "a number from 5 to 250"),
        ("GEO_SERVICE_MAX_BAD_SHARE", "", "0〜1の数", "a number from 0 to 1"),
        ("GEO_SERVICE_MAX_LIMIT_M", "inf", "1〜100,000の数", "a number from 1 to 100,000"),
        ("GEO_SERVICE_MIN_LIMIT_M", "nan", "1〜100,000の数", "a number from 1 to 100,000"),
        ("GEO_SERVICE_REMARKS", "perhaps", "true か false", "true or false"),
        ("GEO_SERVICE_KEEP_RELEASES", "0", "1以上の整数", "a whole number of at least 1"),
    ],
)
def test_a_setting_that_cannot_be(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, ja: str, en: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SetupError) as caught:
        settings()
    assert caught.value.exit_code == 9
    assert f"{variable} に「{value}」" in caught.value.ja and ja in caught.value.ja
    assert f"{variable} cannot be '{value}'" in caught.value.en and en in caught.value.en


def test_good_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_SERVICE_PORT", "8123")
    assert settings().port == 8123
