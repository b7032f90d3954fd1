"""Where there is nothing to show: what is offered, what runs beside the page, and what a reader's files become."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import background
from dashboard.background import Work, begin, latest
from dashboard.uploads import harmless_name, keep, too_much
from pipelines.mart.progress import announced
from pipelines.mart.snapshot import current_snapshot, pointer_path
from pipelines.mart.tables.papers import papers
from pipelines.sources.reading import day_in
from tests.dashboard.conftest import words

PAGE = """
from dashboard.start import or_start, start, why_nothing_to_show
import streamlit as st
why = why_nothing_to_show()
if why is None:
    with or_start():
        st.title("A page")
else:
    start(why)
"""


@dataclass
class Given:
    name: str
    content: bytes
    size: int = 0

    def getbuffer(self) -> memoryview:
        return memoryview(self.content)


@pytest.fixture(autouse=True)
def nothing_ran_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(background, "_latest", None)
    yield
    if (work := latest()) is not None:
        finished(work)


def finished(work: Work) -> Work:
    deadline = time.monotonic() + 120
    while not work.over:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return work


def opened(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("PAPERTIDE_DB", str(warehouse))
    app = AppTest.from_string(PAGE, default_timeout=60).run()
    assert not app.exception, app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_without_papers_there_are_three_ways_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(tmp_path / "none.duckdb", monkeypatch)
    assert app.title[0].value == "No papers yet"
    assert labels(app) == ["Build the demo"]
    assert len(app.get("file_uploader")) == 1
    assert app.code[0].value == (
        f"papertide ingest hf --since 2025-09-01 --db {tmp_path}/none.duckdb\n"
        f"papertide build --db {tmp_path}/none.duckdb"
    )
    assert "Nothing is published for" in words(app)


def test_a_readers_files_become_papers_and_the_files_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = tmp_path / "mine.duckdb"
    app = opened(warehouse, monkeypatch)
    rows = [
        {"id": f"2503.{n:05d}", "title": f"Tidal networks {n}", "abstract": "Agents learn by reinforcement learning."}
        for n in range(12)
    ]
    content = "\n".join(map(json.dumps, rows)).encode()
    app.file_uploader[0].set_value(("../../tides 2025-03-04.jsonl", content, "application/json")).run()
    next(button for button in app.button if button.label == "Load them").click().run()
    work = latest()
    assert work is not None
    assert app.title[0].value == "Papers are on their way"
    assert work.folder is not None
    assert finished(work).failure == ""
    assert not Path(work.folder.name).exists()
    assert list(papers(current_snapshot(warehouse))["paper_id"]) == [row["id"] for row in rows]
    assert app.run().title[0].value == "A page"


def test_a_command_that_fails_says_why_and_the_ways_are_offered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = keep([Given("table 2025-03-04.csv", b"a,b\n1,2\n")])
    asked = [["ingest", "files", str(Path(folder.name, "uploaded"))], ["build"]]
    assert begin(Work("Loading files", tmp_path / "none.duckdb", asked, folder))
    work = finished(latest())  # type: ignore[arg-type]
    assert work.failure.startswith("table-2025-03-04.csv has the columns a, b; needed are an id")
    app = opened(tmp_path / "none.duckdb", monkeypatch)
    assert "Loading files failed: table" in words(app)
    assert labels(app) == ["Build the demo"]


def test_the_demo_is_run_and_what_stops_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    app = opened(tmp_path / "file" / "none.duckdb", monkeypatch)  # no warehouse can be there
    app.button[0].click().run()
    work = finished(latest())  # type: ignore[arg-type]
    assert "Papertide demo on synthetic demo data" in work.lines[0]
    assert work.failure.startswith(f"cannot create the folder {tmp_path}/file (File exists)")
    assert "The demo failed: " in words(app.run())


def test_only_one_runs_at_a_time_and_all_see_it(
    demo_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Work("The first", demo_warehouse, [["status"], ["status"]])
    assert begin(first)
    folder = TemporaryDirectory()
    assert not begin(Work("The second", demo_warehouse, [["status"]], folder))
    assert not Path(folder.name).exists()
    app = opened(tmp_path / "none.duckdb", monkeypatch)
    assert app.title[0].value == "Papers are on their way"
    assert app.button == []
    assert app.status[0].label.startswith("The first: ")
    assert finished(first).failure == ""
    assert any("1,500" in line for line in first.lines)


def test_a_build_in_a_terminal_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with announced(tmp_path / "none.duckdb") as tell:
        tell("tagging themes")
        app = opened(tmp_path / "none.duckdb", monkeypatch)
    assert app.title[0].value == "Papers are on their way"
    assert "A build is going on: tagging themes, for" in app.status[0].label
    assert app.run().title[0].value == "No papers yet"


@pytest.mark.parametrize(
    ("harm", "title", "why"),
    [
        ("no mart", "One step is missing", "nothing is published for"),
        ("damaged pointer", "These papers cannot be read", "is damaged"),
        ("mart gone", "These papers cannot be read", "is gone"),
        ("mart cut", "These papers cannot be read", "cannot be read"),
        ("other version", "These papers cannot be read", "is the mart of another Papertide"),
    ],
)
def test_what_cannot_be_read_has_a_cause_and_a_cure(
    altered: Any, monkeypatch: pytest.MonkeyPatch, harm: str, title: str, why: str
) -> None:
    statements = [("alter table builds rename to other", {})] if harm == "other version" else []
    warehouse: Path = altered(*statements)
    warehouse.touch()
    snapshot = current_snapshot(warehouse)
    if harm == "no mart":
        pointer_path(warehouse).unlink()
    elif harm == "damaged pointer":
        pointer_path(warehouse).write_text("{")
    elif harm == "mart gone":
        snapshot.path.unlink()
    elif harm == "mart cut":
        os.truncate(snapshot.path, 5_000)
    app = opened(warehouse, monkeypatch)
    assert app.title[0].value == title
    assert why in words(app).replace("\\", "").lower() or why in words(app).replace("\\", "")
    assert labels(app) == ["Build now", "Try again"]
    assert app.code[0].value == f"papertide build --db {warehouse}"


def test_data_that_fails_under_a_page_is_no_traceback(altered: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = "from dashboard.mart import data, read; data().path.unlink(); read(1)"
    monkeypatch.setenv("PAPERTIDE_DB", str(altered()))
    page = PAGE.replace('st.title("A page")', f'st.title("A page"); {lost}')
    app = AppTest.from_string(page, default_timeout=60).run()
    assert not app.exception
    assert [title.value for title in app.title] == ["These papers cannot be read"]
    assert "is gone; run papertide build" in words(app).replace("\\", "")


def test_what_was_asked_wrongly_is_said_in_one_sentence(altered: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = 'from pipelines.errors import UsageError; raise UsageError("the phrase has no word")'
    monkeypatch.setenv("PAPERTIDE_DB", str(altered()))
    app = AppTest.from_string(PAGE.replace('st.title("A page")', wrong), default_timeout=60).run()
    assert not app.exception
    assert [error.value for error in app.error] == ["the phrase has no word."]


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("../../etc/passwd 2025-03-04.json", "passwd-2025-03-04.json"),
        ("C:\\x\\2025-03-04.json.gz", "2025-03-04.json.gz"),
        (".hidden.csv", "hidden.csv"),
        ("-rf", "rf"),
        ("…", "file"),
        ("2025-03-04" + "x" * 300 + ".json.gz", "2025-03-04" + "x" * 62 + ".json.gz"),
    ],
)
def test_names_of_files_are_harmless_and_keep_their_day(given: str, made: str) -> None:
    assert harmless_name(given) == made
    assert day_in(made) == day_in(given)


def test_files_of_one_name_are_both_kept_and_too_many_bytes_refused() -> None:
    with keep([Given("a.csv", b"1"), Given("a.csv", b"2")]) as folder:
        assert sorted(path.read_bytes() for path in Path(folder).rglob("a.csv")) == [b"1", b"2"]
        assert os.stat(folder).st_mode & 0o077 == 0
    assert too_much([Given("a", b"", 150_000_000), Given("b", b"", 150_000_000)]) == ""
    assert too_much([Given("a", b"", 150_000_000), Given("b", b"", 150_000_001)]).startswith("These files are 300 MB")
