"""Which rows are one place, by a stated rule, and the keys of rows.

Rows of one layer are one place when the institution named (``layers.text.place_stem``: the name without 校舎６, 体育館 …),
the folded address and the municipality are the same. So the buildings of one school are one place, and two schools at one
address are two. A row without an address is told apart by its position to 0.001° (some 100 m) instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.base import Layer
from layers.text import fold_address, fold_name, place_stem

PREFECTURE = re.compile(r"^(?:東京都|北海道|(?:京都|大阪)府|[一-龠ぁ-ん]{2,3}県)")
_SEVENS = bytes.maketrans(b"0123456789", b"7777777777")
_SEVEN = re.compile("7")
_DIGIT = re.compile("[0-9]")
_DIGITS = re.compile("[0-9]+")
FEW = 32
"""Texts of one shape that are put together one by one rather than as arrays."""
_ODD_NUMERALS = re.compile("七|[^\x00-\x7f]*[０-９①-⓿❶-➓]")


def folded(values: Sequence[str], fold: Callable[[str], str]) -> list[str]:
    """``fold`` of each value, worked out once for texts that differ in their ASCII digits only (addresses mostly do).

    The folds of ``layers.text`` look at digits as digits, not at which they are; where a fold adds or drops digits the
    text is folded by itself.
    """
    values = list(values)
    groups: dict[bytes, list[int]] = {}
    for at, shape in enumerate(_shapes(values)):
        groups.setdefault(shape, []).append(at)
    alone: dict[str, str] = {}
    out = [""] * len(values)
    for shape, places in groups.items():
        pattern = _pattern(shape.decode("utf-8", "surrogatepass"), fold)
        if pattern is None:
            for at in places:
                value = values[at]
                if value not in alone:
                    alone[value] = fold(value)
                out[at] = alone[value]
        elif "7" not in pattern:
            for at in places:
                out[at] = pattern
        else:
            for at, text in zip(places, _with_digits(pattern, [values[at] for at in places]), strict=True):
                out[at] = text
    return out


def _shapes(values: list[str]) -> list[bytes]:
    """Each text in UTF-8 with every ASCII digit as 7. In one go: byte by byte, as no sign's bytes look like a digit."""
    whole = "\0".join(values).encode("utf-8", "surrogatepass").translate(_SEVENS).split(b"\0")
    if len(whole) == len(values):
        return whole
    return [value.encode("utf-8", "surrogatepass").translate(_SEVENS) for value in values]


def _with_digits(pattern: str, values: list[str]) -> list[str]:
    """The pattern with the digits of each value, all of one shape, in the places of its sevens."""
    if len(values) < FEW:
        form = _SEVEN.sub("%s", pattern.replace("%", "%%"))
        return [form % tuple(_DIGIT.findall(value)) for value in values]
    signs = np.array(values).view(np.uint32).reshape(len(values), -1)
    out = np.tile(np.array([pattern]).view(np.uint32), (len(values), 1))
    digit = (signs[0] >= ord("0")) & (signs[0] <= ord("9"))
    out[:, out[0] == ord("7")] = signs[:, digit]
    texts: list[str] = np.ascontiguousarray(out).view(f"U{len(pattern)}").ravel().tolist()
    return texts


def _pattern(shape: str, fold: Callable[[str], str]) -> str | None:
    """The fold of a text whose digits are all 7, when putting others in their places is safe."""
    if _ODD_NUMERALS.search(shape):
        return None
    result = fold(shape)
    return result if _DIGITS.findall(result) == _DIGITS.findall(shape) and "\0" not in shape + result else None


def folded_addresses(addresses: Sequence[str], city: str) -> list[str]:
    """Addresses folded to keys, without the prefecture and the city's own name in front."""
    prefectures = {found[0] for address in addresses[:200] if (found := PREFECTURE.match(address))}
    only = next(iter(prefectures)) if len(prefectures) == 1 else ""

    def fold(address: str) -> str:
        found = PREFECTURE.match(address)
        return fold_address(address, found[0] if found else only, city)

    return folded(addresses, fold)


def row_keys(
    own: pd.Series[Any], fields: pd.DataFrame, layer: Layer, city: str, row_no: NDArray[np.int64]
) -> tuple[list[str], list[str]]:
    """Key of each of m rows, and its folded address ("" without one).

    The source's own key; else the unit's code; else the layer's ``identity``; else folded name | folded address (or ward).
    A row without any of them is told by its row number, and so are zones and context: many bands and lines of one river have
    its name. In a
    yearly series the year is part of every key.
    """
    count = len(fields)
    named = layer.role not in ("zones", "context")
    names = folded(_texts(fields, "name", count), fold_name) if named else [""] * count
    addresses = folded_addresses(_texts(fields, "address", count), city)
    second = [a or w for a, w in zip(addresses, folded(_texts(fields, "ward", count), fold_name), strict=True)]
    said = own.fillna("").str.strip().tolist()
    if layer.identity:
        parts = [folded(_texts(fields, field, count), fold_name) for field in layer.identity]
        made = ["|".join(one) if any(one) else "" for one in zip(*parts, strict=True)]
    else:
        made = [f"{n}|{a}" if n else "" for n, a in zip(names, second, strict=True)]
    codes = [""] * count if layer.identity else _texts(fields, layer.unit_code or "code", count)
    keys = [s or c or m or f"row {number}" for s, c, m, number in zip(said, codes, made, row_no.tolist(), strict=True)]
    if layer.year is not None and layer.year in fields:
        keys = [f"{key}|{year}" for key, year in zip(keys, _texts(fields, layer.year, count), strict=True)]
    return keys, addresses


def place_keys(
    names: Sequence[str],
    addresses: Sequence[str],
    municipality: Sequence[str],
    shapes: NDArray[np.object_],
    keys: Sequence[str],
) -> list[str]:
    """Key of the place each of m rows stands for, by the rule above. ``addresses`` are folded."""
    stems = folded(names, place_stem)
    points = np.full((len(shapes), 2), np.nan)
    bare = np.array([not address for address in addresses], dtype=bool) & ~shapely.is_missing(shapes)
    if bare.any():
        centres = shapely.centroid(shapes[bare])
        points[bare] = np.column_stack([shapely.get_x(centres), shapely.get_y(centres)])
    out = []
    for at, stem in enumerate(stems):
        where = addresses[at] or (f"{points[at, 0]:.3f},{points[at, 1]:.3f}" if bare[at] else "")
        out.append(f"{stem}|{where}|{municipality[at]}" if stem and where else keys[at])
    return out


def _texts(fields: pd.DataFrame, name: str, count: int) -> list[str]:
    return fields[name].fillna("").str.strip().tolist() if name in fields else [""] * count
