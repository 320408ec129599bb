"""位置参照情報 and アドレス・ベース・レジストリ as they are published, written without looking at how we read them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

TOWN = (
    "lg_code,machiaza_id,machiaza_type,pref,pref_kana,pref_roma,county,county_kana,county_roma,city,city_kana,city_roma,ward,"
    "ward_kana,ward_roma,oaza_cho,oaza_cho_kana,oaza_cho_roma,chome,chome_kana,chome_number,koaza,koaza_kana,koaza_roma,"
    "machiaza_dist,rsdt_addr_flg,rsdt_addr_mtd_code,oaza_cho_aka_flg,koaza_aka_code,oaza_cho_gsi_uncmn,koaza_gsi_uncmn,"
    "status_flg,wake_num_flg,efct_date,ablt_date,src_code,post_code,remarks"
)
TOWN_POSITION = "lg_code,machiaza_id,rsdt_addr_flg,rep_lon,rep_lat,rep_srid,rep_scale,rep_src_code,plygn_fname"
BLOCK = (
    "lg_code,machiaza_id,blk_id,city,ward,oaza_cho,chome,koaza,machiaza_dist,blk_num,rsdt_addr_flg,rsdt_addr_mtd_code,"
    "status_flg,efct_date,ablt_date,src_code,remarks"
)
BLOCK_POSITION = (
    "lg_code,machiaza_id,blk_id,rsdt_addr_flg,rsdt_addr_mtd_code,rep_lon,rep_lat,rep_srid,rep_scale,rep_src_code,plygn_fname"
)
RESIDENCE = (
    "lg_code,machiaza_id,blk_id,rsdt_id,rsdt2_id,city,ward,oaza_cho,chome,koaza,machiaza_dist,blk_num,rsdt_num,rsdt_num2,"
    "basic_rsdt_div,rsdt_addr_flg,rsdt_addr_mtd_code,status_flg,efct_date,ablt_date,src_code,remarks"
)
RESIDENCE_POSITION = (
    "lg_code,machiaza_id,blk_id,rsdt_id,rsdt2_id,rsdt_addr_flg,rsdt_addr_mtd_code,rep_lon,rep_lat,rep_srid,rep_scale,"
    "rep_src_code,rsdt_addr_code_rdbl,rsdt_addr_data_mnt_date,basic_rsdt_div"
)


def _write(path: Path, heads: Sequence[str], rows: Iterable[dict[str, object]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, heads, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def isj_blocks(path: Path, rows: Iterable[tuple[str, str, str, str, str, float, float]], town: str = "大字・丁目名") -> Path:
    """街区レベル: rows of (市区町村名, 町丁, 小字, 街区符号・地番, 住居表示フラグ, lon, lat), in CP932.

    Each block gets a second point that does not stand for it (代表フラグ 0).
    """
    heads = (
        f"都道府県名,市区町村名,{town},小字・通称名,街区符号・地番,座標系番号,Ｘ座標,Ｙ座標,緯度,経度,住居表示フラグ,代表フラグ,"
    )
    names = (heads + "更新前履歴フラグ,更新後履歴フラグ").split(",")
    out: list[dict[str, object]] = []
    for city, name, small, block, residential, lon, lat in rows:
        same = {"都道府県名": "みほん県", "市区町村名": city, town: name, "小字・通称名": small, "街区符号・地番": block}
        same |= {"座標系番号": "9", "Ｘ座標": "-52000.1", "Ｙ座標": "-12000.1", "住居表示フラグ": residential}
        same |= {"更新前履歴フラグ": "0", "更新後履歴フラグ": "0"}
        for main, away in (("0", 0.0005), ("1", 0.0)):
            out.append({**same, "緯度": f"{lat + away:.6f}", "経度": f"{lon + away:.6f}", "代表フラグ": main})
    return _write(path, names, out, "cp932")


def isj_towns(path: Path, rows: Iterable[tuple[str, str, str, str, str, float, float]]) -> Path:
    """大字・町丁目レベル: rows of (都道府県コード, 市区町村コード, 市区町村名, 大字町丁目コード, 大字町丁目名, lon, lat)."""
    heads = "都道府県コード,都道府県名,市区町村コード,市区町村名,大字町丁目コード,大字町丁目名,緯度,経度,"
    heads += "原典資料コード,大字・字・丁目区分コード"
    out: list[dict[str, object]] = []
    for prefecture, code, city, town_code, town, lon, lat in rows:
        one: dict[str, object] = {
            "都道府県コード": prefecture,
            "都道府県名": "みほん県",
            "市区町村コード": code,
            "市区町村名": city,
        }
        one |= {"大字町丁目コード": town_code, "大字町丁目名": town, "緯度": f"{lat:.6f}", "経度": f"{lon:.6f}"}
        out.append(one | {"原典資料コード": "0", "大字・字・丁目区分コード": "3"})
    return _write(path, heads.split(","), out, "cp932")


def _pair(
    folder: Path, stem: str, heads: tuple[str, str], ids: Sequence[str], words: Sequence[str], rows: Iterable[Sequence[object]]
) -> tuple[Path, Path]:
    """The file of names and the file of positions; rows are the ids, the words, lon and lat."""
    names, positions = [], []
    for row in rows:
        key = dict(zip(ids, row, strict=False))
        names.append({**key, **dict(zip(words, row[len(ids) : -2], strict=True)), "status_flg": "1", "rsdt_addr_flg": "1"})
        positions.append({**key, "rsdt_addr_flg": "1", "rep_lon": row[-2], "rep_lat": row[-1], "rep_srid": "EPSG:6668"})
    abolished = {name: f"廃止{name}" if name in words else "999" if name in ids[1:] else names[0][name] for name in names[0]}
    names.append({**abolished, "ablt_date": "2001-04-01"})
    return (
        _write(folder / f"{stem}_pref99.csv", heads[0].split(","), names),
        _write(folder / f"{stem}_pos_pref99.csv", heads[1].split(","), positions),
    )


def abr_towns(folder: Path, rows: Iterable[Sequence[object]]) -> tuple[Path, Path]:
    """町字: rows of (lg_code, machiaza_id, city, ward, oaza_cho, chome, koaza, lon, lat)."""
    words = ("city", "ward", "oaza_cho", "chome", "koaza")
    return _pair(folder, "mt_town", (TOWN, TOWN_POSITION), ("lg_code", "machiaza_id"), words, rows)


def abr_blocks(folder: Path, rows: Iterable[Sequence[object]]) -> tuple[Path, Path]:
    """住居表示-街区: rows of (lg_code, machiaza_id, blk_id, city, ward, oaza_cho, chome, koaza, blk_num, lon, lat)."""
    words = ("city", "ward", "oaza_cho", "chome", "koaza", "blk_num")
    ids = ("lg_code", "machiaza_id", "blk_id")
    return _pair(folder, "mt_rsdtdsp_blk", (BLOCK, BLOCK_POSITION), ids, words, rows)


def abr_residences(folder: Path, rows: Iterable[Sequence[object]]) -> tuple[Path, Path]:
    """住居表示-住居: rows of the block's ids, rsdt_id, the block's words, rsdt_num, lon and lat."""
    words = ("city", "ward", "oaza_cho", "chome", "koaza", "blk_num", "rsdt_num")
    ids = ("lg_code", "machiaza_id", "blk_id", "rsdt_id")
    return _pair(folder, "mt_rsdtdsp_rsdt", (RESIDENCE, RESIDENCE_POSITION), ids, words, rows)
