"""A first draft of a column map: guessed from a file's headings, values and name, each guess with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from geo_service.errors import FileError
from geo_service.settings import settings
from geo_service.store.dated import reference_date, year_in
from geo_service.store.draft_positions import SAMPLE, kind_of_shape, positions_of, scalar
from geo_service.store.draft_seen import as_read, samples, seen
from geo_service.store.guess_words import FILE_WORDS, HEADS, KIND_WORDS, NAME_WORDS
from geo_service.store.headings import first_of, heading_keys, without_units
from geo_service.store.office_values import number_in, western_year
from geo_service.store.readers import RawTable, read
from geo_service.store.readers.sheet_shape import SECTION_COLUMN, SHEET_COLUMN
from layers import LAYERS
from layers.base import Field, Format, Layer
from layers.text import fold_text

NAME_LIKE = re.compile(r"名称?$|設置場所|設置箇所|目印|目標|通称")
"""Headings that may hold names, where the usual ones are not there."""
COMMON = frozenset({"name", "address", "ward", "remarks", "phone", "url", "postcode", "kind", "capacity", "name_en", "code"})
"""Fields that many layers have: having them says little about which layer a table is."""


@dataclass
class Guess:
    """A layer that a table may be, with the columns that say so and why they are thought to."""

    layer: Layer
    columns: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    """Values of the kind column that are no known spelling → "other"."""
    constants: dict[str, str] = field(default_factory=dict)
    score: float = 0.0


def propose(path: Path) -> str:
    """YAML text of a column map for a file, with a comment on each guess and the columns that were not understood.

    Raises FileError when the file cannot be read. A wrong guess is the user's to correct; a right one loads as it is.
    """
    path = Path(path)
    tables = [table for table in read(path, settings()) if len(table)]
    if any(table.streets is not None for table in tables):
        raise FileError(
            f"{path.name} はOpenStreetMapのファイルなので、列対応は要りません。"
            f"そのまま geo-service load {path.name} で読み込めます。",
            f"{path.name} is an OpenStreetMap file and needs no column map: geo-service load {path.name}.",
            file=path.name,
            rule="no_map_needed",
        )
    lines = [
        "# 列対応の下書きです。推測なので、# の説明を読んで直してから使ってください。",
        "# A draft, guessed: read the comments and correct it, then `geo-service load FILE --columns THIS_FILE`.",
        f"file: {scalar(path.name)}",
        "datasets:",
    ]
    for table in tables:
        guesses = _guesses(table, path)
        for guess in guesses:
            lines += _dataset(table, guess, path, len(tables) > 1)
        if not guesses:
            where = f"{table.file}: " if len(tables) > 1 else ""
            heads = ", ".join(map(str, table.frame.columns))
            lines.append(f"  # {where}どのレイヤか分かりませんでした / no layer fits. 列 / columns: {heads}")
            lines += [f"  # {line}" for line in seen(table)]
            lines += [f"  #   {heading}: {samples(table, str(heading))}" for heading in table.frame.columns]
    if not any(line.startswith("  - layer") for line in lines):
        return "\n".join(_no_layer(path, lines)) + "\n"
    return "\n".join(lines) + "\n"


def _no_layer(path: Path, lines: list[str]) -> list[str]:
    """A map that lets the file wait, with a dataset to be filled in where the user knows the layer."""
    remarks = [line.strip() for line in lines if line.startswith("  #")]
    return [
        *lines[:3],
        *remarks,
        "waiting:  # このままならファイルは「待ち」になる / as it is, the file is listed as waiting",
        "  ja: どのレイヤに入るか決まっていません",
        "  en: its layer is not decided yet",
        "# waiting を消して次を書く / or delete `waiting` and fill in:",
        "# datasets:",
        f"#   - layer:  # {' '.join(LAYERS)}",
        f"#     source: {scalar(path.stem)}",
        "#     columns: {}",
    ]


def _guesses(table: RawTable, path: Path) -> list[Guess]:
    drawn = [layer for layer in LAYERS.values() if layer.role != "network"]
    found = [guess for layer in drawn if (guess := _guess(table, layer, path)) is not None]
    found.sort(key=lambda guess: -guess.score)
    if not found or found[0].score <= 0:
        return []
    best = found[0]
    # Small areas with counts are both the areas and the people on them.
    pair = {"towns": "population", "population": "towns"}.get(best.layer.id)
    other = next((guess for guess in found if guess.layer.id == pair and guess.score > 0), None)
    return [best, other] if other is not None and kind_of_shape(table) == "polygon" else [best]


def _guess(table: RawTable, layer: Layer, path: Path) -> Guess | None:
    shape = kind_of_shape(table)
    if (layer.geometry == "polygon" and shape != "polygon") or (layer.geometry == "point" and shape == "polygon"):
        return None
    guess = Guess(layer)
    known = without_units(heading_keys(table.frame.columns))
    parts = _parts(table)
    numbers = {heading for heading in known.values() if _only_numbers(table.frame[heading])}
    for one in layer.fields:
        if one.name == "name":
            heading, why = _name_for(one, layer, known, numbers)
        else:
            heading, why = _heading_for(one, layer, known)
        if heading is None:
            heading, _ = _heading_for(one, layer, parts)
            why = "2段の見出しの一部 / a part of a two-row heading"
        if heading is None or heading in guess.columns or not _fits(one, table.frame[heading]):
            continue
        guess.columns[heading], guess.why[heading] = one.name, why
        guess.score += 1 if one.name in COMMON else 3
    _ward_above(guess, table)
    _year_above(guess, table)
    _guess_kind(guess, table)
    have = set(guess.columns.values())
    groups = {one.name for one in layer.fields if one.group}
    if any(one.required and one.name not in have | set(guess.constants) for one in layer.fields):
        return None
    if groups and not groups & have:
        return None
    guess.score += 4 if layer.id in _told_by_words(path, table) else 0
    names = _column_of(guess, "name")
    if names is not None:
        said = table.frame[names].dropna().head(SAMPLE)
        words = NAME_WORDS.get(layer.id)
        guess.score += 6 * float(said.str.contains(words, regex=True).mean()) if words and len(said) else 0
    if layer.role in ("units", "context") and layer.id != "towns" and guess.score < 5:
        return None
    guess.score -= 2 if layer.id in ("wards", "neighbour_municipalities", "hazard_zones") else 0
    return guess


def _told_by_words(path: Path, table: RawTable) -> set[str]:
    """Layers that words in the file's name, the sheet's or the titles speak of: 避難所運営会議 is no list of 避難所."""
    text = fold_text(" ".join([path.stem, table.sheet, *table.titles]))
    met = {(word, layer) for layer, words in FILE_WORDS.items() for word in words if word in text}
    return {layer for word, layer in met if not any(word != other and word in other for other, _ in met)}


def _parts(table: RawTable) -> dict[str, str]:
    """Key of each part of a heading put together from rows → that heading, where no other has the part or it is the sum's."""
    having: dict[str, list[str]] = {}
    for heading in map(str, table.frame.columns):
        words = heading.split(" ")
        for word in dict.fromkeys(words) if len(words) > 1 else ():
            having.setdefault(word, []).append(heading)
    chosen = {}
    for word, headings in having.items():
        sums = [one for one in headings if one.split(" ")[-1] in ("計", "合計", "総数", "総計")]
        if len(headings) == 1 or len(sums) == 1:
            chosen[word] = headings[0] if len(headings) == 1 else sums[0]
    return {key: chosen[word] for key, word in heading_keys(chosen).items()}


