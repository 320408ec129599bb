"""OpenStreetMap files (.osm.pbf, .osm, .osm.gz, .osm.bz2): their streets, with a table that sums them up by class."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from geo_service.coverage.network import CUSTOMERS
from geo_service.errors import FileError, Reject
from geo_service.settings import Settings
from geo_service.store.readers.raw import RawTable
from geo_service.store.streets.made import Facts, ReadStreets, Unread, made_streets
from geo_service.store.streets.parts import island_lengths
from geo_service.store.streets.read import read_streets
from geo_service.store.streets.tags import CLOSED, NOT_BUILT
from layers.base import Text
from layers.fictitious import MARK
from layers.streets import OTHER_CLASS, SLUGS

COLUMNS = ("osm_class", "osm_streets", "osm_walked", "osm_length_m", "osm_date")
LARGE_ISLAND_M = 500.0
"""Islands of more street than this are named one by one."""
MOST_ISLANDS = 10
CRS = "EPSG:4326"


def read_osm(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """The streets of a file. FileError when it cannot be read or nobody can walk on anything in it."""
    ways, nodes = read_streets(path, name, settings.max_rows)
    streets, facts = made_streets(ways, nodes)
    if not len(streets):
        raise _no_streets(name, facts)
    frame = _sums(facts, ways.date)
    if ways.fictitious:
        frame[MARK] = "1"
    table = RawTable(name, frame, np.arange(1, len(frame) + 1), crs=CRS)
    table.streets = ReadStreets(streets, facts)
    table.bad_rows = [(_unread(name, one), {"way": str(one.way), "class": one.kind, "name": one.name}) for one in facts.unread]
    _tell(table, table.streets)
    return [table]


def slug_of(kind: str) -> str:
    """The layer's class of a value of highway=*."""
    return "unbuilt" if kind in NOT_BUILT else SLUGS.get(kind, OTHER_CLASS)


def _sums(facts: Facts, date: str) -> pd.DataFrame:
    streets: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    for kind, count in facts.classes.items():
        streets[slug_of(kind)] += count
    for (_, kind), count in facts.closed.items():
        closed[slug_of(kind)] += count
    length: dict[str, float] = dict.fromkeys(streets, 0.0)
    for kind, metre in facts.kind_m.items():
        length[slug_of(kind)] += metre
    for one in facts.unread:
        closed[slug_of(one.kind)] += 1
    rows = [
        (slug, str(streets[slug]), str(streets[slug] - closed[slug]), f"{length[slug]:.1f}", date or None)
        for slug in sorted(streets)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")


def _unread(name: str, one: Unread) -> Reject:
    return Reject(
        name,
        None,
        one.kind,
        f"way {one.way}",
        "street_without_nodes",
        "道の位置（ノード）がファイルに入っていないため、使えません。",
        "The street cannot be used: the file lacks its nodes, so nobody knows where it runs.",
        "切り出すときに、道のノードを全部含めてください（osmium extract の complete_ways など）。",
        "Make the extract with all nodes of its ways (such as osmium extract's complete_ways).",
    )


def _tell(table: RawTable, read: ReadStreets) -> None:
    """What a load says of the streets: read, closed, for some only, islands, barriers, and what was simplified."""
    facts, streets = read.facts, read.streets
    total = float(streets.length_m.sum())
    private = float(streets.length_m[(streets.flags & CUSTOMERS) > 0].sum())
    table.notice(
        "streets_read", None, "", "",
        Text(
            f"道{facts.read:,}本のうち{facts.walked:,}本が歩ける道として入りました（{total / 1000:,.1f} km）。",
            f"{facts.walked:,} of {facts.read:,} streets are in the walking network ({total / 1000:,.1f} km).",
        ),
    )  # fmt: skip
    closed = _closed(facts)
    if closed is not None:
        table.notice("streets_closed", None, "", "", closed)
    if private:
        table.notice(
            "streets_for_some", None, "", "",
            Text(
                f"私道・関係者や客だけの道（{private / 1000:,.1f} km）は、入れてありますが、だれも歩かないものとします。",
                f"Private streets and those for customers ({private / 1000:,.1f} km) are kept, but nobody is taken to walk them.",
            ),
        )  # fmt: skip
    _tell_islands(table, read)
    for one in facts.cut:
        table.notice(
            "street_cut", None, one.kind, f"way {one.way}",
            Text("道の一部の位置がファイルに入っていません。ある部分だけを使います。",
                 "Part of the street is not in the file; what is there is used."),
        )  # fmt: skip
    gates, moving, odd = f"{facts.blocked:,}", f"{facts.one_way:,}", f"{facts.odd_squares:,}"
    said = (
        ("barriers", facts.blocked, f"門・柵などで歩行者が通れない所が{gates}か所あり、そこで道を切りました。",
         f"Streets end at {gates} barriers that walkers do not pass."),
        ("one_way_for_walkers", facts.one_way, f"歩行者の一方通行（動く階段を含む）{moving}本は、両方向に歩けるものとします。",
         f"{moving} streets that are one-way for walkers (moving stairs too) are taken as walkable both ways."),
        ("square_not_crossed", facts.odd_squares, f"線が閉じていないか交わる広場{odd}か所は、縁だけを歩くものとします。",
         f"{odd} squares whose border is open or crosses itself are walked along their edge only."),
    )  # fmt: skip
    for rule, count, ja, en in said:
        if count:
            table.notice(rule, None, "", "", Text(ja, en))


def _closed(facts: Facts) -> Text | None:
    sums: Counter[str] = Counter()
    for (why, _), count in facts.closed.items():
        sums[why] += count
    if not sums:
        return None
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return Text(
        "歩けない道：" + "、".join(f"{CLOSED[why].ja} {count:,}本" for why, count in ordered),
        "Not walked: " + "; ".join(f"{CLOSED[why].en} {count:,}" for why, count in ordered),
    )


def _tell_islands(table: RawTable, read: ReadStreets) -> None:
    lengths = island_lengths(read.streets)
    if len(lengths) < 2:
        return
    # Nearly all is not all: in tenths of a per cent, rounded down.
    share = np.floor(1000 * lengths[0] / lengths.sum()) / 1000
    large = [f"{metre:,.0f} m" for metre in lengths[1:].tolist() if metre > LARGE_ISLAND_M]
    more_ja = f"ほかに500 mを超えるもの{len(large)}か所（{'、'.join(large[:MOST_ISLANDS])}）。" if large else ""
    more_en = f" Others of more than 500 m: {len(large)} ({', '.join(large[:MOST_ISLANDS])})." if large else ""
    table.notice(
        "islands", None, "", "",
        Text(
            f"道は{len(lengths):,}のつながりに分かれ、いちばん大きいものが長さの{share:.1%}です。{more_ja}",
            f"Streets hang together in {len(lengths):,} parts; the largest has {share:.1%} of the length.{more_en}",
        ),
        Text("小さいつながりは、切り出しの端か、地図で結ばれていない道です。",
             "Small parts are at the edge of the extract, or not joined on the map."),
    )  # fmt: skip


def _no_streets(name: str, facts: Facts) -> FileError:
    lost = len(facts.unread)
    return FileError(
        f"歩ける道がありません（道{facts.read:,}本、うち位置の分からないもの{lost:,}本）。"
        "道（highway）とそのノードを含むOpenStreetMapのファイルか確かめてください。",
        f"There is nothing to walk on: {facts.read:,} streets, {lost:,} of them without a position. "
        "See whether the OpenStreetMap file holds streets (highway) and their nodes.",
        file=name,
        rule="no_streets",
    )
