"""Where people and places step onto the streets, as sections of the City file. Without them, or where they follow other rules
than this service's, they are worked out when first asked for."""

from __future__ import annotations

from geo_service.coverage.city import Atoms, City, Places
from geo_service.coverage.grounds import Entrances
from geo_service.coverage.profiles import PROFILES
from geo_service.coverage.stepped import Differing, Stepped, Steps, rules, sources_of
from geo_service.store.sections import Missing, Reader, Writer

PARTS = ("edge", "along_dm", "access_dm", "why")
ENTRANCE_PARTS = ("owner", "edge", "along_dm", "access_dm")


def write_stepped(out: Writer, stepped: Stepped) -> None:
    """All sections of the steps."""
    out.words("stepped.rules", [rules(), *map(_name, stepped.sources)])
    for at, steps in enumerate(stepped.first):
        _write(out, f"stepped.{at}", steps)
    for profile, found in stepped.others.items():
        for at, one in enumerate(found):
            out.numbers(f"stepped.{at}.{profile}.which", one.which)
            _write(out, f"stepped.{at}.{profile}", one.steps)
    for profile, entered in stepped.entrances.items():
        for at, more in enumerate(entered):
            for part in ENTRANCE_PARTS if more is not None else ():
                out.numbers(f"stepped.{at}.{profile}.entrances.{part}", getattr(more, part))


def read_stepped(file: Reader, city: City) -> Stepped | None:
    """The steps of a City just read, their arrays mapped from the file; None without any, or of other rules."""
    if city.network is None:
        return None
    sources = sources_of(city)
    _, *rest = PROFILES

    def entered(at: int, source: Atoms | Places, profile: str) -> Entrances | None:
        if not isinstance(source, Places) or source.ground is None:
            return None
        return Entrances(*(file.numbers(f"stepped.{at}.{profile}.entrances.{part}") for part in ENTRANCE_PARTS))

    try:
        # Where a part of the City could not be read, what is left would be taken for other sources' steps.
        if file.words("stepped.rules") != (rules(), *map(_name, sources)):
            return None
        whole = tuple(_read(file, f"stepped.{at}") for at in range(len(sources)))
        others = {
            profile: tuple(
                Differing(file.numbers(f"stepped.{at}.{profile}.which"), _read(file, f"stepped.{at}.{profile}"))
                for at in range(len(sources))
            )
            for profile in rest
        }
        entrances = {profile: tuple(entered(at, source, profile) for at, source in enumerate(sources)) for profile in PROFILES}
    except Missing:
        return None
    return Stepped(city.network, city.barriers, sources, whole, others, entrances)


def _name(source: Atoms | Places) -> str:
    return source.layer if isinstance(source, Places) else f"{source.dataset.layer}:{','.join(source.counts)}"


def _write(out: Writer, name: str, steps: Steps) -> None:
    for part in PARTS:
        out.numbers(f"{name}.{part}", getattr(steps, part))


def _read(file: Reader, name: str) -> Steps:
    return Steps(*(file.numbers(f"{name}.{part}") for part in PARTS))
