"""Column maps: small YAML files that say what the columns of a city's own file mean. Found by the data file's name."""

from __future__ import annotations

import fnmatch
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import pyproj

from geo_service.errors import FileError
from geo_service.store.draft import propose
from geo_service.store.map_shape import SHAPE_KEYS, shape_of
from geo_service.store.map_yaml import MapError, is_date, read_yaml
from geo_service.store.readers.sheet_shape import FOUND_BY_LOOKING, Shape
from layers import LAYERS
from layers.base import Format, Layer, Text
from layers.licences import LICENCES

__all__ = ["ColumnMap", "DatasetMap", "map_for", "propose", "read_maps", "shapes_for"]

DATASET_KEYS = frozenset(
    [
        "layer",
        "source",
        "part",
        "title",
        "reference_date",
        "licence",
        "approximate",
        "accuracy",
        "columns",
        "constants",
        "values",
        "only",
        "omit",
        "lon",
        "lat",
        "wkt",
        "crs",
        "key",
        "dissolve",
        *SHAPE_KEYS,
    ]
)
MOST_DATASETS = 200
ACCURACIES = ("point", "block", "area")


@dataclass(frozen=True)
class DatasetMap:
    """One dataset a file feeds, as its map says."""

    layer: Layer
    format: Format
    source: str
    part: str
    title: str
    accuracy: Literal["point", "block", "area"]
    sheet: str
    shape: Shape = FOUND_BY_LOOKING


