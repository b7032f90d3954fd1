"""The chart of a forecast: history, gaps, fan, and what is not complete."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.charts.forecast import forecast_lines
from pipelines.charts.look import DARK, LIGHT, Caption


def history(months: list[str], complete: list[bool] | None = None) -> pd.DataFrame:
    n = range(5, 5 + len(months))
    shares = [2.0 * one for one in n]
    return pd.DataFrame(
        {
            "period_start": pd.to_datetime(months), "theme": "agents", "n_papers": n, "total": 50, "share_pct": shares,
            "share_low_pct": [share - 1 for share in shares], "share_high_pct": [share + 2 for share in shares],
            "complete": complete or [True] * len(months),
        }
    )  # fmt: skip


def ahead(method: str, share: float) -> pd.DataFrame:
    starts = pd.to_datetime(["2025-06-01", "2025-07-01"])
    return pd.DataFrame(
        {"theme": "agents", "period_start": starts, "share_pct": share, "low_pct": [3.0, 2.0], "high_pct": [20.0, 40.0],
         "method": method, "n_assumed": 50}
    )  # fmt: skip


def drawn(seen: pd.DataFrame, shown: pd.DataFrame, naive: pd.DataFrame | None = None, look: object = LIGHT) -> object:
    naive = shown.iloc[:0] if naive is None else naive
    return forecast_lines(seen, shown, naive, "month", slot=0, look=look, caption=Caption("Share <b>", "s", "source"))


def lines(figure: object, dash: str) -> list[object]:
    return [trace for trace in figure.data if trace.fill is None and trace.line.dash == dash]


def test_the_forecast_goes_on_from_the_last_complete_month_with_its_fan() -> None:
    figure = drawn(history(["2025-04-01", "2025-05-01"]), ahead("damped <i>", 11.0), ahead("naive", 12.0))
    (shown,), (naive,) = lines(figure, "dash"), lines(figure, "dot")
    assert list(shown.y) == [12, 11, 11]
    assert list(naive.y) == [12, 12, 12]
    fan = [trace for trace in figure.data if trace.fill == "toself"][-1]
    assert list(fan.y) == [12, 20, 40, 2, 3, 12]
    assert figure.layout.yaxis.range[1] > 40
    assert figure.layout.xaxis.range[1] > pd.Timestamp("2025-07-01")
    assert "June 2025" in shown.text[1]
    assert "(95%: 3.0 to 20.0, were there 50 papers)" in shown.text[1]
    texts = [note.text for note in figure.layout.annotations]
    assert "naive  12.0%" in texts
    assert not any("<i>" in text for text in [*texts, *shown.text])


def test_a_gap_is_left_open_and_a_month_in_progress_stands_alone() -> None:
    seen = history(["2025-01-01", "2025-02-01", "2025-04-01", "2025-05-01"], [True, True, True, False])
    figure = drawn(seen, ahead("damped", 11.0))
    solid = lines(figure, "solid")
    assert [list(line.y) for line in solid] == [[10, 12], [14], [16]]
    assert solid[-1].mode == "markers"
    assert "not complete" in solid[-1].text[0]
    assert list(lines(figure, "dash")[0].y) == [14, 11, 11]


def test_without_a_naive_line_there_is_none_and_the_input_stays() -> None:
    seen, shown = history(["2025-04-01", "2025-05-01"]), ahead("naive", 12.0)
    kept = seen.copy(), shown.copy()
    figure = drawn(seen, shown, look=DARK)
    assert not lines(figure, "dot")
    pd.testing.assert_frame_equal(seen, kept[0])
    pd.testing.assert_frame_equal(shown, kept[1])


@pytest.mark.parametrize("months", [[], ["2025-05-01"]])
def test_no_month_and_one_month_can_be_drawn(months: list[str]) -> None:
    figure = drawn(history(months), ahead("naive", 12.0).iloc[: 2 * len(months)])
    assert bool(figure.data) == bool(months)
    assert figure.layout.title.text == "<b>Share &lt;b&gt;</b>"
