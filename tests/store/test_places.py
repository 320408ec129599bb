"""Rows of one school's buildings are one place; two schools at one address are two; folding many is folding each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.store.places import folded, folded_addresses, place_keys, row_keys
from layers import LAYERS
from layers.text import fold_address, fold_name, place_stem


def keys_of(*rows: tuple[str, str]) -> list[str]:
    names = [name for name, _ in rows]
    addresses = folded_addresses([address for _, address in rows], "みほん市")
    shapes = np.array([shapely.Point(139.6, 35.5)] * len(rows), dtype=object)
    return place_keys(names, addresses, ["99130"] * len(rows), shapes, [str(number) for number in range(len(rows))])


def test_buildings_of_one_school_are_one_place() -> None:
    rows = [
        ("塩浜小学校　校舎１", "みほん県みほん市塩浜１丁目２番３号"),
        ("塩浜小学校　校舎６", "みほん市塩浜1-2-3"),
        ("塩浜小学校体育館", "塩浜一丁目2番3号"),
    ]
    assert len(set(keys_of(*rows))) == 1


def test_two_schools_at_one_address_are_two_places() -> None:
    assert len(set(keys_of(("玉川中学校", "北谷町92-1"), ("市立橘高校", "北谷町92-1")))) == 2


def test_one_name_at_two_addresses_is_two_places_and_so_are_two_cities() -> None:
    assert len(set(keys_of(("第一公園", "青葉1"), ("第一公園", "青葉2")))) == 2
    shapes = np.full(2, None, dtype=object)
    assert len(set(place_keys(["第一公園"] * 2, ["青葉1"] * 2, ["99130", "99201"], shapes, ["a", "b"]))) == 2


def test_without_an_address_the_position_tells_and_without_both_the_row() -> None:
    shapes = np.array(
        [shapely.Point(139.6, 35.5), shapely.Point(139.60001, 35.5), shapely.Point(139.7, 35.5), None], dtype=object
    )
    keys = place_keys(["第一小学校"] * 4, [""] * 4, ["99130"] * 4, shapes, ["a", "b", "c", "d"])
    assert keys[0] == keys[1] != keys[2]
    assert keys[3] == "d"


def test_row_keys_prefer_the_source_then_the_unit_then_name_and_address() -> None:
    fields = pd.DataFrame(
        {"name": ["あ", "い", None, "う"], "address": ["青葉1-2", None, None, "青葉１の２"], "code": [None, "14131", None, None]},
        dtype="str",
    )
    own = pd.Series(["E1", None, None, None], dtype="str")
    keys, addresses = row_keys(own, fields, LAYERS["parks"], "みほん市", np.array([2, 3, 4, 5]))
    assert keys == ["E1", "14131", "row 4", "う|青葉1-2"]
    assert addresses[0] == addresses[3] == "青葉1-2"


def test_bands_of_one_river_are_not_duplicates() -> None:
    fields = pd.DataFrame({"name": ["多摩川", "多摩川"]}, dtype="str")
    own = pd.Series([None, None], dtype="str")
    keys, _ = row_keys(own, fields, LAYERS["hazard_zones"], "みほん市", np.array([1, 2]))
    assert keys == ["row 1", "row 2"]


TEXTS = st.lists(
    st.text(alphabet="青葉町一七二丁目番地号-－ー1７0123456789 　①⑦(（)）校舎体育館第小学の%３ヶケ大字〒", max_size=14),
    max_size=12,
)


@pytest.mark.parametrize("fold", [fold_name, fold_address, place_stem], ids=lambda fold: fold.__name__)
@given(texts=TEXTS)
@settings(max_examples=300, deadline=None)
def test_folding_many_at_once_is_folding_each(fold: object, texts: list[str]) -> None:
    assert callable(fold)
    assert folded(texts, fold) == [fold(text) for text in texts]
