"""The house's rules, read from the code: imports go one way, nothing dangerous is used."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted([*(ROOT / "pipelines").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")])

# Later ones may import earlier ones, never the other way round.
LINE = [
    "base",
    "sources",
    "store",
    "organizations",
    "topics",
    "trends",
    "mart",
    "charts",
    "views",
    "digest",
    "upkeep",
    "report",
    "cli",
    "dashboard",
]
# What the adapters and the terminal share with nobody: the records stand before everything.
BASE = {"", "errors", "records", "shipped", "places", "writing"}


def room(module: str) -> str | None:
    """The folder on the line that a module lies in, or None when it is not of this project."""
    parts = module.split(".")
    if parts[0] == "dashboard":
        return "dashboard"
    if parts[0] != "pipelines":
        return None
    name = parts[1] if len(parts) > 1 else ""
    return "base" if name in BASE else name


def imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return names + [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_only_backwards_along_the_line(path: Path) -> None:
    here = room(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    assert here in LINE
    wrong = [name for name in imports(path) if (there := room(name)) and LINE.index(there) > LINE.index(here)]
    assert not wrong, f"{path.relative_to(ROOT)} is of {here!r} and imports {wrong}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pipelines_know_nothing_of_streamlit_and_nobody_unpickles(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports(path)}
    assert not roots & {"pickle", "joblib", "dill", "shelve", "marshal"}
    if path.is_relative_to(ROOT / "pipelines"):
        assert "streamlit" not in roots


def test_sources_know_nothing_of_the_store_and_trends_of_neither() -> None:
    for folder, strangers in {"sources": {"store"}, "trends": {"sources", "store", "organizations", "topics"}}.items():
        for path in (ROOT / "pipelines" / folder).rglob("*.py"):
            assert not {room(name) for name in imports(path)} & strangers, path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_evaluated_and_no_sql_is_formatted_from_values(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        assert getattr(node.func, "id", "") not in {"eval", "exec"}
        if getattr(node.func, "attr", "") in {"execute", "sql", "query"} and node.args:
            assert not isinstance(node.args[0], ast.JoinedStr), f"{path}:{node.lineno}"


def test_only_the_store_writes_the_warehouse_and_only_one_module_of_the_dashboard_reads() -> None:
    for path in (ROOT / "dashboard").rglob("*.py"):
        names = imports(path)
        assert "duckdb" not in names, path
        assert not any(name.startswith(("pipelines.store", "pipelines.sources")) for name in names), path
