"""releases, rollback, prune: what a city's answers are given from, and going back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import psycopg

from geo_service.cli.output import Lang, print_json, said
from geo_service.render.plain import aligned, for_terminal
from geo_service.settings import settings
from geo_service.store import release as store
from geo_service.store.cluster import database
from geo_service.store.connection import connect
from geo_service.store.directory import resolve_city
from geo_service.store.release_findings import release_findings


@contextmanager
def connected(text: str) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """A connection, and the code of the city that ``text`` means."""
    with database(settings()) as conninfo, connect(conninfo) as connection:
        yield connection, resolve_city(connection, text)


def list_findings(city: str, form: str, lang: Lang) -> None:
    """Print what the current release found by joining."""
    with connected(city) as (connection, code):
        found = release_findings(connection, code)
    if form == "json":
        print_json({"city": code, "findings": [text._asdict() for text in found]})
        return
    nothing = said(("食い違いや重なりは見つかっていません。", "Nothing was found."), lang)
    print(for_terminal("\n".join(said(text, lang) for text in found) or nothing))


def list_releases(city: str, form: str, lang: Lang) -> None:
    """Print the releases, newest first."""
    with connected(city) as (connection, code):
        found = store.releases(connection, code)
    if form == "json":
        print_json({"city": code, "releases": [asdict(one) for one in found]})
        return
    rows = [said(("版,作った日時,データ,状態,メモ", "release,made,datasets,state,note"), lang).split(",")]
    for one in found:
        state = said(("今の版", "current"), lang) if one.current else said(("削除済み", "pruned"), lang) if one.pruned else ""
        rows.append([str(one.number), f"{one.created_at:%Y-%m-%d %H:%M}", str(one.datasets), state, one.note])
    print(for_terminal("\n".join(aligned(rows, left=len(rows[0])))))


def roll_back(city: str, to: int | None, form: str, lang: Lang) -> None:
    """Make an earlier release current and say which."""
    with connected(city) as (connection, code):
        number = store.rollback(connection, code, to)
    if form == "json":
        print_json({"city": code, "release": number})
    else:
        print(said((f"{code} を版{number}に戻しました。", f"{code} is back at release {number}."), lang))


def prune_releases(city: str, form: str, lang: Lang) -> None:
    """Remove old releases and say which."""
    keep = settings().keep_releases
    with connected(city) as (connection, code):
        gone = store.prune(connection, code, keep)
    if form == "json":
        print_json({"city": code, "pruned": gone, "kept": keep})
    elif gone:
        numbers = ", ".join(map(str, gone))
        print(said((f"{code} の版 {numbers} を消しました。", f"Removed releases {numbers} of {code}."), lang))
    else:
        print(said((f"消す版はありません（新しい{keep}版は残します）。", f"Nothing to remove (the newest {keep} stay)."), lang))
