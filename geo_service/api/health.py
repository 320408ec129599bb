"""Is the service alive, and can it answer? For whoever runs it."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import APIRouter, Depends

from geo_service import __version__
from geo_service.api.query import Audience, Language, Takes
from geo_service.api.service import Served
from geo_service.errors import DatabaseError, GeoServiceError, SetupError

LOG = logging.getLogger(__name__)
router = APIRouter(tags=["health"])
NOTHING_ELSE = Depends(Takes())


@router.get("/healthz", summary="動いているか / Alive", dependencies=[NOTHING_ELSE])
def alive(lang: Language) -> dict[str, str]:
    """このプロセスが動いていれば200。 200 as long as this process runs."""
    return {"status": "ok", "version": __version__}


@router.get("/readyz", summary="答えられるか / Ready", dependencies=[NOTHING_ELSE])
def ready(served: Served, lang: Language, audience: Audience) -> dict[str, Any]:
    """データベースと市のデータがそろっていれば200、そうでなければ503。 503 when the database or a city's file is missing."""
    with served.database() as connection:
        connection.execute("SELECT 1")
    cities = served.shelf.cities()
    if not cities:
        raise SetupError("市のデータがまだ読み込まれていません。", "No city is loaded yet.")
    missing = [one.code for one in cities if not _opens(served, one.code, audience)]
    if missing:
        raise DatabaseError(
            f"市のデータファイルを開けません：{'、'.join(missing)}", f"City files cannot be opened: {', '.join(missing)}"
        )
    return {"status": "ready", "cities": [one.code for one in cities]}


def _opens(served: Served, code: str, audience: str) -> bool:
    try:
        served.shelf.get(code, audience)
    except (GeoServiceError, OSError) as error:
        LOG.warning("city %s is not ready: %s", code, error)
        return False
    return True
