"""What losing places comes to, in a sentence: the worst single closure, those given to close, and how many harm nobody."""

from __future__ import annotations

from geo_service.coverage.city import Places
from geo_service.coverage.losses import LossAnswer
from geo_service.render.rounding import HALF
from geo_service.render.studies.asked import as_at
from geo_service.render.words import counted, hazard_label, number, plural, where
from layers.base import Text

NAMED = 3
"""Names of closed places that a sentence holds."""


def asking(answer: LossAnswer, place: Text, within: Text) -> Text:
    """The question in words."""
    what, here = counted(answer.question.demand), where(answer.city, answer.question.ward)
    return Text(
        f"{here.ja}で{place.ja}が1か所（または何か所か同時に）使えなくなると、{within.ja}以内に{place.ja}がなくなる{what.group.ja}は、"
        f"{what.how_many.ja}か",
        f"If {plural(place.en)} in {here.en} close, one or several at once, {what.how_many.en} of the {what.group.en} are left "
        f"with none within {within.en}?",
    )


def sentence(answer: LossAnswer, place: Text) -> Text:
    """What a lay reader takes home: the worst single closure, and how many closures leave nobody without."""
    what, night = counted(answer.question.demand), as_at(answer.question)
    here = where(answer.city, answer.question.ward)
    unit = what.label.ja
    if not answer.losses:
        return Text(f"{here.ja}には、この問いで数える{place.ja}がありません。", f"No {place.en} counts for this in {here.en}.")
    places, worst = source_of(answer), answer.losses[0]
    # Everybody in the city counts for what can close; for a ward, what is worst is what is worst for its people.
    harmless, of_ward = sum(one.lost < HALF for one in answer.losses), answer.ward >= 0
    lost = worst.lost_by_ward[answer.ward] if of_ward else worst.lost
    name, hazard, given = places.name[worst.places[0]], _hazard(answer), _given(answer, place)
    around = answer.question.supply.neighbours
    which_ja, which_en = f"{here.ja}{'と周辺' if around else ''}の", f"in {here.en}{' and around' if around else ''}"
    if of_ward:
        which_ja = f"{here.ja}にあるか、区の人に届く"
        which_en = f"in {here.en} or within reach of its people"
    many = number(len(answer.losses))
    first_ja = f"{given.ja}{hazard.ja}数えた{which_ja}{place.ja}{many}か所のうち、"
    first_en = f"{given.en}{hazard.en}Of {many} {plural(place.en)} that count {which_en}"
    mine_ja, mine_en = (f"{here.ja}の", f" in {here.en}") if of_ward else ("", "")
    rest_ja = rest_en = ""
    if harmless and of_ward:
        rest_ja = f"{number(harmless)}か所は、使えなくなっても、区の外も含めて市の全員にほかの場所が残ります。"
        rest_en = f" Closing any one of {number(harmless)} leaves everyone in the whole city who has a place with another."
    elif harmless:
        rest_ja = f"{number(harmless)}か所は、使えなくなっても全員にほかの場所が残ります。"
        rest_en = f" Closing any one of {number(harmless)} leaves everyone who has a place with another."
    if lost < HALF:
        # Where a ward loses nobody others still may: only then the rest says something new.
        others = harmless < len(answer.losses) and of_ward
        return Text(
            f"{first_ja}どの1か所が使えなくなっても、近くに{place.ja}がなくなる{mine_ja}{what.group.ja}{night.ja}はいません。"
            f"{rest_ja if others else ''}",
            f"{first_en}, no single one leaves any of the {what.group.en}{mine_en}{night.en} without when it closes."
            f"{rest_en if others else ''}",
        )
    told_ja = (
        f"最も困るのは{name}で、使えなくなると{mine_ja}{what.group.ja}{number(lost)}{unit}{night.ja}の"
        f"近くに{place.ja}が1か所もなくなります。"
    )
    told_en = f", {name} matters most: if it closes, {number(lost)} {what.group.en}{mine_en}{night.en} have none left near."
    return Text(first_ja + told_ja + rest_ja, first_en + told_en + rest_en)


