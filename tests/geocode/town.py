"""A gazetteer made by hand: two wards of an invented city, with a 町丁 of every awkward kind."""

from __future__ import annotations

from geo_service.geocode import CityNames, Gazetteer, KnownAddress, KnownPoint, OldName, build_gazetteer

CITY = CityNames("99130", "みほん市", (("99131", "汐見区"), ("99132", "川辺区")))


def area(ward: str, town: str, lon: float, lat: float) -> KnownPoint:
    """A 町丁's own point."""
    return KnownPoint(ward, town, "", (), "area", lon, lat)


POINTS = (
    area("汐見区", "青葉一丁目", 139.601, 35.501),
    area("汐見区", "青葉二丁目", 139.602, 35.502),
    area("汐見区", "青葉十二丁目", 139.612, 35.512),
    area("汐見区", "三番町", 139.603, 35.503),
    area("汐見区", "梅ヶ丘", 139.604, 35.504),
    area("汐見区", "髙崎", 139.605, 35.505),
    area("汐見区", "本町", 139.606, 35.506),
    area("川辺区", "本町", 139.656, 35.506),
    area("川辺区", "市ノ坪", 139.657, 35.507),
    area("川辺区", "千年", 139.658, 35.508),
    area("川辺区", "小田", 139.659, 35.509),
    area("川辺区", "小田一丁目", 139.661, 35.510),
    KnownPoint("汐見区", "青葉一丁目", "", ("2",), "block", 139.6012, 35.5012),
    KnownPoint("汐見区", "青葉一丁目", "", ("3",), "block", 139.6013, 35.5013),
    KnownPoint("汐見区", "青葉一丁目", "", ("2", "3"), "point", 139.60123, 35.50123),
    KnownPoint("川辺区", "千年", "字北浦", ("15",), "point", 139.6581, 35.5081),
    KnownPoint("川辺区", "千年", "字南", ("15",), "point", 139.6589, 35.5089),
    KnownPoint("川辺区", "千年", "字南", ("20",), "point", 139.6588, 35.5088),
    KnownPoint("汐見区", "港町", "", ("1",), "block", 139.620, 35.520),
    KnownPoint("汐見区", "港町", "", ("2",), "block", 139.622, 35.522),
)
THINGS = (
    KnownAddress("", "みほん市汐見区青葉2丁目4番5号", 139.6024, 35.5024),
    KnownAddress("", "川辺区市ノ坪55番地", 139.6575, 35.5075),
    # The published position of this address stays.
    KnownAddress("汐見区", "青葉一丁目2-3", 139.7, 35.6),
)
OLD = (OldName("汐見区", "青葉一丁目", "旧青葉"), OldName("汐見区", "青葉二丁目", "字谷戸"))


def hand_made() -> Gazetteer:
    """The gazetteer."""
    return build_gazetteer(CITY, POINTS, THINGS, OLD)
