"""A short list of one's own about who keeps parks, checked without a database."""

from __future__ import annotations

from pathlib import Path

from geo_service.store.load import LoadOptions, check
from tests.store.small_city import write_csv


def test_a_neighbourhood_group_is_another_kind_of_group_and_a_city_without_a_name_is_its_code(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "three.csv", "公園名,団体名,団体の種類", "一公園,あ会,町内会", "二公園,い会,愛護会", "三公園,う会,自治会"
    )
    report = check([path], LoadOptions(layer="stewardship", city="99130"))
    assert report.error() is None
    assert report.files[0].bad == 0
    text = "\n".join(report.to_text("ja"))
    assert "対象の市: 99130" in text
    assert "その他の団体 2" in text


def test_a_kind_nobody_knows_is_told_with_the_words_that_are_allowed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "three.csv", "公園名,団体名,団体の種類", "一公園,あ会,なにか")
    error = check([path], LoadOptions(layer="stewardship", city="99130")).error()
    assert error is not None
    assert "なにか" in str(error) and "volunteers, other" in str(error)
