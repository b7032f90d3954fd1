"""`papertide evaluate trends`: how well forecasts would have done, and what became of past risers."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from pipelines.charts.chance import chance
from pipelines.cli.options import AsJson, ReadDb, err, out

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.trends.riser_noise import Noise
    from pipelines.trends.riser_record import Kept, RiserSummary


def evaluate_trends(db: ReadDb, as_json: AsJson = False) -> None:
    """Try forecasts on the past, for weeks, months and quarters, and see what became of each month's top risers."""
    from pipelines.mart.snapshot import current_snapshot
    from pipelines.mart.tables.forecasts import backtest, riser_noise, riser_record, riser_summary
    from pipelines.trends.backtest import ALL
    from pipelines.trends.forecast import HORIZON

    snapshot = current_snapshot(db)
    with err.status("forecasting the past"):
        records = {period: backtest(snapshot, period=period) for period in HORIZON}
        summary, noise, lists = riser_summary(snapshot), riser_noise(snapshot), riser_record(snapshot)
    together = {str(period): record[record["theme"] == ALL] for period, record in records.items()}
    if as_json:
        typer.echo(json.dumps(_told(together, summary, noise, lists), indent=1))
        return
    for period, record in together.items():
        _print_forecasts(period, record)
    _print_risers(summary, noise, lists)


def _told(
    together: dict[str, pd.DataFrame], summary: RiserSummary, noise: Noise, lists: pd.DataFrame
) -> dict[str, Any]:
    """Everything for machines; what is not known is null."""
    from pipelines.trends.backtest import method_to_show

    forecasts = [
        {"period": period, "shown": method_to_show(record), "methods": _rows(record.drop(columns="theme"))}
        for period, record in together.items()
    ]
    kept = {name: _known(asdict(part)) for name, part in (("listed", summary.listed), ("sure", summary.sure))}
    figures = {"verdict": summary.verdict, "n_lists": summary.n_lists, **kept}
    figures["noise"] = _known(asdict(noise))
    figures |= _known({"themes_change_pp": summary.themes_change_pp})
    return {"forecasts": forecasts, "risers": figures, "riser_lists": _rows(lists)}


def _rows(frame: pd.DataFrame) -> Any:
    days = {column: frame[column].dt.strftime("%Y-%m-%d") for column in frame.select_dtypes("datetime").columns}
    return json.loads(frame.assign(**days).to_json(orient="records", double_precision=15))


def _known(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in figures.items()}


def _print_forecasts(period: str, record: pd.DataFrame) -> None:
    from pipelines.trends.backtest import better_naive, method_to_show
    from pipelines.trends.forecast import DAMPED

    if record.empty:
        out.print(f"Forecasts by {period}: too little history to try one on the past.\n")
        return
    rows = record.set_index("method").to_dict("index")
    own = rows[DAMPED]
    out.print(
        f"Forecasts by {period}: {own['horizon']} ahead, made at {own['n_origins']} past {period} ends, "
        f"{own['n_forecasts']:,} of all themes. Mean error in units of the usual change (MASE), outcomes in the 95% "
        "interval, and how wide it was:"
    )
    for method, row in rows.items():
        out.print(f"  {method:<20} {row['mase']:5.3f}   {row['coverage_pct']:4.1f}%   {row['width_pp']:4.1f} points")
    naive, shown = better_naive(record), method_to_show(record)
    sure = "too few past forecasts to tell" if math.isnan(own["p_value"]) else chance(own["p_value"], "p")
    says = "beats both naive methods" if own["beats_naive"] else "does not beat both naive methods"
    out.print(f'  The {DAMPED} {says} ("{naive}": {sure}); shown is "{shown}".\n')


def _print_risers(summary: RiserSummary, noise: Noise, lists: pd.DataFrame) -> None:
    from pipelines.mart.tables.movers import WINDOW
    from pipelines.trends.riser_record import ENOUGH, LISTED

    verdicts = {
        "too few": f"Too few lists to tell: {ENOUGH} are needed.",
        "more often": "The list predicts: past risers kept rising more often than themes drawn at random.",
        "less often": "Past risers kept rising less often than themes drawn at random.",
        "as often": "The list does not predict: past risers kept rising about as often as themes drawn at random.",
    }
    out.print(
        f"Risers: the top {LISTED} at {summary.n_lists} past month ends, and how many kept rising over the next "
        f"{WINDOW['month']} months"
    )
    for row in lists.to_dict("records"):
        sure = f", {row['n_sure_kept']} of {row['n_sure']} that were more than noise" if row["n_sure"] else ""
        out.print(
            f"  to {row['origin']:%B %Y}: {row['n_kept']} of {row['n_listed']} ({_points(row['change_pp'])}){sure}; "
            f"of all themes {row['n_themes_kept']} of {row['n_themes']} ({_points(row['themes_change_pp'])})"
        )
    _print_kept("All listed", summary.listed)
    _print_kept("More than noise (q < 0.05)", summary.sure)
    if not math.isnan(noise.kept_pct):
        out.print(
            f"  Lists of mere noise: {noise.kept_pct:.1f}% would keep rising (95% of draws {noise.low_pct:.1f}% to "
            f"{noise.high_pct:.1f}%), because a count that is listed for its luck falls back"
        )
    out.print(f"  {verdicts[summary.verdict]}")


def _print_kept(name: str, kept: Kept) -> None:
    if not kept.n_listed:
        out.print(f"  {name}: none")
        return
    out.print(
        f"  {name}: {kept.n_kept} of {kept.n_listed} kept rising ({kept.kept_pct:.1f}%), mean change "
        f"{kept.change_pp:+.2f} points ({chance(kept.change_p_value, 'p')}); drawn at random {kept.chance_pct:.1f}% "
        f"(95% of draws {kept.chance_low_pct:.1f}% to {kept.chance_high_pct:.1f}%), {chance(kept.p_value, 'p')}"
    )


def _points(change_pp: float) -> str:
    """+1.2 points; never -0.0."""
    return f"{round(change_pp, 1) + 0.0:+.1f} points"
