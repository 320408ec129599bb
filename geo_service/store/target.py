"""Which city a load is for, and the ground it knows: boundaries of the current release and of the load itself."""

from __future__ import annotations

import psycopg
import shapely

from geo_service.errors import NotFoundError, ParameterError
from geo_service.store.city import Target, chosen_by, city_of, five_digits, plane_zone
from geo_service.store.conform import Conformed, conform
from geo_service.store.plan import FilePlan
from geo_service.store.recognise import Meant
from geo_service.store.report import Progress, ProgressNote
from geo_service.store.validate import Validated

LOCK = 7_364_105
"""First half of the advisory lock's key; the second is the city's code."""


def in_turn(plans: list[FilePlan], target: Target | None) -> list[FilePlan]:
    """Files that feed something; the city's boundaries first, then its neighbours': whose a feature is they tell. Then what
    addresses are found by."""

    def turn(plan: FilePlan) -> int:
        layers = {one.layer.id for one in plan.meant}
        rows = [row for one in plan.meant if one.layer.id == "wards" for row in _boundary_rows(conform(one))]
        if any(target is not None and target.owns(code) for code, _ in rows):
            return 0
        if layers & {"wards", "neighbour_municipalities"}:
            return 1
        return 2 if layers & {"towns", "population", "address_points"} else 3

    return sorted((plan for plan in plans if plan.meant), key=turn)


def boundary_city(plans: list[FilePlan]) -> tuple[str, str] | None:
    """(code, name) of the city most boundary rows of the load belong to; None without any."""
    return chosen_by(_all_boundary_rows(plans))


def _boundary_rows(found: Conformed) -> list[tuple[str, str]]:
    if "code" not in found.fields:
        return []
    city = found.fields["municipality"] if "municipality" in found.fields else found.fields["code"] * 0
    rows = []
    for code, above, name in zip(found.fields["code"].fillna(""), city.fillna(""), found.fields["name"].fillna(""), strict=True):
        five = five_digits(code)
        if five is not None:
            rows.append((five, str(above or (name if city_of(five) == five else ""))))
    return rows


def target_of_load(conn: psycopg.Connection, plans: list[FilePlan], city: str | None) -> Target:
    """The city asked for, else the one whose boundaries are in the load, else the last real one loaded, else the sample.

    NotFoundError when the city asked for is neither there nor in the load; ParameterError when there is none at all.
    """
    bounds = boundary_city(plans)
    if city is not None:
        code = five_digits(city)
        row = conn.execute(
            "SELECT code, name_ja, name_en, srid FROM frame.city WHERE code = %s OR name_ja = %s", (code or "", city)
        ).fetchone()
        if row is not None:
            return Target(row[0], row[1], row[2], row[3])
        own = [name for five, name in _all_boundary_rows(plans) if code is not None and city_of(five) == code]
        if code is None or not own:
            raise NotFoundError(
                f"市「{city}」はまだありません。区の境界（国土数値情報 N03 など）を一緒に読み込んでください。",
                f"There is no city {city!r} yet. Load its boundaries (such as N03) with it.",
                parameter="city",
            )
        return Target(code, next(filter(None, own), ""))
    row = conn.execute(
        "SELECT code, name_ja, name_en, srid, fictitious FROM frame.city ORDER BY code = %s DESC, fictitious, last_loaded_at DESC"
        " LIMIT 1",
        (bounds[0] if bounds is not None else "",),
    ).fetchone()
    if bounds is not None and (row is None or row[0] == bounds[0] or row[4] or Target(*bounds).fictitious):
        return Target(*bounds)
    if bounds is not None and row is not None:
        # Neighbours' boundaries alone look just like a new city's: they never make one unasked.
        raise ParameterError(
            f"境界は{bounds[1] or bounds[0]}のものです。{row[1]}の周辺として読むなら --city {row[0]}、新しい市として読むなら "
            f"--city {bounds[0]} を付けてください。",
            f"The boundaries are those of {bounds[1] or bounds[0]}. Add --city {row[0]} to take them as neighbours of {row[1]}, "
            f"or --city {bounds[0]} to load a new city.",
            parameter="city",
            allowed=[row[0], bounds[0]],
        )
    if row is None:
        raise ParameterError(
            "どの市のデータか分かりません。先に（または一緒に）区の境界（国土数値情報 N03 など）を読み込んでください。",
            "It is not known which city this is for. Load its boundaries (such as N03) first, or with it.",
            parameter="city",
        )
    return Target(row[0], row[1], row[2], row[3])


