"""The list to fill in with what a walk finds, for one wall map: its columns, and the number of the map in the first row."""

from __future__ import annotations

import csv
import io

from geo_service.render.table import BOM
from layers import LAYERS
from layers.base import Text

COLUMNS = ("number", "name", "kind", "square", "map_code", "address", "seen_on", "by", "text", "photo_url")
"""Fields of the layer ``observations``; whether a row may be shown is the staff's to say, so that it has no column here."""
LATITUDE, LONGITUDE = Text("緯度", "lat"), Text("経度", "lon")


def observations_form(code: str, lang: str) -> bytes:
    """UTF-8 with BOM, CRLF: headings in ``lang`` that a load understands, and one row with the map's number and nothing else,
    which holds for all rows of the list."""
    layer = LAYERS["observations"]
    headings = [layer.field(name).label for name in COLUMNS] + [LATITUDE, LONGITUDE]
    row = [code if name == "map_code" else "" for name in (*COLUMNS, "", "")]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([[getattr(one, lang) for one in headings], row])
    return BOM + out.getvalue().encode("utf-8")
