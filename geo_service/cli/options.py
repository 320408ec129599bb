"""Options that several commands share, with their help in both languages."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    """Languages the command line speaks."""

    ja = "ja"
    en = "en"


class ListFormat(StrEnum):
    """Formats of lists and reports."""

    text = "text"
    json = "json"


class AnswerFormat(StrEnum):
    """Formats of an answer."""

    text = "text"
    json = "json"
    csv = "csv"
    geojson = "geojson"
    xlsx = "xlsx"
    svg = "svg"
    png = "png"


Lang = Annotated[Language, typer.Option("--lang", help="ことば / language of texts")]
Staff = Annotated[
    bool,
    typer.Option(
        "--staff",
        help="職員だけに見せるデータも入れ、各ページに「庁内限り」と印刷する / with what only the staff see, and say so",
    ),
]
Form = Annotated[ListFormat, typer.Option("--format", help="形式 / format")]
AnswerForm = Annotated[AnswerFormat, typer.Option("--format", help="形式 / format of the answer")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="書き出すファイル / file to write (whole or not at all)")]
City = Annotated[
    str,
    typer.Option("--city", help="市のコード（5桁。default は最後に読み込んだ市） / city code, or default: the one loaded last"),
]
LoadCity = Annotated[str | None, typer.Option("--city", help="どの市のデータか（5桁のコード） / city the files are of")]
Layer = Annotated[str | None, typer.Option("--layer", help="どの層として読むか / read the files as this layer")]
Columns = Annotated[
    Path | None, typer.Option("--columns", help="列の対応表（YAML）のファイルかフォルダ / column maps: a file or a folder")
]
Force = Annotated[bool, typer.Option("--force", help="悪い行が多くても読み込む / despite many bad rows")]
Paths = Annotated[list[Path], typer.Argument(help="ファイルかフォルダ / files or folders", show_default=False)]

LayerName = Annotated[str, typer.Argument(metavar="LAYER", help="層（geo-service layers で一覧） / layer")]
QuestionName = Annotated[str, typer.Argument(metavar="QUESTION", help="問い（geo-service questions で一覧） / question")]
AskName = Annotated[
    str,
    typer.Argument(metavar="QUESTION", help="問い、くわしい調べ（geo-service questions、studies で一覧） / question or study"),
]
Demand = Annotated[
    str | None,
    typer.Option("--demand", help="だれ・何について：residents、child_facilities:nursery など / group, or layer[:kind]"),
]
Time = Annotated[
    str | None,
    typer.Option("--time", help="時間帯：night（住んでいる場所）、day（学校・勤め先・駅） / where people are: night, day"),
]
Source = Annotated[str | None, typer.Option("--source", help="川・海岸など（なければすべて） / river or coast (else all)")]
Scale = Annotated[
    str | None,
    typer.Option("--scale", help="規模：l2（想定最大規模）、l1（計画規模） / l2 = largest assumed, l1 = planned for"),
]
StayHours = Annotated[
    str | None, typer.Option("--stay-hours", metavar="HOURS", help="屋内にとどまれる時間 / longest stay indoors, in hours")
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile", help="歩く人：adult、older、wheels、children、night、older_night（--reach streets のとき） / who walks"
    ),
]
ClosedBy = Annotated[
    str | None,
    typer.Option("--closed-by", help="通れない道：zone:flood:*:largest:0.5 など（streets のとき） / what closes streets"),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="ほかの指定（何度でも） / any other parameter, repeatable"),
]
Table = Annotated[str | None, typer.Option("--table", help="csvに書く表（くわしい調べ） / table of a study's csv")]
Hazard = Annotated[str | None, typer.Option("--hazard", help="災害：flood、洪水 など / kind of hazard")]
Kind = Annotated[str | None, typer.Option("--kind", help="数える場所の種別（コンマで） / kinds of places that count")]
Within = Annotated[str | None, typer.Option("--within", metavar="METRES", help="距離の上限（m） / limit in metres")]
Reach = Annotated[str | None, typer.Option("--reach", help="距離の測り方：straight、detour / how distance is measured")]
Ward = Annotated[str | None, typer.Option("--ward", help="区の名前かコード / ward, by name or code")]
UnitSet = Annotated[str | None, typer.Option("--unit-set", help="数を出す区分：wards、towns など / divisions of the figures")]
Neighbours = Annotated[bool, typer.Option("--neighbours", help="隣の市区町村の場所も数える / count neighbours' places too")]
