"""What stands in small text under the Explore chart and its table."""

from __future__ import annotations

from pipelines.views.explore_data import Explored, MeasureName
from pipelines.views.filters import Filters
from pipelines.views.organization_words import known_words
from pipelines.views.sentences import ATTENTION_NOTE, in_progress_note
from pipelines.views.view import Reader
from pipelines.views.words import safe

_BURST_NOTE = (
    "A burst: a stretch of complete periods in which the share is far above the usual one, as the automaton of "
    "Kleinberg (2002) finds it; the level tells what the share is most like: 1 twice the usual one, 2 four times, "
    "3 eight times."
)


def table_note(filters: Filters, measure: MeasureName) -> str:
    """What the columns of the table mean."""
    if measure == "attention":
        return (
            "Mean percentile of upvotes within the day, with its 95% bootstrap interval (Efron and Tibshirani 1993); "
            f"of the papers whose upvotes are known. First and last: complete {filters.period}s with such papers."
        )
    if measure == "rank":
        return (
            f"Rank by papers among all themes, topics, known organizations or parents of the {filters.period}, with "
            "its 95% interval by simulation (Goldstein and Spiegelhalter 1996). First and last: complete "
            f"{filters.period}s with papers, fetched on most of their weekdays."
        )
    return (
        f"First and last: complete {filters.period}s with papers, fetched on most of their weekdays. Change: last less "
        f"first, with its 95% interval (Newcombe 1998). Trend: slope of Theil and Sen over all such {filters.period}s, "
        "at least four, with the p-value of the test of Mann and Kendall."
    )


def explore_notes(read: Reader, shown: Explored, filters: Filters, *, bursts: bool) -> list[str]:
    """Incomplete periods, method and coverage, as Markdown.

    Parameters
    ----------
    filters : those of the papers
    """
    return [
        in_progress_note(shown.counts, filters),
        "Shares are of all papers of the period; a paper without an abstract counts with its title. Bands are 95% "
        "Jeffreys intervals; a line breaks where no listing day was fetched: missing, not zero. The table is not "
        "smoothed.",
        *([ATTENTION_NOTE] if shown.measure == "attention" else []),
        *([_BURST_NOTE] if bursts else []),
        *([f"Organizations: shares are {safe(known_words(read, filters))}."] if shown.of_known else []),
        "A link may name anything: /explore?phrases=GRPO,world%20model&series=theme:agents. Themes and organizations "
        "chosen in the sidebar are lines here, not filters.",
    ]
