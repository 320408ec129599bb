"""The sample city, written once for all its tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_service.sample.write import write_sample


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("sample")
    write_sample(target)
    return target
