"""What is said of one place in words: what it may be used for, what its ground is, what its list leaves out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from geo_service.coverage.area import SITES
from geo_service.coverage.help_near import Help
from geo_service.coverage.site import Dependants, Site, SiteHazard
from geo_service.coverage.site_class import (
    DOUBTFUL,
    FLOORS_UNKNOWN,
    NOT_DESIGNATED,
    NOT_STATED,
    UNASSESSED,
    UNDER_WATER,
    UPPER,
)
from geo_service.questions.catalogue import CATALOGUE
from geo_service.render.records import layer_title
from geo_service.render.studies.reason_labels import reason_label
from geo_service.render.studies.site_tables import STATE_WORDS
from geo_service.render.words import Counted, counted, distance, hazard_label, number, of_them
from layers import LAYERS
from layers.base import Text

NOT_KNOWN = Text("分かりません", "not known")
BLANK = Text("分かりません（印が空欄）", "not known (mark left blank)")
NO_MARK = Text("指定なし", "not designated")
DESIGNATED = Text("指定あり", "designated")
NO_MAP = Text("想定区域のデータなし", "no map of it is loaded")
NO_DEMAND = Text("人口のデータなし", "no population is loaded")
Look = Literal["good", "doubt", "bad", "none"]
"""Of a hazard: designated and no zone says otherwise; designated, with a doubt; not designated; nobody says."""


def place_name(site: Site) -> Text:
    """Its name; a place without one is called by its layer and address."""
    if site.name:
        return Text(site.name, site.name)
    title, address = layer_title(site.places.layer), site.places.address[site.at]
    return Text(f"{title.ja}（{address or '名前なし'}）", f"{title.en} ({address or 'without a name'})")


def kind_label(site: Site) -> Text:
    """The kind of the place; "" where it has none or nobody says it."""
    layer, kind = LAYERS.get(site.places.layer), site.places.kind[site.at]
    codes = () if layer is None else layer.codes()
    return next((code.label for code in codes if code.slug == kind), Text("", ""))


def look_of(one: SiteHazard) -> Look:
    """How the place stands in a hazard, in one of four. Ground that nobody assessed is no word against a place."""
    if one.mark is None or one.mark < 0:
        return "none"
    if one.mark == 0:
        return "bad"
    return "doubt" if one.state in DOUBTFUL else "good"


def use_words(site: Site, one: SiteHazard) -> Text:
    """What the list's mark and the zones together say of using it."""
    if one.mark is None:
        return Text("", "")
    if one.state == NOT_STATED:
        return BLANK
    if one.state == NOT_DESIGNATED:
        return NO_MARK
    if one.state == UNASSESSED:  # what is said of the zone says the rest
        return DESIGNATED
    if one.state == UPPER:
        floor = one.from_floor
        return (
            Text(f"{DESIGNATED.ja}・{floor}階から上が使える", f"{DESIGNATED.en}, usable from floor {floor} up")
            if floor > 1
            else Text(f"{DESIGNATED.ja}・1階から使える", f"{DESIGNATED.en}, usable from the first floor")
        )
    words, why = STATE_WORDS[one.state], floor_words(site, one)
    return Text(f"{words.ja}（{why.ja}）", f"{words.en} ({why.en})") if why.ja else words


def floor_words(site: Site, one: SiteHazard) -> Text:
    """The floors that decide whether one can sit the water out in it; "" where they are no matter."""
    if one.state not in (FLOORS_UNKNOWN, UNDER_WATER) or one.from_floor < 2:
        return Text("", "")
    dry = Text(f"水の上になるのは{one.from_floor}階から", f"dry from floor {one.from_floor} up")
    has = (
        Text("建物の階数は分かりません", "how many storeys it has is not known")
        if site.storeys is None
        else Text(f"建物は{number(site.storeys)}階建て", f"it has {number(site.storeys)}")
    )
    return Text(f"{dry.ja}、{has.ja}", f"{dry.en}; {has.en}")