@dataclass(frozen=True)
class ColumnMap:
    """One column-map file: ``pattern`` matches data files' names; either datasets or a reason to wait."""

    path: Path
    pattern: str
    datasets: tuple[DatasetMap, ...]
    waiting: Text | None = None

    def matches(self, name: str) -> bool:
        """Whether the map is for a data file of this name."""
        return fnmatch.fnmatchcase(unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", self.pattern))


def read_maps(place: Path | None) -> list[ColumnMap]:
    """The maps of a file or of a folder's .yaml files. FileError names map file, key and rule."""
    if place is None:
        return []
    if not place.exists():
        raise _wrong(place, "", "missing", "列対応のファイルがありません。", "There is no such column-map file or folder.")
    found = sorted([*place.glob("*.yaml"), *place.glob("*.yml")]) if place.is_dir() else [place]
    return [_read_map(path) for path in found]


def map_for(maps: list[ColumnMap], name: str) -> ColumnMap | None:
    """The map of a data file: one that gives its very name before one that gives a pattern. FileError when two do."""
    found = [one for one in maps if one.matches(name)]
    exact = [one for one in found if one.pattern == name]
    found = exact or found
    if len(found) > 1:
        names = ", ".join(one.path.name for one in found)
        raise _wrong(
            found[0].path, "file", "two_maps", f"{name} に合う列対応が2つあります（{names}）。", f"Two maps fit {name}: {names}."
        )
    return found[0] if found else None


def shapes_for(maps: list[ColumnMap], name: str) -> tuple[Shape, ...]:
    """Where the tables of a data file stand, as its map says; what no map says is found by looking."""
    chosen = map_for(maps, name)
    said = dict.fromkeys(one.shape for one in chosen.datasets) if chosen is not None else {}
    return tuple(said) or (FOUND_BY_LOOKING,)


def _wrong(path: Path, key: str, rule: str, ja: str, en: str) -> FileError:
    at_ja, at_en = (f"（キー {key}）", f" (key {key})") if key else ("", "")
    return FileError(
        f"列対応 {path.name}{at_ja}: {ja}", f"Column map {path.name}{at_en}: {en}", file=path.name, column=key, rule=rule
    )


def _read_map(path: Path) -> ColumnMap:
    try:
        said = read_yaml(path)
    except MapError as error:
        raise _wrong(path, "", error.rule, error.ja, error.en) from None
    if not isinstance(said, dict):
        raise _wrong(path, "", "yaml", "「キー: 値」の形ではありません。", "It does not consist of keys and values.")
    unknown = sorted(set(map(str, said)) - {"file", "datasets", "waiting"})
    if unknown:
        raise _unknown_key(path, unknown[0], ("file", "datasets", "waiting"))
    pattern = said.get("file")
    if not isinstance(pattern, str) or not pattern:
        raise _wrong(path, "file", "required", "データファイルの名前を書いてください。", "Give the data file's name.")
    if "waiting" in said:
        return ColumnMap(path, pattern, (), _reason(path, said["waiting"]))
    datasets = said.get("datasets")
    if not isinstance(datasets, list) or not datasets:
        raise _wrong(path, "datasets", "required", "1つ以上のデータセットを書いてください。", "Give at least one dataset.")
    if len(datasets) > MOST_DATASETS:
        raise _wrong(
            path,
            "datasets",
            "too_many",
            f"データセットが{len(datasets):,}あります（上限{MOST_DATASETS}）。",
            f"It lists {len(datasets):,} datasets; at most {MOST_DATASETS} are read.",
        )
    return ColumnMap(path, pattern, tuple(_dataset(path, number, one) for number, one in enumerate(datasets)))


def _reason(path: Path, said: Any) -> Text:
    if isinstance(said, dict) and isinstance(said.get("ja"), str) and isinstance(said.get("en"), str):
        return Text(said["ja"], said["en"])
    raise _wrong(path, "waiting", "text", "理由を ja と en で書いてください。", "Give the reason as ja and en.")


def _unknown_key(path: Path, key: str, allowed: Any) -> FileError:
    names = ", ".join(sorted(allowed))
    return _wrong(path, key, "unknown_key", f"使えないキーです。使えるのは {names}", f"The key is not known. Known are {names}.")


def _dataset(path: Path, number: int, said: Any) -> DatasetMap:
    at = f"datasets[{number}]"
    if not isinstance(said, dict):
        raise _wrong(path, at, "yaml", "「キー: 値」の形ではありません。", "It does not consist of keys and values.")
    for key in said:
        if key not in DATASET_KEYS:
            raise _unknown_key(path, f"{at}.{key}", DATASET_KEYS)
    layer = LAYERS.get(str(said.get("layer", "")))
    if layer is None:
        names = ", ".join(LAYERS)
        raise _wrong(
            path,
            f"{at}.layer",
            "unknown_layer",
            f"「{said.get('layer', '')}」というレイヤはありません。あるのは {names}",
            f"There is no layer {said.get('layer', '')!r}. There are {names}.",
        )
    reader = _Reader(path, at, said)
    columns = reader.mapping("columns")
    constants = reader.mapping("constants")
    fields = {field.name for field in layer.fields}
    said_fields = {"columns": list(columns.values()), "constants": list(constants), "values": list(reader.mapping("values"))}
    for part, used in said_fields.items():
        for name in used:
            if str(name) not in fields:
                raise _wrong(
                    path,
                    f"{at}.{part}",
                    "unknown_field",
                    f"「{name}」は{layer.title.ja}の項目ではありません。あるのは {', '.join(sorted(fields))}",
                    f"{name!r} is no field of {layer.id}. There are {', '.join(sorted(fields))}.",
                )
    twice = [name for name, times in Counter(map(str, columns.values())).items() if times > 1]
    if twice:
        raise _wrong(path, f"{at}.columns", "twice", f"「{twice[0]}」に2つの列があります。", f"Two columns give {twice[0]!r}.")
    reader.check_rest()
    form = Format(
        id=f"map:{path.stem}",
        title=Text(f"列対応 {path.name}", f"column map {path.name}"),
        columns={str(column): str(name) for column, name in columns.items()},
        constants={str(name): value for name, value in constants.items()},
        values={str(name): reader.values_of(str(name), one) for name, one in reader.mapping("values").items()},
        lon=reader.text("lon") or None,
        lat=reader.text("lat") or None,
        wkt=reader.text("wkt") or None,
        crs=reader.text("crs") or "EPSG:6668",
        key=reader.text("key") or None,
        only=reader.lists("only"),
        omit=reader.lists("omit"),
        dissolve=reader.text("dissolve") or None,
        approximate=bool(said.get("approximate", False)),
        licence=reader.text("licence"),
        reference_date=reader.text("reference_date"),
    )
    accuracy = reader.text("accuracy") or "point"
    return DatasetMap(
        layer,
        form,
        reader.text("source"),
        reader.text("part"),
        reader.text("title"),
        cast(Literal["point", "block", "area"], accuracy),
        reader.text("sheet"),
        shape_of(said, reader.wrong, path.name, at),
    )


class _Reader:
    """The values of one dataset's entry, each checked as it is taken."""

    def __init__(self, path: Path, at: str, said: dict[str, Any]) -> None:
        self.path, self.at, self.said = path, at, said

    def wrong(self, key: str, rule: str, ja: str, en: str) -> FileError:
        return _wrong(self.path, f"{self.at}.{key}", rule, ja, en)

    def text(self, key: str) -> str:
        value = self.said.get(key)
        if value is None:
            return ""
        if isinstance(value, dict | list):
            raise self.wrong(key, "text", "1つの値を書いてください。", "Give one value.")
        return str(value)

    def mapping(self, key: str) -> Mapping[Any, Any]:
        value = self.said.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.wrong(key, "mapping", "「名前: 値」の形で書いてください。", "Give names and values.")
        return value

    def lists(self, key: str) -> dict[str, tuple[str, ...]]:
        out = {}
        for column, values in self.mapping(key).items():
            chosen = values if isinstance(values, list) else [values]
            out[str(column)] = tuple("" if value is None else str(value) for value in chosen)
        return out

    def values_of(self, name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.wrong(
                f"values.{name}", "mapping", "「元の値: 新しい値」の形で書いてください。", "Give old and new values."
            )
        return {"" if old is None else _plain(old): new for old, new in value.items()}

    def check_rest(self) -> None:
        if not self.text("source"):
            raise self.wrong(
                "source",
                "required",
                "どこのデータかを書いてください（例: 市の公園一覧）。",
                "Say whose data this is (it names the dataset).",
            )
        if not self.mapping("columns") and not self.mapping("constants"):
            raise self.wrong("columns", "required", "列の対応を書いてください。", "Say what the columns mean.")
        if not is_date(self.text("reference_date")):
            raise self.wrong(
                "reference_date",
                "date",
                f"「{self.text('reference_date')[:40]}」という日はありません。例: 2026-04-01、2026",
                f"There is no day {self.text('reference_date')[:40]!r}. Write 2026-04-01 or 2026.",
            )
        licence = self.text("licence")
        if licence and licence not in LICENCES:
            names = ", ".join(LICENCES)
            raise self.wrong("licence", "unknown_licence", f"使えるのは {names}", f"Known licences are {names}.")
        if self.text("accuracy") not in ("", *ACCURACIES):
            raise self.wrong("accuracy", "unknown_value", "使えるのは point, block, area", "It is one of point, block, area.")
        if bool(self.text("lon")) != bool(self.text("lat")):
            raise self.wrong("lon", "pair", "lon と lat は両方書いてください。", "Give both lon and lat.")
        if not isinstance(self.said.get("approximate", False), bool):
            raise self.wrong("approximate", "boolean", "true か false を書いてください。", "It is true or false.")
        if crs := self.text("crs"):
            try:
                pyproj.CRS.from_user_input(crs)
            except pyproj.exceptions.CRSError:
                raise self.wrong(
                    "crs", "unknown_crs", f"「{crs}」という座標系はありません。", f"There is no CRS {crs!r}."
                ) from None


def _plain(value: Any) -> str:
    """A YAML key as the source file would write it (true is written "true")."""
    return str(value).lower() if isinstance(value, bool) else str(value)
