"""One organization, or parent, in words and tables with links: whose it is, what changed, who is alike, its papers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pandas as pd

from pipelines.charts.chance import SURE
from pipelines.charts.mix import SMALL
from pipelines.mart.tables.handles import organization_handles
from pipelines.mart.tables.movers import windows
from pipelines.mart.tables.organization_firsts import first_mover_scores, first_movers
from pipelines.mart.tables.organization_mix import alike
from pipelines.mart.tables.organization_profile import organization_changes, organization_theme_changes
from pipelines.mart.tables.organization_topics import organization_topics
from pipelines.mart.tables.organizations import everyone
from pipelines.views.filters import Filters
from pipelines.views.links import cell, linked
from pipelines.views.organization_words import (
    but_words,
    change_words,
    median_words,
    shows_difference,
    span_words,
    theme_change_words,
    with_span,
)
from pipelines.views.sentences import window_words
from pipelines.views.view import Reader
from pipelines.views.words import count, day, percent, safe

# How a handle came to its organization, in this order.
HOW = {"listed": "listed", "own": "in your own file", "spelling": "by full name", "source": "as the source says"}
PODIUM, ALIKE, FIRSTS, CHANGES, HANDLES, TOPICS = 3, 5, 6, 4, 6, 12  # shown at the most


def profile_lead(row: pd.Series[Any], themes: pd.DataFrame, filters: Filters) -> str:
    """How many papers it has, and what most are about, in words.

    Parameters
    ----------
    row : of `organization_profile`
    themes : its rows of `organization_themes`
    """
    share = with_span(row["share_pct"], row["share_low_pct"], row["share_high_pct"], 1, "%")
    lead = (
        f"{row['organization']} has {row['n_papers']:,} of {count(row['known_total'], 'paper')} with a known "
        f"organization{but_words(filters)}: {share}."
    )
    first = themes[themes["n_papers"] > 0].sort_values("n_papers", ascending=False, kind="stable").head(1)
    for top in first.to_dict("records"):
        lead += f" Most are about {filters.theme_names[top['theme']]} ({percent(top['share_pct'])} of its papers)."
    return lead


def whose(read: Reader, filters: Filters, name: str) -> str:
    """Whose an organization is, or what belongs to a parent, and its handles with how each was decided: Markdown."""
    handles = read(organization_handles)
    own = handles[handles[filters.by] == name]
    if filters.by == "parent":
        sizes = own.drop_duplicates("organization")[["organization", "organization_papers"]]
        named = ", ".join(
            f"{linked(one, 'organization', one)} ({count(n)})" for one, n in sizes.itertuples(index=False, name=None)
        )
        belongs = f"Together, with their papers in all data: {named}." if named else ""
    else:
        parents = [parent for parent in own["parent"].unique() if parent != name]
        belongs = "".join(f"Belongs to {linked(parent, 'parent', parent)}." for parent in parents)
        others = handles.loc[handles["parent"] == name, "organization"].nunique() - 1
        if not parents and others > 0:
            together = f"with {count(others, 'other')} that {'belongs' if others == 1 else 'belong'} to it"
            belongs = f"It is also a parent: {linked(together, 'parent', name)}."
    told = ", ".join(safe(_handle(row)) for row in own.head(HANDLES).to_dict("records"))
    more = f" and {len(own) - HANDLES:,} [more](/data)" if len(own) > HANDLES else ""
    return f"{belongs} Counted: {told}{more}.".strip() if told else belongs


def _handle(row: dict[Any, Any]) -> str:
    called = f", “{row['source_name']}”" if row["source_name"] and row["source_name"] != row["organization"] else ""
    return f"{row['organization_handle']}{called} ({HOW.get(row['how'], row['how'])})"


def figures(row: pd.Series[Any], change: str) -> list[tuple[str, str, str]]:
    """Key figures: what each is called, its value, and its change, interval or n.

    Parameters
    ----------
    row : of `organization_profile`
    change : of the share, in points
    """
    attention = span_words(row["attention_low_pct"], row["attention_high_pct"])
    return [
        ("Papers", count(row["n_papers"]), f"{day(row['first_day'])} to {day(row['last_day'])}"),
        ("Share", percent(row["share_pct"], 1), change or span_words(row["share_low_pct"], row["share_high_pct"], 1)),
        ("Rank", f"{row['rank']:.0f}", f"95%: {span_words(row['rank_low'], row['rank_high'])}"),
        ("Attention", count(row["attention_pct"]), f"95%: {attention}; n = {count(row['n_upvotes'])}"),
    ]


def points(read: Reader, filters: Filters, name: str) -> str:
    """By how many points its share changed between the last two windows: +1.2 points; empty where nothing can."""
    changes = read(organization_changes, everyone(filters.selection), filters.period, by=filters.by)
    own = changes.loc[changes["organization"] == name, "change_pp"]
    return f"{own.iloc[0]:+.1f} points lately".replace("-", "−") if len(own) else ""


def little_words(row: pd.Series[Any]) -> str:
    """That few papers say little, how varied they are, and their median upvotes; of a row of `organization_profile`."""
    few = f"Fewer than {SMALL} papers: these figures say little. " if row["n_papers"] < SMALL else ""
    median = f" Median upvotes {median_words(row['median_upvotes'])}."
    breadth = with_span(row["breadth"], row["breadth_low"], row["breadth_high"], 1)
    return f"{few}Breadth {breadth}: as varied as that many equally frequent themes.{median}"


def changes(read: Reader, filters: Filters, name: str) -> tuple[list[str], str]:
    """What changed between the last two windows, a sentence each, and which windows; nothing where none is known."""
    selection = everyone(filters.selection)
    spans = read(windows, selection, filters.period)
    whole = read(organization_changes, selection, filters.period, by=filters.by)
    if whole.empty or spans is None:
        return [], ""
    themes = read(organization_theme_changes, selection, filters.period, by=filters.by, names=(name,))
    said = [safe(change_words(row)) for row in whole[whole["organization"] == name].to_dict("records")]
    sure = themes[themes["q_value"] < SURE].head(CHANGES)
    for row in sure.to_dict("records"):
        theme = filters.theme_names[row["theme"]]
        said.append(linked(theme, "theme", row["theme"]) + safe(theme_change_words(row, theme).removeprefix(theme)))
    if sure.empty and len(themes):
        said.append("No theme's share of its papers changed by more than noise.")
    return said, f"{window_words(spans)}."


def most_alike(read: Reader, filters: Filters, name: str) -> pd.DataFrame:
    """Those most alike in what they write about.

    Returns
    -------
    other (name), link (to its page), n_other, divergence, low, high (see `alike`), differs (these in words), compare
    (link).
    """
    every = read(alike, everyone(filters.selection), filters.period, by=filters.by, names=(name,))
    frame = every.head(ALIKE)
    differs = [
        with_span(row["divergence"], row["low"], row["high"], 2)
        if shows_difference(row)
        else f"none (up to {row['high']:.2f})"
        for row in frame.to_dict("records")
    ]
    return pd.DataFrame(
        {
            "other": frame["other"],
            "link": [cell(other, filters.by, other) for other in frame["other"]],
            **{column: frame[column] for column in ("n_other", "divergence", "low", "high")},
            "differs": pd.Series(differs, frame.index, dtype="object"),
            "compare": [compare_address(filters, [name, other]) for other in frame["other"]],
        }
    ).reset_index(drop=True)


def compare_address(filters: Filters, names: list[str]) -> str:
    """Where organizations, or parents, stand side by side."""
    group = [("group", "By parent")] if filters.by == "parent" else []
    return f"/compare?{urlencode([*((f'compare_{filters.by}s', name) for name in names), *group])}"


def papers_address(filters: Filters, name: str) -> str:
    """Where all papers of an organization, or parent, are listed."""
    group = [("group", "By parent")] if filters.by == "parent" else []
    return f"/papers?{urlencode([(f'{filters.by}s', name), *group])}"


def topics_of(read: Reader, filters: Filters, name: str) -> pd.DataFrame:
    """The discovered topics it works on most: name, topic (a link), n_papers, share_pct, times, low, high, span."""
    every = read(organization_topics, everyone(filters.selection), filters.period, by=filters.by, names=(name,))
    frame = every.head(TOPICS)
    return pd.DataFrame(
        {
            "name": frame["topic"],
            "topic": [cell(row["topic"], "topic", row["topic_id"]) for row in frame.to_dict("records")],
            "n_papers": frame["n_papers"],
            "share_pct": frame["share_pct"],
            "times": frame["specialisation"],
            "low": frame["low"],
            "high": frame["high"],
            "span": [span_words(low, high, 1) for low, high in zip(frame["low"], frame["high"], strict=True)],
        }
    )


def firsts(read: Reader, filters: Filters, name: str) -> tuple[list[str], str]:
    """Where it was among the first three known, Markdown each, and how often against chance."""
    selection = everyone(filters.selection)
    scores = read(first_mover_scores, selection, filters.period, by=filters.by)
    movers = read(first_movers, selection, filters.period, by=filters.by)
    own = movers[(movers["organization"] == name) & (movers["place"] <= PODIUM)]
    own = own.assign(early=own["n_unknown_before"] > 0).sort_values(["early", "place", "day"])
    within = " among those of the filters" if filters.words(of="organization") else ""
    lines = []
    for row in own.head(FIRSTS).to_dict("records"):
        first = f"first: no earlier paper{within}" if row["place"] == 1 else f"place {row['place']}"
        later = f"place {row['place']} of those known; {count(row['n_unknown_before'], 'earlier paper')}"
        facts = f"{day(row['day'])}, {f'{later} of an unknown organization' if row['early'] else first}"
        topic, paper = linked(row["topic"], "topic", row["topic_id"]), linked(row["title"], "paper", row["paper_id"])
        lines.append(f"**{topic}**: {paper}  \n  :small[:gray[{safe(facts)}]]")
    chance = [
        f"Among the first {PODIUM} known on {count(row['n_first'], 'topic')} of {count(row['n_subjects'])} that it "
        f"wrote on; chance would give {with_span(row['expected'], row['expected_low'], row['expected_high'], 1)}."
        for row in scores[scores["organization"] == name].to_dict("records")
    ]
    return lines, " ".join(chance)


def paper_lines(frame: pd.DataFrame, filters: Filters) -> list[str]:
    """Papers as Markdown, each with a link to its page; of the rows of `papers`."""
    lines, mixed = [], frame["immature"].eq(True).nunique() > 1  # else it tells no paper from another
    for row in frame.to_dict("records"):
        listed_on = row["listed_on"] if pd.notna(row["listed_on"]) else row["published_on"]
        facts = [day(listed_on)]
        if pd.notna(row["upvotes"]):
            early = ", early" if mixed and row["immature"] is True else ""
            facts.append(f"{count(row['upvotes'], 'upvote')}{early}")
        if pd.notna(row["attention_pct"]):
            facts.append(f"attention {row['attention_pct']:.0f}")
        themes = [linked(filters.theme_names.get(theme, theme), "theme", theme) for theme in row["themes"][:2]]
        told = " · ".join([f":gray[{safe(' · '.join(facts))}]", *themes])
        lines.append(f"{linked(row['title'], 'paper', row['paper_id'])}  \n  :small[{told}]")
    return lines
