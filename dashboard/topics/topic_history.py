"""What became of topics: from build to build, and of one of them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.mart import read
from dashboard.take_away import table_downloads
from pipelines.mart.tables.topics import builds, topic_events
from pipelines.views.words import count, day, percent, safe

SHOWN = 200  # events, newest first
_OTHER = {"split": "split from", "merged": "merged into", "renamed": "was called"}


def moved(share_pct: float) -> str:
    """; 1.2% of the papers changed topic. Empty at a first fit, where none could."""
    return f"; {percent(share_pct, 1)} of the papers changed topic" if pd.notna(share_pct) else ""


def history_of(topic_id: int) -> str:
    """What became of one topic, newest first, as Markdown; that it is there since the first fit, without events."""
    events = read(topic_events)
    mine = events[events["topic_id"] == topic_id]
    if mine.empty:
        return f"Unchanged since {day(read(builds)['built_at'].iloc[-1])}."
    told = [f"{_words(row)} on {day(row['built_at'])}" for row in mine.to_dict("records")]
    return f"History: {safe('; '.join(told))}."


def what_became() -> None:
    """The last fit and why it was made, and what became of topics in each build."""
    with st.expander("What became of topics", icon=":material/history:"):
        every = read(builds)
        last_fit = every[every["how"] != "kept"].head(1)
        for row in last_fit.to_dict("records"):
            st.markdown(f"Last {row['how']} on {day(row['built_at'])}: {safe(row['why'])}{moved(row['moved_pct'])}.")
        kept = int((every["how"] == "kept").cummin().sum())
        if kept:
            st.markdown(f"{count(kept, 'build')} since then kept the topics and placed new papers in them.")
        _events(read(topic_events).head(SHOWN))


def _events(events: pd.DataFrame) -> None:
    if events.empty:
        st.markdown("Nothing so far: no topic was born, split, merged, ended or renamed after the first fit.")
        return
    shown = pd.DataFrame(
        {
            "built": events["built_at"],
            "topic": events["label"],
            "what": [_words(row) for row in events.to_dict("records")],
            "n_papers": events["n_papers"],
        }
    )
    st.dataframe(
        shown,
        hide_index=True,
        height=38 + 35 * min(len(shown), 8),
        column_config={
            "built": st.column_config.DatetimeColumn("Build", format="D MMM YYYY, HH:mm", width=150),
            "topic": st.column_config.TextColumn("Topic", width=240),
            "what": st.column_config.TextColumn("What became of it", width=340),
            "n_papers": st.column_config.NumberColumn("Papers", format="localized", width=80),
        },
    )
    table_downloads(read(topic_events), "What became of discovered topics", None, key="topic-history")


def _words(event: dict[Any, Any]) -> str:
    """split from Web agents."""
    other = event["other_label"]
    link = _OTHER.get(event["kind"])
    return f"{link} {other}" if link and isinstance(other, str) and other else str(event["kind"])
