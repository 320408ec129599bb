"""Headings that mean the same though they are written otherwise: width, half-width kana, spaces, case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LON_HEADS = ("経度", "lon", "longitude", "lng", "x", "x座標", "経度（10進）", "fx")
LAT_HEADS = ("緯度", "lat", "latitude", "y", "y座標", "緯度（10進）", "fy")
WKT_HEADS = ("wkt", "geometry", "geom", "形状", "the_geom")


def heading_key(heading: str) -> str:
    """Key of a heading: NFKC (ｺｰﾄﾞ = コード, （ = ( ), no spaces, lower case."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).casefold()


def heading_keys(headings: Iterable[str]) -> dict[str, str]:
    """Key → heading as the file writes it; the first of equals."""
    out: dict[str, str] = {}
    for heading in headings:
        out.setdefault(heading_key(heading), heading)
    return out


def without_units(known: dict[str, str]) -> dict[str, str]:
    """The headings also by their words without a unit in brackets behind them: 開催回数（回） is 開催回数, too."""
    short = {re.sub(r"\([^()]*\)$", "", key): heading for key, heading in known.items()}
    return {**{key: heading for key, heading in short.items() if key}, **known}


def first_of(candidates: Iterable[str], known: dict[str, str]) -> str | None:
    """The file's heading for the first candidate that it has."""
    return next((known[key] for one in candidates if (key := heading_key(one)) in known), None)
