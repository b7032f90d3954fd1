"""Files name what their ids stand for."""

from __future__ import annotations

import pandas as pd

from pipelines.mart.selection import Selection
from pipelines.views.filters import Filters
from pipelines.views.frame_names import with_names

FILTERS = Filters(Selection(), "month", {"agents": "Agents", "code": "Code"}, topic_names={1: "web agents"})


def test_names_stand_behind_ids() -> None:
    frame = pd.DataFrame(
        {"theme": ["agents", "gone"], "themes": [["code", "agents"], []], "topic_id": [1, None], "n_papers": [1, 2]}
    )
    told = with_names(frame, FILTERS)
    assert list(told) == ["theme", "theme_name", "themes", "theme_names", "topic_id", "topic_name", "n_papers"]
    assert told["theme_name"].to_list() == ["Agents", "gone"]
    assert told["theme_names"].to_list() == [["Code", "Agents"], []]
    assert told["topic_name"].to_list() == ["web agents", None]
    assert list(frame) == ["theme", "themes", "topic_id", "n_papers"]


def test_what_has_names_keeps_them_and_nothing_gives_nothing() -> None:
    named = pd.DataFrame({"theme": ["agents"], "name": ["Agents"], "topic_id": [1], "label": ["web agents"]})
    pd.testing.assert_frame_equal(with_names(named, FILTERS), named)
    assert list(with_names(pd.DataFrame({"theme": []}), FILTERS)) == ["theme", "theme_name"]
