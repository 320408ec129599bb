"""Files into the database: read, recognised, validated, written and published, whole or not at all.

One load is one transaction: until its commit nobody sees anything of it, and a process or a database that dies in the
middle leaves nothing. Each file is a savepoint in it: all its datasets or none. The release switches in that transaction,
once, at the end. Loads of one city stand in line (advisory lock).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import shapely

from geo_service.errors import FileError, NotFoundError, ParameterError
from geo_service.settings import Settings
from geo_service.settings import settings as process_settings
from geo_service.store.city import Target, chosen_by, city_of, five_digits, plane_zone
from geo_service.store.columns import read_maps
from geo_service.store.conform import Conformed, conform
from geo_service.store.findings import Finding, counted
from geo_service.store.plan import FilePlan, planned
from geo_service.store.recognise import Meant
from geo_service.store.report import DatasetReport, LoadReport, Progress, ProgressNote, RuleCount, example_line
from geo_service.store.validate import Validated, validate
from geo_service.store.write import VersionFacts, save_city, save_version
from layers import LAYERS
from layers.base import Text

LOCK = 7_364_105
"""First half of the advisory lock's key; the second is the city's code."""


@dataclass(frozen=True)
class LoadOptions:
    """Choices of one load or check. ``columns``: a column-map file or a folder of them."""

    city: str | None = None
    layer: str | None = None
    columns: Path | None = None
    force: bool = False
    keep_going: bool = False
    settings: Settings | None = None


class _Undone(Exception):
    """Rolls the load's transaction back."""


@dataclass
class _Judged:
    meant: Meant
    found: Validated
    number: int


def load(
    conninfo: str, paths: Sequence[Path | str], options: LoadOptions | None = None, progress: Progress | None = None
) -> LoadReport:
    """Load files and folders into their city and switch its release once.

    Files that are refused are in the report (:meth:`LoadReport.error` gives the error to end with); unless ``keep_going``
    nothing switches then. Raises ParameterError, NotFoundError (options), FileError (a column map), DatabaseError.
    """
    chosen = options or LoadOptions()
    limits = chosen.settings or process_settings()
    plans = _plans(paths, chosen, limits, progress)
    report = LoadReport(files=[plan.report for plan in plans])
    if not any(plan.meant for plan in plans) or (report.error() is not None and not chosen.keep_going):
        if report.error() is None:
            return report
        _check_all(plans, chosen, limits, report)
        return report
    with psycopg.connect(conninfo, autocommit=True) as conn:
        try:
            with conn.transaction():
                _load(conn, plans, chosen, limits, report, progress)
                if report.error() is not None and not chosen.keep_going:
                    raise _Undone
        except _Undone:
            for plan in plans:
                if plan.report.status == "loaded":
                    plan.report.status = "checked"
    return report


def check(paths: Sequence[Path | str], options: LoadOptions | None = None, progress: Progress | None = None) -> LoadReport:
    """Everything a load would say of the files, without a database. City rules need boundary rows among the files."""
    chosen = options or LoadOptions()
    limits = chosen.settings or process_settings()
    plans = _plans(paths, chosen, limits, progress)
    report = LoadReport(files=[plan.report for plan in plans])
    _check_all(plans, chosen, limits, report)
    return report


def _plans(paths: Iterable[Path | str], chosen: LoadOptions, limits: Settings, progress: Progress | None) -> list[FilePlan]:
    if chosen.layer is not None and chosen.layer not in LAYERS:
        raise ParameterError(
            f"「{chosen.layer}」というレイヤはありません。",
            f"There is no layer {chosen.layer!r}.",
            parameter="layer",
            allowed=list(LAYERS),
        )
    maps = read_maps(chosen.columns)
    return planned([Path(path) for path in paths], maps, chosen.layer, limits, progress)


def _in_turn(plans: list[FilePlan], target: Target | None) -> list[FilePlan]:
    """Files that feed something; the city's boundaries first, then its neighbours': whose a feature is they tell."""

    def turn(plan: FilePlan) -> int:
        layers = {one.layer.id for one in plan.meant}
        rows = [row for one in plan.meant if one.layer.id == "wards" for row in _boundary_rows(conform(one))]
        if any(target is not None and target.owns(code) for code, _ in rows):
            return 0
        return 1 if layers & {"wards", "neighbour_municipalities"} else 2

    return sorted((plan for plan in plans if plan.meant), key=turn)


