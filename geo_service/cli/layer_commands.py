"""layer and export: how good one layer's data is, and its rows as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import psycopg

from geo_service.api.layer_files import LAYER_FORMATS, layer_file, layer_of
from geo_service.api.layers import quality_entry
from geo_service.cli.asking import AUDIENCE, opened_shelf
from geo_service.cli.output import Lang, deliver, print_json, said
from geo_service.errors import ParameterError
from geo_service.render.plain import aligned, for_terminal
from geo_service.render.rounding import per_cent_points
from geo_service.store.quality import LayerQuality, layer_quality
from layers.certainty import ACCURACY, MATCHED

WORDS = {
    "rows": ("行数", "rows"),
    "positions": ("位置", "positions"),
    "fields": ("項目,ある行,割合", "field,rows with it,share"),
    "sources": ("データ,時点,年前,行数,使えない行,利用条件", "dataset,date,years old,rows,rejected,licence"),
    "links": ("つながり,結果,件数", "link,result,rows"),
    "stops": ("足りないこと", "what is missing"),
    "nothing": ("気になる点は見つかりません。", "Nothing was found missing."),
}
ENDINGS = {one.ending: one.id for one in LAYER_FORMATS.values()} | {"shp": "shp"}


def show_layer(name: str, city: str, form: str, lang: Lang) -> None:
    """Print one layer's quality."""
    layer = layer_of(name)
    with opened_shelf() as (shelf, conninfo), psycopg.connect(conninfo, autocommit=True) as conn:
        found = layer_quality(conn, shelf.get(city, AUDIENCE).code, layer, AUDIENCE, date.today())
    if form == "json":
        print_json(quality_entry(found))
    else:
        print(for_terminal(_text(found, lang)))


def export_layer(name: str, output: Path, city: str, lang: Lang) -> None:
    """Write one layer's rows to a file; its ending says the format."""
    ending = output.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        raise ParameterError(
            f"ファイル名の終わりは {'、'.join('.' + one for one in ENDINGS)} のどれかにしてください。",
            f"The file's name must end in {', '.join('.' + one for one in ENDINGS)}.",
            parameter="output",
            value=output.name[:60],
            allowed=list(ENDINGS),
        )
    if ending == "shp":
        raise ParameterError(
            "シェープファイルは複数のファイルなので、.zip にまとめて書き出します。名前を .zip にしてください。",
            "A Shapefile is several files and is written as one .zip. Give a name that ends in .zip.",
            parameter="output",
            value=output.name[:60],
        )
    with opened_shelf() as (shelf, conninfo), psycopg.connect(conninfo, autocommit=True) as conn:
        found = shelf.get(city, AUDIENCE)
        content, _ = layer_file(conn, found, name, AUDIENCE, ENDINGS[ending], date.today(), lang)
    deliver(content, output, binary=True)


def _text(found: LayerQuality, lang: Lang) -> str:
    lines = [f"{said(found.layer.title, lang)} ({found.layer.id})", said(found.layer.about, lang), ""]
    lines.append(f"{said(WORDS['rows'], lang)}: {found.rows:,}")
    places = [f"{said(ACCURACY[name], lang)} {count:,}" for name, count in found.places.items() if count]
    if places:
        lines.append(f"{said(WORDS['positions'], lang)}: {' / '.join(places)}")
    if found.fields and found.rows:
        rows = [said(WORDS["fields"], lang).split(",")]
        rows += [[said(one.field.label, lang), f"{one.given:,}", _per_cent(one.share)] for one in found.fields]
        lines += ["", *aligned(rows, left=1)]
    if found.sources:
        rows = [said(WORDS["sources"], lang).split(",")]
        for one in found.sources:
            age = "—" if one.age_years is None else f"{one.age_years:.1f}"
            facts = [one.title, one.reference_date or "—", age, f"{one.rows:,}", f"{one.rejected:,}", one.licence or "—"]
            rows.append(facts)
        lines += ["", *aligned(rows, left=2)]
    if found.links:
        rows = [said(WORDS["links"], lang).split(",")]
        rows += [
            [said(one.label, lang), said(MATCHED[how], lang), f"{count:,}"]
            for one in found.links
            for how, count in one.counts.items()
        ]
        lines += ["", *aligned(rows, left=2)]
    lines += ["", said(WORDS["stops"], lang)]
    lines += [f"- {said(one, lang)}" for one in found.stops] or [said(WORDS["nothing"], lang)]
    return "\n".join(lines)


def _per_cent(share: float | None) -> str:
    return "—" if share is None else f"{per_cent_points(share, 0):.0f}%"
