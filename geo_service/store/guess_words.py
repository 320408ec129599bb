"""Words that common files use, for guessing (never for loading: what is loaded is said by a format or a column map)."""

from __future__ import annotations

HEADS: dict[str, tuple[str, ...]] = {
    "name": (
        *("名称", "施設名", "施設名称", "施設・場所名", "公園名", "公園名称", "町丁名", "町丁・字等名", "町名", "S_NAME", "town"),
        *(
            "町内会名",
            "自治会名",
            "団体名",
            "学校名",
            "園名",
            "保育所名",
            "名前",
            "facility",
            "facility_name",
            "介護サービス事業所名称",
        ),
    ),
    "name_en": ("名称_英字", "英語名"),
    "address": ("住所", "所在地", "所在地_連結表記", "設置場所", "場所", "addr", "add", "add2", "location"),
    "ward": ("区", "区名", "行政区", "行政区名", "ward_code", "ward_name", "add1"),
    "code": ("KEY_CODE", "コード", "町丁コード", "町丁・字コード", "地域コード", "N03_007", "行政区域コード"),
    "capacity": ("定員", "収容人数", "収容定員", "想定収容人数", "利用定員", "full"),
    "phone": ("電話番号", "電話", "tel", "連絡先"),
    "url": ("url", "ホームページ", "link", "web", "website"),
    "postcode": ("郵便番号", "zip", "zipcode", "postal_code"),
    "open_from": ("開始時間", "開所時間", "open"),
    "open_to": ("終了時間", "閉所時間", "close"),
    "hours": ("開館時間", "開館時間_平日", "利用時間", "開庁時間"),
    "remarks": ("備考", "memo", "note", "notes", "摘要"),
    "kind": ("種別", "種類", "施設種別", "公園種別", "分類", "区分", "type", "category", "カテゴリ"),
    "residents": ("人口", "総人口", "人口総数", "人口計", "総数", "JINKO", "population", "pop"),
    "households": ("世帯数", "世帯", "世帯総数", "SETAI", "household"),
    "single_person_households": ("単身世帯", "単独世帯", "単身世帯数", "一人世帯", "ひとり世帯"),
    "children_0_5": ("0〜5歳", "0-5歳", "未就学児"),
    "age_0_14": ("0〜14歳", "0-14歳", "15歳未満", "年少人口"),
    "age_15_64": ("15〜64歳", "15-64歳", "生産年齢人口"),
    "age_65_over": ("65歳以上", "老年人口", "高齢者人口", "高齢者数"),
    "age_75_over": ("75歳以上", "後期高齢者人口"),
    "members": ("加入世帯数", "加入数", "会員世帯数"),
    "area_m2": ("面積", "面積(m2)", "面積(㎡)", "供用面積", "供用済面積", "開設面積"),
    "opened_year": ("開園年", "供用開始年", "開設年"),
    "municipality_code": ("市区町村コード", "都道府県コード又は市区町村コード"),
    "hazard": ("災害種別", "災害の種類", "ハザード"),
    "depth_from_m": ("浸水深_下限", "深さ_以上"),
    "depth_to_m": ("浸水深_上限", "深さ_未満"),
    "source": ("河川名", "河川", "水系"),
    "scale": ("規模", "想定規模"),
}
"""Field → headings that files give it."""

FILE_WORDS: dict[str, tuple[str, ...]] = {
    "parks": ("公園", "park", "p13"),
    "child_facilities": ("保育", "幼稚園", "子育て", "nurser", "child", "児童"),
    "elderly_facilities": ("介護", "老人", "高齢", "elder", "nursing"),
    "community_places": ("公共施設", "市民館", "文化センター", "public_facilit", "communit", "図書館"),
    "evacuation_sites": ("避難場所", "evacuation"),
    "shelters": ("避難所", "shelter"),
    "towns": ("町丁", "town", "小地域", "町名"),
    "population": ("人口", "世帯", "population", "household"),
    "association_areas": ("町内会", "自治会", "association"),
    "hazard_zones": ("浸水", "洪水", "土砂", "津波", "hazard", "flood"),
    "wards": ("行政区", "ward", "n03"),
    "elementary_districts": ("小学校区", "小学校通学区"),
    "junior_high_districts": ("中学校区", "中学校通学区"),
    "groups": ("団体", "自主防災", "老人クラブ", "こども会", "愛護会一覧", "group"),
    "stewardship": ("愛護会", "管理運営協議会", "公園管理", "steward"),
    "shelter_councils": ("避難所運営会議", "運営会議", "council"),
    "service_points": ("証明書", "窓口", "行政サービス端末"),
    "partner_sites": ("協定", "大学", "partner"),
    "candidate_spaces": ("空き家", "空き店舗", "空きスペース", "余剰"),
    "notice_boards": ("掲示板", "掲示場", "表示板"),
    "observations": ("まち歩き", "防災マップ", "気づき", "図上訓練"),
    "area_meetings": ("区民会議", "地域デザイン会議", "公園ミーティング"),
    "vulnerable_residents": ("要支援者", "要援護者"),
    "places_of_study_and_work": ("学校一覧", "事業所一覧", "school"),
    "stations": ("駅一覧", "station"),
}
"""Layer → words in a file's name and in the titles above a table; a longer word stands for itself, not for what it holds."""

NAME_WORDS: dict[str, str] = {
    "parks": "公園|緑地|広場$",
    "child_facilities": "保育|幼稚園|こども園|児童館|キッズ|nursery",
    "elderly_facilities": "ホーム|デイサービス|老人|介護|ケア",
    "community_places": "文化センター|いこいの家|市民館|図書館|区役所|会館|公民館",
    "evacuation_sites": "学校|避難",
    "shelters": "学校|避難",
    "towns": "[町丁目]$",
    "association_areas": "町内会|自治会|町会",
}
"""Layer → what names of its things look like."""

KIND_WORDS: dict[str, dict[str, str]] = {
    "child_facilities": {"nursery": "保育", "kindergarten": "幼稚園", "children_hall": "児童館"},
    "community_places": {
        "child_centre": "こども文化センター",
        "elder_centre": "いこいの家",
        "library": "図書館",
        "civic_hall": "市民館|公民館",
    },
    "elderly_facilities": {"nursing_home_fee": "有料老人ホーム", "day_service": "デイサービス"},
}
"""Layer → kind → words most names of such a list hold."""
