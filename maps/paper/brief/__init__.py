"""The briefing of a ward: four pages of A4 of which the first alone is enough (docs/paper.md)."""

from maps.paper.brief.page import answer_address, brief, brief_html, file_name

__all__ = ["answer_address", "brief", "brief_html", "file_name"]
