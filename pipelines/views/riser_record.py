"""Does the list of risers predict? One or two sentences, from what became of past lists."""

from __future__ import annotations

from dataclasses import replace

from pipelines.charts.chance import chance
from pipelines.mart.tables.forecasts import riser_noise, riser_summary
from pipelines.mart.tables.movers import WINDOW
from pipelines.trends.periods import PeriodName
from pipelines.trends.riser_noise import Noise
from pipelines.trends.riser_record import ENOUGH, LISTED, Kept, RiserSummary
from pipelines.views.filters import Filters
from pipelines.views.view import Reader
from pipelines.views.words import count, percent, signed

_MEANS = {
    "more often": "rises tended to go on",
    "less often": "what rises fast tends to fall back",
    "as often": "a rise is no forecast of another",
}


def riser_record_words(read: Reader, filters: Filters, window: int | None = None) -> str:
    """How often past risers kept rising, over all days of the data, whatever themes are chosen.

    Parameters
    ----------
    window : periods that a list compares with as many before; unless told, `WINDOW`
    """
    selection = replace(filters.selection, since=None, until=None, themes=())
    asked = (selection, filters.period, window or WINDOW[filters.period])
    return riser_words(read(riser_summary, *asked), read(riser_noise, *asked), filters.period, asked[-1])


def riser_words(summary: RiserSummary, noise: Noise, period: PeriodName, window: int) -> str:
    """What became of past risers, and whether that is more than chance."""
    if summary.verdict == "too few":
        return (
            f"Whether risers keep rising cannot be told yet: of {count(summary.n_lists, 'past list')} the next "
            f"{_span(period, window)} can be seen, and {ENOUGH} lists are needed."
        )
    by_noise = f"{percent(noise.kept_pct)} would ({percent(noise.low_pct)} to {percent(noise.high_pct)})"
    listed, next_span = summary.listed, _span(period, window)
    words = (
        f"Of the top {LISTED} risers at {summary.n_lists} past {period} ends, {percent(listed.kept_pct)} kept rising "
        f"over the next {next_span}; {_against(listed)}: {_MEANS[summary.verdict]}. Of lists of mere noise {by_noise}, "
        f"because a count that is listed for its luck falls back{_real(listed.kept_pct, noise)}."
    )
    if summary.sure.n_listed:
        sure = summary.sure
        words += (
            f" Of the {sure.n_listed} rises among them that were more than noise, {percent(sure.kept_pct)} went on; "
            f"{_against(sure)}; on average their share changed by {signed(sure.change_pp)} points "
            f"({chance(sure.change_p_value, 'p')})."
        )
    return words


def _real(kept_pct: float, noise: Noise) -> str:
    return ": the lists held real changes" if kept_pct > noise.high_pct else ""


def _against(kept: Kept) -> str:
    return (
        f"of themes drawn at random {percent(kept.chance_pct)} did (95% of draws: {percent(kept.chance_low_pct)} to "
        f"{percent(kept.chance_high_pct)}; {chance(kept.p_value, 'p')})"
    )


def _span(period: PeriodName, window: int) -> str:
    """3 months, 8 weeks, quarter."""
    return period if window == 1 else count(window, period)
