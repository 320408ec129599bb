"""Which hazard zones are meant: the kind of hazard, its source (a river, a coast), and its scale."""

from __future__ import annotations

from collections.abc import Mapping

from geo_service.coverage.city import ALL_SOURCES, City, ZoneGround
from geo_service.coverage.site_class import usual_key
from geo_service.errors import NotAnswerableError, ParameterError
from geo_service.questions.parameters import code_of, labelled, not_listed, refused
from layers import LAYERS
from layers.base import HAZARDS, Code, Text
from layers.text import fold_name

DESIGNATED, SURE = "designated", "sure"
USABLE = (
    (DESIGNATED, Text("指定されたものすべて", "all designated")),
    (SURE, Text("区域に照らして確かなものだけ", "only those no zone raises a doubt about")),
)


def scale_codes() -> tuple[Code, ...]:
    """The scales that zones are drawn for."""
    layer = next(layer for layer in LAYERS.values() if layer.role == "zones")
    return layer.field("scale").codes


def scale_label(slug: str) -> Text:
    """The scale in words, "" for zones that have none."""
    return next((code.label for code in scale_codes() if code.slug == slug), Text("", ""))


def zone_hazards(city: City) -> list[tuple[str, Text]]:
    """Hazards whose zones are loaded, in declared order."""
    have = {ground.hazard for ground in city.zone_grounds}
    return [(code.slug, code.label) for code in HAZARDS if code.slug in have]


def read_zone_hazard(city: City, text: str | None) -> str:
    """The hazard's slug. ParameterError when it is missing or none of the kinds, NotAnswerableError when it has no zones."""
    loaded = zone_hazards(city)
    if not loaded:
        raise NotAnswerableError(
            f"{city.name_ja}の災害の想定区域が読み込まれていないため、答えられません。",
            f"Not answerable: no hazard zones of {city.name_en or city.name_ja} are loaded.",
            lacks=["hazard_zones"],
        )
    if text is None:
        raise ParameterError(
            "どの災害かを hazard で選んでください：" + "、".join(f"{slug}（{label.ja}）" for slug, label in loaded) + "。",
            "Choose a hazard: " + ", ".join(f"{slug} ({label.en})" for slug, label in loaded) + ".",
            parameter="hazard",
            allowed=[slug for slug, _ in loaded],
            choices=[{"value": slug, "ja": label.ja, "en": label.en} for slug, label in loaded],
        )
    found = code_of(text, HAZARDS)
    if found is None:
        raise not_listed("hazard", text, labelled(HAZARDS))
    if found not in dict(loaded):
        label = next(code.label for code in HAZARDS if code.slug == found)
        raise NotAnswerableError(
            f"{city.name_ja}の{label.ja}の想定区域が読み込まれていないため、答えられません。"
            f"いまあるのは {'、'.join(one.ja for _, one in loaded)} です。",
            f"Not answerable: no zones of {label.en} are loaded. Loaded: {', '.join(one.en for _, one in loaded)}.",
            lacks=[f"hazard_zones:{found}"],
            parameter="hazard",
            allowed=[slug for slug, _ in loaded],
        )
    return found


def read_zone(city: City, hazard: str, read: Mapping[str, str]) -> str:
    """Key of the zones that ``source`` or ``scale`` name; "" where neither is given: all zones of the hazard together."""
    if not hazard or not {"source", "scale"} & set(read):
        return ""
    return read_ground(city, read_zone_hazard(city, hazard), read.get("source"), read.get("scale")).key


def read_usable(text: str | None) -> str:
    """Which of the designated places count: all of them, or only those that no zone raises a doubt about."""
    if text is None:
        return DESIGNATED
    folded = text.strip().lower()
    found = next((slug for slug, label in USABLE if folded in (slug, label.ja, label.en)), None)
    if found is None:
        raise not_listed("usable", text, USABLE)
    return found


def read_ground(city: City, hazard: str, source: str | None, scale: str | None) -> ZoneGround:
    """The zones of the hazard that source and scale name. Not named: the largest scale that is loaded, all its sources."""
    mine = [ground for ground in city.zone_grounds if ground.hazard == hazard]
    scales = list(dict.fromkeys(ground.scale for ground in mine))
    options = [(code.slug, code.label) for code in scale_codes() if code.slug in scales]
    if scale is None:
        chosen = next(ground.scale for ground in mine if ground.key == usual_key(city, hazard))
    else:
        folded = scale.strip().lower()
        chosen = {"l1": "planned", "l2": "largest"}.get(folded) or code_of(scale, scale_codes()) or ""
        if chosen not in scales or not chosen:
            if not options:
                raise refused("scale", scale, "この災害の区域に規模の区別はありません。", "Zones of this hazard have no scales.")
            raise not_listed("scale", scale, options)
    of_scale = [ground for ground in mine if ground.scale == chosen]
    single = [ground for ground in of_scale if ground.source != ALL_SOURCES]
    if source is None or source.strip() in (ALL_SOURCES, "all", "すべて"):
        return next((ground for ground in of_scale if ground.source == ALL_SOURCES), single[0])
    wanted = fold_name(source)
    found = next((ground for ground in single if fold_name(ground.source) == wanted), None)
    if found is None:
        names = [(ground.source, Text(ground.source, ground.source)) for ground in single]
        raise not_listed("source", source, [(ALL_SOURCES, Text("すべて", "all")), *names])
    return found
