"""Pages run without a browser, on the synthetic papers or on a copy of them that a test has altered."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipelines.mart.picks import Pick, picks_text
from pipelines.mart.snapshot import current_snapshot, pointer_path
from pipelines.trends.periods import PeriodName, period_end

APP = Path(__file__).parents[2] / "dashboard" / "app.py"


@pytest.fixture
def open_page(demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens a page with query parameters, on the synthetic papers or on another warehouse."""

    def run(page: str, *, warehouse: Path = demo_warehouse, **parameters: Any) -> AppTest:
        monkeypatch.setenv("PAPERTIDE_DB", str(warehouse))
        app = AppTest.from_file(str(APP), default_timeout=60)
        for key, value in parameters.items():
            app.query_params[key] = value
        if page != "overview":
            app.switch_page(f"app_pages/{page}.py")
        app.run()
        assert not app.exception, app.exception
        return app

    return run


@pytest.fixture
def altered(demo_warehouse: Path, tmp_path: Path) -> Callable[..., Path]:
    """A warehouse with a copy of the synthetic papers' mart, on which statements were run."""

    def alter(*statements: tuple[str, dict[str, Any]]) -> Path:
        warehouse = tmp_path / "altered.duckdb"
        published = current_snapshot(demo_warehouse)
        copy = tmp_path / published.path.name
        shutil.copy(published.path, copy)
        with duckdb.connect(str(copy)) as connection:
            for sql, values in statements:
                connection.execute(sql, values)
        said = {"file": copy.name, "number": published.number, "built_at": published.built_at, "synthetic": True}
        pointer_path(warehouse).write_text(json.dumps(said | {"published": [published.number]}), encoding="utf-8")
        return warehouse

    return alter


def picked(place: str, start: Any, period: PeriodName = "month", **of: Any) -> str:
    """How an address says that a point was picked: of what, in the period from that day on; place is PAGE.CHART."""
    start = pd.Timestamp(start)
    return f"{place}!{picks_text([Pick(since=start.date(), until=period_end(start, period).date(), **of)])}"


def words(app: AppTest) -> str:
    """All Markdown and HTML of a page."""
    parts = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return "\n".join([*(part.value for part in parts), *(html.value for html in app.get("html"))])


def shown_papers(app: AppTest) -> list[str]:
    """Ids of the papers whose cards are drawn, in order."""
    return [unquote(one) for one in re.findall(r'<h3><a href="/paper\?paper=([^"]+)"', words(app))]


def table(app: AppTest, key: str) -> Any:
    """The frame of the table with that key."""
    return next(frame.value for frame in app.dataframe if frame.key == key)


def table_with(app: AppTest, column: str, *, but: str = "") -> Any:
    """The frame of the first table with one column, without another: what nothing chooses from has no key."""
    return next(frame.value for frame in app.dataframe if column in frame.value and but not in frame.value)


def click_row(app: AppTest, key: str, row: int | None, column: str) -> AppTest:
    """Click a cell of a table, as the browser tells it; without a row, the box of the chosen row."""
    frame = next(frame for frame in app.dataframe if frame.key == key)
    # AppTest has no public way to select a row.
    states = app._tree.get_widget_states()
    clicked = {"selection": {"rows": [], "columns": [], "cells": [] if row is None else [[row, column]]}}
    states.widgets.add(id=frame.proto.id, string_value=json.dumps(clicked))
    return app._run(states)
