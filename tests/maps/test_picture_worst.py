"""A slide says which areas are worst, and its legend says what is on it."""

from __future__ import annotations

import json
import re

from geo_service import render
from maps.picture_answer import answer_picture
from tests.render.answers import ask, residents


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_the_worst_five_are_named_with_their_figure() -> None:
    towns = json.loads(render.to_json(residents()))["units"]["towns"]
    worst = sorted((one for one in towns if one["unserved"] > 0), key=lambda one: (-one["unserved"], one["code"]))[:5]
    said = [one for one in texts(answer_picture(residents())) if re.match(r"[1-5] (?!km)", one)]
    assert [one.split()[:2] for one in said] == [[str(rank), one["name"]] for rank, one in enumerate(worst, start=1)]
    assert all(one.endswith("人") for one in said)


def test_a_ward_names_its_own_and_counts_what_is_shown() -> None:
    answer = ask("evacuation-site-reach", hazard="flood", ward="99901")
    towns = {one["name"]: one["ward"] for one in json.loads(render.to_json(answer))["units"]["towns"]}
    svg = answer_picture(answer)
    assert {towns[one.split()[1]] for one in texts(svg) if re.match(r"[1-5] (?!km)", one)} == {"99901"}
    drawn = svg.count('fill="#0b3d91" stroke="#ffffff" stroke-width="1.2"') - 1
    assert f"{drawn}か所" in "".join(texts(svg))
