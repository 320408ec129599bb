"""The words figures are told in: who is counted, by what counting word, where, at what distance, from which places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from geo_service.coverage.answer import Answer
from geo_service.coverage.city import City
from geo_service.coverage.day import DAY_LAYERS
from geo_service.coverage.profiles import PROFILES
from geo_service.coverage.question import Demand, Question, Reach
from geo_service.questions.catalogue import CATALOGUE
from geo_service.questions.demand import DAY_TITLE
from geo_service.questions.spec import REACHES
from geo_service.questions.walking import PROFILE_LABELS
from geo_service.questions.zones import scale_codes
from geo_service.render.rounding import per_cent_points, whole
from layers import LAYERS
from layers.base import HAZARDS, PEOPLE, Field, Text

Unit = Literal["people", "households", "facilities"]
PLACES = Text("か所", "places")


@dataclass(frozen=True)
class Counted:
    """Who or what a demand counts: ``group`` in the plural of English, and the counting word of figures."""

    group: Text
    one: Text
    """The group as English names one of it."""
    unit: Unit
    label: Text
    how_many: Text
    """How one asks for the number (何人, 何世帯, 何か所)."""

    @property
    def whole(self) -> bool:
        """Facilities are counted whole; people cut to pieces of ground are not."""
        return self.unit == "facilities"


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def plural(noun: str) -> str:
    """English plural of a noun of ours ("licensed nursery" → "licensed nurseries"); brackets behind it stay."""
    found = re.fullmatch(r"(.*?)(\s*[(（].*)?", noun)
    word, tail = (found[1], found[2] or "") if found else (noun, "")
    head, _, rest = word.partition(" for ")
    if head.endswith("s") and not head.endswith("ss"):
        ending = head
    elif re.search(r"[^aeiou]y$", head):
        ending = head[:-1] + "ies"
    else:
        ending = head + ("es" if re.search(r"(s|x|ch|sh)$", head) else "s")
    return ending + (f" for {rest}" if rest else "") + tail


@lru_cache(maxsize=1)
def _groups() -> dict[str, Field]:
    return {field.name: field for layer in LAYERS.values() if layer.role == "population" for field in layer.fields if field.group}


def counted(demand: Demand) -> Counted:
    """Who or what the demand counts."""
    if demand.source == "group":
        field = _groups()[demand.id]
        unit: Unit = "households" if field.counter.en == "households" else "people"
        how_many = Text(f"何{field.counter.ja}", f"how many {field.counter.en}")
        group = field.noun or field.label
        return Counted(group, group, unit, field.counter, how_many)
    if demand.source == "day":
        at = LAYERS[demand.only].title if demand.only else None
        by_day = Text(f"昼間に{at.ja}にいる人", f"people by day ({at.en})") if at else DAY_TITLE
        return Counted(by_day, by_day, "people", PEOPLE, Text("何人", "how many people"))
    layer = LAYERS[demand.id]
    label = next((code.label for code in layer.codes() if code.slug == demand.only), layer.title)
    return Counted(Text(label.ja, plural(label.en)), label, "facilities", PLACES, Text("何か所", "how many places"))


def time_of_day(demand: Demand) -> str | None:
    """ "night" for people where they live, "day" for people where they are by day, None for facilities."""
    return {"group": "night", "day": "day"}.get(demand.source)


def kind_labels(demand: Demand) -> dict[str, Text]:
    """Slug → label of the kinds that the things asked about may be of."""
    if demand.source == "group":
        return {}
    layers = [demand.id] if demand.source == "layer" else [demand.only] if demand.only else list(DAY_LAYERS)
    return {code.slug: code.label for id in layers for code in LAYERS[id].codes()}


def number(value: float) -> str:
    """A figure as people read it: whole, with thousands separators."""
    return f"{whole(value):,}"


def per_cent(value: float | None) -> str:
    """A share with one decimal and the sign; a dash when there is none. Never 100.0 % or 0.0 % when a part is left."""
    if value is None:
        return "—"
    return f"{per_cent_points(value):.1f}%"


def day(iso: str) -> Text:
    """A date, month or year of a dataset in words; anything else as it is published."""
    part = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", iso[:10], flags=re.ASCII)
    if part is None or not 0 < int(part[2] or 1) <= len(MONTHS):
        return Text(iso, iso)
    ja, en = f"{int(part[1])}年", part[1]
    if part[2]:
        ja += f"{int(part[2])}月"
        en = MONTHS[int(part[2]) - 1] + (f" {int(part[3])}, " if part[3] else " ") + en
    return Text(ja + (f"{int(part[3])}日" if part[3] else ""), en)


def how_much(value: float, what: Counted) -> Text:
    """A figure with its counting word: 372か所 / 372, 1,204人 / 1,204."""
    return Text(f"{number(value)}{what.label.ja}", number(value))


def of_them(value: float, what: Counted) -> Text:
    """A figure of the group: 認可保育所1か所 / 1 licensed nursery."""
    group = what.one if number(value) == "1" else what.group
    return Text(f"{what.group.ja}{number(value)}{what.label.ja}", f"{number(value)} {group.en}")


def with_article(noun: str) -> str:
    """An English noun with a or an."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def distance(value_m: float) -> str:
    """Metres with thousands separators."""
    return f"{value_m:,.0f} m" if value_m == round(value_m) else f"{value_m:,.1f} m"


