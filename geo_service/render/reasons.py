"""The engine's reason and assumption codes in words."""

from __future__ import annotations

import math

from geo_service.coverage.answer import Answer, Firmness, Reason
from geo_service.render.words import Counted, counted, distance, hazard_label, number, place_label
from layers.base import Text

# {amount}: with its counting word; {things}: areas, rows or places; {place}: the places that serve.
_DEMAND = {
    "no_position": Text(
        "地図上の位置が分からない{amount}は、割合に入れていません。",
        "{amount} without a position on the map are not in the share.",
    ),
    "position_is_an_area": Text(
        "町丁などの代表点しか分からない{amount}は、距離が測れないため割合に入れていません。",
        "{amount} whose position only stands for a whole area are not in the share.",
    ),
    "count_unknown": Text(
        "{things}か所の区域は数が公表されていません（0ではなく不明）。",
        "{things} areas have no published count (unknown, not 0).",
    ),
    "outside_units": Text(
        "どの区域にも入らない{amount}は、全体の数には入り、区域ごとの数には入っていません。",
        "{amount} lie in none of the areas: they are in the total, not in the figures by area.",
    ),
    "demand_other_dataset": Text(
        "同じものを数えた別のデータ（{things}件）は使っていません。二重に数えないためです。",
        "Another dataset of the same ({things} rows) is not used, so that nothing is counted twice.",
    ),
}
_SUPPLY = {
    "supply_no_position": Text(
        "位置の分からない{place}{things}か所は数えていません。", "{things} {place} without a position do not count."
    ),
    "supply_not_designated": Text(
        "{hazard}のときに使う場所として指定されていない{place}{things}か所は数えていません。",
        "{things} {place} not designated for {hazard} do not count.",
    ),
    "supply_mark_unknown": Text(
        "{hazard}のときに使えるかどうか書かれていない{place}{things}か所は数えていません（「使えない」とは限りません）。",
        "{things} {place} whose list leaves {hazard} blank do not count (blank is not a no).",
    ),
    "supply_kind_excluded": Text(
        "この問いで数えない種別の場所{things}か所は除いています。",
        "{things} places of kinds this question does not count are excluded.",
    ),
    "supply_neighbour": Text("市外の{place}{things}か所は数えていません。", "{things} {place} outside the city do not count."),
    "supply_other_dataset": Text(
        "ほかのデータで置きかえられた{place}{things}か所は数えていません。",
        "{things} {place} of a dataset that another one replaces do not count.",
    ),
}
_UNKNOWN = Text("{code}：{things}件", "{code}: {things}")

_ASSUMPTIONS = {
    "limit_less": Text("距離を{value}に縮めると", "with a limit of {value}"),
    "limit_more": Text("距離を{value}に延ばすと", "with a limit of {value}"),
    "detour": Text("道のりの目安（直線×{factor}）で測ると", "measured as walking distance (straight line × {factor})"),
    "straight": Text("直線で測ると", "measured in a straight line"),
    "blank_as_no": Text("印の空欄を「使えない」と読むと", "if blank marks mean no"),
    "blank_as_yes": Text("印の空欄を「使える」と読むと", "if blank marks mean yes"),
    "neighbours": Text("市外の場所も数えると", "with places outside the city"),
    "no_neighbours": Text("市外の場所を除くと", "without places outside the city"),
}


def reason_text(reason: Reason, answer: Answer) -> Text:
    """A reason's sentence (ja, en)."""
    template = _DEMAND.get(reason.code) or _SUPPLY.get(reason.code) or _UNKNOWN
    what = counted(answer.question.demand)
    amount = _amount(reason, what)
    place = place_label(answer)
    hazard = hazard_label(answer.question.supply.hazard)
    things = number(reason.things)
    english_place = "places" if reason.things != 1 else "place"
    return Text(
        template.ja.format(amount=amount.ja, things=things, place=place.ja, hazard=hazard.ja, code=reason.code),
        template.en.format(amount=amount.en, things=things, place=english_place, hazard=hazard.en, code=reason.code),
    )


def _amount(reason: Reason, what: Counted) -> Text:
    if math.isnan(reason.amount):
        return Text(f"{number(reason.things)}件（数は不明）", f"{number(reason.things)} (count unknown)")
    return Text(f"{what.group.ja}{number(reason.amount)}{what.label.ja}", f"{number(reason.amount)} {what.group.en}")


def assumption_text(firmness: Firmness) -> Text:
    """What was assumed otherwise (ja, en)."""
    template = _ASSUMPTIONS.get(firmness.assumption, Text(firmness.assumption, firmness.assumption))
    value, factor = distance(firmness.value), f"{firmness.value:g}"
    return Text(
        template.ja.format(value=value, factor=factor),
        template.en.format(value=value, factor=factor),
    )
