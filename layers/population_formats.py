"""Published tables of people and households: 国勢調査 small areas and meshes, 将来推計 meshes, 住民基本台帳 sheets."""

from __future__ import annotations

from collections.abc import Mapping

from layers import estat, future_mesh
from layers import resident_register as register
from layers.ages import NAMES, OPEN
from layers.base import Format, Text
from layers.fictitious import fictitious

_GROUPS = ("residents", "age_unknown", "households", "single_person_households", *NAMES.values())
_OF_GROUPS = {estat.column_of(field): field for field in _GROUPS}
_CENSUS = {
    estat.CODE: "code",
    estat.NAME: "name",
    estat.WARD: "ward",
    estat.COVERS: "covers",
    estat.HOST: "details_with",
    **_OF_GROUPS,
}
_HIDING = ("KEY_CODE", "HTKSYORI", "HTKSAKI", "GASSAN")
NOT_AREAS = Text(
    "次の行は1つの地域として数えません：2行目の見出し、内訳のある上の階層（市・町）の合計、水面、年齢を別の地域に合算した地域"
    "（人口・世帯は合算先に足しています）、境界の2つ目からの部分。",
    "These rows are no areas of their own: a second heading row, totals of a level above (city, 町), water, areas whose ages are "
    "counted with another's (their people are added there), further parts of one area.",
)
_SEEN_IN_CODE = Text(
    "実物を読む公開コード3件（2020年のT001081・T001082・T001142の列、HYOSYO・秘匿処理・合算の意味）と、公開されている講義資料に"
    "写されたT001082の見出し。項目番号より2行目の見出しを優先する",
    "Three public programs that read the real files of 2020 (columns of T001081, T001082, T001142; HYOSYO, areas kept back and "
    "their hosts), and headings of T001082 as a public course prints them; the second heading row goes before item numbers",
)


def _table(
    table: str,
    ja: str,
    en: str,
    known: Mapping[str, str | tuple[int, int]],
    *,
    meshes: bool = False,
    details: bool = True,
    year: str = "2020",
    assumed: tuple[str, ...] = (),
) -> Format:
    heads = _HIDING if meshes else (*_HIDING, "HYOSYO", "NAME")
    return Format(
        id=f"estat-{table.lower()}",
        title=Text(f"国勢調査{year}年 {ja}（{table}）", f"census {year}: {en} ({table})"),
        columns=_CENSUS,
        recognised_by=(*heads, f"{table}001"),
        constants={"basis": "census"},
        rows=estat.table_rows(known, details),
        wkt=estat.GROUND if meshes else None,
        municipality_from=None if meshes else ("KEY_CODE", 0, 5),
        rows_of="all" if meshes else "target",
        named=rf"^(?:.*{table}(?P<part>[A-Z]\d{{2,4}}))?",
        source=Text(f"{estat.SOURCE.ja} {table}", f"{estat.SOURCE.en} {table}"),
        licence=estat.LICENCE,
        reference_date=f"{year}-10-01",
        edition=year,
        spec=_SEEN_IN_CODE,
        joins=NOT_AREAS,
        assumed=assumed,
    )


_PEOPLE: dict[str, str | tuple[int, int]] = {"001": "residents", "004": "households"}
_AGES: dict[str, str | tuple[int, int]] = {
    "001": "residents",
    "017": (0, 14),
    "018": (15, 64),
    "019": (65, OPEN),
    "020": (75, OPEN),
}
_MESH: dict[str, str | tuple[int, int]] = {
    "001": "residents",
    "004": (0, 14),
    "010": (15, 64),
    "019": (65, OPEN),
    "022": (75, OPEN),
    "025": (85, OPEN),
    "034": "households",
}


def _boundaries(year: str, names: tuple[str, ...], prefix: str) -> Format:
    return Format(
        id=f"estat-boundaries-{year}",
        title=Text(f"国勢調査{year}年 小地域の境界にある人口・世帯", f"census {year}: people on the boundaries of small areas"),
        columns={
            estat.CODE: "code",
            estat.NAME: "name",
            estat.WARD: "ward",
            estat.column_of("residents"): "residents",
            estat.column_of("households"): "households",
        },
        recognised_by=("KEY_CODE", "HCODE", "S_NAME", "JINKO", "SETAI", *names),
        constants={"basis": "census"},
        rows=estat.boundary_rows,
        municipality_from=("KEY_CODE", 0, 5),
        rows_of="target",
        dissolve="code",
        named=rf"^(?:(?i:.*{prefix}(?P<part>\d{{2,5}})))?",
        source=Text(f"{estat.SOURCE.ja} 境界{year}年", f"{estat.SOURCE.en} boundaries {year}"),
        licence=estat.LICENCE,
        reference_date=f"{year}-10-01",
        edition=year,
        spec=_SEEN_IN_CODE,
        assumed=("JINKO", "SETAI"),
        joins=NOT_AREAS,
    )


