"""中学校区: districts of junior high schools, a unit set of the city. Read from 国土数値情報 A32."""

from __future__ import annotations

from layers import school_districts

LAYER = school_districts.layer("junior_high_districts", "A32", "junior_high", "#d55e00", ("中学校区コード",))
