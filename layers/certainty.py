"""How sure something is, in words: what a position stands for, and how a row was matched. The one table of them.

Pages, files, reports and the command line all say it with these.
"""

from __future__ import annotations

from collections.abc import Mapping

from layers.base import Text

ACCURACY: Mapping[str, Text] = {
    "point": Text("その場所", "the place itself"),
    "block": Text("街区の点", "a point of its block"),
    "area": Text("町丁の代表点", "a point for the whole 町丁"),
    "square": Text("壁地図のマスのまん中（おおよそ）", "about: the middle of a wall map's square"),
    "none": Text("位置なし", "without a position"),
}
"""Accuracy of a position → what it stands for."""

MATCHED: Mapping[str, Text] = {
    "code": Text("コードが一致", "same code"),
    "exact": Text("名称が一致", "same name"),
    "confirmed": Text("人が確認", "confirmed by a person"),
    "likely": Text("似ている（確認待ち）", "alike, waiting for a person"),
    "ambiguous": Text("候補が複数（確認待ち）", "several candidates, waiting for a person"),
    "refused": Text("候補を人が否定", "candidates refused by a person"),
    "unmatched": Text("見つからない", "not found"),
}
"""How a row was matched with one of another list → its words, in the order reports give them."""
