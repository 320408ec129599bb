"""A GeoPackage looked at as the database it is, before GDAL opens it: what its maker wrote must not run here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from geo_service.store.readers.raw import refuse


def check_database(path: Path, name: str) -> None:
    """FileError for layers that are views (they run what the file's maker wrote, for as long as it takes) and for changes
    that still lie beside the file. Damage is left to GDAL."""
    if (journal := path.with_name(f"{path.name}-wal")).exists() and journal.stat().st_size:
        raise refuse(
            name,
            "open_elsewhere",
            f"保存しきっていない変更（{journal.name}）が隣にあります。開いているGISなどを閉じてから読み込んでください。",
            f"Changes that are not yet in the file lie beside it ({journal.name}). Close the GIS that has it open first.",
        )
    try:
        with closing(_opened(path)) as database:
            views = {str(view) for (view,) in database.execute("SELECT lower(name) FROM sqlite_master WHERE type = 'view'")}
            used = {view for view in views if view.startswith("gpkg_")}
            if views and not used:
                used = views & {str(one) for (one,) in database.execute("SELECT lower(table_name) FROM gpkg_contents")}
    except sqlite3.Error:
        return
    if used:
        raise refuse(
            name,
            "database_view",
            f"レイヤ「{min(used)[:60]}」は表ではなくビューです。GISで表として書き出し直してください。",
            f"The layer {min(used)[:60]!r} is a view, no table. Export it from a GIS as a table.",
            value=min(used)[:60],
        )


def rows_with_shape(path: Path, layer: str, fid: str, geometry: str) -> set[int]:
    """Ids of a layer's rows whose geometry holds something, whatever it is: GDAL gives nothing for what is no geometry, as
    for a row without one. Empty where that cannot be asked."""
    names = {"fid": fid, "geometry": geometry, "layer": layer}
    quoted = {what: '"' + name.replace('"', '""') + '"' for what, name in names.items()}
    try:
        with closing(_opened(path)) as database:
            found = database.execute("SELECT {fid} FROM {layer} WHERE length({geometry}) > 0".format_map(quoted))
            return {int(row) for (row,) in found}
    except (sqlite3.Error, TypeError, ValueError):
        return set()


def _opened(path: Path) -> sqlite3.Connection:
    """The database as a file that nobody changes."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
