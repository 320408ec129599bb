"""Whose a feature is: the city's, a neighbour's, or nobody's nearby."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_service.store.city import Target, city_of, five_digits
from geo_service.store.clean import heading_of
from geo_service.store.conform import Conformed
from geo_service.store.once import once_each
from layers.base import Text
from layers.text import fold_text, ward_in

FAR_M = 50_000
"""Farther from the city's border than this, a thing of its own is a mistake and another municipality's does not matter."""
AROUND_M = 5_000
"""Zones, railways, water … come by prefecture or river basin: what lies farther than this from the border is left out."""

ELSEWHERE = "elsewhere"
"""Stands for the code of a municipality that is neither the city nor a neighbour whose ground is known."""


def municipalities(found: Conformed, fields: pd.DataFrame, target: Target | None) -> NDArray[np.object_]:
    """(m,) five-digit municipality of each row: its code, else its ward or address, else its point, else the city's."""
    own = target.code if target else ""
    codes = np.full(len(found), own, dtype=object)
    layer = found.meant.layer
    names = {field.name for field in layer.fields}
    if layer.role == "zones" or (layer.role == "context" and not names & {"code", "municipality_code", "ward", "address"}):
        # Bands of rivers, lines and grids of heights: nobody's, and too many to ask one by one.
        return codes
    said = found.code if found.meant.format.municipality_from or "municipality_code" in found.fields else None
    if layer.id == "neighbour_municipalities" and "code" in fields:
        said = fields["code"]
    given = np.zeros(len(found), dtype=bool)
    if said is not None:
        table = {value: five_digits(value) for value in said.dropna().unique()}
        odd = said.isin([value for value, code in table.items() if code is None]).to_numpy(dtype=bool)
        found.findings.add(
            "municipality_code",
            heading_of(found, "municipality_code"),
            "bad",
            found.rows[odd],
            said[odd].tolist(),
            Text("全国地方公共団体コードではありません。", "This is no municipality code."),
            Text("5桁か6桁の数字で書いてください。", "Write five or six digits."),
        )
        whole = {value: (own if target and target.owns(one) else one) for value, one in table.items() if one is not None}
        read = once_each(said, lambda words: words.map(whole).astype("str"))
        given = read.notna().to_numpy()
        codes[given] = read[given].to_numpy(dtype=object)
    if target is None or layer.id == "wards":
        return codes
    elsewhere = ~given & _named_elsewhere(fields, target)
    codes[elsewhere] = ELSEWHERE
    _by_ground(found, codes, elsewhere, target)
    _by_ward_or_point(found, fields, codes, ~given & ~elsewhere, target)
    return codes


def _named_elsewhere(fields: pd.DataFrame, target: Target) -> NDArray[np.bool_]:
    """(m,) rows whose source names a municipality that is not the city (files by prefecture without codes)."""
    if "municipality" not in fields or not target.name:
        return np.zeros(len(fields), dtype=bool)
    wards = [name for name, _ in target.wards.values()]
    said = fields["municipality"].fillna("")
    other = {value: bool(value) and target.name not in value and value not in wards for value in said.unique()}
    return said.map(other).to_numpy(dtype=bool)


def _by_ground(found: Conformed, codes: NDArray[np.object_], rows: NDArray[np.bool_], target: Target) -> None:
    """The rows of a mask that stand in a neighbour's ground get its code."""
    for place in np.flatnonzero(rows & ~shapely.is_missing(found.geometry)).tolist():
        point = shapely.point_on_surface(found.geometry[place])
        home = next((code for code, shape in target.neighbours.items() if shape.intersects(point)), None)
        if home is not None:
            codes[place] = home


def _by_ward_or_point(
    found: Conformed, fields: pd.DataFrame, codes: NDArray[np.object_], open_: NDArray[np.bool_], target: Target
) -> None:
    """Rows without a code that stand in a neighbour's ground and do not say by ward or address that they are the city's."""
    there = open_ & ~shapely.is_missing(found.geometry)
    if target.border is None or not target.neighbours or not there.any():
        return
    at = np.flatnonzero(there)
    points = shapely.point_on_surface(found.geometry[at])
    at, points = at[~(inside := shapely.intersects(target.border, points))], points[~inside]
    if not len(at):
        return
    wards = target.ward_codes()
    for place, point in zip(at.tolist(), points, strict=True):
        ward = str(fields["ward"].iloc[place]) if "ward" in fields else ""
        address = fields["address"].iloc[place] if "address" in fields else ""
        address = address if isinstance(address, str) else ""
        if fold_text(ward) in wards or (target.name and target.name in address):
            continue
        if ward_in(address, [name for name, _ in target.wards.values()]) is not None:
            continue
        home = next((code for code, shape in target.neighbours.items() if shape.intersects(point)), None)
        if home is not None:
            codes[place] = city_of(home) if home not in target.neighbours else home


def placed(found: Conformed, codes: NDArray[np.object_], target: Target | None) -> NDArray[np.bool_]:
    """(m,) rows of other municipalities too far to matter; the city's own that are far are bad, near ones are notices."""
    far = np.zeros(len(found), dtype=bool)
    if target is None or target.border is None or found.meant.layer.id == "wards":
        return far
    layer = found.meant.layer
    apart = target.distance_m(found.geometry)
    own = codes == target.code
    far = (~own & (apart > FAR_M)) | (codes == ELSEWHERE)
    context = layer.role in ("context", "zones")
    if context and layer.id != "neighbour_municipalities":
        far |= apart > AROUND_M
    # Cells and small areas come by prefecture or map sheet, with no word whose they are.
    areas = (shapely.get_dimensions(found.geometry) == 2) & (layer.role == "population")
    far |= areas & (apart > AROUND_M)
    lost = own & (apart > FAR_M) & (not context) & ~areas
    near = own & (apart > 0) & (apart <= FAR_M) & (not context) & ~areas
    said = [f"{value:,.0f} m" for value in apart[lost | near]]
    noted = dict(zip(np.flatnonzero(lost | near).tolist(), said, strict=True))
    found.findings.add(
        "far_from_city",
        "geometry",
        "bad",
        found.rows[lost],
        [noted[at] for at in np.flatnonzero(lost).tolist()],
        Text("市から50 km以上離れています。", "It is more than 50 km away from the city."),
        Text("位置の打ち間違いか、別の市のデータかを確かめてください。", "Look for a typing error, or data of another city."),
    )
    found.findings.add(
        "outside_city",
        "geometry",
        "notice",
        found.rows[near],
        [noted[at] for at in np.flatnonzero(near).tolist()],
        Text("位置が市の境界の外です（境界から{value}）。", "The position is outside of the city's border ({value} away)."),
        Text(
            "位置を確かめてください。境界が簡略化されていると、端では正しくてもこう出ます。",
            "Check it; with a simplified border this happens at the edge.",
        ),
    )
    return np.asarray(far, dtype=bool)
