"""What a reader sees where there is nothing to show: why, what can be done, and how far it is."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from os.path import exists  # Path.exists raises where a folder may not be looked into
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from dashboard.background import Work, begin, latest
from dashboard.mart import why_no_data
from dashboard.uploads import ENDINGS, MOST_MB, keep, too_much
from pipelines.errors import PapertideError, UsageError
from pipelines.mart.progress import going_on
from pipelines.mart.snapshot import pointer_path
from pipelines.places import default_folder, default_warehouse, demo_warehouse, warehouse_to_read
from pipelines.views.words import safe

_BROKE = "papertide-broke"  # why a page broke off in this session
_LOADED = "papertide-loaded"  # how often files were loaded in this session
_LINES_SHOWN = 8


def why_nothing_to_show() -> str | None:
    """Why there is no page to draw, in one line; None when there is one."""
    broke: str | None = st.session_state.pop(_BROKE, None)
    return broke or why_no_data()


@contextmanager
def or_start() -> Iterator[None]:
    """Run a page; where the data fails under it, draw the start instead of half a page.

    What was asked wrongly, by hand in the address, is said where it was asked.
    """
    try:
        yield
    except UsageError as error:
        st.error(f"{safe(str(error))}.", icon=":material/error:")
    except PapertideError as error:
        st.session_state[_BROKE] = str(error)
        st.rerun()


def start(why: str) -> None:
    """Say what is missing, and offer what helps; while something runs, show how far it is.

    Parameters
    ----------
    why : what kept the page from being drawn, in one line
    """
    warehouse = warehouse_to_read()
    work = latest()
    if _busy():
        st.title("Papers are on their way", anchor=False)
        st.markdown("The dashboard opens by itself when this is done; it goes on when you leave this page.")
        _progress()
        return
    if work is not None and work.failure:
        st.error(f"{work.name} failed: {safe(work.failure)}.", icon=":material/error:")
    if exists(warehouse) or exists(pointer_path(warehouse)):
        _mend(why, warehouse)
    else:
        _offers()


def _busy() -> bool:
    work = latest()
    return (work is not None and not work.over) or going_on(warehouse_to_read()) is not None


@st.fragment(run_every=1)
def _progress() -> None:
    """What is going on, looked at every second; the page opens when it is done."""
    if not _busy():
        st.rerun()
    work = latest()
    mine = work if work is not None and not work.over else None
    going = going_on(mine.warehouse if mine else warehouse_to_read())
    doing = f"{going.step}, for {going.seconds:.0f} s" if going else "starting"
    # Not as a block: that would mark it as done at its end.
    lines = mine.lines[-_LINES_SHOWN:] if mine else []
    box = st.status(f"{mine.name if mine else 'A build is going on'}: {safe(doing)}", expanded=bool(lines))
    if lines:
        box.code("\n".join(lines), language=None, wrap_lines=True)


def _mend(why: str, warehouse: Path) -> None:
    """There is something, but no page can be drawn from it: the cause, and the cure."""
    published = exists(pointer_path(warehouse))
    st.title("These papers cannot be read" if published else "One step is missing", anchor=False)
    st.markdown(f"{safe(why[0].upper() + why[1:])}.")
    if exists(warehouse):
        st.markdown("A build tags the papers that are stored and publishes what these pages show. It changes no paper.")
    with st.container(horizontal=True):
        if exists(warehouse) and st.button("Build now", type="primary", icon=":material/construction:"):
            _run("The build", warehouse, ["build"])
        st.button("Try again", icon=":material/refresh:")
    st.markdown("Or in a terminal:")
    st.code(f"papertide build --db {shlex.quote(str(warehouse))}", language="bash", wrap_lines=True)


def _offers() -> None:
    """There is nothing yet: the three ways to papers."""
    warehouse = default_warehouse()
    st.title("No papers yet", anchor=False)
    st.markdown("Papertide shows where AI research is moving, from papers that you give it. Three ways to begin:")
    demo, files, real = st.columns(3)
    with demo.container(border=True, height="stretch"):
        st.subheader("Look around", anchor=False)
        st.markdown("6,000 invented papers show what the pages can do. It takes about a minute.")
        if st.button("Build the demo", type="primary", icon=":material/science:"):
            _run("The demo", demo_warehouse(), ["demo", "--no-serve"])
    with files.container(border=True, height="stretch"):
        _offer_files()
    with real.container(border=True, height="stretch"):
        st.subheader("Fetch Daily Papers", anchor=False)
        st.markdown("In a terminal; a year takes a few minutes. Then reload this page.")
        named = f" --db {shlex.quote(str(warehouse))}" if warehouse != default_folder() / "papertide.duckdb" else ""
        commands = f"papertide ingest hf --since 2025-09-01{named}\npapertide build{named}"
        st.code(commands, language="bash", wrap_lines=True)
    st.caption(f"Nothing is published for {safe(str(warehouse))} yet.")


def _offer_files() -> None:
    st.subheader("Load your files", anchor=False)
    st.markdown("API dumps, JSON Lines, CSV, Parquet and saved Daily Papers pages, also as .gz.")
    number = st.session_state.get(_LOADED, 0)  # files of an earlier try are not offered again
    given = st.file_uploader(
        "Files", ENDINGS, accept_multiple_files=True, max_upload_size=MOST_MB, label_visibility="collapsed",
        key=f"files-{number}",
    )  # fmt: skip
    refused = too_much(given)
    if refused:
        st.error(refused, icon=":material/error:")
    elif given and st.button("Load them", type="primary", icon=":material/upload_file:"):
        folder = keep(given)
        st.session_state[_LOADED] = number + 1
        read = ["ingest", "files", str(Path(folder.name, "uploaded"))]
        _run("Loading files", default_warehouse(), read, ["build"], folder=folder)


def _run(name: str, warehouse: Path, *commands: list[str], folder: TemporaryDirectory[str] | None = None) -> None:
    begin(Work(name, warehouse.resolve(), commands, folder))  # where another was faster, its progress is shown
    st.rerun()
