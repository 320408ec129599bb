"""Rows of a load that have an address and no position get one from the city's gazetteer, with how sure it is.

The address is the row's own or, where rows are about something they stand on (a park that a group keeps), that thing's: such
a position serves until a release knows the thing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.geocode import Gazetteer, Geocoded, geocode
from geo_service.geocode.words import ACCURACY, HOW, SOURCE, WHY_NOT
from geo_service.store.city import Target
from geo_service.store.gazetteer import ADDRESSES, TOWNS, Known, gazetteer_of
from geo_service.store.judge import Judged
from layers.base import NOTHING_SAID, Layer, Text


@dataclass
class AddressBook:
    """What a load knows of its city's addresses: the current release's rows (``current`` reads them, once and only when an
    address has to be found) and those of the load's own files, which take the place of the same datasets there."""

    target: Target
    current: Callable[[], Iterable[Known]] = tuple
    learnt: list[Known] = field(default_factory=list)
    replaced: set[tuple[str, str, str]] = field(default_factory=set)

    def learn(self, judged: Iterable[Judged]) -> None:
        """Rows of 町丁 and address positions that this load brings count from here on."""
        for one in judged:
            self._learn(one)

    def _learn(self, one: Judged) -> None:
        meant, found = one.meant, one.found
        if meant.layer.id != ADDRESSES and meant.layer.id not in TOWNS:
            return
        ground = shapely.get_dimensions(found.geometry)
        points = np.where(ground > 0, shapely.point_on_surface(found.geometry), shapely.centroid(found.geometry))
        lon, lat = shapely.get_x(points), shapely.get_y(points)
        self.replaced.add((meant.layer.id, meant.source, meant.part))
        self.__dict__.pop("gazetteer", None)
        for at, row in enumerate(found.attributes.to_dict("records")):
            there = bool(np.isfinite(lon[at]))
            named = meant.layer.id != "population" or (row.get("name") and (found.accuracy[at] == "area" or ground[at] == 2))
            if meant.layer.id == ADDRESSES or (there and named):
                here = (float(lon[at]), float(lat[at])) if there else (None, None)
                plain = {str(name): value for name, value in row.items()}
                self.learnt.append(Known(*(meant.layer.id, meant.source, meant.part), found.municipality[at], plain, *here))

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """What addresses are looked up in."""
        before = [row for row in self.current() if (row.layer, row.source, row.part) not in self.replaced]
        return gazetteer_of(self.target, [*self.learnt, *before])

    def place(self, one: Judged) -> bool:
        """Give a dataset's rows without a position that of their address; True when it has any such row.

        Only rows of the city itself, and only in layers of points. A position that the source gives stays.
        """
        layer, found = one.meant.layer, one.found
        name = address_field(layer)
        if layer.geometry not in ("point", "any") or layer.id == ADDRESSES or name not in found.attributes:
            return False
        said = found.attributes[name].fillna("").astype(str)
        own = np.array([self.target.owns(code) for code in found.municipality], dtype=bool)
        open_ = shapely.is_missing(found.geometry) & (said.str.strip() != "").to_numpy(dtype=bool) & own
        if not open_.any():
            return False
        at = np.flatnonzero(open_)
        if not len(self.gazetteer):
            _no_gazetteer(one, at, said.iloc[at].tolist())
            return True
        wards = found.attributes["ward"].fillna("").astype(str).iloc[at].tolist() if "ward" in found.attributes else []
        places = geocode(said.iloc[at].tolist(), self.gazetteer, wards)
        there = np.isfinite(places.lon)
        found.geometry[at[there]] = shapely.points(places.lon[there], places.lat[there])
        found.accuracy[at[there]] = np.array(places.accuracy, dtype=object)[there]
        found.placed_by[at[there]] = "address" if name == "address" else "subject_address"
        _no_longer_without(one, at[there])
        self._say(one, at, places)
        return True

    def _say(self, one: Judged, at: NDArray[np.int64], places: Geocoded) -> None:
        said = one.found.attributes[address_field(one.meant.layer)].iloc[at].tolist()
        whole: Text | None = _whole(places)
        kinds = list(zip(places.accuracy, places.source, places.how, strict=True))
        for accuracy, source, how in dict.fromkeys(kinds):
            rows = [place for place, kind in enumerate(kinds) if kind == (accuracy, source, how)]
            if accuracy == "none":
                notes = ["、".join(places.candidates[place]) for place in rows]
                _not_found(one, at[rows], [said[place] for place in rows], WHY_NOT[how], notes)
            else:
                notes = [places.matched[place] for place in rows]
                words = (ACCURACY[accuracy], SOURCE[source], HOW[how])
                # What holds for the whole dataset is said with its first row only.
                for some in [rows[:1], rows[1:]] if whole is not None else [rows]:
                    _found(one, at[some], [said[place] for place in some], words, notes[: len(some)], accuracy == "area", whole)
                    notes, whole = notes[len(some) :], None


