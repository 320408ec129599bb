"""The page a person sees, as text. The route of geo_service/api/pages.py is about fifteen lines around this module::

    questions = question_choices(CATALOGUE)                                        # maps.offer
    offers = {one.id: choices_of(offer(city, CATALOGUE[one.id])) for one in questions}
    frame = Frame.of(lang, nonce, CityChoice(city.code, ...), cities, questions, question_id, offers, query,
                     scales=group_scales(city))                                     # maps.scales
    try:
        answer = engine.answer(city, build(question_id, city, frame.parameters))
        html = answer_page(json.loads(to_json(answer)), to_geojson(answer), frame)
    except GeoServiceError as error:
        html = problem_page(error.problem(lang), frame)
    return HTMLResponse(html, headers={"Content-Security-Policy": csp(nonce)})

Address of the page: ``/?city=&question=&lang=`` plus the parameters of the API under the same names (``hazard``,
``demand``, ``kind``, ``within``, ``reach``, ``ward``, ``neighbours``); all may be missing or empty. ``lang`` is "ja" or "en".
``neighbours`` is "true" or absent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from geo_service.coverage.profiles import PROFILES as WALKERS
from geo_service.coverage.profiles import USUAL
from layers import LAYERS
from layers.hazard_zones import MAPPED
from maps import words
from maps.assets import SEARCH, address_of, script_addresses, style_addresses
from maps.breaks import broken
from maps.choices import PROFILES, Choice, Choices
from maps.faces import Faces, faces
from maps.faces_beside import kinds_svg, placed_svg
from maps.folium_map import DATA_ID, map_parts
from maps.frame import VIEWS as VIEWS
from maps.frame import Frame as Frame
from maps.frame import OldRelease as OldRelease
from maps.frame import Urls as Urls
from maps.pack import packed
from maps.provenance import LICENCE_TITLES
from maps.readings import ruby
from maps.view import answer_view, only_blank, small_set

TEMPLATES = Path(__file__).parent / "templates"
TILE_HOSTS = {"gsi": "https://cyberjapandata.gsi.go.jp"}
"""Backgrounds that a person may switch on (``background=``) → the host their pictures come from."""


def csp(nonce: str, background: str = "") -> str:
    """The page's Content-Security-Policy: only our own files, inline script and style only with the nonce; with a
    background of :data:`TILE_HOSTS` also that host's pictures."""
    pictures = "".join(f" {host}" for id, host in TILE_HOSTS.items() if id == background)
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        f"img-src 'self' data:{pictures}; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'self'"
    )


