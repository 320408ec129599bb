"""建物の外形: storeys, height and use, drawn and counted as ground that people can go up in."""

from __future__ import annotations

from layers.base import Code, Field, Format, Layer, Style, Text
from layers.terrain import FGD_NAMED, FGD_SPEC

USES = (
    Code("dwelling", Text("住宅", "house"), ("住宅", "戸建住宅", "店舗等併用住宅", "作業所併用住宅")),
    Code("apartment", Text("共同住宅", "apartment house"), ("共同住宅", "店舗等併用共同住宅")),
    Code("school", Text("学校", "school"), ("学校", "文教施設")),
    Code("public", Text("公共・文教厚生施設", "public, education or welfare"), ("官公庁施設", "文教厚生施設")),
    Code("commercial", Text("業務・商業施設", "office or shop"), ("業務施設", "商業施設", "宿泊施設", "商業系複合施設")),
    Code("industrial", Text("工場・倉庫", "factory or store"), ("工場", "運輸倉庫施設")),
    Code("other", Text("その他", "other"), ("農林漁業用施設", "供給処理施設", "防衛施設", "その他")),
)
PLATEAU_USES = {
    "401": "commercial", "402": "commercial", "403": "commercial", "404": "commercial",
    "411": "dwelling", "412": "apartment", "413": "dwelling", "414": "apartment", "415": "dwelling",
    "421": "public", "422": "public", "431": "industrial", "441": "industrial",
    "451": "other", "452": "other", "453": "other", "454": "other", "461": None,
}  # fmt: skip
"""Building_usage of PLATEAU. 422 (文教厚生施設) holds schools with hospitals; 461 is "not known"."""
NOT_KNOWN = {"9999": None, "-9999": None, "-9999.0": None, "0001": None, "0": None}
STRUCTURES = {
    "601": "木造・土蔵造", "602": "鉄骨鉄筋コンクリート造", "603": "鉄筋コンクリート造", "604": "鉄骨造", "605": "軽量鉄骨造",
    "606": "れんが造・コンクリートブロック造・石造", "610": "非木造", "611": None,
}  # fmt: skip

LAYER = Layer(
    id="buildings",
    title=Text("建物", "buildings"),
    about=Text("建物の外形。階数・高さ・用途は、あるものだけ。", "Footprints of buildings; storeys, height and use where given."),
    role="context",
    geometry="polygon",
    fields=(
        Field("code", Text("建物の番号", "number of the building")),
        Field("name", Text("名称", "name")),
        Field("use", Text("用途", "use"), "code", codes=USES),
        Field("storeys", Text("地上階数", "storeys above ground"), "integer", minimum=1, maximum=100),
        Field("height_m", Text("高さ", "height"), "number", "m", minimum=0, maximum=700),
        Field("dwellings", Text("戸数", "dwellings"), "integer", minimum=0, maximum=5_000),
        Field("built_year", Text("建築年", "year built"), "integer", "year", minimum=600, maximum=2100),
        Field("structure", Text("構造", "structure")),
        Field("outline", Text("外形の元", "what the outline is of")),
        Field("source_id", Text("元データの番号", "number in the source's file")),
        Field("source_class", Text("元の区分", "class as the source has it")),
    ),
    formats=(
        Format(
            id="plateau-buildings",
            title=Text("PLATEAU 建築物（CityGML）", "PLATEAU buildings (CityGML)"),
            columns={
                "Building": "code",
                "name": "name",
                "usage": "use",
                "storeysAboveGround": "storeys",
                "measuredHeight": "height_m",
                "yearOfConstruction": "built_year",
                "buildingStructureType": "structure",
                "class": "source_class",
                "footprint": "outline",
            },
            recognised_by=("Building", "usage", "storeysAboveGround", "measuredHeight", "footprint"),
            values={
                "use": PLATEAU_USES,
                "storeys": NOT_KNOWN,
                "height_m": NOT_KNOWN,
                "built_year": NOT_KNOWN,
                "structure": STRUCTURES,
            },
            named=r"^(?:.*?(?:^|/)(?P<part>\d{6,10})_bldg)?",
            source=Text("PLATEAU 建築物モデル", "PLATEAU building model"),
            licence="CC-BY-4.0",
            edition="CityGML 2.0, i-UR 1–3",
            spec=Text(
                "公開されているPLATEAUの実物の断片2件（2025年の富山・滋賀）の要素名。用途コードは公開コードから",
                "Element names in fragments of real PLATEAU files in public code (2025); codes of uses from public code",
            ),
            assumed=("usage", "buildingStructureType"),
        ),
        Format(
            id="fgd-blda",
            title=Text("基盤地図情報 建築物（BldA）", "GSI fundamental geospatial data, buildings (BldA)"),
            columns={"BldA": "source_id", "fid": "code", "name": "name", "type": "source_class"},
            recognised_by=("BldA", "fid", "type"),
            named=FGD_NAMED,
            source=Text("基盤地図情報 建築物", "GSI fundamental geospatial data, buildings"),
            licence="GSI",
            edition="JPGIS 2014 (GML)",
            spec=FGD_SPEC,
        ),
    ),
    without=Text(
        "避難場所の階数と、住宅の建て方の表がないところで人が何階まで住んでいるかが分かりません。",
        "The storeys of evacuation sites, and how high people live where no table of dwellings says so, are not known.",
    ),
    style=Style(fill="#cccccc", line="#999999", opacity=0.6),
    kind="use",
    min_area_m2=1,
    max_area_m2=1_000_000,
)
