"""Examples and response descriptions for OpenAPI, short enough to read."""

from __future__ import annotations

from typing import Any

FIGURES = {
    "demand": 391,
    "served": 372,
    "unserved": 19,
    "left_out": 0,
    "share_served": 0.9514,
    "depends_on_one": 61,
    "distance_m": {"p50": 212.4, "p75": 318.9, "p90": 441.0, "p95": 501.7},
    "in_zone": None,
}
ANSWER = {
    "id": "0f5c1d2e3a4b5c6d",
    "city": "14130",
    "question": "evacuation-site-reach",
    "release": 3,
    "unit": "facilities",
    "totals": FIGURES,
    "units": {
        "wards": [
            {
                "code": "14131",
                "name": "川崎区",
                "name_en": "Kawasaki-ku",
                "ward": "14131",
                **FIGURES,
                "error_bound": 0.0,
                "unknown_features": 0,
            }
        ]
    },
    "items": [
        {
            "id": "x1",
            "name": "○○保育園",
            "ward": "14131",
            "served": True,
            "nearest": {"id": "E1", "name": "○○小学校", "lon": 139.7, "lat": 35.53, "distance_m": 180.2},
            "distance_m": 180.2,
        }
    ],
    "sentence": {
        "ja": "川崎市の認可保育所391か所のうち、地震のとき使える指定緊急避難場所が直線500 m以内にあるのは"
        "372か所（95.1%）、ないのは19か所です。",
        "en": "Of the 391 licensed nurseries in Kawasaki, 372 (95.1 %) have a "
        "designated evacuation site for earthquake within 500 m.",
    },
}
PROBLEM = {
    "type": "urn:geo-service:problem:parameter",
    "title": "指定した値が使えません",
    "status": 422,
    "detail": "within に「5」は使えません。10〜20,000 mの数で指定してください。",
    "detail_ja": "within に「5」は使えません。10〜20,000 mの数で指定してください。",
    "detail_en": "within cannot be '5'. Give a number from 10 to 20,000 (metres).",
    "exit_code": 2,
    "parameter": "within",
    "value": "5",
    "minimum": 10,
    "maximum": 20000,
}
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "detail_ja", "detail_en", "exit_code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "detail_ja": {"type": "string"},
        "detail_en": {"type": "string"},
        "exit_code": {"type": "integer"},
        "parameter": {"type": "string"},
        "value": {"type": "string"},
        "allowed": {"type": "array", "items": {"type": "string"}},
        "lacks": {"type": "array", "items": {"type": "string"}},
    },
}
ANY_PROBLEM: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "失敗は、どれも RFC 9457 の同じ形です。 Every failure has this one shape (RFC 9457).",
        "content": {"application/problem+json": {"schema": PROBLEM_SCHEMA, "example": PROBLEM}},
    }
}
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
ANSWER_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "答え。 The answer; the same bytes for one id and format as long as its release is kept.",
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": ANSWER},
            "application/geo+json": {
                "schema": {"type": "object"},
                "example": {"type": "FeatureCollection", "answer": {"id": "0f5c1d2e3a4b5c6d"}, "features": []},
            },
            "text/csv": {**_TEXT, "example": "区分,コード,名称,…"},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _BINARY,
            "text/html": _TEXT,
        },
    },
    304: {"description": "前と同じ（If-None-Match）。 Not changed."},
    410: {
        "description": "元の版が残っていない。 The release the answer rests on is no longer kept.",
        "content": {"application/problem+json": {"schema": PROBLEM_SCHEMA}},
    },
}
NEAREST_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "近い順に3か所まで。 Up to three places, the nearest first.",
        "content": {
            "application/json": {
                "example": {
                    "city": "14130",
                    "question": "evacuation-site-reach",
                    "hazard": "flood",
                    "within": 500.0,
                    "lon": 139.703,
                    "lat": 35.531,
                    "in_city": True,
                    "nearest": [
                        {"id": "E1", "name": "○○小学校", "lon": 139.7, "lat": 35.53, "distance_m": 180.2, "within": True}
                    ],
                    "nearer_not_counted": [
                        {
                            "id": "E7",
                            "name": "△△公園",
                            "lon": 139.702,
                            "lat": 35.5305,
                            "straight_m": 105.6,
                            "why": "supply_not_designated",
                        }
                    ],
                }
            }
        },
    }
}