def answer_page(
    answer_json: Mapping[str, Any],
    geojson: bytes | Mapping[str, Any],
    frame: Frame,
    near: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """The page of one answer. ``answer_json``: render.to_json parsed; ``geojson``: render.to_geojson, bytes or parsed;
    ``near``: code of a worst area → lines about what is near it that could help."""
    from maps.area_page import area_address  # it is a page, too, and made of this module

    collection: Mapping[str, Any] = json.loads(geojson) if isinstance(geojson, bytes) else geojson
    small, hazard = small_set(answer_json), str(answer_json["parameters"].get("hazard") or "")

    def area_link(code: str) -> str:
        return area_address(str(answer_json["city"]), small, code, lang=frame.lang, hazard=hazard)

    def near_address(code: str) -> str:
        city, units, one = (quote(part, safe="") for part in (str(answer_json["city"]), small, code))
        asked = {"hazard": hazard, "lang": frame.lang} if hazard else {"lang": frame.lang}
        return f"{frame.urls.near.format(city=city, unit_set=units, code=one)}?{urlencode(asked)}"

    context = {
        **page_context(frame),
        "answer": answer_json,
        "view": answer_view(answer_json, frame.lang),
        "faces": answer_faces(answer_json, frame.lang),
        "kinds_svg": kinds_svg,
        "placed_svg": placed_svg,
        "styles": style_addresses(frame.urls.static, ELSEWHERE),
        "compare": f"/compare?{urlencode({'left': frame.address(view='', lang=''), 'lang': frame.lang})}",
        "small": small,
        "area_link": area_link,
        "near_address": near_address,
        "near": near or {},
        "map": map_parts(collection, str(answer_json["parameters"].get("ward") or "")),
        "data": json_block(packed(collection)),
        "data_id": DATA_ID,
    }
    return environment().get_template("answer.html").render(context)


def answer_faces(answer_json: Mapping[str, Any], lang: str) -> Faces | None:
    """The hundred faces of an answer about people; None for facilities, where there is nobody, and where all that is near is
    places left blank: who is served is not known then."""
    known = answer_json["unit"] == "people" and only_blank(answer_json) is None
    return faces(answer_json["totals"], lang) if known else None


def problem_page(problem: Mapping[str, Any], frame: Frame) -> str:
    """The page when there is no answer: what is wrong in plain words, what to do, and the choices to go on with.

    ``problem``: the object of :meth:`geo_service.errors.GeoServiceError.problem`.
    """
    context = {**page_context(frame), "problem": problem, "advice": advice(problem, frame.lang)}
    return environment().get_template("problem.html").render(context)


def advice(problem: Mapping[str, Any], lang: str) -> str:
    """What a person can do about the problem, by its slug (the last part of its type)."""
    slug = str(problem.get("type", "")).rsplit(":", 1)[-1]
    known = f"advice.{slug}"
    return words.say(lang, known if known in words.catalogue(lang) else "advice.error")


def lacking(problem: Mapping[str, Any], lang: str) -> list[str]:
    """Titles of the layers a not answerable question lacks."""
    return [words.said(LAYERS[one].title, lang) if one in LAYERS else str(one) for one in problem.get("lacks", [])]


def json_block(value: Any) -> Markup:
    """JSON that may stand in a <script> block: no ``<``, ``>`` or ``&`` in it, nor line separators scripts trip over."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


ELSEWHERE = ("layers.css", "study.css")
"""Style sheets that the map page does not need."""
SCRIPT_WORDS = (
    "portal.projection",
    "portal.projection.off",
    "portal.near",
    "portal.near.loading",
    "portal.near.none",
    "portal.area",
    "portal.search.page",
)
"""Messages of other parts that the script shows."""


def script_words(lang: str) -> dict[str, str]:
    """The messages the map page's script shows: all of its part but those only templates use."""
    said = {name: text for part in ("maps", "faces") for name, text in words.messages(lang, part).items()}
    said |= {name: words.say(lang, name) for name in SCRIPT_WORDS}
    return {name: text for name, text in said.items() if not name.startswith(("page.", "layer.", "study."))}


def page_context(frame: Frame) -> dict[str, Any]:
    """What every page needs besides its own matter."""
    lang = frame.lang

    def translate(message: str, **values: object) -> str:
        return words.say(lang, message, **values)

    return {
        "frame": frame,
        "lang": lang,
        "t": translate,
        "said": lambda text: words.said(text, lang),
        "lacking": lambda problem: lacking(problem, lang),
        "profiles": PROFILES,
        "languages": [(code, words.LANGUAGE_NAMES[code], frame.address(lang=code)) for code in words.LANGUAGES],
        "styles": style_addresses(frame.urls.static),
        "scripts": script_addresses(frame.urls.static),
        "search_script": address_of(frame.urls.static, SEARCH),
        "settings": json_block(page_settings(frame)),
    }


def page_settings(frame: Frame) -> dict[str, Any]:
    """What the script must know besides the answer: words, addresses, questions."""
    lang = frame.lang
    return {
        "lang": lang,
        "words": script_words(lang),
        "urls": asdict(frame.urls),
        "city": frame.city.code if frame.city else "",
        "cityName": words.said(frame.city.name, lang) if frame.city else "",
        "question": frame.question,
        "parameters": dict(frame.parameters),
        "questions": {
            one.id: {
                "needsHazard": one.needs_hazard,
                "limit": one.limit_m,
                "place": words.said(one.place, lang),
                "demand": one.demand,
                **_offered(frame.offers.get(one.id, Choices()), lang),
            }
            for one in frame.questions
        },
        "layers": {layer.id: words.said(layer.title, lang) for layer in LAYERS.values()},
        "licences": {id: words.said(title, lang) for id, title in LICENCE_TITLES.items()},
        "scales": {group: list(limits) for group, limits in frame.scales.items()},
        "zoned": list(MAPPED),
        "speeds": {id: one.speed_m_min for id, one in WALKERS.items()},
        "walker": {"speed": WALKERS[USUAL].speed_m_min, "detour": frame.detour},
        "old": frame.old is not None,
        "export": False,
    }


def _offered(choices: Choices, lang: str) -> dict[str, Any]:
    """The choices that differ from question to question, as the script fills the form with them."""

    def listed(ones: Sequence[Choice]) -> list[dict[str, Any]]:
        return [{"value": one.value, "label": words.said(one.label, lang)} for one in ones]

    return {
        "groups": listed(choices.groups),
        "facilities": listed(choices.facilities),
        "day": listed(choices.day),
        "kinds": listed(choices.kinds),
    }


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template environment: everything escaped, a name that is not there is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(broken=broken, ruby=ruby)
    return made
