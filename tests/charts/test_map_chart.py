"""The map: one dot a paper, few colours, labels that do not overlap, text of sources as text."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipelines.charts.colours import MOST, colour
from pipelines.charts.look import DARK, LIGHT, Caption, Look
from pipelines.charts.paper_map import MOST_LABELS, paper_map
from pipelines.charts.phone import for_phone

THEMES = [f"theme-{i}" for i in range(12)]
SLOTS = {theme: slot for slot, theme in enumerate(THEMES)}
NAMES = {theme: f"Theme {i}" for i, theme in enumerate(THEMES)}
NO_LABELS = pd.DataFrame({"label": [], "x": [], "y": []})


def frame(n: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "paper_id": [f"2503.{i:05}" for i in range(n)],
            "x": rng.normal(size=n) * 20,
            "y": rng.normal(size=n) * 10,
            "title": [f"<b>Paper</b> {i}" for i in range(n)],
            "day": pd.date_range("2025-01-01", periods=n),
            "theme": [THEMES[min(i % 15, 11)] if i % 15 < 13 else None for i in range(n)],
            "organization": [None if i % 2 else "A & B" for i in range(n)],
        }
    )


def drawn(papers: pd.DataFrame, labels: pd.DataFrame = NO_LABELS, look: Look = LIGHT, **options: Any) -> Any:
    caption = Caption("Map", "all", "source")
    return paper_map(papers, labels, look=look, caption=caption, slots=SLOTS, names=NAMES, **options)


@pytest.mark.parametrize("by", ["theme", "time"])
def test_every_paper_is_one_dot_that_a_lasso_can_name(by: str) -> None:
    papers = frame()
    papers.loc[3, "day"] = pd.NaT
    before = papers.copy()
    figure = drawn(papers, by=by)
    ids = [paper_id for trace in figure.data for paper_id in trace.customdata]
    assert sorted(ids) == papers["paper_id"].tolist()
    assert {trace.type for trace in figure.data} == {"scattergl"}
    by_id = papers.set_index("paper_id")
    for trace in figure.data:
        np.testing.assert_allclose(trace.x, by_id.loc[list(trace.customdata), "x"], rtol=1e-6)
    assert figure.layout.dragmode == "lasso"
    assert figure.layout.yaxis.scaleanchor == "x"
    assert not figure.layout.xaxis.showticklabels
    pd.testing.assert_frame_equal(papers, before)


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_most_frequent_themes_have_their_colours_and_the_others_are_one_grey(look: Look) -> None:
    papers = frame()
    figure = drawn(papers, look=look)
    counts = papers["theme"].value_counts()
    rest, *named = figure.data
    assert rest.name == "other themes"
    assert len(named) == MOST
    assert named[0].name == NAMES[counts.index[0]]
    assert named[0].marker.color == colour(SLOTS[counts.index[0]], look.mode)
    assert len({trace.marker.color for trace in named}) == MOST
    assert len(rest.x) == len(papers) - sum(len(trace.x) for trace in named)


def test_time_runs_along_one_scale_with_dates() -> None:
    figure = drawn(frame(), by="time")
    (trace,) = figure.data
    assert np.all(np.diff(trace.marker.color) == 1)
    assert list(trace.marker.colorbar.ticktext)[::4] == ["Jan 2025", "Apr 2025"]


def test_titles_are_text_in_the_tooltip() -> None:
    texts = [text for trace in drawn(frame()).data for text in trace.text]
    assert "<b>&lt;b&gt;Paper&lt;/b&gt; 0</b><br>1 Jan 2025 · A &amp; B" in texts


def test_labels_do_not_overlap_and_the_first_ones_win() -> None:
    papers = frame()
    labels = pd.DataFrame(
        {"label": ["First & best", "Hidden", "Elsewhere"], "x": [0.0, 0.5, 0.0], "y": [0.0, 0.1, 9.0]}
    )
    notes = [note for note in drawn(papers, labels).layout.annotations if note.name == "label"]
    assert [note.text for note in notes] == ["First &amp; best", "Elsewhere"]
    many = pd.DataFrame(
        {"label": list("abcdefghijklmnopqrst"), "x": [-20, -10, 0, 10, 20] * 4, "y": np.repeat([-9, -3, 3, 9], 5)}
    )
    assert sum(note.name == "label" for note in drawn(papers, many).layout.annotations) == MOST_LABELS


def test_on_a_phone_labels_without_room_are_left_out_and_the_legend_is_one_column() -> None:
    labels = pd.DataFrame(
        {"label": ["Middle", "Reaches over the window", "Close by"], "x": [0.0, 36.0, 13.0], "y": [0.0, 9.0, 0.0]}
    )
    wide = drawn(frame(), labels)
    narrow = for_phone(wide, "month")
    told = [[note.text for note in figure.layout.annotations if note.name == "label"] for figure in (wide, narrow)]
    assert told == [["Middle", "Reaches over the window", "Close by"], ["Middle"]]
    assert narrow.layout.legend.entrywidth == 1
    assert narrow.layout.margin.b > wide.layout.margin.b
    plot = narrow.layout.height - narrow.layout.margin.t - narrow.layout.margin.b
    assert 200 <= plot <= 450  # hardly higher than wide
    (trace,) = for_phone(drawn(frame(), by="time"), "month").data
    assert list(trace.marker.colorbar.ticktext) == ["Jan 2025", "Mar 2025", "Apr 2025"]


@pytest.mark.parametrize("by", ["theme", "time"])
@pytest.mark.parametrize("n", [0, 1])
def test_no_paper_and_one_paper_are_drawn_too(n: int, by: str) -> None:
    figure = drawn(frame().head(n), by=by)
    assert sum(len(trace.x) for trace in figure.data) == n
    assert json.loads(figure.to_json())["layout"]["title"]["text"] == "<b>Map</b>"
    assert for_phone(figure, "month").layout.height > 0
