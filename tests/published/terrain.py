"""基盤地図情報 (JPGIS GML) and PLATEAU (CityGML) as they are published, and the lines of 国土数値情報 W05, N02 and N06.

Elements and their order are those of GSI's file specification and of real PLATEAU files; nothing here knows how they are read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import shapely

from tests.published.hazards import shapefile

FGD_HEAD = (
    '<?xml version="1.0" encoding="{encoding}"?>\n'
    '<Dataset xsi:schemaLocation="http://fgd.gsi.go.jp/spec/2008/FGD_GMLSchema FGD_GMLSchema.xsd"'
    ' xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://fgd.gsi.go.jp/spec/2008/FGD_GMLSchema" gml:id="Dataset1">\n'
    "<gml:description>基盤地図情報メタデータ ID=fmdid:15-3101</gml:description>\n"
    "<gml:name>基盤地図情報ダウンロードデータ（GML版）</gml:name>\n"
)
Corner = tuple[float, float]


def dem(
    height: Callable[[int, int], float | None],
    columns: int = 225,
    rows: int = 150,
    lower: Corner = (35.508333333, 139.6125),
    upper: Corner = (35.516666667, 139.625),
    start: Corner = (0, 0),
    until: int | None = None,
    srs: str = "fguuid:jgd2011.bl",
    order: str = "+x-y",
    encoding: str = "UTF-8",
) -> bytes:
    """One grid. ``height(column, row)`` counts from the north-west; None is その他,-9999. Values from ``start`` to ``until``."""
    first = int(start[1]) * columns + int(start[0])
    pairs = []
    for at in range(first, until if until is not None else columns * rows):
        value = height(at % columns, at // columns)
        pairs.append("その他,-9999." if value is None else f"地表面,{value:.2f}")
    text = FGD_HEAD.format(encoding=encoding) + (
        '<DEM gml:id="DEM001">\n<fid>fgoid:10-00100-15-60101-53393500</fid>\n'
        '<lfSpanFr gml:id="DEM001-1"><gml:timePosition>2016-10-01</gml:timePosition></lfSpanFr>\n'
        '<devDate gml:id="DEM001-2"><gml:timePosition>2016-10-01</gml:timePosition></devDate>\n'
        "<orgGILvl>0</orgGILvl>\n<orgMDId>H24G9876</orgMDId>\n<type>5mメッシュ（標高）</type>\n<mesh>53393500</mesh>\n"
        f'<coverage gml:id="DEM001-3">\n<gml:boundedBy><gml:Envelope srsName="{srs}">'
        f"<gml:lowerCorner>{lower[0]} {lower[1]}</gml:lowerCorner><gml:upperCorner>{upper[0]} {upper[1]}</gml:upperCorner>"
        '</gml:Envelope></gml:boundedBy>\n<gml:gridDomain><gml:Grid gml:id="DEM001-4" dimension="2"><gml:limits>'
        f"<gml:GridEnvelope><gml:low>0 0</gml:low><gml:high>{columns - 1} {rows - 1}</gml:high></gml:GridEnvelope></gml:limits>"
        "<gml:axisLabels>x y</gml:axisLabels></gml:Grid></gml:gridDomain>\n<gml:rangeSet><gml:DataBlock><gml:rangeParameters>"
        '<gml:QuantityList uom="DEM構成点"/></gml:rangeParameters><gml:tupleList>\n'
        + "\n".join(pairs)
        + "\n</gml:tupleList></gml:DataBlock></gml:rangeSet>\n<gml:coverageFunction><gml:GridFunction>"
        f'<gml:sequenceRule order="{order}">Linear</gml:sequenceRule>'
        f"<gml:startPoint>{start[0]:.0f} {start[1]:.0f}</gml:startPoint>"
        "</gml:GridFunction></gml:coverageFunction>\n</coverage>\n</DEM>\n</Dataset>\n"
    )
    return text.encode(encoding)


def positions(points: Iterable[Corner], height: float | None = None) -> str:
    """lon, lat points as GML writes them: latitude first."""
    more = "" if height is None else f" {height}"
    return " ".join(f"{lat:.9f} {lon:.9f}{more}" for lon, lat in points)


def _curve(id: str, pieces: Sequence[Sequence[Corner]]) -> str:
    parts = "".join(
        f"<gml:LineStringSegment><gml:posList>\n{positions(piece)}\n</gml:posList></gml:LineStringSegment>" for piece in pieces
    )
    return f'<gml:Curve gml:id="{id}" srsName="fguuid:jgd2011.bl"><gml:segments>{parts}</gml:segments></gml:Curve>'


def _ring(side: str, id: str, ring: Sequence[Corner]) -> str:
    # Long rings are cut into segments that share a joint.
    middle = len(ring) // 2
    pieces = [ring[: middle + 1], ring[middle:]]
    return f"<gml:{side}><gml:Ring><gml:curveMember>{_curve(id, pieces)}</gml:curveMember></gml:Ring></gml:{side}>"


def _surface(id: str, shape: Any) -> str:
    rings = _ring("exterior", f"{id}-e", list(shape.exterior.coords))
    rings += "".join(_ring("interior", f"{id}-i{n}", list(ring.coords)) for n, ring in enumerate(shape.interiors))
    return (
        f'<area><gml:Surface gml:id="{id}-g" srsName="fguuid:jgd2011.bl"><gml:patches><gml:PolygonPatch>{rings}'
        "</gml:PolygonPatch></gml:patches></gml:Surface></area>"
    )


def fgd(tag: str, features: Sequence[tuple[str, str, Any]], encoding: str = "UTF-8") -> bytes:
    """Features of one kind: (type, name, shape). Areas for polygons, ``loc`` curves for lines."""
    out = [FGD_HEAD.format(encoding=encoding)]
    for number, (kind, name, shape) in enumerate(features, start=1):
        id = f"K{number}_1"
        ground = _surface(id, shape) if shape.geom_type == "Polygon" else f"<loc>{_curve(f'{id}-g', [list(shape.coords)])}</loc>"
        called = f"<name>{name}</name>" if name else ""
        out.append(
            f'<{tag} gml:id="{id}">\n<fid>10-00100-{tag}-{number}</fid>\n'
            f'<lfSpanFr gml:id="{id}-1"><gml:timePosition>2019-04-01</gml:timePosition></lfSpanFr>\n'
            f'<devDate gml:id="{id}-2"><gml:timePosition>2024-01-01</gml:timePosition></devDate>\n'
            f"<orgGILvl>2500</orgGILvl>\n<vis>表示</vis>\n{ground}\n<type>{kind}</type>\n{called}</{tag}>\n"
        )
    return "".join([*out, "</Dataset>\n"]).encode(encoding)


CITY_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<core:CityModel xmlns:gml="http://www.opengis.net/gml"'
    ' xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:bldg="http://www.opengis.net/citygml/building/2.0"'
    ' xmlns:uro="https://www.geospatial.jp/iur/uro/3.0">\n'
    '<gml:boundedBy><gml:Envelope srsName="{srs}" srsDimension="3"><gml:lowerCorner>35.5 139.6 0</gml:lowerCorner>'
    "<gml:upperCorner>35.6 139.7 99.9</gml:upperCorner></gml:Envelope></gml:boundedBy>\n"
)
PLATEAU_SRS = "http://www.opengis.net/def/crs/EPSG/0/6697"


def _polygon(shape: Any, height: float) -> str:
    sides = [("exterior", shape.exterior), *(("interior", ring) for ring in shape.interiors)]
    rings = "".join(
        f"<gml:{side}><gml:LinearRing><gml:posList>{positions(ring.coords, height)}</gml:posList></gml:LinearRing></gml:{side}>"
        for side, ring in sides
    )
    return f"<gml:surfaceMember><gml:Polygon>{rings}</gml:Polygon></gml:surfaceMember>"


def building(
    id: str,
    shape: Any,
    usage: str = "411",
    storeys: str = "2",
    height: str = "7.9",
    year: str = "1998",
    ground: str = "lod0FootPrint",
) -> str:
    """A building as PLATEAU writes it. ``ground``: lod0FootPrint, lod0RoofEdge, or "" for a solid alone."""
    lod0 = f"<bldg:{ground}><gml:MultiSurface>{_polygon(shape, 3.2)}</gml:MultiSurface></bldg:{ground}>\n" if ground else ""
    return (
        f'<core:cityObjectMember>\n<bldg:Building gml:id="{id}">\n<core:creationDate>2025-03-14</core:creationDate>\n'
        '<bldg:class codeSpace="../../codelists/Building_class.xml">3001</bldg:class>\n'
        f'<bldg:usage codeSpace="../../codelists/Building_usage.xml">{usage}</bldg:usage>\n'
        f"<bldg:yearOfConstruction>{year}</bldg:yearOfConstruction>\n"
        f'<bldg:measuredHeight uom="m">{height}</bldg:measuredHeight>\n'
        f"<bldg:storeysAboveGround>{storeys}</bldg:storeysAboveGround>\n<bldg:storeysBelowGround>9999</bldg:storeysBelowGround>\n"
        f"{lod0}<bldg:lod1Solid><gml:Solid><gml:exterior><gml:CompositeSurface>{_polygon(shape, 3.2)}{_polygon(shape, 11.1)}"
        "</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod1Solid>\n"
        "<uro:buildingIDAttribute><uro:BuildingIDAttribute><uro:buildingID>14130-bldg-1</uro:buildingID>"
        '<uro:prefecture codeSpace="x">14</uro:prefecture><uro:city codeSpace="x">14131</uro:city>'
        "</uro:BuildingIDAttribute></uro:buildingIDAttribute>\n<uro:buildingDetailAttribute><uro:BuildingDetailAttribute>"
        '<uro:buildingStructureType codeSpace="x">603</uro:buildingStructureType>'
        "</uro:BuildingDetailAttribute></uro:buildingDetailAttribute>\n</bldg:Building>\n</core:cityObjectMember>\n"
    )


def citygml(buildings: Iterable[str], srs: str = PLATEAU_SRS) -> bytes:
    """A CityGML file of buildings."""
    return "".join([CITY_HEAD.format(srs=srs), *buildings, "</core:CityModel>\n"]).encode()


METADATA = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<MD_Metadata xmlns="http://zgate.gsi.go.jp/ch/jmp/"><fileIdentifier>x'
    b"</fileIdentifier></MD_Metadata>\n"
)
"""The metadata that lies beside published data."""


def download(path: Path, members: Iterable[tuple[str, bytes]]) -> Path:
    """A download: a zip of (name, content)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


