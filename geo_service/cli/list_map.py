"""load --map: the rows of a load's lists as one HTML file, those with a place on a map, the others in a table that says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg
import shapely

from geo_service.cli.asking import AUDIENCE
from geo_service.cli.output import Lang, deliver, said, tell
from geo_service.errors import NotFoundError, ParameterError
from geo_service.store.directory import cities as known_cities
from geo_service.store.directory import find_city
from geo_service.store.layer_rows import LayerRows, layer_rows
from geo_service.store.links_report import LinkReport, links_of
from geo_service.store.publication import LEVELS
from geo_service.store.report import LoadReport
from layers import LAYERS
from layers.base import Layer, Text

if TYPE_CHECKING:
    from maps.list_map import ListMap, ListRow

ENDINGS = (".html", ".htm")
DEPTH = 1e-4
"""Degrees to which the wards' borders are simplified: about ten metres."""


def check_choice(output: Path, layer: str | None) -> None:
    """Whether such a map can be written at all, before files are loaded for minutes. ParameterError else."""
    if output.suffix.lower() not in ENDINGS:
        raise ParameterError(
            "--map のファイル名の終わりは .html にしてください。",
            "The name of the file for --map must end in .html.",
            parameter="map",
            value=output.name[:60],
        )
    if not output.resolve().parent.is_dir():
        raise ParameterError(
            f"--map の書き先のフォルダ {output.parent} がありません。",
            f"There is no folder {output.parent} for the file of --map.",
            parameter="map",
        )
    chosen = LAYERS.get(layer or "")
    if chosen is not None and chosen.geometry == "none":
        raise ParameterError(
            f"{chosen.title.ja}の行は場所を持たないので、--map では描けません。",
            f"Rows of {chosen.id} stand for no place, so --map cannot draw them.",
            parameter="map",
        )
    if chosen is not None and LEVELS[chosen.publish] > LEVELS[AUDIENCE]:
        raise ParameterError(
            f"{chosen.title.ja}は担当者だけが見られるので、--map では書き出せません。",
            f"Only staff on duty may see {chosen.id}: --map cannot write it.",
            parameter="map",
        )


def write_list_map(conninfo: str, report: LoadReport, layer: str | None, output: Path, lang: Lang) -> None:
    """Write the map of ``layer``, else of all lists and places that the load brought.

    NotFoundError when there is nothing of these to draw.
    """
    from maps.list_map import list_page  # Folium takes a second to import

    wanted = [LAYERS[layer]] if layer is not None else _lists(report)
    with psycopg.connect(conninfo, autocommit=True) as conn:
        shown = list_map(conn, report.city, wanted, lang)
    deliver(list_page(shown, lang).encode("utf-8"), output)
    lost = sum(row.sign is None for row in shown.rows)
    words = (
        f"地図に{len(shown.rows) - lost:,}行、場所が分からない行 {lost:,}行（地図の下の表）。",
        f"{len(shown.rows) - lost:,} rows on the map, {lost:,} without a place (in the table below it).",
    )
    tell(said(words, lang))


def _lists(report: LoadReport) -> list[Layer]:
    """Layers of lists and places in a load, in the order of its files."""
    brought = dict.fromkeys(one.layer for file in report.files for one in file.datasets)
    found = [LAYERS[id] for id in brought if LAYERS[id].role in ("records", "places") and LAYERS[id].geometry != "none"]
    shown = [one for one in found if LEVELS[one.publish] <= LEVELS[AUDIENCE]]
    if not shown:
        raise NotFoundError(
            "地図にする名簿や場所の一覧が、この読み込みにはありません。--layer でどの層を描くか書いてください。",
            "This load has no list of records or places to draw. Say with --layer which layer to draw.",
            parameter="map",
        )
    return shown


