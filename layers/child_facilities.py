"""子育て施設: nurseries, centres, kindergartens, children's halls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layers import p14
from layers.base import (
    MARK_VALUES,
    MUNICIPALITY,
    NAME,
    REMARKS,
    WARD,
    Code,
    Field,
    Format,
    Layer,
    Row,
    Style,
    Text,
)
from layers.standard import (
    CODE,
    FACILITY,
    FACILITY_ADDRESS,
    FACILITY_CAPACITY,
    HOURS,
    ID,
    NEW,
    NEW_HEAD,
    OLD,
    OLD_HEAD,
    POSITION,
    SOURCE,
    SOURCE_CLASS,
    SPEC,
    editions,
    new_rows,
    old_rows,
)
from layers.text import fold_text

KINDS = (
    Code(
        "nursery", Text("認可保育所", "licensed nursery"), ("認可保育所", "認可公立保育所", "認可私立保育所", "保育所", "保育園")
    ),
    Code(
        "certified_centre",
        Text("認定こども園", "certified centre for early childhood"),
        (
            "認定こども園",
            "認定こども園（幼保連携型）",
            "認定こども園（幼稚園型）",
            "認定こども園（保育所型）",
            "認定こども園（地方裁量型）",
            "幼保連携型認定こども園",
            "幼稚園型認定こども園",
            "保育所型認定こども園",
            "地方裁量型認定こども園",
        ),
    ),
    Code(
        "small_nursery",
        Text("地域型保育", "small-scale childcare"),
        (
            "地域型保育",
            "地域型保育事業",
            "小規模保育",
            "小規模保育事業",
            "家庭的保育",
            "家庭的保育事業",
            "事業所内保育",
            "事業所内保育事業",
        ),
    ),
    Code("kindergarten", Text("幼稚園", "kindergarten"), ("幼稚園", "公立幼稚園", "私立幼稚園")),
    Code("unlicensed", Text("認可外保育施設", "unlicensed nursery"), ("認可外保育施設", "認可外保育所", "認可外", "認定保育園")),
    Code("children_hall", Text("児童館", "children's hall"), ("児童館",)),
    Code("other", Text("その他の子育て施設", "other childcare facility"), ("その他",)),
)
_KNOWN = frozenset(fold_text(one) for code in KINDS for one in (code.slug, code.label.ja, *code.spellings))


def _classed(rows: list[Row]) -> list[Row]:
    """Kinds that the standard's list has and ours has not are "other"; what the list said is kept beside it."""
    for row in rows:
        said = str(row.get("種別") or "").strip()
        row["@class"] = said or None
        row["種別"] = (said if fold_text(said) in _KNOWN else "other") if said else None
    return rows


def _new(rows: Sequence[Row]) -> list[Row]:
    return _classed(new_rows(rows))


def _old(rows: Sequence[Row]) -> list[Row]:
    return _classed(old_rows(rows))


STANDARD_COLUMNS = {
    "種別": "kind",
    "@class": "source_class",
    "団体名": "operator",
    "認可等年月日": "licensed_on",
    "収容定員": "capacity",
    "受入年齢": "ages",
    **HOURS,
    "一時預かりの有無": "temporary_care",
    "病児保育の有無": "sick_care",
    "URL": "url",
    "備考": "remarks",
}
STANDARD_NEW = Format(
    id="standard-child-new",
    title=Text("自治体標準 子育て施設一覧（新）", "standard list of child facilities (new edition)"),
    columns={**NEW_HEAD, "郵便番号": "postcode", **STANDARD_COLUMNS},
    recognised_by=(CODE, ID, "名称", *POSITION, "種別", "収容定員", "受入年齢"),
    values={"temporary_care": MARK_VALUES, "sick_care": MARK_VALUES},
    rows=_new,
    key=ID,
    lon="経度",
    lat="緯度",
    edition=NEW,
    spec=SPEC,
    source=SOURCE,
    licence="unknown",
)
STANDARD_OLD = replace(
    STANDARD_NEW,
    id="standard-child-old",
    title=Text("推奨データセット 子育て施設一覧（旧）", "standard list of child facilities (old edition)"),
    columns={**OLD_HEAD, **STANDARD_COLUMNS},
    recognised_by=("名称", "住所", *POSITION, "種別", "収容定員", "受入年齢"),
    rows=_old,
    key=None,
    edition=OLD,
)
STANDARD = editions(STANDARD_NEW, STANDARD_OLD)

LAYER = Layer(
    id="child_facilities",
    title=Text("子育て施設", "child facilities"),
    about=Text(
        "保育所、認定こども園、幼稚園、児童館など。",
        "Nurseries, certified centres, kindergartens, children's halls and the like.",
    ),
    role="places",
    geometry="point",
    fields=(
        replace(NAME, headings=("施設名", "施設名称", "園名", "保育所名", "保育園名")),
        Field("kind", Text("種別", "kind"), "code", codes=KINDS),
        FACILITY_ADDRESS,
        WARD,
        FACILITY_CAPACITY,
        Field("phone", Text("電話番号", "phone")),
        Field("url", Text("URL", "web page")),
        Field("postcode", Text("郵便番号", "postcode")),
        Field("open_from", Text("開始時間", "opens at")),
        Field("open_to", Text("終了時間", "closes at")),
        *FACILITY,
        MUNICIPALITY,
        p14.MUNICIPALITY_NAME,
        SOURCE_CLASS,
        p14.POSITION_ACCURACY,
        Field("ages", Text("受入年齢", "ages taken")),
        Field("temporary_care", Text("一時預かり", "temporary care"), "mark"),
        Field("sick_care", Text("病児保育", "care of sick children"), "mark"),
        Field("licensed_on", Text("認可等年月日", "licensed on"), "date"),
        REMARKS,
    ),
    formats=(*STANDARD, *p14.formats("child_facilities")),
    without=Text(
        "保育所などから避難場所や公園までの距離は答えられません。",
        "How far nurseries are from sites and parks cannot be answered.",
    ),
    style=Style(fill="#e69f00", line="#7d5600", shape="triangle", opacity=0.9),
    kind="kind",
)
