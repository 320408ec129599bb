"""closure, and network --bridges: what a closure would close, and which bridges there are, in a city that is loaded."""

from __future__ import annotations

from geo_service.cli.asking import AUDIENCE, opened_shelf
from geo_service.cli.output import Lang, print_json, said
from geo_service.coverage.bridges import bridges
from geo_service.questions.closing import read_closed
from geo_service.render.bridges import bridge_name, bridge_row, over_words
from geo_service.render.closing import closing_document, closing_sentence
from geo_service.render.plain import aligned, for_terminal
from geo_service.render.words import number

HEAD = ("番号,名称,長さ（m）,越えるもの,経度,緯度", "number,name,length (m),over,lon,lat")
NONE = ("道のデータに橋がありません。", "The streets have no bridge.")


def list_bridges(city: str, form: str, lang: Lang) -> None:
    """Print the bridges, longest first. NotAnswerableError where no streets are loaded."""
    with opened_shelf() as (shelf, _):
        found = shelf.get(city, AUDIENCE)
        all_of_them = bridges(found)
    if form == "json":
        print_json({"city": found.code, "bridges": [bridge_row(one) for one in all_of_them]})
        return
    if not all_of_them:
        print(said(NONE, lang))
        return
    rows = [said(HEAD, lang).split(",")]
    for one in all_of_them:
        ways = ",".join(map(str, one.ways))
        name, over = said(bridge_name(one), lang), said(over_words(one), lang)
        rows.append([f"bridge:{ways}", name, number(one.length_m), over, f"{one.lon:.5f}", f"{one.lat:.5f}"])
    print(for_terminal("\n".join(aligned(rows, left=2))))


def show_closure(city: str, closed_by: str, form: str, lang: Lang) -> None:
    """Print what a closure would close; nothing is closed."""
    with opened_shelf() as (shelf, _):
        found = shelf.get(city, AUDIENCE)
        closures = read_closed(found, closed_by)
        if form == "json":
            print_json(closing_document(found, closures))
        else:
            print(for_terminal(said(closing_sentence(found, closures), lang)))
