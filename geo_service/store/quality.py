"""How good a layer's data is: complete, dated, placed, matched, licensed, and what each thing that is missing stops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from geo_service.store.layer_rows import not_shown
from geo_service.store.publication import shown_fields
from geo_service.store.rule_words import rule_words
from geo_service.store.sql import run
from geo_service.store.views import kept_back, select_rows, table_fields
from layers.base import Field, Layer, Text

OLD_YEARS = 3
"""Older than this, a dataset's age is said aloud: the national lists appear every one to five years."""
PLACED = ("point", "block", "area", "square")
"""What a position may stand for (:data:`layers.certainty.ACCURACY`)."""
LITTLE = 0.9
"""A field that fewer of the rows than this share have is said to be missing."""


NO_ROWS = (0, "", 0, 0, False)
"""Rows, newest date, rejected rows, datasets and whether approximate, of a layer that is not loaded."""


@dataclass(frozen=True)
class FieldQuality:
    """How many rows have a field."""

    field: Field
    given: int
    rows: int

    @property
    def share(self) -> float | None:
        """Part of the rows that have it; None without rows."""
        return self.given / self.rows if self.rows else None


@dataclass(frozen=True)
class SourceQuality:
    """One dataset of the layer in the release. ``age_years``: since its reference date, None when that is not said."""

    title: str
    source: str
    part: str
    municipality: str
    file_name: str
    format: str
    reference_date: str
    age_years: float | None
    licence: str
    rows: int
    rejected: int
    approximate: bool
    used: bool
    why_not: Text
    notices: dict[str, int]
    """Rule → how often the import met it."""
    broken: dict[str, int]
    """Rule → rows of the file that are not used for it."""


@dataclass(frozen=True)
class LinkQuality:
    """How the rows of one link were matched: how → number."""

    link: str
    label: Text
    target: str
    counts: dict[str, int]


@dataclass(frozen=True)
class LayerQuality:
    """The quality of one layer in the current release. ``rows``: rows in use. ``places``: {point, block, area, none} → rows.

    ``stops``: what the data's lacks stop from being answered, in words.
    """

    layer: Layer
    loaded: bool
    rows: int
    fields: tuple[FieldQuality, ...]
    places: dict[str, int]
    sources: tuple[SourceQuality, ...]
    links: tuple[LinkQuality, ...]
    stops: tuple[Text, ...]


@dataclass(frozen=True)
class LayerSummary:
    """One line of the list of layers. ``rows``: rows in use; ``newest``: latest reference date, "" when none is said;
    ``rejected``: rows that are not used; ``sources``: datasets in use."""

    layer: Layer
    shown: bool
    rows: int
    newest: str
    age_years: float | None
    rejected: int
    sources: int
    approximate: bool

    @property
    def state(self) -> str:
        """The word for its data: hidden (not for this audience), none (not loaded), undated, old or good."""
        if not self.shown:
            return "hidden"
        if not self.sources:
            return "none"
        if self.age_years is None:
            return "undated"
        return "old" if self.age_years > OLD_YEARS else "good"


def layer_summaries(
    conn: psycopg.Connection[Any], city: str, layers: Iterable[Layer], audience: str, today: date
) -> list[LayerSummary]:
    """What the current release has of each layer, in few statements. A layer the audience may not see has no figures."""
    facts = {
        layer: (int(rows), newest or "", int(rejected), int(sources), bool(approximate))
        for layer, rows, newest, rejected, sources, approximate in conn.execute(
            "SELECT d.layer, coalesce(sum(v.good_count) FILTER (WHERE k.shown), 0), max(v.reference_date),"
            " coalesce(sum(v.rejected_count) FILTER (WHERE k.shown), 0), count(*), bool_or(v.approximate)"
            " FROM frame.city c JOIN frame.release_dataset r ON r.release = c.current_release AND r.used"
            " JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset"
            " CROSS JOIN LATERAL (SELECT NOT %s OR lower(btrim(v.licence)) <> ALL (%s) AS shown) AS k"
            " WHERE c.code = %s GROUP BY d.layer",
            # Rows that a licence keeps back from the public are in no table of its: they do not count.
            (audience == "public", kept_back(), city),
        )
    }
    out = []
    for layer in layers:
        shown = bool(shown_fields(layer, audience))
        rows, newest, rejected, sources, approximate = facts.get(layer.id if shown else "", NO_ROWS)
        if rows and audience == "public" and (layer.consent or layer.confirmed):
            # Of these the public sees some rows only.
            found = conn.execute(sql.SQL("SELECT count(*) FROM ({}) AS r").format(select_rows(city, layer, audience))).fetchone()
            rows = int(found[0]) if found is not None else 0
        age = age_years(newest, today)
        out.append(LayerSummary(layer, shown, rows, newest, age, rejected, sources, approximate))
    return out


