"""Tables whose rows can be chosen; what is chosen stands in the page's address, so that a link opens it too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

T = TypeVar("T")
ROW = 34  # px


def chosen(name: str, keys: Sequence[T]) -> T | None:
    """The one of the keys that the query parameter names; None when it names none of them."""
    asked = str(st.query_params.get(name, ""))
    return next((key for key in keys if str(key) == asked), None)


def choose(name: str, key: Any | None) -> None:
    """Put a choice into the address, or take it out."""
    if key is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(key)


def choosing_table(
    shown: pd.DataFrame | Styler,
    keys: Sequence[T],
    current: T | None,
    on_choose: Callable[[T | None], None],
    *,
    key: str,
    n_rows: int,
    columns: dict[str, Any],
    row_height: int = ROW,
) -> None:
    """A table in which a click anywhere on a row chooses it, and a click on its box lets go of it.

    Parameters
    ----------
    keys : what each row stands for
    current : the key of the chosen row
    on_choose : called with the key clicked, None when it was let go of; before the page is drawn anew
    n_rows : rows in sight at the most
    columns : Streamlit's configuration of the columns
    row_height : px; twice the usual wraps long text
    """
    rows = [keys.index(current)] if current in keys else []
    # The address decides, not what the browser last clicked: choices are made elsewhere, too.
    st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    st.dataframe(
        shown, hide_index=True, height=ROW + row_height * min(len(keys), n_rows) + 2, row_height=row_height,
        column_config=columns, placeholder="–", key=key,
        on_select=lambda: on_choose(_clicked(key, keys)), selection_mode=["single-row", "single-cell"],
    )  # fmt: skip


def _clicked(widget: str, keys: Sequence[T]) -> T | None:
    selection = st.session_state[widget]["selection"]
    rows = [row for row, _ in selection["cells"]] or selection["rows"]
    return keys[rows[0]] if rows else None
