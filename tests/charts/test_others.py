"""The charts that are not over time: what they draw, and that hostile names stay text."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.charts.coverage import coverage
from pipelines.charts.distribution import distribution
from pipelines.charts.look import LIGHT, Caption, period_name, shortened
from pipelines.charts.mix import mix
from pipelines.charts.movers import FALL, RISE, mixed, movers

CAPTION = Caption("Title <b>", "subtitle", "source")


def test_movers_show_before_and_now_and_pale_what_may_be_noise() -> None:
    frame = pd.DataFrame(
        {
            "theme": ["a", "b"], "n_before": [10, 30], "n_now": [30, 25], "share_before_pct": [5.0, 15.0],
            "share_now_pct": [15.0, 12.5], "change_pp": [10.0, -2.5], "q_value": [0.0001, 0.4],
            "change_low_pp": [6.0, -16.0], "change_high_pp": [14.0, 1.0],
        }
    )  # fmt: skip
    figure = movers(frame, names={"a": "Agents", "b": "<i>B</i>"}, now="2026-01-01", look=LIGHT, caption=CAPTION)
    shares = [trace for trace in figure.data if trace.name == "share"]
    assert [list(trace.x) for trace in shares] == [[5, 15], [15, 12.5]]
    assert [list(trace.x) for trace in figure.data if trace.name == "interval"] == [[11, 19], [0, 16]]
    assert [trace.line.color for trace in shares] == [RISE["light"], mixed(FALL["light"], LIGHT.background, 0.45)]
    assert list(shares[0].customdata[0]) == ["a", "2026-01-01"]
    assert "(95%: +6.0 to +14.0), q < 0.001" in shares[0].text[0]
    assert "<i>" not in str(figure)
    assert any("may be noise" in note.text for note in figure.layout.annotations)
    assert figure.layout.xaxis.range == pytest.approx((0, 1.03 * 19))
    high = movers(
        frame.assign(share_now_pct=[99.0, 2.0]), names={"a": "A", "b": "B"}, now="2026-01-01", look=LIGHT,
        caption=CAPTION,
    )  # fmt: skip
    assert high.layout.xaxis.range == (0, 100)  # no share lies above


def test_movers_of_other_kinds_whose_names_are_alike_when_cut_stay_apart() -> None:
    long = "Laboratory of the very same long beginning, "
    rows = {"share_before_pct": 1.0, "share_now_pct": 2.0, "change_pp": 1.0, "q_value": 0.0496, "n_before": 1}
    frame = pd.DataFrame({"topic_id": [7, 8], **rows, "n_now": 2, "change_low_pp": 0.1, "change_high_pp": 1.9})
    names = {7: long + "north", 8: long + "south"}
    figure = movers(frame, names=names, now="2026-01-01", look=LIGHT, caption=CAPTION, by="topic_id", of="known ones")
    shares = [trace for trace in figure.data if trace.name == "share"]
    assert len({trace.y[0] for trace in shares}) == len(set(figure.layout.yaxis.ticktext)) == 2
    assert shares[0].customdata[0][0] == "7"
    assert "q = 0.0496" in shares[0].text[0]  # not 0.050, which would look like noise
    assert "share of known ones" in figure.layout.xaxis.title.text


def test_the_mix_is_of_each_organizations_own_papers_and_marks_the_few() -> None:
    frame = pd.DataFrame(
        {
            "organization": ["North", "North", "<script>"], "theme": ["a", "b", "a"], "n_papers": [6, 3, 2],
            "total": [12, 12, 4], "share_pct": [50.0, 25.0, 50.0],
        }
    )  # fmt: skip
    figure = mix(frame, names={"a": "Agents", "b": "Code"}, look=LIGHT, caption=CAPTION)
    assert figure.data[0].z.tolist() == [[50, 50], [25, 0]]
    first, second = figure.layout.xaxis.ticktext
    assert first.endswith("n = 12")
    assert second.endswith("n = 4, few")
    assert figure.data[1].customdata[1] == ["<script>", "a"]
    assert "<script>" not in str(figure.update_traces(customdata=None))


def test_two_names_that_are_alike_when_cut_have_columns_of_their_own() -> None:
    names = ["An Institute with a very long name, North", "An Institute with a very long name, South"]
    frame = pd.DataFrame({"organization": names, "theme": "a", "n_papers": [6, 3], "total": 12, "share_pct": [50, 25]})
    heat = mix(frame, names={"a": "Agents"}, look=LIGHT, caption=CAPTION).data[0]
    assert len(set(heat.x)) == 2


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
