"""Answer → JSON, GeoJSON, CSV, Excel, text: the same bytes for CLI, API and page."""

from geo_service.render.document import document, json_bytes, nearest_row, ruled_out_row, to_json
from geo_service.render.geojson import to_geojson
from geo_service.render.licence import combined_licence, require_export
from geo_service.render.plain import to_text
from geo_service.render.sentence import sentence
from geo_service.render.table import to_csv
from geo_service.render.words import question_words
from geo_service.render.workbook import to_xlsx

__all__ = [
    "combined_licence",
    "document",
    "json_bytes",
    "nearest_row",
    "question_words",
    "require_export",
    "ruled_out_row",
    "sentence",
    "to_csv",
    "to_geojson",
    "to_json",
    "to_text",
    "to_xlsx",
]
