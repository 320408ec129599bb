"""Reason codes as short labels for table cells (sentences about them are in ``render.reasons``)."""

from __future__ import annotations

from layers.base import Text

REASONS: dict[str, Text] = {
    "no_position": Text("位置が分からない", "no position"),
    "position_is_an_area": Text("町丁などの代表点しか分からない", "its point stands for a whole area"),
    "off_streets": Text("近くに歩ける道がない、または出られない", "on no walking street"),
    "count_unknown": Text("数が公表されていない（0ではなく不明）", "count not published (unknown, not 0)"),
    "outside_city": Text("市の外にある（この市の数ではない）", "outside the city (not its people)"),
    "day_count_unknown": Text("昼間の人数が分からない", "how many are there by day is not known"),
    "demand_other_dataset": Text("同じものを数えた別のデータ", "of another dataset of the same"),
    "supply_other_dataset": Text("ほかのデータで置きかえられた", "of a dataset that another replaces"),
    "supply_neighbour": Text("市外の場所", "outside the city"),
    "supply_kind_excluded": Text("この問いで数えない種別", "of a kind that does not count here"),
    "supply_not_designated": Text("この災害の指定がない", "not designated for this hazard"),
    "supply_mark_unknown": Text("指定の有無が書かれていない", "designation not stated"),
    "supply_in_doubt": Text("区域に照らすと確かめが要る", "the zones raise a doubt"),
    "supply_no_position": Text("位置が分からない", "no position to measure from"),
    "supply_off_streets": Text("近くに歩ける道がない、または入れない", "on no walking street"),
    "supply_closed": Text("通れない道にある", "on a closed street"),
}
WHY_OFF: dict[str, Text] = {
    "": Text("", ""),
    "too_far": Text("近くに歩ける道がない", "no walking street near"),
    "behind_barrier": Text("川・線路・高速道路に隔てられている", "parted by water, railway or expressway"),
    "island": Text("近くの道がほかの道につながっていない", "the street near is joined to no other"),
}


def reason_label(code: str) -> Text:
    """The label; the code itself where there is none."""
    return REASONS.get(code, Text(code, code))
