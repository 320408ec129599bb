"""network: what an OpenStreetMap file holds for walkers, without loading it: streets, by whom, islands, what cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_service.cli.output import Lang, deliver, print_json, said
from geo_service.coverage.network import CUSTOMERS, KERB, NARROW, PATH, ROUGH, STEPS, WATER_CROSSING
from geo_service.coverage.profiles import PROFILES
from geo_service.errors import FileError, ParameterError
from geo_service.questions.walking import PROFILE_LABELS
from geo_service.render.plain import for_terminal
from geo_service.settings import settings
from geo_service.store.readers import RawTable, read
from geo_service.store.readers.osm import LARGE_ISLAND_M
from geo_service.store.streets.made import ReadStreets, Streets
from geo_service.store.streets.parts import LABELS, flag_lengths, island_lengths
from geo_service.store.streets.tags import CLOSED
from layers.base import Text
from layers.streets import CLASSES

if TYPE_CHECKING:
    from maps.network_map import StreetGroup, StreetMap

MOST_POINTS = 400_000
"""Points of lines that a map draws: some ten megabytes of HTML, which a browser still moves."""
LISTED = 20
"""Ways that cannot be read, and islands, that are listed in text."""


def show_network(path: Path, drawn: Path | None, form: str, lang: Lang) -> None:
    """Read a file and tell of its streets; with ``drawn`` write their map. FileError, ParameterError."""
    if drawn is not None and drawn.suffix.lower() not in (".html", ".htm"):
        raise ParameterError(
            "--map のファイル名の終わりは .html にしてください。",
            "The name of the file for --map must end in .html.",
            parameter="map",
            value=drawn.name[:60],
        )
    table = next((one for one in read(path, settings()) if one.streets is not None), None)
    if table is None or table.streets is None:
        raise FileError(
            f"{path.name} はOpenStreetMapのファイルではありません（.osm.pbf .osm .osm.gz .osm.bz2）。",
            f"{path.name} is no OpenStreetMap file (.osm.pbf .osm .osm.gz .osm.bz2).",
            file=path.name,
            rule="format",
        )
    if form == "json":
        print_json(document(path.name, table, table.streets))
    else:
        for line in lines(path.name, table, table.streets, lang):
            print(for_terminal(line))
    if drawn is not None:
        from maps.network_map import network_page  # Folium takes a second to import

        deliver(network_page(street_map(path.name, table.streets, lang), lang).encode("utf-8"), drawn)


def document(name: str, table: RawTable, read: ReadStreets) -> dict[str, Any]:
    """All that there is to say as plain values; metres are whole."""
    facts, streets = read.facts, read.streets
    islands = island_lengths(streets)
    return {
        "file": name,
        "date": _date(table),
        "ways": {"read": facts.read, "walked": facts.walked, "unreadable": len(facts.unread), "cut": len(facts.cut)},
        "network": {"nodes": len(streets.node), "edges": len(streets), "length_m": round(float(streets.length_m.sum()))},
        "classes": {
            row["osm_class"]: {
                "ways": int(row["osm_streets"]),
                "walked": int(row["osm_walked"]),
                "length_m": round(float(row["osm_length_m"])),
            }
            for row in table.frame.to_dict("records")
        },
        "closed": [{"why": why, "class": kind, "ways": count} for (why, kind), count in sorted(facts.closed.items())],
        "walkable_m": {profile: round(metres) for profile, metres in profile_lengths(streets).items()},
        "said_m": {flag: round(metres) for flag, metres in flag_lengths(streets).items()},
        "islands": {
            "count": len(islands),
            "largest_share": round(float(islands[0] / islands.sum()), 4) if len(islands) else None,
            "over_500_m": [round(metres) for metres in islands[1:].tolist() if metres > LARGE_ISLAND_M],
        },
        "barriers": facts.blocked,
        "squares": {"count": facts.squares, "along_the_edge_only": facts.odd_squares, "across_m": round(facts.across_m)},
        "one_way_for_walkers": facts.one_way,
        "unreadable": [{"way": one.way, "class": one.kind, "name": one.name, "nodes": one.nodes} for one in facts.unread],
        "notices": [
            {"rule": one.rule, "ja": one.message_ja, "en": one.message_en} for one in table.notices if one.rule != "street_cut"
        ],
    }


def _date(table: RawTable) -> str:
    said = table.frame["osm_date"].dropna()
    return str(said.iloc[0]) if len(said) else ""


def lines(name: str, table: RawTable, read: ReadStreets, lang: Lang) -> list[str]:
    """The same as text."""
    facts, streets = read.facts, read.streets
    date = _date(table)
    out = [f"{name}" + (said((f"（{date} 現在）", f" (as of {date})"), lang) if date else "")]
    out += [f"  {said((one.message_ja, one.message_en), lang)}" for one in table.notices if one.rule != "street_cut"]
    if facts.cut:
        out.append(
            "  "
            + said(
                (
                    f"一部だけファイルにある道 {len(facts.cut):,}本（ある部分だけを使います）。",
                    f"{len(facts.cut):,} streets are in the file in part only; what is there is used.",
                ),
                lang,
            )
        )
    out.append(
        "  "
        + said(
            (
                f"つながりにすると、交差点や端 {len(streets.node):,}、道 {len(streets):,}本。",
                f"As a network: {len(streets.node):,} junctions and ends, {len(streets):,} streets between them.",
            ),
            lang,
        )
    )
    out.append(said(("だれが歩けるか", "Walkable by"), lang))
    walkable = profile_lengths(streets)
    out += [f"  {said(PROFILE_LABELS[profile], lang)}: {metres / 1000:,.1f} km" for profile, metres in walkable.items()]
    out.append(said(("どんな道か", "What is said of them"), lang))
    out += [f"  {said(LABELS[flag], lang)}: {metres / 1000:,.1f} km" for flag, metres in flag_lengths(streets).items() if metres]
    out.append(said(("種類ごと（本数、うち歩ける本数、長さ）", "By class: streets, of them walked, length"), lang))
    labels = {code.slug: code.label for code in CLASSES}
    for row in table.frame.to_dict("records"):
        label = said(labels[row["osm_class"]], lang)
        out.append(
            f"  {label}: {int(row['osm_streets']):,}, {int(row['osm_walked']):,}, {float(row['osm_length_m']) / 1000:,.1f} km"
        )
    if facts.unread:
        title = (
            f"位置がファイルになく、使えない道 {len(facts.unread):,}本",
            f"Streets without a position: {len(facts.unread):,}",
        )
        out.append(said(title, lang))
        out += [f"  way {one.way} {one.kind} {one.name}".rstrip() for one in facts.unread[:LISTED]]
        if len(facts.unread) > LISTED:
            more = len(facts.unread) - LISTED
            out.append(
                "  " + said((f"ほか{more:,}本（--format json で全部）", f"and {more:,} more (--format json has all)"), lang)
            )
    return out


def profile_lengths(streets: Streets) -> dict[str, float]:
    """Metres that each profile walks. Slopes are not known of a file: they come from heights, when it is loaded."""
    return {profile.id: float(streets.length_m[(streets.flags & profile.never) == 0].sum()) for profile in PROFILES.values()}


def street_map(name: str, read: ReadStreets, lang: Lang) -> StreetMap:
    """The map of the streets. Where there are more than a browser moves, the shortest are left out, and that is said."""
    from maps.network_map import StreetMap

    facts, streets = read.facts, read.streets
    shown = _drawn(streets)
    notes = [
        Text(
            f"道 {facts.walked:,}本、{streets.length_m.sum() / 1000:,.1f} km。",
            f"{facts.walked:,} streets, {streets.length_m.sum() / 1000:,.1f} km.",
        )
    ]
    if not shown.all():
        left = float(streets.length_m[~shown].sum())
        notes.append(
            Text(
                f"多いので、短い道 {int((~shown).sum()):,}本（{left / 1000:,.1f} km）は描いていません。",
                f"Too many to draw: {int((~shown).sum()):,} short ones ({left / 1000:,.1f} km) are left out.",
            )
        )
    closed: Counter[str] = Counter()
    for (why, _), count in facts.closed.items():
        closed[why] += count
    tables = (
        (Text("だれが歩けるか", "Walkable by"), _rows(profile_lengths(streets), PROFILE_LABELS)),
        (Text("どんな道か", "What is said of the streets"), _rows(flag_lengths(streets), LABELS)),
        (Text("歩けない道（本）", "Not walked (streets)"), [(CLOSED[why], f"{count:,}") for why, count in closed.most_common()]),
    )
    return StreetMap(name, _groups(streets, shown), [one for one in tables if one[1]], notes)


def _rows(metres: Mapping[str, float], labels: Mapping[str, Text]) -> list[tuple[Text, str]]:
    return [(labels[key], f"{value / 1000:,.1f} km") for key, value in metres.items() if value]


def _drawn(streets: Streets) -> Any:
    """(m,) the longest streets whose points together are not more than a map draws."""
    sizes = np.diff(streets.offsets)
    order = np.lexsort((np.arange(len(streets)), -streets.length_m))
    out = np.zeros(len(streets), dtype=bool)
    out[order[np.cumsum(sizes[order]) <= MOST_POINTS]] = True
    return out


def _groups(streets: Streets, shown: Any) -> list[StreetGroup]:
    from maps.network_map import StreetGroup

    def has(flags: int) -> Any:
        return (streets.flags & flags) > 0

    apart = streets.island[streets.start] > 0
    nobody = has(CUSTOMERS | WATER_CROSSING)
    looks = (
        (
            has(STEPS | KERB | NARROW | ROUGH),
            Text("階段・段差・狭い・悪い路面", "stairs, kerbs, narrow or rough"),
            "#d55e00",
            2.5,
            "",
        ),
        (has(PATH), Text("車と分かれた道", "apart from motor traffic"), "#009e73", 2.0, ""),
        (np.ones(len(streets), dtype=bool), Text("車も通る道", "shared with motor traffic"), "#56606a", 1.5, ""),
    )
    groups = []
    left = ~nobody & ~apart
    for mask, label, colour, weight, dash in looks:
        groups.append((left & mask, label, colour, weight, dash))
        left = left & ~mask
    groups.reverse()
    groups.append((apart & ~nobody, Text("離れたつながり（島）", "islands, apart from the largest part"), "#aa3377", 3.0, ""))
    groups.append(
        (
            nobody,
            Text("だれも歩かないもの（私道、客だけ、渡船）", "walked by nobody (private, customers, ferries)"),
            "#b08d00",
            2.0,
            "2 4",
        )
    )
    return [
        StreetGroup(label, colour, weight, _lines(streets, mask & shown), float(streets.length_m[mask].sum()), dash)
        for mask, label, colour, weight, dash in groups
        if mask.any()
    ]


def _lines(streets: Streets, mask: Any) -> list[Any]:
    return [streets.coords[streets.offsets[at] : streets.offsets[at + 1]] for at in np.flatnonzero(mask).tolist()]
