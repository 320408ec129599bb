"""Columns of text worked on a distinct value at a time: marks, codes and most words repeat on thousands of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def once_each(text: pd.Series[Any], work: Callable[[pd.Series[Any]], pd.Series[Any]]) -> pd.Series[Any]:
    """``work`` of a column of text (to text, value by value), done once for each distinct value, missing being one."""
    if text.dtype != "str" or len(text) < 100:
        return work(text)
    encoded = pc.dictionary_encode(pa.array(text.array, pa.large_string()), null_encoding="encode")
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    if len(encoded.dictionary) * 2 > len(text):
        return work(text)
    done = work(pd.Series(encoded.dictionary.to_pylist(), dtype="str")).astype("str")
    spread = pa.array(done.array, pa.large_string()).take(encoded.indices)
    return pd.Series(pd.array(spread, dtype="str"), index=text.index, name=text.name)