def _future(year: int, edition: str) -> Format:
    return Format(
        id=f"ksj-future-mesh-{year}",
        title=Text(
            f"国土数値情報 将来推計人口メッシュ（{edition}、基準{year}年の人口）",
            f"KSJ future population by mesh ({edition}; the people of its base year {year})",
        ),
        columns=_CENSUS,
        recognised_by=("MESH_ID", "SHICODE", f"PTN_{year}"),
        constants={"basis": "estimate"},
        rows=future_mesh.rows_of_year(year),
        wkt=estat.GROUND,
        municipality_from=("SHICODE", 0, 5),
        named=r"^(?:.*(?P<part>(?:1km|500m|250m)_mesh)(?:_suikei)?_)?",
        source=Text("国土数値情報 将来推計人口メッシュ", "National Land Numerical Information, future population"),
        licence="KSJ-open",
        reference_date=str(year),
        edition=edition,
        joins=NOT_AREAS,
        # A public note on the real file of 2024: PT01 to PT20 and GASSAN2025 begin in 2025, so its base year has totals alone.
        spec=Text(
            "公開コード（不動産情報ライブラリのAPI定義）と、2024年版の実物の属性を写した公開の記録",
            "public code (the model of the reinfolib API), and a public note of the columns in the real file of 2024",
        ),
    )


_FROM_REGISTER = {
    estat.CODE: "code",
    estat.NAME: "name",
    estat.WARD: "ward",
    register.COUNTED_ON: "counted_on",
    **_OF_GROUPS,
}
_DATED = (
    r"^(?:.*?(?:(?P<year>20\d\d)|(?P<era>令和|[Rr])(?P<era_year>\d{1,2}))[年._-]?(?P<month>1[0-2]|0?[1-9])"
    r"(?:[月._-]?(?P<day>3[01]|[12]\d|0?[1-9]))?(?!\d))?"
)
"""A day or month in a file's name: 2026-04-01, 20260401, 令和8年4月, R8.4.1, R080401."""
_MONTHS = Text(
    "同じ町丁の男・女・計の行は1行にまとめ、前の月の行は使いません。",
    "Rows of men, women and both of one 町丁 are put together; rows of earlier months are not used.",
)
_COMMON = Text(
    "多くの市の町丁別人口表に共通する形。決まった様式はなく、実物では未確認",
    "The common layout of cities' tables by 町丁; no standard, and not checked against a real file",
)


def _sheet(id: str, ja: str, en: str, heads: tuple[str, ...]) -> Format:
    return Format(
        id=f"register-{id}",
        title=Text(f"住民基本台帳 {ja}", f"resident register, {en}"),
        columns=_FROM_REGISTER,
        recognised_by=heads,
        constants={"basis": "register"},
        rows=register.register_rows,
        named=_DATED,
        source=Text("住民基本台帳 町丁別人口", "resident register by 町丁"),
        licence="unknown",
        spec=_COMMON,
        joins=_MONTHS,
    )


_TOWN = "|".join(register.TOWN)
_YOUNGEST = "|".join(
    f"{said}{sex}" for said in ("0～4歳", "0〜4歳", "0-4歳", "0歳") for sex in ("", "男", " 男", "（男）", "の男性")
)
ODS = Format(
    id="ods-people-by-age",
    title=Text("自治体標準オープンデータセット 地域・年齢別人口", "municipal standard open data: people by area and age"),
    columns=_FROM_REGISTER,
    recognised_by=("地域名", "総人口", "男性", "女性", "調査年月日"),
    constants={"basis": "register"},
    rows=register.register_rows,
    source=Text("地域・年齢別人口（自治体標準オープンデータセット）", "people by area and age (municipal standard open data)"),
    licence="CC-BY-4.0",
    spec=Text("推奨データセット 旧版の項目定義（公開コード）", "item list of the old edition of the data set (public code)"),
    edition="old, new",
)

FORMATS: tuple[Format, ...] = (
    *(
        form
        for year, names, prefix in (("2020", ("CITY_NAME",), "r2ka"), ("2015", ("GST_NAME", "CSS_NAME"), "h27ka"))
        for form in (fictitious(_boundaries(year, names, prefix), f"{year}-10-01"), _boundaries(year, names, prefix))
    ),
    _table("T001081", "小地域 男女別人口・世帯", "people and households by small area", _PEOPLE, details=False),
    _table("T001082", "小地域 年齢別人口", "ages by small area", _AGES),
    _table("T001140", "1 kmメッシュ 人口・世帯", "people by 1 km cell", _MESH, meshes=True, assumed=("T001140034",)),
    _table("T001141", "500 mメッシュ 人口・世帯", "people by 500 m cell", _MESH, meshes=True),
    _table("T001142", "250 mメッシュ 人口・世帯", "people by 250 m cell", _MESH, meshes=True),
    _table("T001231", "125 mメッシュ 人口・世帯", "people by 125 m cell", _MESH, meshes=True),
    _future(2015, "2017, 2018"),
    _future(2020, "2024"),
    ODS,
    _sheet("ages", "町丁別・年齢別（横に年齢）", "町丁 by ages in columns", (_TOWN, _YOUNGEST)),
    _sheet("sex-rows", "町丁別（性別の行）", "町丁 with rows of men and women", (_TOWN, "性別|男女別", "人口|総数|計|総人口")),
    _sheet("towns", "町丁別 世帯数・人口", "households and people by 町丁", (_TOWN, "世帯数", "男|男性", "女|女性")),
)
