"""What a report calls each rule: a few words in place of the slug that JSON gives. The one table of them.

The sentence of a finding says what is wrong in its row; these words stand above all rows that met the rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from layers.base import Text

RULES: Mapping[str, Text] = {
    # A value (geo_service.store.schema).
    "required": Text("必要な値が空", "a required value is empty"),
    "not_a_number": Text("数ではない値", "not a number"),
    "not_whole": Text("整数ではない値", "not a whole number"),
    "too_small": Text("小さすぎる値", "too small"),
    "too_large": Text("大きすぎる値", "too large"),
    "unknown_code": Text("表にない値", "not in the list of values"),
    "not_a_mark": Text("有無の印として読めない値", "no mark of yes or no"),
    "not_a_date": Text("日付ではない値", "not a date"),
    "too_long": Text("長すぎる文字", "too long"),
    "control_character": Text("見えない制御文字", "control characters"),
    "lost_character": Text("変換で失われた文字", "characters lost by a conversion"),
    "text_direction": Text("文字の向きを変える見えない文字", "hidden signs that turn text"),
    "formula": Text("表計算の式のような値", "looks like a spreadsheet formula"),
    # A square of a wall map (geo_service.store.map_squares).
    "map_code": Text("壁地図の番号として読めない値", "no number of a wall map"),
    "map_square": Text("その地図にないマス", "not a square of that map"),
    "nothing_but_the_map": Text("地図番号だけの行", "nothing but the number of a map"),
    "square_without_map": Text("地図番号のないマス（位置は分からない）", "a square without its map (position not known)"),
    "placed_by_square": Text(
        "壁地図のマスのまん中に置いた（おおよそ）", "put in the middle of a wall map's square (approximate)"
    ),
    # How a value was read.
    "not_given": Text("値が公表されていない（不明として扱う）", "value not given (unknown)"),
    "full_width_digits": Text("全角の数字を半角にして読んだ", "full-width digits read as plain ones"),
    "invisible_removed": Text("見えない文字を除いて読んだ", "invisible signs left out"),
    "era_year": Text("年を西暦にして読んだ", "years read as Western years"),
    "unit_in_cell": Text("単位付きの数を読んだ", "numbers read without their unit"),
    "assumed_meaning": Text("意味を仕様書で確かめていない列", "columns with an assumed meaning"),
    "format_unverified": Text("実物のファイルで確かめていない形式", "format not yet seen in a real file"),
    "caution": Text("この形式で気をつけること", "what to mind with this format"),
    # The table.
    "blank_row": Text("空の行", "blank rows"),
    "note_row": Text("表の注記", "notes of the table"),
    "column_numbers": Text("列の番号の行", "rows of column numbers"),
    "headings_again": Text("もう一度書かれた見出し", "headings said again"),
    "section_row": Text("区分を示す行", "lines above groups of rows"),
    "subtotal_row": Text("計の行（読まない）", "lines of sums (left out)"),
    "subtotal_differs": Text("計の行と合わない", "sums that do not fit their rows"),
    "ragged": Text("列の数が見出しと合わない行", "rows with another number of columns"),
    "repeated_heading": Text("同じ見出しの列が2つ", "two columns with one heading"),
    "columns_not_used": Text("使わない列", "columns not used"),
    "ditto": Text("「同上」の印を上の値で読んだ", "“as above” read as the value above"),
    "ditto_without_value": Text("「同上」の印だが上に値がない", "“as above” with nothing above"),
    "error_value": Text("式のエラー（不明として扱う）", "failed formulas (unknown)"),
    "formula_without_value": Text("式の計算結果が保存されていない（不明として扱う）", "formulas without a result (unknown)"),
    "merged_cell": Text("結合されたセルの値を各行に入れた", "value of a merged cell given to each row"),
    "merged_number": Text("結合されたセルの数（どの行の数か分からない）", "number in a merged cell"),
    "blank_below": Text("上と同じらしい空のセル（埋めていない）", "blank cells that look like the one above (not filled)"),
    "hidden_column": Text("表示されていない列", "hidden columns"),
    "hidden_columns": Text("表示されていない列", "hidden columns"),
    "hidden_row": Text("表示されていない行", "hidden rows"),
    "hidden_sheet": Text("表示されていないシート（読まない）", "hidden sheets (not read)"),
    "sheet_not_used": Text("使わないシート", "sheets not used"),
    "sheets_alike": Text("同じ見出しのシート（1つの表にしない）", "sheets with the same headings, kept apart"),
    "sheets_joined": Text("シートを1つの表として読んだ", "sheets read as one table"),
    "rows_joined": Text("1つにまとめた行", "rows put together"),
    "of_no_layer": Text("どの層のものでもない行", "rows of no layer"),
    # The thing and its place.
    "duplicate": Text("同じものが二重に書かれている", "duplicates"),
    "same_name_and_place": Text("名称も位置も同じ行", "rows with the same name and position"),
    "contradiction": Text("行の中で食い違う値", "values of a row that contradict each other"),
    "ward_and_address": Text("区の欄と住所が食い違う", "ward and address disagree"),
    "municipality_code": Text("市区町村のコードとして読めない", "no code of a municipality"),
    "outside_city": Text("位置が市の外", "position outside of the city"),
    "far_from_city": Text("市から50 km以上離れている", "more than 50 km from the city"),
    "no_boundaries": Text("市の境界がまだない", "the city has no boundaries yet"),
    "no_position": Text("位置がない", "without a position"),
    "geocoded": Text("住所から位置を求めた", "position found by the address"),
    "not_geocoded": Text("住所から位置を求められない", "address gives no position"),
    "corrected_address": Text("正しい住所に書き直された行", "corrected addresses"),
    "half_a_position": Text("経度と緯度の片方だけ", "only one of longitude and latitude"),
    "not_a_coordinate": Text("座標として読めない", "not a coordinate"),
    "degrees_minutes": Text("度分秒の座標", "degrees, minutes and seconds"),
    "swapped_axes": Text("経度と緯度が逆", "longitude and latitude exchanged"),
    "null_island": Text("経度0・緯度0", "longitude 0, latitude 0"),
    "not_finite": Text("数ではない座標", "coordinates that are no numbers"),
    "outside_japan": Text("日本の外の位置", "position outside of Japan"),
    "crs_assumed": Text("座標系が書かれていない", "no coordinate system said"),
    "tokyo_datum": Text("旧日本測地系から変換した", "converted from the old Tokyo datum"),
    "wkt": Text("図形の文字（WKT）が読めない", "shape (WKT) not readable"),
    "geometry_unreadable": Text("図形が読めない", "shape not readable"),
    "geometry_type": Text("図形の種類が違う", "wrong kind of shape"),
    "geometry_repaired": Text("図形を直して読んだ", "shape repaired"),
    "geometry_invalid": Text("図形が壊れている", "broken shape"),
    "too_many_vertices": Text("頂点が多すぎる", "too many vertices"),
    # Streets of OpenStreetMap.
    "streets_read": Text("道の読み取り", "how streets were read"),
    "streets_closed": Text("歩けない道の内訳", "why streets are not walked"),
    "streets_for_some": Text("だれも歩かないものとする道", "streets taken as walked by nobody"),
    "islands": Text("道のつながり", "how streets hang together"),
    "street_cut": Text("一部しかファイルにない道", "streets of which the file has a part only"),
    "street_without_nodes": Text("位置がファイルにない道", "streets whose position the file lacks"),
    "barriers": Text("門や柵で切れる道", "streets that end at barriers"),
    "one_way_for_walkers": Text("歩行者の一方通行", "streets that are one-way for walkers"),
    "square_not_crossed": Text("縁だけを歩く広場", "squares walked along the edge only"),
}
"""Rule → its words."""


def rule_words(rule: str) -> Text:
    """The words of a rule; its slug where there are none (a rule of a release made by an older version)."""
    return RULES.get(rule, Text(rule, rule))
