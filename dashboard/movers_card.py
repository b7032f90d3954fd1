"""Risers and fallers among themes, topics or organizations: what to compare, the chart, a sentence each, the papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look, source_line
from pipelines.charts.chance import SURE
from pipelines.charts.look import Caption
from pipelines.charts.movers import movers
from pipelines.mart.picks import Pick
from pipelines.mart.tables.movers import (
    FEW,
    WINDOW,
    Windows,
    momentum,
    organization_momentum,
    topic_momentum,
    windows,
)
from pipelines.mart.tables.organizations import known_papers
from pipelines.mart.tables.topics import topics
from pipelines.trends.periods import PeriodName
from pipelines.views.filters import Filters
from pipelines.views.sentences import change_sentence, window_words
from pipelines.views.view import View
from pipelines.views.words import count, joined, percent, safe

EACH = 5  # risers and fallers shown, at the most
KINDS = ["Themes", "Topics", "Organizations"]
_WINDOWS: dict[PeriodName, list[int]] = {
    "week": [1, 2, 4, 8, 13, 26], "month": [1, 2, 3, 6, 12], "quarter": [1, 2, 3, 4],
}  # fmt: skip


@dataclass(frozen=True)
class Moving:
    """What is compared between two windows, and how it changed."""

    kind: str  # Themes, Topics or Organizations
    changes: pd.DataFrame  # columns of `theme_momentum`
    spans: Windows | None
    window: int  # periods in each
    by: str  # the column of changes that says what moves
    names: dict[Any, str]
    of: str  # what shares are of
    pick_by: str  # the field of a pick that names one of them

    @property
    def lead(self) -> str:
        """The clearest rise and the clearest fall, in words."""
        rising, falling = (self.clearest(1, rising=which) for which in (True, False))
        if self.spans is None or (rising.empty and falling.empty):
            return "What rises and what fades in Daily Papers, and which papers are behind it."
        parts = [
            f"{self.names[row[self.by]]} is {'up' if row['change_pp'] > 0 else 'down'} from "
            f"{percent(row['share_before_pct'], 1)} to {percent(row['share_now_pct'], 1)} of {self.of}"
            f"{'' if row['q_value'] < SURE else ' (may be noise)'}"
            for row in pd.concat([rising, falling]).to_dict("records")
        ]
        return f"{', and '.join(parts)}: {window_words(self.spans)}."

    def clearest(self, most: int, *, rising: bool) -> pd.DataFrame:
        """That many rises or falls, those farthest from noise (by z); in the order of the changes."""
        moves = self.changes["change_pp"]
        return self.changes[moves > 0].head(most) if rising else self.changes[moves < 0].tail(most)


def moving(filters: Filters) -> Moving:
    """Draw the choice of what moves and of the windows, and read how it moved."""
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = st.segmented_control(
            "What moves", KINDS, default=KINDS[0], key="movers", bind="query-params", required=True, width="content",
            label_visibility="collapsed",
        )  # fmt: skip
        window = _window(filters.period)
    asked = (filters.selection, filters.period, window)
    spans = read(windows, *asked)
    if kind == "Topics":
        frame, labels = read(topic_momentum, *asked), read(topics).set_index("topic_id")["label"].to_dict()
        return Moving(kind, frame, spans, window, "topic_id", labels, "papers", "topic")
    if kind == "Organizations":
        frame = read(organization_momentum, *asked, by=filters.by)
        return Moving(
            kind, frame, spans, window, "organization", {name: name for name in frame["organization"]},
            "papers with a known organization", filters.by,
        )  # fmt: skip
    return Moving(
        "Themes", read(momentum, *asked, least=FEW), spans, window, "theme", filters.theme_names, "papers",
        "theme",
    )  # fmt: skip


def _window(period: PeriodName) -> int:
    options, label = _WINDOWS[period], f"{period.capitalize()}s in each window"
    st.markdown(
        f":small[{label}]", width="content", help=f"The last complete {period}s are compared with as many before them."
    )
    chosen = st.selectbox(
        label, options, index=options.index(WINDOW[period]), key="window", bind="query-params", width=90,
        label_visibility="collapsed",
    )  # fmt: skip
    return int(chosen)


def since_known(figures: pd.Series[Any], filters: Filters) -> str:
    """How much is known since the first day on which any is: named since Oct 2025: 56%."""
    known = read(known_papers, filters.selection)
    if not known["n_papers"] or not known["n_before"]:
        return f"of {count(figures['n_papers'], 'paper')}"
    return f"named since {known['since']:%b %Y}: {percent(100 * known['n_papers'] / known['total'])}"


def movers_card(shown: Moving, filters: Filters) -> None:
    """The chart of the clearest, a sentence for each, and the papers of the one that was clicked."""
    spans = shown.spans
    if spans is None or shown.changes.empty:
        st.info(_too_little(shown, filters), icon=":material/info:")
        return
    changes = shown.changes
    rising, falling = shown.clearest(EACH, rising=True), shown.clearest(EACH, rising=False)
    what = shown.kind.lower().removesuffix("s")
    subtitle = joined(window_words(spans), filters.words())
    title = f"Clearest risers and fallers: share of {shown.of} by {what}"
    figure = movers(
        pd.concat([rising, falling]),
        names=shown.names,
        now=f"{spans.now_first:%Y-%m-%d}",
        look=look(),
        caption=Caption(title, subtitle, source_line()),
        by=shown.by,
        of=shown.of,
    )

    def behind(told: list[str]) -> Pick | None:
        chosen = next((key for key in shown.names if str(key) == told[0]), None)
        if chosen is None:
            return None
        return Pick(since=spans.now_first.date(), until=spans.now_last.date(), **{shown.pick_by: chosen})

    chart_card(View("movers", title, figure, changes, shown.lead, subtitle, behind=behind), filters)
    for column, title, rows in zip(st.columns(2), ("Rising", "Fading"), (rising, falling[::-1]), strict=True):
        column.markdown(f"**{title}**\n\n{_sentences(rows, shown)}")


def _sentences(rows: pd.DataFrame, shown: Moving) -> str:
    """A list in Markdown, what is more than noise first, the others grey."""
    if rows.empty:
        return "None."
    lines = []
    for row in rows.sort_values("q_value", kind="stable").to_dict("records"):
        name = str(shown.names[row[shown.by]])
        told = change_sentence(name, row, shown.of).removeprefix(name)
        if row["q_value"] < SURE:
            lines.append(f"- **{safe(name)}**{safe(told)}")
        else:
            lines.append(f"- :gray[{safe(name)}{safe(told)}; may be noise]")
    return "\n".join(lines)


def _too_little(shown: Moving, filters: Filters) -> str:
    words = (
        f"Risers and fallers need papers in {2 * shown.window} complete {filters.period}s; choose a shorter window or "
        "period, or a longer range."
    )
    of = ", and known organizations in each" if shown.kind == "Organizations" else ""
    return f"{words} {shown.kind} are compared from {FEW} papers on{of}."