def _ward_above(guess: Guess, table: RawTable) -> None:
    """The ward by the names of the sheets, or by the lines above groups of rows, where no column says it."""
    if "ward" in guess.columns.values() or all(one.name != "ward" for one in guess.layer.fields):
        return
    for heading in (SHEET_COLUMN, SECTION_COLUMN):
        said = table.frame[heading].dropna() if heading in table.frame else None
        if said is not None and len(said) and bool(said.str.fullmatch(r"\s*\S{1,6}区\s*").all()):
            guess.columns[heading] = "ward"
            guess.why[heading] = "シートの名前や区分の行から / by the sheets' names or the lines above groups"
            return


def _year_above(guess: Guess, table: RawTable) -> None:
    """The year of a yearly series, by the titles (令和7年度), where no column says it."""
    field = guess.layer.year
    if field is not None and field not in guess.columns.values() and (year := year_in(table)) is not None:
        guess.constants[field] = year


def _heading_for(one: Field, layer: Layer, known: dict[str, str]) -> tuple[str | None, str]:
    own = [column for form in layer.formats for column, name in form.columns.items() if name == one.name]
    for candidates, why in (
        ((one.name, one.label.ja, one.label.en), "見出しの名前から / by its heading"),
        (own, "公開形式の見出し / heading of a published format"),
        ((*one.headings, *HEADS.get(one.name, ())), "よくある見出し / a common heading"),
    ):
        heading = first_of(candidates, known)
        if heading is not None:
            return heading, why
    return None, ""


