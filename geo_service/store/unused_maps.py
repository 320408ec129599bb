"""Column maps that lie beside the files of a load and are not used: a load says so, and what they would make readable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from geo_service.errors import FileError
from geo_service.store.columns import ColumnMap, read_maps
from geo_service.store.map_yaml import MapError, read_yaml
from geo_service.store.plan import FilePlan
from layers.base import Text

SUFFIXES = frozenset({".yaml", ".yml"})
MOST_MAPS = 200
"""Maps looked at; more lie in no folder of an office."""
MOST_NAMED = 5


def unused_maps(paths: Iterable[Path], used: Path | None, plans: Sequence[FilePlan]) -> list[Text]:
    """One sentence for each folder with column maps that this load does not use. ``used``: what ``--columns`` names.

    A folder's maps are all in it; beside a file named alone only those that fit it count.
    """
    taken = _in_use(used)
    here: dict[Path, list[tuple[Path, ColumnMap | None]]] = {}
    for map_path, whole in _candidates(paths):
        if map_path.resolve() in taken:
            continue
        found = _read(map_path)
        if found is None:
            continue
        fits = found[0] is not None and any(found[0].matches(plan.path.name) for plan in plans)
        if whole or fits:
            here.setdefault(map_path.parent, []).append((map_path, found[0]))
    return [_said(folder, maps, plans) for folder, maps in here.items()]


def _in_use(used: Path | None) -> set[Path]:
    if used is None:
        return set()
    found = [one for one in used.glob("*") if one.suffix in SUFFIXES] if used.is_dir() else [used]
    return {one.resolve() for one in found}


def _candidates(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """YAML files in the paths' folders (True) and beside files named alone (False), each once."""
    found: dict[Path, bool] = {}
    for path in paths:
        whole = path.is_dir()
        inside = path.rglob("*") if whole else path.parent.glob("*") if path.parent.is_dir() else ()
        for one in sorted(one for one in inside if one.suffix.lower() in SUFFIXES and not one.name.startswith(".")):
            if one.is_file():
                found[one] = found.get(one, False) or whole
    return list(found.items())[:MOST_MAPS]


def _read(path: Path) -> tuple[ColumnMap | None] | None:
    """The map; (None,) for one with a mistake, which says itself once it is used; None for other YAML."""
    try:
        said = read_yaml(path)
    except MapError:
        return None
    if not isinstance(said, dict) or "file" not in said or not ({"datasets", "waiting"} & set(said)):
        return None
    try:
        return (read_maps(path)[0],)
    except FileError:
        return (None,)


def _said(folder: Path, maps: list[tuple[Path, ColumnMap | None]], plans: Sequence[FilePlan]) -> Text:
    fitting = [plan for plan in plans if any(one is not None and one.matches(plan.path.name) for _, one in maps)]
    readable = sum(not plan.meant and plan.report.status in ("unrecognised", "refused", "waiting") for plan in fitting)
    other = len(fitting) - readable
    names = [path.name for path, _ in maps]
    more_ja, more_en = (f" ほか{len(names) - MOST_NAMED}", " and others") if len(names) > MOST_NAMED else ("", "")
    ja, en = "、".join(names[:MOST_NAMED]) + more_ja, ", ".join(names[:MOST_NAMED]) + more_en
    place = folder if len(maps) > 1 else maps[0][0]
    gains = []
    if readable:
        gains.append(
            Text(
                f"今は読めない{readable}つのファイルが読めるようになります。", f"{readable} files can be read that cannot be now."
            )
        )
    if other:
        gains.append(Text(f"{other}つのファイルの読み方が変わります。", f"{other} files are read in another way."))
    if not gains:
        gains = [Text("ただし、対応表が名指すファイルはここにありません。", "But no file here has the name they are for.")]
    return Text(
        f"列の対応表（{ja}）が置いてありますが、使っていません。--columns {place} を付けると使います。"
        + "".join(gain.ja for gain in gains),
        f"Column maps lie here ({en}) and are not used. --columns {place} uses them. " + " ".join(gain.en for gain in gains),
    )
