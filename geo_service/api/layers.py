"""Routes about one layer of a city: how good its data is, and its rows as files."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from geo_service.api.cities import field_entry
from geo_service.api.layer_files import LAYER_FORMATS, layer_file, layer_of
from geo_service.api.query import Audience, CityPath, Language, Takes
from geo_service.api.service import Served
from geo_service.render.words import in_both
from geo_service.store.quality import LayerQuality, layer_quality

router = APIRouter(prefix="/api/v1", tags=["layers"])
LayerPath = Annotated[str, Path(description="層の名前。 The layer's id.", examples=["parks"])]
Form = Annotated[
    str,
    Query(
        description="形式：" + "、".join(f"{one.id} = {one.title.ja}" for one in LAYER_FORMATS.values()) + "。 Format.",
        examples=["xlsx"],
    ),
]


@router.get("/cities/{city}/layers/{layer}", summary="層の品質 / One layer's quality", dependencies=[Depends(Takes())])
def show_layer(city: CityPath, layer: LayerPath, served: Served, lang: Language, audience: Audience) -> dict[str, Any]:
    """この市の1つの層：そろい具合、古さ、位置の精度、出典、足りないもので答えられなくなること。

    One layer of the city: how complete, how old, how well placed and matched it is, its sources, and what its lacks stop.
    """
    found = served.shelf.get(city, audience)
    wanted = layer_of(layer)
    with served.database() as connection:
        return quality_entry(layer_quality(connection, found.code, wanted, audience, date.today()))


@router.get(
    "/cities/{city}/layers/{layer}/rows",
    summary="層の表 / One layer's rows",
    dependencies=[Depends(Takes("f"))],
    response_class=Response,
)
def layer_table(
    city: CityPath, layer: LayerPath, served: Served, lang: Language, audience: Audience, f: Form = "csv"
) -> Response:
    """この市の1つの層のすべての行を、ファイルで。 All rows of a layer as a file; each says its source's file and row."""
    found = served.shelf.get(city, audience)
    with served.database() as connection:
        content, form = layer_file(connection, found, layer, audience, f, date.today(), lang)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.code}-{layer}-{found.release}.{form.ending}"',
        "Cache-Control": "no-cache",
    }
    return Response(content, media_type=form.media_type, headers=headers)


def quality_entry(found: LayerQuality) -> dict[str, Any]:
    """A layer's quality as JSON."""
    return {
        "id": found.layer.id,
        "title": in_both(found.layer.title),
        "about": in_both(found.layer.about),
        "role": found.layer.role,
        "loaded": found.loaded,
        "rows": found.rows,
        "positions": found.places,
        "fields": [{**field_entry(one.field), "given": one.given, "share": one.share} for one in found.fields],
        "sources": [
            {
                "title": one.title,
                "source": one.source,
                "part": one.part,
                "municipality": one.municipality,
                "file_name": one.file_name,
                "format": one.format,
                "reference_date": one.reference_date,
                "age_years": one.age_years,
                "licence": one.licence,
                "rows": one.rows,
                "rejected": one.rejected,
                "approximate": one.approximate,
                "used": one.used,
                "why_not": in_both(one.why_not),
                "notices": one.notices,
            }
            for one in found.sources
        ],
        "links": [
            {"id": one.link, "label": in_both(one.label), "layer": one.target, "counts": one.counts} for one in found.links
        ],
        "stops": [in_both(text) for text in found.stops],
    }
