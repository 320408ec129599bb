"""小学校区: districts of elementary schools, a unit set of the city. Read from 国土数値情報 A27."""

from __future__ import annotations

from layers import school_districts

LAYER = school_districts.layer("elementary_districts", "A27", "elementary", "#0072b2", ("小学校区コード",))
