"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = [p for folder in ("geo_service", "layers", "maps") for p in sorted((ROOT / folder).rglob("*.py"))]
SQL_START = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|TRUNCATE|WITH|COPY|GRANT)\s", re.IGNORECASE)
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "core"}


def literal_start(node: ast.AST) -> str:
    """The leading literal text of an f-string, %-format, .format() call or + of strings; "" for anything else."""
    if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
        return str(node.values[0].value) if any(isinstance(v, ast.FormattedValue) for v in node.values) else ""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add) and isinstance(node.left, ast.Constant):
        return str(node.left.value) if isinstance(node.left.value, str) else ""
    return ""


@pytest.mark.parametrize("path", OURS, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_sql_is_built_from_strings(path: Path) -> None:
    """Values are bound and names composed with psycopg.sql."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.expr) and SQL_START.match(literal_start(node))]
    assert found == [], f"SQL built from strings at lines {found}"


def test_the_check_sees_an_f_string() -> None:
    """The check above can fail."""
    tree = ast.parse('f"SELECT * FROM {table}"')
    assert any(SQL_START.match(literal_start(n)) for n in ast.walk(tree) if isinstance(n, ast.expr))


def test_no_module_is_a_drawer() -> None:
    """Modules are named for their subject."""
    assert [p.name for p in OURS if p.stem in DRAWERS or p.parent.name in DRAWERS] == []


def test_no_module_holds_two_subjects() -> None:
    """350 lines is where a module should have been two."""
    long = {str(p.relative_to(ROOT)): n for p in OURS if (n := len(p.read_text(encoding="utf-8").splitlines())) > 350}
    assert long == {}


def tracked() -> list[Path]:
    """Files git knows of."""
    out = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in out.split("\0") if name]


def test_no_registry_host_and_no_path_of_a_machine() -> None:
    """Lock files and scripts name packages, never where they were fetched from."""
    host = re.compile(r"https?://[a-z0-9.-]*(pypi|pythonhosted|npmjs|debian)\.|/root/|/home/[a-z]+/", re.IGNORECASE)
    found = []
    for path in tracked():
        if path.suffix in {".png", ".woff2", ".ico"} or path == Path(__file__) or not path.exists():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if host.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


def test_links_in_documents_lead_somewhere() -> None:
    """Every relative link in a Markdown file names a file of the checkout."""
    broken = []
    for path in tracked():
        if path.suffix != ".md" or not path.exists():
            continue
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} → {target}")
    assert broken == []


def test_no_large_file() -> None:
    """Fetched data does not belong in the project."""
    assert [str(p.relative_to(ROOT)) for p in tracked() if p.exists() and p.stat().st_size > 500_000] == []
