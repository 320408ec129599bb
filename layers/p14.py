"""国土数値情報 P14 福祉施設: both layouts and all classes, for the three layers that its rows belong to.

2021 and 2023: classes of two, four and six digits (P14_005 to P14_007). 2011 and 2015: other columns, five-digit classes 190xx
in P14_005, and a capacity. Most homes for the elderly stand under 99 (other), not under 02: the finest class decides alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from layers.base import Code, Field, Format, Row, Text
from layers.fictitious import fictitious

SOURCE = Text("国土数値情報", "National Land Numerical Information")
SPEC = Text(
    "製品仕様書 P14 第2.1版を引く公開コード（列と分類）",
    "public code that cites product specification P14 v2.1 (columns, classes)",
)
SPEC_OLD = Text(
    "公開コードとコードリスト（福祉施設の分類）。小分類（P14_006）と定員（P14_009）の列の位置は未確認",
    "public code and the code list of classes; where minor class (P14_006) and capacity (P14_009) stand is not checked",
)

MUNICIPALITY_NAME = Field("municipality", Text("市区町村名", "name of the municipality"))
POSITION_ACCURACY = Field(
    "position_accuracy",
    Text("位置の正確さ", "what the position stands for"),
    "code",
    codes=(
        Code("exact", Text("位置を特定", "the place itself"), ("1",)),
        Code("block", Text("小字・街区の代表点", "a point for the block"), ("2",)),
        Code("town", Text("大字・町丁目の代表点", "a point for the 町丁"), ("3",)),
        Code("municipality", Text("市区町村の代表点", "a point for the municipality"), ("4",)),
        Code("prefecture", Text("都道府県の代表点", "a point for the prefecture"), ("5",)),
    ),
    without=Text(
        "位置がどこまで正確か分からず、その場所の点として距離を測ります。",
        "How exact positions are is not known: distances take them as the place itself.",
    ),
)
"""Of P14_010. A point for a 町丁 or more says nothing about a walk: such rows are of accuracy "area"."""

NAMES: Mapping[str, str] = {
    "01": "保護施設", "02": "老人福祉施設", "03": "障害者支援施設等", "04": "身体障害者社会参加支援施設", "05": "児童福祉施設等",
    "06": "母子・父子福祉施設", "99": "その他の社会福祉施設等",
    "0201": "養護老人ホーム", "0202": "軽費老人ホーム", "0203": "老人福祉センター", "0204": "老人デイサービスセンター",
    "0205": "老人短期入所施設", "0206": "老人（在宅）介護支援センター", "0207": "生活支援ハウス", "0299": "その他の老人福祉施設",
    "0501": "助産施設", "0502": "乳児院", "0503": "母子生活支援施設", "0504": "保育所等", "0505": "地域型保育事業所",
    "0506": "認可外保育施設", "0507": "児童養護施設", "0508": "障害児入所施設", "0509": "児童発達支援センター",
    "0510": "児童心理治療施設", "0511": "児童自立支援施設", "0512": "児童家庭支援センター", "0513": "児童館", "0514": "児童遊園",
    "0599": "その他の児童福祉施設", "9905": "隣保館", "9907": "有料老人ホーム", "9908": "老人憩の家", "9909": "地域福祉センター",
    "9910": "介護保険等の施設", "9911": "障害者サービス施設", "9912": "児童福祉サービス施設", "9913": "相談所等の施設",
    "050401": "保育所", "050402": "幼保連携型認定こども園", "050403": "保育所型認定こども園", "050404": "幼稚園型認定こども園",
    "050405": "地方裁量型認定こども園", "050406": "へき地保育所", "050501": "小規模保育事業所A型",
    "050502": "小規模保育事業所B型",
    "050503": "小規模保育事業所C型", "050504": "家庭的保育事業所",
    "050505": "居宅訪問型保育事業所", "050506": "事業所内保育事業所",
    "990701": "有料老人ホーム（サービス付き高齢者向け住宅以外）", "990702": "サービス付き高齢者向け住宅",
    "991001": "特別養護老人ホーム", "991002": "介護老人福祉施設", "991003": "地域密着型介護老人福祉施設",
    "991004": "介護老人保健施設", "991005": "介護療養型医療施設", "991006": "介護医療院", "991303": "地域包括支援センター",
    "19001": "老人福祉施設", "19002": "老人憩の家", "19003": "老人休養ホーム", "19004": "有料老人ホーム", "19005": "保護施設",
    "19006": "婦人保護施設", "19007": "身体障害者更生援護施設", "19008": "児童福祉施設", "19009": "知的障害者援護施設",
    "19010": "精神障害者社会復帰施設", "19011": "母子福祉施設", "19012": "その他の社会福祉施設", "19013": "保育所",
    "19014": "へき地保育所", "19015": "認可外保育施設", "19016": "認定保育施設", "19017": "事業所内保育施設",
    "19018": "小規模保育事業", "19019": "認可保育所", "19020": "保育所訪問支援", "19021": "認定こども園",
    "19022": "幼保連携型認定こども園",
}  # fmt: skip
"""Class → its name in the code lists, as far as rows are told by it."""

CHILD, ELDERLY, COMMUNITY = "child_facilities", "elderly_facilities", "community_places"
KINDS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("050401", "19013", "19019"), (CHILD, "nursery")),
    **dict.fromkeys(("050402", "050403", "050404", "050405", "19021", "19022"), (CHILD, "certified_centre")),
    **dict.fromkeys(("0505", "19018"), (CHILD, "small_nursery")),
    **dict.fromkeys(("0506", "19015", "19016"), (CHILD, "unlicensed")),
    "0513": (CHILD, "children_hall"),
    # 0504 without a finer class may be a nursery or a centre. 児童遊園 (0514) is a playground of the child welfare act, no park
    # of the city park act: it must not count as one.
    **dict.fromkeys(("05", "9912", "19008", "19014", "19017", "19020"), (CHILD, "other")),
    **dict.fromkeys(("0201", "0202"), (ELDERLY, "low_cost_home")),
    "0203": (ELDERLY, "welfare_centre"),
    "0204": (ELDERLY, "day_service"),
    **dict.fromkeys(("0206", "991303"), (ELDERLY, "support_centre")),
    **dict.fromkeys(("9907", "19004"), (ELDERLY, "nursing_home_fee")),
    **dict.fromkeys(("991001", "991002", "991003"), (ELDERLY, "special_nursing_home")),
    **dict.fromkeys(("991004", "991005", "991006"), (ELDERLY, "health_facility")),
    **dict.fromkeys(("02", "9910", "19001", "19003"), (ELDERLY, "other")),
    **dict.fromkeys(("9908", "19002"), (COMMUNITY, "elder_centre")),
    "9909": (COMMUNITY, "welfare"),
    "9905": (COMMUNITY, "community"),
}
"""Class, or the beginning of classes → layer and kind. The longest that fits counts; what fits none is of no layer here."""


def _said(row: Row, column: str) -> str:
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def _known(code: str) -> tuple[str, str] | None:
    return next((found for end in range(len(code), 1, -1) if (found := KINDS.get(code[:end]))), None)


def _placed(row: Row, code: str, address: str) -> Row:
    """The row with its layer, kind, class in words and whole address. A row of no layer says its class in place of a layer."""
    known = _known(code)
    name = next((NAMES[code[:end]] for end in range(len(code), 1, -1) if code[:end] in NAMES), "")
    words = f"{code} {name}".strip()
    layer, kind = known if known is not None else (words or "?", None)
    return {**row, "@layer": layer, "@kind": kind, "@class": words, "@address": address or None}


def rows_from_2021(rows: Sequence[Row]) -> list[Row]:
    """Layer and kind by the finest class; the address with prefecture and municipality, which P14_004 leaves out."""
    out = []
    for row in rows:
        codes = [_said(row, column) for column in ("P14_007", "P14_006", "P14_005")]
        code = next((one for one in codes if len(one) > 1 and one.isdigit()), "")
        before = _said(row, "P14_001") + _said(row, "P14_002")
        rest = _said(row, "P14_004")
        out.append(_placed(row, code, rest if rest.startswith(before) else before + rest))
    return out


def rows_to_2015(rows: Sequence[Row]) -> list[Row]:
    """Layer and kind by the five-digit class of P14_005; a capacity of 0 or less is one that is not given."""
    out = []
    for row in rows:
        before = _said(row, "P14_001") + _said(row, "P14_002")
        rest = _said(row, "P14_003")
        made = _placed(row, _said(row, "P14_005"), rest if rest.startswith(before) else before + rest)
        capacity = _said(row, "P14_009")
        made["@capacity"] = None if capacity.lstrip("-").strip("0.") == "" or capacity.startswith("-") else capacity
        out.append(made)
    return out


def formats(layer: str) -> tuple[Format, ...]:
    """Both layouts for one of the three layers, each also for the sample city's files."""
    words = {"@kind": "kind", "@class": "source_class", "@address": "address"}
    new = Format(
        id="p14-2021",
        title=Text("国土数値情報 福祉施設（2021年・2023年）", "KSJ P14 welfare facilities (2021, 2023)"),
        columns={"P14_008": "name", "P14_010": "position_accuracy", **words},
        recognised_by=tuple(f"P14_{number:03}" for number in range(1, 11)),
        rows=rows_from_2021,
        only={"@layer": (layer,)},
        municipality_from=("P14_003", 0, 5),
        source=SOURCE,
        licence="KSJ-open",
        edition="2021, 2023",
        spec=SPEC,
        named=r"^(?:.*P14-(?P<year>\d{2}))?",
        tells={"P14_005": r"\d{2}", "P14_006": r"\d{4}"},
    )
    old = Format(
        id="p14-2015",
        title=Text("国土数値情報 福祉施設（2011年・2015年）", "KSJ P14 welfare facilities (2011, 2015)"),
        columns={"P14_007": "name", "P14_002": "municipality", "@capacity": "capacity", **words},
        recognised_by=tuple(f"P14_{number:03}" for number in range(1, 9)),
        rows=rows_to_2015,
        only={"@layer": (layer,)},
        source=SOURCE,
        licence="KSJ-NC",
        edition="2011, 2015",
        spec=SPEC_OLD,
        assumed=("P14_009",),
        named=r"^(?:.*P14-(?P<year>\d{2}))?",
        tells={"P14_005": r"190\d{2}"},
    )
    return (fictitious(new), new, fictitious(old), old)