def _all_boundary_rows(plans: list[FilePlan]) -> list[tuple[str, str]]:
    return [row for plan in plans for one in plan.meant if one.layer.id == "wards" for row in _boundary_rows(conform(one))]


def stand_in_line(conn: psycopg.Connection, target: Target, progress: Progress | None) -> None:
    """Take the city's lock until the transaction ends; another load of the city is waited for, and that is said."""
    key = (LOCK, int(target.code))
    row = conn.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", key).fetchone()
    if row is not None and not row[0]:
        if progress is not None:
            progress(
                ProgressNote(
                    "",
                    "この市の別の取り込みが終わるのを待っています",
                    "waiting for another load of this city to end",
                )
            )
        conn.execute("SELECT pg_advisory_xact_lock(%s, %s)", key)


def known_ground(conn: psycopg.Connection, target: Target) -> None:
    """The boundaries of the current release, until the load brings its own."""
    rows = conn.execute(
        "SELECT d.layer, f.attributes->>'code', f.name, ST_AsBinary(f.geom) FROM frame.city c "
        "JOIN frame.release_dataset r ON r.release = c.current_release JOIN frame.dataset_version v ON v.id = r.version "
        "JOIN frame.dataset d ON d.id = v.dataset JOIN frame.feature f ON f.version = v.id "
        "WHERE c.code = %s AND d.layer IN ('wards', 'neighbour_municipalities') AND r.used",
        (target.code,),
    ).fetchall()
    for layer, code, name, wkb in rows:
        shape = shapely.from_wkb(bytes(wkb)) if wkb is not None else None
        if layer == "wards":
            target.wards[code] = (name, shape)
        elif shape is not None:
            target.neighbours[code] = shape
    if not target.srid:
        # A file of boundaries that is already there is not read again; the city knows its zone.
        zone = conn.execute("SELECT srid FROM frame.city WHERE code = %s", (target.code,)).fetchone()
        target.srid = int(zone[0]) if zone is not None else target.srid
    target.__dict__.pop("border", None)


def learn(target: Target, meant: Meant, found: Validated) -> None:
    """Boundaries that this load brings count from here on."""
    if meant.layer.id not in ("wards", "neighbour_municipalities") or "code" not in found.attributes:
        return
    shapes = dict(zip(found.attributes["code"].tolist(), found.geometry.tolist(), strict=True))
    if meant.layer.id == "wards" and shapes:
        names = dict(zip(found.attributes["code"].tolist(), found.attributes["name"].tolist(), strict=True))
        target.wards = {code: (names[code], shape) for code, shape in shapes.items()}
        target.__dict__.pop("border", None)
        if "municipality" in found.attributes:
            said = found.attributes["municipality"].dropna()
            target.name = str(said.iloc[0]) if len(said) else target.name
        if "municipality_en" in found.attributes:
            said = found.attributes["municipality_en"].dropna()
            target.name_en = str(said.iloc[0]) if len(said) else target.name_en
        target.name = target.name or next(iter(names.values()))
        if target.border is not None:
            target.srid = plane_zone(*target.border.bounds)
    elif meant.layer.id == "neighbour_municipalities":
        target.neighbours.update({code: shape for code, shape in shapes.items() if shape is not None})
