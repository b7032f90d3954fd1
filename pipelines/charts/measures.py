"""What charts over time may show of a series, and what is told of one of its points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.charts.look import period_name, plain
from pipelines.charts.mix import SMALL
from pipelines.charts.over_time import papers_words, unfinished, whole
from pipelines.trends.periods import PeriodName


@dataclass(frozen=True)
class Measure:
    """What the vertical axis shows."""

    column: str
    axis: str  # its title, with the unit
    suffix: str = ""  # after a value: "%"
    decimals: int = 0
    low: str = ""  # columns of the interval, where there is one
    high: str = ""
    of: str = ""  # the column of the denominator, for the tooltip
    from_zero: bool = True
    window: int = 1  # periods that each value is a mean of
    middle: float | None = None  # a value to compare with, which the axis need not begin at
    downwards: bool = False  # the least on top, as of ranks

    @property
    def of_few_papers_says_little(self) -> bool:
        """Whether it is a mean or a quantile of the papers themselves, and no count or share, which has an interval."""
        return not self.of


SHARE = Measure("share_pct", "share of papers (%)", "%", 1, "share_low_pct", "share_high_pct", "total")
KNOWN_SHARE = Measure(
    "share_pct", "share of papers with a known organization (%)", "%", 1, "share_low_pct", "share_high_pct",
    "known_total",
)  # fmt: skip
COUNT = Measure("n_papers", "papers", of="total")
KNOWN_COUNT = Measure("n_papers", "papers", of="known_total")
MEDIAN = Measure("median_upvotes", "median upvotes", decimals=0)
ATTENTION = Measure(
    "attention_pct", "attention (percentile within the day)", "", 0, "attention_low_pct", "attention_high_pct",
    from_zero=False, middle=50,
)  # fmt: skip
RANK = Measure(
    "rank", "rank by papers (1 is the most)", low="rank_low", high="rank_high", of="total", from_zero=False,
    downwards=True,
)  # fmt: skip


def told_of_periods(frame: pd.DataFrame, measure: Measure, period: PeriodName) -> pd.DataFrame:
    """The frame with what `add_series` and `point_words` tell of a period: unfinished, whole, few."""
    return frame.assign(unfinished=unfinished(frame, period), whole=whole(frame), few=_few(frame, measure))


def _few(frame: pd.DataFrame, measure: Measure) -> pd.Series[bool]:
    """Where the value is a mean or median of so few papers that it says little."""
    return (frame["n_papers"] < SMALL) & frame[measure.column].notna() & measure.of_few_papers_says_little


def value_words(row: pd.Series[Any], measure: Measure) -> str:
    """The value with its unit: 17.2%."""
    return f"{row[measure.column]:,.{measure.decimals}f}{measure.suffix}"


def point_words(row: pd.Series[Any], name: str, measure: Measure, period: PeriodName) -> str:
    """What the tooltip of a point says: the value, its interval, n of N, and what is odd about the period."""
    if pd.isna(row[measure.column]):
        return ""
    lines = [f"<b>{plain(name)}</b>, {period_name(row['period_start'], period)}"]
    spread = ""
    if measure.low and pd.notna(row[measure.low]):
        spread = f" (95%: {row[measure.low]:.{measure.decimals}f} to {row[measure.high]:.{measure.decimals}f})"
    what = measure.axis.split(" (")[0]
    value = value_words(row, measure)
    lines.append(f"rank {value} of {row['n_ranked']:,.0f}{spread}" if measure.downwards else f"{value} {what}{spread}")
    alone = f"this {period} alone: " if measure.window > 1 else ""
    papers = papers_words(row["n_papers"], row[measure.of] if measure.of else None, row.get("share_of", "papers"))
    open_ended = f", the period is {row['unfinished']}" if row["unfinished"] else ""
    lines.append(f"{alone}{papers}{': few papers say little' if row['few'] else ''}{open_ended}")
    if row.get("weekdays_fetched", 0) and row["weekdays_fetched"] < row["weekdays"]:
        lines.append(f"{row['weekdays_fetched']:.0f} of its {row['weekdays']:.0f} weekdays were fetched")
    if capped := row.get("days_capped", 0):
        lines.append(f"{capped:.0f} of its days ended at a page limit: more papers may have been listed")
    if level := row.get("burst_level", 0):
        lines.append(f"in a burst of level {level:.0f}, {_burst_words(row)}")
    return "<br>".join([*lines, "click for the papers"])


def _burst_words(row: pd.Series[Any]) -> str:
    """From when to when, and how much more than usual: 1 Jan 2026 to 31 Mar 2026: 26.8%, else 11.9%."""
    first, last = (f"{day.day} {day:%b %Y}" for day in (row["burst_start"], row["burst_end"]))
    usual = f", else {row['burst_usual_pct']:.1f}%" if pd.notna(row["burst_usual_pct"]) else ""
    return f"{first} to {last}: {row['burst_share_pct']:.1f}%{usual}"
