"""How sure a position is, how it was found and why it was not, in words."""

from __future__ import annotations

from collections.abc import Mapping

from layers import certainty
from layers.base import Text

ACCURACY: Mapping[str, Text] = {**certainty.ACCURACY, "point": Text("番地・住居番号", "exact number")}
"""Accuracy of a position found by an address → what it stands for: of a point it is known how far the address led."""

WHY_NOT: Mapping[str, Text] = {
    "empty": Text("住所がありません", "no address is given"),
    "elsewhere": Text("ほかの市区町村の住所です", "an address of another municipality"),
    "several": Text("同じ名前の町丁がいくつかあり、区が書かれていません", "several 町丁 have this name and no ward is said"),
    "unknown": Text("その町丁がありません", "there is no such 町丁"),
}
"""``how`` of what was not found → why."""

HOW: Mapping[str, Text] = {
    "exact": Text("書かれたとおり", "as written"),
    "folded": Text("書き方の違いをそろえて", "after evening out spellings"),
    "old_name": Text("旧町名から", "by an old name"),
    **WHY_NOT,
}
"""``how`` → in words."""

SOURCE: Mapping[str, Text] = {
    "official": Text("公開されている住所の位置", "published address positions"),
    "towns": Text("町丁の区域", "ground of the 町丁"),
    "places": Text("同じ住所のほかの場所（確かではありません）", "another thing at that address (weak)"),
    "": Text("", ""),
}
"""Where a position comes from."""
