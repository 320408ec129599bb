"""Which hazard leaves whom without a place, in words and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from geo_service.coverage.city import City, DatasetNote
from geo_service.coverage.question import Question, Supply
from geo_service.coverage.sources import datasets
from geo_service.coverage.which_hazard import (
    ANY,
    SHELTERS,
    SITES,
    HazardAnswer,
    HazardColumn,
    Reached,
    which_hazard,
)
from geo_service.coverage.which_hazard import (
    LAYERS as PLACE_LAYERS,
)
from geo_service.errors import NotAnswerableError
from geo_service.questions.area import read_unit_sets, read_ward
from geo_service.questions.build import read_reach
from geo_service.questions.catalogue import CATALOGUE
from geo_service.questions.demand import at_time, read_demand, read_time
from geo_service.questions.parameters import code_of, labelled, not_listed, single_values, yes_or_no
from geo_service.questions.walking import require_streets
from geo_service.render.studies.asked import USUAL, as_at, basis_of, chosen, reason_notes, unmeasured, within_words
from geo_service.render.studies.hazard_counts import blank_sentence, counts_table, hazard_words, missing_notes, unknown_words
from geo_service.render.studies.hazard_pairs import pair_notes, pair_tables
from geo_service.render.study import Column, Drawn, Study, StudySpec, StudyTable, study_id
from geo_service.render.words import city_name, counted, hazard_label, number, ward_name, where
from layers import LAYERS
from layers.base import HAZARDS, Text
from layers.text import fold_address, fold_name

PARAMETERS = ("hazard", "demand", "time", "within", "reach", "profile", "closed_by", "ward", "unit_set", "neighbours")
_HOW_MANY: dict[str, tuple[Text, Callable[[Reached], float | None]]] = {
    "none": (Text("使える場所がない", "without any usable place"), lambda one: one.none if one.known else None),
    "one": (Text("使える場所が1か所だけ", "with one usable place only"), lambda one: one.one if one.known else None),
    "more": (Text("使える場所が2か所以上", "with two or more usable places"), lambda one: one.more if one.known else None),
}
BLANK = Text(
    "分かりません（近くにあるのは、印が空欄の場所だけ）。0ではありません。", "not known: all that is near are places left blank"
)
_MARKS = Text(
    "指定緊急避難場所の災害ごとの印は市町村長の指定（災害対策基本法49条の4）。指定避難所（同49条の7）に災害の種類の指定はなく、"
    "住所と名前の両方が同じで200 m以内にある指定緊急避難場所が1か所だけあるとき、その印を当てました（このサービスの決め方）",
    "Marks of evacuation sites are the mayor's designations per hazard (Basic Act on Disaster Management, article 49-4). "
    "Shelters (article 49-7) have none: they take those of the one site of the same address and name within 200 m (our rule)",
)


def make(city: City, parameters: Mapping[str, object]) -> Study:
    """The study with its parameters read and checked against the city."""
    read = single_values(parameters, PARAMETERS)
    spec = CATALOGUE[USUAL]
    reach = read_reach(spec, read, city)
    require_streets(city, reach)
    question = Question(
        id=USUAL,
        demand=at_time(city, read_demand(city, spec, read.get("demand", spec.demand)), read_time(read.get("time"))),
        supply=Supply(SITES, neighbours=yes_or_no("neighbours", read.get("neighbours", "false"))),
        reach=reach,
        ward=read_ward(city, read.get("ward")),
        unit_sets=read_unit_sets(city, read.get("unit_set"), ()),
    )
    answer = which_hazard(city, question, fold_address, fold_name)
    if not answer.columns:
        raise NotAnswerableError(
            f"{city.name_ja}の避難場所のデータには、どの災害のときに使えるかの印が一つもないため、答えられません。",
            f"Not answerable: the evacuation sites of {city.name_en or city.name_ja} carry no mark for any hazard.",
            lacks=[SITES],
        )
    first = _drawn_column(answer, read.get("hazard"))
    asked = {name: value for name, value in chosen(question).items() if name in PARAMETERS}
    asked["hazard"] = first.hazard if "hazard" in read else ""
    words = unmeasured(city, question)
    drawn = next((f"none-{first.layer}-{id}" for id in ("towns", "wards") if id in answer.units), "")
    return Study(
        id=study_id(city, SPEC.id, asked),
        study=SPEC.id,
        city=city,
        title=SPEC.title,
        question=_question(answer, within_words(words)),
        sentence=sentence(answer),
        tables=(
            _hazard_table(answer),
            counts_table(answer),
            *(one for one in _unit_tables(answer) if one.unit_set == "wards"),
            *pair_tables(answer),
            *(one for one in _unit_tables(answer) if one.unit_set != "wards"),
        ),
        notes=(*pair_notes(answer), *missing_notes(answer), *reason_notes(words, answer.left_out), *_notes(answer)),
        basis=(_MARKS, *basis_of(question)),
        datasets=_sources(answer),
        parameters=asked,
        drawn=Drawn(
            drawn,
            f"none_{first.hazard or 'any'}",
            Text(
                f"{hazard_words(first).ja}：{_HOW_MANY['none'][0].ja}",
                f"{hazard_words(first).en}: {_HOW_MANY['none'][0].en}",
            ),
            unknown_words=BLANK,
        )
        if drawn
        else None,
    )


def _drawn_column(answer: HazardAnswer, hazard: str | None) -> HazardColumn:
    """The column the map shows: of the hazard that is named, else the first. Every hazard is in the tables all the same."""
    if hazard is None:
        return answer.columns[0]
    found = code_of(hazard, HAZARDS)
    if found is None:
        raise not_listed("hazard", hazard, labelled(HAZARDS))
    have = list(dict.fromkeys(one.hazard for one in answer.columns if one.hazard != ANY))
    if found not in have:
        label = hazard_label(found)
        raise NotAnswerableError(
            f"{answer.city.name_ja}の避難場所のデータに{label.ja}の印がないため、地図に示せません。",
            f"The evacuation sites of {answer.city.name_en or answer.city.name_ja} have no marks for {label.en} to draw.",
            lacks=[SITES],
            parameter="hazard",
            allowed=have,
        )
    return next(one for one in answer.columns if one.hazard == found)


def _sources(answer: HazardAnswer) -> tuple[DatasetNote, ...]:
    sets = tuple(answer.units)
    found: set[DatasetNote] = set()
    for layer in {one.layer for one in answer.columns}:
        asked = replace(answer.question, supply=replace(answer.question.supply, layer=layer))
        found |= set(datasets(answer.city, asked, sets, False))
    return tuple(note for note in answer.city.datasets if note in found)


def _question(answer: HazardAnswer, within: Text) -> Text:
    what, place = counted(answer.question.demand), where(answer.city, answer.question.ward)
    return Text(
        f"{place.ja}で、{within.ja}以内に使える避難の場所がない、または1か所しかない{what.group.ja}は、災害ごとに{what.how_many.ja}か",
        f"Hazard by hazard, {what.how_many.en} of the {what.group.en} in {place.en} have no usable place within {within.en}, "
        "or only one?",
    )


def sentence(answer: HazardAnswer) -> Text:
    """What a lay reader takes home: the hazards with the most and the fewest people without a place, list by list."""
    what, place = counted(answer.question.demand), where(answer.city, answer.question.ward)
    ja, en = [], []
    for layer in PLACE_LAYERS:
        told = [one for one in answer.columns if one.layer == layer and one.hazard != ANY]
        mine = [one for one in told if one.total.known]
        silent = [unknown_words(answer, one) for one in told if not one.total.known]
        if not mine:
            ja += [one.ja for one in silent]
            en += [one.en for one in silent]
            continue
        order = sorted(mine, key=lambda one: (-one.total.none, one.hazard))
        most, least = order[0], order[-1]
        title, unit = LAYERS[layer].title, what.label.ja
        high, low = number(most.total.none), number(least.total.none)
        if high == low:
            ja.append(f"{title.ja}が近くにない{what.group.ja}は、印のあるどの災害でも{high}{unit}です")
            en.append(f"{title.en}: {high} have none usable in every hazard with marks")
        else:
            ja.append(
                f"使える{title.ja}が近くにないのは、{hazard_words(most).ja}のときが最も多く{high}{unit}、"
                f"{hazard_words(least).ja}のときが最も少なく{low}{unit}です"
            )
            en.append(f"{title.en}: for {hazard_words(most).en} {high} have none usable, for {hazard_words(least).en} {low}")
        ja += [one.ja for one in silent]
        en += [one.en for one in silent]
    whole = answer.columns[0].total.demand
    night, blank = as_at(answer.question), blank_sentence(answer)
    return Text(
        f"{place.ja}の{what.group.ja}{number(whole)}{what.label.ja}{night.ja}のうち、"
        f"{'。'.join(ja) or 'どの災害の印もありません'}。{blank.ja}",
        f"Of {number(whole)} {what.group.en} in {place.en}{night.en}: {'; '.join(en) or 'no list has a mark for any hazard'}."
        f"{blank.en}",
    )


def _hazard_table(answer: HazardAnswer) -> StudyTable:
    ward = answer.question.ward
    here = ward_name(answer.city, ward) if ward else Text("", "")

    def own(id: str, ja: str, en: str) -> Column:
        return Column(id, Text(f"{ja}（{here.ja}）" if ward else ja, f"{en}, in {here.en}" if ward else en), "places")

    columns = (
        Column("layer", Text("一覧", "list")),
        Column("hazard", Text("災害", "hazard")),
        own("designated", "指定あり", "designated"),
        own("not_designated", "指定なし", "not designated"),
        own("not_stated", "書かれていない", "not stated"),
        *((own("usable_here", "数えた場所", "places counted"),) if ward else ()),
        Column("usable", Text("数えた場所（区の外も）", "places counted, everywhere"), "places")
        if ward
        else Column("usable", Text("数えた場所", "places counted"), "places"),
        *(Column(id, title, "people") for id, (title, _) in _HOW_MANY.items()),
        Column("left_out", Text("地図に置けない", "not on the map"), "people"),
    )
    rows = tuple(
        (
            LAYERS[one.layer].title,
            hazard_words(one),
            *((None, None, None) if one.hazard == ANY else (one.designated, one.not_designated, one.not_stated)),
            *((one.usable_here,) if ward else ()),
            one.usable,
            *(read(one.total) for _, read in _HOW_MANY.values()),
            one.total.left_out,
        )
        for one in answer.columns
    )
    about = Text(
        f"{f'{here.ja}の人について、' if ward else ''}距離の中に使える場所がない・1か所だけ・2か所以上のどれか一つに数えます。"
        f"{'区の外の場所も、近ければ数えます。' if ward else ''}「書かれていない」は「使えない」ではありません。"
        "印のある場所がだれの近くにもなく、空欄の場所が近くにあるときは、分かりません（—）。",
        f"Everyone{f' in {here.en}' if ward else ''} is in one of none, one, two or more. "
        f"{'Places outside the ward count where they are near. ' if ward else ''}'Not stated' is not a no: where nothing "
        "marked is near anybody and places left blank are, it is not known (—).",
    )
    return StudyTable("hazards", Text("災害ごと", "Hazard by hazard"), columns, rows, about, most=20)


def _unit_tables(answer: HazardAnswer) -> list[StudyTable]:
    return [
        _units(answer, layer, how, id)
        for id in answer.units
        for layer in PLACE_LAYERS
        for how in _HOW_MANY
        if any(one.layer == layer for one in answer.columns)
    ]


def _units(answer: HazardAnswer, layer: str, how: str, unit_set: str) -> StudyTable:
    city, units = answer.city, answer.city.unit_sets[unit_set]
    title, read = _HOW_MANY[how]
    mine = [one for one in answer.columns if one.layer == layer]
    wards = city.unit_sets.get("wards")
    columns = (
        Column("code", Text("コード", "code")),
        Column("name", Text("名称", "name")),
        *(() if unit_set == "wards" else (Column("ward", Text("区", "ward")),)),
        *(Column(f"{how}_{one.hazard or 'any'}", hazard_words(one), "people") for one in mine),
        Column("demand", Text("対象", "all"), "people"),
    )
    rows = []
    for at, u in enumerate(answer.units[unit_set]):
        ward = int(units.ward[u])
        name = ward_name(city, wards.code[ward]) if wards is not None and ward >= 0 else ""
        rows.append(
            (
                units.code[u],
                Text(units.name_ja[u], units.name_en[u] or units.name_ja[u]),
                *(() if unit_set == "wards" else (name,)),
                *(read(one.units[unit_set][at]) for one in mine),
                mine[0].units[unit_set][at].demand,
            )
        )
    if unit_set == "wards" and not answer.question.ward:
        rows.append((city.code, city_name(city), *(read(one.total) for one in mine), mine[0].total.demand))
    heading = LAYERS[layer].title
    return StudyTable(
        f"{how}-{layer}-{unit_set}",
        Text(f"{heading.ja}：{title.ja}（{units.title_ja}）", f"{heading.en}: {title.en} ({units.title_en})"),
        columns,
        tuple(rows),
        unit_set=unit_set,
    )


def _notes(answer: HazardAnswer) -> tuple[Text, ...]:
    notes = []
    if any(one.layer == SHELTERS for one in answer.columns):
        notes.append(
            Text(
                "指定緊急避難場所は命を守るために逃げる所、指定避難所はしばらく過ごす所で、別のものです。足し合わせません。",
                "Evacuation sites are where one flees to, shelters where one stays. They are never added up.",
            )
        )
    if not answer.question.supply.neighbours and answer.city.neighbours:
        notes.append(Text("市外の場所は数えていません。", "Places outside the city are not counted."))
    return tuple(notes)


SPEC = StudySpec(
    id="which-hazard",
    title=Text("どの災害で、近くに使える避難の場所がない？", "In which hazard is there no usable place near?"),
    about=Text(
        "災害の種類ごとに、使える場所が近くに0・1・2か所以上ある人を数えます。指定緊急避難場所と指定避難所は分けます。",
        "Hazard by hazard: people with no, one, two or more usable places near. Evacuation sites and shelters stay apart.",
    ),
    parameters=PARAMETERS,
    make=make,
    sample={},
)
