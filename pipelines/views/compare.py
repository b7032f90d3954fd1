"""Organizations side by side: where they differ, the topics they work on, and how alike each pair is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from pipelines.charts.chance import SURE
from pipelines.charts.comparison import comparison
from pipelines.charts.look import Caption, Look
from pipelines.charts.mix import SMALL, mix
from pipelines.charts.pairs import pairs
from pipelines.mart.tables.organization_mix import alike, attention_differences, differences
from pipelines.mart.tables.organization_profile import organization_changes, organization_profile
from pipelines.mart.tables.organization_topics import organization_overlap, organization_topics
from pipelines.mart.tables.organizations import everyone, organization_sizes
from pipelines.views.compare_words import LEAST, attention_words, compared, lead_words
from pipelines.views.filters import Filters
from pipelines.views.links import linked
from pipelines.views.organization_mix import behind_cells, few_words, mix_words
from pipelines.views.organization_words import (
    differs_words,
    known_words,
    links_to,
    median_words,
    points_words,
    with_span,
)
from pipelines.views.series import organization_series
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined, safe

THEMES = 10  # rows of a chart, unless more of them differ
TOPICS = 14  # rows of that chart


def with_papers(read: Reader, filters: Filters) -> Filters:
    """Filters of those that are compared (see `compared`), as far as they have papers."""
    active = set(read(organization_sizes, everyone(filters.selection), by=filters.by)["organization"])
    names = tuple(name for name in compared(read, filters) if name in active)
    return replace(filters, selection=filters.with_organizations(filters.selection, names))


def compare_lead(read: Reader, filters: Filters) -> str:
    """Whether themes and attention differ, in words; of 2 to 6 organizations with papers."""
    names, everybody = filters.organizations, everyone(filters.selection)
    attention = attention_words(read(attention_differences, everybody, filters.period, by=filters.by, names=names))
    frame = read(differences, everybody, filters.period, by=filters.by, names=names)
    return lead_words(frame, names, filters, attention)


def compare_differences_view(read: Reader, filters: Filters, look: Look) -> View | None:
    """Share of each theme in the papers of each; themes that differ by more than chance on top. None below two."""
    filters = with_papers(read, filters)
    if len(filters.organizations) < LEAST:
        return None
    everybody = everyone(filters.selection)
    frame = read(differences, everybody, filters.period, by=filters.by, names=filters.organizations)
    if frame.empty:
        return None
    series = organization_series(read, filters)
    themes = list(dict.fromkeys(frame["theme"]))
    n_sure = frame.loc[frame["q_value"] < SURE, "theme"].nunique()
    common = frame.groupby("theme")["share_pct"].max().sort_values(ascending=False, kind="stable").index
    shown = [*themes[:n_sure], *(theme for theme in common if theme not in themes[:n_sure])][: max(THEMES, n_sure)]
    names = {theme: filters.theme_names[theme] for theme in shown}
    title = "Share of their papers with each theme; bold where they differ by more than chance"
    subtitle = joined(few_words(frame), filters.words(of="organization"), series.chosen_because)
    slots = {name: series.slots[name] for name in series.names}
    figure = comparison(frame, names=names, slots=slots, look=look, caption=Caption(title, subtitle, source_line(read)))
    return View(
        "differences", title, figure, frame, compare_lead(read, filters), series.chosen_because, _n(frame),
        behind=behind_cells(filters), links=links_to(filters, filters.organizations, names),
    )  # fmt: skip


def compare_topics_view(read: Reader, filters: Filters, look: Look) -> View | None:
    """Share of each one's papers on the discovered topics that they work on most; None without any topic."""
    filters = with_papers(read, filters)
    everybody = everyone(filters.selection)
    frame = read(organization_topics, everybody, filters.period, by=filters.by, names=filters.organizations)
    if frame.empty:
        return None
    largest = frame.groupby("topic_id")["share_pct"].sum().sort_values(ascending=False, kind="stable").index[:TOPICS]
    names = {int(topic): filters.topic_names[topic] for topic in largest}
    cells = frame.rename(columns={"topic_id": "theme"})
    title = "Discovered topics they work on: share of its papers (%)"
    subtitle = joined(filters.words(of="organization"), known_words(read, filters))
    figure = mix(cells, names=names, look=look, caption=Caption(title, subtitle, source_line(read)))
    links = links_to(filters, filters.organizations) | {name: ("topic", topic) for topic, name in names.items()}
    return View(
        "topics", title, figure, frame, mix_words(cells, filters.topic_names), known_words(read, filters), _n(frame),
        behind=behind_cells(filters, "topic"), links=links,
    )  # fmt: skip


def pair_facts(read: Reader, filters: Filters) -> pd.DataFrame:
    """How alike each pair of the organizations is, and how far it overlaps in time and topics; the most alike first.

    Returns
    -------
    organization, other, divergence, low, high (of the theme mixes, see `alike`; absent where one has too few papers),
    n_papers, n_other (papers with a theme), then the columns of `organization_overlap`.
    """
    names, everybody = filters.organizations, everyone(filters.selection)
    overlap = read(organization_overlap, everybody, filters.period, by=filters.by, names=names)
    near = read(alike, everybody, filters.period, by=filters.by, names=names)
    frame = overlap.merge(near, on=["organization", "other"], how="left")
    counted = [*near.columns, *overlap.columns.drop(["organization", "other"])]
    return frame[counted].sort_values("divergence", kind="stable", ignore_index=True)


