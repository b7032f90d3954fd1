"""Charts over time: gaps, the period in progress, labels, and hostile names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from pipelines.charts.colours import apart, colour
from pipelines.charts.end_labels import LABEL_PX, spread
from pipelines.charts.lines import ATTENTION, COUNT, SHARE, time_lines
from pipelines.charts.look import DARK, LIGHT, LOOKS, Caption, Look


def frame(months: list[str], counts: list[int], complete: list[bool] | None = None) -> pd.DataFrame:
    shares = [100 * n / 50 for n in counts]
    weekdays = np.busday_count(months, np.array(months, "datetime64[M]") + 1)
    return pd.DataFrame(
        {
            "period_start": pd.to_datetime(months),
            "theme": "agents",
            "n_papers": counts,
            "total": 50,
            "share_pct": shares,
            "share_low_pct": [share - 1 for share in shares],
            "share_high_pct": [share + 2 for share in shares],
            "complete": complete or [True] * len(months),
            "weekdays": weekdays,
            "weekdays_fetched": [*weekdays[:-1], *([3] if len(months) else [])],
        }
    )


def drawn(table: pd.DataFrame, name: str = "Agents", look: Look = LIGHT) -> go.Figure:
    return time_lines(
        table, SHARE, "month", names={"agents": name}, slots={"agents": 0}, by="theme", look=look,
        caption=Caption("Share", "all", "source"),
    )  # fmt: skip


def attention(table: pd.DataFrame) -> go.Figure:
    return time_lines(
        table, ATTENTION, "month", names={"agents": "Agents"}, slots={"agents": 0}, by="theme", look=LIGHT,
        caption=Caption("Attention"),
    )  # fmt: skip


def marks(figure: go.Figure) -> list[str]:
    """What is said above the plot."""
    return [note.text for note in figure.layout.annotations if note.yref == "paper" and note.y == 1]


def lines(figure: go.Figure) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.name]


def test_a_gap_is_left_open_and_months_side_by_side_are_joined() -> None:
    line = lines(drawn(frame(["2025-01-01", "2025-02-01", "2025-05-01"], [5, 6, 7])))[0]
    assert [None if pd.isna(y) else y for y in line["y"]] == [10, 12, None, 14]


def test_the_period_in_progress_is_dashed_and_said_to_be() -> None:
    figure = drawn(frame(["2025-01-01", "2025-02-01", "2025-03-01"], [5, 6, 1], [True, True, False]))
    solid, dashed = lines(figure)
    assert (list(solid["y"]), list(dashed["y"])) == ([10, 12], [12, 2])
    assert dashed["line"]["dash"] == "dot"
    assert marks(figure) == ["in progress"]
    assert dashed["text"][-1].endswith(
        "1 of 50 papers, the period is in progress<br>3 of its 21 weekdays were fetched<br>click for the papers"
    )


def test_both_periods_that_the_dates_cut_are_said_to_be_cut() -> None:
    table = frame(["2025-01-01", "2025-02-01", "2025-03-01"], [5, 6, 1], [False, True, False])
    cut = table.assign(weekdays=[20, 20, 10], weekdays_fetched=[20, 20, 10])
    assert marks(drawn(cut)) == ["cut by the dates chosen"] * 2
    assert "the period is cut by the dates chosen" in lines(drawn(cut))[-1]["text"][-1]


def test_a_label_tells_the_last_complete_period_or_that_it_is_not_over() -> None:
    months = ["2025-01-01", "2025-02-01", "2025-03-01"]
    figure = drawn(frame(months, [5, 6, 20], [True, True, False]))
    (label,) = [note for note in figure.layout.annotations if note.text.startswith("Agents")]
    assert (label.text, label.y) == ("Agents  12.0%", 12)
    texts = [note.text for note in drawn(frame(months[:1], [5], [False])).layout.annotations]
    assert "Agents  10.0% so far" in texts


def test_a_period_fetched_in_part_has_a_hollow_marker() -> None:
    line = lines(drawn(frame(["2025-01-01", "2025-02-01"], [5, 6])))[0]
    assert list(line["marker"]["symbol"]) == ["circle", "circle-open"]
    assert "3 of its 20 weekdays were fetched" in line["text"][1]
    never_listed = drawn(frame(["2025-01-01", "2025-02-01"], [5, 6]).assign(weekdays_fetched=0))
    assert list(lines(never_listed)[0]["marker"]["symbol"]) == ["circle", "circle"]


def test_a_mean_of_few_papers_is_hollow_and_pale_and_told_but_a_share_is_not() -> None:
    table = frame(["2025-01-01", "2025-02-01"], [1, 40]).assign(
        attention_pct=[99.0, 60.0], attention_low_pct=np.nan, attention_high_pct=np.nan, weekdays_fetched=23
    )
    figure = attention(table)
    (line,) = lines(figure)
    assert list(line["marker"]["symbol"]) == ["circle-open", "circle"]
    assert line["marker"]["opacity"][0] < line["marker"]["opacity"][1] == 1
    assert "<br>1 paper: few papers say little<br>" in line["text"][0]
    assert "<br>40 papers<br>" in line["text"][1]
    assert any("fewer than 10 papers" in note.text for note in figure.layout.annotations)
    assert any(note.text == "Agents  99 (few)" for note in attention(table.head(1)).layout.annotations)
    assert list(lines(drawn(table))[0]["marker"]["symbol"]) == ["circle", "circle"]


def test_the_counts_of_a_smoothed_share_are_said_to_be_of_its_month_alone() -> None:
    figure = time_lines(
        frame(["2025-01-01", "2025-02-01"], [5, 6]), replace(SHARE, window=3), "month", names={"agents": "Agents"},
        slots={"agents": 0}, by="theme", look=LIGHT, caption=Caption("Share"),
    )  # fmt: skip
    assert "<br>this month alone: 5 of 50 papers<br>" in lines(figure)[0]["text"][0]


def test_a_point_tells_share_interval_and_n_of_n() -> None:
    line = lines(drawn(frame(["2025-01-01", "2025-02-01"], [5, 6])))[0]
    assert line["text"][0] == (
        "<b>Agents</b>, January 2025<br>10.0% share of papers (95%: 9.0 to 12.0)<br>5 of 50 papers<br>"
        "click for the papers"
    )
    assert list(line["customdata"][0]) == ["agents", "2025-01-01"]


def test_a_hostile_name_is_text() -> None:
    text = str(drawn(frame(["2025-01-01", "2025-02-01"], [5, 6]), name='<a href="javascript:alert(1)">x</a>'))
    assert "<a href" not in text


def test_the_input_stays_as_it_was_and_shares_begin_at_zero() -> None:
    table = frame(["2025-01-01", "2025-02-01"], [5, 6])
    kept = table.copy()
    figure = drawn(table)
    pd.testing.assert_frame_equal(table, kept)
    assert figure["layout"]["yaxis"]["range"][0] == 0


@pytest.mark.parametrize("measure", [SHARE, COUNT])
def test_nothing_to_draw_is_an_empty_chart_with_its_words(measure: object) -> None:
    empty = frame(["2025-01-01"], [1]).iloc[:0]
    figure = time_lines(
        empty, measure, "month", names={"agents": "Agents"}, slots={"agents": 0}, by="theme", look=DARK,
        caption=Caption("Share"),
    )  # fmt: skip
    assert not figure.data
    assert figure.layout.title.text == "<b>Share</b>"


def test_one_period_alone_is_a_point_with_its_label() -> None:
    figure = drawn(frame(["2025-01-01"], [5]))
    assert len(lines(figure)[0]["x"]) == 1
    assert any(note["text"] == "Agents  10.0%" for note in figure["layout"]["annotations"])


def test_attention_is_drawn_around_the_middle() -> None:
    table = frame(["2025-01-01", "2025-02-01"], [5, 6]).assign(
        attention_pct=[40.0, 60.0], attention_low_pct=[30.0, np.nan], attention_high_pct=[55.0, np.nan]
    )
    figure = attention(table)
    low, high = figure.layout.yaxis.range
    assert 0 < low < 30
    assert high > 60
    assert figure.layout.shapes[0].y0 == 50


def test_labels_are_moved_apart_and_keep_their_order() -> None:
    places = spread(np.array([10.0, 11.0, 12.0, 200.0]))
    assert (np.diff(places) >= LABEL_PX - 0.5).all()
    assert places[-1] == 200


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_is_readable_in_every_colour(mode: str) -> None:
    look = LOOKS[mode]
    for tint in [*(colour(slot, mode) for slot in range(39)), look.text, look.muted, look.accent]:
        assert contrast(tint, look.background) >= 4.5, tint


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_theme_has_a_colour_of_its_own(mode: str) -> None:
    assert len({colour(slot, mode) for slot in range(39)}) == 39


def test_colours_of_one_chart_are_kept_apart_and_the_first_keep_theirs() -> None:
    assert apart({"a": 0, "b": 1, "c": 2}) == {"a": 0, "b": 1, "c": 2}
    moved = apart({"a": 0, "b": 13, "c": 26})
    assert moved["a"] == 0
    assert len({slot % 13 for slot in moved.values()}) == 3
    assert apart({"a": 0, "b": 13, "c": 1}) == {"a": 0, "b": 15, "c": 1}  # whoever moves makes nobody else move
    assert apart({"a": 0, "b": 8}) == {"a": 0, "b": 8}
    assert len(apart(dict.fromkeys(range(8), 5))) == 8


def test_a_point_tells_of_days_that_ended_at_a_page_limit() -> None:
    line = lines(drawn(frame(["2025-01-01", "2025-02-01"], [5, 6]).assign(days_capped=[0, 2])))[0]
    assert "page limit" not in line["text"][0]
    assert "2 of its days ended at a page limit: more papers may have been listed" in line["text"][1]


def test_a_share_of_something_else_than_papers_says_of_what() -> None:
    table = frame(["2025-01-01", "2025-02-01"], [5, 6]).assign(share_of="papers with a known organization")
    assert "<br>5 of 50 papers with a known organization<br>" in lines(drawn(table))[0]["text"][0]


def test_few_papers_have_a_tick_each() -> None:
    for counts, tick in (([1, 3], 1), ([10, 30], None)):
        figure = time_lines(
            frame(["2025-01-01", "2025-02-01"], counts), COUNT, "month", names={"agents": "Agents"},
            slots={"agents": 0}, by="theme", look=LIGHT, caption=Caption("Papers"),
        )  # fmt: skip
        assert figure.layout.yaxis.dtick == tick
