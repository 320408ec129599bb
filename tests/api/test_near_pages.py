"""The page for a phone: what it shows, in every language, small and without a script; what it says when it cannot answer."""

from __future__ import annotations

import gzip
import html
import itertools
import re
from dataclasses import replace

import pytest
import shapely
from shapely.geometry import box

from geo_service.api.app import create_app
from geo_service.api.near_spot import find_spot
from geo_service.coverage.city import City, Places
from geo_service.coverage.usable_near import ground_at
from geo_service.settings import Settings
from maps.tongues import offered
from tests.api.served import TestClient, ToyShelf
from tests.maps.shown import hostile
from tests.toy import toy_city
from tests.toy_ground import lonlat
from tests.toy_hazards import Class, flooded

FOUND = "/near?hazard=flood&place=二の小学校&lang=ja"
MOST_BYTES = 30_000
"""Compressed, of the page and the script it loads."""
LANGUAGES = tuple(one.code for one in offered("near"))


def text_of(page: str) -> str:
    """What a reader reads: without tags and without readings."""
    body = page[page.index("<body") :]
    return html.unescape(re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>|<script.*?</script>|<[^>]+>", "", body, flags=re.DOTALL))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_shows_the_same_places(client: TestClient, lang: str) -> None:
    response = client.get("/near", params={"lang": lang, "hazard": "flood", "place": "二の小学校"})
    page = response.text
    assert response.status_code == 200
    assert f'<html lang="{"ja" if lang == "ja-easy" else lang}">' in page
    assert page.count('class="places') == 2  # the nearest one, far away, and those that are not for a flood
    read = text_of(page).replace(" ", "")
    assert "一の小学校" in read
    assert "指定のない体育館" in read
    for language in offered("near"):
        assert language.name.replace(" ", "") in read
    script = client.get("/static/near.js").content
    assert len(gzip.compress(response.content)) + len(gzip.compress(script)) < MOST_BYTES
    assert "style=" not in page
    assert "onclick" not in page


def test_easy_japanese_has_readings_and_other_languages_latin_letters(client: TestClient) -> None:
    easy = client.get("/near", params={"lang": "ja-easy", "hazard": "flood", "place": "二の小学校"}).text
    assert "<ruby>小学校<rp>（</rp><rt>しょうがっこう</rt>" in easy
    assert '<bdi class="latin">Ichi No Shogakko</bdi>' in client.get("/near?lang=vi&hazard=flood&place=二の小学校").text
    assert 'class="latin"' not in client.get("/near?lang=ja&hazard=flood&place=二の小学校").text


def test_every_page_says_that_it_is_for_planning(client: TestClient) -> None:
    for address in ("/near", "/near?place=二の小学校", "/near?list=1", "/near?hazard=nothing", "/near?city=00000"):
        assert "災害のときは、市の避難情報に従ってください" in text_of(client.get(address).text)


def test_the_first_hazard_is_chosen_and_the_form_keeps_what_was_chosen(client: TestClient) -> None:
    assert 'value="earthquake" checked' in client.get("/near").text
    page = client.get("/near?hazard=flood&place=二の小学校").text
    assert 'value="flood" checked' in page
    assert 'value="二の小学校"' in page
    assert "lang=en&amp;place=%E4%BA%8C" in page


def test_a_point_of_the_phone_is_taken_and_kept_in_other_languages(client: TestClient) -> None:
    page = client.get("/near?hazard=earthquake&lon=139.6402&lat=35.5717").text
    assert "今いる場所" in text_of(page)
    assert "lang=ko&amp;lon=139.64020&amp;lat=35.57170" in page
    outside = client.get("/near?lon=135.5&lat=34.7")
    assert "この場所は、この市の外です" in text_of(outside.text)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("hazard=nothing", 422, "hazard に「nothing」は使えません"),
        ("lon=35&lat=139", 422, "lon"),
        ("lon=139.7", 422, "lat"),
        ("what=1", 422, "what"),
        ("city=00000", 404, "00000"),
        ("place=" + "長" * 3000, 422, "字まで"),
    ],
)
def test_what_cannot_be_answered_is_a_page_in_words(client: TestClient, query: str, status: int, said: str) -> None:
    response = client.get(f"/near?{query}")
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert "答えられませんでした" in text_of(response.text)
    assert said in text_of(response.text)


def test_a_city_without_sites_says_so() -> None:
    city = toy_city()
    bare = replace(city, places={id: one for id, one in city.places.items() if id != "evacuation_sites"})
    with TestClient(create_app(Settings(), ToyShelf(bare), None)) as client:
        response = client.get("/near?lang=en")
    assert response.status_code >= 400
    assert "This could not be answered." in text_of(response.text)


