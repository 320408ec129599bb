"""Column maps lying beside the files: a load says that it does not use them, and what they would make readable."""

from __future__ import annotations

from pathlib import Path

from geo_service.store.load import LoadOptions, check

ODD = "なまえ,よこ,たて\n北公園,139.70,35.53\n南公園,139.71,35.53\n"
MAP = """file: "{file}"
datasets:
  - layer: parks
    source: 市の公園一覧
    columns: {{なまえ: name}}
    constants: {{kind: block}}
    lon: よこ
    lat: たて
"""


def folder(tmp_path: Path, *maps: tuple[str, str]) -> Path:
    """A folder with two lists that fit no published format, a readme, other YAML, and the maps (name, for which file)."""
    (tmp_path / "odd_1.csv").write_text(ODD, encoding="utf-8")
    (tmp_path / "odd_2.csv").write_text(ODD.replace("公園", "広場"), encoding="utf-8")
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    (tmp_path / "settings.yaml").write_text("colour: red\n", encoding="utf-8")
    for name, file in maps:
        (tmp_path / name).write_text(MAP.format(file=file), encoding="utf-8")
    return tmp_path


def test_a_map_that_is_not_used_is_told_of_with_its_gain(tmp_path: Path) -> None:
    report = check([folder(tmp_path, ("odd.yaml", "odd_*.csv"))])
    (said,) = report.beside
    assert "odd.yaml" in said.ja and "settings.yaml" not in said.ja
    assert f"--columns {tmp_path / 'odd.yaml'}" in said.ja and f"--columns {tmp_path / 'odd.yaml'}" in said.en
    assert "今は読めない2つのファイル" in said.ja and "2 files can be read" in said.en
    assert said in report.next_steps()
    assert report.document()["beside"] == [said._asdict()]
    # Doing as told makes them readable, and nothing is left to say.
    followed = check([tmp_path], LoadOptions(columns=tmp_path / "odd.yaml"))
    assert followed.beside == []
    assert [len(one.datasets) for one in followed.files if one.file.startswith("odd")] == [1, 1]


def test_several_maps_are_one_sentence_about_their_folder(tmp_path: Path) -> None:
    report = check([folder(tmp_path, ("a.yaml", "odd_1.csv"), ("b.yml", "elsewhere.csv"), ("broken.yaml", "odd_2.csv\n  - x"))])
    (said,) = report.beside
    assert "a.yaml、b.yml" in said.ja and f"--columns {tmp_path} " in said.ja
    assert "今は読めない1つのファイル" in said.ja


def test_a_map_for_no_file_here_says_so(tmp_path: Path) -> None:
    (said,) = check([folder(tmp_path, ("b.yaml", "elsewhere.csv"))]).beside
    assert "ここにありません" in said.ja


def test_beside_a_file_named_alone_only_what_fits_it(tmp_path: Path) -> None:
    folder(tmp_path, ("a.yaml", "odd_1.csv"), ("b.yaml", "odd_2.csv"))
    (said,) = check([tmp_path / "odd_1.csv"]).beside
    assert "a.yaml" in said.ja and "b.yaml" not in said.ja


def test_nothing_is_said_where_all_maps_are_used_or_a_layer_is_asked_for(tmp_path: Path) -> None:
    folder(tmp_path, ("a.yaml", "odd_1.csv"), ("b.yaml", "odd_2.csv"))
    (tmp_path / "settings.yaml").unlink()  # in a folder of maps, other YAML is a mistake and named as one
    assert check([tmp_path], LoadOptions(columns=tmp_path)).beside == []
    assert check([tmp_path], LoadOptions(layer="parks")).beside == []