def list_map(conn: psycopg.Connection[Any], code: str, wanted: Iterable[Layer], lang: Lang) -> ListMap:
    """What the map of these layers of a city's current release shows, to staff. NotFoundError when they have no rows."""
    from geo_service.cli.list_rows import list_rows
    from maps.list_map import ListMap

    city = find_city(known_cities(conn), code)
    links: dict[str, list[LinkReport]] = defaultdict(list)
    for one in links_of(conn, code, AUDIENCE):
        links[one.layer.id].append(one)
    layers: list[Layer] = []
    rows: list[ListRow] = []
    sources: dict[str, None] = {}
    for layer in wanted:
        found = layer_rows(conn, code, layer, AUDIENCE)
        if not len(found):
            continue
        layers.append(layer)
        rows += list_rows(conn, code, found, links[layer.id], lang)
        sources |= dict.fromkeys(_sources(found, lang))
    if not layers:
        titles = ", ".join(f"{one.title.ja} ({one.id})" for one in wanted)
        raise NotFoundError(f"地図にする行がありません：{titles}。", f"There are no rows to draw: {titles}.", parameter="map")
    return ListMap(
        city=Text(city.name_ja, city.name_en or city.name_ja),
        fictitious=city.fictitious,
        layers=tuple(layers),
        rows=rows,
        wards=_wards(conn, code),
        sources=tuple(sources),
        notes=_notes(layers, lang),
        steps=_steps(rows, code, lang),
    )


def _wards(conn: psycopg.Connection[Any], code: str) -> list[tuple[str, Any]]:
    """Names and simplified ground of the city's wards; a ward of several rows (islands) is one."""
    if "wards" not in LAYERS:
        return []
    found = layer_rows(conn, code, LAYERS["wards"], AUDIENCE)
    parts: dict[str, list[Any]] = defaultdict(list)
    for name, shape in zip(found.values("name"), found.shapes, strict=True):
        if shape is not None:
            parts[str(name)].append(shape)
    whole = np.array([shapely.union_all(shapes) for shapes in parts.values()], dtype=object)
    simple = shapely.coverage_simplify(whole, DEPTH) if len(whole) and shapely.coverage_is_valid(whole) else whole
    return list(zip(parts, simple, strict=True))


def _sources(found: LayerRows, lang: Lang) -> Iterator[str]:
    """The datasets rows came from: title, file, date, licence."""
    names = ("dataset_title", "source_file", "reference_date", "licence")
    for parts in dict.fromkeys(zip(*(found.values(name) for name in names), strict=True)):
        yield " / ".join(str(part) for part in parts if part)


def _notes(layers: list[Layer], lang: Lang) -> tuple[str, ...]:
    """What to know before the file is handed on."""
    kept = [
        *(said(layer.title, lang) for layer in layers if layer.publish != "public" or layer.consent is not None),
        *(said(field.label, lang) for layer in layers for field in layer.fields if field.publish == "staff"),
    ]
    if not kept:
        return ()
    listed = "、".join(dict.fromkeys(kept))
    return (
        said(
            (
                f"庁内用：職員だけが見るもの（{listed}）を含みます。外に渡さないでください。",
                f"For staff: it holds what only staff may see ({listed}). Do not pass it on.",
            ),
            lang,
        ),
    )


def _steps(rows: list[ListRow], code: str, lang: Lang) -> tuple[tuple[str, str], ...]:
    """Commands that settle what waits for a person; none where nothing does."""
    if not any(row.waits or (row.sign is None and any(link.stands_on for link in row.layer.links)) for row in rows):
        return ()
    first = ("候補の表を書き出す", "writes a sheet with the candidates")
    second = ("表の「正しい」の列に ○、番号、または正しい名前を書く", "In its column 正しい write ○, a number, or the right name")
    third = ("決めたことを取り込む（来年の一覧でも覚えています）", "takes the decisions over; next year's list keeps them")
    command = f"geo-service links --city {code}"
    return (
        (f"{command} --export joins.xlsx", said(first, lang)),
        ("", said(second, lang)),
        (f"{command} --apply joins.xlsx --by {said(('名前', 'NAME'), lang)}", said(third, lang)),
    )