def _check_all(plans: list[FilePlan], chosen: LoadOptions, limits: Settings, report: LoadReport) -> None:
    asked = five_digits(chosen.city) if chosen.city else None
    bounds = _boundary_city(plans)
    code, name = (asked, bounds[1] if bounds and bounds[0] == asked else "") if asked else bounds or (None, "")
    target = Target(code, name) if code else None
    for plan in _in_turn(plans, target):
        try:
            _judge_file(plan, target, chosen, limits)
        except FileError as error:
            plan.refuse(error)
    if target is not None:
        report.city, report.city_name = target.code, target.name


def _boundary_city(plans: list[FilePlan]) -> tuple[str, str] | None:
    rows: list[tuple[str, str]] = []
    for plan in plans:
        for one in plan.meant:
            if one.layer.id == "wards":
                rows += _boundary_rows(conform(one))
    return chosen_by(rows)


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


def _load(
    conn: psycopg.Connection,
    plans: list[FilePlan],
    chosen: LoadOptions,
    limits: Settings,
    report: LoadReport,
    progress: Progress | None,
) -> None:
    target = _target(conn, plans, chosen)
    _stand_in_line(conn, target, progress)
    _known_ground(conn, target)
    report.city, report.city_name = target.code, target.name
    written: dict[tuple[str, str, str], str] = {}
    changed = False
    waiting = _in_turn(plans, target)
    for number, plan in enumerate(waiting):
        if progress is not None:
            progress(ProgressNote(plan.path.name, "確かめて取り込んでいます", "validating and loading", number, len(waiting)))
        if _is_current(conn, target, plan):
            plan.report.status = "unchanged"
            if any(one.layer.id == "wards" for one in plan.meant):
                _known_ground(conn, target)
            continue
        try:
            judged = _judge_file(plan, target, chosen, limits)
            with conn.transaction():
                _write_file(conn, plan, judged, target, written)
            plan.report.status = "loaded"
            changed = True
        except FileError as error:
            plan.refuse(error)
    report.city_name = target.name
    if report.error() is not None and not chosen.keep_going:
        return
    if changed:
        if progress is not None:
            progress(ProgressNote("", "つき合わせて公開しています", "joining and publishing"))
        conn.execute("UPDATE frame.city SET last_loaded_at = now() WHERE code = %s", (target.code,))
        release = import_module("geo_service.store.release")
        names = ", ".join(plan.path.name for plan in waiting if plan.report.status == "loaded")
        report.release = int(release.publish(conn, target.code, f"load {names}"[:500], settings=limits))
        report.overlaps = _joined(conn, target.code)


def _target(conn: psycopg.Connection, plans: list[FilePlan], chosen: LoadOptions) -> Target:
    bounds = _boundary_city(plans)
    if chosen.city is not None:
        code = five_digits(chosen.city)
        row = conn.execute(
            "SELECT code, name_ja, srid FROM frame.city WHERE code = %s OR name_ja = %s", (code or "", chosen.city)
        ).fetchone()
        if row is not None:
            return Target(row[0], row[1], row[2])
        own = [name for five, name in _all_boundary_rows(plans) if code is not None and city_of(five) == code]
        if code is None or not own:
            raise NotFoundError(
                f"市「{chosen.city}」はまだありません。区の境界（国土数値情報 N03 など）を一緒に読み込んでください。",
                f"There is no city {chosen.city!r} yet. Load its boundaries (such as N03) with it.",
                parameter="city",
            )
        return Target(code, next(filter(None, own), ""))
    if bounds is not None:
        return Target(*bounds)
    row = conn.execute("SELECT code, name_ja, srid FROM frame.city ORDER BY fictitious, last_loaded_at DESC LIMIT 1").fetchone()
    if row is None:
        raise ParameterError(
            "どの市のデータか分かりません。先に（または一緒に）区の境界（国土数値情報 N03 など）を読み込んでください。",
            "It is not known which city this is for. Load its boundaries (such as N03) first, or with it.",
            parameter="city",
        )
    return Target(row[0], row[1], row[2])


def _all_boundary_rows(plans: list[FilePlan]) -> list[tuple[str, str]]:
    return [row for plan in plans for one in plan.meant if one.layer.id == "wards" for row in _boundary_rows(conform(one))]


def _stand_in_line(conn: psycopg.Connection, target: Target, progress: Progress | None) -> None:
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


def _known_ground(conn: psycopg.Connection, target: Target) -> None:
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
    target.__dict__.pop("border", None)


