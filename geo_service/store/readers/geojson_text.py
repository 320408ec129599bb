"""A GeoJSON looked at as text before GDAL reads it: links to elsewhere, no CRS, NUL, nesting, what is no FeatureCollection."""

from __future__ import annotations

import json
import re
from typing import Any

import pyproj

from geo_service.errors import FileError
from geo_service.store.readers.raw import refuse

NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def check_crs(text: str, name: str) -> None:
    """FileError for a CRS that points elsewhere, as nothing outside the file is fetched to read it, or that there is none of:
    GDAL would take it for longitude and latitude."""
    found = re.search(r'"crs"\s*:\s*\{[^{}]*"type"\s*:\s*"(?:link|url)"[^{}]*', text, re.IGNORECASE)
    if found is None:
        found = re.search(r'"crs"\s*:\s*\{[^{}]*\{[^{}]*\}[^{}]*"type"\s*:\s*"(?:link|url)"', text, re.IGNORECASE)
    if found is not None:
        raise refuse(
            name,
            "crs_link",
            "座標系（crs）がファイルの外への参照になっています。参照先は開きません。"
            "座標系の名前（EPSG:6668 など）で書き直してください。",
            "The CRS (crs) is a link to something outside the file, which is not opened. Write the name of a CRS (EPSG:6668).",
            value=found.group(0)[:100],
        )
    named = re.search(r'"crs"\s*:\s*\{[^{}]*"properties"\s*:\s*\{[^{}]*"name"\s*:\s*"([^"]*)"', text)
    if named is not None and not _is_crs(named.group(1)):
        said = named.group(1)[:60]
        raise refuse(
            name,
            "crs",
            f"座標系「{said}」が分かりません。GeoJSONの crs を直すか消してください（なければ経度・緯度です）。",
            f"The CRS {said!r} is not known. Correct or delete the GeoJSON's crs (without it: longitude, latitude).",
            value=said,
        )


def _is_crs(name: str) -> bool:
    if re.fullmatch(r"[A-Za-z]\w*(:[\w.]*)+", name) is None:
        return False
    try:
        pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError:
        return False
    return True


def check_nul(text: str, name: str) -> None:
    """FileError for a NUL written as an escape: whoever reads the text would lose what comes after it."""
    # Looking for the plain text first takes a hundredth of the time of the pattern, and nearly no file has it.
    found = NUL.search(text) if r"\u0000" in text else None
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise refuse(
            name,
            "nul_byte",
            f"{line}行目（{found.end()}文字目）の値にNUL（\\u0000）があります。取り除いてください。",
            f"Line {line} (sign {found.end()}) holds a value with a NUL (\\u0000). Remove it.",
            row=line,
            value=text[max(0, found.start() - 40) : found.end()],
        )


def no_collection(name: str, text: str) -> FileError:
    found = parsed(text, name)
    kind = found.get("type", "") if isinstance(found, dict) else type(found).__name__
    return refuse(
        name,
        "feature_collection",
        f"GeoJSONのFeatureCollectionではありません（type: {str(kind)[:40]}）。FeatureCollectionとして書き出してください。",
        f"This is no GeoJSON FeatureCollection (type: {str(kind)[:40]}). Export it as one.",
    )


def parsed(text: str, name: str) -> Any:
    """The text as JSON. FileError with the line where it breaks, or when it is nested deeper than can be followed."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise _no_json(name, error) from None
    except RecursionError:
        raise refuse(
            name,
            "json_deep",
            "JSONの入れ子が深すぎます。GeoJSONとして作り直してください。",
            "The JSON is nested too deeply. No GeoJSON is; make the file anew.",
        ) from None


def _no_json(name: str, error: ValueError) -> FileError:
    line = getattr(error, "lineno", None)
    where_ja, where_en = (f"（{line}行目）", f" (line {line})") if line else ("", "")
    return refuse(
        name,
        "json",
        f"JSONとして読めません{where_ja}。途中で切れているか、書き方が違います: {str(error)[:120]}。"
        "元のデータから書き出し直してください。",
        f"This cannot be read as JSON{where_en}; it is cut off or malformed: {str(error)[:120]}. "
        "Export it from its source again.",
        row=line,
    )
