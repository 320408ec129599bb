"""Losing bridges, in words and tables: the study "losses" asked with ``what=bridges``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from geo_service.coverage.bridge_losses import BridgeLoss, BridgeLossAnswer, bridge_losses
from geo_service.coverage.bridges import Bridge
from geo_service.coverage.city import City
from geo_service.questions.parameters import refused
from geo_service.render.bridges import bridge_name, over_words
from geo_service.render.rounding import HALF
from geo_service.render.studies.asked import (
    as_at,
    basis_of,
    chosen,
    read_question,
    reason_notes,
    unmeasured,
    within_words,
)
from geo_service.render.study import Column, Drawn, Point, Study, StudyTable, study_id
from geo_service.render.words import counted, number, place_label, plural, ward_name, where
from layers.base import Text

TITLE = Text("この橋が通れなくなったら、だれが困る？", "If this bridge closes, who is left without a place near?")
LEGEND = {
    "good": Text("通れなくなっても、ほとんど変わらない", "if it closes hardly anything changes"),
    "doubt": Text("通れなくなると、遠くなる人がいる", "if it closes some walk farther"),
    "bad": Text("通れなくなると、近くになくなる人がいる", "if it closes some are left without any"),
}
BASIS = Text(
    "橋を1つずつ閉じ、ほかの道と場所はすべて今のまま使えるものとしました",
    "Bridges are closed one at a time; all other streets and all places stay open",
)


def make(city: City, parameters: Mapping[str, object]) -> Study:
    """The study with its parameters read. ParameterError for another reach than along streets; NotAnswerableError without
    streets."""
    question, own = read_question(city, {"reach": "streets", **parameters}, ("what", "close", "around", "radius"))
    for name in ("close", "around", "radius"):
        if name in own:
            raise refused(
                name, own[name], "橋を調べるとき（what=bridges）は指定できません。", "It does not go with what=bridges."
            )
    if question.reach.mode != "streets":
        raise refused(
            "reach", question.reach.mode, "橋を調べるときは streets（歩く道）だけです。", "With what=bridges it is streets only."
        )
    answer = bridge_losses(city, question)
    words = unmeasured(city, question)
    asked = {**chosen(question), "what": "bridges"}
    place, within = place_label(words), within_words(words)
    what, here = counted(question.demand), where(city, question.ward)
    tables = (*_table(answer), *_others(answer), *_wards(answer))
    return Study(
        id=study_id(city, "losses", asked),
        study="losses",
        city=city,
        title=TITLE,
        question=Text(
            f"{here.ja}で橋が1つ通れなくなると、{within.ja}以内に{place.ja}がなくなる{what.group.ja}、遠くなる{what.group.ja}は、"
            f"{what.how_many.ja}か",
            f"If a bridge closes, {what.how_many.en} of the {what.group.en} in {here.en} are left with no {place.en} within "
            f"{within.en}, or walk farther?",
        ),
        sentence=sentence(answer, place),
        tables=tables,
        notes=_notes(answer, plural(place.en)) + reason_notes(words, (*answer.left_out, *answer.excluded)),
        basis=(BASIS, *basis_of(question)),
        datasets=words.datasets,
        parameters=asked,
        drawn=Drawn(
            "units-wards",
            "lost",
            Text("橋が1つ通れなくなったとき近くになくなる人（最も多い場合）", "left without any by the worst single bridge"),
            tuple(_point(one, what.label.ja) for one in answer.losses),
            LEGEND,
        )
        if any(one.id == "units-wards" for one in tables)
        else None,
    )


def sentence(answer: BridgeLossAnswer, place: Text) -> Text:
    """What a lay reader takes home: the bridge that matters most, and how many matter to nobody."""
    what, night = counted(answer.question.demand), as_at(answer.question)
    many = len(answer.losses) + len(answer.unused) + len(answer.not_closed)
    if not many:
        return Text("道のデータに橋がありません。", "The streets have no bridge.")
    harmless = len(answer.unused) + sum(one.lost < HALF and one.shifted < HALF for one in answer.losses)
    here, of_ward = where(answer.city, answer.question.ward), bool(answer.question.ward)
    whose_ja, whose_en = ("だれの道のりも変わりません", "nobody's way")
    if of_ward:
        whose_ja, whose_en = f"{here.ja}の人の道のりは変わりません", f"the way of nobody in {here.en}"
    rest_ja = f"{number(harmless)}本は、通れなくなっても{whose_ja}。" if harmless else ""
    rest_en = f" Closing {number(harmless)} of them changes {whose_en}." if harmless else ""
    if of_ward:
        rest_ja += "区の外の人は数えていません。"
        rest_en += " People outside the ward are not counted."
    if not answer.losses and answer.not_closed:
        most = number(answer.not_closed[0][1])
        return Text(
            f"橋{number(many)}本は閉じて調べていません。1本で困る人は多くても{most}{what.label.ja}です。",
            f"None of {number(many)} bridges was closed; no one of them can matter to more than {most} {what.group.en}.",
        )
    if not answer.losses or (answer.losses[0].lost < HALF and answer.losses[0].shifted < HALF):
        return Text(
            f"橋{number(many)}本のうち、どの1本が通れなくなっても、{f'{here.ja}には、' if of_ward else ''}"
            f"近くに{place.ja}がなくなる人も遠くなる人もいません。{'区の外の人は数えていません。' if of_ward else ''}",
            f"Of {number(many)} bridges no single one leaves anyone{f' in {here.en}' if of_ward else ''} without a {place.en}, "
            f"or farther from it, when it closes.{' People outside the ward are not counted.' if of_ward else ''}",
        )
    worst = answer.losses[0]
    name, unit = bridge_name(worst.bridge), what.label.ja
    if worst.lost < HALF:
        return Text(
            f"橋{number(many)}本のうち、どの1本が通れなくなっても、近くに{place.ja}がなくなる{what.group.ja}はいません。"
            f"最も多くの人が遠くなるのは{name.ja}で、{number(worst.shifted)}{unit}{night.ja}です。{rest_ja}",
            f"Of {number(many)} bridges no single one leaves anyone without a {place.en} near. {name.en} matters most: "
            f"{number(worst.shifted)} {what.group.en}{night.en} walk farther.{rest_en}",
        )
    return Text(
        f"橋{number(many)}本のうち、最も困るのは{name.ja}で、通れなくなると{what.group.ja}{number(worst.lost)}{unit}{night.ja}の"
        f"近くに{place.ja}が1か所もなくなります。{rest_ja}",
        f"Of {number(many)} bridges {name.en} matters most: if it closes, {number(worst.lost)} {what.group.en}{night.en} have no "
        f"{place.en} left near.{rest_en}",
    )


def _head(bridge: Bridge) -> tuple[str | Text | float, ...]:
    return bridge.closure, bridge_name(bridge), over_words(bridge), bridge.length_m


HEAD = (
    Column("bridge", Text("番号", "number")),
    Column("name", Text("橋", "bridge")),
    Column("over", Text("越えるもの", "leads over")),
    Column("length", Text("長さ", "length"), "metres"),
)


def _table(answer: BridgeLossAnswer) -> tuple[StudyTable, ...]:
    if not answer.losses:
        return ()
    columns = (
        *HEAD,
        Column("rank", Text("順", "rank"), "count"),
        Column("lost", Text("近くに1か所もなくなる", "left without any (1 to 0)"), "people"),
        Column("shifted", Text("遠くなる", "who walk farther"), "people"),
        Column("farther_mean", Text("遠くなる距離（平均）", "how much farther (mean)"), "metres"),
        Column("farther_p90", Text("遠くなる距離（90%の人はこれ以内）", "how much farther (90 % at most)"), "metres"),
        Column("crossing", Text("いちばん近い場所へ行くのに渡る", "who cross it to the nearest place"), "people"),
    )
    rows = tuple(
        (*_head(one.bridge), at, one.lost, one.shifted, one.farther_mean_m, one.farther_p90_m, one.crossing)
        for at, one in enumerate(answer.losses, start=1)
    )
    title = Text("橋が1つずつ通れなくなったとき", "Closing bridges one at a time")
    return (StudyTable("bridges", title, columns, rows),)


def _others(answer: BridgeLossAnswer) -> tuple[StudyTable, ...]:
    """Bridges that were not closed: on nobody's way, or beyond the number that is closed in one study."""
    rows = [(*_head(one), many) for one, many in answer.not_closed] + [(*_head(one), 0.0) for one in answer.unused]
    if not rows:
        return ()
    columns = (*HEAD, Column("crossing", Text("いちばん近い場所へ行くのに渡る", "who cross it to the nearest place"), "people"))
    about = Text(
        "渡る人がいない橋は、通れなくなってもだれの道のりも変わりません。",
        "A bridge nobody crosses on the way to the nearest place changes nobody's way when it closes.",
    )
    if answer.question.ward:
        about = Text(
            "選んだ区の人が渡らない橋です。ほかの区の人が渡るかどうかは、数えていません。",
            "Nobody of the ward crosses them. Whether people of other wards do is not counted.",
        )
    return (StudyTable("other-bridges", Text("ほかの橋", "Other bridges"), columns, tuple(rows), about),)


