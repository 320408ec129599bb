"""How 国土数値情報 and cities publish the zones of ``hazard_zones``: the formats of A31, A31a, A31b, A33, A40 and A49."""

from __future__ import annotations

from collections.abc import Iterator

from layers import ksj_hazards as ksj
from layers.base import Format, Text
from layers.fictitious import fictitious

BANDS = {ksj.FROM: "depth_from_m", ksj.TO: "depth_to_m", ksj.RANK: "rank", ksj.CLASS: "source_class", ksj.SOURCE: "source"}
HOURS = {ksj.HOURS_FROM: "duration_from_h", ksj.HOURS_TO: "duration_to_h", ksj.RANK: "rank", ksj.CLASS: "source_class",
         ksj.SOURCE: "source"}  # fmt: skip
COLLAPSE = {ksj.COLLAPSE: "collapse", ksj.KIND: "zone_kind", ksj.CLASS: "source_class", ksj.SOURCE: "source"}

KSJ = Text("国土数値情報を読む公開コードの列", "columns as public code that reads these files has them")
FLOODS = Text(
    "実物（A31a・A31b・A31）を読む公開コード5件の列とランク（浸水深6、浸水継続時間7、家屋倒壊3）",
    "Columns and ranks (six of depth, seven of duration, three of collapse) in five public programs that read real files",
)


def _named(prefix: str) -> str:
    """What a file's name says: the part is what stands behind the year. A file renamed is its whole name."""
    return rf"(?:^|/)(?:{prefix}-(?P<year>\d\d)_)?(?P<part>[^/]+?)(?:\.\w{{2,7}})?$"


PARTS = (
    ("1", "10", "計画規模", "planned scale", "planned"),
    ("2", "20", "想定最大規模", "largest assumed scale", "largest"),
    ("3", "30", "浸水継続時間", "duration of flooding", "largest"),
)


def _flood(id: str, prefix: str, title: Text, edition: str, category: tuple[str, str, str, str, str], by_river: bool) -> Format:
    number, folder, ja, en, scale = category
    head = f"{prefix.split('-')[0]}_{number}"
    rank = f"{head}05" if by_river else f"{head}01"
    river, code = (f"{head}02", f"{head}01") if by_river else (None, None)
    make = ksj.duration_rows if number == "3" else ksj.depth_rows
    about = {f"{head}01": "river_code", f"{head}02": "name", f"{head}04": "manager"} if by_river else {}
    return Format(
        id=f"{id}-{folder}",
        title=Text(f"{title.ja} {ja}", f"{title.en}, {en}"),
        columns={**(HOURS if number == "3" else BANDS), **about},
        recognised_by=(rank, *about) if by_river else (rank,),
        constants={"hazard": "flood", "scale": scale, "state": "inside"},
        rows=make(rank, river, code),
        named=_named(rf"{prefix}-{folder}"),
        source=Text(f"国土数値情報 洪水浸水想定区域（{ja}）", f"National Land Numerical Information, flood zones ({en})"),
        licence="KSJ-open",
        edition=edition,
        spec=FLOODS,
        # Where the layout by river has its number, of ten digits, this one has the rank.
        tells={} if by_river else {rank: r"(?:\d{1,2}(?:\.0+)?)?"},
    )


def _collapse(
    id: str,
    prefix: str,
    title: Text,
    edition: str,
    ranks: tuple[str, ...],
    by_river: bool,
    assumed: tuple[str, ...] = (),
) -> Format:
    """Current and bank erosion come in a folder each (41, 42) or in one (40); the folder is a part of the dataset's key."""
    head = f"{prefix}_4"
    about = {f"{head}01": "river_code", f"{head}02": "name", f"{head}04": "manager"} if by_river else {}
    river, code = (f"{head}02", f"{head}01") if by_river else (None, None)
    return Format(
        id=f"{id}-40",
        title=Text(f"{title.ja} 家屋倒壊等氾濫想定区域", f"{title.en}, zones where houses may collapse"),
        columns={**COLLAPSE, **about},
        recognised_by=("|".join(ranks), *about),
        constants={"hazard": "flood", "scale": "largest", "state": "inside"},
        rows=ksj.collapse_rows(ranks, river, code),
        named=rf"(?:^|/)(?:{prefix}-(?P<folder>4\d)-(?P<year>\d\d)_)?(?P<part>[^/]+?)(?:\.\w{{2,7}})?$",
        source=Text(
            "国土数値情報 家屋倒壊等氾濫想定区域", "National Land Numerical Information, zones where houses may collapse"
        ),
        licence="KSJ-open",
        edition=edition,
        spec=FLOODS,
        assumed=assumed,
    )