def _name_for(one: Field, layer: Layer, known: dict[str, str], numbers: set[str]) -> tuple[str | None, str]:
    """The column of names. One of numbers only (番号) is taken where no other can be a name, and says so."""
    named = {key: heading for key, heading in known.items() if heading not in numbers}
    heading, why = _heading_for(one, layer, named)
    if heading is not None:
        return heading, why
    number, _ = _heading_for(one, layer, known)
    if number is None:
        return None, ""
    like = next((named[key] for key in named if NAME_LIKE.search(key)), None)
    if like is not None:
        return like, "名前らしい見出し（番号の列は名前にしない）/ a heading like a name (the column of numbers is none)"
    return number, "番号だけの列。名前の列があれば直す / numbers only: choose another where there is a column of names"


def _only_numbers(column: pd.Series[Any]) -> bool:
    said = column.dropna().head(SAMPLE)
    return len(said) > 0 and bool(said.str.strip().str.fullmatch(r"(?:No\.?)?[\s\d０-９\-－]+").all())


def _fits(one: Field, column: pd.Series[Any]) -> bool:
    said = column.dropna().head(SAMPLE)
    if one.type in ("integer", "number") and len(said):
        year = one.name == "year" or one.name.endswith("_year")
        read = [value for value in said if number_in(value, one.unit) is not None or (year and western_year(value))]
        # Signs for a number not given (－) say nothing against the column.
        return len(read) > 0.5 * float((~said.str.strip().isin(["-", "－", "―", "−", "…", "*"])).sum())
    return True


def _column_of(guess: Guess, name: str) -> str | None:
    return next((heading for heading, one in guess.columns.items() if one == name), None)


def _guess_kind(guess: Guess, table: RawTable) -> None:
    """The kind column by its values, or a constant kind by words in the names."""
    layer = guess.layer
    if not layer.kind:
        return
    codes = layer.codes()
    known = {fold_text(word) for code in codes for word in (code.slug, code.label.ja, *code.spellings)}

    def share(heading: str) -> float:
        said = table.frame[heading].dropna().head(SAMPLE)
        return float(said.map(lambda value: fold_text(value) in known).mean()) if len(said) else 0.0

    free = [
        str(heading) for heading in table.frame.columns if heading not in guess.columns or guess.columns[heading] == layer.kind
    ]
    best = max(free, key=share, default=None)
    if best is not None and share(best) > 0.3:
        guess.columns = {heading: name for heading, name in guess.columns.items() if name != layer.kind}
        guess.columns[best], guess.why[best] = layer.kind, "値が種別の表に合う / its values are known kinds"
        guess.score += 5 * share(best)
    kind = _column_of(guess, layer.kind)
    if kind is not None and share(kind) <= 0.3:
        guess.columns.pop(kind)
        kind = None
    if kind is not None:
        odd = [value for value in table.frame[kind].dropna().unique() if fold_text(value) not in known]
        if any(code.slug == "other" for code in codes):
            guess.values = dict.fromkeys(map(str, odd), "other")
        for value in guess.values:
            guess.values[value] = next((code.slug for code in codes if _contains(value, code.spellings)), "other")
        return
    names = _column_of(guess, "name")
    if names is not None:
        said = table.frame[names].dropna().head(SAMPLE)
        for slug, words in KIND_WORDS.get(layer.id, {}).items():
            if len(said) and float(said.str.contains(words, regex=True).mean()) > 0.5:
                guess.constants[layer.kind] = slug
                return


