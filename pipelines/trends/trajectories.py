"""How upvotes grow after a paper's listing, from repeated looks at it, and how papers compare at equal age."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.trends.attention import MIN_LISTED, bootstrap_quantile, mid_rank_pct

MATURE_DAYS = 14  # upvotes settle in one to two weeks
_TRAJECTORY = {
    "paper_id": "object", "hours": "float64", "upvotes": "int64", "velocity_per_hour": "float64", "age_days": "int64",
    "same_age_pct": "float64", "n_same_age": "int64", "immature": "bool",
}  # fmt: skip
_CURVE = {
    "age_days": "int64", "n_papers": "int64", "median_upvotes": "float64", "lower_quartile_upvotes": "float64",
    "upper_quartile_upvotes": "float64", "median_low": "float64", "median_high": "float64", "hours": "float64",
}  # fmt: skip


def trajectories(observations: pd.DataFrame) -> pd.DataFrame:
    """Each paper's upvotes by hours since its listing, how fast they grew, and how they compare at equal age.

    Hour 0 is 00:00 UTC of the first listing day. A source that tells only the day it looked is placed at that day's
    00:00. Of several counts at one moment the largest is kept.

    Parameters
    ----------
    observations : columns paper_id, listed_on (date), observed_at (naive UTC), upvotes; any order. Rows without
        upvotes, without a listing day, or before it (`seen_before_listing`) are left out

    Returns
    -------
    One row per paper and moment, in order: paper_id, hours, upvotes, velocity_per_hour (upvotes an hour since the
    look before; absent at the first), age_days (whole days since hour 0), same_age_pct (mid-rank percentile, 0 to
    100, among all papers looked at when that many days old; of a paper's looks of one day the last counts, the others
    have none; absent below five papers), n_same_age (those papers), immature (last seen less than 14 days old).
    """
    hours = _hours(observations)
    known = observations.assign(hours=hours)[(hours >= 0) & observations["upvotes"].notna()]
    frame = known.groupby(["paper_id", "hours"], as_index=False).agg(upvotes=("upvotes", "max"))
    by_paper = frame.groupby("paper_id")
    frame["velocity_per_hour"] = by_paper["upvotes"].diff().astype("float64") / by_paper["hours"].diff()
    frame["age_days"] = np.floor(frame["hours"] / 24).astype("int64")
    last = ~frame.duplicated(["paper_id", "age_days"], keep="last")
    ages = frame["age_days"].where(last)
    frame["n_same_age"] = frame["age_days"].map(ages.value_counts()).astype("int64")
    percentiles = mid_rank_pct(frame["upvotes"].astype("float64"), ages)
    frame["same_age_pct"] = percentiles.where(frame["n_same_age"] >= MIN_LISTED)
    frame["immature"] = by_paper["hours"].transform("max") < 24 * MATURE_DAYS
    return frame[list(_TRAJECTORY)].astype(_TRAJECTORY)


def seen_before_listing(observations: pd.DataFrame) -> int:
    """How many looks at upvotes `trajectories` leaves out because they came before the listing day."""
    return int(((_hours(observations) < 0) & observations["upvotes"].notna()).sum())


def _hours(observations: pd.DataFrame) -> pd.Series[float]:
    waited = pd.to_datetime(observations["observed_at"]) - pd.to_datetime(observations["listed_on"])
    return waited.dt.total_seconds() / 3600


def age_curve(looks: pd.DataFrame) -> pd.DataFrame:
    """Upvotes of the papers looked at when so many days old; other papers may have been looked at at another age.

    Parameters
    ----------
    looks : as `trajectories` gives them

    Returns
    -------
    One row per age at which five papers or more were looked at: age_days, n_papers, median_upvotes,
    lower_quartile_upvotes, upper_quartile_upvotes (of the papers), median_low, median_high (95% interval of the
    median, `bootstrap_quantile`), hours (median hours since listing of those looks).
    """
    rows = []
    last = looks[~looks.duplicated(["paper_id", "age_days"], keep="last")]
    for age, group in last.groupby("age_days"):
        if len(group) >= MIN_LISTED:
            ordered = np.sort(group["upvotes"].to_numpy("float64"))
            lower, median, upper = np.quantile(ordered, [0.25, 0.5, 0.75])
            interval = bootstrap_quantile(ordered, 0.5)
            rows.append((age, len(ordered), median, lower, upper, *interval, group["hours"].median()))
    return pd.DataFrame(rows, columns=list(_CURVE)).astype(_CURVE)


def half_times(looks: pd.DataFrame) -> pd.DataFrame:
    """When each mature paper had half of its final upvotes, interpolated between the looks around that moment.

    Parameters
    ----------
    looks : as `trajectories` gives them

    Returns
    -------
    One row per paper with two looks or more, the last at least 14 days after hour 0, and any upvotes then: paper_id,
    n_looks, final_upvotes (at the last look), hours_to_half, at_most (bool: half was there at the first look, whose
    hours these are).
    """
    mature = looks[~looks["immature"]]
    by_paper = mature.groupby("paper_id")
    final = by_paper["upvotes"].transform("last")
    mature = mature.assign(
        final_upvotes=final, n_looks=by_paper["upvotes"].transform("size"),
        hours_before=by_paper["hours"].shift(), upvotes_before=by_paper["upvotes"].shift(),
    )  # fmt: skip
    reached = mature[(mature["upvotes"] >= final / 2) & (final > 0) & (mature["n_looks"] > 1)]
    first = reached.drop_duplicates("paper_id")
    at_most = first["upvotes_before"].isna()
    part = (first["final_upvotes"] / 2 - first["upvotes_before"]) / (first["upvotes"] - first["upvotes_before"])
    between = first["hours_before"] + part * (first["hours"] - first["hours_before"])
    frame = first.assign(hours_to_half=between.where(~at_most, first["hours"]).astype("float64"), at_most=at_most)
    return frame[["paper_id", "n_looks", "final_upvotes", "hours_to_half", "at_most"]].reset_index(drop=True)


@dataclass(frozen=True)
class HalfTime:
    """The median paper's time to half of its final upvotes, in hours; absent (nan) without papers."""

    n_papers: int
    hours: float
    low: float  # 95% interval
    high: float
    at_most: bool  # the first looks came too late for so many papers that the median may be less


def typical_half_time(halves: pd.DataFrame) -> HalfTime:
    """Median of `half_times`, with the interval of `bootstrap_quantile`."""
    if halves.empty:
        return HalfTime(0, float("nan"), float("nan"), float("nan"), False)
    ordered = np.sort(halves["hours_to_half"].to_numpy("float64"))
    median = float(np.median(ordered))
    least = float(np.median(halves["hours_to_half"].where(~halves["at_most"], 0.0)))
    return HalfTime(len(ordered), median, *bootstrap_quantile(ordered, 0.5), at_most=least < median)
