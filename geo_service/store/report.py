"""What a load or a check found, for people and for JSON: per file, per dataset, per rule, with examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

from geo_service.errors import FileError, Reject
from geo_service.store.rule_words import rule_words
from layers import LAYERS
from layers.base import Text

Status = Literal["loaded", "checked", "unchanged", "refused", "waiting", "unrecognised", "twin"]
"""twin: a copy, or another format, of the same table was read instead."""

STATUS_WORDS: dict[Status, Text] = {
    "loaded": Text("取り込みました", "loaded"),
    "checked": Text("確かめました（取り込んでいません）", "checked, not loaded"),
    "unchanged": Text("前と同じファイルです（新しい版は作りません）", "the same file as before, nothing new"),
    "refused": Text("取り込めません", "refused"),
    "waiting": Text("置き場所となるレイヤがまだありません", "waiting: there is no layer of this kind yet"),
    "unrecognised": Text("何のデータか分かりません", "not recognised"),
    "twin": Text("同じ内容の別のファイルを読むので、これは読みません", "the same table is read from another file"),
}


EXPECTED = frozenset({"blank_row", "note_row"})
"""Notices about what is no row of the table at all: counted in one line, without examples."""
NEXT_STEPS: dict[str, Text] = {
    "refused": Text(
        "取り込めないファイルが{n}つあります。上の説明のとおりに直して、もう一度 geo-service load を実行します。",
        "{n} files were refused: mend them as said above and run geo-service load again.",
    ),
    "bad": Text(
        "使えない行が{n}件あります（×）。元の表を直して読み込み直すと、前の行と入れ替わります。",
        "{n} rows cannot be used (×): mend the source table and load it again; it takes the old one's place.",
    ),
    "unrecognised": Text(
        "何のデータか分からないファイルが{n}つあります。geo-service propose FILE で列の対応表の下書きができます。",
        "{n} files were not recognised: geo-service propose FILE drafts a column map.",
    ),
    "subtotal_differs": Text(
        "計の行と合わないところが{n}件あります。行の抜けがないか元の表を確かめます。",
        "{n} lines of sums do not fit their rows: see whether rows are missing in the source table.",
    ),
    "waiting_links": Text(
        "つき合わせの確認を待つものが{n}種類あります。"
        "geo-service links --export FILE.xlsx で書き出し、選んで --apply で戻します。",
        "{n} links between lists wait for a person: geo-service links --export FILE.xlsx, choose, and --apply it.",
    ),
    "not_geocoded": Text(
        "住所から位置を求められなかった行が{n}件あります。geo-service geocode で候補つきの表を作り、直して読み込みます。",
        "{n} addresses were not found: geo-service geocode writes a sheet with candidates to correct and load.",
    ),
    "ward_and_address": Text(
        "区の欄と住所が食い違う行が{n}件あります。どちらが正しいか確かめます。",
        "{n} rows name another ward than their address: find out which is right.",
    ),
    "assumed_meaning": Text(
        "仕様書で確かめていない列が{n}つあります。元の資料で意味を確かめます。",
        "{n} columns were read by an assumed meaning: check them with the source.",
    ),
}
"""What a load leaves to a person, by rule, the gravest first; {n} is how many."""


class ProgressNote(NamedTuple):
    """A step of long work: what, on which file, how much is done of how much (0 of 0: not known)."""

    file: str
    ja: str
    en: str
    done: int = 0
    total: int = 0


Progress = Callable[[ProgressNote], None]


@dataclass(frozen=True)
class RuleCount:
    """How often one rule was met in one dataset or file, with up to five examples."""

    rule: str
    severity: str
    count: int
    examples: tuple[Reject, ...]


@dataclass(frozen=True)
class DatasetReport:
    """One dataset version made (or that would be made). ``change``: "new", "replaced", "unchanged", "" in a check."""

    layer: str
    layer_title: Text
    source: str
    part: str
    municipality: str
    format: str
    title: str
    reference_date: str
    licence: str
    rows: int
    good: int
    bad: int
    change: str = ""
    approximate: bool = False
    without_position: int = 0
    places: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    """Hazard marks or kinds → rows."""
    before: int | None = None
    """Rows of the import that this one replaces."""

    @property
    def shrunk(self) -> bool:
        """Whether less than half of the rows before are left: often the wrong file."""
        return self.before is not None and self.good < self.before / 2


@dataclass
class FileReport:
    """One file of a load. ``why``: for refused, waiting and unrecognised files, in words."""

    file: str
    status: Status
    why: Text = Text("", "")
    encoding: str = ""
    crs: str = ""
    rows: int = 0
    skipped: int = 0
    """Rows that no dataset wanted: other kinds, or municipalities too far away."""
    datasets: list[DatasetReport] = field(default_factory=list)
    findings: list[RuleCount] = field(default_factory=list)
    error: FileError | None = None

    @property
    def bad(self) -> int:
        """Bad rows over all datasets."""
        return sum(one.count for one in self.findings if one.severity == "bad")


@dataclass
class LoadReport:
    """The whole of one load or check. ``release``: number of the release switched to, None when nothing switched."""

    city: str = ""
    city_name: str = ""
    files: list[FileReport] = field(default_factory=list)
    release: int | None = None
    overlaps: list[Text] = field(default_factory=list)
    """What the release found by joining and the one before did not say: datasets that overlap, wards that contradict polygons."""
    beside: list[Text] = field(default_factory=list)
    """Column maps that lie beside the files and are not used, a sentence for each folder."""
    known: int = 0
    """Findings that the release before had already."""

    def of(self, status: Status) -> list[FileReport]:
        """The files of one status, in order."""
        return [one for one in self.files if one.status == status]

    def error(self) -> FileError | None:
        """The error to end with: of the first refused file; None when no file was refused."""
        refused = self.of("refused")
        return refused[0].error if refused else None

    def document(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        files = []
        for one in self.files:
            plain = {key: value for key, value in vars(one).items() if key not in ("error", "datasets", "findings", "why")}
            plain["why"] = one.why._asdict()
            plain["datasets"] = [{**asdict(d), "layer_title": d.layer_title._asdict()} for d in one.datasets]
            plain["findings"] = [asdict(f) for f in one.findings]
            plain["error"] = one.error.problem() if one.error else None
            files.append(plain)
        overlaps = [text._asdict() for text in self.overlaps]
        head = {"city": self.city, "city_name": self.city_name, "release": self.release}
        beside = [text._asdict() for text in self.beside]
        return {**head, "files": files, "overlaps": overlaps, "beside": beside, "known": self.known}

    def to_text(self, lang: str = "ja") -> list[str]:
        """The report as lines for a terminal, in ``lang`` ("ja" or "en")."""
        ja = lang != "en"
        lines = []
        # What needs a hand stands first: refused files, then those with bad rows.
        for one in sorted(self.files, key=lambda file: (file.status != "refused", not file.bad)):
            lines += _file_lines(one, ja)
        if self.overlaps:
            lines.append("つき合わせて分かったこと" if ja else "Found by joining")
            lines += [f"  {text.ja if ja else text.en}" for text in self.overlaps]
        if self.known:
            lines.append(
                f"  前の版から続くもの{self.known:,}件は省きました（geo-service findings で全部見られます）"
                if ja
                else f"  {self.known:,} findings of the release before are left out (geo-service findings shows all)"
            )
        if self.city:
            lines.append(f"{'対象の市' if ja else 'City'}: {f'{self.city_name} ({self.city})' if self.city_name else self.city}")
        if self.release is not None:
            lines.append(f"版 {self.release} に切り替えました。" if ja else f"Switched to release {self.release}.")
        elif any(one.status == "refused" for one in self.files):
            lines.append("何も変わっていません。" if ja else "Nothing was changed.")
        steps = [step.ja if ja else step.en for step in self.next_steps()]
        if steps:
            lines.append("次にすること" if ja else "What to do next")
            lines += [f"  {number}. {step}" for number, step in enumerate(steps, start=1)]
        return lines

    def next_steps(self) -> list[Text]:
        """What a person can do about this load, the gravest first; empty where nothing waits for anybody."""
        counts: Counter[str] = Counter()
        for one in self.files:
            for found in one.findings:
                counts["bad" if found.severity == "bad" else found.rule] += found.count
        counts["refused"] = len(self.of("refused"))
        counts["unrecognised"] = sum(not one.file.lower().endswith((".md", ".yaml", ".yml")) for one in self.of("unrecognised"))
        counts["waiting_links"] = sum("geo-service links --export" in text.ja for text in self.overlaps)
        return self.beside + [
            Text(step.ja.replace("{n}", f"{counts[rule]:,}"), step.en.replace("{n}", f"{counts[rule]:,}"))
            for rule, step in NEXT_STEPS.items()
            if counts[rule]
        ]


def _file_lines(one: FileReport, ja: bool) -> list[str]:
    pick = 0 if ja else 1
    lines = [f"{one.file}: {STATUS_WORDS[one.status][pick]}"]
    if one.why[pick]:
        lines.append(f"  {one.why[pick]}")
    facts = [fact for fact in (one.encoding, one.crs) if fact]
    if one.rows:
        facts.insert(0, f"{one.rows}行" if ja else f"{one.rows} rows")
    if one.skipped:
        facts.append(f"対象外 {one.skipped}行" if ja else f"{one.skipped} rows not of this city or kind")
    if facts:
        lines.append("  " + " · ".join(facts))
    for dataset in one.datasets:
        lines.append("  → " + _dataset_line(dataset, ja))
        if dataset.counts:
            lines.append("    " + _counts_line(dataset, ja))
    for found in (found for found in one.findings if found.rule not in EXPECTED):
        mark = "×" if found.severity == "bad" else "・"
        lines.append(f"  {mark} {rule_words(found.rule)[pick]} {found.count:,}{'件' if ja else ''}")
        # Bad rows are named, a notice is shown by one of its rows.
        shown = found.examples if found.severity == "bad" else found.examples[:1]
        lines += [f"    {example_line(reject, ja)}" for reject in shown]
    expected = [f"{rule_words(found.rule)[pick]} {found.count:,}" for found in one.findings if found.rule in EXPECTED]
    if expected:
        said = "、".join(expected) if ja else ", ".join(expected)
        lines.append(
            f"  ・ 表の行ではないので読まなかったもの：{said}" if ja else f"  ・ not rows of the table, left out: {said}"
        )
    return lines


def _dataset_line(one: DatasetReport, ja: bool) -> str:
    change = {"new": ("新規", "new"), "replaced": ("差し替え", "replaced"), "unchanged": ("変更なし", "unchanged")}
    said = [one.layer_title.ja if ja else one.layer_title.en, one.source, one.part, one.reference_date]
    words = [" / ".join(part for part in said if part)]
    words.append(f"良 {one.good} 不良 {one.bad}" if ja else f"{one.good} good, {one.bad} bad")
    if one.places and one.places != one.good:
        words.append(f"{one.places}か所" if ja else f"{one.places} places")
    if one.without_position:
        words.append(f"位置なし {one.without_position}" if ja else f"{one.without_position} without a position")
    if one.change:
        words.append(change[one.change][0 if ja else 1])
    if one.before is not None and one.before != one.good:
        words.append(f"前は {one.before}" if ja else f"{one.before} before")
    if one.shrunk:
        words.append(
            "半分以下に減りました。違うファイルなら geo-service rollback で戻せます"
            if ja
            else "fewer than half are left: if it is the wrong file, geo-service rollback takes it back"
        )
    return ", ".join(words)


def _counts_line(one: DatasetReport, ja: bool) -> str:
    """Marks and kinds in the words of their layer."""
    layer = LAYERS.get(one.layer)
    words: dict[str, Text] = {}
    if layer is not None:
        words = {field.name: field.label for field in layer.fields if field.name in layer.marks}
        words |= {code.slug: code.label for code in layer.codes()}
    said = [f"{words.get(name, Text(name, name))[0 if ja else 1]} {count:,}" for name, count in one.counts.items()]
    return ("、" if ja else ", ").join(said)


def example_line(reject: Reject, ja: bool) -> str:
    """One finding in a line: row, column, value, what is wrong, what to do."""
    row = "" if reject.row is None else (f"{reject.row}行" if ja else f"row {reject.row}")
    # A workbook's rows are numbered sheet by sheet.
    sheet = reject.file.rpartition(" [")[2][:-1] if row and reject.file.endswith("]") and " [" in reject.file else ""
    where = " ".join(part for part in (sheet, row, reject.column) if part)
    value = f"「{reject.value[:60]}」" if reject.value else ""
    message = reject.message_ja if ja else reject.message_en
    advice = reject.suggestion_ja if ja else reject.suggestion_en
    return f"{where}{value}: {message}" + (f" → {advice}" if advice else "")
