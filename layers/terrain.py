"""What the layers read from 基盤地図情報 (FGD) have in common."""

from __future__ import annotations

from layers.base import Text

FGD_NAMED = r"^(?:.*?FG-GML-(?P<part>\d{4}-?\d{2}(?:-\d{2})?))?(?:.*?-(?P<year>20\d{2})\d{4})?"
"""What a download's name says: the map sheet, and the year of its data. A renamed file is read, too."""
FGD_SPEC = Text(
    "国土地理院の基盤地図情報ファイル仕様書（第4.1版）による公開コードの要素名",
    "Element names in public code that follows GSI's file specification (4.1)",
)