def _contains(value: str, spellings: tuple[str, ...]) -> bool:
    folded = fold_text(value)
    return any(fold_text(spelling) in folded for spelling in spellings)


def _dataset(table: RawTable, guess: Guess, path: Path, several: bool) -> list[str]:
    positions, used = positions_of(table)
    columns = {heading: name for heading, name in guess.columns.items() if heading not in used}
    title = guess.layer.title
    lines = [
        f"  - layer: {guess.layer.id}  # {title.ja} / {title.en}",
        f"    source: {scalar(path.stem)}  # だれの何の一覧か。新しい版も同じ名前に / whose list; keep it for newer files",
        f"    title: {scalar(path.stem)}",
        f"    reference_date: {scalar(reference_date(table, path.stem))}  # いつ時点か / as of when (2026-04-01)",
        "    licence: unknown  # layers/licences.py の表から / see the table of licences",
    ]
    if several and table.sheet and table.sheet_of is None:
        lines.append(f"    sheet: {scalar(table.sheet)}")
    elif several and table.sheet_of is not None:
        lines.append(f"    sheets: [{', '.join(map(scalar, dict.fromkeys(table.sheet_of.tolist())))}]")
    lines += [f"    # {line}" for line in seen(table)]
    if table.heading_rows and table.encoding == "workbook":
        rows = ", ".join(map(str, table.heading_rows))
        lines.append(f"    # header_rows: [{rows}]  # 見出しの行が違うときは # を外して直す / if these are not the headings")
    lines.append("    columns:")
    for heading, name in columns.items():
        label = guess.layer.field(name).label
        lines.append(f"      {scalar(heading)}: {name}  # {label.ja} / {label.en} ← {guess.why[heading]}")
    if guess.constants:
        lines.append(
            "    constants:  # 全部の行に同じ値 / the same for every row ← 名称や表題の言葉から / by words in names or titles"
        )
        lines += [f"      {name}: {slug}" for name, slug in guess.constants.items()]
    if guess.values:
        lines += ["    values:", f"      {guess.layer.kind}:  # 表にない値。正しい種別に / unknown values: choose their kinds"]
        lines += [f"        {scalar(old)}: {new}" for old, new in guess.values.items()]
    lines += positions
    rest = [str(heading) for heading in table.frame.columns if heading not in columns and heading not in used]
    if rest:
        lines.append("    # 使っていない列とその値 / columns not used, and their values:")
        lines += [f"    #   {heading}: {samples(table, heading)}" for heading in rest]
    have = set(columns.values()) | set(guess.constants)
    lacking = [one.name for one in guess.layer.fields if one.name not in have]
    if lacking:
        lines.append(f"    # 列のない項目 / fields without a column: {', '.join(lacking)}")
    lines.append("    # こう読みます / read like this (×: 読めない / cannot be read):")
    lines += [f"    #   {line}" for line in as_read(table, guess.layer, _format(guess, columns, positions))]
    return lines


def _format(guess: Guess, columns: dict[str, str], positions: list[str]) -> Format:
    """The format that the draft's lines make."""
    said: dict[str, Any] = yaml.safe_load("\n".join(line.strip() for line in positions)) or {}
    return Format(
        id="draft",
        title=guess.layer.title,
        columns=columns,
        constants=guess.constants,
        values={guess.layer.kind or "": guess.values} if guess.values else {},
        lon=said.get("lon"),
        lat=said.get("lat"),
        wkt=said.get("wkt"),
        crs=said.get("crs", "EPSG:6668"),
    )
