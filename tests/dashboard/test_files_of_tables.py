"""No table without files, which hold words and not links, and no number without its meaning."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pipelines.mart.picks import Pick, picks_text
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import papers
from pipelines.views.glossary import metrics
from pipelines.views.provenance import Provenance
from pipelines.views.table_files import TABLE_FORMATS, table_bytes

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "dashboard" / "app_pages"
DRAWS = {"dataframe", "table", "data_editor"}  # of Streamlit
OFFERS = {"table_downloads", "_data_buttons", "found_files"}
Place = tuple[str, str]  # module and function; a module's own statements are of no function

OF_ONE = {
    "theme": {"theme": "agents"},
    "topic": {"topic": "1"},
    "organization": {"organization": "Varrowmere Institute"},
}
SHOWN: list[tuple[str, dict[str, Any]]] = [  # page, and what its address says
    *((page.stem, OF_ONE.get(page.stem, {})) for page in sorted(PAGES.glob("[!_]*.py"))),
    ("papers", {"layout": "Table"}),
    ("topics", {"show": "Discovered topics"}),
    ("upvotes", {"view": "By age"}),
    ("explore", {"phrases": "model, agent"}),
    ("map", {"at": f"map.map!{picks_text([Pick(region=((0, -500), (500, -500), (500, 500), (0, 500)))])}"}),
    ("overview", {"at": "overview.movers!theme:agents;2025-12-01~2026-02-28"}),
]
IDS = {"theme": {"theme_name", "name"}, "topic_id": {"topic_name", "topic", "label"}, "themes": {"theme_names"}}


def own_calls(body: list[ast.stmt]) -> Iterator[str]:
    """What the statements call, by its last name; not what functions among them do."""
    for statement in body:
        for node in [statement] if isinstance(statement, ast.FunctionDef | ast.ClassDef) else ast.walk(statement):
            if isinstance(node, ast.Call):
                called = node.func
                yield called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def calls_of_the_dashboard() -> tuple[dict[Place, list[str]], dict[str, dict[str, str]]]:
    """What each function calls, and for each module from where its names are."""
    calls: dict[Place, list[str]] = {}
    known: dict[str, dict[str, str]] = {}
    for file in (ROOT / "dashboard").rglob("*.py"):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        known[module] = {node.name: module for node in functions} | {
            alias.name: node.module or ""
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        calls |= {(module, node.name): list(own_calls(node.body)) for node in functions}
        calls[module, ""] = list(own_calls(tree.body))
    return calls, known


def without_files(calls: dict[Place, list[str]], known: dict[str, dict[str, str]]) -> set[Place]:
    """Where tables are left without files: what draws more than it offers leaves that to its callers, up to a page."""

    def named(module: str, name: str) -> Place:
        return known[module].get(name, ""), name

    owing: set[Place] = set()
    while True:
        more = {
            (module, function)
            for (module, function), called in calls.items()
            if sum(name in DRAWS or named(module, name) in owing for name in called)
            > sum(name in OFFERS for name in called)
        }
        if more == owing:
            return owing - {named(module, name) for (module, _), called in calls.items() for name in called}
        owing = more


def test_every_table_of_the_source_has_files() -> None:
    calls, known = calls_of_the_dashboard()
    assert sum(name in DRAWS for called in calls.values() for name in called) > 15
    left = without_files(calls, known)
    assert not left, f"tables without files; call table_downloads beside them: {sorted(left)}"


def test_every_number_of_the_source_asks_the_glossary() -> None:
    calls, _ = calls_of_the_dashboard()
    assert {place for place, called in calls.items() if "metric" in called} == {
        ("dashboard.card_parts", "boxes"),
        ("dashboard.card_parts", "key_figures"),
    }
    assert all("_meaning_of" in calls["dashboard.card_parts", name] for name in ("boxes", "key_figures"))


def test_a_table_that_is_forgotten_is_found() -> None:
    known = {"page": {"card": "card"}, "card": {"card": "card"}, "fine": {"card": "card"}}
    calls = {("page", ""): ["head", "card"], ("card", "card"): ["dataframe"], ("fine", ""): ["card", "found_files"]}
    assert without_files(calls, known) == {("page", "")}
    twice = {("card", "other"): ["dataframe", "dataframe", "table_downloads"]}
    assert without_files(twice, known) == {("card", "other")}
    assert not without_files({("card", "other"): ["dataframe", "table_downloads"]}, known)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], pd.DataFrame]]:
    """Files that a page offers, by key: every button for files is as if it were pressed."""
    files: dict[str, Callable[[], pd.DataFrame]] = {}
    button = st.button
    monkeypatch.setattr(
        st, "button", lambda label, *more, **options: label == "Download, cite" or button(label, *more, **options)
    )

    def open_dialog(frame: Callable[[], pd.DataFrame], told: Provenance, stem: str, key: str) -> None:
        assert {"title", "filters", "n", "source", "data_day", "link"} <= set(told.items()), key
        assert key not in files
        files[key] = frame

    monkeypatch.setattr("dashboard.take_away._table_dialog", open_dialog)
    return files


@pytest.mark.parametrize(("page", "parameters"), SHOWN)
def test_every_table_of_a_page_has_files_of_words_and_every_number_its_meaning(
    demo: Snapshot,
    open_page: Callable[..., AppTest],
    offered: dict[str, Callable[[], pd.DataFrame]],
    page: str,
    parameters: dict[str, Any],
) -> None:
    if page == "paper":
        parameters = {"paper": papers(demo, most=1)["paper_id"].iloc[0]}
    app = open_page(page, **parameters)
    meanings = tuple(one.meaning for one in metrics().values())
    assert all(metric.proto.help.startswith(meanings) for metric in app.metric), "a number that the glossary lacks"
    rows = sorted((len(one.value) for one in [*app.dataframe, *app.table] if len(one.value)), reverse=True)
    files = {key: make() for key, make in offered.items()}
    assert len(files) >= len(rows)
    for key, frame in files.items():
        assert len(frame) > 0, key
        assert all(names & set(frame) for column, names in IDS.items() if column in frame), key
        text = table_bytes(frame, "csv").decode()
        assert not any(link in text for link in ("/theme?", "/topic?", "/organization?", "/paper?", "](/")), key
        assert all(table_bytes(frame, kind) for kind in TABLE_FORMATS), key
