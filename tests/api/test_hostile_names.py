"""Names made to break things are text on every page, in every picture and in every file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from geo_service.api.app import create_app
from geo_service.coverage.city import City
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf
from tests.toy import toy_city

NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "'\"</title></textarea></svg><svg onload=alert(3)>",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "𠮷田と髙橋👨‍👩‍👧\u202eעברית",
    "長い名前" * 50,
    "{{ 7*7 }}{% raw %}",
    "]]>&amp;&#x3c;script&#x3e;",
)
PAGES = (
    "/?question=evacuation-site-reach&hazard=flood",
    "/?question=evacuation-site-reach&hazard=flood&ward=99901&view=projection",
    "/?question=evacuation-site-reach&hazard=flood&lang=ja-easy",
    "/?question=evacuation-site-reach&hazard=flood&demand=child_facilities",
    "/?question=evacuation-site-reach&hazard=frogs",
    "/areas",
    "/areas?q=%3Cscript%3Ealert(4)%3C/script%3E",
    "/areas/wards/99901?hazard=flood",
    "/near?hazard=flood&lon=139.6&lat=35.5",
    "/near?hazard=flood&place=%3Cscript%3Ealert(5)%3C/script%3E&lang=vi",
    "/compare?left=hazard%3Dflood&right=hazard%3Dearthquake",
    "/search?q=%3Cscript",
    "/papers",
    "/studies",
    "/studies/losses?hazard=flood",
    "/studies/which-hazard",
    "/studies/border?hazard=flood",
)
ANSWER = "/api/v1/cities/default/questions/evacuation-site-reach/answer"


def hostile_city() -> City:
    """The toy city, every name in it made to break things."""
    city = toy_city()

    def named(count: int) -> tuple[str, ...]:
        return tuple(NAMES[at % len(NAMES)] for at in range(count))

    return replace(
        city,
        name_ja=NAMES[0],
        name_en=NAMES[1],
        unit_sets={
            id: replace(one, name_ja=named(len(one)), name_en=named(len(one)), title_ja=NAMES[2], title_en=NAMES[2])
            for id, one in city.unit_sets.items()
        },
        places={id: replace(one, name=named(len(one)), address=named(len(one))) for id, one in city.places.items()},
        datasets=tuple(replace(one, title=NAMES[at % len(NAMES)], file_name=NAMES[3]) for at, one in enumerate(city.datasets)),
        neighbours=dict.fromkeys(city.neighbours, NAMES[2]),
        zones=tuple(replace(one, name_ja=NAMES[0], name_en=NAMES[1]) for one in city.zones),
    )


@pytest.fixture(scope="module")
def hostile_client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), ToyShelf(hostile_city()), None)) as client:
        yield client


class Elements(HTMLParser):
    """The elements of a page: scripts with their text, and attributes that would run something."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.running: list[str] = []
        self.script: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.running += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        self.running += [f"{tag} {name}" for name, value in attrs if "javascript:" in (value or "").casefold()]
        self.running += [tag for name, value in attrs if name == "src" and value == "x"]
        if tag == "script":
            self.script = dict(attrs)
            # Our own are files, data, or carry the page's nonce.
            if not (self.script.get("nonce") or self.script.get("src") or self.script.get("type") == "application/json"):
                self.running.append("script without nonce")

    def handle_data(self, data: str) -> None:
        if self.script is not None and self.script.get("type") != "application/json" and "alert(" in data:
            self.running.append("script with alert")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.script = None


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_show_names_as_text(hostile_client: TestClient, path: str, lang: str) -> None:
    address = path if "lang=" in path else f"{path}{'&' if '?' in path else '?'}lang={lang}"
    found = hostile_client.get(address, headers={"Accept": "text/html"})
    assert found.status_code in (200, 404, 409, 422), found.status_code
    seen = Elements()
    seen.feed(found.text)
    assert seen.running == []


def test_the_parser_sees_what_would_run() -> None:
    """The check itself finds each of the ways in."""
    for text in (NAMES[0], NAMES[1], "<svg onload=alert(3)>", '<a href="javascript:alert(1)">a</a>'):
        seen = Elements()
        seen.feed(f"<p>{text}</p>")
        assert seen.running, text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pictures_are_well_formed(hostile_client: TestClient, lang: str) -> None:
    found = hostile_client.get(ANSWER, params={"hazard": "flood", "f": "svg", "lang": lang})
    assert found.status_code == 200
    tree = ElementTree.fromstring(found.text)
    tags = {one.tag.rpartition("}")[2] for one in tree.iter()}
    assert not tags & {"script", "img", "foreignObject"}
    assert not [name for one in tree.iter() for name in one.attrib if name.startswith("on")]


def test_a_spreadsheet_runs_nothing(hostile_client: TestClient) -> None:
    found = hostile_client.get(ANSWER, params={"hazard": "flood", "f": "csv"})
    assert found.status_code == 200
    cells = [cell for row in csv.reader(io.StringIO(found.content.decode("utf-8-sig"))) for cell in row]
    assert any("=1+1" in cell for cell in cells)
    for cell in cells:
        number = cell.replace(".", "", 1).replace("-", "", 1).isdigit()
        assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


@pytest.mark.parametrize("form", ["html", "geojson", "json", "gpkg", "xlsx"])
def test_files_are_made_and_named_plainly(hostile_client: TestClient, form: str) -> None:
    found = hostile_client.get(ANSWER, params={"hazard": "flood", "f": form})
    assert found.status_code == 200
    name = found.headers.get("content-disposition", "")
    assert not set(name) & set("<>\n\r/")
    if form == "html":
        seen = Elements()
        seen.feed(found.text)
        assert [one for one in seen.running if one != "script without nonce"] == []
