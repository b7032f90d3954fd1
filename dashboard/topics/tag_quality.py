"""How good the tags are: the figures that were measured, and the commands that measure them again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.mart import read
from dashboard.take_away import table_downloads
from dashboard.topics.topic_history import moved
from pipelines.errors import PapertideError
from pipelines.mart.tables.papers import about, headline
from pipelines.mart.tables.topics import builds, topics
from pipelines.topics.discovered.coherence import term_diversity
from pipelines.topics.themes.model_files import read_manifest
from pipelines.topics.themes.tagger import shipped_tagger
from pipelines.views.words import count, day, percent, safe


def tagger_facts() -> dict[str, Any] | None:
    """The manifest of the tagger that the mart was tagged with; None when another one is installed, or none."""
    try:
        manifest = read_manifest(shipped_tagger())
    except PapertideError:
        return None
    return manifest if manifest["version"] == read(about)["tagger"] else None


def tag_quality() -> None:
    """The figures of themes and topics side by side, each with its command."""
    for column, title, rows in zip(
        st.columns(2, gap="large"), ("Themes", "Discovered topics"), (_theme_rows(), _topic_rows()), strict=True
    ):
        column.markdown(f"**{title}**")
        table = pd.DataFrame([(safe(name), safe(value)) for name, value in rows], columns=["figure", "value"])
        column.table(table, border="horizontal", hide_index=True, hide_header=True)
        with column:
            files = pd.DataFrame(rows, columns=["figure", "value"])
            table_downloads(files, f"{title}: how good they are", None, key=f"quality-{title.split()[-1].lower()}")
    st.code("papertide evaluate themes --labels LABELS.json\npapertide evaluate topics", language="bash")


def _theme_rows() -> list[tuple[str, str]]:
    figures, facts = read(headline), tagger_facts()
    untagged = 100 * figures["n_untagged"] / figures["n_papers"]
    rows = [("Without a theme", f"{count(figures['n_untagged'])} ({percent(untagged, 1)})")]
    if facts is None:
        return [
            ("Tagger", str(read(about)["tagger"])),
            ("Its figures", "unknown: another tagger is installed; run papertide build"),
            *rows,
        ]
    training, dev = facts.get("training", {}), facts.get("dev", {})
    told = [("Tagger", str(facts["version"]))]
    if "n_labelled" in training:
        told.append(("Trained on", count(training["n_labelled"], "labelled paper")))
    if dev:
        told += [
            ("Measured on", f"{count(dev['n_papers'], 'paper')} never seen"),
            ("Micro F1", f"{dev['micro_f1']:.3f}"),
            ("Macro F1", f"{dev['macro_f1']:.3f}"),
            ("Brier score", f"{dev['brier']:.4f}"),
        ]
    return told + rows


def _topic_rows() -> list[tuple[str, str]]:
    frame, last = read(topics), read(builds).iloc[0]
    rows = [("Topics", count(len(frame)))]
    if len(frame):
        rows += [
            ("Coherence (NPMI)", f"{frame['npmi'].mean():.2f}"),
            ("Diversity of terms", f"{term_diversity(frame['terms'].map(list).to_list()):.2f}"),
        ]
    return [
        *rows,
        ("In no topic", f"{count(last['n_other'])} ({percent(100 * last['n_other'] / last['n_papers'], 1)})"),
        (f"Last build, {day(last['built_at'])}", f"{last['how']}: {last['why']}{moved(last['moved_pct'])}"),
    ]
