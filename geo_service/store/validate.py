"""Every row of a dataset judged, and the good ones typed. Nothing is read or written here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_service.store.city import Target
from geo_service.store.clean import cleaned, heading_of, source_values, typed
from geo_service.store.conform import Conformed
from geo_service.store.doubts import doubts
from geo_service.store.findings import Findings
from geo_service.store.geometry import judge
from geo_service.store.map_squares import ACCURACY as SQUARE_ACCURACY
from geo_service.store.map_squares import placed_by_squares
from geo_service.store.ownership import municipalities, placed
from geo_service.store.places import place_keys, row_keys
from geo_service.store.schema import broken_rules, rules
from layers import exported
from layers.base import Layer, Text
from layers.certainty import ACCURACY as CERTAINTY
from layers.exported import is_exported
from layers.text import fold_text, ward_in

ACCURACY = {"exact": "point", "block": "block", "town": "area", "municipality": "area", "prefecture": "area"}
"""What lists say of a row's position (field ``position_accuracy``) → what it can be used for."""


@dataclass
class Validated:
    """Good rows of one dataset, g of them, and everything found about all its rows.

    ``attributes``: g rows, typed columns by field name. ``geometry``: lon/lat JGD2011 or None. ``row_count``: rows that
    were meant for the dataset, good or bad; ``skipped``: rows left out because their municipality is far away.
    ``accuracy``: (g,) what each position stands for: "point", "block", "area" (of a whole 町丁) or "square" (of a wall map).
    ``placed_by``: (g,) "" for a position of the source (or none), "address" for one looked up by the row's own address,
    "subject_address" for one looked up by the address of what the row is about, which serves until that is known.
    """

    layer: Layer
    rows: NDArray[np.int64]
    attributes: pd.DataFrame
    geometry: NDArray[np.object_]
    keys: list[str]
    place_keys: list[str]
    municipality: NDArray[np.object_]
    findings: Findings
    crs: str
    row_count: int
    bad_count: int
    skipped: int
    accuracy: NDArray[np.object_]
    placed_by: NDArray[np.object_]


def validate(found: Conformed, target: Target | None) -> Validated:
    """Judge and type the rows of one dataset for the city of a load (None: rules that need a city are left out).

    Raises FileError for what concerns the whole file (an unknown CRS).
    """
    squared = placed_by_squares(found)
    crs = judge(found)
    layer, findings = found.meant.layer, found.findings
    fields = cleaned(found)
    for name, rule, at in broken_rules(layer, fields):
        field = layer.field(name)
        message, advice = rules(field)[rule]
        values = source_values(found, name, at)
        findings.add(rule, heading_of(found, name), "bad", found.rows[at], values, message, advice)
    codes = municipalities(found, fields, target)
    far = placed(found, codes, target)
    bad = findings.bad()[found.rows]
    own_bad = bad & ~far
    keep = ~bad & ~far
    keys, addresses = row_keys(found.key.loc[keep], fields.loc[keep], layer, target.name if target else "", _numbers(found, keep))
    _unit_codes(found, fields, keep, keys, target)
    keep, keys, addresses = _one_of_each(found, keep, keys, addresses)
    kept = found.take(keep)
    fields = fields.loc[keep].reset_index(drop=True)
    own_bad = own_bad | (findings.bad()[found.rows] & ~far)
    names = fields["name"].fillna("").tolist() if "name" in fields else [""] * len(kept)
    places = place_keys(names, addresses, list(codes[keep]), kept.geometry, keys) if layer.grouped else keys
    _same_name_and_place(kept, names, keys)
    _ward_and_address(kept, fields, target)
    attributes = typed(layer, fields)
    doubts(kept, attributes)
    return Validated(
        layer=layer,
        rows=kept.rows,
        attributes=attributes,
        geometry=kept.geometry,
        keys=keys,
        place_keys=places,
        municipality=codes[keep],
        findings=findings,
        crs=crs,
        row_count=int(keep.sum() + own_bad.sum()),
        bad_count=int(own_bad.sum()),
        skipped=int(far.sum()),
        accuracy=np.where(squared[keep], SQUARE_ACCURACY, _accuracy(kept, fields)),
        placed_by=np.full(len(kept), "", dtype=object),
    )


def _accuracy(kept: Conformed, fields: pd.DataFrame) -> NDArray[np.object_]:
    """(g,) what positions stand for: what the source says row by row, else what is said of the whole dataset."""
    accuracy = np.full(len(kept), kept.meant.accuracy, dtype=object)
    if "position_accuracy" in fields:
        said = fields["position_accuracy"].map(ACCURACY)
        accuracy[said.notna().to_numpy()] = said.dropna().to_numpy(dtype=object)
    return _exported_accuracy(kept, accuracy)


def _exported_accuracy(kept: Conformed, accuracy: NDArray[np.object_]) -> NDArray[np.object_]:
    """``accuracy`` with what a table of ours says of each row: a point for a whole 町丁 is no better for having been exported."""
    frame = kept.meant.table.frame
    if not is_exported(map(str, frame.columns)):
        return accuracy
    words = {text.ja: slug for slug, text in CERTAINTY.items() if slug != "none"}
    said = frame[exported.ACCURACY].iloc[kept.rows].map(words).to_numpy(dtype=object)
    return np.where(pd.notna(said), said, accuracy)


