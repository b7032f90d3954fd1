"""What is said of past risers follows what became of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pipelines.trends.riser_noise import Noise
from pipelines.trends.riser_record import Kept, RiserSummary
from pipelines.views.riser_record import riser_words

DAY = pd.Timestamp("2025-01-01")
KEPT = Kept(150, 66, 44.0, 50.0, 42.0, 59.0, 0.18, 0.4, 0.33)
NONE = Kept(0, 0, *[float("nan")] * 7)
NOISE = Noise(26.0, 19.0, 33.0)


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        (
            RiserSummary(15, DAY, DAY, KEPT, NONE, 0.2),
            "Of the top 10 risers at 15 past month ends, 44% kept rising over the next 3 months; of themes drawn at "
            "random 50% did (95% of draws: 42% to 59%; p = 0.180): a rise is no forecast of another. Of lists of mere "
            "noise 26% would (19% to 33%), because a count that is listed for its luck falls back: the lists held real "
            "changes.",
        ),
        (
            RiserSummary(15, DAY, DAY, replace(KEPT, kept_pct=20.0, p_value=0.0001), NONE, 0.2),
            "p < 0.001): what rises fast tends to fall back. Of lists of mere noise 26% would (19% to 33%), because a "
            "count that is listed for its luck falls back.",
        ),
        (
            RiserSummary(15, DAY, DAY, replace(KEPT, kept_pct=80.0, p_value=0.012), replace(KEPT, n_listed=17), 0.2),
            " Of the 17 rises among them that were more than noise, 44% went on; of themes drawn at random 50% did "
            "(95% of draws: 42% to 59%; p = 0.180); on average their share changed by +0.4 points (p = 0.330).",
        ),
        (RiserSummary(2, DAY, DAY, KEPT, NONE, 0.2), "cannot be told yet: of 2 past lists"),
    ],
)
def test_what_is_said_of_past_risers_follows_what_became_of_them(summary: RiserSummary, said: str) -> None:
    assert said in riser_words(summary, NOISE, "month", 3)
