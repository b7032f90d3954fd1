"""What is so now and was not so before, on tables small enough to check by eye."""

from __future__ import annotations

import pandas as pd

from pipelines.trends.bursts import COLUMNS
from pipelines.trends.newness import EVENTS, burst_changes, newly_sure


def changes(**q_and_z: tuple[float, float]) -> pd.DataFrame:
    rows = [(theme, z, q) for theme, (q, z) in q_and_z.items()]
    return pd.DataFrame(rows, columns=["theme", "z", "q_value"])


def bursts(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["name", "start", "end", "weight"])
    frame = frame.assign(level=1, n_papers=9, share_pct=3.0, usual_share_pct=1.0)
    return frame[list(COLUMNS)].astype(COLUMNS)


def test_a_change_is_new_when_it_was_noise_or_went_the_other_way() -> None:
    now = changes(kept=(0.01, 3.0), new=(0.04, 2.5), turned=(0.001, -4.0), noise=(0.3, 1.0), unknown=(0.02, 2.9))
    then = changes(kept=(0.02, 2.8), new=(0.06, 2.2), turned=(0.01, 3.0), noise=(0.3, 1.0), gone=(0.001, 5.0))
    found = newly_sure(now, then, "theme").set_index("theme")
    assert found.index.to_list() == ["turned", "unknown", "new"]  # farthest from noise first
    assert found["rising"].to_list() == [False, True, True]
    assert found.loc["new", "q_before"] == 0.06
    assert pd.isna(found.loc["unknown", "q_before"])


def test_where_nothing_could_be_compared_then_nothing_is_called_new() -> None:
    now, empty = changes(new=(0.001, 4.0)), changes()
    assert newly_sure(now, empty.astype({"theme": "object"}), "theme").empty
    assert list(newly_sure(empty, now, "theme")) == ["theme", "z", "q_value", "q_before", "rising"]


def test_bursts_begin_go_on_again_pass_and_end() -> None:
    then = bursts(
        ("ended", "2026-01-05", "2026-02-01", 9), ("lasts", "2026-01-05", "2026-02-01", 8),
        ("resumed", "2025-12-01", "2026-01-18", 7), ("undone", "2026-01-12", "2026-02-01", 6),
        ("earlier", "2026-01-12", "2026-02-01", 5), ("old", "2025-01-06", "2025-02-02", 4),
    )  # fmt: skip
    now = bursts(
        ("ended", "2026-01-05", "2026-02-08", 9), ("lasts", "2026-01-05", "2026-02-22", 8),
        ("resumed", "2025-12-01", "2026-02-22", 7), ("earlier", "2026-01-12", "2026-01-25", 5),
        ("old", "2025-01-06", "2025-02-02", 4), ("began", "2026-02-09", "2026-02-22", 3),
        ("passed", "2026-02-02", "2026-02-08", 2),
    )  # fmt: skip
    days = pd.to_datetime(["2026-02-01", "2026-02-22"])
    found = burst_changes(now, then, then_last=days[0], now_last=days[1])
    events = dict(zip(found["name"], found["event"], strict=True))
    assert events == {
        "began": "began", "resumed": "resumed", "passed": "passed", "ended": "ended", "earlier": "ended",
        "undone": "ended",
    }  # fmt: skip
    assert [EVENTS.index(event) for event in found["event"]] == sorted(map(EVENTS.index, found["event"]))
    ends = found.set_index("name")["end"]
    assert ends["earlier"] == pd.Timestamp("2026-01-25")  # as it is seen now
    assert ends["undone"] == days[0]  # as it was seen then


def test_without_a_period_that_ended_in_between_no_burst_is_told() -> None:
    now = bursts(("began", "2026-02-09", "2026-02-22", 3))
    last = pd.Timestamp("2026-02-22")
    for then_last, now_last in ((last, last), (None, last), (None, None)):
        found = burst_changes(now, now.iloc[:0], then_last=then_last, now_last=now_last)
        assert found.empty
        assert list(found) == [*COLUMNS, "event"]