def _is_current(conn: psycopg.Connection, target: Target, plan: FilePlan) -> bool:
    """Whether all datasets this very file, read this way, ever made are at it in the current release."""
    rows = conn.execute(
        "SELECT v.dataset, bool_or(r.release IS NOT NULL) FROM frame.dataset_version v JOIN frame.dataset d ON d.id = v.dataset "
        "JOIN frame.city c ON c.code = d.city "
        "LEFT JOIN frame.release_dataset r ON r.version = v.id AND r.release = c.current_release "
        "WHERE d.city = %s AND v.sha256 = %s AND v.mapping_sha256 = ANY(%s) GROUP BY v.dataset",
        (target.code, plan.sha256, list(plan.mapping.values())),
    ).fetchall()
    return bool(rows) and all(current for _, current in rows)


def _judge_file(plan: FilePlan, target: Target | None, chosen: LoadOptions, limits: Settings) -> list[_Judged]:
    """Validate all datasets of a file and report on them. FileError refuses the file."""
    judged: list[_Judged] = []
    for number, one in enumerate(plan.meant):
        found = conform(one)
        if one.format.rows_of != "all" and target is not None:
            found = _rows_of(found, one.format.rows_of, target)
        if not len(found) and not one.table.bad_rows:
            continue
        result = validate(found, target)
        if number == 0:
            result.bad_count += len(one.table.bad_rows)
            result.row_count += len(one.table.bad_rows)
        judged.append(_Judged(one, result, number))
        if target is not None:
            _learn(target, one, result)
    _report(plan, judged)
    for one_judged in judged:
        _refuse_bad(plan, one_judged, chosen, limits)
    if not any(len(one.found.rows) for one in judged):
        raise FileError(
            f"{plan.path.name} から取り込める行がありません。",
            f"No row of {plan.path.name} can be loaded.",
            file=plan.path.name,
            rule="no_rows",
        )
    return judged


def _rows_of(found: Conformed, which: str, target: Target) -> Conformed:
    codes = found.fields["code"].fillna("") if "code" in found.fields else found.code.fillna("")
    table = {code: target.owns(five_digits(code) or "") for code in codes.unique()}
    own = codes.map(table).to_numpy(dtype=bool)
    return found.take(own if which == "target" else ~own)


def _learn(target: Target, meant: Meant, found: Validated) -> None:
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
        target.name = target.name or next(iter(names.values()))
        if target.border is not None:
            target.srid = plane_zone(*target.border.bounds)
    elif meant.layer.id == "neighbour_municipalities":
        target.neighbours.update({code: shape for code, shape in shapes.items() if shape is not None})


def _report(plan: FilePlan, judged: list[_Judged]) -> None:
    report = plan.report
    report.crs = ", ".join(dict.fromkeys(one.found.crs for one in judged)) or report.crs
    report.skipped = max((one.found.skipped for one in judged), default=0)
    report.datasets = [_dataset_report(one, "", np.ones(len(one.found.rows), dtype=bool)) for one in judged]
    sums: list[RuleCount] = []
    seen: set[tuple[str, str, bytes]] = set()
    for one in judged:
        fresh: list[Finding] = []
        for finding in one.found.findings.all:
            # A file that feeds two layers breaks the same rule on the same rows twice; it is said once.
            mark = (finding.rule, finding.column, finding.rows.tobytes())
            if mark not in seen:
                seen.add(mark)
                fresh.append(finding)
        sums += (
            counted(fresh, one.meant.table)
            if one.number == 0
            else [count for count in counted(fresh, one.meant.table) if count.rule != "ragged"]
        )
    report.findings = sums


def _dataset_report(one: _Judged, change: str, mask: Any, part: str | None = None, municipality: str = "") -> DatasetReport:
    meant, found = one.meant, one.found
    frame = found.attributes.loc[mask]
    counts: dict[str, int] = {}
    for mark in meant.layer.marks:
        if mark in frame:
            counts[mark] = int((frame[mark] == True).sum())  # noqa: E712
    if meant.layer.kind and meant.layer.kind in frame:
        counts |= {str(kind): int(count) for kind, count in frame[meant.layer.kind].value_counts().items()}
    places = {found.place_keys[at] for at in np.flatnonzero(mask)} if meant.layer.role == "places" else set()
    good = int(mask.sum())
    bad = found.bad_count if mask.all() else 0
    return DatasetReport(
        layer=meant.layer.id,
        layer_title=meant.layer.title,
        source=meant.source,
        part=meant.part if part is None else part,
        municipality=municipality,
        format=meant.format.id,
        title=meant.title or meant.format.title.ja,
        reference_date=meant.format.reference_date,
        licence=meant.format.licence,
        rows=good + bad,
        good=good,
        bad=bad,
        change=change,
        approximate=meant.format.approximate,
        without_position=int(shapely.is_missing(found.geometry[mask]).sum()),
        places=len(places),
        counts=counts,
    )


