"""Organizations side by side: size, breadth, attention, and what changed since the last window."""

from __future__ import annotations

from dataclasses import asdict, replace

import pandas as pd

from pipelines.mart.selection import Grouping, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import organization_momentum, windows
from pipelines.mart.tables.organizations import KNOWN, everyone, names_chosen
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.themes import themes
from pipelines.trends.attention import attention_summary
from pipelines.trends.breadth import breadth, tag_matrix
from pipelines.trends.differences import theme_changes
from pipelines.trends.frequency import jeffreys_interval
from pipelines.trends.periods import PeriodName
from pipelines.trends.ranks import competition_rank, rank_interval

_PAPERS = "select organization, parent, day, upvotes, attention_pct, themes from known"
_IN_WINDOWS = """
select organization, themes, day >= $now_first as now
from known where day between $before_first and $before_last or day between $now_first and $now_last
"""
_COUNTS = """
select organization,
    count(*) filter (day between $before_first and $before_last) as rank_before,
    count(*) filter (day between $now_first and $now_last) as rank_now
from known group by organization
"""


def organization_profile(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", *, by: Grouping = "organization"
) -> pd.DataFrame:
    """What each organization is like: size, breadth, attention; most papers first. `period` plays no part.

    Returns
    -------
    One row per organization with papers in the selection: organization, parent, n_papers, share_pct (of known_total),
    breadth (effective number of themes, see `breadth`), attention_pct (mean percentile of upvotes within the day),
    attention_low_pct, attention_high_pct, known_total (papers with a known organization), share_low_pct,
    share_high_pct, breadth_low, breadth_high, n_upvotes (papers with known upvotes), median_upvotes, first_day,
    last_day, rank, rank_low, rank_high (among all, whichever are chosen). Absent where there is too little to say it.
    """
    papers = snapshot.query(KNOWN[by] + _PAPERS, everyone(selection).parameters())
    grouped = papers.groupby("organization")
    frame = grouped.agg(
        parent=("parent", "first"), n_papers=("parent", "size"), first_day=("day", "min"), last_day=("day", "max")
    ).reset_index()
    frame["known_total"] = len(papers)
    frame["share_pct"] = 100 * frame["n_papers"] / frame["known_total"]
    low, high = jeffreys_interval(frame["n_papers"], frame["known_total"])
    frame["share_low_pct"], frame["share_high_pct"] = 100 * low, 100 * high
    frame["rank"] = competition_rank(frame["n_papers"])
    frame["rank_low"], frame["rank_high"] = rank_interval(frame["n_papers"])
    frame = frame[frame["organization"].isin(names_chosen(snapshot, selection, by))]
    vocabulary = themes(snapshot)["theme"].to_list()
    tags = papers[papers["organization"].isin(frame["organization"])].groupby("organization")["themes"].agg(list)
    spread = [breadth(tag_matrix(tags[name], vocabulary)) for name in frame["organization"]]
    columns = ["breadth", "breadth_low", "breadth_high"]
    frame[columns] = pd.DataFrame(spread, columns=columns, index=frame.index, dtype="float64")
    attention = attention_summary(papers[papers["organization"].isin(frame["organization"])], ["organization"])
    frame = frame.merge(attention.rename(columns={"n_papers": "n_upvotes"}), on="organization", how="left")
    frame["n_upvotes"] = frame["n_upvotes"].fillna(0).astype("int64")
    first = ["organization", "parent", "n_papers", "share_pct", "breadth"]
    asked = ["attention_pct", "attention_low_pct", "attention_high_pct", "known_total"]
    added = ["share_low_pct", "share_high_pct", "breadth_low", "breadth_high", "n_upvotes", "median_upvotes"]
    frame = frame.sort_values(["n_papers", "organization"], ascending=[False, True], ignore_index=True)
    return frame[[*first, *asked, *added, "first_day", "last_day", "rank", "rank_low", "rank_high"]]


def organization_changes(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    by: Grouping = "organization",
    window: int | None = None,
) -> pd.DataFrame:
    """What changed between the last two windows of complete periods, organization by organization.

    Unless told, a window is `WINDOW` periods. q-values are over all organizations that `organization_momentum` has,
    whichever are chosen.

    Returns
    -------
    The columns of `organization_momentum` (organization, n_before, n_now, share_before_pct, share_now_pct, change_pp,
    log_odds, z, q_value, change_low_pp, change_high_pp, log_odds_low, log_odds_high), rank_before, rank_now (by papers
    in the window, among all; absent without any); the most risen first.
    """
    everybody = everyone(selection)
    frame = organization_momentum(snapshot, everybody, period, window, by)
    spans = windows(snapshot, everybody, period, window)
    if spans is None:
        return frame.assign(**{column: pd.array([], dtype="Int64") for column in ("rank_before", "rank_now")})
    counts = snapshot.query(KNOWN[by] + _COUNTS, {**everybody.parameters(), **asdict(spans)}).set_index("organization")
    for column in ("rank_before", "rank_now"):
        frame[column] = frame["organization"].map(competition_rank(counts[column])).astype("Int64")
    return frame[frame["organization"].isin(names_chosen(snapshot, selection, by))].reset_index(drop=True)


def organization_theme_changes(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    by: Grouping = "organization",
    names: tuple[str, ...],
    window: int | None = None,
) -> pd.DataFrame:
    """Within each named organization, the themes whose share of its papers changed between the last two windows.

    Unless told, a window is `WINDOW` periods. The selection's themes say which rows to give; q-values are over all
    themes that `theme_changes` has of one organization.

    Returns
    -------
    organization, then the columns of `theme_changes`: theme, n_before, n_now, share_before_pct, share_now_pct,
    change_pp, q_value, change_low_pp, change_high_pp, total_before, total_now (its papers in each window); by
    organization in the order of `names`, the most risen theme first. An organization without papers in a window has no
    row: nothing can be compared.
    """
    everybody = replace(everyone(selection), themes=())
    spans = windows(snapshot, everybody, period, window)
    nothing = theme_changes(pd.DataFrame(columns=["theme", "n_before", "n_now"]), total_before=0, total_now=0)
    frames = [nothing.assign(organization=pd.Series(dtype="object"))]
    if spans is not None:
        papers = snapshot.query(KNOWN[by] + _IN_WINDOWS, {**everybody.parameters(), **asdict(spans)})
        for name in dict.fromkeys(names):
            own = papers[papers["organization"] == name]
            counts = own.explode("themes").groupby("themes")["now"].agg(n_now="sum", n_both="size").reset_index()
            counts = counts.assign(theme=counts["themes"], n_before=counts["n_both"] - counts["n_now"])
            n_now = int(own["now"].sum())
            changes = theme_changes(counts, total_before=len(own) - n_now, total_now=n_now)
            frames.append(changes.assign(organization=name))
    frame = pd.concat(frames, ignore_index=True)[["organization", *nothing.columns]]
    return frame[frame["theme"].isin(selection.themes)].reset_index(drop=True) if selection.themes else frame
