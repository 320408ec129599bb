"""One file of a load judged: its datasets validated, reported on, and the file refused when too much of it is bad."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.errors import FileError, Reject
from geo_service.settings import Settings
from geo_service.store.city import Target, five_digits
from geo_service.store.conform import Conformed, conform
from geo_service.store.findings import EXAMPLES, Finding, counted
from geo_service.store.headings import heading_key, heading_keys
from geo_service.store.left_out import of_no_layer
from geo_service.store.plan import FilePlan
from geo_service.store.readers import RawTable
from geo_service.store.recognise import Meant
from geo_service.store.report import DatasetReport, RuleCount, example_line
from geo_service.store.streets.belongs import refuse_far, refuse_other
from geo_service.store.target import learn
from geo_service.store.validate import Validated, validate
from layers.base import Text


@dataclass
class Judged:
    """One dataset of a file, validated. ``number``: its index in the file's plan."""

    meant: Meant
    found: Validated
    number: int


def judge_file(
    plan: FilePlan, target: Target | None, force: bool, limits: Settings, place: Callable[[Judged], object] | None = None
) -> list[Judged]:
    """Validate all datasets of a file and report on them. ``place``: gives rows a position of their address, before the report.

    FileError refuses the file.
    """
    judged: list[Judged] = []
    left: list[tuple[RawTable, Mapping[int, str]]] = []
    for number, one in enumerate(plan.meant):
        refuse_other([one.table], one.layer)
        found = conform(one)
        left.append((one.table, found.left))
        rows_before = len(found)
        if one.format.rows_of != "all" and target is not None:
            found = _rows_of(found, one.format.rows_of, target)
        if not len(found) and not one.table.bad_rows:
            continue
        result = validate(found, target)
        if number == 0:
            result.bad_count += len(one.table.bad_rows)
            result.row_count += len(one.table.bad_rows)
        if one.table.streets is not None:
            result.row_count = one.table.streets.facts.walked + result.bad_count
            refuse_far(one.table.file, one.table.streets.streets, target)
        if not {other.format.rows_of for other in plan.meant} >= {"target", "others"}:
            # Nothing of this file takes the other municipalities' rows.
            result.skipped += rows_before - len(found)
        one = _counted_on(one, result)
        judged.append(Judged(one, result, number))
        if target is not None:
            learn(target, one, result)
        if place is not None:
            place(judged[-1])
    _report(plan, judged)
    plan.report.findings += of_no_layer(left)
    for one_judged in judged:
        _refuse_bad(plan, one_judged, force, limits)
    if not any(len(one.found.rows) for one in judged):
        kinds = [example.value for count in of_no_layer(left) for example in count.examples]
        why_ja = f"どの層のものでもない行です（{'、'.join(kinds)}）。" if kinds else ""
        why_en = f" Its rows belong to no layer ({', '.join(kinds)})." if kinds else ""
        raise FileError(
            f"{plan.path.name} から取り込める行がありません。{why_ja}この市のファイルか、中身を確かめてください。",
            f"No row of {plan.path.name} can be loaded.{why_en} See whether it is the right file for this city.",
            file=plan.path.name,
            rule="no_rows",
        )
    return judged


def _rows_of(found: Conformed, which: str, target: Target) -> Conformed:
    told = "code" in found.fields and found.meant.format.municipality_from is None
    codes = found.fields["code"].fillna("") if told else found.code.fillna("")
    table = {code: target.owns(five_digits(code) or "") for code in codes.unique()}
    own = codes.map(table).to_numpy(dtype=bool)
    return found.take(own if which == "target" else ~own)


def _counted_on(meant: Meant, found: Validated) -> Meant:
    """A dataset without a reference date has that of its rows, the last of them, where they say on what day they count."""
    if meant.format.reference_date or "counted_on" not in found.attributes or not found.attributes["counted_on"].notna().any():
        return meant
    last = str(found.attributes["counted_on"].dropna().max())
    return replace(meant, format=replace(meant.format, reference_date=last))


def _report(plan: FilePlan, judged: list[Judged]) -> None:
    report = plan.report
    report.crs = ", ".join(dict.fromkeys(one.found.crs for one in judged)) or report.crs
    report.skipped = max((one.found.skipped for one in judged), default=0)
    report.datasets = [dataset_report(one, "", np.ones(len(one.found.rows), dtype=bool)) for one in judged]
    sums: list[RuleCount] = []
    seen: set[tuple[str, str, bytes]] = set()
    told: set[Reject] = set()
    for one in judged:
        fresh: list[Finding] = []
        for finding in one.found.findings.all:
            # A file that feeds two layers breaks the same rule on the same rows twice; it is said once.
            mark = (finding.rule, finding.column, finding.rows.tobytes())
            if mark not in seen:
                seen.add(mark)
                fresh.append(finding)
        sums += (
            counted(fresh, one.meant.table, told)
            if one.number == 0
            else [count for count in counted(fresh, one.meant.table, told) if count.rule != "ragged"]
        )
    for one in judged:
        sums += [count for count in assumptions(one.meant) if count not in sums]
    report.findings = sums


