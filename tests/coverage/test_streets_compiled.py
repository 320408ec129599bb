"""Compiled code: made at install, and nothing is left to compile in a user's first question."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ASK = """
from dataclasses import replace
from geo_service.coverage import engine
from geo_service.coverage.gaps import gap_pieces
from geo_service.coverage.nearest import nearest_places
from geo_service.questions import build
from tests.toy import toy_city
from tests.toy_ground import ORIGIN
from tests.toy_streets import grid
city = replace(toy_city(), network=grid(51, 51, 100.0, ORIGIN))
asked = {"reach": "streets", "closed_by": "POLYGON((-10000 -50000,-9000 -50000,-9000 -49000,-10000 -50000))"}
gap_pieces(engine.answer(city, build("park-reach", city, {"reach": "streets"})))
engine.answer(city, build("park-reach", city, asked))
for demand in ("residents", "child_facilities"):
    question = build("evacuation-site-reach", city, {"hazard": "flood", "demand": demand, **asked})
    engine.answer(city, question)
nearest_places(city, question, 139.63, 35.56)
"""


def run(code: str, cache: Path) -> str:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.timeout(300)
def test_after_install_no_question_compiles_anything(tmp_path: Path) -> None:
    look = "from geo_service.coverage import compiled; print(compiled.cold())"
    assert run(look, tmp_path).strip() == "True"
    run("from geo_service.coverage import compiled; compiled.main()", tmp_path)
    assert run(look, tmp_path).strip() == "False"
    made = sorted(one.name for one in tmp_path.rglob("*.nbc"))
    assert made
    run(ASK, tmp_path)
    assert sorted(one.name for one in tmp_path.rglob("*.nbc")) == made


def test_looking_whether_it_is_compiled_is_quick() -> None:
    code = "import sys; from geo_service.coverage import compiled; compiled.cold(); print('numba' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )


def test_who_may_write_nothing_still_gets_compiled_code(tmp_path: Path) -> None:
    """numba finds no folder of its own: a temporary one serves."""
    code = (
        "import numba.core.caching as c\n"
        "c.FunctionCache._impl_class._locator_classes = [c.UserProvidedCacheLocator]\n"
        "from geo_service.coverage.kernel import kernel\n"
        "def double(x):\n    return 2 * x\n"
        "print(kernel(double)(21))\n"
    )
    script = tmp_path / "double.py"
    script.write_text(code)
    env = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    made = subprocess.run(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={**env, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.stdout.strip() == "42", made.stderr
    assert list(tmp_path.rglob("*.nbc"))