def test_lists_of_wards_and_towns(client: TestClient) -> None:
    page = client.get("/near?list=1&hazard=flood").text
    wards = toy_city().unit_sets["wards"]
    for code, name in zip(wards.code, wards.name_ja, strict=True):
        assert f"list={code}" in page
        assert name in text_of(page)
    towns = client.get(f"/near?list={wards.code[0]}&hazard=flood").text
    address = html.unescape(re.findall(r'href="(/near\?[^"]*place=[^"]*)"', towns)[0])
    found = client.get(address)
    assert "町の真ん中から測りました" in text_of(found.text)
    wrong = client.get("/near?list=none-such&lang=en")
    assert wrong.status_code == 422
    assert "1 (all wards)" in wrong.text and wards.code[0] in wrong.text


def test_spots_are_found_by_name_town_and_part_of_a_name() -> None:
    city = toy_city()
    assert find_spot(city, "二の小学校").spot is not None
    several = find_spot(city, "小学校").several
    assert {one.name for one in several} >= {"一の小学校", "二の小学校"}
    town = city.unit_sets["towns"].name_ja[7]
    ward = city.unit_sets["wards"].name_ja[int(city.unit_sets["towns"].ward[7])]
    spot = find_spot(city, ward + town).spot
    assert spot is not None
    assert spot.level == "area"
    shape = shapely.from_wkb(city.unit_sets["towns"].shapes[7])
    assert shape.contains(shapely.Point(spot.lon, spot.lat))
    nothing = find_spot(city, "どこにもない町")
    assert (nothing.spot, nothing.several) == (None, ())
    assert find_spot(city, " ").spot is None
    assert find_spot(city, "位置のない公民館").spot is None


def test_hostile_names_show_as_text() -> None:
    strange = hostile(toy_city())
    with TestClient(create_app(Settings(), ToyShelf(strange), None)) as client:
        for lang in ("ja", "ja-easy", "vi"):
            page = client.get(
                "/near", params={"lang": lang, "lon": "139.6402", "lat": "35.5717", "place": "<script>alert(1)</script>"}
            )
            assert page.status_code == 200
            assert "<script>alert" not in page.text
            assert len(re.findall("<script", page.text)) == 1
            assert "&lt;script&gt;" in re.sub(r"</?ruby>|<rp>.*?</rp>|<rt>.*?</rt>|<wbr>", "", page.text)


def test_the_answer_has_a_page_in_easy_japanese(client: TestClient) -> None:
    response = client.get("/?lang=ja-easy&question=evacuation-site-reach&hazard=flood")
    assert response.status_code == 200
    assert '<html lang="ja">' in response.text
    read = text_of(response.text).replace(" ", "")
    assert "近くに避難場所がない人は、約24,000人です。" in read
    assert "災害のときは、市の知らせを見てください。" in read
    assert "/near?city=99900" in response.text


def test_places_link_to_their_pages_where_the_service_has_them(shelf: ToyShelf) -> None:
    app = create_app(Settings(), shelf, None)
    pages = [html.unescape(one) for one in re.findall(r'href="(/sites/[^"]*)"', TestClient(app).get(FOUND).text)]
    for address in pages:
        assert TestClient(app).get(address).status_code == 200
    if not pages:  # the pages of sites are another router's: with one, every place has its link
        app.add_api_route("/sites/{layer}/{id}", lambda layer, id: {"layer": layer, "id": id})
        found = re.findall(r'href="(/sites/[^"]*)"', TestClient(app).get(FOUND).text)
        assert found[0] == "/sites/evacuation_sites/s1?city=99900&amp;lang=ja"


def test_what_is_too_far_to_walk_to_is_no_place_to_use(client: TestClient) -> None:
    far = text_of(client.get("/near?hazard=flood&place=二の小学校&lang=ja").text)
    # 2,830 m straight, 3,680 on foot: of the tester's 341 minutes nobody is helped by the word "usable".
    assert "歩いて行ける近さ（道のりで2,000 mまで）に、使えると分かっている場所はありません" in far
    assert "遠いけれど、一番近い場所" in far and far.index("遠いけれど") < far.index("一の小学校")
    near = text_of(client.get("/near?hazard=flood&place=一の小学校&lang=ja").text)
    assert "遠いけれど" not in near and "歩いて行ける近さ" not in near


def test_not_said_is_told_apart_from_not_to_be_used(client: TestClient) -> None:
    lon, lat = lonlat(4400, 4400)
    read = text_of(client.get(f"/near?hazard=flood&lon={float(lon):.6f}&lat={float(lat):.6f}&lang=ja").text)
    assert "近いけれど、使えるか分からない場所" in read
    assert read.index("使えるか分からない場所") < read.index("この災害のときに使えるかどうか、データに書かれていません")
    assert "近いけれど、この災害では使わない場所" not in read.partition("データに書かれていません")[0]


