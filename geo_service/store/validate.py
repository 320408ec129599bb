"""Every row of a dataset judged, and the good ones typed. Nothing is read or written here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_service.store.city import Target, city_of, five_digits
from geo_service.store.conform import Conformed
from geo_service.store.findings import Findings
from geo_service.store.geometry import FAR_M, judge
from geo_service.store.places import place_keys, row_keys
from geo_service.store.schema import broken_rules, dates, numbers, rules
from layers.base import MARK_VALUES, Field, Layer, Text
from layers.text import digits, fold_text, ward_in

INVISIBLE = "[\u200b-\u200d\u2060\ufeff\u00ad]"
SUPPRESSED = ("-", "－", "―", "−", "…", "*", "＊", "x", "X", "***", "不明", "秘匿", "N/A", "n/a")
"""What published tables write for a number that is not given: unknown, never 0."""


@dataclass
class Validated:
    """Good rows of one dataset, g of them, and everything found about all its rows.

    ``attributes``: g rows, typed columns by field name. ``geometry``: lon/lat JGD2011 or None. ``row_count``: rows that
    were meant for the dataset, good or bad; ``skipped``: rows left out because their municipality is far away.
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


def validate(found: Conformed, target: Target | None) -> Validated:
    """Judge and type the rows of one dataset for the city of a load (None: rules that need a city are left out).

    Raises FileError for what concerns the whole file (an unknown CRS).
    """
    crs = judge(found, target)
    layer, findings = found.meant.layer, found.findings
    fields = _clean(found)
    for name, rule, at in broken_rules(layer, fields):
        field = layer.field(name)
        message, advice = rules(field)[rule]
        values = _source_values(found, name, at)
        findings.add(rule, _heading(found, name), "bad", found.rows[at], values, message, advice)
    codes = _municipalities(found, fields, target)
    far = _place(found, codes, target)
    bad = findings.bad()[found.rows]
    own_bad = bad & ~far
    keep = ~bad & ~far
    keys, addresses = row_keys(
        found.key.loc[keep], fields.loc[keep], layer.unit_code, target.name if target else "", _numbers(found, keep)
    )
    _unit_codes(found, fields, keep, keys, target)
    keep, keys, addresses = _one_of_each(found, keep, keys, addresses)
    kept = found.take(keep)
    fields = fields.loc[keep].reset_index(drop=True)
    own_bad = own_bad | (findings.bad()[found.rows] & ~far)
    names = fields["name"].fillna("").tolist() if "name" in fields else [""] * len(kept)
    places = place_keys(names, addresses, list(codes[keep]), kept.geometry, keys) if layer.grouped else keys
    _same_name_and_place(kept, names, keys)
    _ward_and_address(kept, fields, target)
    return Validated(
        layer=layer,
        rows=kept.rows,
        attributes=_typed(layer, fields),
        geometry=kept.geometry,
        keys=keys,
        place_keys=places,
        municipality=codes[keep],
        findings=findings,
        crs=crs,
        row_count=int(keep.sum() + own_bad.sum()),
        bad_count=int(own_bad.sum()),
        skipped=int(far.sum()),
    )