RIVER = shapely.LineString([(139.61, 35.51), (139.66, 35.53)])


def rivers(folder: Path) -> Path:
    """W05-09_14-g_Stream.shp: CP932, no .prj."""
    rows = [
        {"W05_001": "830303", "W05_002": code, "W05_003": "1", "W05_004": name, "W05_005": "1"}
        for code, name in (("8303030001", "多摩川"), ("8303030099", "名称不明"), ("8303030001", "多摩川"))
    ]
    return shapefile(folder, "W05-09_14-g_Stream", rows, [RIVER] * 3, crs=None)


def railways(folder: Path) -> Path:
    """N02-23_RailroadSection.shp: each 事業者種別 once."""
    rows = [{"N02_001": "12", "N02_002": str(kind), "N02_003": f"第{kind}線", "N02_004": "みほん鉄道"} for kind in range(1, 6)]
    return shapefile(folder, "N02-23_RailroadSection", rows, [RIVER] * 5)


def expressways(folder: Path) -> Path:
    """N06-23_HighwaySection.shp: two in use, one closed."""
    rows = [
        {"N06_001": 1968, "N06_002": 1968, "N06_003": until, "N06_007": name, "N06_008": kind, "N06_010": 6}
        for until, name, kind in ((9999, "第一高速道路", "1"), (9999, "首都高速みほん線", "5"), (2001, "旧道", "6"))
    ]
    return shapefile(folder, "N06-23_HighwaySection", rows, [RIVER] * 3)
