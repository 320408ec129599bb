"""川・水路・湖・海: drawn, and a barrier that walking streets cross at bridges only."""

from __future__ import annotations

from collections.abc import Sequence

from layers.base import Code, Field, Format, Layer, Row, Style, Text
from layers.terrain import FGD_NAMED, FGD_SPEC

KINDS = (
    Code("river", Text("川", "river"), ("河川", "一条河川")),
    Code("canal", Text("水路・運河", "canal"), ("水路", "用水路", "運河")),
    Code("lake", Text("湖・池", "lake or pond"), ("湖池", "湖沼", "湖", "池")),
    Code("sea", Text("海", "sea"), ("海", "海岸線")),
    Code("other", Text("その他の水面", "other water")),
)
KIND = "@kind"
NO_NAME = {"名称不明": None, "不明": None}


def _kind(said: str) -> str | None:
    """The kind that a source's own word tells; other words stay in ``source_class``."""
    for code in KINDS:
        if said in code.spellings:
            return code.slug
    for sign, slug in (("川", "river"), ("海", "sea"), ("湖", "lake"), ("池", "lake"), ("水路", "canal"), ("運河", "canal")):
        if sign in said:
            return slug
    return "other" if said else None


def kinds_of_water(rows: Sequence[Row]) -> list[Row]:
    """The kind of each row of 基盤地図情報 by its ``type``."""
    return [{**row, KIND: _kind(str(row.get("type") or "").strip())} for row in rows]


def _fgd(tag: str, ja: str, en: str) -> Format:
    return Format(
        id=f"fgd-{tag.lower()}",
        title=Text(f"基盤地図情報 {ja}（{tag}）", f"GSI fundamental geospatial data, {en} ({tag})"),
        columns={KIND: "kind", "type": "source_class", "name": "name"},
        recognised_by=(tag, "fid", "type"),
        rows=kinds_of_water,
        named=FGD_NAMED,
        source=Text(f"基盤地図情報 {ja}", f"GSI fundamental geospatial data, {en}"),
        licence="GSI",
        edition="JPGIS 2014 (GML)",
        spec=FGD_SPEC,
        assumed=("type",),
    )


LAYER = Layer(
    id="water",
    title=Text("川・水面", "water"),
    about=Text(
        "川、水路、湖、海。地図の背景に描き、歩いて渡れない線として使う。",
        "Rivers, canals, lakes and the sea: drawn, and lines that nobody walks across.",
    ),
    role="context",
    geometry="line_or_polygon",
    fields=(
        Field("name", Text("名称", "name")),
        Field("kind", Text("種類", "kind"), "code", codes=KINDS),
        Field("system_code", Text("水系域コード", "code of the river system")),
        Field("river_code", Text("河川コード", "river code")),
        Field("source_class", Text("元の区分", "class as the source has it")),
    ),
    formats=(
        _fgd("WA", "水域", "water areas"),
        _fgd("WL", "水涯線", "shorelines"),
        Format(
            id="ksj-w05",
            title=Text("国土数値情報 河川（W05）", "KSJ rivers (W05)"),
            columns={"W05_001": "system_code", "W05_004": "name", "W05_002": "river_code", "W05_003": "source_class"},
            recognised_by=("W05_001", "W05_002", "W05_003", "W05_004"),
            constants={"kind": "river"},
            values={"name": NO_NAME},
            crs="EPSG:4612",
            named=r"(?:^|/)(?:W05-(?P<year>\d\d)_)?(?P<part>[^/]+?)(?:\.\w{2,7})?$",
            source=Text("国土数値情報 河川", "National Land Numerical Information, rivers"),
            # Its terms differ by year; the page of 2009 says non-commercial.
            licence="KSJ-NC",
            edition="2006–2009",
            spec=Text(
                "この形式を読む公開コード5件の列と区間種別（1〜8、0）（.prjはなく、メタデータがJGD2000）",
                "Columns and kinds of sections (0 to 8) in five public programs that read it; no .prj, its metadata says JGD2000",
            ),
        ),
    ),
    without=Text(
        "地図に川や水面が出ません。道のりで測るとき、橋のない所で川の向こうの道に出ることがあります。",
        "The map shows no water. Along streets, people may step onto a street across a river where there is no bridge.",
    ),
    style=Style(fill="#9cc7e6", line="#5b93bd", opacity=0.6),
    kind="kind",
)
