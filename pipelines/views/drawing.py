"""Draws charts of the catalogue, and says what is wrong where one cannot be drawn."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, cast

from pipelines.charts.look import Look
from pipelines.errors import PapertideError, UsageError
from pipelines.mart.tables.papers import about, headline
from pipelines.views.catalogue import CHARTS, Further
from pipelines.views.filters import Filters
from pipelines.views.view import Reader, View
from pipelines.views.words import day

# What a person calls the fields of `Further`, and what a chart may need of the filters.
OPTIONS = {option.name: option.name.replace("_", "-") for option in fields(Further)} | {
    "measured": "as", "topics": "topic", "phrases": "phrase", "themes": "theme",
}  # fmt: skip

NOTHING = Further()


def check(name: str, further: Further, filters: Filters | None = None) -> Further:
    """What is asked of a chart, with the first of its few values where none is told.

    Parameters
    ----------
    filters : looked at for what the chart needs of them, where given

    Raises
    ------
    UsageError : no such chart, or it does not take what it is asked, or needs more.
    """
    if name not in CHARTS:
        raise UsageError(f"no chart is called {name[:60]!r}; there are {', '.join(CHARTS)}")
    takes, filled = CHARTS[name].takes, further
    for one in (option.name for option in fields(Further)):
        value, known = getattr(further, one), takes.get(one, ())
        if value is not None and one not in takes:
            able = ", ".join(other for other, chart in CHARTS.items() if one in chart.takes)
            raise UsageError(f"{name} does not take --{OPTIONS[one]}; these do: {able}")
        if value is not None and known and value not in known:
            listed = ", ".join(map(str, known))
            raise UsageError(f"--{OPTIONS[one]} {str(value)[:60]!r} is unknown to {name}; it is one of {listed}")
        if value is None and known:
            filled = replace(filled, **cast(Any, {one: known[0]}))
    for one in CHARTS[name].needs:
        if not (getattr(further, one, None) or (filters is None or getattr(filters.selection, one, None))):
            raise UsageError(f"{name} needs --{OPTIONS[one]}")
    return filled


def draw(name: str, read: Reader, filters: Filters, look: Look, further: Further = NOTHING) -> View:
    """The chart of that name, of the papers that the filters leave.

    Raises
    ------
    UsageError : no such chart, or it is not asked rightly; see `check`.
    PapertideError : there is nothing to draw; says why.
    """
    asked = check(name, further, filters)
    view = CHARTS[name].draw(read, filters, look, asked)
    if view is not None:
        return view
    if not read(headline, filters.selection)["n_papers"]:
        held, words = read(about), filters.words() or "no filter"
        raise PapertideError(
            f"{name}: no papers ({words}); the data holds {day(held['first_day'])} to {day(held['last_day'])}"
        )
    raise PapertideError(f"{name}: too little is known of these papers; widen the dates or the filters")
