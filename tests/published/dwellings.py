"""Tables of households by kind of dwelling: the census's small areas and an office's own, on the small areas of ``people``."""

from __future__ import annotations

from pathlib import Path

from tests.published.people import AREA_HEADS, write_table

LABELS = (
    "　主世帯数", "　　一戸建", "　　長屋建", "　　共同住宅", "　　　共同住宅１・２階建", "　　　共同住宅３～５階建",
    "　　　共同住宅６～１０階建", "　　　共同住宅１１階建以上", "　　その他",
)  # fmt: skip


def census_dwellings(folder: Path, table: str = "T001086", labelled: bool = True) -> Path:
    """tblT001086C99.txt: 40 houses and 60 flats in 浜町一丁目; 灯台一丁目 is counted with 浜町二丁目."""
    heads = [*AREA_HEADS, *(f"{table}{n:03}" for n in range(1, 10))]
    rows = [
        ["99131", 1, "みほん市汐見区", None, 0, None, None, 260, 150, 2, 107, 47, 30, 20, 10, 1],
        ["99131001001", 4, "みほん市汐見区", "浜町一丁目", 0, None, None, 101, 40, "-", 60, 20, 20, 10, 10, 1],
        ["99131001002", 4, "みほん市汐見区", "浜町二丁目", 1, None, "003001", 59, 10, 2, 47, 27, 10, 10, "-", "-"],
        ["991310020", 2, "みほん市汐見区", "汐入", 0, None, None, 100, 100, "-", "-", "-", "-", "-", "-", "-"],
        ["99131003001", 4, "みほん市汐見区", "灯台一丁目", 2, "001002", None, *["X"] * 9],
    ]
    label = [[None] * 7 + list(LABELS)] if labelled else []
    return write_table(folder / f"tbl{table}C99.txt", [heads, *label, *rows])


def office_kinds(folder: Path) -> Path:
    """An office's table by ward and 町丁, with the storeys of the houses and one row of a whole ward."""
    heads = ["区", "町丁名", "一戸建", "長屋建", "共同住宅", "1・2階建", "3～5階建", "6～10階建", "11階建以上", "その他",
             "戸建ての最高階数", "備考"]  # fmt: skip
    rows = [
        ["汐見区", "浜町一丁目", 30, 10, 60, 60, 0, 0, 0, 0, 2, ""],
        ["汐見区", "汐入", "", "", "", "", "", "", "", "", "", "非公表"],
        ["川辺区", "", 500, 0, 500, 100, 100, 100, 200, 0, "", "区の計"],
    ]
    return write_table(folder / "住宅の建て方.csv", [heads, *rows])


def office_floors(folder: Path) -> Path:
    """An office's table of the floors that households live on."""
    heads = ["町丁名", "一戸建", "共同住宅", "世帯が住んでいる階1・2階", "世帯が住んでいる階3～5階", "世帯が住んでいる階6～10階",
             "世帯が住んでいる階11階以上"]  # fmt: skip
    rows = [["浜町一丁目", 50, 50, 20, 10, 10, 10], ["浜町二丁目", 0, 10, 4, 6, 0, 0]]
    return write_table(folder / "住んでいる階.csv", [heads, *rows])
