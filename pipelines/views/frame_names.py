"""Names beside the ids of a table, so that a file can be read without the pages."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.views.filters import Filters

# Columns of ids, and columns that tell their names; the last of them is added where none is there.
_TOLD = {"theme": ("name", "theme_name"), "topic_id": ("label", "topic", "topic_name"), "themes": ("theme_names",)}


def with_names(frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """The table with the names of its themes and discovered topics behind their ids, unless it tells them already.

    Adds theme_name behind theme, topic_name behind topic_id, and theme_names (lists) behind themes; the name of a
    theme that is not known is its id, that of a topic absent.
    """
    frame = frame.copy()
    for column, told in _TOLD.items():
        if column in frame and not any(name in frame for name in told):
            names = [_name(column, key, filters) for key in frame[column]]
            place = list(frame.columns).index(column) + 1
            frame.insert(place, told[-1], pd.Series(names, frame.index, dtype="object"))
    return frame


def _name(column: str, key: Any, filters: Filters) -> Any:
    if column == "themes":
        return [filters.theme_names.get(theme, theme) for theme in key]
    if column == "theme":
        return filters.theme_names.get(key, key)
    return filters.topic_names.get(key) if pd.notna(key) else None
