"""Answer → JSON, GeoJSON, CSV, Excel, text: the same bytes for CLI, API and page."""
