"""Areas of associations as lists write them, each read or given back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.association_text import AreaPart, read_area


def parts(text: str) -> list[tuple[str, int | None, tuple[tuple[int, int], ...]]]:
    found = read_area(text)
    assert found.unread == ()
    return [(one.town, one.chome, one.blocks) for one in found.parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中央町1丁目1–12番、2丁目", [("中央町", 1, ((1, 12),)), ("中央町", 2, ())]),
        ("中央町１丁目１〜１２番，２丁目", [("中央町", 1, ((1, 12),)), ("中央町", 2, ())]),
        ("中央町一丁目一番から十二番", [("中央町", 1, ((1, 12),))]),
        ("中央町1～3丁目", [("中央町", 1, ()), ("中央町", 2, ()), ("中央町", 3, ())]),
        ("中央町1丁目から3丁目", [("中央町", 1, ()), ("中央町", 2, ()), ("中央町", 3, ())]),
        ("中央町1丁目1番、3番、5～8番", [("中央町", 1, ((1, 1), (3, 3), (5, 8)))]),
        ("中央町1丁目・2丁目", [("中央町", 1, ()), ("中央町", 2, ())]),
        ("緑が丘全域", [("緑ヶ丘", None, ())]),
        ("港町、浜町2丁目", [("港町", None, ()), ("浜町", 2, ())]),
        ("港町1番地～20番地", [("港町", None, ((1, 20),))]),
        ("三番町2丁目", [("三番町", 2, ())]),
        ("中央町2-3～5", [("中央町", 2, ((3, 5),))]),
        ("中央町1丁目及び浜町2丁目", [("中央町", 1, ()), ("浜町", 2, ())]),
        ("中央町１丁目\n浜町２丁目", [("中央町", 1, ()), ("浜町", 2, ())]),
    ],
)
def test_areas_are_read(text: str, expected: list[object]) -> None:
    assert parts(text) == expected


def test_what_is_left_out_and_what_is_only_partly() -> None:
    first, second = read_area("中央町2丁目（3番、5～6番を除く）、4丁目の一部").parts
    assert (first.chome, first.without, first.partly) == (2, ((3, 3), (5, 6)), False)
    assert first.holds(4) and not first.holds(5)
    assert (second.town, second.chome, second.partly, second.whole) == ("中央町", 4, True, False)


def test_numbers_within_a_block() -> None:
    (one,) = read_area("中央町1丁目3番5号～9号").parts
    assert (one.blocks, one.numbers) == (((3, 3),), ((5, 9),))


def test_an_address_style_area_is_said_to_be_doubtful() -> None:
    assert read_area("中央町2-3").doubtful == ("中央町2-3",)
    assert read_area("中央町2丁目3番").doubtful == ()


@pytest.mark.parametrize("text", ["1番から5番まで川沿い", "旧道より北側1丁目線路まで2"])
def test_what_is_not_understood_is_given_back(text: str) -> None:
    found = read_area(f"中央町1丁目、{text}")
    assert found.unread or found.parts[-1].said == text
    assert found.parts[0] == AreaPart("中央町", 1, said="中央町1丁目")


def test_nothing_is_nothing() -> None:
    assert read_area("") == read_area(" 、、 ")
    assert read_area("").parts == ()


@given(st.text(alphabet="中央町浜港丁目番号1234567890〜-、・（）を除く一部全域 \n", max_size=40))
def test_no_text_breaks_it_and_no_word_is_lost(text: str) -> None:
    found = read_area(text)
    assert all(one.said for one in found.parts)
    for first, last in [pair for one in found.parts for pair in (*one.blocks, *one.numbers, *one.without)]:
        assert first <= last
