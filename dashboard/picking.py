"""Points of a chart that the reader picked: filters on every page, in the address as `at=PAGE.CHART!POINTS`.

The page whose chart they are of shows their papers below that chart and everything else as before; all other pages
show those papers only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pipelines.errors import UsageError
from pipelines.mart.picks import MOST, PHRASES, Pick, merged, picks_in, picks_text
from pipelines.mart.region import simplified

_AT = "at"  # the query parameter, and the key of the widget that keeps it when the page changes
_STATE = "papertide-picked"
_LET_GO = "papertide-let-go"  # how often picks were let go of: charts are drawn anew, so that the same can be clicked


@dataclass(frozen=True)
class _Picked:
    page: str  # whose chart it is
    chart: str
    picks: tuple[Pick, ...]
    here: str  # the page that is shown


def read_picks(page: str) -> None:
    """Take what was picked from the address, in which an unseen text field holds it: only widgets stay there.

    Parameters
    ----------
    page : the page about to be shown
    """
    at = st.text_input("Points picked in a chart", key=_AT, bind="query-params", label_visibility="collapsed")
    origin, _, text = at.partition("!")
    of_page, _, chart = origin.partition(".")
    try:
        picks = picks_in(text)
    except UsageError:
        picks = ()  # an address that makes no sense chooses nothing
    st.session_state[_STATE] = _Picked(of_page, chart, picks, page)


def picks_in_force() -> tuple[Pick, ...]:
    """All that is picked, wherever."""
    return _picked().picks


def picks_of_another_page() -> tuple[Pick, ...]:
    """What filters this page: empty where the picks are of one of its own charts."""
    picked = _picked()
    return () if picked.page == picked.here else picked.picks


def picks_of(chart: str) -> tuple[Pick, ...]:
    """What is picked in that chart of this page."""
    picked = _picked()
    return picked.picks if (picked.page, picked.chart) == (picked.here, chart) else ()


def widget_of(chart: str) -> str:
    """The key of a chart that can be picked from."""
    return f"chart-{chart}-{st.session_state.get(_LET_GO, 0)}"


def pick_region(chart: str, drawn: Any) -> None:
    """Remember what the reader drew on this page's map; a single click remembers its paper.

    Parameters
    ----------
    drawn : the selection that the browser told of: points, box (x and y, two ends each), lasso (x and y, its path)
    """
    paths = [list(zip(one["x"], one["y"], strict=True)) for one in drawn.lasso]
    for (left, right), (low, high) in ((one["x"], one["y"]) for one in drawn.box):
        paths.append([(left, low), (right, low), (right, high), (left, high)])
    if paths:
        region = simplified(paths[0])
        _remember(chart, (Pick(region=region),) if region else ())
    else:
        papers = [str(point["customdata"]) for point in drawn.points if point.get("customdata")]
        _remember(chart, tuple(Pick(paper=paper) for paper in papers[:1]))


def pick(chart: str, points: Iterable[dict[str, Any]], behind: Callable[[list[str]], Pick | None]) -> None:
    """Remember points of this page's chart, as the browser told them; none of them lets go.

    Parameters
    ----------
    behind : the papers behind a point, of its customdata as text
    """
    told = ([str(value) for value in point["customdata"]] for point in points if point.get("customdata"))
    _remember(chart, merged(found for data in told if (found := behind(data)) is not None))


def _remember(chart: str, picks: tuple[Pick, ...]) -> None:
    said = list(dict.fromkeys((pick.phrase, pick.title_only) for pick in picks if pick.phrase))[:PHRASES]
    picks = tuple(pick for pick in picks if pick.phrase is None or (pick.phrase, pick.title_only) in said)
    if picks:
        st.session_state[_AT] = f"{_picked().here}.{chart}!{picks_text(picks[:MOST])}"
    else:
        forget_picks()


def forget_picks() -> None:
    """Let go of what is picked."""
    st.session_state[_AT] = ""
    st.session_state[_LET_GO] = st.session_state.get(_LET_GO, 0) + 1


def _picked() -> _Picked:
    picked: _Picked = st.session_state.get(_STATE) or _Picked("", "", (), "")
    return picked
