"""Chapters on what moves: risers and fallers, themes over time, bursts and emerging phrases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipelines.charts.chance import SURE, chance
from pipelines.charts.look import period_name
from pipelines.mart.tables.themes import theme_frequency
from pipelines.report.charting import charted
from pipelines.report.parts import Chapter, Part, Table
from pipelines.views.bursts import Bursting, burst_lead, bursts_found, no_burst
from pipelines.views.catalogue import Further
from pipelines.views.emerging import emerging
from pipelines.views.filters import Filters
from pipelines.views.movers import EACH, Moving, moving, too_little
from pipelines.views.organization_words import with_span
from pipelines.views.riser_record import riser_record_words
from pipelines.views.sentences import change_sentence, in_progress_note, latest_lead
from pipelines.views.series import theme_series
from pipelines.views.trend_tests import TREND_NOTE, tested_trends, trend_rows, trends_lead
from pipelines.views.view import Reader
from pipelines.views.words import count, day, percent, signed

MOST = 10  # rows of a table
PHRASES = 15  # of that table
# What the last period is compared with; a year is no whole number of weeks.
_EARLIER = {
    "week": {"The week before": pd.DateOffset(weeks=1), "52 weeks before": pd.DateOffset(weeks=52)},
    "month": {"The month before": pd.DateOffset(months=1), "A year before": pd.DateOffset(years=1)},
    "quarter": {"The quarter before": pd.DateOffset(months=3), "A year before": pd.DateOffset(years=1)},
}


def rises(read: Reader, filters: Filters) -> Chapter:
    """What rises and what fades, and whether that is more than noise."""
    shown = moving(read, filters)
    part = movers_part(read, filters, shown, charts=True)
    note = riser_record_words(read, filters)
    if part.table:
        part = Part(part.told, "", part.listed, part.chart, part.table, notes=(*part.notes, note))
    return Chapter("rises", "What rises and what fades", "What is rising, what is fading, and is it noise?", (part,))


def movers_part(read: Reader, filters: Filters, shown: Moving, heading: str = "", *, charts: bool = False) -> Part:
    """The clearest risers and fallers: a sentence for each that is more than noise, and the numbers of all shown."""
    if shown.spans is None or shown.changes.empty:
        return Part(too_little(shown, filters), heading)
    drawn = pd.concat([shown.clearest(EACH, rising=True), shown.clearest(EACH, rising=False)]).to_dict("records")
    sure = [change_sentence(shown.names[row[shown.by]], row, shown.of) for row in drawn if row["q_value"] < SURE]
    kinds = f"{shown.kind}s"
    table = Table(
        f"Clearest risers and fallers among {kinds}: papers, and share of {shown.of}",
        tuple(_moved(row, shown) for row in drawn),
        (shown.kind.capitalize(),),
    )
    note = (
        f"{count(len(shown.changes), shown.kind)} compared, in {count(shown.window, f'complete {filters.period}')} "
        f"against as many before; more than noise: q below {SURE}. The interval of a change is 95%."
    )
    chart = charted("movers", read, filters, Further(of=shown.kind)) if charts else None
    none = () if sure else (f"None of these {kinds} moved by more than noise.",)
    return Part(shown.lead, heading, tuple(sure), chart, table, notes=(*none, note))


def _moved(row: Mapping[Any, Any], shown: Moving) -> dict[str, str]:
    return {
        shown.kind.capitalize(): shown.names[row[shown.by]],
        "n before": count(row["n_before"]),
        "n now": count(row["n_now"]),
        "Before": percent(row["share_before_pct"], 1),
        "Now": percent(row["share_now_pct"], 1),
        "Change, points": signed(row["change_pp"]),
        "95%": f"{signed(row['change_low_pp'])} to {signed(row['change_high_pp'])}",
        "q": chance(row["q_value"]),
    }


def over_time(read: Reader, filters: Filters) -> Chapter:
    """How themes moved, and which of them steadily."""
    series = theme_series(read, filters)
    lead = latest_lead(series.frame, series.names, series.by, "papers", filters)
    note = (
        "A paper carries one to several themes, so that shares add up to more than 100%. Bands and intervals are 95%."
    )
    chart = charted("frequency", read, filters)
    if chart is None:
        return Chapter("themes", "Themes over time", "How did the themes move?", (Part("No paper has a date."),))
    table = Table(
        f"Share of papers with the theme, last complete {filters.period}s",
        tuple(_latest_shares(series.frame, series.names, filters)),
        ("Theme",),
    )
    first = Part(lead, "", chart=chart, table=table, notes=(in_progress_note(series.frame, filters), note))
    return Chapter("themes", "Themes over time", "How did the themes move?", (first, _steady(read, filters)))


def _latest_shares(frame: pd.DataFrame, names: Mapping[Any, str], filters: Filters) -> list[dict[str, str]]:
    """Each theme's share in its last complete period, the one before, and a year before; a dash: not known."""
    done = frame[frame["complete"].astype(bool) & frame["share_pct"].notna()].sort_values("period_start")
    rows = []
    for theme, name in names.items():
        own = done[done["theme"] == theme].set_index("period_start")
        if own.empty:
            continue
        last = own.iloc[-1]
        row = {"Theme": name, "Period": period_name(own.index[-1], filters.period)}
        row |= {"n": count(last["n_papers"]), "of": count(last["total"])}
        row["Share (95%)"] = with_span(last["share_pct"], last["share_low_pct"], last["share_high_pct"], 1, "%")
        for head, back in _EARLIER[filters.period].items():
            row[head] = percent(own["share_pct"].get(own.index[-1] - back, float("nan")), 1)
        rows.append(row)
    return rows