def zone_words(site: Site, one: SiteHazard) -> Text:
    """What the hazard's zones say of the spot."""
    zone = one.zone
    if zone is None:
        return NO_MAP
    if zone.inside is None:
        if not site.placed:
            return Text("場所の位置が分かりません", "its position is not known")
        return Text("調べた土地か分かりません", "not known whether its ground was assessed")
    if not zone.inside:
        return Text("区域の外", "outside the zone")
    ja, en = ["区域の中"], ["inside the zone"]
    deep = _depth(zone.depth_from_m, zone.depth_to_m)
    if deep.ja:
        ja.append(deep.ja)
        en.append(deep.en)
    if zone.collapse == 1:
        ja.append("家屋が倒れるおそれのある区域")
        en.append("houses may collapse there")
    return Text("、".join(ja), ", ".join(en))


def _depth(low: float, high: float) -> Text:
    """A band of depth; "" where the zones have none."""
    if math.isnan(low) and math.isnan(high):
        return Text("", "")
    if math.isnan(high):
        return Text(f"深さ{low:g} m以上（上は分かりません）", f"{low:g} m deep or more (how much is not known)")
    if math.isinf(high):
        return Text(f"深さ{low:g} m以上", f"{low:g} m deep or more")
    if not low > 0:
        return Text(f"深さ{high:g} m未満", f"less than {high:g} m deep")
    return Text(f"深さ{low:g}〜{high:g} m", f"{low:g} to {high:g} m deep")


def why_not(site: Site, one: Dependants) -> Text:
    """Why it does not count for a question."""
    if one.why == "supply_kind_excluded" and not site.places.kind[site.at]:
        return Text("種別が分からない", "its kind is not known")
    return reason_label(one.why)


def who(one: Dependants) -> Counted:
    """Who or what is counted."""
    return counted(one.question.demand)


def fills(one: Dependants) -> bool:
    """Whether users may be set against room for people: only where all residents are counted."""
    return one.question.demand.source == "group" and one.question.demand.id == "residents"


def about_words(one: Dependants) -> Text:
    """What a question is about, short: the hazard, or the places it counts."""
    hazard = one.question.supply.hazard
    if hazard:
        return hazard_label(hazard)
    spec = CATALOGUE.get(one.question.id)
    return spec.place if spec is not None else layer_title(one.question.supply.layer)


def site_sentence(site: Site, hazard: str, near: Sequence[Help] = ()) -> Text:
    """What it may be used for, what not and why, and who depends on it: for the hazard where it has one. Of a place that no
    question is about, where one would go from it (``near``: places near it)."""
    parts = [*_standing(site), *_uses(site, hazard)]
    one = next((one for one in site.hazards if one.hazard == hazard), None)
    depends = one.depends if one is not None else None
    for told in (depends,) if depends is not None else site.depends:
        parts.append(_needed(site, told))
    if not site.depends and all(one.mark is None for one in site.hazards):
        parts.append(_no_question(site))
        parts += _from_here(near, hazard)
    return Text("".join(part.ja for part in parts), " ".join(part.en for part in parts))


def _standing(site: Site) -> list[Text]:
    """What one must know before all else: that the row is an old one, or of another municipality."""
    found, places = [], site.places
    if not places.used[site.at]:
        found.append(
            Text("これは、ほかのデータに置きかえられた行です。", "This row has been replaced by one of another dataset.")
        )
    if not places.own[site.at]:
        name = site.city.neighbours.get(places.municipality[site.at], "")
        found.append(Text(f"市の外（{name or 'となりの市区町村'}）にあります。", "It stands outside the city."))
    if not site.placed:
        found.append(
            Text("位置がはっきりしないので、距離は測れません。", "No distances can be measured: its position is not known.")
        )
    return found


