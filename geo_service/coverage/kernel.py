"""How the engine's inner loops become machine code: once, kept on disk, outside Python's lock."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba

Function = Callable[..., Any]


def kernel(function: Function) -> Function:
    """Compile a function of numbers and arrays when it is first called, or take what was compiled before.

    Compiled code is kept beside the source, where that may be written, else in the user's cache folder, or where
    NUMBA_CACHE_DIR says. Somebody who may write none of these (a service account without a home) gets a folder among the
    temporary files: still compiled once, not once a process.
    """
    try:
        return cast(Function, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:
        # numba has no place to keep its code. Only its configuration in memory is changed, for this process.
        folder = Path(tempfile.gettempdir()) / f"geo-service-compiled-{os.getuid()}"
        setattr(numba.config, "CACHE_DIR", str(folder))  # noqa: B010 (numba declares it as it is read)
        return cast(Function, numba.njit(cache=True, nogil=True)(function))