def _floods() -> Iterator[Format]:
    by_river = Text("国土数値情報 洪水浸水想定区域・河川単位（A31a）", "KSJ flood zones by river (A31a)")
    by_mesh = Text("国土数値情報 洪水浸水想定区域・1次メッシュ単位（A31b）", "KSJ flood zones by first-order mesh (A31b)")
    both = Text("国土数値情報 洪水浸水想定区域（A31）", "KSJ flood zones (A31)")
    for category in PARTS:
        yield _flood("ksj-a31a", "A31a", by_river, "2023–2025", category, by_river=True)
    yield _collapse("ksj-a31a", "A31a", by_river, "2023–2025", ("A31a_405",), by_river=True)
    for category in PARTS:
        yield _flood("ksj-a31b", "A31b", by_mesh, "2023–2025", category, by_river=False)
    # Three readers of real files have 401 in both folders; one other program 411 and 421.
    others = ("A31b_411", "A31b_421")
    yield _collapse("ksj-a31b", "A31b", by_mesh, "2023–2025", ("A31b_401", *others), by_river=False, assumed=others)
    for category in PARTS:
        yield _flood("ksj-a31-river", "A31", both, "2020, 2021", category, by_river=True)
    yield _collapse("ksj-a31-river", "A31", both, "2020, 2021", ("A31_405",), by_river=True)
    for category in PARTS:
        yield _flood("ksj-a31", "A31", both, "2019, 2022", category, by_river=False)
    yield _collapse("ksj-a31", "A31", both, "2019, 2022", ("A31_401",), by_river=False)
    yield Format(
        id="ksj-a31-2012",
        title=Text("国土数値情報 浸水想定区域（A31、2012年版）", "KSJ flood zones (A31, edition of 2012)"),
        columns=BANDS,
        recognised_by=("A31_001",),
        # Before the law of 2015 there was the planned scale alone.
        constants={"hazard": "flood", "scale": "planned", "state": "inside"},
        rows=ksj.depth_rows("A31_001"),
        crs="EPSG:4612",
        named=_named("A31"),
        source=Text("国土数値情報 浸水想定区域（2012年版）", "National Land Numerical Information, flood zones (2012)"),
        licence="KSJ-open",
        edition="2012",
        spec=Text(
            "A31_001の区分（11〜15、21〜27）を表示する公開コードと公開地図の凡例",
            "Public code and the legend of a public map that show the classes of A31_001 (11 to 15, 21 to 27)",
        ),
    )


def _texts(id: str, code: str, hazard: str, ja: str, en: str, edition: str) -> Format:
    return Format(
        id=id,
        title=Text(f"国土数値情報 {ja}（{code}）", f"KSJ {en} ({code})"),
        columns={
            ksj.FROM: "depth_from_m",
            ksj.TO: "depth_to_m",
            ksj.CLASS: "source_class",
            ksj.SOURCE: "source",
            f"{code}_001": "prefecture",
        },
        recognised_by=(f"{code}_001", f"{code}_002", f"{code}_003"),
        # Both are drawn for the largest that is assumed (津波防災地域づくり法, 水防法).
        constants={"hazard": hazard, "scale": "largest", "state": "inside"},
        rows=ksj.depth_text_rows(f"{code}_003", f"{code}_001"),
        named=_named(code),
        source=Text(f"国土数値情報 {ja}", f"National Land Numerical Information, {en}"),
        # Open in some prefectures only: the column map or the person who loads it knows.
        licence="unknown",
        edition=edition,
        spec=KSJ,
    )


LANDSLIDES = Format(
    id="ksj-a33",
    title=Text("国土数値情報 土砂災害警戒区域（A33）", "KSJ landslide zones (A33)"),
    columns={
        ksj.SOURCE: "source",
        ksj.KIND: "zone_kind",
        ksj.SPECIAL: "special",
        ksj.SPECIAL_DONE: "special_designated",
        ksj.DATE: "designated_on",
        ksj.CLASS: "source_class",
        "A33_003": "prefecture",
        "A33_004": "zone_code",
        "A33_005": "name",
        "A33_006": "address",
    },
    recognised_by=("A33_001", "A33_002", "A33_003", "A33_004", "A33_005"),
    constants={"hazard": "landslide", "state": "inside"},
    rows=ksj.landslide_rows,
    named=_named("A33"),
    source=Text("国土数値情報 土砂災害警戒区域", "National Land Numerical Information, landslide zones"),
    # Open in some prefectures only.
    licence="unknown",
    edition="2012–2025",
    spec=Text(
        "実物を読む公開コードの列。A33_002の3・4（指定前）は東京の実物にあり、公式のコード表で確かめたという公開コードの記述による",
        "Columns in public code that reads real files; of 3 and 4 in A33_002 (not yet designated) a public program says that "
        "they are in Tokyo's file and in the official list of codes",
    ),
)

OWN_CLASSES = Format(
    id="city-depth-classes",
    title=Text("市の浸水想定（深さの区分が文字）", "a city's own zones with depths as text"),
    columns={
        ksj.FROM: "depth_from_m",
        ksj.TO: "depth_to_m",
        ksj.CLASS: "source_class",
        ksj.SOURCE: "source",
        "災害の種類": "hazard",
        "規模": "scale",
        "区分": "state",
    },
    recognised_by=("災害の種類", "河川・海岸など", "浸水深の区分"),
    rows=ksj.depth_text_rows("浸水深の区分", "河川・海岸など"),
    named=r"(?:^|/)(?P<part>[^/]+?)(?:\.\w{2,7})?$",
    source=Text("市の浸水想定", "the city's own zones"),
    licence="unknown",
    edition="–",
    spec=Text(
        "内水など、市が自分で作る表のための列（このサービスの決めごと）", "Columns for files a city makes itself; our own choice"
    ),
)

IMITATED = ("ksj-a31a-30", "ksj-a31a-40")
"""Formats that the sample city imitates."""
_FLOODS = tuple(_floods())

FORMATS = (
    *(fictitious(one) for one in _FLOODS if one.id in IMITATED),
    *_FLOODS,
    LANDSLIDES,
    _texts("ksj-a40", "A40", "tsunami", "津波浸水想定", "tsunami zones", "2016–2023"),
    _texts("ksj-a49", "A49", "storm_surge", "高潮浸水想定区域", "storm surge zones", "2020–2022"),
    OWN_CLASSES,
)