def _no_longer_without(one: Judged, placed: NDArray[np.int64]) -> None:
    """Rows placed by their address are not said to be without a position any more; what a position stands for, they say."""
    findings = one.found.findings
    rows = one.found.rows[placed]
    for at, finding in enumerate(findings.all):
        if finding.rule == "no_position":
            keep = ~np.isin(finding.rows, rows)
            values = [value for value, kept in zip(finding.values, keep, strict=True) if kept]
            findings.all[at] = replace(finding, rows=finding.rows[keep], values=values)
    findings.all = [finding for finding in findings.all if len(finding)]


def _whole(places: Geocoded) -> Text:
    counts = {level: count for level, count in places.counts().items() if level != "none"}
    return Text(
        "、".join(f"{ACCURACY[level].ja} {count}" for level, count in counts.items()),
        ", ".join(f"{count} × {ACCURACY[level].en}" for level, count in counts.items()),
    )


def _found(
    one: Judged,
    at: NDArray[np.int64],
    said: list[str],
    words: tuple[Text, Text, Text],
    notes: list[str],
    area: bool,
    whole: Text | None,
) -> None:
    accuracy, source, how = words
    tail = Text(f"このデータでは {whole.ja}。", f" In this data: {whole.en}.") if whole is not None else NOTHING_SAID
    one.found.findings.add(
        "geocoded",
        heading_of_address(one),
        "notice",
        one.found.rows[at],
        said,
        Text(
            f"位置がないので住所から求めました（{{note}}、{accuracy.ja}、{source.ja}、{how.ja}）。{tail.ja}",
            f"Its position was found by its address ({{note}}; {accuracy.en}; {source.en}; {how.en}).{tail.en}",
        ),
        Text(
            "町丁の代表点からは距離を測りません。正しい位置が分かれば経度と緯度を書いてください。",
            "No distance is measured from a point of a 町丁. Give longitude and latitude where you know them.",
        )
        if area
        else NOTHING_SAID,
        notes,
    )


def _not_found(one: Judged, at: NDArray[np.int64], said: list[str], why: Text, notes: list[str]) -> None:
    like = any(notes)
    one.found.findings.add(
        "not_geocoded",
        heading_of_address(one),
        "notice",
        one.found.rows[at],
        said,
        Text(
            f"住所から位置を求められません（{why.ja}）。" + ("似ているのは {note}。" if like else ""),
            f"Its address gives no position ({why.en})." + (" Like it: {note}." if like else ""),
        ),
        Text(
            "geo-service geocode で候補つきの表を作り、正しい住所を書いて読み込んでください。",
            "Make a sheet with candidates by geo-service geocode, write the right address in it and load it.",
        ),
        notes,
    )


def _no_gazetteer(one: Judged, at: NDArray[np.int64], said: list[str]) -> None:
    one.found.findings.add(
        "not_geocoded",
        heading_of_address(one),
        "notice",
        one.found.rows[at],
        said,
        Text(
            "位置がなく、この市には住所の位置もまだありません。",
            "It has no position, and the city has no positions of addresses to find one by yet.",
        ),
        Text(
            "位置参照情報かアドレス・ベース・レジストリ、または町丁の区域を読み込んでから、このファイルをもう一度読み込んでください。",
            "Load 位置参照情報, アドレス・ベース・レジストリ or the areas of the 町丁, then load this file again.",
        ),
    )


def address_field(layer: Layer) -> str:
    """The field whose address tells where rows are: their own, else that of what they stand on; "" when there is neither."""
    named = {one.name for one in layer.fields}
    others = [link.address for link in layer.links if link.stands_on and link.address]
    return next((name for name in ("address", *others) if name in named), "")


def heading_of_address(one: Judged) -> str:
    """The source's heading of the address."""
    wanted = address_field(one.meant.layer)
    return next((heading for heading, name in one.meant.format.columns.items() if name == wanted), wanted)