def _refuse_bad(plan: FilePlan, one: _Judged, chosen: LoadOptions, limits: Settings) -> None:
    bad, rows = one.found.bad_count, one.found.row_count
    share = bad / rows if rows else 0.0
    if share <= limits.max_bad_share or (chosen.force and bad < rows):
        return
    first = [reject for found in plan.report.findings if found.severity == "bad" for reject in found.examples[:2]][:5]
    raise FileError(
        f"{plan.path.name}: {rows}行のうち{bad}行が使えません"
        f"（{share:.0%}、上限は設定 max_bad_share の{limits.max_bad_share:.0%}）。"
        + " / ".join(example_line(reject, True) for reject in first[:3]),
        f"{plan.path.name}: {bad} of {rows} rows cannot be used ({share:.0%}; the setting max_bad_share allows "
        f"{limits.max_bad_share:.0%}). " + " / ".join(example_line(reject, False) for reject in first[:3]),
        file=plan.path.name,
        row=first[0].row if first else None,
        column=first[0].column if first else "",
        value=first[0].value if first else "",
        rule=first[0].rule if first else "bad_share",
        findings=[vars_of(reject) for reject in first],
    )


def vars_of(reject: Any) -> dict[str, Any]:
    """A finding as plain values."""
    return {name: getattr(reject, name) for name in type(reject).__dataclass_fields__}


def _write_file(
    conn: psycopg.Connection, plan: FilePlan, judged: list[_Judged], target: Target, written: dict[tuple[str, str, str], str]
) -> None:
    if not target.wards or not target.srid:
        raise FileError(
            f"{target.name or target.code}の区の境界がまだありません。先に（または一緒に）読み込んでください。",
            f"The boundaries of {target.name or target.code} are not loaded yet. Load them first, or with this file.",
            file=plan.path.name,
            rule="no_boundaries",
        )
    save_city(conn, target)
    datasets: list[DatasetReport] = []
    for one in judged:
        codes, found = one.found.municipality, one.found
        parts = sorted(set(codes.tolist()), key=lambda code: -int((codes == code).sum()))
        for place, code in enumerate(parts):
            mask = codes == code
            part = one.meant.part if code == target.code else f"{one.meant.part} {code}".strip()
            key = (one.meant.layer.id, one.meant.source, part)
            before = written.get(key)
            if before is not None and one.meant.layer.role != "context":
                raise FileError(
                    f"{plan.path.name} と {before} が同じデータセット（{' / '.join(filter(None, key))}）を名乗っています。"
                    "列対応の source か part を分けてください。",
                    f"{plan.path.name} and {before} say they are the same dataset ({' / '.join(filter(None, key))}). "
                    "Give them different source or part in their column maps.",
                    file=plan.path.name,
                    rule="same_dataset",
                )
            written[key] = plan.path.name
            change = _change(conn, target.code, key)
            datasets.append(_dataset_report(one, change, mask, part, code))
            facts = VersionFacts(
                part=part,
                municipality=code,
                file_name=one.meant.table.file,
                sha256=plan.sha256,
                mapping_sha256=plan.mapping[one.number],
                report={found.rule: found.count for found in plan.report.findings},
                rejected=place == 0,
            )
            save_version(conn, target.code, one.meant, found, mask, facts)
    plan.report.datasets = datasets


def _change(conn: psycopg.Connection, city: str, key: tuple[str, str, str]) -> str:
    row = conn.execute(
        "SELECT 1 FROM frame.dataset d JOIN frame.dataset_version v ON v.dataset = d.id "
        "WHERE d.city = %s AND d.layer = %s AND d.source = %s AND d.part = %s LIMIT 1",
        (city, *key),
    ).fetchone()
    return "new" if row is None else "replaced"


def _joined(conn: psycopg.Connection, city: str) -> list[Text]:
    rows = conn.execute(
        "SELECT f.message_ja, f.message_en FROM frame.finding f JOIN frame.city c ON c.current_release = f.release "
        "WHERE c.code = %s ORDER BY f.rule, f.id LIMIT 200",
        (city,),
    ).fetchall()
    return [Text(ja, en) for ja, en in rows]
