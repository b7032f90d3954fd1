"""Chapters on organizations: who publishes what, and how those chosen compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from pipelines.charts.chance import SURE, chance
from pipelines.mart.tables.organization_mix import differences
from pipelines.mart.tables.organization_profile import organization_profile
from pipelines.mart.tables.organizations import everyone, organization_themes
from pipelines.report.charting import charted
from pipelines.report.movement import movers_part
from pipelines.report.parts import Chapter, Part, Table, left_out
from pipelines.views.compare import compare_lead, likeness_words, pair_facts, with_papers
from pipelines.views.compare_words import LEAST, MOST
from pipelines.views.filters import Filters
from pipelines.views.movers import moving
from pipelines.views.organization_mix import mix_words, speciality_words
from pipelines.views.organization_words import (
    ORGANIZATION_NOTES,
    activity_lead,
    differs_words,
    known_since,
    known_words,
    listed,
    median_words,
    with_span,
)
from pipelines.views.series import organization_series
from pipelines.views.view import Reader
from pipelines.views.words import count, percent

ROWS = 10  # of a table


def organizations(read: Reader, filters: Filters) -> Chapter:
    """Who publishes, on what, and who rises; one line where no organization is known."""
    head = ("organizations", "Organizations", "Who publishes, how much, and on what?")
    profile = read(organization_profile, filters.selection, filters.period, by=filters.by)
    if profile.empty:
        return Chapter(*head, (Part(f"{activity_lead(profile, filters)} {known_since(read)}"),))
    known = known_words(read, filters)
    named = filters.by.capitalize()
    rows = tuple(_profile(row, named) for row in profile.head(ROWS).to_dict("records"))
    caption = f"The {len(rows)} with most papers of {count(len(profile), filters.by)}, {known}"
    activity = Part(
        activity_lead(profile, filters), "", chart=charted("activity", read, filters),
        table=Table(caption, rows, (named,)), notes=ORGANIZATION_NOTES,
    )  # fmt: skip
    moved = movers_part(read, filters, moving(read, filters, "organization"), f"{named}s that rise and fade")
    return Chapter(*head, (activity, _specialities(read, filters), moved))


def _profile(row: Mapping[Any, Any], named: str) -> dict[str, str]:
    return {
        named: str(row["organization"]),
        "n": count(row["n_papers"]),
        "Share (95%)": with_span(row["share_pct"], row["share_low_pct"], row["share_high_pct"], 1, "%"),
        "Rank (95%)": with_span(row["rank"], row["rank_low"], row["rank_high"]),
        "Breadth": with_span(row["breadth"], row["breadth_low"], row["breadth_high"]),
        "Attention (95%)": with_span(row["attention_pct"], row["attention_low_pct"], row["attention_high_pct"]),
        "Median upvotes": f"{median_words(row['median_upvotes'])} (n = {count(row['n_upvotes'])})",
    }


def _specialities(read: Reader, filters: Filters) -> Part:
    """What they write about, and what more than all."""
    series = organization_series(read, filters)
    chosen = series.restrict(everyone(filters.selection), tuple(series.names))
    shares = read(organization_themes, chosen, filters.period, by=filters.by)
    heading = "What they write about"
    if shares.empty:
        return Part("None of their papers carries a theme.", heading)
    more = shares[shares["low"] > 1].sort_values("low", ascending=False, kind="stable").head(ROWS)
    named = filters.by.capitalize()
    rows = tuple(
        {
            named: str(row["organization"]),
            "Theme": filters.theme_names[row["theme"]],
            "n": count(row["n_papers"]),
            "of": count(row["total"]),
            "Share": percent(row["share_pct"]),
            "Of all": percent(row["field_share_pct"]),
            "Times as often (95%)": with_span(row["specialisation"], row["low"], row["high"], 1),
            "q": chance(row["q_value"]),
        }
        for row in more.to_dict("records")
    )
    table = Table("The clearest specialities: themes with more of their papers than of all", rows, (named, "Theme"))
    told = f"{mix_words(shares, filters.theme_names)} {speciality_words(shares, filters)}"
    return Part(told, heading, chart=charted("mix", read, filters), table=table if rows else None)


def compared(read: Reader, filters: Filters) -> Chapter | None:
    """The organizations chosen, the first `MOST` of them, side by side; None where fewer than two are chosen."""
    if len(filters.organizations) < LEAST:
        return None
    notes = left_out(filters.organizations, MOST, f"--{filters.by}")
    filters = replace(filters, selection=filters.with_organizations(filters.selection, filters.organizations[:MOST]))
    question = f"Where do {listed(filters.organizations)} differ?"
    head = ("compared", f"{filters.by.capitalize()}s compared", question)
    chosen = with_papers(read, filters)
    if len(set(chosen.organizations) & set(filters.organizations)) < LEAST:
        return Chapter(*head, (Part("Fewer than two of them have papers here.", notes=notes),))
    return Chapter(*head, (_differences(read, chosen, notes), _likeness(read, chosen)))


def _differences(read: Reader, filters: Filters, notes: tuple[str, ...]) -> Part:
    names = filters.organizations
    frame = read(differences, everyone(filters.selection), filters.period, by=filters.by, names=names)
    rows = []
    compared_by = list(dict.fromkeys(frame["theme"]))
    for theme in compared_by[:ROWS]:
        own = frame[frame["theme"] == theme].set_index("organization")
        cells = {
            name: f"{percent(own.at[name, 'share_pct'])} ({count(own.at[name, 'n_papers'])})"
            for name in names
            if name in own.index
        }
        rows.append({"Theme": filters.theme_names[theme], **cells, "q": chance(own["q_value"].iloc[0])})
    totals = frame.drop_duplicates("organization").set_index("organization")["total"]
    of = ", ".join(f"{name} n = {count(totals[name])}" for name in names if name in totals)
    table = Table(
        f"Share of their papers with a theme (papers), the {len(rows)} clearest differences of "
        f"{count(len(compared_by), 'theme')}; {of}",
        tuple(rows),
        ("Theme",),
    )
    note = f"q: Benjamini-Hochberg over all themes; a difference is more than chance where q is below {SURE}."
    return Part(
        compare_lead(read, filters), "", chart=charted("differences", read, filters), table=table if rows else None,
        notes=(note, *notes),
    )  # fmt: skip


def _likeness(read: Reader, filters: Filters) -> Part:
    frame = pair_facts(read, filters)
    told = frame[frame["divergence"].notna()]
    if told.empty:
        return Part("Too few papers to tell how alike they are.", "How alike they are")
    rows = tuple(
        {
            "Pair": f"{row['organization']} and {row['other']}",
            "Difference of their mixes (95%)": differs_words(row),
            "n": f"{count(row['n_papers'])} and {count(row['n_other'])}",
            "Topics of both": _of(row, "n_topics"),
            f"{filters.period.capitalize()}s of both": _of(row, "n_periods"),
        }
        for row in told.to_dict("records")
    )
    table = Table("Each pair, the most alike first", rows, ("Pair", "Difference of their mixes (95%)"))
    note = "Difference: Jensen-Shannon divergence of what they write about; 0 is the same mix, 1 nothing in common."
    return Part(likeness_words(told), "How alike they are", table=table, notes=(note,))


def _of(row: Mapping[Any, Any], what: str) -> str:
    if pd.isna(row[f"{what}_either"]):
        return "–"
    return f"{count(row[f'{what}_both'])} of {count(row[f'{what}_either'])}"
