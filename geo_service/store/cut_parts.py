"""Cuts of the parts of one population put one behind the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import Floats, GroundShares, Membership
from geo_service.store.atoms import Cut


def joined(cuts: Sequence[Cut]) -> Cut:
    """One cut of all atoms, in the order of the cuts; ``version`` is the first's. At least one is given."""
    if len(cuts) == 1:
        return cuts[0]
    sizes = [len(one.x) for one in cuts]
    atoms_before = np.cumsum([0, *sizes[:-1]])
    features_before = np.cumsum([0, *(len(one.feature_id) for one in cuts[:-1])])

    def chain(what: str) -> Any:
        return np.concatenate([getattr(one, what) for one in cuts])

    return Cut(
        version=cuts[0].version,
        feature_id=chain("feature_id"),
        x=chain("x"),
        y=chain("y"),
        radius=chain("radius"),
        area_m2=chain("area_m2"),
        coords=chain("coords"),
        ring_offsets=_offsets([one.ring_offsets for one in cuts]),
        atom_offsets=_offsets([one.atom_offsets for one in cuts]),
        feature=np.concatenate([one.feature + at for one, at in zip(cuts, features_before, strict=True)]).astype(np.int32),
        share=chain("share"),
        members={name: _members(cuts, atoms_before, name) for name in _names(one.members for one in cuts)},
        zone_share={key: _zone(cuts, sizes, key) for key in _names(one.zone_share for one in cuts)},
        grounds={key: _ground(cuts, sizes, atoms_before, key) for key in _names(one.grounds for one in cuts)},
    )


def _names(of: Any) -> list[str]:
    return sorted({name for one in of for name in one})


def _offsets(many: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Offsets that begin with 0, each list's behind the end of the one before."""
    ends = np.cumsum([0, *(int(one[-1]) for one in many[:-1])])
    return np.concatenate([np.zeros(1, dtype=np.int64), *(one[1:] + end for one, end in zip(many, ends, strict=True))])


def _members(cuts: Sequence[Cut], before: NDArray[Any], name: str) -> Membership:
    some = [(one.members[name], at) for one, at in zip(cuts, before, strict=True) if name in one.members]
    return Membership(
        np.concatenate([pairs.thing + at for pairs, at in some]).astype(np.int32),
        np.concatenate([pairs.unit for pairs, _ in some]).astype(np.int32),
    )


def _zone(cuts: Sequence[Cut], sizes: Sequence[int], key: str) -> Floats:
    return np.concatenate([one.zone_share.get(key, np.zeros(n)) for one, n in zip(cuts, sizes, strict=True)])


def _ground(cuts: Sequence[Cut], sizes: Sequence[int], before: NDArray[Any], key: str) -> GroundShares:
    some = [(one.grounds[key], at) for one, at in zip(cuts, before, strict=True) if key in one.grounds]
    assessed = [
        one.grounds[key].assessed if key in one.grounds else np.full(n, np.nan) for one, n in zip(cuts, sizes, strict=True)
    ]
    return GroundShares(
        atom=np.concatenate([shares.atom + at for shares, at in some]).astype(np.int32),
        cls=np.concatenate([shares.cls for shares, _ in some]).astype(np.int32),
        share=np.concatenate([shares.share for shares, _ in some]),
        assessed=np.concatenate(assessed),
    )