def test_whether_the_spot_itself_is_in_the_zone_comes_first() -> None:
    city = flooded(toy_city(), [Class(box(0, 0, 5000, 1000))], box(0, 0, 5000, 2000))
    west, south, east, north = (float(one) for corner in ((0, 0), (5000, 2000)) for one in lonlat(*corner))
    assessed = shapely.to_wkb(shapely.box(west, south, east, north))
    zone = replace(toy_city(zones=True).zones[0], hazard="flood", assessed=assessed)
    city = replace(city, zones=(zone,))
    said: list[str] = []
    for x, y in ((500, 500), (500, 1500), (500, 3000)):
        lon, lat = (float(one) for one in lonlat(x, y))
        assert ground_at(city, "flood", lon, lat) == ("inside", "outside", "not_assessed")[len(said)]
        with TestClient(create_app(Settings(), ToyShelf(city), None)) as other:
            said.append(text_of(other.get(f"/near?hazard=flood&lon={lon:.6f}&lat={lat:.6f}&lang=ja").text))
    assert "想定区域の中です" in said[0] and "想定区域の外です" in said[1] and "データがなく分かりません" in said[2]
    with TestClient(create_app(Settings(), ToyShelf(city), None)) as other:
        assert "想定区域" not in text_of(other.get("/near?hazard=earthquake&place=一の小学校&lang=ja").text)


RELEASES = itertools.count(100)


def renamed(names: dict[int, str], **places: Places) -> City:
    """The toy city with other names for some of its towns, and more layers."""
    city = toy_city()
    towns = city.unit_sets["towns"]
    named = tuple(names.get(at, name) for at, name in enumerate(towns.name_ja))
    units = {**city.unit_sets, "towns": replace(towns, name_ja=named)}
    # What is kept of a release is kept by its number.
    return replace(city, release=city.release + next(RELEASES), unit_sets=units, places={**city.places, **places})


CHOME = {3: "木月三丁目", 5: "木月一丁目", 9: "木月十丁目", 11: "木月二丁目"}


def test_a_town_without_its_number_offers_all_numbers_in_order() -> None:
    city = renamed(CHOME)
    ward = city.unit_sets["wards"].name_ja
    of = city.unit_sets["towns"].ward
    wanted = tuple(f"{ward[int(of[at])]}{CHOME[at]}" for at in (5, 11, 3, 9))
    assert find_spot(city, "木月").towns == wanted
    school = replace(city.places["evacuation_sites"], name=("木月小学校", *city.places["evacuation_sites"].name[1:]))
    beside = renamed(CHOME, evacuation_sites=school)
    found = find_spot(beside, "木月")
    assert (found.towns, [one.name for one in found.several]) == (wanted, ["木月小学校"])
    narrowed = find_spot(beside, f"{ward[int(of[5])]}木月").towns
    assert narrowed and all(one.startswith(ward[int(of[5])]) for one in narrowed)
    with TestClient(create_app(Settings(), ToyShelf(beside), None)) as client:
        read = text_of(client.get("/near?place=木月&lang=ja").text)
        hits = client.get("/api/v1/cities/default/search", params={"q": "木月"}).json()["found"]
    assert [read.index(name) for name in (*wanted, "木月小学校")] == sorted(read.index(name) for name in (*wanted, "木月小学校"))
    assert "見つかりませんでした" not in read
    assert [one["name"] for one in hits][:5] == ["木月一丁目", "木月二丁目", "木月三丁目", "木月十丁目", "木月小学校"]


def test_towns_that_are_only_alike_do_not_pass_for_a_station() -> None:
    """Nobody has loaded stations: the form does not promise them, and says so when one is asked for."""
    with TestClient(create_app(Settings(), ToyShelf(renamed({3: "小杉町一丁目", 5: "千年"})), None)) as client:
        asked = text_of(client.get("/near?place=武蔵小杉町駅&lang=ja").text)
        of_a_town = text_of(client.get("/near?place=千年駅&lang=ja").text)
        other = text_of(client.get("/near?place=千年&lang=ja").text)
    assert "駅や学校の名前" not in asked
    for read in (asked, of_a_town):
        assert "その名前の場所は、見つかりませんでした" in read
        assert "駅の場所は、データがありません" in read
        assert "近くの使える場所" in read and "探した場所" not in read
    assert "町の真ん中から測りました" in other


def test_a_station_that_is_loaded_is_found_with_and_without_its_last_sign() -> None:
    sites = toy_city().places["evacuation_sites"]
    stations = replace(sites, layer="stations", name=("武蔵小杉", *(f"別の{at}" for at in range(1, len(sites)))))
    city = renamed({3: "小杉町一丁目"}, stations=stations)
    for text in ("武蔵小杉駅", "武蔵小杉"):
        spot = find_spot(city, text).spot
        assert spot is not None
        assert (spot.lon, spot.lat) == (float(sites.lon[0]), float(sites.lat[0]))
    with TestClient(create_app(Settings(), ToyShelf(city), None)) as client:
        assert "駅や学校の名前" in text_of(client.get("/near?lang=ja").text)
