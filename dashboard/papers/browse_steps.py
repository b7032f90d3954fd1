"""Which day, week or month is looked at: a date, how long a stretch, and the steps to the ones beside it."""

from __future__ import annotations

from datetime import date
from typing import Literal, cast

import pandas as pd
import streamlit as st

from dashboard.mart import read
from pipelines.mart.tables.browse import BROWSE_ORDERS, STRETCHES, Stretch, stretch_of
from pipelines.mart.tables.papers import about
from pipelines.views.browse import around, skipped_words, stretch_name

_DAY = "day"  # key of the choice of the day, and its place in the address


def stretch_asked(newest: date) -> tuple[date, Stretch, str]:
    """Draw the choices; tells the first day of the stretch, how long it is, and the order of its papers.

    Parameters
    ----------
    newest : the last day with papers: the one shown where none is asked for
    """
    held = read(about)
    with st.container(horizontal=True, vertical_alignment="bottom", key="browse-choices"):
        chosen = st.date_input(
            "Day", newest, min_value=held["first_day"].date(), max_value=max(newest, held["last_day"].date()),
            key=_DAY, bind="query-params", format="YYYY-MM-DD", width=150,
        )  # fmt: skip
        by = cast(Stretch, _one_of("By", "by", STRETCHES))
        order = _one_of("Order", "sort", BROWSE_ORDERS)
    return stretch_of(chosen or newest, by)[0], by, order


def _one_of(label: str, key: str, options: tuple[str, ...]) -> str:
    chosen = st.segmented_control(
        label, options, default=options[0], key=key, bind="query-params", required=True, width="content"
    )
    return chosen or options[0]


def steps(starts: pd.Series[pd.Timestamp], start: date, by: Stretch, *, again: bool = False) -> None:
    """Buttons to the stretches with papers before and after; those without any are skipped, and that is said.

    Parameters
    ----------
    again : a second time on the page: the keys P and N are taken
    """
    place = "-again" if again else ""
    before, after = around(starts, start)
    with st.container(horizontal=True, horizontal_alignment="distribute", key=f"browse-steps{place}"):
        _step("previous", before, start, by, place)
        _step("next", after, start, by, place)


def _step(which: Literal["previous", "next"], to: date | None, start: date, by: Stretch, place: str) -> None:
    skipped = skipped_words(start, to, by)
    back = which == "previous"
    name = f"{stretch_name(to, by)}{f' ({skipped})' if skipped else ''}" if to else f"No {which} {by} with papers"
    st.button(
        name, key=f"browse-{which}{place}", disabled=to is None, width="content", type="tertiary",
        icon=f":material/arrow_{'back' if back else 'forward'}:", icon_position="left" if back else "right",
        shortcut=None if place else "P" if back else "N",
        on_click=lambda: st.session_state.update({_DAY: to}),
    )  # fmt: skip
