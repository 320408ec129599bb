"""Who keeps which park: 公園緑地愛護会, 管理運営協議会, companies and volunteers, with the reward the city pays a year.

The rewards by area are facts of 2015 from Kawasaki's paper of 12 June 2015 on civic self-government; only the ends of each
scale are in it, so no amount is computed here: :func:`reward_contradicts` says no more than what the ends allow.
"""

from __future__ import annotations

from dataclasses import dataclass

from layers.base import REMARKS, WARD, Code, Field, Layer, Link, Row, Style, Text


@dataclass(frozen=True)
class Reward:
    """The ends of a reward's scale: ``lowest_yen`` a year up to ``small_m2``, ``highest_yen`` from ``large_m2`` on."""

    lowest_yen: int
    small_m2: float
    highest_yen: int
    large_m2: float


REWARDS_2015 = {
    "park_love": Reward(12_000, 500.0, 30_000, 3_001.0),
    "park_council": Reward(24_000, 200.0, 90_000, 3_001.0),
}
"""Yen a year by the kind of group and the park's area. Source: 川崎市「政策の方向性と本市の取組〜市民自治分野〜」
(12 June 2015). What lies between the two ends of a scale is not in the paper."""


def reward_contradicts(group_kind: str, area_m2: float, reward_yen: float) -> Text | None:
    """Why a reward and an area do not go together by the table of 2015; None where they do or where it says nothing.

    ``reward_yen``: yen a year for one park of ``area_m2`` square metres.
    """
    scale = REWARDS_2015.get(group_kind)
    if scale is None:
        return None
    low, high = f"{scale.lowest_yen:,}", f"{scale.highest_yen:,}"
    if not scale.lowest_yen <= reward_yen <= scale.highest_yen:
        return Text(
            f"報奨金は年{low}円から{high}円のはずです（2015年の表）。",
            f"The reward should be {low} to {high} yen a year (table of 2015).",
        )
    if area_m2 <= scale.small_m2 and reward_yen != scale.lowest_yen:
        return Text(
            f"{scale.small_m2:,.0f} m²までの公園は年{low}円のはずです（2015年の表）。",
            f"For a park of up to {scale.small_m2:,.0f} m² it should be {low} yen a year (table of 2015).",
        )
    if area_m2 >= scale.large_m2 and reward_yen != scale.highest_yen:
        return Text(
            f"{scale.large_m2:,.0f} m²以上の公園は年{high}円のはずです（2015年の表）。",
            f"For a park of {scale.large_m2:,.0f} m² or more it should be {high} yen a year (table of 2015).",
        )
    return None


def _doubt(row: Row) -> tuple[str, Text] | None:
    area_m2, reward_yen = row.get("area_m2"), row.get("reward_yen")
    if area_m2 is None or reward_yen is None:
        return None
    why = reward_contradicts(str(row.get("group_kind")), float(area_m2), float(reward_yen))
    return ("reward_yen", why) if why is not None else None


KINDS = (
    Code(
        "park_love", Text("公園緑地愛護会", "park care group (愛護会)"), ("愛護会", "公園愛護会", "緑地愛護会", "公園緑地愛護会")
    ),
    Code(
        "park_council",
        Text("管理運営協議会", "park management council"),
        ("協議会", "公園管理運営協議会", "管理運営協議会", "運営協議会"),
    ),
    Code("company", Text("企業", "company"), ("企業", "会社", "法人", "事業者")),
    Code("volunteers", Text("ボランティア", "volunteers"), ("ボランティア", "市民ボランティア", "緑のボランティア")),
    # Neighbourhood groups keep parks, too, outside the city's schemes.
    Code(
        "other",
        Text("その他の団体", "other group"),
        ("その他", "町内会", "自治会", "町会", "町内会・自治会", "子ども会", "老人クラブ"),
    ),
)

LAYER = Layer(
    id="stewardship",
    title=Text("公園を守る団体", "stewardship of parks"),
    about=Text(
        "どの公園をどんな団体が守っているか、報奨金はいくらか。載っていない公園に守る人がいないとは限らない。",
        "Which park is kept by which group, and the reward paid. A park that is not listed may still be cared for by someone.",
    ),
    role="records",
    geometry="any",
    fields=(
        Field(
            "park",
            Text("公園名", "park"),
            required=True,
            headings=("公園の名称", "公園・緑地名", "公園緑地名", "対象公園", "緑地名", "公園"),
        ),
        Field(
            "park_address",
            Text("公園の所在地", "address of the park"),
            headings=("所在地", "住所", "公園所在地", "公園の住所"),
        ),
        Field("park_code", Text("公園番号", "park number"), headings=("公園コード", "公園ID", "公園No", "台帳番号")),
        # A group's name is shown by the layer of groups, where it agreed to it; here only that there is one, and its kind.
        Field(
            "group",
            Text("団体名", "group"),
            publish="staff",
            headings=("愛護会名", "協議会名", "管理団体", "管理団体名", "団体の名称", "活動団体", "名称"),
        ),
        Field(
            "group_kind",
            Text("団体の種類", "kind of group"),
            "code",
            codes=KINDS,
            headings=("種別", "種類", "区分", "団体種別", "団体区分", "制度"),
        ),
        WARD,
        Field(
            "area_m2",
            Text("面積", "area"),
            "number",
            "m2",
            minimum=1,
            maximum=10_000_000,
            headings=("公園面積", "管理面積", "面積（㎡）", "面積(m2)", "活動面積"),
        ),
        Field(
            "since",
            Text("設立年", "since"),
            "integer",
            "year",
            minimum=1870,
            maximum=2100,
            headings=("結成年", "結成年度", "発足年", "設立年度", "開始年", "協定締結年"),
        ),
        # What one group was paid is the office's matter; the scale itself is public.
        Field(
            "reward_yen",
            Text("報奨金", "reward a year"),
            "integer",
            "yen",
            minimum=0,
            maximum=10_000_000,
            publish="staff",
            headings=("報奨金額", "報償金", "報償費", "報奨金（円）", "報償金額", "支払額", "交付額"),
        ),
        Field("duties", Text("活動内容", "duties"), headings=("管理内容", "作業内容", "業務内容", "主な活動")),
        Field(
            "members",
            Text("会員数", "members"),
            "integer",
            "people",
            minimum=0,
            maximum=100_000,
            headings=("人数", "構成員数", "参加人数"),
        ),
        Field("year", Text("年度", "year"), "integer", "year", minimum=1900, maximum=2100, headings=("年", "対象年度", "時点")),
        REMARKS,
    ),
    formats=(),
    without=Text(
        "どの公園をだれが守っているか見られません。今ある問いには使いません。",
        "Who keeps which park cannot be seen. No question uses it today.",
    ),
    style=Style(fill="#009e73", line="#00523b", shape="circle", opacity=0.9),
    kind="group_kind",
    identity=("park", "park_address", "group"),
    year="year",
    doubt=_doubt,
    links=(
        Link(
            "park",
            "parks",
            Text("守っている公園", "park it keeps"),
            name="park",
            address="park_address",
            code="park_code",
            stands_on=True,
        ),
        Link("group", "groups", Text("守っている団体", "group that keeps it"), name="group"),
    ),
)