def _steady(read: Reader, filters: Filters) -> Part:
    """Which themes go steadily up or down over all complete periods."""
    heading, tests = "Steady rises and falls", tested_trends(read, filters)
    if tests.empty:
        return Part(f"Too few complete {filters.period}s to test a trend.", heading)
    rows = trend_rows(read, filters, tests.head(MOST))
    counts = read(theme_frequency, filters.selection, filters.period)
    papers = counts[counts["complete"].astype(bool)].groupby("theme")["n_papers"].sum()
    table = Table(
        f"Slope of the share, percentage points a {filters.period}: the {len(rows)} surest of {len(tests)}",
        tuple(
            {
                "Theme": row["name"],
                "n": count(papers[row["theme"]]),
                "Slope": signed(row["slope"], 2),
                "95%": row["interval"],
                "q": row["q"],
                "Newest change of level": row["newest"],
            }
            for row in rows.to_dict("records")
        ),
        ("Theme", "Newest change of level"),
    )
    return Part(trends_lead(tests), heading, table=table, notes=(TREND_NOTE,))


def sudden(read: Reader, filters: Filters) -> Chapter:
    """What came suddenly: bursts of themes and of phrases, and phrases that emerge."""
    kinds: tuple[tuple[Bursting, str], ...] = (("theme", "Bursts of themes"), ("term", "Bursts of phrases"))
    bursts = [_bursts(read, filters, kind, heading) for kind, heading in kinds]
    parts = (*bursts, _emerging(read, filters))
    return Chapter("bursts", "Bursts and emerging phrases", "What came suddenly, and which phrases are new?", parts)


def _bursts(read: Reader, filters: Filters, kind: Bursting, heading: str) -> Part:
    frame = bursts_found(read, filters, kind)
    if frame.empty:
        return Part(no_burst(filters, kind), heading)
    named = "Theme" if kind == "theme" else "Phrase"
    rows = tuple(
        {
            named: filters.theme_names.get(row["name"], row["name"]),
            "From": day(row["start"]),
            "To": day(row["end"]),
            "n": count(row["n_papers"]),
            "Share then": percent(row["share_pct"], 1),
            "Else": percent(row["usual_share_pct"], 1),
        }
        for row in frame.head(MOST).to_dict("records")
    )
    caption = f"The {len(rows)} strongest of {count(len(frame), 'burst')}: share of papers then, and in all other "
    table = Table(f"{caption}{filters.period}s", rows, (named,))
    return Part(burst_lead(frame, filters), heading, chart=charted(f"{kind}-bursts", read, filters), table=table)


def _emerging(read: Reader, filters: Filters) -> Part:
    frame, words = emerging(read, filters)
    rows = tuple(
        {
            "Phrase": str(row["term"]),
            "First seen": day(row["first_seen"]),
            "n before": count(row["n_before"]),
            "n now": count(row["n_now"]),
            "Before": percent(row["share_before_pct"], 1),
            "Now (95%)": with_span(row["share_now_pct"], row["share_now_low_pct"], row["share_now_high_pct"], 1, "%"),
            "q": chance(row["q_value"]),
            "Theme": filters.theme_names.get(row["theme"], "–"),
        }
        for row in frame.head(PHRASES).to_dict("records")
    )
    if not rows:
        return Part(words, "Emerging phrases")
    table = Table(f"The {len(rows)} surest of {count(len(frame), 'phrase')}", rows, ("Phrase", "Theme"))
    note = "Theme: the one that has the phrase among its own; a dash: none has it yet."
    return Part(words, "Emerging phrases", table=table, notes=(note,))
