"""Studies at the command line: listed, asked by name, in every format; what cannot be is said in the service's words."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from geo_service.cli.study_commands import OPTIONS, is_study, option, study_in, with_settings
from geo_service.coverage.city import City
from geo_service.errors import GeoServiceError, NotFoundError, ParameterError
from geo_service.questions import CATALOGUE
from geo_service.studies import STUDIES
from tests.cli.conftest import Run
from tests.toy_studies import flooded_city

LEAVE = {"hazard": "flood", "scale": "l2"}


@pytest.fixture
def city() -> City:
    return flooded_city()


def written(city: City, tmp_path: Path, form: str, table: str | None = None, **values: str) -> bytes:
    """What the command writes to a file."""
    out = tmp_path / f"out.{form}"
    study_in(form, city, "who-must-leave", LEAVE | values, table, out, "ja")
    return out.read_bytes()


def test_every_format_and_the_same_bytes(city: City, tmp_path: Path) -> None:
    beginnings = {"text": "市".encode(), "json": b"{", "csv": b"\xef\xbb\xbf", "xlsx": b"PK", "svg": b"<svg", "png": b"\x89PNG"}
    for form, beginning in beginnings.items():
        once, again = written(city, tmp_path, form), written(city, tmp_path, form)
        assert once == again
        assert beginning in once[:200]


def test_one_table_of_a_csv(city: City, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(written(city, tmp_path, "csv", "sites").decode("utf-8-sig"))))
    assert rows[0][0] != "コード"
    assert len(rows) > 1
    with pytest.raises(ParameterError) as refused:
        written(city, tmp_path, "csv", "sitse")
    assert "units-wards" in refused.value.extra["allowed"]


def test_a_table_goes_with_csv_only(city: City, tmp_path: Path) -> None:
    with pytest.raises(ParameterError) as refused:
        written(city, tmp_path, "json", "sites")
    assert refused.value.extra["parameter"] == "table"
    assert "csv" in refused.value.ja


def test_a_format_no_study_has(city: City, tmp_path: Path) -> None:
    with pytest.raises(ParameterError) as refused:
        written(city, tmp_path, "geojson")
    assert "xlsx" in refused.value.extra["allowed"]


def test_an_option_the_study_does_not_take_is_named_with_those_it_takes(city: City, tmp_path: Path) -> None:
    with pytest.raises(ParameterError) as refused:
        written(city, tmp_path, "text", kind="school")
    assert refused.value.extra["parameter"] == "kind"
    assert set(STUDIES["who-must-leave"].parameters) == set(refused.value.extra["allowed"])


def test_a_name_near_a_study_is_a_study() -> None:
    assert is_study("who-must-leave")
    assert is_study("who-must-leav")
    assert not is_study("park-reech")
    assert not any(is_study(name) for name in CATALOGUE)
    assert not set(STUDIES) & set(CATALOGUE)


def test_settings_by_name_and_value() -> None:
    assert with_settings({"hazard": "flood"}, ["stay-hours = 12", "close=a=b"]) == {
        "hazard": "flood",
        "stay_hours": " 12",
        "close": "a=b",
    }
    for wrong in ("stay_hours", "=3", ""):
        with pytest.raises(ParameterError) as refused:
            with_settings({}, [wrong])
        assert "NAME=VALUE" in refused.value.en
    with pytest.raises(ParameterError) as twice:
        with_settings({"hazard": "flood"}, ["hazard=tsunami"])
    assert twice.value.extra["parameter"] == "hazard"


def test_every_parameter_of_a_study_can_be_given() -> None:
    assert option("stay_hours", "12") == "--stay-hours 12"
    assert option("neighbours", "true") == "--neighbours"
    for spec in STUDIES.values():
        for name in spec.parameters:
            assert option(name).startswith(f"--{name.replace('_', '-')}" if name in OPTIONS else "--set ")


def test_more_hours_never_make_more_people_leave(city: City, tmp_path: Path) -> None:
    def must(hours: str) -> tuple[float, float]:
        document = json.loads(written(city, tmp_path, "json", stay_hours=hours))
        table = next(one for one in document["tables"] if one["id"] == "units-wards")
        at = [one["id"] for one in table["columns"]]
        return tuple(sum(row[at.index(end)] for row in table["rows"]) for end in ("must_low", "must_high"))  # type: ignore[return-value]

    assert np.all(np.array(must("12")) >= np.array(must("100")))


def test_the_list_and_a_misspelt_study(run: Run) -> None:
    listed = json.loads(run("studies", "--format", "json").stdout)["studies"]
    assert [one["id"] for one in listed] == list(STUDIES)
    text = run("studies", "--lang", "en").stdout
    for spec in STUDIES.values():
        assert spec.id in text
        assert spec.title.en in text
    assert "--stay-hours" in text


@pytest.mark.usefixtures("cluster_held")
def test_asked_of_a_city_without_zones(run: Run, loaded: Path) -> None:
    done = run("ask", "who-must-leave", "--hazard", "flood", "--format", "json")
    problem = json.loads(done.stdout)
    assert (done.returncode, problem["status"]) == (4, 409)
    near = run("ask", "who-must-leav", "--lang", "en")
    assert near.returncode == NotFoundError.exit_code
    assert "who-must-leave" in near.stderr
    twice = run("ask", "who-must-leave", "--hazard", "flood", "--set", "hazard=flood")
    assert twice.returncode == ParameterError.exit_code
    assert "Traceback" not in done.stderr + near.stderr + twice.stderr


@pytest.mark.usefixtures("cluster_held")
def test_losses_is_short_for_ask_losses(run: Run, loaded: Path) -> None:
    asked = ("--hazard", "earthquake", "--demand", "child_facilities:nursery", "--within", "500")
    options = (*asked, "--format", "json")
    short, long = run("losses", *options), run("ask", "losses", *options)
    assert short.returncode == 0, short.stderr
    assert short.stdout == long.stdout
    places = next(one for one in json.loads(short.stdout)["tables"] if one["id"] == "places")
    at = [column["id"] for column in places["columns"]].index("name")
    assert "一の小学校" in {row[at] for row in places["rows"]}
    missing = run("losses", *asked, "--close", "no such place", "--lang", "en")
    assert missing.returncode == NotFoundError.exit_code
    assert "no such place" in missing.stderr
    page = run("map", "losses", *asked, "-o", str(loaded.parent / "losses.html"))
    assert page.returncode == 0, page.stderr
    assert "<script" not in (loaded.parent / "losses.html").read_text(encoding="utf-8")


def test_errors_have_words(city: City, tmp_path: Path) -> None:
    for values in ({"stay_hours": "-1"}, {"scale": "huge"}, {"ward": "nowhere"}, {"source": "no river"}):
        with pytest.raises(GeoServiceError) as refused:
            written(city, tmp_path, "text", **values)
        assert refused.value.ja
        assert refused.value.en
