"""The briefing of a ward: four pages of A4 of which the first alone is enough (docs/paper.md)."""

from maps.paper.brief.naming import answer_address, file_name
from maps.paper.brief.page import brief, brief_html

__all__ = ["answer_address", "brief", "brief_html", "file_name"]
