"""A study as JSON, CSV, Excel and plain text."""

from __future__ import annotations

import csv
import io
from typing import Literal

from geo_service.coverage.city import City
from geo_service.render.cells import harmless
from geo_service.render.document import json_bytes
from geo_service.render.notes import PURPOSE
from geo_service.render.sheets import Sheets
from geo_service.render.study import Cell, Column, Study, Unit, require_study_export, rounded, study_document
from geo_service.render.table import BOM
from geo_service.render.words import number, per_cent
from layers.base import Text
from layers.licences import combine

Lang = Literal["ja", "en"]
UNITS: dict[Unit, Text] = {
    "text": Text("", ""),
    "people": Text("人", "people"),
    "households": Text("世帯", "households"),
    "places": Text("か所", "places"),
    "metres": Text("m", "m"),
    "minutes": Text("分", "min"),
    "share": Text("％", "%"),
    "count": Text("", ""),
    "years": Text("年", "year"),
}


def study_json(study: Study) -> bytes:
    """The study as JSON: the same bytes for one study id."""
    return json_bytes(study_document(study))


def heading(column: Column, lang: Lang = "ja", whole_range: bool = False) -> str:
    """A column's heading with its unit; ``whole_range``: of both ends of the range that it is the lower end of."""
    word = 0 if lang == "ja" else 1
    unit = UNITS[column.unit][word]
    title = (whole_range and column.range_title[word]) or column.title[word]
    return f"{title}（{unit}）" if unit and lang == "ja" else f"{title} ({unit})" if unit else title


def shown_cell(cell: Cell, unit: Unit, lang: Lang) -> str:
    """A cell as a person reads it; a dash where it is not known."""
    value = rounded(cell, unit)
    if value is None:
        return "—"
    if isinstance(value, dict):
        return str(value[lang])
    if isinstance(value, str):
        return value
    if unit == "share":
        return per_cent(float(value))
    if unit in ("metres", "minutes"):
        return f"{value:,.0f}" if unit == "metres" else f"{value:,.1f}"
    return f"{value}" if unit == "years" else number(float(value))


def _filed(cell: Cell, unit: Unit) -> str | float | int | None:
    """A cell of a spreadsheet, in Japanese; shares in per cent."""
    value = rounded(cell, unit)
    if isinstance(value, dict):
        return harmless(str(value["ja"]))
    if isinstance(value, str):
        return harmless(value)
    found: float | int | None = value
    return round(100 * found, 2) if unit == "share" and found is not None else found


def study_csv(study: Study, table: str = "") -> bytes:
    """One table (the first, where none is named) as UTF-8 with BOM, CRLF, with what it is of on every row.

    KeyError when there is no such table; AudienceError when the data may not be handed to the public.
    """
    require_study_export(study)
    one = study.table(table) if table else study.tables[0]
    licence = combine(dataset.licence for dataset in study.datasets if dataset.used)
    about = {
        "調べ": study.question.ja,
        "架空データか": "架空データ" if study.city.fictitious else "",
        "版": study.city.release,
        "ID": study.id,
        "利用条件": licence.attribution.ja,
        "注意": PURPOSE.ja,
    }
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([heading(column) for column in one.columns] + list(about))
    for row in one.rows:
        cells = [_filed(cell, column.unit) for cell, column in zip(row, one.columns, strict=True)]
        writer.writerow(["" if cell is None else cell for cell in (*cells, *about.values())])
    return BOM + out.getvalue().encode("utf-8")


def study_xlsx(study: Study) -> bytes:
    """Every table as a sheet for A4 landscape, behind a sheet of what it says. AudienceError as :func:`study_csv`."""
    require_study_export(study)
    licence = combine(dataset.licence for dataset in study.datasets if dataset.used)
    footer = f"{study.city.name_ja} 版{study.city.release} {study.title.ja}{'（架空データ）' if study.city.fictitious else ''}"
    book = Sheets(study.title.ja, study.question.ja, study.city.release_date, footer)
    lines = [("問い", study.question.ja), ("答え", study.sentence.ja)]
    lines += [("注意", note.ja) for note in (*study.notes, PURPOSE)]
    lines += [("根拠", one.ja) for one in study.basis]
    lines += [
        ("データ", f"{one.title or one.source}（{one.reference_date or '日付不明'}）") for one in study.datasets if one.used
    ]
    lines += [
        ("利用条件", licence.attribution.ja),
        ("ID", study.id),
        *(("指定", f"{k}={v}") for k, v in study.parameters.items()),
    ]
    book.lines("答え", study.title.ja, lines)
    for table in study.tables:
        shares = [at for at, column in enumerate(table.columns) if column.unit in ("share", "minutes", "metres")]
        columns = [(heading(column), 26 if column.unit == "text" else 14) for column in table.columns]
        rows = [[_filed(cell, c.unit) for cell, c in zip(row, table.columns, strict=True)] for row in table.rows]
        book.table(table.title.ja, columns, rows, per_cent=shares)
    return book.finished()


def study_sources(study: Study) -> tuple[Text, ...]:
    """The datasets the study rests on, each with its date."""
    found = dict.fromkeys((one.title or one.source, one.reference_date) for one in study.datasets if one.used)
    return tuple(Text(f"{title}（{date or '日付不明'}）", f"{title} ({date or 'no date'})") for title, date in found)


def study_file_name(study: Study, ending: str) -> str:
    """Name of a downloaded file, in plain ASCII: city, study and id."""
    city: City = study.city
    return f"{city.code}-{study.study}-{study.id}.{ending}"
