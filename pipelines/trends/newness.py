"""What is so now and was not so before: changes that became sure, bursts that began or ended."""

from __future__ import annotations

import pandas as pd

from pipelines.trends.certainty import SURE

EVENTS = ["began", "resumed", "passed", "ended"]  # what becomes of bursts


def newly_sure(now: pd.DataFrame, then: pd.DataFrame, by: str) -> pd.DataFrame:
    """The changes that are more than noise now and were not then, or went the other way then.

    Parameters
    ----------
    now, then : from `theme_momentum`, of the days until now and until then
    by : the column that says what changed

    Returns
    -------
    The rows of `now` with a q-value below `SURE` that had none then, with rising (bool) and q_before (absent where
    there was too little to compare), farthest from noise first. None where nothing at all could be compared then: not
    known is not new.
    """
    frame = now.merge(then[[by, "z", "q_value"]], on=by, how="left", suffixes=("", "_before"))
    frame = frame.rename(columns={"q_value_before": "q_before"}).assign(rising=frame["z"] > 0)
    was = (frame["q_before"] < SURE) & ((frame["z_before"] > 0) == frame["rising"])
    frame = frame[(frame["q_value"] < SURE) & ~was & (not then.empty)]
    order = frame["z"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].drop(columns="z_before").reset_index(drop=True)


def burst_changes(
    now: pd.DataFrame,
    then: pd.DataFrame,
    *,
    now_last: pd.Timestamp | None,
    then_last: pd.Timestamp | None,
    by: str = "name",
) -> pd.DataFrame:
    """The bursts that began or ended between two looks.

    A burst goes on when it reaches the last complete period. It may have started earlier than the first look: it takes
    some periods to be sure of one.

    Parameters
    ----------
    now, then : from `find_bursts`, of the days until now and until then
    now_last, then_last : last day of the last complete period of each; None where none is complete
    by : the column of both that says what bursts

    Returns
    -------
    The columns of `now`, with event: "began" (goes on now, was none then), "resumed" (goes on now, was over then),
    "passed" (began and ended in between) or "ended" (went on then, does not now; where it is no burst at all any more,
    the row of then); in this order, then by weight. None where no period became complete in between.
    """
    if now_last is None or then_last is None or now_last <= then_last:
        return now.iloc[:0].assign(event=pd.Series(dtype="object"))
    going = then[then["end"] == then_last]
    later = now[now["end"] > then_last].reset_index(drop=True)
    known, on = later[by].isin(going[by]), later["end"] == now_last
    met = later.reset_index().merge(then[[by, "end"]], on=by, suffixes=("", "_then"))
    over_then = later.index.isin(met.loc[met["end_then"] >= met["start"], "index"])
    parts = [
        later[on & ~known & ~over_then].assign(event="began"),
        later[on & ~known & over_then].assign(event="resumed"),
        later[~on & ~known].assign(event="passed"),
        later[~on & known].assign(event="ended"),
    ]
    over = going[~going[by].isin(later[by])]
    # Seen from now, a burst that went on then may have ended before then.
    seen = now.merge(over[[by, "start"]].rename(columns={"start": "from"}), on=by)
    seen = seen[seen["end"] >= seen["from"]].drop_duplicates(by).drop(columns="from")
    parts += [seen.assign(event="ended"), over[~over[by].isin(seen[by])].assign(event="ended")]
    frame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    place = frame["event"].map(EVENTS.index)
    order = frame.assign(first=place).sort_values(["first", "weight"], ascending=[True, False], kind="stable").index
    return frame.loc[order].reset_index(drop=True)
