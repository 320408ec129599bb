"""Licences: the table, and what results from combining."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest

from layers.licences import LICENCES, combine, licence


def test_words_stand_in_both_languages() -> None:
    for one in LICENCES.values():
        assert all(text.ja and text.en for text in (one.title, one.attribution, *([one.caution] if one.caution else [])))


@pytest.mark.parametrize(("said", "id"), [("CC0", "CC0-1.0"), ("cc by 4.0", "CC-BY-4.0"), ("", "unknown"), ("own", "unknown")])
def test_ids_aliases_and_what_is_not_listed(said: str, id: str) -> None:
    assert licence(said).id == id


def test_attributions_add_up_and_nothing_is_named_twice() -> None:
    result = combine(["GSI", "CC-BY-4.0", "GSI"])
    assert result.id == "CC-BY-4.0 + GSI"
    assert result.attribution.en.count("Geospatial") == 1
    assert "CC BY 4.0" in result.attribution.en
    assert result.public_export and not result.share_alike and not result.non_commercial


def test_a_non_commercial_part_forbids_the_public_export_and_says_why() -> None:
    result = combine(["CC0-1.0", "KSJ-NC"])
    assert result.non_commercial
    assert not result.public_export
    assert result.reasons[0].ja and result.reasons[0].en


def test_share_alike_makes_the_whole_share_alike_and_does_not_bear_a_further_condition() -> None:
    assert combine(["ODbL-1.0", "CC-BY-4.0"]).share_alike
    assert combine(["ODbL-1.0", "CC-BY-4.0"]).public_export
    assert len(combine(["ODbL-1.0", "KSJ-NC"]).reasons) == 2


def test_unknown_terms_are_a_caution() -> None:
    assert combine(["unknown"]).public_export
    assert combine(["whatever"]).cautions


def test_nothing_combined_is_nothing() -> None:
    empty = combine([])
    assert (empty.id, empty.public_export, empty.title.ja) == ("", True, "")


def test_order_does_not_matter_and_more_parts_never_allow_more() -> None:
    for three in combinations(LICENCES, 3):
        results = {combine(order) for order in permutations(three)}
        assert len(results) == 1
        (whole,) = results
        for two in combinations(three, 2):
            part = combine(two)
            assert part.public_export or not whole.public_export
            assert whole.share_alike or not part.share_alike
