"""/docs: the API as one plain page of our own, made from OpenAPI. No script, no other host."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from geo_service.api.query import Language, Takes

router = APIRouter(include_in_schema=False)

_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ info.title }} API</title>
<style nonce="{{ nonce }}">
body { font-family: system-ui, "Noto Sans CJK JP", sans-serif; line-height: 1.6; color: #1b2329;
  max-width: 60rem; margin: 0 auto; padding: 1rem; }
section { border-top: 1px solid #8899a6; padding: .5rem 0 1rem; }
code { background: #eef2f5; padding: .1rem .3rem; overflow-wrap: anywhere; }
dt { font-weight: bold; margin-top: .5rem; }
</style>
</head>
<body>
<main>
<h1>{{ info.title }} API {{ info.version }}</h1>
<p>{{ info.description }}</p>
<p><a href="openapi.json">openapi.json</a></p>
{% for path, operations in paths.items() %}
{% for method, operation in operations.items() %}
<section>
<h2>{{ operation.summary }}</h2>
<p><code>{{ method | upper }} {{ path }}</code></p>
<p>{{ operation.description }}</p>
{% if operation.parameters %}
<dl>
{% for parameter in operation.parameters %}
<dt><code>{{ parameter.name }}</code>{% if parameter.required %} *{% endif %}</dt>
<dd>{{ parameter.description or "" }}{% if parameter.example %} <code>{{ parameter.example }}</code>{% endif %}</dd>
{% endfor %}
</dl>
{% endif %}
</section>
{% endfor %}
{% endfor %}
</main>
</body>
</html>
""")


@router.get("/docs", dependencies=[Depends(Takes())])
def show_documentation(request: Request, lang: Language) -> HTMLResponse:
    """The API's own documentation page."""
    schema: dict[str, Any] = request.app.openapi()
    nonce = secrets.token_urlsafe(16)
    html = _PAGE.render(info=schema["info"], paths=schema["paths"], lang=lang, nonce=nonce)
    policy = f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return HTMLResponse(html, headers={"Content-Security-Policy": policy, "Cache-Control": "no-cache"})
