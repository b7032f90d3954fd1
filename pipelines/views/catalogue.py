"""All charts: what each answers, and how it is drawn. Pages, `papertide chart` and reports draw the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.charts.lines import COUNT, SHARE
from pipelines.charts.look import Look
from pipelines.errors import UsageError
from pipelines.mart.tables.explored import explorable
from pipelines.views.bursts import bursts_view
from pipelines.views.compare import compare_differences_view, compare_likeness_view, compare_topics_view
from pipelines.views.distribution import NOUNS, distribution_view
from pipelines.views.explore import explore_view
from pipelines.views.explore_data import MEASURES, SHAPES
from pipelines.views.explore_series import line_names, well_formed
from pipelines.views.factors import factors_view
from pipelines.views.filters import Filters
from pipelines.views.forecast import forecast_view, foretold, themes_to_foretell
from pipelines.views.frequency import frequency_view
from pipelines.views.movers import movers_view, moving
from pipelines.views.organization_activity import organization_activity_view, organization_attention_view
from pipelines.views.organization_mix import (
    organization_coverage_view,
    organization_mix_view,
    organization_specialities_view,
)
from pipelines.views.paper_map import paper_map_view
from pipelines.views.subjects import Subject, subject_lead, subject_trend
from pipelines.views.trajectories import trajectories_view
from pipelines.views.upvotes import Comparison, comparison, ranking_view, upvote_trends_view
from pipelines.views.view import Reader, View


@dataclass(frozen=True)
class Further:
    """What a chart may be asked beside the filters; None is not asked."""

    of: Any = None  # of what: theme, topic, organization, upvotes ...
    measured: Any = None  # as what: share, count, rank, attention ...
    window: int | None = None  # periods in each of the windows compared
    series: tuple[str, ...] | None = None  # keys as in `explored`: theme:agents, organization:Google
    topics: tuple[int, ...] | None = None  # ids of discovered topics
    phrases: tuple[str, ...] | None = None
    title_only: bool | None = None  # phrases must stand in titles
    shape: Any = None  # lines, area, multiples, heatmap
    smooth: int | None = None  # periods that a share is a mean of
    bursts: bool | None = None  # whether they are marked
    paper: str | None = None  # its id


@dataclass(frozen=True)
class Chart:
    """A chart of the catalogue."""

    question: str  # that it answers
    draw: Callable[[Reader, Filters, Look, Further], View | None]
    takes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)  # fields of `Further`: their values, if few
    needs: tuple[str, ...] = ()  # of them, or "themes"


def _movers(read: Reader, filters: Filters, look: Look, further: Further) -> View | None:
    return movers_view(read, filters, look, moving(read, filters, further.of, further.window))


def _explore(read: Reader, filters: Filters, look: Look, further: Further) -> View | None:
    phrases, malformed = well_formed(further.phrases or ())
    if malformed:
        raise UsageError(malformed[0])
    called = line_names(read(explorable))
    of_organizations = (f"{filters.by}:{name}" for name in filters.organizations)
    lines = [
        *(further.series or ()),
        *(f"topic:{topic}" for topic in further.topics or ()),
        *phrases,
        *(f"theme:{theme}" for theme in filters.selection.themes),
        # A parent that is one organization is listed as that.
        *(key if key in called else key.replace("parent:", "organization:", 1) for key in of_organizations),
    ]
    return explore_view(
        read, filters, look, tuple(dict.fromkeys(lines)), measure=further.measured, shape=further.shape,
        smooth=further.smooth or 1, bursts=bool(further.bursts), title_only=bool(further.title_only),
    )  # fmt: skip


def _forecast(read: Reader, filters: Filters, look: Look, _: Further) -> View | None:
    themes = themes_to_foretell(read, filters)
    return forecast_view(read, filters, look, foretold(read, filters, themes[0])) if themes else None


def _compared(read: Reader, filters: Filters, further: Further) -> Comparison:
    return comparison(read, filters, further.of, further.measured, further.topics or ())


def _subject(read: Reader, filters: Filters, look: Look, subject: Subject, measured: str) -> View | None:
    measure = COUNT if measured == "count" else SHARE
    return subject_trend(read, filters, look, subject, measure, summary=subject_lead(read, filters, subject))


def _theme(read: Reader, filters: Filters, look: Look, further: Further) -> View | None:
    theme = filters.selection.themes[0]
    return _subject(read, filters, look, Subject("theme", theme, filters.theme_names[theme]), further.measured)


def _topic(read: Reader, filters: Filters, look: Look, further: Further) -> View | None:
    (topic, *_) = further.topics or ()
    return _subject(read, filters, look, Subject("topic", topic, filters.topic_names[topic]), further.measured)


_KINDS = ("theme", "topic", "organization")
_RECEIVED = ("attention", "median", "upper quartile")
_ANY: tuple[Any, ...] = ()  # any value

CHARTS: dict[str, Chart] = {
    "movers": Chart(
        "What is rising, what is fading, and is that more than noise?", _movers, {"of": _KINDS, "window": _ANY}
    ),
    "explore": Chart(
        "How did this theme, topic, organization or phrase move against that one?",
        _explore,
        {
            "series": _ANY,
            "phrases": _ANY,
            "topics": _ANY,
            "title_only": _ANY,
            "measured": MEASURES,
            "shape": SHAPES,
            "smooth": (1, 3, 5),
            "bursts": _ANY,
        },
    ),
    "frequency": Chart(
        "How did these themes, or discovered topics, move?",
        lambda read, filters, look, asked: frequency_view(
            read, filters, look, asked.of, counted=asked.measured == "count", topics=asked.topics or ()
        ),
        {"of": ("theme", "topic"), "measured": ("share", "count"), "topics": _ANY},
    ),
    "theme": Chart(
        "How did this theme move, and when did it burst?", _theme, {"measured": ("share", "count")}, ("themes",)
    ),
    "topic": Chart("How did this topic move?", _topic, {"measured": ("share", "count"), "topics": _ANY}, ("topics",)),
    "theme-bursts": Chart(
        "Which themes came suddenly, and when?",
        lambda read, filters, look, _: bursts_view(read, filters, look, "theme"),
    ),
    "term-bursts": Chart(
        "Which phrases came suddenly, and when?",
        lambda read, filters, look, _: bursts_view(read, filters, look, "term"),
    ),
    "forecast": Chart("What comes next for a theme, if it goes on as it did?", _forecast),
    "activity": Chart(
        "Who publishes, and how much?",
        lambda read, filters, look, asked: organization_activity_view(read, filters, look, measured=asked.measured),
        {"measured": ("count", "share")},
    ),
    "ranks": Chart(
        "Who overtook whom?",
        lambda read, filters, look, _: organization_activity_view(read, filters, look, measured="rank"),
    ),
    "attention": Chart(
        "How are the papers of these organizations received?",
        lambda read, filters, look, asked: organization_attention_view(
            read, filters, look, median=asked.measured == "median"
        ),
        {"measured": ("attention", "median")},
    ),
    "mix": Chart(
        "What do these organizations write about?",
        lambda read, filters, look, _: organization_mix_view(read, filters, look),
    ),
    "specialities": Chart(
        "What do they write about more, and less, than all?",
        lambda read, filters, look, _: organization_specialities_view(read, filters, look),
    ),
    "coverage": Chart(
        "Of how many papers is the organization known?",
        lambda read, filters, look, _: organization_coverage_view(read, filters, look),
    ),
    "differences": Chart(
        "On which themes do these organizations differ by more than chance?",
        lambda read, filters, look, _: compare_differences_view(read, filters, look),
    ),
    "topics": Chart(
        "Which topics do these organizations work on?",
        lambda read, filters, look, _: compare_topics_view(read, filters, look),
    ),
    "likeness": Chart(
        "How alike are these organizations, each pair?",
        lambda read, filters, look, _: compare_likeness_view(read, filters, look),
    ),
    "upvote-trends": Chart(
        "Does a theme, topic or organization draw more upvotes over time?",
        lambda read, filters, look, asked: upvote_trends_view(look, _compared(read, filters, asked)),
        {"of": _KINDS, "measured": _RECEIVED, "topics": _ANY},
    ),
    "ranking": Chart(
        "Who draws more or fewer upvotes than the papers listed beside them?",
        lambda read, filters, look, asked: ranking_view(look, _compared(read, filters, asked)),
        {"of": _KINDS, "measured": _RECEIVED},
    ),
    "distribution": Chart(
        "How many papers get how many upvotes, comments or stars?",
        lambda read, filters, look, asked: distribution_view(read, filters, look, asked.of.replace(" ", "_")),
        {"of": tuple(name.replace("_", " ") for name in NOUNS)},
    ),
    "factors": Chart("What goes with attention?", lambda read, filters, look, _: factors_view(read, filters, look)),
    "map": Chart(
        "Which papers are about the same thing, and what lies between the themes?",
        lambda read, filters, look, asked: paper_map_view(read, filters, look, asked.of),
        {"of": ("theme", "time")},
    ),
    "trajectories": Chart(
        "How do upvotes grow with a paper's age?",
        lambda read, filters, look, asked: trajectories_view(read, filters, look, asked.paper),
        {"paper": _ANY},
    ),
}
