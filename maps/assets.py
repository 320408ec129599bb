"""The page's static files: where they lie, the address each has, and a mark that changes when one of them changes."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

import js_lib_leaflet

STATIC = Path(__file__).parent / "static"
LEAFLET = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"
STYLES = ("geo.css", "map.css", "layers.css", "study.css", "portal.css", "print.css")
SCRIPTS = (
    "words.js",
    "state.js",
    "pack.js",
    "colours.js",
    "draw.js",
    "background.js",
    "legend.js",
    "explain.js",
    "names.js",
    "spot.js",
    "furniture.js",
    "beside.js",
    "help.js",
    "table.js",
    "app.js",
    "portal.js",
)
"""In the order they must run."""
SEARCH = "search_box.js"
"""Of the search in the header: on every page about a city, and in no export."""
APART = (SEARCH, "compare.js")
"""Scripts of pages without a map."""


def static_folders() -> dict[str, Path]:
    """URL path → folder, most specific first: mount them in this order, with long caching (addresses carry a version)."""
    return {"/static/leaflet": LEAFLET, "/static": STATIC}


@lru_cache(maxsize=1)
def version() -> str:
    """Hash over all files the page loads (10 hex): part of their addresses, so that they may be cached for good."""
    digest = hashlib.sha256()
    for path in [LEAFLET / "leaflet.js", LEAFLET / "leaflet.css", *(STATIC / name for name in (*STYLES, *SCRIPTS, *APART))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def address_of(static: str, name: str) -> str:
    """Address of one of our files. ``static``: URL path of the static mount ("/static")."""
    return f"{static}/{name}?v={version()}"


def style_addresses(static: str, without: tuple[str, ...] = ()) -> list[str]:
    """Addresses of the style sheets in order. ``static``: URL path of the static mount ("/static"); ``without``: sheets the page
    does not need."""
    return [f"{static}/{name}?v={version()}" for name in ("leaflet/leaflet.css", *STYLES) if name not in without]


def script_addresses(static: str) -> list[str]:
    """Addresses of the scripts in the order they must run."""
    return [f"{static}/{name}?v={version()}" for name in ("leaflet/leaflet.js", *SCRIPTS)]


def style_texts() -> list[str]:
    """The style sheets' text for the single-file export; Leaflet's own pictures (unused here) are left out."""
    leaflet = (LEAFLET / "leaflet.css").read_text(encoding="utf-8")
    return [re.sub(r"url\([^)]*\)", "none", leaflet), *((STATIC / name).read_text(encoding="utf-8") for name in STYLES)]


def script_texts() -> list[str]:
    """The scripts' text for the single-file export, without the line that points to a source map."""
    leaflet = (LEAFLET / "leaflet.js").read_text(encoding="utf-8")
    leaflet = re.sub(r"^//# sourceMappingURL=.*$", "", leaflet, flags=re.MULTILINE)
    return [leaflet, *((STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS)]
