"""What the sentence and the notes say of a hazard's zones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo_service import render
from geo_service.coverage.answer import Answer
from geo_service.render.notes import notes
from geo_service.render.zones import zones_note
from tests.render.answers import ask, city, nurseries, residents
from tests.toy import towns, toy_city


def dry_east(**more: object) -> Answer:
    """The east ward of a city whose flood zone lies in the west only."""
    town = toy_city(**more)  # type: ignore[arg-type]
    atoms = town.populations[0]
    east = np.zeros(len(atoms), dtype=bool)
    wards = atoms.members["wards"]
    east[wards.thing[wards.unit == 1]] = True
    dry = {key: np.where(east, 0.0, share) for key, share in atoms.zone_share.items()}
    return ask("evacuation-site-reach", replace(town, populations=(replace(atoms, zone_share=dry),)), hazard="flood", ward="東区")


def test_the_sentence_says_how_many_live_in_the_zone_and_how_many_of_them_are_not_served() -> None:
    said = render.sentence(residents())
    # 1.4 of 5 km are flooded: 7,000 of 25,000. The only open site lies in the zone and reaches 785, all inside it.
    assert "住民のうち洪水の想定区域の中に住むのは7,000人で、そのうち6,215人には届いていません。" in said.ja
    assert "Of the residents, 7,000 live inside the zones for floods, and 6,215 of them have none within reach." in said.en
    facilities = render.sentence(ask("evacuation-site-reach", hazard="flood", demand="child_facilities:nursery"))
    assert "認可保育所のうち洪水の想定区域の中にあるのは2か所で、そのうち1か所には届いていません。" in facilities.ja
    assert "想定区域" not in render.sentence(ask("park-reach")).ja


def test_a_ward_the_hazard_never_reaches_is_said_outright() -> None:
    said = render.sentence(dry_east())
    # The ward's only site has a blank mark: who is reached is not known, that nobody lives in the zone is.
    assert "分かりません。" in said.ja and "ただし東区には洪水の想定区域の中に住む人はいません（0人）。" in said.ja
    assert "However, no residents in East Ward live inside the zones for floods (0)." in said.en


def test_nobody_is_claimed_only_of_those_whose_position_is_known() -> None:
    answer = dry_east()
    unsure = replace(answer, total=replace(answer.total, left_out=3.0))
    assert "ただし東区には、位置の分かる範囲では、洪水の想定区域の中に住む人はいません（0人）。" in render.sentence(unsure).ja


def test_a_fraction_of_a_person_is_not_nobody() -> None:
    answer = residents()
    few = render.sentence(replace(answer, total=replace(answer.total, in_zone=(0.04, 0.0, 0.04))))
    assert "想定区域の中に住むのは1人足らずで、そのうち1人足らずには届いていません。" in few.ja
    assert "いません（0人）" not in few.ja


def test_all_inside_are_served() -> None:
    answer = residents()
    said = render.sentence(replace(answer, total=replace(answer.total, in_zone=(100.0, 100.0, 0.0))))
    assert "住むのは100人で、そのうち届いていない人はいません（0人）。" in said.ja
    assert "100 live inside the zones for floods, and all of them have one within reach." in said.en


def test_zones_that_were_not_laid_over_the_people_are_no_zero() -> None:
    town = city()
    bare = replace(town, populations=tuple(replace(one, zone_share={}) for one in town.populations))
    said = render.sentence(ask("evacuation-site-reach", bare, hazard="flood"))
    assert "洪水の想定区域の中の数が分からないため市全体の数で" in said.ja
    without = render.sentence(ask("evacuation-site-reach", replace(bare, zones=(), zone_grounds=()), hazard="flood"))
    assert "洪水の想定区域のデータがないため" in without.ja


def test_of_a_hazard_without_zones_no_data_are_said_to_lack() -> None:
    assert "想定区域のデータがない" not in render.sentence(nurseries()).ja
    assert "地震は想定区域で分けずに" in render.sentence(nurseries()).ja


def test_the_note_names_the_sources_and_scales_that_were_united() -> None:
    town = city()
    first = town.zones[0]
    second = replace(first, key="flood:たとえ川:planned", source="たとえ川", scale="planned")
    answer = ask("evacuation-site-reach", replace(town, zones=(first, second)), hazard="flood")
    note = zones_note(answer)
    assert note in notes(answer)
    assert note is not None
    assert "想定最大規模（みほん川）、計画規模（たとえ川）をすべて重ねた範囲です。" in note.ja
    assert "largest assumed scale (みほん川); planned scale (たとえ川), all laid over each other." in note.en
    assert "想定の対象になっていない土地" in note.ja
    assert "never assessed" in note.en
    assert "洪水の想定区域（2つの想定を重ねた範囲）の中に住むのは" in render.sentence(answer).ja
    single = zones_note(residents())
    assert single is not None
    assert "重ねた" not in single.ja
    assert zones_note(nurseries()) is None
    many = tuple(replace(first, source=f"沢{at}", scale="") for at in range(10))
    plain = zones_note(ask("evacuation-site-reach", replace(town, zones=many), hazard="flood"))
    assert plain is not None
    assert plain.ja.startswith("洪水の想定区域は、沢0、沢1、")
    assert "沢7、ほか2件をすべて重ねた" in plain.ja
    assert "沢7 and 2 more, all laid" in plain.en


def test_a_ward_without_anybody_says_nothing_of_zones() -> None:
    only_west = [one for one in towns() if one.ward == "99901"]
    said = render.sentence(ask("evacuation-site-reach", toy_city(population=only_west), hazard="flood", ward="東区"))
    assert "割合は出せません" in said.ja
    assert "想定区域" not in said.ja
