"""Whether a share is called firm, or what it is said to turn on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo_service.coverage.answer import Answer, Firmness
from geo_service.render.document import document
from geo_service.render.firm import verdict
from tests.render.answers import ask
from tests.toy import toy_city


def answer(*shares: tuple[str, float | None], served: float = 0.5) -> Answer:
    """An answer whose share is ``served``, with these other assumptions."""
    found = ask("evacuation-site-reach", toy_city(), hazard="earthquake")
    total = replace(found.total, served=100 * served, unserved=100 * (1 - served))
    return replace(found, total=total, firmness=tuple(Firmness(name, 375.0, share) for name, share in shares))


def test_a_share_that_hardly_moves_is_firm() -> None:
    found = verdict(answer(("limit_less", 0.4501), ("limit_more", 0.52)))
    assert found is not None and found.firm and found.turns_on == ()
    assert found.words.ja == "この割合は、ほかのもっともな前提にしても5.0ポイントまでしか動きません（しっかりした数です）。"


def test_a_share_that_moves_names_what_moves_it_most() -> None:
    found = verdict(answer(("limit_less", 0.44), ("limit_more", 0.7), ("detour", 0.2), ("neighbours", None)))
    assert found is not None and not found.firm
    assert found.turns_on == ("detour", "limit_more", "limit_less")
    assert "20.0%" in found.words.ja and "70.0%" in found.words.ja and "44.0%" not in found.words.ja


def test_five_points_are_not_firm() -> None:
    found = verdict(answer(("limit_less", 0.45)))
    assert found is not None and not found.firm


@pytest.mark.parametrize("shares", [(), (("neighbours", None),)])
def test_without_another_assumption_nothing_is_said(shares: tuple[tuple[str, None], ...]) -> None:
    assert verdict(answer(*shares)) is None
    assert document(answer(*shares))["firm"] is None


def test_the_document_carries_it() -> None:
    said = document(answer(("limit_less", 0.1)))["firm"]
    assert said["firm"] is False and said["largest_points"] == 40.0 and said["turns_on"] == ["limit_less"]
    assert set(said["text"]) == {"ja", "en"}
