"""docs/formats.md and docs/layers.md, made from the declarations: which published files are read, and what layers hold.

``python -m geo_service.dictionary`` writes both anew; a test fails when they are not current.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geo_service.markdown import table
from geo_service.store.readers import READERS
from layers import LAYERS
from layers.base import Field, Format, Layer, Link

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOT_DONE: dict[str, str] = {
    "国土数値情報 P04 医療機関": "no layer of medical facilities",
    "国土数値情報 P11 バス停留所": "no layer of bus stops",
    "自治体標準オープンデータセット AED設置箇所、医療機関、文化財、観光施設、イベント、公衆無線LAN、公衆トイレ、"
    "消防水利施設": "no layer takes them",
}
"""Published format → why no layer takes it."""
GEOMETRY = {
    "point": "点 / points",
    "line": "線 / lines",
    "polygon": "面 / areas",
    "any": "点か面 / points or areas",
    "line_or_polygon": "線か面 / lines or areas",
    "none": "なし / none",
}
ROLES = {
    "units": "区分（結果を出す単位） / division that figures are given by",
    "population": "人口 / population",
    "places": "場所 / places",
    "zones": "想定区域 / zones",
    "context": "背景・障害物 / background and barriers",
    "records": "ほかの層についての記録 / records about other things",
    "network": "道のつながり / network of streets",
}
PUBLISH = {
    "public": "公開 / public",
    "staff": "職員 / staff",
    "duty": "要支援者名簿の担当 / duty staff",
    "never": "非公開 / never",
}


def every_format() -> list[tuple[Layer, Format]]:
    """All published formats of all layers; those of the fictitious sample city are the same format again."""
    return [(layer, one) for layer in LAYERS.values() for one in layer.formats if not one.id.endswith("-fictitious")]


def formats_page() -> str:
    """docs/formats.md."""
    every = every_format()
    seen = [one for _, one in every if one.verified.ja]
    lines = [
        "# Published formats",
        "Made from the declarations by `python -m geo_service.dictionary`; do not edit.",
        f"**{len(every)} readings of published formats: {len(seen)} verified on a real file, "
        f"{len(every) - len(seen)} unverified, {len(NOT_DONE)} not done.** A reading is one layer of one edition. "
        "Unverified: the columns come from the source named, no real file has been seen; a load of "
        "such a file says so (`format_unverified`), and of each column whose meaning is "
        "from memory (`assumed_meaning`). The first real file becomes its contract test.",
        f"Containers: {' '.join(READERS)} .zip. Everything else, and every table of a city's own, goes in by a column map "
        "([your-city.md](your-city.md)).",
        *_formats(),
        "## Not done",
        table(("format", "why"), NOT_DONE.items()),
    ]
    return "\n\n".join(lines) + "\n"


def _formats() -> Iterator[str]:
    for layer in LAYERS.values():
        own = [one for of, one in every_format() if of is layer]
        if not own:
            continue
        yield f"## {layer.title.ja} / {layer.title.en} (`{layer.id}`)"
        for one in own:
            yield f"### {one.title.ja}"
            rows = [
                ("format", f"{one.title.en} (`{one.id}`)"),
                ("edition", one.edition or "–"),
                ("recognised by", _code(one.recognised_by or tuple(one.columns))),
                ("file name", f"`{one.named}`" if one.named else "any"),
                ("told apart by values", ", ".join(f"`{column}` = `{rule}`" for column, rule in one.tells.items()) or "–"),
                ("columns", ", ".join(f"`{column}` → {field}" for column, field in one.columns.items())),
                ("verified by", f"{one.verified.ja} / {one.verified.en}" if one.verified.ja else "**unverified**"),
                ("columns known from", f"{one.spec.ja} / {one.spec.en}" if one.spec.ja else "–"),
                ("meaning assumed", _code(one.assumed)),
                ("licence", one.licence or "–"),
            ]
            yield table(("", ""), rows)


def _code(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{column}`" for column in columns) or "–"


def layers_page() -> str:
    """docs/layers.md: the data dictionary."""
    lines = [
        "# Layers: the data dictionary",
        "Made from the declarations by `python -m geo_service.dictionary`; do not edit. A mark is yes, no or unknown: blank is "
        "unknown. A field left empty is unknown, never 0.",
        table(
            ("layer", "名称", "title", "what the service does with it", "geometry", "who sees it"),
            (
                (
                    f"[`{one.id}`](#{one.id})",
                    one.title.ja,
                    one.title.en,
                    ROLES[one.role],
                    GEOMETRY[one.geometry],
                    PUBLISH[one.publish],
                )
                for one in LAYERS.values()
            ),
        ),
        *(text for layer in LAYERS.values() for text in _layer(layer)),
    ]
    return "\n\n".join(lines) + "\n"


def _layer(layer: Layer) -> Iterator[str]:
    yield f'## <a id="{layer.id}"></a>{layer.title.ja} / {layer.title.en} (`{layer.id}`)'
    yield f"{layer.about.ja} {layer.about.en}"
    for name, words in (
        (layer.consent, "`{}`が「はい」の行だけを公開する。 Only rows with `{}` yes are public."),
        (layer.confirmed, "`{}`の印がつくまでは職員だけが数字を見られる。 Until `{}` is marked only staff see figures."),
    ):
        if name:
            yield words.format(name, name)
    yield table(("field", "項目", "meaning", "type", "limits, codes", "who sees it"), (_field(one) for one in layer.fields))
    if layer.links:
        yield table(("link", "つながる層", "what it is", "matched by"), (_link(one) for one in layer.links))


def _field(one: Field) -> tuple[str, ...]:
    limits = f"{one.minimum:,g} – {one.maximum:,g}" if one.minimum is not None and one.maximum is not None else ""
    codes = "; ".join(f"{code.slug} = {code.label.ja}" for code in one.codes)
    kind = f"{one.type}{f' ({one.unit})' if one.unit else ''}{', required' if one.required else ''}"
    return f"`{one.name}`", one.label.ja, one.label.en, kind, limits or codes, PUBLISH[one.publish]


def _link(one: Link) -> tuple[str, ...]:
    by = ", ".join(f"`{name}`" for name in (one.code, one.name, one.address, one.ward) if name)
    return f"`{one.id}`", f"`{one.layer}`", f"{one.label.ja} / {one.label.en}", by


def main() -> None:
    """Write both documents."""
    (DOCS / "formats.md").write_text(formats_page(), encoding="utf-8")
    (DOCS / "layers.md").write_text(layers_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
