"""Catalogues are complete in both languages, and numbers are written as the sentence writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo_service.render.words import number, per_cent
from maps import words
from maps.assets import SCRIPTS, STATIC

ROOT = Path(words.__file__).parent


def used_messages() -> set[str]:
    """Message ids written out in templates, Python and scripts."""
    found: set[str] = set()
    for path in (ROOT / "templates").rglob("*.html"):
        found |= set(re.findall(r"""\bt\(["']([a-z_.]+)["'][,)]""", path.read_text(encoding="utf-8")))
    # Pictures for slides have words of their own, in a table beside the drawing.
    for path in (one for one in ROOT.rglob("*.py") if not one.name.startswith("picture")):
        found |= set(re.findall(r"""\bsay\(\s*lang, "([a-z_.]+)"[,)]""", path.read_text(encoding="utf-8")))
    for name in SCRIPTS:
        found |= set(re.findall(r"""\bsay\("([a-z_.]+)"[,)]""", (STATIC / name).read_text(encoding="utf-8")))
    return found


def test_no_message_stands_in_two_parts() -> None:
    parts = [one.stem for one in (words.LOCALE / "ja" / "LC_MESSAGES").glob("*.po")]
    ids = [id for part in parts for id in words.messages("ja", part)]
    assert len(ids) == len(set(ids))


def test_both_languages_have_the_same_messages_and_none_is_empty() -> None:
    ja, en = words.catalogue("ja"), words.catalogue("en")
    assert set(ja) == set(en)
    assert all(text.strip() for text in (*ja.values(), *en.values()))


def test_a_message_takes_the_same_values_in_both_languages() -> None:
    def values(lang: str) -> dict[str, set[str]]:
        # English says the noun where Japanese needs its counting word: the unit may be left out.
        return {id: set(re.findall(r"\{(\w+)\}", text)) - {"unit"} for id, text in words.catalogue(lang).items()}

    assert values("ja") == values("en")


def test_every_message_used_exists() -> None:
    used = used_messages()
    assert len(used) > 100
    assert used - set(words.catalogue("ja")) == set()


def test_no_message_is_left_over() -> None:
    sources = [*(STATIC / one for one in SCRIPTS), *ROOT.rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    source = "".join(path.read_text(encoding="utf-8") for path in sources)
    # Ids put together: "how.reach." + reach in scripts and templates, f"hazard.{hazard}" in Python.
    parts = tuple(
        set(re.findall(r"""["'`]([a-z_]+\.(?:[a-z_]+\.)*)["']\s*[+~]""", source))
        | set(re.findall(r"""f"([a-z_]+\.(?:[a-z_]+\.)*)\{""", source))
    )
    used = used_messages()
    left = {id for id in words.catalogue("ja") if id not in used and not id.startswith(parts)}
    assert {id for id in left if f'"{id}"' not in source and f"'{id}'" not in source} == set()


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    assert words.say("en", "explain.ward", ward="{unit}", unit="a") == "a, {unit}"


@pytest.mark.parametrize("value", [0.5, 1.5, 2.5, 344004.5, 344005.5, 1516005.0, 999.4])
def test_counts_are_rounded_as_in_the_sentence(value: float) -> None:
    assert words.count(value, "ja") == number(value)


@pytest.mark.parametrize("value", [0.7525, 0.7585, 0.7575, 0.1225, 0.9999, 0.0001, 0.0, 1.0, 0.333])
def test_shares_are_rounded_as_in_the_sentence(value: float) -> None:
    assert words.share(value, "en") == per_cent(value).replace(" ", "")


def test_a_little_is_never_nothing_and_unknown_never_zero() -> None:
    assert words.count(0.3, "en") == "below 1"
    assert words.count(None, "en") == "unknown"
    assert words.share(None, "en") == "–"
    assert words.metres(None, "ja") == "不明"


@pytest.mark.parametrize(
    ("text", "ja", "en"),
    [
        ("2025-04-01", "2025年4月1日", "April 1, 2025"),
        ("2026-11-24T00:00:00+00:00", "2026年11月24日", "November 24, 2026"),
        ("2020", "2020年", "2020"),
        ("2020-10", "2020年10月", "October 2020"),
        ("2020-13", "2020-13", "2020-13"),
        ("令和2年", "令和2年", "令和2年"),
        ("2025-13-01", "2025-13-01", "2025-13-01"),
    ],
)
def test_dates(text: str, ja: str, en: str) -> None:
    assert (words.date(text, "ja"), words.date(text, "en")) == (ja, en)
