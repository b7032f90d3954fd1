"""How each theme, organization and phrase that a person follows stands now, against the period before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipelines.charts.look import period_name
from pipelines.digest.watch_list import WatchList
from pipelines.mart.selection import Grouping, Selection
from pipelines.mart.tables.organizations import organization_activity, organizations
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.phrases import phrase_frequency
from pipelines.mart.tables.themes import theme_frequency, themes
from pipelines.trends.momentum import difference_interval
from pipelines.trends.periods import PeriodName, period_end
from pipelines.views.links import Kind, address
from pipelines.views.view import Reader
from pipelines.views.words import count, percent, signed

_STANDINGS = dict.fromkeys(("kind", "key", "name"), "str") | {
    "period_start": "datetime64[us]", "n_papers": "Int64", "total": "Int64", "share_pct": "float64",
    "share_low_pct": "float64", "share_high_pct": "float64", "n_before": "Int64", "total_before": "Int64",
    "share_before_pct": "float64", "change_pp": "float64", "change_low_pp": "float64", "change_high_pp": "float64",
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Papers of one period, of all that they are a share of."""

    start: pd.Timestamp
    n_papers: int
    total: int
    share_pct: float
    low_pct: float
    high_pct: float


@dataclass(frozen=True)
class Followed:
    """One thing that is followed."""

    kind: Kind  # theme, organization, parent or phrase
    key: str
    name: str
    papers: Selection  # its papers
    of: str  # what shares are of
    period: PeriodName
    now: Standing | None  # the last complete period; None without any
    before: Standing | None  # the one before it; None where that is not known
    change_low_pp: float  # 95%; absent without a period before
    change_high_pp: float

    @property
    def page(self) -> str:
        """Its address in the dashboard."""
        return address(self.kind, self.key)[1:]

    @property
    def change_pp(self) -> float:
        return self.now.share_pct - self.before.share_pct if self.now and self.before else float("nan")

    def words(self) -> str:
        """29.4% of papers in the week of 23 Mar 2026 (95%: 21.2% to 38.7%; 30 of 102), 21.8% the week before ..."""
        if self.now is None:
            return f"No complete {self.period} holds papers to count it in."
        the = "the " if self.period == "week" else ""
        now, before = self.now, self.before
        words = (
            f"{percent(now.share_pct, 1)} of {self.of} in {the}{period_name(now.start, self.period)} (95%: "
            f"{percent(now.low_pct, 1)} to {percent(now.high_pct, 1)}; {count(now.n_papers)} of {count(now.total)})"
        )
        if before is None:
            return f"{words}; the {self.period} before is not known."
        return (
            f"{words}, {percent(before.share_pct, 1)} the {self.period} before ({count(before.n_papers)} of "
            f"{count(before.total)}): {signed(self.change_pp)} points (95%: "
            f"{signed(self.change_low_pp, plus=False)} to {signed(self.change_high_pp, plus=False)})."
        )


def followed(
    read: Reader, watch: WatchList, selection: Selection = ANY, period: PeriodName = "month"
) -> list[Followed]:
    """Each thing on a list (see `checked`), among the selection's papers, with its last two complete periods."""
    names = {str(row["theme"]): str(row["name"]) for row in read(themes).to_dict("records")}
    own = set(read(organizations)["organization"])
    found: list[Followed] = []
    if watch.themes:
        frame = read(theme_frequency, replace(selection, themes=watch.themes), period)
        for theme in watch.themes:
            papers = replace(selection, themes=(theme,))
            rows = frame[frame["theme"] == theme]
            found.append(_followed("theme", theme, names[theme], papers, rows, period))
    grouped: dict[Grouping, list[str]] = {"organization": [], "parent": []}
    for name in watch.organizations:
        grouped["organization" if name in own else "parent"].append(name)
    for by, group in grouped.items():
        if not group:
            continue
        whole = by == "parent"
        frame = read(organization_activity, _of_organizations(selection, tuple(group), whole), period, by=by)
        for name in group:
            papers = _of_organizations(selection, (name,), whole)
            rows = frame[frame["organization"] == name].rename(columns={"total": "all", "known_total": "total"})
            found.append(_followed(by, name, name, papers, rows, period))
    if watch.phrases:
        frame = read(phrase_frequency, selection, period, phrases=watch.phrases)
        for phrase in watch.phrases:
            papers = replace(selection, phrase=phrase)
            rows = frame[frame["phrase"] == phrase]
            found.append(_followed("phrase", phrase, f"“{phrase}”", papers, rows, period))
    return found


def standings(items: Sequence[Followed]) -> pd.DataFrame:
    """How each thing followed stands, as a table.

    Returns
    -------
    kind, key (id of a theme, else its name or the phrase), name, period_start (day), n_papers, total, share_pct,
    share_low_pct, share_high_pct (of the last complete period), n_before, total_before, share_before_pct (of the one
    before it), change_pp, change_low_pp, change_high_pp; absent where it is not known.
    """
    nothing = Standing(pd.NaT, *[float("nan")] * 5)  # type: ignore[arg-type]
    rows = []
    for one in items:
        now, before = one.now or nothing, one.before or nothing
        shares = (now.n_papers, now.total, now.share_pct, now.low_pct, now.high_pct)
        change = (one.change_pp, one.change_low_pp, one.change_high_pp)
        earlier = (before.n_papers, before.total, before.share_pct)
        rows.append((one.kind, one.key, one.name, now.start, *shares, *earlier, *change))
    return pd.DataFrame(rows, columns=list(_STANDINGS)).astype(_STANDINGS)


def _of_organizations(selection: Selection, names: tuple[str, ...], whole: bool) -> Selection:
    """The selection's papers of organizations, or of parents with all that is theirs."""
    return replace(selection, parents=names) if whole else replace(selection, organizations=names)


def _followed(kind: Kind, key: str, name: str, papers: Selection, rows: pd.DataFrame, period: PeriodName) -> Followed:
    done = rows[rows["complete"].astype(bool) & (rows["total"] > 0)].sort_values("period_start").tail(2)
    figures = ["period_start", "n_papers", "total", "share_pct", "share_low_pct", "share_high_pct"]
    known = [Standing(*row) for row in done[figures].itertuples(index=False, name=None)]
    now, before = known[-1] if known else None, known[0] if len(known) == 2 else None
    if now and before and period_end(before.start, period) + pd.Timedelta(days=1) != now.start:
        before = None  # a gap lies between
    low = high = float("nan")
    if now and before:
        counts = (before.n_papers, before.total, now.n_papers, now.total)
        lows, highs = difference_interval(*(pd.Series([n]) for n in counts))
        low, high = 100 * float(lows[0]), 100 * float(highs[0])
    of = "papers with a known organization" if kind in ("organization", "parent") else "papers"
    return Followed(kind, key, name, papers, of, period, now, before, low, high)
