"""Anything over time as stacked areas, small multiples and a heatmap, with bursts, and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from pipelines.charts.areas import SUM_NOTE, stacked_areas
from pipelines.charts.heat import time_heatmap
from pipelines.charts.lines import time_lines
from pipelines.charts.look import DARK, LIGHT, Caption
from pipelines.charts.measures import ATTENTION, COUNT, RANK, SHARE, Measure
from pipelines.charts.multiples import small_multiples
from pipelines.charts.names_above import names_above
from tests.charts.test_lines import contrast, luminance

MONTHS = ["2025-01-01", "2025-02-01", "2025-04-01", "2025-05-01"]  # March was never fetched, May is not over
NAMES = {"a": "Agents", "b": "<b>Code</b>"}
SLOTS = {"a": 0, "b": 1}
WORDS: dict[str, Any] = {"names": NAMES, "by": "series", "caption": Caption("Papers", "all", "source")}


def frame(counts: dict[str, list[int]], burst: str = "") -> pd.DataFrame:
    starts = pd.to_datetime(MONTHS)
    weekdays = np.busday_count(MONTHS, np.array(MONTHS, "datetime64[M]") + 1)
    parts = [
        pd.DataFrame(
            {
                "period_start": starts,
                "series": key,
                "n_papers": numbers,
                "total": 50,
                "share_pct": [2.0 * n for n in numbers],
                "share_low_pct": 0.0,
                "share_high_pct": 50.0,
                "rank": pd.array([1, 2, 3, None], dtype="Int64"),
                "rank_low": pd.array([1, 1, 1, None], dtype="Int64"),
                "rank_high": pd.array([9, 9, 90, None], dtype="Int64"),
                "n_ranked": 38,
                "attention_pct": [50.0, 60.0, np.nan, 40.0],
                "attention_low_pct": np.nan,
                "attention_high_pct": np.nan,
                "complete": [True, True, True, False],
                "weekdays": weekdays,
                "weekdays_fetched": [*weekdays[:3], 2],
            }
        )
        for key, numbers in counts.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    if burst:
        inside = (table["series"] == burst) & table["period_start"].between("2025-01-01", "2025-02-28")
        first, last = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-02-28")
        table["burst_level"] = inside.astype(int) * 2
        table["burst_start"], table["burst_end"] = (pd.Series(day, table.index).where(inside) for day in (first, last))
        table["burst_share_pct"], table["burst_usual_pct"] = 30.0, 10.0
    return table


COUNTS = {"a": [1, 2, 3, 4], "b": [10, 20, 30, 1]}


def areas(table: pd.DataFrame, measure: Measure = COUNT) -> go.Figure:
    return stacked_areas(table, measure, "month", slots=SLOTS, look=LIGHT, **WORDS)


def panels(table: pd.DataFrame, measure: Measure = COUNT) -> go.Figure:
    return small_multiples(table, measure, "month", slots=SLOTS, look=LIGHT, **WORDS)


def heat(table: pd.DataFrame, measure: Measure = COUNT, **options: Any) -> go.Figure:
    return time_heatmap(table, measure, "month", look=LIGHT, **WORDS, **options)


def lines(table: pd.DataFrame, measure: Measure = COUNT) -> go.Figure:
    return time_lines(table, measure, "month", slots=SLOTS, look=LIGHT, **WORDS)  # type: ignore[arg-type]


ALL = [areas, panels, heat, lines]


@pytest.mark.parametrize("draw", ALL)
def test_points_tell_what_they_are_and_names_stay_text(draw: Callable[..., go.Figure]) -> None:
    table = frame(COUNTS, burst="a")
    kept = table.copy()
    figure = draw(table)
    pd.testing.assert_frame_equal(table, kept)
    told = {tuple(map(str, data)) for trace in figure.data if trace.customdata is not None for data in trace.customdata}
    assert told >= {(key, month) for key in NAMES for month in MONTHS}
    assert "<b>Code</b>" not in str(figure)
    texts = [text for trace in figure.data if trace.customdata is not None for text in trace.text or ()]
    assert any("20 of 50 papers" in text for text in texts)
    bursting = [text for text in texts if "in a burst of level 2, 1 Jan 2025 to 28 Feb 2025: 30.0%, else 10.0%" in text]
    assert len(bursting) == 2
    assert all("Agents" in text for text in bursting)


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("measure", [SHARE, COUNT, ATTENTION, RANK])
def test_nothing_and_a_single_period_are_drawn(draw: Callable[..., go.Figure], measure: Measure) -> None:
    table = frame(COUNTS)
    assert not [trace for trace in draw(table.iloc[:0], measure).data if trace.customdata]
    assert len([data for trace in draw(table.iloc[:1], measure).data for data in trace.customdata or ()]) == 1


def test_areas_lie_on_one_another_break_at_gaps_and_pale_towards_an_open_period() -> None:
    figure = areas(frame(COUNTS))
    edges = {trace.name: list(trace.y) for trace in figure.data if trace.name}
    assert edges["Agents"] == [1, 2, 3, 4]
    assert edges["&lt;b&gt;Code&lt;/b&gt;"] == [11, 22, 33, 5]
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(bands) == 4  # of each: January to February, and, paler, April to May; none to March
    assert [len(band.x) for band in bands] == [4] * 4
    assert bands[0].fillcolor.endswith(",0.55)")
    assert bands[1].fillcolor.endswith(",0.22)")
    assert any(SUM_NOTE in note.text for note in figure.layout.annotations)
    assert figure.layout.yaxis.range[0] == 0
    bursting = [trace.fillcolor for trace in areas(frame(COUNTS, burst="a")).data if trace.fill == "toself"]
    assert bursting[0].endswith(",0.85)")


def test_panels_have_the_same_axes_and_the_other_lines_behind() -> None:
    figure = panels(frame(COUNTS))
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert figure.layout.xaxis.range == figure.layout.xaxis2.range
    (behind, *_) = [trace for trace in figure.data if trace.hoverinfo == "skip" and trace.xaxis == "x"]
    assert [y for y in behind.y if y is not None] == COUNTS["b"]
    assert behind.line.color == LIGHT.grid
    assert sum("Agents  3" in str(note.text) for note in figure.layout.annotations) == 1
    assert any("dotted: in progress" in str(note.text) for note in figure.layout.annotations)


def test_a_heatmap_is_blank_where_nothing_is_known_and_pale_where_a_period_is_open() -> None:
    whole, pale = [trace for trace in heat(frame(COUNTS)).data if trace.type == "heatmap"]
    assert np.array(whole.z).shape == (2, 5)
    assert np.isnan(np.array(whole.z)[:, [2, 4]]).all()
    assert (np.array(whole.z)[1, [0, 1, 3]] == [10, 20, 30]).all()
    assert np.array(pale.z)[:, 4].tolist() == [4, 1]
    assert [shade for _, shade in pale.colorscale][-1].endswith(",0.45)")
    assert (whole.zmin, whole.zmax) == (pale.zmin, pale.zmax) == (0, 30)
    upright = [trace for trace in heat(frame(COUNTS), upright=True).data if trace.type == "heatmap"]
    np.testing.assert_array_equal(np.array(upright[0].z), np.array(whole.z).T)


def test_colours_of_a_heatmap_leave_the_background_for_what_is_much() -> None:
    def as_hex(shade: str) -> str:
        return "#" + "".join(f"{int(part):02x}" for part in shade.removeprefix("rgb(").removesuffix(")").split(","))

    for look, rises in ((LIGHT, False), (DARK, True)):
        figure = time_heatmap(frame(COUNTS), SHARE, "month", look=look, **WORDS)
        shades = [as_hex(shade) for _, shade in figure.data[0].colorscale]
        assert (luminance(shades[-1]) > luminance(shades[0])) == rises
        assert min(contrast(look.text, shade) for shade in shades) >= 4.5
        ranks = time_heatmap(frame(COUNTS), RANK, "month", look=look, **WORDS)
        assert ranks.data[0].colorscale[0][1] == figure.data[0].colorscale[-1][1]  # the first place is the most


def test_bursts_are_broad_strokes_behind_a_line_and_frames_in_a_heatmap() -> None:
    table = frame(COUNTS, burst="a")
    (stroke,) = [trace for trace in lines(table).data if trace.meta == "burst"]
    assert list(stroke.y) == [1, 2]
    assert stroke.mode == "lines"
    alone = table.assign(burst_level=table["burst_level"].where(table["period_start"] == "2025-01-01", 0))
    (mark,) = [trace for trace in lines(alone).data if trace.meta == "burst"]
    assert mark.mode == "markers"
    assert not [trace for trace in lines(frame(COUNTS)).data if trace.meta == "burst"]
    (box,) = heat(table).layout.shapes
    assert (round(box.x0), round(box.x1), round(box.y0)) == (0, 1, 0)


def test_the_first_rank_is_on_top_and_labels_stand_at_their_lines() -> None:
    figure = lines(frame({"a": [1, 2, 3, 4]}), RANK)
    low, high = figure.layout.yaxis.range
    assert low > high == 0.5
    assert low < 90  # a long interval does not squeeze the ranks
    (label,) = [note for note in figure.layout.annotations if note.text.startswith("Agents")]
    assert (label.text, label.y) == ("Agents  3", 3)
    texts = [text for trace in figure.data if trace.name for text in trace.text]
    assert any("rank 3 of 38 (95%: 1 to 90)<br>3 of 50 papers" in text for text in texts)


def test_on_a_phone_names_stand_above_the_plot_and_values_at_the_lines() -> None:
    wide = lines(frame(COUNTS))
    narrow = names_above(wide)
    texts = [note.text for note in narrow.layout.annotations]
    assert {"3", "30", "<b>Agents</b>", "<b>&lt;b&gt;Code&lt;/b&gt;</b>"} <= set(texts)
    assert narrow.layout.margin.r < wide.layout.margin.r
    plots = [chart.layout.height - chart.layout.margin.t - chart.layout.margin.b for chart in (wide, narrow)]
    assert plots[0] == plots[1]
    assert any(note.text == "Agents  3" for note in wide.layout.annotations)
