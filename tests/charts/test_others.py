"""The charts that are not over time: what they draw, and that hostile names stay text."""

from __future__ import annotations

import pandas as pd

from pipelines.charts.coverage import coverage
from pipelines.charts.distribution import distribution
from pipelines.charts.look import LIGHT, Caption, period_name, shortened
from pipelines.charts.mix import mix
from pipelines.charts.movers import movers

CAPTION = Caption("Title <b>", "subtitle", "source")


def test_movers_show_before_and_now_and_pale_what_may_be_noise() -> None:
    frame = pd.DataFrame(
        {
            "theme": ["a", "b"], "n_before": [10, 30], "n_now": [30, 25], "share_before_pct": [5.0, 15.0],
            "share_now_pct": [15.0, 12.5], "change_pp": [10.0, -2.5], "q_value": [0.0001, 0.4],
        }
    )  # fmt: skip
    figure = movers(frame, names={"a": "Agents", "b": "<i>B</i>"}, now="2026-01-01", look=LIGHT, caption=CAPTION)
    assert [list(trace.x) for trace in figure.data] == [[5, 15], [15, 12.5]]
    assert [trace.opacity for trace in figure.data] == [1.0, 0.45]
    assert list(figure.data[0].customdata[0]) == ["a", "2026-01-01"]
    assert "q < 0.001" in figure.data[0].text[0]
    assert "<i>" not in str(figure)
    assert any("may be noise" in note.text for note in figure.layout.annotations)


def test_the_mix_is_of_each_organizations_own_papers_and_marks_the_few() -> None:
    frame = pd.DataFrame(
        {
            "organization": ["North", "North", "<script>"], "theme": ["a", "b", "a"], "n_papers": [6, 3, 2],
            "total": [12, 12, 4], "share_pct": [50.0, 25.0, 50.0],
        }
    )  # fmt: skip
    heat = mix(frame, names={"a": "Agents", "b": "Code"}, look=LIGHT, caption=CAPTION).data[0]
    assert heat.z.tolist() == [[50, 50], [25, 0]]
    assert heat.x[0].endswith("n = 12")
    assert heat.x[1].endswith("n = 4, few")
    assert "<script>" not in str(heat)


def test_coverage_says_absent_where_no_organization_is_named() -> None:
    frame = pd.DataFrame(
        {
            "period_start": pd.to_datetime(["2025-09-01", "2025-10-01"]), "n_papers": [0, 30], "total": [50, 60],
            "share_pct": [0.0, 50.0], "complete": [True, False],
        }
    )  # fmt: skip
    known, unknown = coverage(frame, "month", look=LIGHT, caption=CAPTION).data
    assert (list(known.y), list(unknown.y)) == ([0, 30], [50, 30])
    assert "named no organization" in known.text[0]
    assert "30 of 60 papers (50%)" in known.text[1]


def test_every_paper_is_in_one_bar_of_the_distribution() -> None:
    counts = pd.DataFrame({"upvotes": [0, 1, 2, 9, 10, 480], "n_papers": [3, 5, 1, 2, 2, 1]})
    bars = distribution(counts, look=LIGHT, caption=CAPTION).data[0]
    assert sum(bars.y) == 14
    assert (bars.x[0], bars.y[0]) == ("0", 3)
    only_zero = distribution(pd.DataFrame({"upvotes": [0], "n_papers": [7]}), look=LIGHT, caption=CAPTION)
    assert sum(only_zero.data[0].y) == 7


def test_words_around_charts() -> None:
    start = pd.Timestamp("2026-03-09")
    names = [period_name(start, period) for period in ("week", "month", "quarter")]
    assert names == ["week of 9 Mar 2026", "March 2026", "Q1 2026"]
    assert shortened("a" * 40, 10) == "a" * 9 + "…"
    assert (
        distribution(pd.DataFrame({"upvotes": [1], "n_papers": [1]}), look=LIGHT, caption=CAPTION).layout.title.text
        == "<b>Title &lt;b&gt;</b>"
    )
