"""geocode: a list with addresses into a sheet with positions, to see, correct and load."""

from __future__ import annotations

from pathlib import Path

from geo_service.cli.output import Lang, deliver, print_json, said
from geo_service.errors import ParameterError
from geo_service.geocode.sheet import to_xlsx
from geo_service.geocode.words import ACCURACY
from geo_service.render.plain import for_terminal
from geo_service.settings import settings
from geo_service.store.address_list import AddressList, looked_up
from geo_service.store.cluster import database
from geo_service.store.connection import connect
from geo_service.store.directory import resolve_city
from geo_service.store.gazetteer import read_gazetteer


def geocode_file(
    file: Path, output: Path, city: str, address: str | None, ward: str | None, columns: Path | None, form: str, lang: Lang
) -> None:
    """Look a file's addresses up and write the sheet; say how many were found, and how surely."""
    if output.suffix.lower() != ".xlsx":
        raise ParameterError(
            f"書き出すファイルの名前は .xlsx で終わるようにしてください（{output.name}）。",
            f"The file to write must be called .xlsx ({output.name}).",
            parameter="output",
            allowed=[f"{output.stem}.xlsx"],
        )
    with database(settings()) as conninfo, connect(conninfo) as connection:
        code = resolve_city(connection, city)
        gazetteer = read_gazetteer(connection, code)
    if not len(gazetteer):
        raise ParameterError(
            f"{gazetteer.city.name or code} には住所の位置がまだありません。先に位置参照情報か町丁の区域を読み込んでください。",
            f"{gazetteer.city.name or code} has no positions of addresses yet. Load 位置参照情報 or the areas of its 町丁 first.",
            parameter="city",
        )
    lists = looked_up(file, gazetteer, settings(), lang, address, ward, columns)
    deliver(to_xlsx([(one.name, one.headings, one.rows, one.places) for one in lists], lang), output)
    if form == "json":
        sheets = [{"sheet": one.name, "rows": len(one.rows), "accuracy": one.places.counts()} for one in lists]
        print_json({"file": file.name, "city": code, "output": str(output), "sheets": sheets})
    else:
        print(for_terminal("\n".join(_line(one, lang) for one in lists)))


def _line(one: AddressList, lang: Lang) -> str:
    counts = one.places.counts()
    parts = [f"{said(ACCURACY[level], lang)} {count}" for level, count in counts.items()]
    rows = said((f"{len(one.rows)}行", f"{len(one.rows)} rows"), lang)
    line = f"{one.name}: {rows} — " + said(("、", ", "), lang).join(parts)
    if counts.get("none"):
        todo = (
            "。見つからない行は「正しい住所」か「経度」「緯度」の列に書き、この表を読み込んでください。",
            ". For rows not found write 'corrected address', or 'longitude' and 'latitude', and load the sheet.",
        )
        line += said(todo, lang)
    return line
