"""The answer as an Excel workbook that prints on A4: summary, one sheet per division, facilities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from geo_service.coverage.answer import Answer
from geo_service.render.cells import harmless, headings, total_cells, unit_cells, unit_set_title
from geo_service.render.document import document
from geo_service.render.licence import require_export
from geo_service.render.notes import place_note
from geo_service.render.provenance import merged_datasets
from geo_service.render.sheets import Cell, Sheets
from geo_service.render.words import kind_labels, per_cent, ward_name
from layers import LAYERS

_PER_CENT_COLUMNS = {9, 17}
_ITEM_HEADINGS = (
    ("番号", 18),
    ("名称", 34),
    ("区", 10),
    ("種別", 18),
    ("届いているか", 12),
    ("最も近い場所", 34),
    ("距離（m）", 10),
    ("距離内の場所（か所）", 12),
    ("経度", 11),
    ("緯度", 11),
)
_SERVED = {True: "届いている", False: "届いていない", None: "不明"}


def to_xlsx(answer: Answer) -> bytes:
    """The workbook, the same bytes for one answer id. AudienceError when the data may not be handed to the public."""
    require_export(answer)
    whole = document(answer)
    sheets = Sheets(whole["words"]["ja"], whole["id"], whole["release_date"], _footer(whole))
    _summary(sheets, answer, whole)
    columns = [(f"{heading.ja}\n{heading.en}", 12 if at > 4 else 14) for at, heading in enumerate(headings(answer))]
    for id in answer.units:
        rows = [*unit_cells(answer, whole, id), total_cells(answer, whole)]
        sheets.table(unit_set_title(answer, id).ja, columns, rows, _PER_CENT_COLUMNS)
    if whole["items"]:
        sheets.table("施設", _ITEM_HEADINGS, _item_rows(answer, whole), set(), whole_numbers=False)
    return sheets.finished()


def _summary(sheets: Sheets, answer: Answer, whole: dict[str, Any]) -> None:
    lines: list[tuple[str, str]] = [("結果", whole["sentence"]["ja"]), ("Result", whole["sentence"]["en"])]
    lines += [("問い", whole["words"]["ja"]), ("Question", whole["words"]["en"])]
    lines += [("根拠", whole["basis"]["ja"]), ("Basis", whole["basis"]["en"])]
    lines.append(("数えた場所", place_note(answer).ja))
    lines += [line for note in whole["notes"] for line in (("注意", note["ja"]), ("Note", note["en"]))]
    lines += [("数えていないもの", one["text"]["ja"]) for one in (*whole["left_out"], *whole["excluded_supply"])]
    lines += [("確かさ", _firm(one)) for one in whole["firmness"]]
    lines += [("データ", _source(dataset)) for dataset in merged_datasets(whole["datasets"])]
    lines += [("利用条件", whole["licence"]["attribution"]["ja"]), ("Licence", whole["licence"]["attribution"]["en"])]
    lines += [("使い方", whole["purpose"]["ja"]), ("Purpose", whole["purpose"]["en"])]
    lines += [("版", f"{whole['release']}（{whole['release_date']}）"), ("回答ID", whole["id"])]
    lines.append(("計算", "、".join(f"{name} {value}" for name, value in whole["versions"].items())))
    fictitious = "【架空データ Fictitious data】" if whole["fictitious"] else ""
    sheets.lines("概要 Summary", fictitious + harmless(whole["words"]["ja"]), lines)


def _firm(one: dict[str, Any]) -> str:
    return f"{one['text']['ja']} {per_cent(one['share_served'])}"


def _source(dataset: dict[str, Any]) -> str:
    layer = LAYERS.get(dataset["layer"])
    parts = [
        f"{layer.title.ja if layer else dataset['layer']}：{dataset['title']}",
        dataset["reference_date"] or "時点不明",
        dataset["licence"] or "利用条件不明",
        f"{dataset['rows']:,}件",
    ]
    if dataset["files"] > 1:
        parts.append(f"{dataset['files']}ファイル")
    if not dataset["used"]:
        parts.append(f"使っていません（{dataset['why_not_ja']}）")
    return "、".join(parts)


def _item_rows(answer: Answer, whole: dict[str, Any]) -> Iterable[list[Cell]]:
    kinds = {slug: label.ja for slug, label in kind_labels(answer.question.demand).items()}
    for item in whole["items"]:
        nearest = item["nearest"]
        yield [
            item["id"],
            item["name"],
            ward_name(answer.city, item["ward"]).ja if item["ward"] else "",
            kinds.get(item["kind"], item["kind"]),
            _SERVED[item["served"]],
            nearest["name"] if nearest else "",
            item["distance_m"],
            item["within"],
            item["lon"],
            item["lat"],
        ]


def _footer(whole: dict[str, Any]) -> str:
    fictitious = "架空データ　" if whole["fictitious"] else ""
    return f"{fictitious}{whole['city_name']['ja']}　版{whole['release']}　{whole['id']}　計画用"