def layer_quality(conn: psycopg.Connection[Any], city: str, layer: Layer, audience: str, today: date) -> LayerQuality:
    """The quality of a layer as an audience may see it. NotFoundError when it may see none of the layer's fields."""
    if not shown_fields(layer, audience):
        raise not_shown(layer)
    fields = table_fields(layer, audience)
    rows, given, places = _counts(conn, city, layer, audience, fields)
    sources, links = _sources(conn, city, layer, today), _links(conn, city, layer)
    if audience == "public" and (layer.consent or layer.confirmed):
        # How many rows were held back, and how those were matched, is not the public's.
        sources = tuple(replace(one, rows=min(one.rows, rows), rejected=0, notices={}) for one in sources)
        links = ()
    found = tuple(FieldQuality(field, count, rows) for field, count in zip(fields, given, strict=True))
    stops = tuple(_stops(layer, rows, found, places, sources, links))
    return LayerQuality(layer, bool(sources), rows, found, places, sources, links, stops)


def _counts(
    conn: psycopg.Connection[Any], city: str, layer: Layer, audience: str, fields: list[Field]
) -> tuple[int, list[int], dict[str, int]]:
    # A blank text is no value.
    given = [sql.SQL("count(*) FILTER (WHERE {}::text <> '')").format(sql.Identifier(field.name)) for field in fields]
    placed = [sql.SQL("count(*) FILTER (WHERE geom IS NOT NULL AND accuracy = {})").format(sql.Literal(one)) for one in PLACED]
    query = sql.SQL("SELECT count(*), count(*) - count(geom), {} FROM ({}) AS r").format(
        sql.SQL(", ").join([*placed, *given]), select_rows(city, layer, audience)
    )
    row = conn.execute(query).fetchone()
    assert row is not None
    numbers = [int(one) for one in row]
    first = 2 + len(PLACED)
    places = dict(zip((*PLACED, "none"), [*numbers[2:first], numbers[1]], strict=True))
    return numbers[0], numbers[first:], places


def _sources(conn: psycopg.Connection[Any], city: str, layer: Layer, today: date) -> tuple[SourceQuality, ...]:
    cursor = run(conn, "layer_sources", city=city, layer=layer.id)
    names = [column.name for column in cursor.description or ()]
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return tuple(
        SourceQuality(
            why_not=Text(row.pop("why_not_ja"), row.pop("why_not_en")),
            age_years=age_years(row["reference_date"], today),
            **{**row, **{told: {str(rule): int(count) for rule, count in row[told].items()} for told in ("notices", "broken")}},
        )
        for row in rows
    )


def age_years(reference_date: str, today: date) -> float | None:
    """Years since a reference date ("2024", "2024-04", "2024-04-01"), to one decimal; None when it says none."""
    parts = reference_date.split("-")
    try:
        year, month, day = (int(parts[at]) if at < len(parts) else 1 for at in range(3))
        return round((today - date(year, month, day)).days / 365.25, 1)
    except ValueError:
        return None


def _links(conn: psycopg.Connection[Any], city: str, layer: Layer) -> tuple[LinkQuality, ...]:
    if not layer.links:
        return ()
    counts: dict[str, dict[str, int]] = {}
    for link, how, count in conn.execute(
        "SELECT l.link, l.how, count(DISTINCT l.feature) FROM frame.link l JOIN frame.city c ON c.current_release = l.release"
        " JOIN frame.feature f ON f.id = l.feature JOIN frame.dataset_version v ON v.id = f.version"
        " JOIN frame.dataset d ON d.id = v.dataset WHERE c.code = %s AND d.layer = %s GROUP BY 1, 2 ORDER BY 1, 2",
        (city, layer.id),
    ):
        counts.setdefault(link, {})[how] = int(count)
    return tuple(LinkQuality(one.id, one.label, one.layer, counts.get(one.id, {})) for one in layer.links)