def _hazard(answer: LossAnswer) -> Text:
    """In which hazard, before a sentence; nothing for questions that have none."""
    said = hazard_label(answer.question.supply.hazard)
    return Text(f"{said.ja}のとき、", f"For {said.en}: ") if said.ja else said


def _given(answer: LossAnswer, place: Text) -> Text:
    """What closing the places that were given at once does; nothing where none were."""
    found = next(((group, one) for group, one in answer.groups if group.why == "named"), None)
    if found is None:
        return Text("", "")
    group, one = found
    what, places = counted(answer.question.demand), source_of(answer)
    names = [places.name[i] for i in group.places]
    more = len(names) - NAMED
    ja = "、".join(names[:NAMED]) + (f"ほか{number(more)}か所" if more > 0 else "")
    en = ", ".join(names[:NAMED]) + (f" and {number(more)} more" if more > 0 else "")
    here = where(answer.city, answer.question.ward)
    mine_ja = mine_en = ""
    if answer.ward >= 0:
        lost = number(one.lost_by_ward[answer.ward])
        mine_ja, mine_en = f"（うち{here.ja}{lost}{what.label.ja}）", f" ({lost} of them in {here.en})"
    city_ja, city_en = ("市全体で", " in the whole city") if answer.ward >= 0 else ("", "")
    once_ja, once_en = ("が同時に", " close at once") if len(names) > 1 else ("が", " closes")
    return Text(
        f"指定した{ja}{once_ja}使えなくなると、{city_ja}{what.group.ja}"
        f"{number(one.lost)}{what.label.ja}{mine_ja}の近くに{place.ja}が1か所もなくなります。",
        f"If {en}{once_en}, as given, {number(one.lost)} {what.group.en}{city_en}{mine_en} have none left near. ",
    )


def source_of(answer: LossAnswer) -> Places:
    """The places that may close."""
    return answer.city.places[answer.question.supply.layer]


def _counting(answer: LossAnswer) -> tuple[Text, ...]:
    """Who is counted where a ward is asked about."""
    if answer.ward < 0:
        return ()
    here = where(answer.city, answer.question.ward)
    return (
        Text(
            f"{here.ja}の人が使う場所には、区の外の人も行きます。そのため「使えなくなると困る人」は市全体で数え、"
            f"そのうち{here.ja}の人を横に示しました。{here.ja}に関わらない場所と、ほかの区の合計は出していません。市外の人は数えていません。",
            f"People outside {here.en} go to these places, too: harm is counted for everybody in the city, and for the people of "
            f"{here.en} beside it. Places that do not matter to {here.en}, and sums of other wards, are not given. "
            "People outside the city are not counted.",
        ),
    )


def notes(answer: LossAnswer) -> tuple[Text, ...]:
    """What must be known with the figures."""
    served, unserved, _ = answer.before
    what, here = counted(answer.question.demand), where(answer.city, answer.question.ward)
    now_ja, now_en = (f"{here.ja}の人では、", f" in {here.en}") if answer.ward >= 0 else ("", "")
    return (
        *_counting(answer),
        Text(
            f"{now_ja}いま近くにある{what.group.ja}は{number(served)}{what.label.ja}、ないのは{number(unserved)}{what.label.ja}です。"
            "ないままの人は、どの場所が使えなくなっても数に出てきません。",
            f"As things are {number(served)} {what.group.en}{now_en} have one near and {number(unserved)} do not; the latter "
            "are in no row, whatever closes.",
        ),
        Text(
            "一か所ごとの数は足せません。二か所が同時に使えなくなると、足した数より多くの人が困ることがあります。",
            "Rows do not add up: two places closing at once can harm more people than the two rows say.",
        ),
        Text(
            "「いちばん近いのがここの人」は土地の小さな区切りごとに1か所へ数えるので、区切りの一部だけに届く場所では、なくなる人の"
            "ほうが多く見えることがあります。",
            "Whose nearest a place is, is counted by small pieces of ground, each for one place: where another reaches a part of "
            "a piece, more can be left without than the place has users.",
        ),
        Text(
            "同じ区域の中にある場所は、その災害で同時に使えなくなるおそれがあるものとしてまとめました。",
            "Places inside one hazard zone are taken as failing together.",
        ),
    )
