"""Heights and buildings of the sample city in the national formats: one sheet of the elevation model, one 町丁 of buildings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
import shapely.affinity

from geo_service.sample import terrain
from geo_service.sample.districts import Districts

LonLat = Callable[[float, float], tuple[float, float]]
SHEET = "5339-25-11"
LOWER, UPPER = (35.508333333, 139.6375), (35.516666667, 139.65)
"""South-west and north-east corner (latitude, longitude) of that sheet of the 5 m model."""
COLUMNS, ROWS = 225, 150
BUILDINGS = 150
_NO_PLACE = "（架空データ）"


def elevation(plane: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]) -> bytes:
    """A DEM5A sheet. ``plane``: arrays of lon and lat → metres east and north."""
    lon = LOWER[1] + (np.arange(COLUMNS) + 0.5) * (UPPER[1] - LOWER[1]) / COLUMNS
    lat = UPPER[0] - (np.arange(ROWS) + 0.5) * (UPPER[0] - LOWER[0]) / ROWS
    east, north = plane(*(grid.ravel() for grid in np.meshgrid(lon, lat)))
    heights = terrain.elevation_m(*terrain.to_valley(east, north))
    cells = "\n".join(f"地表面,{height:.1f}" for height in heights)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Dataset xmlns:gml="http://www.opengis.net/gml/3.2" xmlns="http://fgd.gsi.go.jp/spec/2008/FGD_GMLSchema"'
        f' gml:id="Dataset1">\n<gml:name>みほん市{_NO_PLACE}</gml:name>\n<DEM gml:id="DEM001">\n<fid>mihon-{SHEET}</fid>\n'
        f"<type>5mメッシュ（標高）</type>\n<mesh>{SHEET.replace('-', '')}</mesh>\n"
        '<coverage gml:id="DEM001-3">\n<gml:boundedBy><gml:Envelope srsName="fguuid:jgd2011.bl">'
        f"<gml:lowerCorner>{LOWER[0]} {LOWER[1]}</gml:lowerCorner><gml:upperCorner>{UPPER[0]} {UPPER[1]}</gml:upperCorner>"
        '</gml:Envelope></gml:boundedBy>\n<gml:gridDomain><gml:Grid gml:id="DEM001-4" dimension="2"><gml:limits>'
        f"<gml:GridEnvelope><gml:low>0 0</gml:low><gml:high>{COLUMNS - 1} {ROWS - 1}</gml:high></gml:GridEnvelope></gml:limits>"
        "<gml:axisLabels>x y</gml:axisLabels></gml:Grid></gml:gridDomain>\n<gml:rangeSet><gml:DataBlock><gml:rangeParameters>"
        f'<gml:QuantityList uom="DEM構成点"/></gml:rangeParameters><gml:tupleList>\n{cells}\n</gml:tupleList></gml:DataBlock>'
        '</gml:rangeSet>\n<gml:coverageFunction><gml:GridFunction><gml:sequenceRule order="+x-y">Linear</gml:sequenceRule>'
        "<gml:startPoint>0 0</gml:startPoint></gml:GridFunction></gml:coverageFunction>\n</coverage>\n</DEM>\n</Dataset>\n"
    ).encode()


def buildings(districts: Districts, lonlat: LonLat) -> bytes:
    """CityGML of the buildings of one 町丁 of 川辺区: houses in rows, some apartment houses and shops."""
    rng = np.random.default_rng(5339)
    town = max((one for one in districts.towns if one.ward.code == "99132" and one.block), key=lambda one: -abs(one.v - 1.6))
    inside = town.shape.buffer(-25)
    west, south, east, north = inside.bounds
    made: list[str] = []
    for y in np.arange(south, north, 19.0):
        for x in np.arange(west, east, 15.0):
            wide, deep = float(rng.uniform(7, 12)), float(rng.uniform(8, 14))
            shape = shapely.affinity.rotate(shapely.box(x, y, x + wide, y + deep), float(rng.uniform(-4, 4)))
            if len(made) < BUILDINGS and inside.contains(shape):
                made.append(_building(len(made) + 1, shape, lonlat, rng))
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<core:CityModel xmlns:gml="http://www.opengis.net/gml"'
        ' xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:bldg="http://www.opengis.net/citygml/building/2.0"'
        ' xmlns:uro="https://www.geospatial.jp/iur/uro/3.0">\n<gml:boundedBy>'
        '<gml:Envelope srsName="http://www.opengis.net/def/crs/EPSG/0/6697" srsDimension="3"><gml:lowerCorner>35.4 139.4 0'
        "</gml:lowerCorner><gml:upperCorner>35.7 139.8 99.9</gml:upperCorner></gml:Envelope></gml:boundedBy>\n"
    )
    return "".join([head, *made, "</core:CityModel>\n"]).encode()


def _building(number: int, shape: shapely.Polygon, lonlat: LonLat, rng: np.random.Generator) -> str:
    usage = str(rng.choice(["411", "411", "411", "411", "412", "402", "413"]))
    storeys = int(rng.integers(3, 9)) if usage == "412" else int(rng.integers(1, 4))
    structure = "601" if storeys <= 2 else "603"
    ring = " ".join(f"{lat:.8f} {lon:.8f} 3.0" for lon, lat in (lonlat(x, y) for x, y in shape.exterior.coords))
    return (
        f'<core:cityObjectMember>\n<bldg:Building gml:id="mihon-bldg-{number:04d}">\n'
        '<bldg:class codeSpace="../../codelists/Building_class.xml">3001</bldg:class>\n'
        f'<bldg:usage codeSpace="../../codelists/Building_usage.xml">{usage}</bldg:usage>\n'
        f"<bldg:yearOfConstruction>{int(rng.integers(1965, 2025))}</bldg:yearOfConstruction>\n"
        f'<bldg:measuredHeight uom="m">{3.1 * storeys + 1.2:.1f}</bldg:measuredHeight>\n'
        f"<bldg:storeysAboveGround>{storeys}</bldg:storeysAboveGround>\n"
        f"<bldg:lod0FootPrint><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>{ring}"
        "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></bldg:lod0FootPrint>\n"
        '<uro:buildingDetailAttribute><uro:BuildingDetailAttribute><uro:buildingStructureType codeSpace="x">'
        f"{structure}</uro:buildingStructureType></uro:BuildingDetailAttribute></uro:buildingDetailAttribute>\n"
        "</bldg:Building>\n</core:cityObjectMember>\n"
    )