def compare_likeness_view(read: Reader, filters: Filters, look: Look) -> View | None:
    """How far the theme mixes of each pair are apart; None below two, or with too few papers."""
    filters = with_papers(read, filters)
    if len(filters.organizations) < LEAST:
        return None
    frame = pair_facts(read, filters)
    told = frame[frame["divergence"].notna()]
    if told.empty:
        return None
    title = "How far apart what they write about is, each pair"
    subtitle = joined("0: the same mix of themes; 1: nothing in common", filters.words(of="organization"))
    subtitle = joined(subtitle, known_words(read, filters))
    figure = pairs(told, look=look, caption=Caption(title, subtitle, source_line(read)))
    sizes = pd.concat(
        [told[["organization", "n_papers"]], told[["other", "n_other"]].set_axis(["organization", "n_papers"], axis=1)]
    )
    n = count(sizes.drop_duplicates("organization")["n_papers"].sum(), "paper")
    links = links_to(filters, filters.organizations)
    return View("likeness", title, figure, frame, likeness_words(told), known_words(read, filters), n, links=links)


def likeness_words(frame: pd.DataFrame) -> str:
    """Which pair is the most alike, and which the least, in words; of the rows of `pair_facts`."""
    ends = [frame.iloc[0]] if len(frame) == 1 else [frame.iloc[0], frame.iloc[-1]]
    told = [
        f"{row['organization']} and {row['other']} ({differs_words(row)})" for row in (end.to_dict() for end in ends)
    ]
    if len(told) == 1:
        return f"{told[0]}."
    return f"Most alike: {told[0]}; least: {told[1]}."


def key_figures(read: Reader, filters: Filters, names: tuple[str, ...]) -> dict[str, tuple[bool, dict[str, str]]]:
    """For each organization whether its papers are few, and its key figures, which are Markdown."""
    everybody = everyone(filters.selection)
    profile = read(organization_profile, filters.with_organizations(everybody, names), filters.period, by=filters.by)
    near = read(alike, everybody, filters.period, by=filters.by, names=names)
    changes = read(organization_changes, everybody, filters.period, by=filters.by)
    result = {}
    for name in names:
        own = profile[profile["organization"] == name].to_dict("records")
        change = changes[changes["organization"] == name].to_dict("records")
        other = near[near["organization"] == name].head(1).to_dict("records")
        cells = {**_figures(own[0] if own else None), **_relations(other, change, filters)}
        result[name] = (not own or own[0]["n_papers"] < SMALL, cells)
    return result


def compared_profiles(read: Reader, filters: Filters, names: tuple[str, ...]) -> pd.DataFrame:
    """What `key_figures` tells, as numbers: a row per organization with papers.

    Returns
    -------
    The columns of `organization_profile`, then most_alike, divergence, divergence_low, divergence_high (see `alike`),
    then the columns of `organization_changes`; what cannot be told is absent.
    """
    everybody = everyone(filters.selection)
    profile = read(organization_profile, filters.with_organizations(everybody, names), filters.period, by=filters.by)
    near = read(alike, everybody, filters.period, by=filters.by, names=names).drop_duplicates("organization")
    changes = read(organization_changes, everybody, filters.period, by=filters.by)
    near = near.rename(columns={"other": "most_alike", "low": "divergence_low", "high": "divergence_high"})
    near = near[["organization", "most_alike", "divergence", "divergence_low", "divergence_high"]]
    new = [column for column in changes if column == "organization" or column not in profile]
    return profile.merge(near, on="organization", how="left").merge(changes[new], on="organization", how="left")


def _figures(own: dict[Any, Any] | None) -> dict[str, str]:
    if own is None:
        return dict.fromkeys(("Papers", "Share", "Rank", "Breadth", "Attention", "Median upvotes"), "none here")
    spans = {
        "Papers": count(own["n_papers"]),
        "Share": with_span(own["share_pct"], own["share_low_pct"], own["share_high_pct"], 1, "%"),
        "Rank": with_span(own["rank"], own["rank_low"], own["rank_high"]),
        "Breadth": with_span(own["breadth"], own["breadth_low"], own["breadth_high"], 1),
        "Attention": with_span(own["attention_pct"], own["attention_low_pct"], own["attention_high_pct"]),
        "Median upvotes": f"{median_words(own['median_upvotes'])} (n = {count(own['n_upvotes'])})",
    }
    return {label: safe(value) for label, value in spans.items()}


def _relations(other: list[dict[Any, Any]], change: list[dict[Any, Any]], filters: Filters) -> dict[str, str]:
    alike_to = changed = "too few papers"
    for row in other:
        facts = safe(f"({count(row['n_other'], 'paper')} with a theme), {differs_words(row)}")
        alike_to = f"{linked(row['other'], filters.by, row['other'])} {facts}"
    for row in change:
        changed = safe(f"{row['n_before']:,} to {count(row['n_now'], 'paper')}: {points_words(row)}")
    return {"Most alike": alike_to, "Change": changed}


def _n(frame: pd.DataFrame) -> str:
    return count(frame.drop_duplicates("organization")["total"].sum(), "paper")
