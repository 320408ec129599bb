"""Which boards signs are made for: of a ward or any area, by what the list says of their signs, and not too many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from geo_service.coverage.board_signs import BOARDS, CHOSEN, MOST_BOARDS, SITES, Board, BoardSign, board_signs, chosen
from geo_service.coverage.city import City, DatasetNote
from geo_service.errors import ParameterError
from geo_service.questions.parameters import not_listed
from layers.base import Text
from maps.paper.wall import area_named
from maps.paper.wall.area import Area

PER_PAGE = ("1", "2", "4")
"""Signs on a sheet of A4: one lying, two lying one above the other, four."""
WHICH = {
    "lacking": Text("表示のない掲示板と、あるか分からない掲示板", "boards without a sign, or not known to have one"),
    "without": Text("表示のない掲示板だけ", "only boards without a sign"),
    "unknown": Text("表示があるか分からない掲示板だけ", "only boards not known to have a sign"),
    "all": Text("すべての掲示板", "all boards"),
}
ELECTION = "election_board"


@dataclass(frozen=True)
class Chosen:
    """The boards of an area (None: the whole city) that were asked for, with what their signs say. ``election``: boards that
    stand at elections only, and get none; ``elsewhere``: boards without a position of which nobody can say whether they are in
    the area."""

    city: City
    area: Area | None
    which: str
    signs: tuple[BoardSign, ...]
    election: int
    elsewhere: int

    @property
    def printed(self) -> tuple[BoardSign, ...]:
        """The ones that get a sign."""
        return tuple(one for one in self.signs if not one.why)


def which_named(text: str) -> str:
    """Of CHOSEN, "" being the first. ParameterError for any other."""
    if text and text not in CHOSEN:
        raise not_listed("boards", text, list(WHICH.items()))
    return text or CHOSEN[0]


def per_page_named(text: str) -> int:
    """Signs on a sheet. ParameterError for what no sheet has."""
    if text and text not in PER_PAGE:
        raise not_listed("per_page", text, [(one, Text(f"A4に{one}枚", f"{one} on a sheet of A4")) for one in PER_PAGE])
    return int(text or PER_PAGE[0])


def area_asked(city: City, area: str, ward: str) -> Area | None:
    """The area of ``set:code`` (or set/code), or the ward by code or name; None for the whole city. ParameterError where both
    are given, or there is no such area."""
    if area and ward:
        raise ParameterError(
            "area（地域）と ward（区）はどちらか1つにしてください。", "Give either an area or a ward.", parameter="area"
        )
    if ward:
        return area_named(city, f"wards:{ward}")
    return area_named(city, area if ":" in area else area.replace("/", ":", 1)) if area else None


def chosen_boards(city: City, boards: Sequence[Board], which: str, asked: Area | None = None) -> Chosen:
    """The boards asked for with what their signs say. ``which``: of CHOSEN. ParameterError, naming the limit, where there are
    more than MOST_BOARDS."""
    here, elsewhere = _inside(boards, asked)
    hung = [one for one in here if one.kind != ELECTION]
    wanted = chosen(hung, which)
    if len(wanted) > MOST_BOARDS:
        raise ParameterError(
            f"掲示板が{len(wanted):,}枚あります。1つのファイルにできるのは{MOST_BOARDS}枚までです。"
            "区（ward）か地域（area）を指定してください。",
            f"There are {len(wanted):,} boards; one file takes at most {MOST_BOARDS}. Give a ward or an area.",
            parameter="area",
            maximum=MOST_BOARDS,
        )
    return Chosen(city, asked, which, board_signs(city, wanted), len(here) - len(hung), elsewhere)


def _inside(boards: Sequence[Board], area: Area | None) -> tuple[list[Board], int]:
    """The boards in the area, and how many without a position may be. One without is in the ward that its list names."""
    if area is None:
        return list(boards), 0
    shapely.prepare(area.shape)
    here, unsure = [], 0
    for one in boards:
        if not math.isnan(one.lon):
            if shapely.intersects_xy(area.shape, one.lon, one.lat):
                here.append(one)
        elif area.unit_set == "wards" and one.ward:
            here += [one] if one.ward in (area.name_ja, area.code) else []
        else:
            unsure += 1
    return here, unsure


def datasets_shown(city: City) -> list[DatasetNote]:
    """The datasets in use that a sign's words come from."""
    shown = {BOARDS, SITES, "elevation", "hazard_zones", "streets", "wards", "towns"}
    return [one for one in city.datasets if one.used and one.layer in shown and (one.layer != "hazard_zones" or _flood(one))]


def _flood(one: DatasetNote) -> bool:
    return not one.hazards or "flood" in one.hazards
