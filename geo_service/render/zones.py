"""What an answer says of the hazard's zones: how many are inside, how many of those are not served, and whose zones they are."""

from __future__ import annotations

from geo_service.coverage.answer import Answer
from geo_service.coverage.city import ALL_SOURCES, Zones
from geo_service.coverage.day import DAY
from geo_service.render.rounding import rounded_figures
from geo_service.render.words import Counted, counted, hazard_label, how_much, number, time_of_day, ward_name, where
from layers import LAYERS
from layers.base import Text
from layers.hazard_zones import MAPPED

MOST_SOURCES = 8
"""Sources of one scale that a note names; of more, how many there are."""


def zones_of(answer: Answer) -> list[Zones]:
    """The zones that the question reads its hazard from: of the source and scale that were chosen, or all of them."""
    supply = answer.question.supply
    mine = [zone for zone in answer.city.zones if zone.hazard == supply.hazard]
    ground = next((one for one in answer.city.zone_grounds if one.key == supply.zone), None)
    if ground is None:
        return mine
    # Ground of collapse is drawn as a zone of its own beside its river's.
    names = {ground.source, f"{ground.source}（家屋倒壊等）"}
    return [zone for zone in mine if zone.scale == ground.scale and (ground.source == ALL_SOURCES or zone.source in names)]


def zone_passage(answer: Answer) -> Text | None:
    """With a hazard: how many of the demand are inside its zones and how many of those are not served, outright when none
    is; without zones, that the figures also cover ground which the hazard may never reach."""
    if not answer.question.supply.hazard:
        return None
    if answer.total.in_zone is None:
        return _not_known(answer)
    if answer.total.share_served is None:
        return None
    if answer.total.in_zone[0] <= 0:
        return _nobody(answer)
    what = counted(answer.question.demand)
    zone = rounded_figures(answer.total, what.whole)["in_zone"]
    label, united = hazard_label(answer.question.supply.hazard), _united(answer)
    inside = _at_least(zone["demand"], answer.total.in_zone[0], what)
    unserved = _at_least(zone["unserved"], answer.total.in_zone[2], what)
    by_day = time_of_day(answer.question.demand) == "day"
    is_ = "ある" if what.whole else "いる" if by_day else "住む"
    single, several = ("stands", "stand") if what.whole else ("is", "are") if by_day else ("lives", "live")
    stand = single if inside.en == "1" else several
    none_ja = f"そのうち届いていない{_one(answer, what).ja}は{'ありません' if _things(what) else 'いません'}（0{what.label.ja}）"
    last_ja = none_ja if unserved.en == "0" else f"そのうち{unserved.ja}には届いていません"
    last_en = (
        "all of them have one" if unserved.en == "0" else f"{unserved.en} of them {'has' if unserved.en == '1' else 'have'} none"
    )
    return Text(
        f"{what.group.ja}のうち{label.ja}の想定区域{united.ja}の中に{is_}のは{inside.ja}で、{last_ja}。",
        f"Of the {what.group.en}, {inside.en} {stand} inside the zones for {label.en}{united.en}, and {last_en} within reach.",
    )


def _things(what: Counted) -> bool:
    """Whether what is counted is there (あります) rather than lives there (います)."""
    return what.unit != "people"


def _one(answer: Answer, what: Counted) -> Text:
    """Who lives, or what stands, in a zone. 「住む住民」 would say it twice."""
    return {"residents": Text("人", "residents"), DAY: Text("人", "people")}.get(answer.question.demand.id, what.group)


def _at_least(rounded: float, exact: float, what: Counted) -> Text:
    """A figure that is not nobody: below one it says so, as 0 would be another statement."""
    if exact > 0 and number(rounded) == "0":
        return Text(f"1{what.label.ja}足らず", "fewer than 1")
    return how_much(rounded, what)


