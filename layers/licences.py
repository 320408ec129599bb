"""Licences of the data, what each asks of us, and what results when datasets are combined.

Sources: the licences' own texts (Creative Commons, Open Data Commons, OSI), 公共データ利用規約 1.0, 国土地理院コンテンツ利用規約
and 国土数値情報利用約款; the last differs by dataset and year, so a column map names "KSJ-open" or "KSJ-NC" itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from layers.base import Text


@dataclass(frozen=True)
class Licence:
    """One licence. ``attribution`` is the sentence a page must show; ``caution`` what a person should check first."""

    id: str
    title: Text
    attribution: Text
    share_alike: bool = False
    non_commercial: bool = False
    public_export: bool = True
    caution: Text | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Combined:
    """The licence of a work made from several datasets. ``reasons``: why ``public_export`` is refused, in words."""

    id: str
    """Ids joined by " + ", sorted; the licence's own id when there is one; "" when nothing was combined."""
    title: Text
    attribution: Text
    share_alike: bool
    non_commercial: bool
    public_export: bool
    reasons: tuple[Text, ...] = ()
    cautions: tuple[Text, ...] = ()


_TABLE = (
    Licence(
        "CC0-1.0",
        Text("CC0 1.0（権利放棄）", "CC0 1.0"),
        Text("出典の表示は求められていません", "No attribution is required"),
        aliases=("CC0",),
    ),
    Licence(
        "CC-BY-4.0",
        Text("クリエイティブ・コモンズ 表示 4.0", "Creative Commons Attribution 4.0"),
        Text("出典を表示して利用（CC BY 4.0）", "Used with attribution (CC BY 4.0)"),
        aliases=("CC BY 4.0", "CC-BY"),
    ),
    Licence(
        "PDL-1.0",
        Text("公共データ利用規約（第1.0版）", "Public Data License 1.0"),
        Text("出典を表示し、加工したことを書いて利用（PDL1.0）", "Used with attribution and a note of processing (PDL 1.0)"),
        aliases=("PDL1.0",),
    ),
    Licence(
        "GSI",
        Text("国土地理院コンテンツ利用規約", "GSI website terms of use"),
        Text("出典：国土地理院（加工して作成）", "Source: Geospatial Information Authority of Japan (processed)"),
        aliases=("GSI terms", "国土地理院コンテンツ利用規約"),
    ),
    Licence(
        "KSJ-open",
        Text("国土数値情報（オープンデータ）", "National Land Numerical Information (open)"),
        Text("出典：国土数値情報（国土交通省）を加工して作成", "Source: National Land Numerical Information, MLIT (processed)"),
        aliases=("KSJ",),
    ),
    Licence(
        "KSJ-NC",
        Text("国土数値情報（非商用）", "National Land Numerical Information (non-commercial)"),
        Text(
            "出典：国土数値情報（国土交通省、非商用に限る）を加工して作成",
            "Source: National Land Numerical Information, MLIT (non-commercial use only; processed)",
        ),
        non_commercial=True,
        # Whoever downloads a public export may use it commercially, which this licence does not allow us to hand on.
        public_export=False,
    ),
    Licence(
        "ODbL-1.0",
        Text("ODbL 1.0（同じ条件で公開）", "Open Database License 1.0"),
        Text("© OpenStreetMap 等の協力者（ODbL 1.0）", "© OpenStreetMap and other contributors (ODbL 1.0)"),
        share_alike=True,
        aliases=("ODbL",),
    ),
    Licence(
        "MIT",
        Text("MITライセンス", "MIT License"),
        Text("著作権表示とともに利用（MIT）", "Used with its copyright notice (MIT)"),
    ),
    Licence(
        "sample-fictitious",
        Text("架空データ", "fictitious data"),
        Text("架空データ（実在の市のものではありません）", "Fictitious data (of no real city)"),
    ),
    Licence(
        "unknown",
        Text("利用条件が不明", "licence unknown"),
        Text("利用条件が書かれていないデータ", "Data whose terms of use are not stated"),
        # Not refused: most often it is the city's own file, and only its owner can know.
        caution=Text(
            "利用条件の分からないデータを含みます。公表する前に持ち主に確かめてください",
            "Some data state no terms of use. Ask their owner before publishing",
        ),
    ),
)
LICENCES: dict[str, Licence] = {one.id: one for one in _TABLE}
_BY_SPELLING = {spelling.casefold(): one for one in _TABLE for spelling in (one.id, *one.aliases)}


def licence(id: str) -> Licence:
    """The licence of that id or alias; the one called "unknown" for an empty or unlisted id."""
    return _BY_SPELLING.get(id.strip().casefold(), LICENCES["unknown"])


def combine(ids: Iterable[str]) -> Combined:
    """What results from combining datasets of these licences. Order does not matter.

    Attributions add up; one non-commercial or share-alike part makes the whole so. A public export is refused where one
    part forbids it, and where a share-alike part meets a condition it does not allow to be added.
    """
    parts = sorted({licence(one).id: licence(one) for one in ids}.values(), key=lambda one: one.id)
    reasons = [
        Text(f"{one.title.ja}は公開での再配布を認めていません", f"{one.title.en} does not allow public redistribution")
        for one in parts
        if not one.public_export
    ]
    sharing = [one for one in parts if one.share_alike]
    others = [one for one in parts if one.non_commercial or (one.share_alike and one is not sharing[0])]
    if sharing and others:
        reasons.append(
            Text(
                f"{sharing[0].title.ja}と{others[0].title.ja}の条件は両立しません",
                f"The conditions of {sharing[0].title.en} and {others[0].title.en} cannot both be kept",
            )
        )
    return Combined(
        id=" + ".join(one.id for one in parts),
        title=Text("、".join(one.title.ja for one in parts), ", ".join(one.title.en for one in parts)),
        attribution=Text("。".join(one.attribution.ja for one in parts), ". ".join(one.attribution.en for one in parts)),
        share_alike=bool(sharing),
        non_commercial=any(one.non_commercial for one in parts),
        public_export=not reasons,
        reasons=tuple(reasons),
        cautions=tuple(one.caution for one in parts if one.caution),
    )
