"""What every entry of the catalogue must say, and what the offer says can be asked of a city."""

from __future__ import annotations

import dataclasses
import string

import pytest

from geo_service.questions import CATALOGUE, QuestionSpec, offer
from layers import LAYERS
from tests.toy import toy_city

FIELDS = {"where", "group", "how_many", "hazard", "reach", "limit", "place"}


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=lambda spec: spec.id)
def test_an_entry_is_whole(spec: QuestionSpec) -> None:
    layer = LAYERS[spec.supply_layer]
    kinds = {code.slug for code in layer.codes()}
    assert set(spec.kinds) <= kinds
    assert {kind for kind, _ in spec.limits_m} <= kinds
    assert not spec.limits_m or spec.limit_m == max(limit for _, limit in spec.limits_m)
    for text in (spec.title, spec.about, spec.words, spec.place, spec.basis.text, spec.basis.source, spec.basis.words()):
        assert text.ja
        assert text.en
        assert text.ja != text.en
    for template in spec.words:
        names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        assert names <= FIELDS
        assert ("hazard" in names) == spec.needs_hazard
    assert spec.needs_hazard == bool(layer.marks)


def test_the_basis_of_parks_says_what_is_assumed() -> None:
    basis = CATALOGUE["park-reach"].basis.words()
    assert "仮定" in basis.ja
    assert "assume" in basis.en
    assert "法的な義務ではない" in basis.ja


def test_the_offer_of_the_toy_city() -> None:
    can = offer(toy_city(), CATALOGUE["evacuation-site-reach"])
    assert can.answerable
    assert [slug for slug, _ in can.groups] == ["residents", "age_65_over", "single_person_households"]
    assert ("child_facilities:nursery") in [slug for slug, _ in can.facilities]
    assert "evacuation_sites" not in [slug for slug, _ in can.facilities]
    flood = next(one for one in can.hazards if one.slug == "flood")
    # s1, s4 and s6; s2 is not, s3 does not say, s5 is not, s7 is replaced, n1 is a neighbour's.
    assert (flood.places, flood.zones) == (3, True)
    assert not next(one for one in can.hazards if one.slug == "fire").zones
    assert [code for code, _ in can.wards] == ["99901", "99902"]


def test_the_offer_says_what_is_missing() -> None:
    without_parks = offer(toy_city(without=("parks",)), CATALOGUE["park-reach"])
    assert (without_parks.answerable, without_parks.lacks) == (False, ("parks",))
    nobody = offer(
        toy_city(without=("population", "child_facilities", "evacuation_sites", "community_places")), CATALOGUE["park-reach"]
    )
    assert (nobody.answerable, nobody.lacks) == (False, ("population",))


def test_a_new_question_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo_service.questions import build

    library = dataclasses.replace(CATALOGUE["elder-centre-reach"], id="library-reach", kinds=("library",), limit_m=1500.0)
    monkeypatch.setitem(CATALOGUE, "library-reach", library)
    question = build("library-reach", toy_city(), {})
    assert (question.supply.kinds, question.reach.limit_m) == (("library",), 1500)
