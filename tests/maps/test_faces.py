"""A hundred faces always add up, and nobody who is there is rounded away."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from maps.faces import HUNDRED, faces, faces_svg, hundred

AMOUNTS = st.dictionaries(st.sampled_from("abcd"), st.one_of(st.just(0.0), st.floats(1e-3, 1e7)), min_size=1)


@given(AMOUNTS)
def test_faces_add_up_to_a_hundred_and_keep_the_few(amounts: dict[str, float]) -> None:
    counts = hundred(amounts)
    total = math.fsum(amounts.values())
    assert sum(counts.values()) == (HUNDRED if total else 0)
    for kind, many in amounts.items():
        assert (counts[kind] > 0) == (many > 0)
        # one rounded, and at most three others given a face of the many
        assert abs(counts[kind] - HUNDRED * many / total) < 4 if total else True


def test_the_words_and_the_picture_say_the_same() -> None:
    shown = faces({"served": 820.0, "unserved": 180.0, "left_out": 0, "depends_on_one": 120.0}, "ja")
    assert shown is not None
    assert shown.counts == {"served": 70, "one": 12, "unserved": 18, "unknown": 0}
    assert shown.text == "100人のまちだとすると、18人に届いていません。"
    assert faces_svg(shown).count("<g>") == HUNDRED
    assert "12人：1か所だけに届く" in faces_svg(shown)


def test_nobody_has_no_faces() -> None:
    assert faces({"served": 0, "unserved": 0, "left_out": 0, "depends_on_one": 0}, "en") is None
