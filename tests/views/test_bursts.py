"""What the chart of bursts says."""

from __future__ import annotations

import pandas as pd

from pipelines.mart.selection import Selection
from pipelines.views.bursts import burst_lead
from pipelines.views.filters import Filters


def test_the_lead_says_where_filters_narrow_the_papers_that_shares_are_of() -> None:
    days = pd.to_datetime(["2025-06-01", "2025-06-30"])
    burst = {"start": days[0], "end": days[1], "share_pct": 9.0, "usual_share_pct": 4.0, "n_papers": 20}
    theme, term = (pd.DataFrame([burst | {"name": "agents", "kind": kind}]) for kind in ("theme", "term"))
    names = {"agents": "Agents"}
    dated, themed, texted = (
        Filters(selection, "month", names)
        for selection in (Selection(since=days[0].date()), Selection(themes=("agents",)), Selection(text="x"))
    )
    assert "in 9.0% of papers from" in burst_lead(theme, dated)
    assert "in 9.0% of papers from" in burst_lead(theme, themed)  # themes say which, not of what
    assert "in 9.0% of papers that match the filters from" in burst_lead(term, themed)
    assert "in 9.0% of papers that match the filters from" in burst_lead(theme, texted)
