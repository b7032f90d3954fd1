"""Ranks over time: 1 on top, gaps where nothing is ranked, labels that do not overlap."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from pipelines.charts.end_labels import LABEL_PX
from pipelines.charts.look import HEIGHT, LIGHT, MARGINS, Caption
from pipelines.charts.over_time import MARK_PX
from pipelines.charts.ranks import ranks


def frame(ranked: dict[str, list[int | None]], months: list[str], complete: list[bool] | None = None) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "period_start": pd.to_datetime(months),
                "organization": name,
                "rank": pd.array(places, dtype="Int64"),
                "rank_low": pd.array([None if place is None else 1 for place in places], dtype="Int64"),
                "rank_high": pd.array([None if place is None else place + 2 for place in places], dtype="Int64"),
                "n_papers": [0 if place is None else 20 - place for place in places],
                "known_total": 50,
                "complete": complete or [True] * len(months),
            }
        )
        for name, places in ranked.items()
    ]
    return pd.concat(parts, ignore_index=True)


def lines(figure: go.Figure) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.name]


def drawn(table: pd.DataFrame) -> go.Figure:
    names = {str(name): f"{name} <b>" for name in table["organization"].unique()}
    slots = {name: slot for slot, name in enumerate(names)}
    return ranks(table, "month", names=names, slots=slots, look=LIGHT, caption=Caption("Rank", "", "source"))


def test_one_is_on_top_and_ticks_are_whole_ranks() -> None:
    figure = drawn(frame({"North": [1, 12], "South": [3, 2]}, ["2025-10-01", "2025-11-01"]))
    bottom, top = figure.layout.yaxis.range
    assert (bottom, top) == (12.5, 0.5)
    assert figure.layout.yaxis.tickvals[0] == 1
    assert all(tick == int(tick) and 1 <= tick <= 12 for tick in figure.layout.yaxis.tickvals)
    assert list(lines(figure)[0].y) == [1, 12]
    assert list(lines(figure)[0].customdata[1]) == ["North", "2025-11-01"]


def test_interval_and_counts_are_in_the_tooltip_and_names_stay_text() -> None:
    figure = drawn(frame({"North": [2]}, ["2025-10-01"]))
    assert (
        lines(figure)[0].text[0].startswith("<b>North &lt;b&gt;</b>, October 2025<br>rank 2 (95%: 1 to 4)<br>18 of 50")
    )
    assert any(note.text == "North &lt;b&gt;  2" for note in figure.layout.annotations)


def test_periods_without_a_rank_and_periods_never_fetched_are_gaps() -> None:
    figure = drawn(frame({"North": [1, None, 2, 3]}, ["2025-08-01", "2025-09-01", "2025-10-01", "2025-12-01"]))
    (line,) = lines(figure)
    assert [None if np.isnan(y) else y for y in line.y] == [1, None, 2, None, 3]
    assert not line.connectgaps


def test_the_period_in_progress_is_dotted() -> None:
    months = ["2025-10-01", "2025-11-01", "2025-12-01"]
    figure = drawn(frame({"North": [1, 2, 9]}, months, [True, True, False]))
    solid, dotted = lines(figure)
    assert list(solid.y)[:2] == [1, 2]
    assert np.isnan(solid.y[2])
    assert (list(dotted.y), dotted.line.dash) == ([2, 9], "dot")
    assert any(note.text == "North &lt;b&gt;  2" and note.y == 2 for note in figure.layout.annotations)


def test_intervals_of_complete_periods_are_a_band_and_few_papers_are_pale() -> None:
    months = ["2025-10-01", "2025-11-01", "2025-12-01"]
    figure = drawn(frame({"North": [1, 12, 2]}, months, [True, True, False]))
    (band,) = [trace for trace in figure.data if trace.fill == "toself"]
    assert list(band.y) == [3, 14, 1, 1]
    line = lines(figure)[0]
    assert line.marker.symbol[:2] == ("circle", "circle-open")
    assert line.marker.opacity[1] < line.marker.opacity[0]
    assert "8 of 50 papers with a known organization: few papers say little" in line.text[1]
    assert "few" not in line.text[0]
    assert figure.layout.title.subtitle.text == "n = 150 papers"
    assert any("fewer than 10 papers" in note.text for note in figure.layout.annotations)


@pytest.mark.parametrize("places", [[1, 2, 3], [3, 3, 3], [1, 40, 41]])
def test_labels_do_not_overlap_and_stand_in_the_order_of_the_ranks(places: list[int]) -> None:
    names = ["North", "South", "West"]
    figure = drawn(frame({name: [place] for name, place in zip(names, places, strict=True)}, ["2025-10-01"]))
    px = (HEIGHT - MARGINS - MARK_PX) / max(5, *places)
    labels = [note for note in figure.layout.annotations if note.xref == "paper" and note.x == 1]
    heights = {note.text.split(" ")[0]: note.yshift - note.y * px for note in labels}
    ordered = sorted(heights.values())
    assert len(ordered) == 3
    assert min(np.diff(ordered)) >= LABEL_PX - 1
    if len(set(places)) == 3:
        assert sorted(heights, key=heights.__getitem__, reverse=True) == names


def test_nothing_ranked_draws_an_empty_chart() -> None:
    table = frame({"North": [None]}, ["2025-10-01"])
    for nothing in (table, table.iloc[:0]):
        assert not drawn(nothing).data
        assert drawn(nothing).layout.yaxis.range == (5.5, 0.5)