def _nobody(answer: Answer) -> Text:
    what = counted(answer.question.demand)
    label, one, ward = hazard_label(answer.question.supply.hazard), _one(answer, what), answer.question.ward
    here = ward_name(answer.city, ward) if ward else where(answer.city, "")
    known = Text("、位置の分かる範囲では、", "with a known position ") if answer.total.left_out > 0 else Text("", "")
    by_day = time_of_day(answer.question.demand) == "day"
    is_, not_ = "に住む", "ありません" if _things(what) else "いません"
    is_ = "にある" if what.whole else "に昼間いる" if by_day else is_
    stand = "stand" if what.whole else "are by day" if by_day else "live"
    return Text(
        f"ただし{here.ja}には{known.ja}{label.ja}の想定区域の中{is_}{one.ja}は{not_}（0{what.label.ja}）。",
        f"However, no {one.en} {known.en}in {here.en} {stand} inside the zones for {label.en} (0).",
    )


def _not_known(answer: Answer) -> Text:
    label = hazard_label(answer.question.supply.hazard)
    whole = Text("市全体", "whole city") if not answer.question.ward else Text("区全体", "whole ward")
    if answer.question.supply.hazard not in MAPPED and not answer.zones_loaded:
        # No zone could be loaded: to say that data lack would send somebody to look for them.
        return Text(
            f"{label.ja}は想定区域で分けずに、{whole.ja}の数を示しています。",
            f"The figures cover the {whole.en}: {label.en} are not told apart by zones.",
        )
    lacks = Text(
        f"{label.ja}の想定区域のデータがないため",
        f"No zones are loaded for {label.en}",
    )
    if answer.zones_loaded:
        lacks = Text(
            f"{label.ja}の想定区域の中の数が分からないため",
            f"How many are inside the zones for {label.en} is not known",
        )
    return Text(
        f"{lacks.ja}{whole.ja}の数で、{label.ja}が及ばないところも含みます。",
        f"{lacks.en}: the figures cover the {whole.en}, although the hazard may not reach all of it.",
    )


def _united(answer: Answer) -> Text:
    """That several zones were laid over each other, for the sentence; nothing for one."""
    count = len(zones_of(answer))
    return Text(f"（{count}つの想定を重ねた範囲）", f" ({count} zones laid over each other)") if count > 1 else Text("", "")


def zones_note(answer: Answer) -> Text | None:
    """Which sources and scales the zones of the answer are, that they are united, and what no polygon means."""
    zones = zones_of(answer)
    if not zones or answer.total.in_zone is None:
        return None
    label = hazard_label(answer.question.supply.hazard)
    by_scale: dict[str, list[str]] = {}
    for zone in zones:
        by_scale.setdefault(zone.scale, []).append(zone.source or zone.name_ja)
    scales = {code.slug: code.label for code in LAYERS["hazard_zones"].field("scale").codes}
    ja, en = [], []
    for scale, sources in by_scale.items():
        name = scales.get(scale, Text(scale, scale))
        once = list(dict.fromkeys(sources))
        more = len(once) - MOST_SOURCES
        named_ja = "、".join(once[:MOST_SOURCES]) + (f"、ほか{more}件" if more > 0 else "")
        named_en = ", ".join(once[:MOST_SOURCES]) + (f" and {more} more" if more > 0 else "")
        # Landslide zones have no scale.
        ja.append(f"{name.ja}（{named_ja}）" if name.ja else named_ja)
        en.append(f"{name.en} ({named_en})" if name.en else named_en)
    united = Text("をすべて重ねた範囲です。", ", all laid over each other.") if len(zones) > 1 else Text("です。", ".")
    return Text(
        f"{label.ja}の想定区域は、{'、'.join(ja)}{united.ja}"
        "区域の外には想定の対象になっていない土地も含まれ、外なら安全という意味ではありません。",
        f"Zones for {label.en}: {'; '.join(en)}{united.en} "
        "Outside them lies also ground that was never assessed: outside does not mean safe.",
    )
