"""Places as a person types them: by name or by id, those that count for a question."""

from __future__ import annotations

from geo_service.coverage.city import City
from geo_service.coverage.supply import Supplied
from geo_service.errors import NotFoundError, ParameterError
from layers.text import fold_name

MOST = 10
"""Places that an error lists."""


def places_named(city: City, supply: Supplied, text: str, parameter: str) -> tuple[str, ...]:
    """Ids of the places of a text: ids or names with commas between, each of a place that counts.

    The whole text is tried first: ids and names may hold commas. ParameterError for a name that several have, with their ids
    and wards; NotFoundError for one that none has, or only places that do not count. ``parameter``: where it was typed.
    """
    if (whole := _ids(supply, text.strip())) and len(whole) == 1:
        return whole
    parts = [one.strip() for one in text.replace("、", ",").replace("，", ",").split(",")]
    return tuple(dict.fromkeys(_one(city, supply, part, parameter) for part in parts if part))


def _ids(supply: Supplied, text: str) -> tuple[str, ...]:
    """The place of this id, or those of this name; in the order of their ids."""
    places = supply.source
    counted = supply.index.tolist()
    if any(places.id[i] == text for i in counted):
        return (text,)
    key = fold_name(text)
    return tuple(places.id[i] for i in counted if key and fold_name(places.name[i]) == key)


def _one(city: City, supply: Supplied, text: str, parameter: str) -> str:
    found = _ids(supply, text)
    if len(found) == 1:
        return found[0]
    shown = text[:60]
    if found:
        raise ParameterError(
            f"「{shown}」という名前の場所は{len(found)}か所あります。次の番号のどれかを書いてください："
            f"{_listed(city, supply, found, '、')}。",
            f"{len(found)} places are called '{shown}'. Write the id of one: {_listed(city, supply, found, ', ')}.",
            parameter=parameter,
            value=shown,
            allowed=list(found[:MOST]),
        )
    places, key = supply.source, fold_name(text)
    if any(id == text or fold_name(name) == key for id, name in zip(places.id, places.name, strict=True)):
        raise NotFoundError(
            f"「{shown}」は一覧にありますが、この問いで数える場所の中にありません（災害の指定、種別、位置などのため）。"
            "ほかの災害を選ぶか、数える場所を表で確かめてください。",
            f"'{shown}' is on the list but does not count for this question (its mark for the hazard, its kind, its position). "
            "Choose another hazard, or see the table for the places that count.",
            parameter=parameter,
            value=shown,
        )
    near = tuple(places.id[i] for i in supply.index.tolist() if key and key in fold_name(places.name[i]))
    like_ja = f"名前に「{shown}」が入る場所：{_listed(city, supply, near, '、')}。" if near else ""
    like_en = f" Places with it in their names: {_listed(city, supply, near, ', ')}." if near else ""
    raise NotFoundError(
        f"「{shown}」という名前や番号の場所は、この問いで数える場所の中にありません。表にある名前を書いてください。{like_ja}",
        f"No place with the name or id '{shown}' counts for this question. Write a name that the table has.{like_en}",
        parameter=parameter,
        value=shown,
    )


def _listed(city: City, supply: Supplied, ids: tuple[str, ...], comma: str) -> str:
    """Ids with names and wards, the first of them."""
    places, wards = supply.source, city.unit_sets.get("wards")
    at = {places.id[i]: i for i in supply.index.tolist()}
    told = []
    for id in ids[:MOST]:
        ward = int(places.ward[at[id]])
        where = wards.name_ja[ward] if wards is not None and ward >= 0 else ""
        more = " ".join(part for part in (places.name[at[id]], where) if part)
        told.append(f"{id}（{more}）" if comma == "、" else f"{id} ({more})")
    return comma.join([*told, *(["…"] if len(ids) > MOST else [])])