def _wards(answer: BridgeLossAnswer) -> tuple[StudyTable, ...]:
    wards = answer.city.unit_sets.get("wards")
    if wards is None or not answer.losses:
        return ()
    rows = []
    # Only the people of a ward that is asked about were counted: for the others a nought would be untrue.
    for w in (one for one in range(len(wards)) if answer.question.ward in ("", wards.code[one])):
        worst = max(answer.losses, key=lambda one: one.lost_by_ward[w])
        shown = worst.lost_by_ward[w] >= HALF
        name = bridge_name(worst.bridge) if shown else ""
        rows.append((wards.code[w], ward_name(answer.city, wards.code[w]), name, worst.lost_by_ward[w]))
    columns = (
        Column("code", Text("コード", "code")),
        Column("name", Text("名称", "name")),
        Column("worst", Text("最も困る橋", "the bridge that matters most")),
        Column("lost", Text("通れなくなると近くに1か所もなくなる", "left without any if it closes"), "people"),
    )
    return (StudyTable("units-wards", Text("区ごと", "By ward"), columns, tuple(rows), unit_set="wards"),)


def _point(one: BridgeLoss, unit: str) -> Point:
    state: Literal["good", "doubt", "bad"] = "bad" if one.lost >= HALF else "doubt" if one.shifted >= HALF else "good"
    says = Text(
        f"通れなくなると、近くに1か所もなくなる：{number(one.lost)}{unit}、遠くなる：{number(one.shifted)}{unit}",
        f"if it closes: {number(one.lost)} left without any, {number(one.shifted)} walk farther",
    )
    name = "・".join(one.bridge.names) or str(one.bridge.ways[0])
    return Point(one.bridge.lon, one.bridge.lat, name, state, says)