def _numbers(found: Conformed, keep: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.asarray(found.meant.table.row_no[found.rows[keep]], dtype=np.int64)


def _unit_codes(found: Conformed, fields: pd.DataFrame, keep: NDArray[np.bool_], keys: list[str], target: Target | None) -> None:
    """Fill the code of units whose source has none: ward code + ":" + name (or the ward as said)."""
    layer = found.meant.layer
    if layer.unit_code is None or layer.unit_code in fields or "name" not in fields:
        return
    wards = target.ward_codes() if target else {}
    ward = fields["ward"].fillna("") if "ward" in fields else pd.Series("", index=fields.index, dtype="str")
    known = {value: wards.get(fold_text(value), value) for value in ward.unique()}
    made = ward.map(known).astype("str") + ":" + fields["name"].fillna("")
    fields[layer.unit_code] = made.str.removeprefix(":")
    keys[:] = fields.loc[keep, layer.unit_code].tolist() if found.meant.format.key is None else keys


def _one_of_each(
    found: Conformed, keep: NDArray[np.bool_], keys: list[str], addresses: list[str]
) -> tuple[NDArray[np.bool_], list[str], list[str]]:
    """The second row of one key is bad, unless the format puts rows of one key together (then shapes are joined)."""
    if found.meant.layer.by_position:
        keys = _told_by_position(keys, found.geometry[np.flatnonzero(keep)])
    again = pd.Series(keys, dtype="str").duplicated(keep="first").to_numpy(dtype=bool)
    if not again.any():
        return keep, keys, addresses
    at = np.flatnonzero(keep)
    if found.meant.format.dissolve is not None:
        shapes = pd.Series(found.geometry[at], dtype=object)
        for _, group in shapes.groupby(np.asarray(keys, dtype=object), sort=False):
            if len(group) > 1:
                whole = shapely.union_all(group.to_numpy())
                found.geometry[at[group.index[0]]] = shapely.centroid(whole) if found.meant.format.middle else whole
    else:
        first = {key: found.meant.table.row_name(row) for key, row in zip(reversed(keys), reversed(found.rows[at]), strict=True)}
        found.findings.add(
            "duplicate",
            found.meant.format.key or heading_of(found, "name"),
            "bad",
            found.rows[at[again]],
            [keys[place] for place in np.flatnonzero(again)],
            Text("{note}行と同じものがもう一度出てきます。", "The same thing stands in row {note} already."),
            Text(
                "どちらかを消すか、別のものなら名称か住所を分けてください。", "Delete one, or give different names or addresses."
            ),
            [first[keys[place]] for place in np.flatnonzero(again)],
        )
    out = keep.copy()
    out[at[again]] = False
    stay = np.flatnonzero(~again)
    return out, [keys[place] for place in stay], [addresses[place] for place in stay]


def _told_by_position(keys: list[str], shapes: NDArray[np.object_]) -> list[str]:
    """Keys that occur again, with the position behind them (to 0.00001°, about 1 m) where there is one."""
    again = pd.Series(keys, dtype="str").duplicated(keep=False).to_numpy(dtype=bool)
    centres = shapely.centroid(shapes)
    x, y = shapely.get_x(centres), shapely.get_y(centres)
    return [f"{key}|{x[at]:.5f},{y[at]:.5f}" if again[at] and np.isfinite(x[at]) else key for at, key in enumerate(keys)]


def _same_name_and_place(kept: Conformed, names: list[str], keys: list[str]) -> None:
    if kept.meant.layer.role != "places" or not len(kept):
        return
    there = ~shapely.is_missing(kept.geometry)
    centre = shapely.centroid(kept.geometry)
    frame = pd.DataFrame({"name": names, "x": np.round(shapely.get_x(centre), 5), "y": np.round(shapely.get_y(centre), 5)})
    again = frame.duplicated(keep="first").to_numpy() & there
    kept.findings.add(
        "same_name_and_place",
        heading_of(kept, "name"),
        "notice",
        kept.rows[again],
        [names[at] for at in np.flatnonzero(again)],
        Text("名称も位置も同じ行がほかにあります。", "Another row has the same name and position."),
        Text("二重に書かれていないか確かめてください。", "See whether it is listed twice."),
    )


def _ward_and_address(kept: Conformed, fields: pd.DataFrame, target: Target | None) -> None:
    """Ward columns that contradict the address. (Against polygons they are checked when the release joins.)"""
    if target is None or "ward" not in fields or "address" not in fields or not target.wards:
        return
    names = [name for name, _ in target.wards.values()]
    codes = target.ward_codes()
    name_of = {code: name for code, (name, _) in target.wards.items()}
    ward, address = fields["ward"].fillna(""), fields["address"].fillna("")
    pairs = pd.DataFrame({"ward": ward, "address": address})
    rows, values, notes = [], [], []
    for at, (said, written) in enumerate(pairs.itertuples(index=False)):
        own = name_of.get(codes.get(fold_text(said), ""))
        if own is None or not written or own in written:
            continue
        other = ward_in(written, names, "", target.name)
        if other is not None and other != own:
            rows.append(kept.rows[at])
            values.append(said)
            notes.append(other)
    kept.findings.add(
        "ward_and_address",
        heading_of(kept, "ward"),
        "notice",
        np.array(rows, dtype=np.int64),
        values,
        Text(
            "区の欄と住所の区（{note}）が違います。区の欄に従います。",
            "The ward column and the address ({note}) disagree; the column counts.",
        ),
        Text("どちらが正しいか確かめてください。", "See which is right."),
        notes,
    )
