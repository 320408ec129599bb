"""cities, layers, questions: what there is, as text or JSON."""

from __future__ import annotations

from geo_service.api.cities import city_entry, layer_entry
from geo_service.api.questions import question_entry
from geo_service.cli.asking import AUDIENCE, opened_shelf
from geo_service.cli.output import Lang, print_json, said
from geo_service.questions import CATALOGUE
from geo_service.render.plain import aligned, for_terminal
from layers import LAYERS

WORDS = {
    "none": (
        "市はまだ読み込まれていません。geo-service load で読み込めます。",
        "No city is loaded yet. Load one with geo-service load.",
    ),
    "fictitious": ("架空データ", "fictitious"),
    "default": ("既定", "default"),
    "loaded": ("{rows}件", "{rows} rows"),
    "not loaded": ("なし", "not loaded"),
    "city": ("コード,市,版,", "code,city,release,"),
    "layer": ("層,名称,データ", "layer,title,data"),
    "by kind": ("種別ごと", "by kind"),
    "limit": ("距離の上限", "limit"),
    "basis": ("根拠", "basis"),
    "hazard": ("災害の指定が必要（--hazard）", "needs --hazard"),
}


def list_cities(form: str, lang: Lang) -> None:
    """Print the cities."""
    with opened_shelf() as (shelf, _):
        entries = [city_entry(one) for one in shelf.cities()]
    if form == "json":
        print_json({"cities": entries})
        return
    if not entries:
        print(said(WORDS["none"], lang))
        return
    rows = [said(WORDS["city"], lang).split(",")]
    for one in entries:
        marks = [said(WORDS[name], lang) for name in ("default", "fictitious") if one[name]]
        rows.append([one["code"], one["name"][lang], str(one["release"] or "—"), " ".join(marks)])
    print(for_terminal("\n".join(aligned(rows, left=len(rows[0])))))


def list_layers(city: str, form: str, lang: Lang) -> None:
    """Print all layers and what the city has of them."""
    with opened_shelf() as (shelf, _):
        found = shelf.get(city, AUDIENCE)
        entries = [layer_entry(layer, found, AUDIENCE) for layer in LAYERS.values()]
    if form == "json":
        print_json({"city": found.code, "layers": entries})
        return
    print(f"{found.name_ja if lang == 'ja' else found.name_en or found.name_ja} ({found.code})")
    rows = [said(WORDS["layer"], lang).split(",")]
    for one in entries:
        count = sum(dataset["rows"] for dataset in one["datasets"] if dataset["used"])
        loaded = said(WORDS["loaded"], lang).format(rows=f"{count:,}") if one["loaded"] else said(WORDS["not loaded"], lang)
        rows.append([one["id"], one["title"][lang], loaded])
    print(for_terminal("\n".join(aligned(rows, left=len(rows[0])))))


def list_questions(form: str, lang: Lang) -> None:
    """Print the catalogue."""
    if form == "json":
        print_json({"questions": [question_entry(spec) for spec in CATALOGUE.values()]})
        return
    for spec in CATALOGUE.values():
        limit = said(WORDS["by kind"], lang) if spec.by_kind else f"{spec.limit_m:,.0f} m"
        print(f"{spec.id}\n  {said(spec.title, lang)}\n  {said(spec.about, lang)}")
        print(f"  {said(WORDS['limit'], lang)}: {limit}")
        if spec.needs_hazard:
            print(f"  {said(WORDS['hazard'], lang)}")
        print(f"  {said(WORDS['basis'], lang)}: {said(spec.basis.words(), lang)}\n")