def _notes(answer: BridgeLossAnswer, places: str) -> tuple[Text, ...]:
    said = [
        Text(
            "車道と歩道など、並んでいたりつながっていたりする橋の道は、一つの橋として同時に閉じました。",
            "Ways of a bridge that run side by side or hang together (carriageway and pavement) close as one bridge.",
        ),
        Text(
            "近くにある場所に行けるかどうかだけを見ています。橋の強さや、橋の上での混雑は見ていません。",
            f"Only whether {places} can be walked to is looked at: not how strong a bridge is, nor crowds on it.",
        ),
    ]
    if answer.question.ward:
        here = where(answer.city, answer.question.ward)
        said.insert(
            0,
            Text(
                f"{here.ja}の人だけを数えています。区の外の人がどれだけ困るかは、数えていません。",
                f"Only people of {here.en} are counted; how many outside it are harmed is not.",
            ),
        )
    if answer.not_closed:
        most = number(answer.not_closed[0][1])
        said.append(
            Text(
                f"渡る人の多い{number(len(answer.losses))}本を閉じて調べました。残る{number(len(answer.not_closed))}本は調べて"
                f"いませんが、1本で困る人は多くても{most}人です。",
                f"The {number(len(answer.losses))} bridges that most people cross were closed. The other "
                f"{number(len(answer.not_closed))} were not: no one of them can matter to more than {most}.",
            )
        )
    return tuple(said)
