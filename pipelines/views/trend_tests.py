"""Which themes go steadily up or down over all complete periods, and when their share changed level."""

from __future__ import annotations

import pandas as pd

from pipelines.charts.chance import SURE, chance
from pipelines.charts.look import period_name
from pipelines.mart.tables.trend_tests import change_points, trend_tests
from pipelines.views.filters import Filters
from pipelines.views.view import Reader
from pipelines.views.words import count, percent, signed

TREND_NOTE = (
    "Slope: Theil-Sen. Test: Mann-Kendall, which takes the periods for independent: a share that wanders is called "
    "a trend more often than q says. Changes of level: optimal partitioning; of 100 themes that never changed, "
    "about five at the most would show one; a share that wanders is cut into steps, so they follow wandering, too."
)


def tested_trends(read: Reader, filters: Filters) -> pd.DataFrame:
    """The themes that could be tested, the surest first; columns of `trend_tests`."""
    tests = read(trend_tests, filters.selection, filters.period)
    return tests[tests["p_value"].notna()].sort_values("q_value", kind="stable")


def trends_lead(tests: pd.DataFrame) -> str:
    """How many themes went steadily up or down, in words."""
    sure = tests[tests["q_value"] < SURE]
    up, down = int((sure["slope_pp"] > 0).sum()), int((sure["slope_pp"] < 0).sum())
    return (
        f"{count(len(sure), 'theme')} of {len(tests)} went up or down more steadily than chance would "
        f"(q below {SURE}): {up} up, {down} down."
    )


def trend_rows(read: Reader, filters: Filters, tests: pd.DataFrame) -> pd.DataFrame:
    """Each theme's slope, test and newest change of level, as people read them.

    Parameters
    ----------
    tests : as `tested_trends` gives them

    Returns
    -------
    theme (id), name, slope (percentage points a period), interval, tau, q, changes, newest.
    """
    changes = read(change_points, filters.selection, filters.period)
    newest = changes.sort_values("period_start").drop_duplicates("theme", keep="last")
    told = {
        row["theme"]: f"{period_name(row['period_start'], filters.period)}: {percent(row['share_before_pct'], 1)} to "
        f"{percent(row['share_after_pct'], 1)}"
        for row in newest.to_dict("records")
    }
    return pd.DataFrame(
        {
            "theme": tests["theme"],
            "name": tests["theme"].map(filters.theme_names),
            "slope": tests["slope_pp"],
            "interval": [
                f"{signed(low, 2)} to {signed(high, 2)}" if pd.notna(low) else "–"
                for low, high in zip(tests["slope_low_pp"], tests["slope_high_pp"], strict=True)
            ],
            "tau": tests["tau"],
            "q": tests["q_value"].map(chance),
            "changes": tests["n_changes"],
            "newest": [told.get(theme, "–") for theme in tests["theme"]],
        }
    )