def assumptions(meant: Meant) -> list[RuleCount]:
    """Notices of a published format whose columns nobody has checked against a real file, and of columns read from memory."""
    form, have = meant.format, heading_keys(meant.table.frame.columns)
    if form.id.startswith("by-name:"):
        return _not_used(meant)
    if meant.mapped or not form.recognised_by:
        return []
    counts = []
    if not form.verified.ja:
        said = Reject(
            meant.table.file,
            None,
            "",
            form.id,
            "format_unverified",
            f"「{form.title.ja}」の列は、実物のファイルではまだ確かめていません。",
            f"The columns of {form.title.en!r} have not been checked against a real file yet.",
            "数件を元の資料と見比べてください。",
            "Compare a few rows with the source.",
            severity="notice",
        )
        counts.append(RuleCount("format_unverified", "notice", 1, (said,)))
    if form.caution.ja:
        said = Reject(meant.table.file, None, "", "", "caution", form.caution.ja, form.caution.en, severity="notice")
        counts.append(RuleCount("caution", "notice", 1, (said,)))
    guessed = [have[heading_key(column)] for column in form.assumed if heading_key(column) in have]
    if guessed:
        examples = tuple(
            Reject(
                meant.table.file,
                None,
                column,
                "",
                "assumed_meaning",
                f"この列は「{_meaning(meant, column).ja}」と見なして読みました（仕様書で確かめていない意味です）。",
                f"This column was taken for {_meaning(meant, column).en!r}; its meaning is assumed, not checked.",
                "元の資料で意味を確かめてください。",
                "See in the source what it means.",
                severity="notice",
            )
            for column in guessed
        )
        counts.append(RuleCount("assumed_meaning", "notice", len(guessed), examples[:EXAMPLES]))
    return counts


def _not_used(meant: Meant) -> list[RuleCount]:
    """The columns of a table read by the names of its columns that no field of the layer is called like."""
    form = meant.format
    used = {heading_key(one) for one in (*form.columns, form.lon, form.lat, form.wkt) if one}
    rest = [str(one) for one in meant.table.frame.columns if heading_key(str(one)) not in used]
    rest = [one for one in rest if not one.startswith("(列 ")]
    if not rest:
        return []
    named = "、".join(one[:40] for one in rest[:12])
    said = Reject(
        meant.table.file,
        None,
        named,
        "",
        "columns_not_used",
        f"{meant.layer.title.ja}のどの項目でもない列は使っていません。",
        f"Columns that are no field of {meant.layer.id} are not used.",
        "使うなら、列対応（geo-service propose）で項目を指定してください。",
        "To use them, name their fields in a column map (geo-service propose).",
        severity="notice",
    )
    return [RuleCount("columns_not_used", "notice", len(rest), (said,))]


def _meaning(meant: Meant, column: str) -> Text:
    """The label of the field a column gives; the column itself where a function of the format makes the field of it."""
    name = next((field for heading, field in meant.format.columns.items() if heading_key(heading) == heading_key(column)), None)
    return meant.layer.field(name).label if name is not None else Text(column, column)


def dataset_report(
    one: Judged, change: str, mask: NDArray[np.bool_], part: str | None = None, municipality: str = ""
) -> DatasetReport:
    meant, found = one.meant, one.found
    frame = found.attributes.loc[mask]
    counts: dict[str, int] = {}
    for mark in meant.layer.marks:
        if mark in frame:
            counts[mark] = int((frame[mark] == True).sum())  # noqa: E712
    if meant.layer.kind and meant.layer.kind in frame:
        counts |= {str(kind): int(count) for kind, count in frame[meant.layer.kind].value_counts().items()}
    places = {found.place_keys[at] for at in np.flatnonzero(mask)} if meant.layer.role == "places" else set()
    good = int(mask.sum()) if meant.table.streets is None else len(meant.table.streets.streets)
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
        without_position=int(shapely.is_missing(found.geometry[mask]).sum()) if meant.table.streets is None else 0,
        places=len(places),
        counts=counts,
    )


def _refuse_bad(plan: FilePlan, one: Judged, force: bool, limits: Settings) -> None:
    bad, rows = one.found.bad_count, one.found.row_count
    share = bad / rows if rows else 0.0
    if share <= limits.max_bad_share or (force and bad < rows):
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
        findings=[asdict(reject) for reject in first],
    )
