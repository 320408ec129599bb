"""Every kind of page there is, each in the states a person meets it in: for pictures of them, and for axe.

Addresses are of the service of :func:`shelf_of`: the sample city with an earlier release, a toy city, one with hostile names
and one with huge numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from geo_service.coverage.city import City
from geo_service.errors import DatabaseError
from tests.api.served import ToyShelf
from tests.maps.shown import hostile
from tests.toy import toy_city

SAMPLE, TOY, HOSTILE, HUGE, AWAY = "99130", "99900", "99901", "99902", "99999"
BOTH = ("ja", "en")


PLACE = quote("灯台前")
"""A part of names of the sample city."""
SITE, PARK = quote("灯台前小学校|汐見区灯台前1-20-2|99130"), quote("八潮1丁目公園|汐見区八潮1-3-4")
TOY_FOR_SAMPLE = {
    SITE: "s1",
    PARK: "p1",
    SAMPLE: TOY,
    "99132": "99901",
    "99131001002": "99901-0-0",
    "99131-0002": "a1",
    "elementary_districts": "association_areas",
    f"{PLACE}{quote('二丁目')}": quote("二の小学校"),
    PLACE: quote("町"),
}


@dataclass(frozen=True)
class Kind:
    """A page in one state. ``path``: without the language. ``status``: what it answers. ``do``: what is done before it is
    looked at: "explain" opens an explanation on the map, "choices" the folded choices. ``langs``: of ``lang=``."""

    name: str
    path: str
    status: int = 200
    do: str = ""
    langs: tuple[str, ...] = BOTH

    def address(self, lang: str) -> str:
        """Path and query in a language."""
        return f"{self.path}{'&' if '?' in self.path else '?'}lang={lang}"

    def in_toy_city(self) -> Kind:
        """The same page of the toy city, which needs no database and is quick to make."""
        path = self.path
        for sample, toy in TOY_FOR_SAMPLE.items():
            path = path.replace(sample, toy)
        return replace(self, path=path)


NEAR = ("ja", "ja-easy", "en", "zh-Hans", "ko", "vi", "tl", "pt", "ne")
KINDS = (
    # the map and its states
    Kind("first", f"/?city={SAMPLE}"),
    Kind("flood", f"/?city={SAMPLE}&hazard=flood", do="explain"),
    Kind("choices", f"/?city={SAMPLE}&hazard=flood", do="choices"),
    Kind("ward", f"/?city={SAMPLE}&hazard=flood&ward=99132"),
    Kind("streets", f"/?city={SAMPLE}&hazard=flood&reach=streets&profile=older"),
    Kind("parks", f"/?city={SAMPLE}&question=park-reach"),
    Kind("nurseries", f"/?city={SAMPLE}&hazard=earthquake&demand=child_facilities:nursery"),
    Kind("old-release", f"/?city={SAMPLE}&hazard=flood&release=1"),
    Kind("projection", f"/?city={SAMPLE}&hazard=flood&view=projection"),
    Kind("map-alone", f"/?city={SAMPLE}&hazard=flood&view=map"),
    Kind("easy", f"/?city={SAMPLE}&hazard=flood&ward=99132", langs=("ja-easy",)),
    Kind("no-gap", f"/?city={TOY}&hazard=flood&within=20000"),
    Kind("hostile", f"/?city={HOSTILE}&hazard=flood"),
    Kind("huge", f"/?city={HUGE}&hazard=flood"),
    # lists and single areas
    Kind("areas", f"/areas?city={SAMPLE}"),
    Kind("areas-none", f"/areas?city={SAMPLE}&q=zzz"),
    Kind("area-ward", f"/areas/wards/99132?city={SAMPLE}"),
    Kind("area-town", f"/areas/towns/99131001002?city={SAMPLE}"),
    Kind("area-association", f"/areas/association_areas/99131-0002?city={SAMPLE}"),
    Kind("area-district", f"/areas/districts/99131-1?city={SAMPLE}"),
    Kind("site", f"/sites/evacuation_sites/{SITE}?city={SAMPLE}"),
    Kind("site-park", f"/sites/parks/{PARK}?city={SAMPLE}"),
    Kind("search", f"/search?city={SAMPLE}&q={PLACE}"),
    Kind("search-none", f"/search?city={SAMPLE}&q=zzz"),
    Kind("search-start", f"/search?city={SAMPLE}"),
    Kind("near-start", f"/near?city={SAMPLE}", langs=NEAR),
    Kind("near", f"/near?city={SAMPLE}&hazard=flood&place={PLACE}{quote('二丁目')}", langs=NEAR),
    Kind("near-none", f"/near?city={SAMPLE}&hazard=flood&place=zzz"),
    Kind("near-list", f"/near?city={SAMPLE}&hazard=flood&list=99132"),
    Kind("compare", f"/compare?city={SAMPLE}&left=hazard%3Dflood&right=hazard%3Dearthquake"),
    Kind("compare-start", f"/compare?city={SAMPLE}&left=hazard%3Dflood"),
    Kind("compare-wrong", f"/compare?city={SAMPLE}&left=hazard%3Dflood&right=hazard%3Dzzz", 422),
    Kind("papers", f"/papers?city={SAMPLE}"),
    Kind("papers-area", f"/papers?city={SAMPLE}&area=association_areas:99131-0002"),
    # studies
    Kind("studies", f"/studies?city={SAMPLE}"),
    Kind("leave", f"/studies/who-must-leave?city={SAMPLE}&hazard=flood"),
    Kind("which-hazard", f"/studies/which-hazard?city={SAMPLE}"),
    Kind("losses", f"/studies/losses?city={SAMPLE}&hazard=flood"),
    Kind("balance", f"/studies/balance?city={SAMPLE}&hazard=flood"),
    Kind("border", f"/studies/border?city={SAMPLE}&hazard=earthquake"),
    Kind("assigned", f"/studies/assigned?city={SAMPLE}&unit_set=elementary_districts"),
    Kind("study-wrong", f"/studies/who-must-leave?city={SAMPLE}&hazard=zzz", 422),
    # data
    Kind("layers", f"/layers?city={SAMPLE}"),
    Kind("layer", f"/layers/notice_boards?city={SAMPLE}"),
    Kind("layer-sites", f"/layers/evacuation_sites?city={SAMPLE}"),
    Kind("layer-empty", f"/layers/observations?city={SAMPLE}"),
    Kind("remarks", f"/remarks?city={SAMPLE}"),
    Kind("api", "/docs"),
    # what is wrong is said
    Kind("not-answerable", f"/?city={TOY}&demand=elderly_facilities", 409),
    Kind("wrong-choice", f"/?city={SAMPLE}&hazard=zzz", 422),
    Kind("unknown-city", "/?city=00000", 404),
    Kind("unknown-area", f"/areas/wards/00000?city={SAMPLE}", 404),
    Kind("unknown-layer", f"/layers/zzz?city={SAMPLE}", 404),
    Kind("away", f"/?city={AWAY}", 503),
)


class ShelfWithPast(ToyShelf):
    """Cities in memory, each with earlier releases of the same data; for the city ``AWAY`` the database is away."""

    def get(self, code: str, audience: str, release: int | None = None) -> City:
        """The city; as of an earlier release where one is asked for. DatabaseError for ``AWAY``."""
        if code == AWAY:
            raise DatabaseError("データベースにつながりません。", "The database cannot be reached.")
        city = super().get(code, audience, release)
        return city if release is None else replace(city, release=release)


def huge(city: City) -> City:
    """The city with a hundred thousand times its people: numbers of eleven digits."""

    many = tuple(
        replace(one, counts={group: values * 100_000 for group, values in one.counts.items()}) for one in city.populations
    )
    return replace(city, code=HUGE, name_ja="とても大きなまち", name_en="Very Large City", populations=many)


def shelf_of(sample: City, *others: City) -> ShelfWithPast:
    """The shelf of the addresses above; ``sample`` is the default city and counts as release 2 at least."""
    strange = replace(hostile(toy_city()), code=HOSTILE)
    return ShelfWithPast(replace(sample, release=max(2, sample.release)), toy_city(), strange, huge(toy_city()), *others)
