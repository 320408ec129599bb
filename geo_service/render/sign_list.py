"""The boards and what their signs say, as words and as CSV for a print shop: who gets a sign, who does not and why."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence

from geo_service.coverage.board_signs import BoardSign, Depth
from geo_service.coverage.city import City
from geo_service.render.cells import harmless
from geo_service.render.table import BOM
from layers.base import Text

UNKNOWN = Text("分かりません", "not known")
WHY = {
    "no_position": Text("掲示板の位置が分かりません", "its position is not known"),
    "rough_position": Text("掲示板の位置がおおよそしか分かりません", "only about where it stands is known"),
    "no_elevation": Text(
        "土地の高さが分かりません（台帳の「海抜」か、標高データが要ります）",
        "the height of its ground is not known (the list's own figure or an elevation model is needed)",
    ),
    "steep": Text(
        "坂なので、標高データの平均では高さが言えません（測って台帳の「海抜」に入れてください）",
        "it stands on a slope, where the elevation model's mean is not its height (measure it and enter it in the list)",
    ),
}
HAS_SIGN = {True: Text("あり", "yes"), False: Text("なし", "no"), None: UNKNOWN}
ELEVATION_FROM = {
    "list": Text("掲示板の台帳", "the list of boards"),
    "terrain": Text("国の標高データ（約25 m四方の平均）", "national elevation model (mean of about 25 m)"),
    "": Text("", ""),
}
DIRECTIONS = {
    "n": Text("北", "north"),
    "ne": Text("北東", "north-east"),
    "e": Text("東", "east"),
    "se": Text("南東", "south-east"),
    "s": Text("南", "south"),
    "sw": Text("南西", "south-west"),
    "w": Text("西", "west"),
    "nw": Text("北西", "north-west"),
}


def elevation_words(sign: BoardSign) -> Text:
    """The height: "3.2 m" of the list, "about" of the elevation model."""
    if math.isnan(sign.elevation_m):
        return UNKNOWN
    figure = f"{sign.elevation_m:.{sign.decimals}f} m"
    # -0.04 m is no height below the sea.
    figure = figure.removeprefix("-") if float(figure.split()[0]) == 0 else figure
    return Text(f"約{figure}", f"about {figure}") if sign.elevation_from == "terrain" else Text(figure, figure)


def depth_words(depth: Depth) -> Text:
    """How deep: the list's figure, the zone's band, or why no figure can be said. Never 0 for what nobody looked into."""
    low, high = f"{depth.low_m:g}", f"{depth.high_m:g}"
    if depth.state == "listed":
        return Text(f"{low} m", f"{low} m")
    if depth.state == "deep_unknown":
        return Text("深さは分かりません", "depth not known")
    if depth.state == "outside":
        return Text("想定浸水区域の外", "outside the flood zone")
    if depth.state == "not_assessed":
        return Text("調べられていません", "not assessed")
    if math.isinf(depth.high_m):
        return Text(f"{low} m以上", f"{low} m or more")
    if math.isnan(depth.high_m):
        return Text(f"{low} mより深い", f"deeper than {low} m")
    if depth.low_m <= 0:
        return Text(f"{high} m未満", f"below {high} m")
    return Text(f"{low}〜{high} m", f"{low}–{high} m")


def rounded_metres(metres: float) -> int:
    """To ten metres, as a sign says "about"; nothing is nearer than ten."""
    return max(10, round(metres / 10) * 10)


def zones_words(depth: Depth) -> Text:
    """Names of the zones that say the depth."""
    return Text("、".join(ja for ja, _ in depth.zones), ", ".join(en or ja for ja, en in depth.zones))


def signs_csv(city: City, signs: Sequence[BoardSign]) -> bytes:
    """UTF-8 with BOM, CRLF, Japanese headings; the boards in the order of their list, the signs numbered as they are printed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    page = 0
    for sign in signs:
        page += not sign.why
        writer.writerow(
            ["" if one is None else harmless(one) if isinstance(one, str) else one for one in _cells(city, sign, page)]
        )
    return BOM + out.getvalue().encode("utf-8")


HEADINGS = (
    "掲示板",
    "所在地",
    "区",
    "町丁",
    "管理者",
    "今の表示板",
    "札",
    "札の番号",
    "札を作らない理由",
    "海抜",
    "海抜（m）",
    "海抜の出どころ",
    "洪水の深さ",
    "深さの下限（m）",
    "深さの上限（m）",
    "深さの出どころ",
    "避難場所",
    "方角",
    "距離（m）",
    "距離の測り方",
    "避難場所の注意",
    "経度",
    "緯度",
    "一覧の時点",
    "市",
    "架空データか",
)


def _cells(city: City, sign: BoardSign, page: int) -> list[str | float | int | None]:
    board, depth, refuge = sign.board, sign.depth, sign.refuge
    known = not math.isnan(sign.elevation_m)
    zones = "掲示板の台帳" if depth.state == "listed" else zones_words(depth).ja
    caution = ""
    if refuge is not None:
        caution = "使えるか、市に確かめてください" if refuge.doubt else ""
        caution = f"{refuge.from_floor}階以上" if refuge.from_floor > 1 else caution
    return [
        board.name,
        board.address,
        board.ward,
        board.town,
        board.owner or "分かりません",
        HAS_SIGN[True if board.kind == "sign" else board.sign].ja,
        "作らない" if sign.why else "作る",
        None if sign.why else page,
        WHY[sign.why].ja if sign.why else "",
        elevation_words(sign).ja,
        round(sign.elevation_m, sign.decimals) if known else None,
        ELEVATION_FROM[sign.elevation_from].ja,
        depth_words(depth).ja,
        _figure(depth.low_m),
        _figure(depth.high_m),
        zones,
        "" if sign.why else "分かりません" if refuge is None else refuge.name,
        "" if refuge is None else DIRECTIONS[refuge.direction].ja,
        None if refuge is None else rounded_metres(refuge.metres),
        "" if refuge is None else "歩く道のり" if refuge.streets else "直線",
        caution,
        _figure(board.lon, 6),
        _figure(board.lat, 6),
        board.date,
        city.name_ja,
        "架空データ" if city.fictitious else "",
    ]


def _figure(value: float, digits: int = 1) -> float | None:
    return round(value, digits) if math.isfinite(value) else None