def _numbers(found: Conformed, keep: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.asarray(found.meant.table.row_no[found.rows[keep]], dtype=np.int64)


def _heading(found: Conformed, name: str) -> str:
    """The source's heading of a field, the field's own name for constants."""
    return next((heading for heading, field in found.meant.format.columns.items() if field == name), name)


def _source_values(found: Conformed, name: str, at: NDArray[np.int64]) -> list[str]:
    if name not in found.fields:
        return [""] * len(at)
    return [str(value) for value in found.fields[name].iloc[at].fillna("").tolist()]


def _clean(found: Conformed) -> pd.DataFrame:
    """The fields as text ready for judging: trimmed, digits of numbers plain, codes as slugs, blanks missing."""
    layer = found.meant.layer
    out = {}
    for field in layer.fields:
        if field.name not in found.fields:
            continue
        text = found.fields[field.name].str.strip()
        if field.type == "text":
            hidden = text.str.contains(INVISIBLE, regex=True).fillna(False).to_numpy(dtype=bool)
            if hidden.any():
                text = text.str.replace(INVISIBLE, "", regex=True).str.strip()
            text = text.str.replace(r"[\t\r\n]+", " ", regex=True)
        elif field.type in ("integer", "number"):
            text = _plain_numbers(found, field, text)
        elif field.type == "code":
            text = text.map(_slugs(field, text)).astype("str")
        elif field.type == "mark":
            text = text.map(_marks(text)).astype("str")
        out[field.name] = text.mask(text == "")
    return pd.DataFrame(out, index=found.fields.index)


def _plain_numbers(found: Conformed, field: Field, text: pd.Series[Any]) -> pd.Series[Any]:
    unknown = text.isin(SUPPRESSED).to_numpy(dtype=bool)
    heading = _heading(found, field.name)
    if unknown.any():
        found.findings.add(
            "not_given",
            heading,
            "notice",
            found.rows[unknown],
            text[unknown].tolist(),
            Text("値が公表されていません。0ではなく「不明」として扱います。", "The value is not given: unknown, not 0."),
        )
        text = text.mask(unknown)
    wide = text.str.contains("[０-９．，－＋−]", regex=True).fillna(False).to_numpy(dtype=bool)
    if wide.any():
        found.findings.add(
            "full_width_digits",
            heading,
            "notice",
            found.rows[wide],
            text[wide].tolist(),
            Text("全角の数字を半角にして読みました。", "Full-width digits were read as plain ones."),
        )
        text = text.map(digits, na_action="ignore").astype("str")
    return text


def _slugs(field: Field, text: pd.Series[Any]) -> dict[str, str]:
    """Each value there is → its slug; a value that is no spelling of any code stays as it is, to be reported."""
    known: dict[str, str] = {}
    for code in field.codes:
        for spelling in (code.slug, code.label.ja, code.label.en, *code.spellings):
            known.setdefault(fold_text(spelling), code.slug)
    return {value: known.get(fold_text(value), value) for value in text.dropna().unique()}


def _marks(text: pd.Series[Any]) -> dict[str, str | None]:
    out: dict[str, str | None] = {}
    for value in text.dropna().unique():
        plain = digits(value).casefold()
        said = MARK_VALUES.get(plain, value)
        out[value] = None if said is None else str(said).lower() if isinstance(said, bool) else value
    return out


def _municipalities(found: Conformed, fields: pd.DataFrame, target: Target | None) -> NDArray[np.object_]:
    """(m,) five-digit municipality of each row: its code, else its ward or address, else its point, else the city's."""
    own = target.code if target else ""
    codes = np.full(len(found), own, dtype=object)
    layer = found.meant.layer
    if layer.role == "zones":
        return codes
    said = found.code if found.meant.format.municipality_from or "municipality_code" in found.fields else None
    if layer.role == "context" and "code" in fields:
        said = fields["code"]
    given = np.zeros(len(found), dtype=bool)
    if said is not None:
        table = {value: five_digits(value) for value in said.dropna().unique()}
        odd = said.map({value: code is None for value, code in table.items()}).fillna(False).to_numpy(dtype=bool)
        found.findings.add(
            "municipality_code",
            _heading(found, "municipality_code"),
            "bad",
            found.rows[odd],
            said[odd].tolist(),
            Text("全国地方公共団体コードではありません。", "This is no municipality code."),
            Text("5桁か6桁の数字で書いてください。", "Write five or six digits."),
        )
        read = said.map({value: code for value, code in table.items() if code is not None})
        given = read.notna().to_numpy()
        whole = {one: (own if target and target.owns(one) else one) for one in read.dropna().unique()}
        codes[given] = read[given].map(whole).to_numpy(dtype=object)
    if target is None or layer.id == "wards":
        return codes
    _by_ward_or_point(found, fields, codes, ~given, target)
    return codes


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


def _place(found: Conformed, codes: NDArray[np.object_], target: Target | None) -> NDArray[np.bool_]:
    """(m,) rows of other municipalities too far to matter; the city's own that are far are bad, near ones are notices."""
    far = np.zeros(len(found), dtype=bool)
    if target is None or target.border is None or found.meant.layer.id == "wards":
        return far
    apart = target.distance_m(found.geometry)
    own = codes == target.code
    far = ~own & (apart > FAR_M)
    context = found.meant.layer.role in ("context", "zones")
    lost = own & (apart > FAR_M) & (not context)
    near = own & (apart > 0) & (apart <= FAR_M) & (not context)
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
    again = pd.Series(keys, dtype="str").duplicated(keep="first").to_numpy(dtype=bool)
    if not again.any():
        return keep, keys, addresses
    at = np.flatnonzero(keep)
    if found.meant.format.dissolve is not None:
        shapes = pd.Series(found.geometry[at], dtype=object)
        for _, group in shapes.groupby(np.asarray(keys, dtype=object), sort=False):
            if len(group) > 1:
                found.geometry[at[group.index[0]]] = shapely.union_all(group.to_numpy())
    else:
        first = {key: int(number) for key, number in zip(reversed(keys), reversed(_numbers(found, keep)), strict=True)}
        found.findings.add(
            "duplicate",
            found.meant.format.key or _heading(found, "name"),
            "bad",
            found.rows[at[again]],
            [keys[place] for place in np.flatnonzero(again)],
            Text("{note}行と同じものがもう一度出てきます。", "The same thing stands in row {note} already."),
            Text(
                "どちらかを消すか、別のものなら名称か住所を分けてください。", "Delete one, or give different names or addresses."
            ),
            [str(first[keys[place]]) for place in np.flatnonzero(again)],
        )
    out = keep.copy()
    out[at[again]] = False
    stay = np.flatnonzero(~again)
    return out, [keys[place] for place in stay], [addresses[place] for place in stay]


def _same_name_and_place(kept: Conformed, names: list[str], keys: list[str]) -> None:
    if kept.meant.layer.role != "places" or not len(kept):
        return
    there = ~shapely.is_missing(kept.geometry)
    centre = shapely.centroid(kept.geometry)
    frame = pd.DataFrame({"name": names, "x": np.round(shapely.get_x(centre), 5), "y": np.round(shapely.get_y(centre), 5)})
    again = frame.duplicated(keep="first").to_numpy() & there
    kept.findings.add(
        "same_name_and_place",
        _heading(kept, "name"),
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
        _heading(kept, "ward"),
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


def _typed(layer: Layer, fields: pd.DataFrame) -> pd.DataFrame:
    out: dict[str, Any] = {}
    for field in layer.fields:
        if field.name not in fields:
            continue
        text = fields[field.name]
        if field.type == "integer":
            out[field.name] = pd.Series(numbers(text), index=fields.index).round().astype("Int64")
        elif field.type == "number":
            out[field.name] = numbers(text)
        elif field.type == "mark":
            out[field.name] = text.map({"true": True, "false": False}).astype("boolean")
        elif field.type == "date":
            out[field.name] = dates(text)
        else:
            out[field.name] = text
    return pd.DataFrame(out, index=fields.index)
