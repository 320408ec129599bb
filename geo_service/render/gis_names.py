"""What a GIS shows beside the columns of an answer's GeoPackage: Japanese names of the fields (``gpkg_data_columns``)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from geo_service.coverage.answer import Answer
from geo_service.render.words import counted

SCHEMA_EXTENSION = "http://www.geopackage.org/spec121/#extension_schema"
DATA_COLUMNS = """CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name))"""
EXTENSIONS = """CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))"""


def describe(path: Path, answer: Answer) -> None:
    """Write the Japanese names of the columns into the GeoPackage at ``path``; the columns keep their English ones."""
    unit = counted(answer.question.demand).label.ja
    names = {
        "code": "コード",
        "name": "名称",
        "name_en": "名称（英語）",
        "ward": "区のコード",
        "demand": f"対象（{unit}）",
        "served": f"届いている（{unit}）",
        "unserved": f"届いていない（{unit}）",
        "left_out": f"割合に入れていない（{unit}）",
        "share_served": "届いている割合（0～1）",
        "depends_on_one": f"1か所だけが頼り（{unit}）",
        "distance_m": "距離（m）",
        "in_zone": "想定区域内の数",
        "error_bound": "割合の誤差の上限（0～1）",
        "unknown_features": "数が公表されていない区域（か所）",
        "counts_published_ja": "数の公表",
        "counts_published_en": "数の公表（英語）",
        "unit_set": "区分",
        "unit_code": "地区のコード",
        "unit_name": "地区の名称",
        "band": "距離の段階",
        "kind": "種別",
        "users": f"いちばん近い対象（{unit}）",
        "address": "住所",
        "municipality": "市区町村コード",
        "own": "この市のものか",
        "accuracy": "位置の精度",
        "doubt": "想定区域に照らして確かめが要るか",
        "depth_from_m": "深さ（m以上）",
        "depth_to_m": "深さ（m未満）",
        "nearest": "最も近い場所",
        "within": "距離内の場所（か所）",
        "why": "理由",
    }
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(EXTENSIONS)
        db.execute(DATA_COLUMNS)
        tables = [name for (name,) in db.execute("SELECT table_name FROM gpkg_contents ORDER BY table_name").fetchall()]
        for table in tables:
            columns = [row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", [table]).fetchall()]
            found = [(table, one, names[one], names[one]) for one in columns if one in names]
            # A name is unique within its table in this standard; the title is what a person reads.
            db.executemany("INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?, ?, ?, ?)", found)
        listed = ("gpkg_data_columns", None, "gpkg_schema", SCHEMA_EXTENSION, "read-write")
        db.execute("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", listed)
