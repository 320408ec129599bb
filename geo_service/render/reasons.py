"""The engine's reason and assumption codes in words."""

from __future__ import annotations

import math

from geo_service.coverage.answer import Answer, Firmness, Reason
from geo_service.render.words import Counted, counted, distance, hazard_label, number, of_them, place_label
from layers.base import Text

# {amount}: a figure of the group; {things}: areas, rows or places; {place}: the places that serve.
_DEMAND = {
    "no_position": Text(
        "地図上の位置が分からない{amount}は、割合に入れていません。",
        "Not in the share: {amount} without a position on the map.",
    ),
    "position_is_an_area": Text(
        "町丁などの代表点しか分からない{amount}は、距離が測れないため割合に入れていません。",
        "Not in the share: {amount} whose position only stands for a whole area.",
    ),
    "count_unknown": Text(
        "{things}か所の区域は数が公表されていません（0ではなく不明）。",
        "Areas without a published count (unknown, not 0): {things}.",
    ),
    "day_count_unknown": Text(
        "昼間の人数が一覧に載っていない{things}か所は、数えていません（0人ではなく不明）。",
        "Places whose people by day no list says are not counted (unknown, not 0): {things}.",
    ),
    "outside_units": Text(
        "どの区域にも入らない{amount}は、全体の数には入り、区域ごとの数には入っていません。",
        "In the total but in none of the areas: {amount}.",
    ),
    "outside_city": Text(
        "市の外にある{amount}は、この市の数に入れていません。",
        "Outside the city and not counted as its own: {amount}.",
    ),
    "off_streets": Text(
        "近くに歩ける道がない、または川・線路などで道に出られない{amount}は、割合に入れていません。",
        "Not in the share: {amount} with no walking street near, or parted from it by water, railway or expressway.",
    ),
    "closed_in": Text(
        "通れない道のところにいる{amount}は、出られないものとして、ないほうに数えています。",
        "On closed streets, and counted as having none: {amount}.",
    ),
    "demand_other_dataset": Text(
        "同じものを数えた別のデータ（{things}件）は使っていません。二重に数えないためです。",
        "Another dataset of the same is not used, so that nothing is counted twice (rows: {things}).",
    ),
}
_SUPPLY = {
    "supply_no_position": Text("位置の分からない{place}{things}か所は数えていません。", "Without a position: {things} {places}."),
    "supply_not_designated": Text(
        "{hazard}のときに使う場所として指定されていない{place}{things}か所は数えていません。",
        "Not designated for {hazard}: {things} {places}.",
    ),
    "supply_mark_unknown": Text(
        "{hazard}のときに使えるかどうか書かれていない{place}{things}か所は数えていません（「使えない」とは限りません）。",
        "Not counted because their list leaves {hazard} blank (blank is not a no): {things} {places}.",
    ),
    "supply_off_streets": Text(
        "近くに歩ける道がない、または川・線路などで道から入れない{place}{things}か所は数えていません。",
        "With no walking street near, or parted from it by water, railway or expressway: {things} {places}.",
    ),
    "supply_closed": Text("通れない道にある{place}{things}か所は数えていません。", "On closed streets: {things} {places}."),
    "supply_in_doubt": Text(
        "指定はあっても、想定区域に照らして確かめが要る{place}{things}か所は数えていません。",
        "Designated, but the zones raise a doubt about them: {things} {places}.",
    ),
    "supply_kind_excluded": Text(
        "この問いで数えない種別の場所{things}か所は除いています。",
        "Of kinds that this question does not count: {things} {places}.",
    ),
    "supply_neighbour": Text("市外の{place}{things}か所は数えていません。", "Outside the city: {things} {places}."),
    "supply_other_dataset": Text(
        "ほかのデータで置きかえられた{place}{things}か所は数えていません。",
        "Of a dataset that another one replaces: {things} {places}.",
    ),
}
_UNKNOWN = Text("{code}：{things}件", "{code}: {things}")

# {value}: metres; {factor}: of the straight line; {places}: how many places.
_ASSUMPTIONS = {
    "limit_less": Text("距離を{value}に縮めると", "with a limit of {value}"),
    "limit_more": Text("距離を{value}に延ばすと", "with a limit of {value}"),
    "detour": Text("道のりの目安（直線×{factor}）で測ると", "measured as walking distance (straight line × {factor})"),
    "straight": Text("直線で測ると", "measured in a straight line"),
    "older_pace": Text("高齢者の速さで同じ時間に歩ける{value}にすると", "with the {value} older people walk in the same time"),
    "blank_as_yes": Text("印が空欄の{places}か所も使えるとすると", "counting places whose marks are blank ({places})"),
    "only_sure": Text(
        "区域に照らして確かめが要る{places}か所を除くと",
        "without designated places that the zones raise a doubt about ({places})",
    ),
    "positions_away": Text(
        "街区の代表点しか分からない{places}か所が遠いほうだとすると", "places known by block only, farther away ({places})"
    ),
    "positions_near": Text(
        "街区の代表点しか分からない{places}か所が近いほうだとすると", "places known by block only, nearer ({places})"
    ),
    "at_centres": Text("区域の人がみな中心にいるとすると", "with every area's people at its centre"),
    "neighbours": Text("市外の{places}か所も数えると", "counting places outside the city ({places})"),
    "no_neighbours": Text("市外の{places}か所を除くと", "without places outside the city ({places})"),
}
_ONLY_SURE_NEAR = Text("区域に照らして確かめが要る場所を除くと", "without designated places that the zones raise a doubt about")
_BY_KIND = {
    "limit_less": Text("どの種別の距離も4分の3に縮めると", "with every limit a quarter shorter"),
    "limit_more": Text("どの種別の距離も4分の5に延ばすと", "with every limit a quarter longer"),
}


def reason_text(reason: Reason, answer: Answer) -> Text:
    """A reason's sentence (ja, en)."""
    template = _DEMAND.get(reason.code) or _SUPPLY.get(reason.code) or _UNKNOWN
    what = counted(answer.question.demand)
    amount = _amount(reason, what)
    place = place_label(answer)
    hazard = hazard_label(answer.question.supply.hazard)
    words = {"things": number(reason.things), "code": reason.code, "places": "place" if reason.things == 1 else "places"}
    return Text(
        template.ja.format(amount=amount.ja, place=place.ja, hazard=hazard.ja, **words),
        template.en.format(amount=amount.en, place=place.en, hazard=hazard.en, **words),
    )


def _amount(reason: Reason, what: Counted) -> Text:
    if math.isnan(reason.amount):
        return Text(f"{number(reason.things)}件（数は不明）", f"{number(reason.things)} (count unknown)")
    return of_them(reason.amount, what)


def assumption_text(firmness: Firmness, answer: Answer) -> Text:
    """What was assumed otherwise (ja, en)."""
    name = firmness.assumption
    if name in _BY_KIND and answer.question.supply.limits_m:
        return _BY_KIND[name]
    if name == "only_sure" and answer.question.ward:
        return _ONLY_SURE_NEAR  # how many there are in the city says nothing about the ward
    template = _ASSUMPTIONS.get(name, Text(name, name))
    words = {"value": distance(firmness.value), "factor": f"{firmness.value:g}", "places": number(firmness.value)}
    return Text(template.ja.format(**words), template.en.format(**words))
