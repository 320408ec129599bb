"""Paper: the briefing of a ward, wall maps, blank maps and signs, as PDFs (docs/paper.md)."""