def _stops(
    layer: Layer,
    rows: int,
    fields: tuple[FieldQuality, ...],
    places: dict[str, int],
    sources: tuple[SourceQuality, ...],
    links: tuple[LinkQuality, ...],
) -> list[Text]:
    """What is missing and what that stops, the gravest first."""
    if not sources:
        without = (
            layer.without
            if layer.without.ja
            else Text("この層を使う問いには答えられません。", "Questions about it cannot be answered.")
        )
        return [Text(f"まだ読み込まれていません。{without.ja}", f"Not loaded yet. {without.en}")]
    out = []
    if places["none"] and layer.role not in ("records", "context") and layer.geometry != "none":
        out.append(
            Text(
                f"位置のない行が{places['none']:,}件あります。数には入りますが、距離の計算からは外れます。",
                f"{places['none']:,} rows have no position: counted, and left out of distances.",
            )
        )
    if places["area"]:
        out.append(
            Text(
                f"{places['area']:,}件の位置は町丁全体を代表する点です。距離の計算からは外れます。",
                f"The position of {places['area']:,} rows stands for a whole 町丁: left out of distances.",
            )
        )
    if places["square"]:
        out.append(
            Text(
                f"{places['square']:,}件の位置は壁地図のマスのまん中で、おおよそのものです。",
                f"The position of {places['square']:,} rows is the middle of a wall map's square: approximate.",
            )
        )
    for one in fields:
        # How well rows are placed is said above, of the rows themselves.
        if one.share is not None and one.share < LITTLE and one.field.without.ja and one.field.name != "position_accuracy":
            out.append(
                Text(
                    f"{one.field.label.ja}は{rows:,}件のうち{one.given:,}件だけです。{one.field.without.ja}",
                    f"{one.field.label.en}: only {one.given:,} of {rows:,} rows. {one.field.without.en}",
                )
            )
    out += [text for source in sources if source.used for text in _of_source(source)]
    for link in links:
        open_ = sum(link.counts.get(how, 0) for how in ("likely", "ambiguous", "unmatched"))
        if open_:
            out.append(
                Text(
                    f"「{link.label.ja}」の相手が決まらない行が{open_:,}件あります。地図や集計に出ません。",
                    f"{open_:,} rows have no settled {link.label.en}: they are in no map and no sum.",
                )
            )
    return out


def _of_source(source: SourceQuality) -> list[Text]:
    out = []
    if source.age_years is not None and source.age_years > OLD_YEARS:
        out.append(
            Text(
                f"{source.title}は{source.reference_date}時点で、{source.age_years:.0f}年前のものです。その後の変化は入っていません。",
                f"{source.title} is of {source.reference_date}, {source.age_years:.0f} years ago; later changes are not in it.",
            )
        )
    if not source.reference_date:
        out.append(
            Text(f"{source.title}は、いつのデータか書かれていません。", f"{source.title} does not say of what date it is.")
        )
    if source.rejected:
        ordered = sorted(source.broken.items(), key=lambda item: (-item[1], item[0]))
        why_ja = "、".join(f"{rule_words(rule).ja} {count:,}" for rule, count in ordered)
        why_en = ", ".join(f"{rule_words(rule).en} {count:,}" for rule, count in ordered)
        why_ja, why_en = (f"（{why_ja}）", f" ({why_en})") if ordered else ("", "")
        out.append(
            Text(
                f"{source.title}の{source.rejected:,}行は使っていません{why_ja}。",
                f"{source.rejected:,} rows of {source.title} are not used{why_en}.",
            )
        )
    if source.approximate:
        out.append(
            Text(
                f"{source.title}の形は、正確な境界ではありません（近似）。",
                f"The shapes of {source.title} are approximate, not the true borders.",
            )
        )
    return out
