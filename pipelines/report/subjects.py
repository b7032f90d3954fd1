"""Chapters on themes and topics by themselves: those chosen, what comes next for them, and the discovered topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipelines.charts.chance import SURE, chance
from pipelines.charts.colours import MOST
from pipelines.charts.look import period_name
from pipelines.mart.tables.neighbours import telling_phrases, theme_neighbours
from pipelines.mart.tables.themes import themes
from pipelines.mart.tables.topics import topic_frequency, topics
from pipelines.report.charting import charted
from pipelines.report.movement import movers_part
from pipelines.report.parts import Chapter, Part, Table, left_out
from pipelines.trends.backtest import ALL
from pipelines.trends.forecast import METHODS
from pipelines.views.catalogue import Further
from pipelines.views.filters import Filters
from pipelines.views.forecast import Foretold, forecast_lead, foretold, own_words, themes_to_foretell, verdict
from pipelines.views.movers import moving
from pipelines.views.organization_words import span_words, with_span
from pipelines.views.sentences import latest_lead
from pipelines.views.series import topic_series
from pipelines.views.subjects import Subject, organizations_on, subject_lead
from pipelines.views.view import Reader
from pipelines.views.words import count, percent, signed

ROWS = 8  # of their tables
TOPICS = 12
_BOTH = 5  # papers of both, from which a theme goes with another


def chosen_themes(read: Reader, filters: Filters) -> Chapter | None:
    """Each theme chosen, up to `MOST`: what it is, how it moved, what goes with it, who works on it; None without."""
    chosen = filters.selection.themes[:MOST]
    if not chosen:
        return None
    parts = [part for theme in chosen for part in _theme(read, filters, theme)]
    parts[0] = _with_left_out(parts[0], filters)
    heading = filters.theme_names[chosen[0]] if len(chosen) == 1 else "The chosen themes"
    return Chapter("chosen-themes", heading, "What is it, what goes with it, and who works on it?", tuple(parts))


def _with_left_out(part: Part, filters: Filters) -> Part:
    """The first part of a chapter, with a note on the themes chosen that have no room in it."""
    names = [filters.theme_names[theme] for theme in filters.selection.themes]
    return replace(part, notes=(*part.notes, *left_out(names, MOST, "--theme")))


def _theme(read: Reader, filters: Filters, theme: str) -> tuple[Part, Part]:
    subject = Subject("theme", theme, filters.theme_names[theme])
    alone = replace(filters, selection=replace(filters.selection, themes=(theme,)))
    definition = str(read(themes).set_index("theme")["definition"][theme])
    phrases = read(telling_phrases, filters.selection, theme=theme)["term"].to_list()
    beside = read(theme_neighbours, theme, filters.selection)
    near = beside[(beside["q_value"] < SURE) & (beside["lift"] > 1) & (beside["n_both"] >= _BOTH)].head(ROWS)
    rows = tuple(
        {
            "Theme": str(row["name"]),
            "n of both": count(row["n_both"]),
            f"Of {subject.name} (n = {count(row['n_own'])})": percent(row["share_pct"], 1),
            "Times as often as by chance": f"{row['lift']:.1f}",
            "q": chance(row["q_value"]),
        }
        for row in near.to_dict("records")
    )
    notes = (
        f"{subject.name}: {definition}",
        f"Phrases that set its papers apart: {', '.join(phrases) or 'none that is more than noise'}.",
    )
    table = Table(f"Themes that go with {subject.name}: papers that carry both", rows, ("Theme",))
    trend = Part(
        subject_lead(read, alone, subject), subject.name, chart=charted("theme", read, alone),
        table=table if rows else None, notes=notes,
    )  # fmt: skip
    return trend, _who(read, alone, subject)


def _who(read: Reader, filters: Filters, subject: Subject) -> Part:
    """The organizations with most papers on it."""
    heading = f"Who works on {subject.name}"
    every, special = organizations_on(read, filters, subject)
    if every.empty:
        return Part("No organization is known of these papers: absent, not zero.", heading)
    first, named = every.iloc[0], filters.by.capitalize()
    most = f"{count(first['n_papers'])}, {percent(first['share_pct'])} of its own"
    told = f"{first['organization']} has most papers on it: {most}."
    if len(special):
        top = special.iloc[0]
        told += (
            f" {top['organization']} specialises most: {with_span(top['specialisation'], top['low'], top['high'], 1)} "
            f"times as large a share as among all (n = {count(top['n_papers'])})."
        )
    rows = tuple(
        {
            named: str(row["organization"]),
            "n": count(row["n_papers"]),
            "of": count(row["total"]),
            "Share": percent(row["share_pct"]),
            "Times as often (95%)": with_span(row["specialisation"], row["low"], row["high"], 1),
            "q": chance(row["q_value"]),
        }
        for row in every.head(ROWS).to_dict("records")
    )
    return Part(told, heading, table=Table(f"Most papers on it, of {count(len(every), filters.by)}", rows, (named,)))


def next_periods(read: Reader, filters: Filters) -> Chapter:
    """What comes next for the themes chosen, else for the most frequent, and how such forecasts did in the past."""
    heading, question = "Forecast", "What comes next, if it goes on as it did?"
    parts: list[Part] = []
    for theme in themes_to_foretell(read, filters)[: MOST if filters.selection.themes else 1]:
        told = foretold(read, filters, theme)
        if told.ahead.empty:
            parts.append(Part(forecast_lead(told, filters), told.name))
            continue
        alone = replace(filters, selection=replace(filters.selection, themes=(theme,)))
        parts += [_ahead(read, alone, told), _record(told, filters)]
    first, *others = parts or [Part("No paper has a date.")]
    return Chapter("forecast", heading, question, (_with_left_out(first, filters), *others))


def _ahead(read: Reader, filters: Filters, told: Foretold) -> Part:
    done = told.history[told.history["complete"].astype(bool)]
    rows = tuple(
        {
            filters.period.capitalize(): period_name(row["period_start"], filters.period),
            "Share": percent(row["share_pct"], 1),
            "95%": span_words(row["low_pct"], row["high_pct"], 1),
        }
        for row in told.ahead.to_dict("records")
    )
    n = f"{count(done['n_papers'].sum(), 'paper')} of {count(done['total'].sum())}"
    table = Table(
        f"{told.name}: share of papers expected by “{told.shown}”, from {n} in {count(len(done), filters.period)}",
        rows,
        (filters.period.capitalize(),),
    )
    return Part(forecast_lead(told, filters), told.name, chart=charted("forecast", read, filters), table=table)


def _record(told: Foretold, filters: Filters) -> Part:
    """How each method did in the past, over all themes and for this one."""
    rows = []
    for method in METHODS:
        row = {"Method": f"{method} (shown)" if method == told.shown else method}
        for theme, of in ((ALL, "all themes"), (told.theme, told.name)):
            own = told.record[(told.record["theme"] == theme) & (told.record["method"] == method)].to_dict("records")
            known = own[0] if own and own[0]["n_forecasts"] else None
            row[f"MASE, {of}"] = signed(known["mase"], 2, plus=False) if known else "–"
            row[f"In 95% interval, {of}"] = percent(known["coverage_pct"]) if known else "–"
            row[f"n, {of}"] = count(known["n_forecasts"]) if known else "–"
        rows.append(row)
    alone = own_words(told.record, told.theme, told.shown, told.name)
    words = f"{verdict(told.record, told.shown, filters.period)} {alone}"
    note = "MASE: mean absolute error, in units of the usual change between periods. n: forecasts with an outcome."
    table = Table("Forecasts made at past periods, and what came", tuple(rows), ("Method",))
    return Part(words.strip(), f"How well {told.name} would have been foretold", table=table, notes=(note,))


def discovered(read: Reader, filters: Filters) -> Chapter:
    """The topics that the papers' own words make, how they moved, and which rise."""
    head = ("topics", "Discovered topics", "Which topics that nobody named yet are there, and how do they move?")
    series = topic_series(read, filters)
    if series.frame.empty:
        return Chapter(*head, (Part("These papers are too few for topics of their own."),))
    lead = latest_lead(series.frame, series.names, series.by, "papers", filters)
    chart = charted("frequency", read, filters, Further(of="topic"))
    note = "A paper counts in its main topic, or in none; topics are named by their terms."
    largest = Part(lead, "", chart=chart, table=_largest(read, filters), notes=(note,))
    moved = movers_part(read, filters, moving(read, filters, "topic"), "Topics that rise and fade")
    return Chapter(*head, (largest, moved))


def _largest(read: Reader, filters: Filters) -> Table:
    frame = read(topic_frequency, filters.selection, filters.period)
    total = frame.drop_duplicates("period_start")["total"].sum()
    sizes = frame.groupby("topic_id")["n_papers"].sum().sort_values(ascending=False, kind="stable")
    shown, terms = sizes[sizes > 0].head(TOPICS), read(topics).set_index("topic_id")["terms"]
    rows: tuple[Mapping[str, Any], ...] = tuple(
        {
            "Topic": filters.topic_names[topic],
            "Terms": ", ".join(list(terms[topic])[:6]),
            "n": count(n),
            "Share": percent(100 * n / total, 1),
        }
        for topic, n in zip(shown.index.tolist(), shown, strict=True)
    )
    caption = f"The {len(rows)} largest of {count(int((sizes > 0).sum()), 'topic')}, of {count(total, 'dated paper')}"
    return Table(caption, rows, ("Topic", "Terms"))