def city_name(city: City) -> Text:
    """The city's names; the Japanese one where there is no other."""
    return Text(city.name_ja, city.name_en or city.name_ja)


def ward_name(city: City, code: str) -> Text:
    """The ward's names, the code where it has none."""
    wards = city.unit_sets.get("wards")
    if wards is None or code not in wards.code:
        return Text(code, code)
    at = wards.code.index(code)
    return Text(wards.name_ja[at], wards.name_en[at] or wards.name_ja[at])


def where(city: City, ward: str) -> Text:
    """The ground asked about: the city or one ward of it."""
    name = city_name(city)
    if not ward:
        return name
    part = ward_name(city, ward)
    return Text(f"{name.ja}{part.ja}", f"{part.en}, {name.en}")


_HAZARD_NOUNS = {
    "earthquake": Text("地震", "earthquakes"),
    "flood": Text("洪水", "floods"),
    "landslide": Text("土砂災害", "landslides"),
    "storm_surge": Text("高潮", "storm surges"),
    "tsunami": Text("津波", "tsunamis"),
    "fire": Text("大規模な火事", "large fires"),
}


def hazard_label(slug: str) -> Text:
    """The hazard as sentences name it (土砂災害 for the list's 崖崩れ、土石流及び地滑り), "" for none."""
    listed = next((code.label for code in HAZARDS if code.slug == slug), Text("", ""))
    return _HAZARD_NOUNS.get(slug, listed)


def reach_label(question: Question) -> Text:
    """How distance is measured, for use before a limit (直線500 m)."""
    if question.reach.mode == "detour":
        factor = f"{question.reach.detour_factor:g}"
        return Text(f"道のりの目安（直線×{factor}）で", f"estimated walking distance, straight line × {factor}")
    if question.reach.mode == "streets":
        who = PROFILE_LABELS[question.reach.profile]
        pace = f"分速{PROFILES[question.reach.profile].speed_m_min:g} m"
        pace_en = f"{PROFILES[question.reach.profile].speed_m_min:g} m a minute"
        shut = closures_label(question.reach.closed)
        return Text(
            f"歩く道（{who.ja}、{pace}{f'、{shut.ja}が通れないとき' if shut.ja else ''}）で",
            f"along walking streets, {who.en}, {pace_en}{f', with {shut.en} closed' if shut.en else ''}",
        )
    straight = REACHES[question.reach.mode]
    return Text(f"{straight.ja}で", straight.en) if question.supply.limits_m else straight


def limits_m(answer: Answer) -> dict[str, float]:
    """Kind → its own limit in metres; empty when one limit holds for all."""
    return dict(answer.question.supply.limits_m)


