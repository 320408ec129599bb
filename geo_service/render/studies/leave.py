"""Who must leave, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping

from geo_service.coverage.city import ALL_SOURCES, City, DatasetNote, ZoneGround
from geo_service.coverage.floors import STAY_HOURS, UPSTAIRS
from geo_service.coverage.leave import LeaveAnswer, who_must_leave
from geo_service.coverage.question import Question, Supply
from geo_service.coverage.site_class import classify
from geo_service.coverage.sources import datasets, floor_datasets
from geo_service.questions.area import read_unit_sets, read_ward
from geo_service.questions.build import read_reach
from geo_service.questions.catalogue import CATALOGUE
from geo_service.questions.demand import read_demand
from geo_service.questions.parameters import number_between, single_values, yes_or_no
from geo_service.questions.zones import read_ground, read_zone_hazard, scale_label
from geo_service.render.studies.asked import as_at
from geo_service.render.studies.leave_tables import class_table, doubt_table, unit_table
from geo_service.render.studies.site_tables import LEGEND, site_list, site_points, site_table
from geo_service.render.study import Drawn, Study, StudySpec, study_id
from geo_service.render.words import counted, hazard_label, number, where
from layers.base import Text

PARAMETERS = ("hazard", "source", "scale", "demand", "stay_hours", "within", "reach", "profile", "ward", "unit_set", "neighbours")
SITES = "evacuation_sites"
_DWELLINGS = {
    "floors": Text(
        "世帯が住んでいる階の統計を使いました。",
        "How high people live is taken from statistics of the floors that households live on.",
    ),
    "houses": Text(
        "住宅の建て方・階数の統計を使い、どの階に住むかは幅で示しました。",
        "How high people live is bounded by statistics of kinds of dwelling and their storeys.",
    ),
    "buildings": Text(
        "建物の階数と用途から、住む階の幅を求めました。",
        "How high people live is bounded by the storeys and uses of buildings.",
    ),
    "": Text(
        "住まいの階数が分からないため、全員が1階に住む場合と、全員が高い階に住む場合の間を示しました。",
        "How high people live is not known: the range runs from all on high floors to all on the first.",
    ),
}
BASIS = (
    Text(
        "立ち退くか屋内にとどまるかは、(1) 家屋倒壊等氾濫想定区域の外、(2) 住む階が水より上、(3) 水が引くまで備えが足りる、の"
        "三つがそろうときだけ屋内にとどまれるものとしました（内閣府「避難情報に関するガイドライン」の屋内安全確保の条件による。"
        "二次資料で確認）",
        "Staying in is taken to be possible only outside ground where houses may collapse, on a floor above the water, and "
        "for as long as stores last (conditions of 屋内安全確保 in the Cabinet Office's guideline, read in secondary sources)",
    ),
    Text(
        "階の高さは、1階0.5 m、2階3 m、3階5 m、その上は1階ごとに3 mとしました（国土交通省「水害ハザードマップ作成の手引き」の"
        "深さの区分に合わせた、このサービスの仮定。3 mの水なら2階から、5 mなら3階から使えます）",
        "Floors are taken to lie 0.5 m (first), 3 m (second), 5 m (third) above the ground and 3 m more each (our assumption, "
        "after the classes of depth in MLIT's handbook for flood hazard maps)",
    ),
    Text(
        "土砂災害・津波などの区域では、階にかかわらず立ち退くものとしました",
        "In zones of landslides, tsunamis and the like everyone leaves, whatever their floor",
    ),
)


def make(city: City, parameters: Mapping[str, object]) -> Study:
    """The study with its parameters read and checked against the city."""
    read = single_values(parameters, PARAMETERS)
    spec = CATALOGUE["evacuation-site-reach"]
    hazard = read_zone_hazard(city, read.get("hazard"))
    ground = read_ground(city, hazard, read.get("source"), read.get("scale"))
    stay = number_between("stay_hours", read.get("stay_hours"), STAY_HOURS, 1, 1000, "h")
    question = Question(
        id="who-must-leave",
        demand=read_demand(city, spec, read.get("demand", spec.demand)),
        supply=Supply(SITES, (), hazard, (), yes_or_no("neighbours", read.get("neighbours", "false"))),
        reach=read_reach(spec, read, city),
        ward=read_ward(city, read.get("ward")),
        unit_sets=read_unit_sets(city, read.get("unit_set"), ()),
    )
    answer = who_must_leave(city, question, ground.key, stay)
    chosen = {
        "hazard": hazard,
        "source": ground.source,
        "scale": ground.scale,
        "demand": question.demand.id,
        "stay_hours": stay,
        "within": question.reach.limit_m,
        "reach": question.reach.mode,
        **({"profile": question.reach.profile} if question.reach.mode == "streets" else {}),
        "ward": question.ward,
        "neighbours": question.supply.neighbours,
        "unit_set": ",".join(question.unit_sets),
    }
    places = city.places.get(SITES)
    classes = classify(city, places, hazard, ground.key) if places is not None else None
    units = [unit_table(answer, id, rows) for id, rows in answer.units.items()]
    drawn_set = next((id for id in ("towns", "wards") if id in answer.units), "")
    points = site_points(places, classes) if places is not None and classes is not None else ()
    return Study(
        id=study_id(city, "who-must-leave", chosen),
        study="who-must-leave",
        city=city,
        title=SPEC.title,
        question=_question(answer),
        sentence=sentence(answer),
        tables=(
            *(one for one in units if one.unit_set == "wards"),
            *class_table(answer),
            *doubt_table(answer),
            *((site_table(places, classes), site_list(city, places, classes)) if places and classes else ()),
            *(one for one in units if one.unit_set != "wards"),
        ),
        notes=_notes(answer),
        basis=BASIS,
        datasets=_datasets(city, question, tuple(answer.units)),
        parameters=chosen,
        drawn=Drawn(
            f"units-{drawn_set}",
            "must_high",
            Text("立ち退きが必要な人（多い場合）", "must leave (at most)"),
            points,
            LEGEND,
            "not_assessed",
            Text("0人とは言えない：想定の対象だったか分からない土地", "Cannot be said to be 0: not known to be assessed"),
        )
        if drawn_set
        else None,
    )


def ground_words(ground: ZoneGround) -> Text:
    """The hazard with its source and scale: みほん川の洪水（想定最大規模）."""
    hazard, scale = hazard_label(ground.hazard), scale_label(ground.scale)
    all_of_them = ground.source == ALL_SOURCES
    source_ja = "読み込まれたすべての川などの" if all_of_them else f"{ground.source}の" if ground.source else ""
    source_en = " of all sources loaded" if all_of_them else f" of {ground.source}" if ground.source else ""
    return Text(
        f"{source_ja}{hazard.ja}{f'（{scale.ja}）' if scale.ja else ''}",
        f"{hazard.en}{source_en}{f' ({scale.en})' if scale.en else ''}",
    )


def _datasets(city: City, question: Question, sets: tuple[str, ...]) -> tuple[DatasetNote, ...]:
    """What the figures rest on: also what tells how high people live and how high the places are."""
    used = {*datasets(city, question, sets, True), *floor_datasets(city, question.supply.layer)}
    return tuple(note for note in city.datasets if note in used)


def _question(answer: LeaveAnswer) -> Text:
    what, ground = counted(answer.question.demand), ground_words(answer.ground)
    place = where(answer.city, answer.question.ward)
    return Text(
        f"{place.ja}で、{ground.ja}のとき、立ち退かなければならない{what.group.ja}は、どこに{what.how_many.ja}か",
        f"Where in {place.en}, and how many, are the {what.group.en} who must leave in {ground.en}?",
    )


def span(low: float, high: float, unit: str = "") -> Text:
    """A range as people read it; one number where both ends round to it."""
    if number(low) == number(high):
        return Text(f"{number(high)}{unit}", number(high))
    return Text(f"{number(low)}〜{number(high)}{unit}", f"{number(low)} to {number(high)}")


def sentence(answer: LeaveAnswer) -> Text:
    """What a lay reader takes home: who must leave, who may stay, who is not assessed; at night."""
    total, what = answer.total, counted(answer.question.demand)
    unit = what.label.ja
    place, ground = where(answer.city, answer.question.ward), ground_words(answer.ground)
    must, may = span(total.must_low, total.must_high, unit), span(total.may_low, total.may_high, unit)
    night, upstairs = as_at(answer.question), answer.ground.hazard in UPSTAIRS
    stay_ja = f"家の中の高い所にとどまれる可能性があるのは{may.ja}、" if upstairs else ""
    stay_en = f"{may.en} may be able to stay in on a dry floor; " if upstairs else ""
    unassessed_ja = (
        f"、想定の対象になった土地か分からない所に{number(total.not_assessed)}{unit}" if total.not_assessed >= 0.5 else ""
    )
    unassessed_en = (
        f", and {number(total.not_assessed)} are where nobody says the ground was assessed" if total.not_assessed >= 0.5 else ""
    )
    return Text(
        f"{place.ja}の{what.group.ja}{number(total.demand)}{unit}{night.ja}のうち、{ground.ja}で立ち退かなければならないのは"
        f"{must.ja}です。{stay_ja}区域の外は{number(total.outside)}{unit}{unassessed_ja}です。",
        f"Of {number(total.demand)} {what.group.en} in {place.en}{night.en}, {must.en} must leave in {ground.en}; "
        f"{stay_en}{number(total.outside)} are outside the zone{unassessed_en}.",
    )


def _notes(answer: LeaveAnswer) -> tuple[Text, ...]:
    notes = [_DWELLINGS[answer.dwellings]] if answer.ground.hazard in UPSTAIRS else []
    if answer.ground.hazard in UPSTAIRS:
        notes.append(
            Text(
                f"水が{answer.stay_hours:g}時間より長く引かない所では、とどまれないものとしました。",
                f"Where the water stands longer than {answer.stay_hours:g} hours nobody is taken to stay.",
            )
        )
    if answer.total.left_out >= 0.5:
        notes.append(
            Text(
                f"位置の分からない{number(answer.total.left_out)}{counted(answer.question.demand).label.ja}は、"
                "どれにも入れていません。",
                f"{number(answer.total.left_out)} without a position are in none of these.",
            )
        )
    if not answer.supply_known:
        notes.append(
            Text(
                "この災害に使える避難場所のデータがないため、行き先が近くにあるかは言えません。",
                "Whether there is somewhere to go cannot be said: no sites for this hazard are loaded.",
            )
        )
    notes.append(
        Text(
            "区域の外でも安全とは限りません。想定の対象にならなかった川や、内水・がけの危険は別に確かめます。",
            "Outside is not the same as safe: rivers not assessed, water in sewers and slopes are other questions.",
        )
    )
    return tuple(notes)


SPEC = StudySpec(
    id="who-must-leave",
    title=Text("この災害で、だれが立ち退かなければならない？", "Who must leave in this hazard, and who may stay?"),
    about=Text(
        "川と規模を選ぶと、立ち退く人、家の中の高い所にとどまれる人、区域の外の人、想定の対象だったか分からない人に分けます。"
        "分からないことは幅で示します。",
        "For a river and a scale: who must leave, who may stay on a dry floor, who is outside, and who nobody assessed. What is "
        "not known makes a range.",
    ),
    parameters=PARAMETERS,
    make=make,
    sample={"hazard": "flood", "scale": "largest"},
)
