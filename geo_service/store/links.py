"""What the rows of a release are about in other layers: worked out when it is published, and the ground they stand on by it.

What the declarations say (:class:`layers.base.Link`) is matched by :mod:`geo_service.store.links_match`; each row's result is
kept with the release. A row without a position stands where the thing it is settled to be about stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from geo_service.store import sql
from geo_service.store.links_choices import choices_of, report_choices
from geo_service.store.links_left_out import report_no_kind, report_unknown_ground
from geo_service.store.links_match import SETTLED, Match, Said, Target, match
from geo_service.store.places import folded, folded_addresses
from layers import LAYERS
from layers.base import Layer, Link, Text
from layers.certainty import MATCHED
from layers.text import digits, fold_name, place_stem, ward_in

SEVERAL = re.compile(r"[;；、，,・\n]+")
"""What parts the names of a field that lists several."""
CODES = re.compile(r"[;；、，,\s]+")
HOW_WORDS = MATCHED
"""How a row was matched → its words, in the order reports give them."""


@dataclass(frozen=True)
class LinkRow:
    """A row that is about something: what it says, by part where it may name several. ``told``: (name, address, ward) as
    written."""

    feature: int
    version: int
    year: str
    told: tuple[str, str, str]
    parts: tuple[Said, ...]


class Wards:
    """The wards of a release by whatever lists call them."""

    def __init__(self, conn: psycopg.Connection[Any], release: int, city_name: str) -> None:
        rows = conn.execute(
            "SELECT DISTINCT left(f.attributes ->> 'code', 5), f.name, coalesce(f.attributes ->> 'name_en', '')"
            " FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version"
            " JOIN frame.dataset d ON d.id = v.dataset JOIN frame.feature f ON f.version = v.id"
            " WHERE r.release = %s AND r.used AND d.layer = 'wards' AND f.attributes ->> 'code' <> ''",
            (release,),
        ).fetchall()
        self.city = city_name
        self.names: dict[str, str] = {name: code for code, name, _ in rows if name}
        self.alias: dict[str, str] = {fold_name(one): code for code, *names in rows for one in (code, *names) if one}
        self.alias |= {fold_name(city_name + name): code for name, code in self.names.items()}

    def code(self, ward: str, address: str) -> str:
        """Code of the ward that a ward column or else an address names; "" when neither does."""
        told = fold_name(digits(ward))
        if re.fullmatch(r"[0-9]{6}", told):
            told = told[:5]
        if told in self.alias:
            return self.alias[told]
        named = ward_in(address, self.names, "", self.city) if address else None
        return self.names[named] if named is not None else ""

    def fold(self, addresses: Sequence[str]) -> list[str]:
        """Addresses folded to keys, without prefecture, city and ward in front."""
        heads = [fold_name(name) for name in sorted(self.names, key=len, reverse=True)]
        out = []
        for address in folded_addresses(addresses, self.city):
            head = next((one for one in heads if address.startswith(one)), "")
            out.append(address.removeprefix(head))
        return out


def link_rows(conn: psycopg.Connection[Any], city: str, city_name: str, release: int) -> None:
    """Work out, keep and report the links of a release, then lay the ground of rows without a position. In its transaction,
    before anything looks at where rows stand."""
    loaded = _loaded(conn, release)
    wards: Wards | None = None
    for layer in LAYERS.values():
        for link in layer.links if layer.id in loaded else ():
            wards = wards or Wards(conn, release, city_name)
            rows = rows_of(conn, city, release, layer, link, wards, loaded)
            if not rows:
                continue
            targets = targets_of(conn, city, release, link, wards)
            said = [part for row in rows for part in row.parts]
            matches = match(said, targets, choices_of(conn, city, layer.id, link.id))
            _keep(conn, release, link, rows, matches, targets)
            _report(conn, release, layer, link, rows, matches, targets)
            if link.stands_on and link.layer in LAYERS:
                values = {"layer": layer.id, "link": link.id, "target_layer": link.layer, "whole": layer.role == "population"}
                sql.run(conn, "link_ground", release=release, **values, **_shape(LAYERS[link.layer]))
        if layer.id in loaded:
            report_no_kind(conn, release, layer)


def _loaded(conn: psycopg.Connection[Any], release: int) -> set[str]:
    return {
        str(layer)
        for (layer,) in conn.execute(
            "SELECT DISTINCT d.layer FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version"
            " JOIN frame.dataset d ON d.id = v.dataset WHERE r.release = %s AND r.used",
            (release,),
        )
    }


def _shape(layer: Layer) -> dict[str, Any]:
    return {"unit_code": layer.unit_code or "", "place": layer.role == "places"}


def rows_of(
    conn: psycopg.Connection[Any], city: str, release: int, layer: Layer, link: Link, wards: Wards, loaded: Iterable[str] = ()
) -> list[LinkRow]:
    """The rows of a layer that a link is worked out for. Rows that say nothing of it are about nothing and not among them."""
    declared = {field.name for field in layer.fields}
    ward = link.ward if link.ward in declared else ""
    only = link.only_when or ("", "")
    found = sql.run(
        conn, "link_rows", release=release, city=city, layer=layer.id, name_field=link.name, address=link.address, code=link.code,
        ward=ward, counts=layer.role == "population", year=layer.year or "", only_field=only[0], only_value=only[1],
    ).fetchall()  # fmt: skip
    addresses = wards.fold([row[3] for row in found])
    names = folded([row[2] for row in found], fold_name)
    out = []
    for (feature, version, name, address, code, ward_told, covers, year), folded_name, where in zip(
        found, names, addresses, strict=True
    ):
        in_ward = wards.code(ward_told, address)
        codes = [one for one in CODES.split(covers) if one] if layer.role == "population" else []
        single = [folded_name] if not link.several else [fold_name(one) for one in SEVERAL.split(name) if one.strip()]
        if codes:
            parts = [Said("", "", "", one) for one in codes]
        else:
            parts = [
                Said(one.replace("|", " "), where.replace("|", " "), in_ward, fold_name(digits(code))) for one in single or [""]
            ]
        parts = [part for part in parts if part.name or part.address or part.code]
        if parts:
            out.append(LinkRow(feature, version, year, (name, address, ward_told), tuple(parts)))
    return out


def targets_of(conn: psycopg.Connection[Any], city: str, release: int, link: Link, wards: Wards) -> list[Target]:
    """All that a link's rows may be about; empty when that layer is not loaded."""
    layer = LAYERS.get(link.layer)
    if layer is None:
        return []
    found = sql.run(conn, "link_targets", release=release, city=city, layer=link.layer, **_shape(layer)).fetchall()
    addresses = wards.fold([row[3] for row in found])
    stem = place_stem if layer.grouped else fold_name
    out = []
    for (id, key, names, _, ward, codes, lies_in), address, told in zip(found, addresses, (row[3] for row in found), strict=True):
        known = tuple(dict.fromkeys(fold(name) for name in names for fold in (fold_name, stem)))
        own = tuple(fold_name(digits(code)) for code in codes)
        ward_code = wards.code(ward, told) or lies_in or next((one[:5] for one in own if one[:5] in wards.alias), "")
        out.append(Target(int(id), key, known, address, ward_code, own, min(names, key=len, default="")))
    return out