def limit_label(answer: Answer) -> Text:
    """The limit in words: 500 m, or each kind's own."""
    own = limits_m(answer)
    if not own:
        return limit_words(answer.question.reach)
    labels = {code.slug: code.label for code in LAYERS[answer.question.supply.layer].codes()}
    by_limit: dict[float, list[Text]] = {}
    for kind, limit in own.items():
        by_limit.setdefault(limit, []).append(labels[kind])
    ja, en = [], []
    for limit, names in sorted(by_limit.items()):
        more = len(names) > 1
        ja.append(f"{names[0].ja}{'など' if more else ''}{distance(limit)}")
        en.append(f"{names[0].en}{' and larger' if more else ''} {distance(limit)}")
    return Text(f"種別ごとの距離（{'、'.join(ja)}）", f"the distance of its kind ({', '.join(en)})")


def closures_label(closures: tuple[str, ...]) -> Text:
    """What closes streets, in words; "" for nothing."""
    said = []
    for closure in closures:
        kind, _, rest = closure.partition(":")
        if kind == "zone":
            hazard, source, scale, depth = rest.split(":")
            which = "" if source == "*" else source
            size = next((code.label for code in scale_codes() if code.slug == scale), Text(scale, scale))
            name = hazard_label(hazard)
            deep = "" if float(depth) <= 0 else f"で深さ{depth} mを超えるところ"
            deep_en = "" if float(depth) <= 0 else f" deeper than {depth} m"
            said.append(
                Text(
                    f"{which}{name.ja}（{size.ja}）の区域{deep}" if size.ja else f"{which}{name.ja}の区域{deep}",
                    f"zones of {name.en}{f' of {which}' if which else ''}{f' ({size.en})' if size.en else ''}{deep_en}",
                )
            )
        elif kind == "bridge":
            first, _, more = rest.partition(",")
            side = more.count(",") + 1 if more else 0
            said.append(
                Text(
                    f"橋（道の番号{first}{f'ほか{side}本' if side else ''}）",
                    f"the bridge (way {first}{f' and {side} more' if side else ''})",
                )
            )
        else:
            said.append(Text("指定した範囲", "the area drawn"))
    return Text("、".join(one.ja for one in said), " and ".join(one.en for one in said))


def limit_words(reach: Reach) -> Text:
    """One limit in words; along streets it is the time that is asked about, with the metres it stands for."""
    limit = distance(reach.limit_m)
    if reach.mode != "streets":
        return Text(limit, limit)
    minutes = PROFILES[reach.profile].minutes(reach.limit_m)
    about = abs(minutes - round(minutes)) > 0.005
    return Text(
        f"歩いて{'約' if about else ''}{minutes:.0f}分（{limit}）",
        f"{'about ' if about else ''}{minutes:.0f} minute{'' if round(minutes) == 1 else 's'} on foot ({limit})",
    )


def place_label(answer: Answer) -> Text:
    """The places that serve, in the singular: the question's word, or the kinds chosen."""
    question = answer.question
    spec = CATALOGUE.get(question.id)
    layer = LAYERS[question.supply.layer]
    labels = [code.label for code in layer.codes() if code.slug in question.supply.kinds]
    if spec is not None and question.supply.kinds in ((), spec.kinds):
        return spec.place
    if labels:
        return Text("・".join(label.ja for label in labels), " or ".join(label.en for label in labels))
    return layer.title


def question_words(answer: Answer) -> Text:
    """The question in words, with everything chosen."""
    question = answer.question
    spec = CATALOGUE[question.id]
    what = counted(question.demand)
    parts = {
        "where": where(answer.city, question.ward),
        "group": what.group,
        "how_many": what.how_many,
        "hazard": hazard_label(question.supply.hazard),
        "reach": reach_label(question),
        "limit": limit_label(answer),
        "place": place_label(answer),
    }
    return Text(
        spec.words.ja.format(**{name: text.ja for name, text in parts.items()}),
        spec.words.en.format(**{name: text.en for name, text in parts.items()}),
    )


def in_both(text: Text) -> dict[str, str]:
    """A text as JSON holds it."""
    return {"ja": text.ja, "en": text.en}