def _uses(site: Site, hazard: str) -> list[Text]:
    marked = [one for one in site.hazards if one.mark is not None]
    if not marked:
        return []
    name = place_name(site)
    by_look: dict[Look, list[SiteHazard]] = {"good": [], "doubt": [], "bad": [], "none": []}
    for one in marked:
        by_look[look_of(one)].append(one)
    found = []
    if by_look["good"]:
        good = _list(by_look["good"], floors=True)
        found.append(
            Text(f"{name.ja}は、{good.ja}のときに使う場所に指定されています。", f"{name.en} is designated for {good.en}.")
        )
    if by_look["doubt"]:
        doubt = _list(by_look["doubt"])
        also_ja, also_en = ("も指定されていますが", "also ") if by_look["good"] else ("に指定されていますが", "")
        lead = "" if by_look["good"] else f"{name.ja}は、"
        found.append(
            Text(
                f"{lead}{doubt.ja}の{'とき' if by_look['good'] else 'ときに使う場所'}{also_ja}、"
                "想定区域に照らすと確かめが要ります。",
                f"{'It' if by_look['good'] else name.en} is {also_en}designated for {doubt.en}, "
                "but the hazard's zones raise a doubt.",
            )
        )
        found += [_doubt(site, one) for one in by_look["doubt"] if one.hazard == hazard]
    if by_look["bad"]:
        bad = _list(by_look["bad"])
        if len(by_look["bad"]) == len(marked):
            found.append(Text(f"{name.ja}は、どの災害にも指定されていません。", f"{name.en} is designated for no hazard."))
        else:
            found.append(Text(f"{bad.ja}のときには指定がありません。", f"Not for {bad.en}: not designated."))
    if by_look["none"]:
        blank = _list(by_look["none"])
        lead = "" if len(by_look["none"]) < len(marked) else f"{name.ja}が"
        found.append(
            Text(
                f"{lead}{blank.ja}のとき使えるかは、名簿の印が空欄で分かりません。",
                f"Whether it may be used in {blank.en} is not known: the marks are blank.",
            )
        )
    return found


def _doubt(site: Site, one: SiteHazard) -> Text:
    """Why the zones raise a doubt about it in the hazard."""
    label, zone, floors = hazard_label(one.hazard), zone_words(site, one), floor_words(site, one)
    more = Text(f"（{floors.ja}）", f" ({floors.en})") if floors.ja else Text("", "")
    return Text(f"{label.ja}の想定では、{zone.ja}です{more.ja}。", f"In {label.en} it stands {zone.en}{more.en}.")


def _list(hazards: list[SiteHazard], floors: bool = False) -> Text:
    ja, en = [], []
    for one in hazards:
        label, floor = hazard_label(one.hazard), one.from_floor
        high = floors and one.state == UPPER and floor > 1
        ja.append(f"{label.ja}（{floor}階から上）" if high else label.ja)
        en.append(f"{label.en} (floor {floor} and up)" if high else label.en)
    return Text("・".join(ja), ", ".join(en))


def _needed(site: Site, one: Dependants) -> Text:
    """Who goes there, and who would be left with nothing near."""
    about, hazard = about_words(one), one.question.supply.hazard
    if one.loss is None:
        why = why_not(site, one)
        lead = Text(f"{about.ja}のとき" if hazard else f"{about.ja}の問いで", f"For {about.en}" if hazard else "In the question")
        return Text(f"{lead.ja}は数えていません（{why.ja}）。", f"{lead.en} it is not counted: {why.en}.")
    what, limit = who(one), distance(one.limit_m)
    users, lost = of_them(one.loss.users, what), of_them(one.loss.lost, what)
    lead = Text(f"{about.ja}のとき、" if hazard else f"{about.ja}としては、", f"For {about.en}" if hazard else f"As a {about.en}")
    return Text(
        f"{lead.ja}直線{limit}以内でここがいちばん近いのは{users.ja}、ここが使えないと近くに1か所もなくなるのは{lost.ja}です。",
        f"{lead.en} it is the nearest within {limit} to {users.en}; without it {lost.en} would have none.",
    )


def _from_here(near: Sequence[Help], hazard: str) -> list[Text]:
    """The nearest place designated for the hazard."""
    sites = [one for one in near if one.layer == SITES]
    if not sites:
        return []
    nearest = min(sites, key=lambda one: one.distance_m)
    away, label = distance(float(round(nearest.distance_m))), hazard_label(hazard)
    for_ja, for_en = (f"{label.ja}のときに使う場所", f" for {label.en}") if hazard else ("避難場所", "")
    doubt = nearest.state in DOUBTFUL
    return [
        Text(
            f"ここからいちばん近い{for_ja}は{nearest.name}（直線{away}{'、確かめが要る' if doubt else ''}）です。",
            f"The nearest evacuation site{for_en} is {nearest.name} ({away}{', with a doubt' if doubt else ''}).",
        )
    ]


def _no_question(site: Site) -> Text:
    name, title = place_name(site), layer_title(site.places.layer)
    return Text(
        f"{name.ja}は「{title.ja}」の一つです。この種類の場所までの距離を人から測る問いは、いまはありません。",
        f"{name.en} is one of the {title.en}. No question measures how far people are from places of this layer.",
    )