def _keep(
    conn: psycopg.Connection[Any],
    release: int,
    link: Link,
    rows: Sequence[LinkRow],
    matches: Sequence[Match],
    targets: Sequence[Target],
) -> None:
    found = iter(matches)
    with conn.cursor().copy(
        "COPY frame.link (release, feature, link, part, target, how, score, said, candidates, scores) FROM STDIN"
    ) as copy:
        for row in rows:
            for number, (part, one) in enumerate(zip(row.parts, found, strict=False)):
                target = targets[one.target].id if one.target >= 0 else None
                ids, scores = [targets[at].id for at, _ in one.candidates], [score for _, score in one.candidates]
                copy.write_row((release, row.feature, link.id, number, target, one.how, one.score, part.key, ids, scores))


def _report(
    conn: psycopg.Connection[Any],
    release: int,
    layer: Layer,
    link: Link,
    rows: Sequence[LinkRow],
    matches: Sequence[Match],
    targets: Sequence[Target],
) -> None:
    counts: Counter[str] = Counter(one.how for one in matches)
    of = LAYERS[link.layer].title if link.layer in LAYERS else Text(link.layer, link.layer)
    if not targets:
        _say(
            conn,
            release,
            "link_target_missing",
            f"{layer.title.ja}：{len(rows):,}行の「{link.label.ja}」は、{of.ja}がまだ読み込まれていないためつなげません。",
            f"{layer.title.en}: '{link.label.en}' of {len(rows):,} rows is linked to nothing, as no {of.en} are loaded.",
        )
        return
    ja = "、".join(f"{HOW_WORDS[how].ja} {counts[how]:,}" for how in HOW_WORDS if counts[how])
    en = ", ".join(f"{HOW_WORDS[how].en} {counts[how]:,}" for how in HOW_WORDS if counts[how])
    waiting = sum(count for how, count in counts.items() if how not in SETTLED)
    # Counts that all found their ground by code need no line of their own.
    if waiting or layer.role != "population":
        todo_ja = "`geo-service links --export FILE.xlsx` で候補を見て確かめられます。" if waiting else ""
        todo_en = " See and confirm the candidates with `geo-service links --export FILE.xlsx`." if waiting else ""
        _say(
            conn,
            release,
            "links",
            f"{layer.title.ja}の「{link.label.ja}」（{of.ja}）：{len(matches):,}件のうち {ja}。{todo_ja}",
            f"{layer.title.en}, '{link.label.en}' ({of.en}): of {len(matches):,}, {en}.{todo_en}",
        )
    told = [row.told[0] or row.told[1] for row in rows for _ in row.parts]
    report_choices(conn, release, layer, link, told, matches, targets)
    if layer.role == "population":
        report_unknown_ground(conn, release, layer, of, _unknown_parts(rows, matches))
    claims = _claimed_twice(rows, matches) if link.stands_on else []
    if claims:
        names = [targets[at].label or targets[at].key for at in claims[:5]]
        _say(
            conn,
            release,
            "link_claimed_twice",
            f"{layer.title.ja}の「{link.label.ja}」：{len(claims):,}件を、同じ年の2行以上が名乗っています（{'、'.join(names)}"
            f"{' ほか' if len(claims) > 5 else ''}）。",
            f"{layer.title.en}, '{link.label.en}': {len(claims):,} are claimed by two rows or more of one year"
            f" ({', '.join(names)}{' and others' if len(claims) > 5 else ''}).",
        )


def _unknown_parts(rows: Sequence[LinkRow], matches: Sequence[Match]) -> dict[int, list[str]]:
    """Row about several things at once → the codes of those that are not known."""
    found = iter(matches)
    lacking = {row.feature: [part.code for part, one in zip(row.parts, found, strict=False) if one.target < 0] for row in rows}
    return {row.feature: lacking[row.feature] for row in rows if len(row.parts) > 1 and lacking[row.feature]}


def _claimed_twice(rows: Sequence[LinkRow], matches: Sequence[Match]) -> list[int]:
    """Targets that two rows of one list and year are about, in order."""
    found = iter(matches)
    claims: Counter[tuple[int, int, str]] = Counter()
    for row in rows:
        about = {one.target for _, one in zip(row.parts, found, strict=False) if one.target >= 0}
        claims.update((target, row.version, row.year) for target in about)
    return sorted({target for (target, _, _), count in claims.items() if count > 1})


def _say(conn: psycopg.Connection[Any], release: int, rule: str, ja: str, en: str) -> None:
    conn.execute(
        "INSERT INTO frame.finding (release, rule, message_ja, message_en) VALUES (%s, %s, %s, %s)", (release, rule, ja, en)
    )
