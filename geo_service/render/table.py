"""The answer as one CSV for a spreadsheet: the total, then every unit of every division."""

from __future__ import annotations

import csv
import io

from geo_service.coverage.answer import Answer
from geo_service.render.cells import harmless, headings, total_cells, unit_cells
from geo_service.render.document import document
from geo_service.render.licence import require_export

BOM = b"\xef\xbb\xbf"
"""Excel reads UTF-8 only behind it."""


def to_csv(answer: Answer) -> bytes:
    """UTF-8 with BOM, CRLF, Japanese headings with units. AudienceError when the data may not be handed to the public.

    The last columns say on every row what the figures are of, so that a row cut out still says it.
    """
    require_export(answer)
    whole = document(answer)
    about = {
        "問い": whole["words"]["ja"],
        "架空データか": "架空データ" if whole["fictitious"] else "",
        "版": whole["release"],
        "回答ID": whole["id"],
        "利用条件": whole["licence"]["attribution"]["ja"],
        "注意": whole["purpose"]["ja"],
    }
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([heading.ja for heading in headings(answer)] + list(about))
    rows = [total_cells(answer, whole), *(cells for id in answer.units for cells in unit_cells(answer, whole, id))]
    for cells in rows:
        writer.writerow([_written(cell) for cell in (*cells, *about.values())])
    return BOM + out.getvalue().encode("utf-8")


def _written(cell: str | float | int | None) -> str | float | int:
    return "" if cell is None else harmless(cell) if isinstance(cell, str) else cell
