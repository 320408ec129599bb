"""Small pictures that say no more than the words beside them: backgrounds, so that a screen reader passes over them."""

from __future__ import annotations

import base64

from markupsafe import Markup


def decoration(drawn: str, size: tuple[float, float], box_mm: tuple[float, float], kind: str) -> Markup:
    """A span of class ``kind`` and of ``box_mm`` with the SVG elements ``drawn`` (on a canvas of ``size``) behind it."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]:g} {size[1]:g}">{drawn}</svg>'
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return Markup(
        f'<span class="{kind}" style="display:inline-block;width:{box_mm[0]:g}mm;height:{box_mm[1]:g}mm;'
        f'background:url(data:image/svg+xml;base64,{data}) 0 0/100% 100% no-repeat"></span>'
    )
