"""The timeline of bursts: bars where the bursts are, and hostile names that stay text."""

from __future__ import annotations

import pandas as pd

from pipelines.charts.look import LIGHT, Caption
from pipelines.charts.narrow import for_narrow
from pipelines.charts.timeline import ROWS, timeline

CAPTION = Caption("Bursts", "subtitle", "source")
STARTS = pd.Series(pd.date_range("2025-01-01", periods=12, freq="MS"))


def burst(name: str, start: str, end: str, level: int = 1, usual: float = 5.0) -> dict[str, object]:
    figures = {"level": level, "n_papers": 40, "share_pct": 12.5, "usual_share_pct": usual, "weight": 9.0}
    return {"name": name, "start": pd.Timestamp(start), "end": pd.Timestamp(end), **figures}


def drawn(*bursts: dict[str, object]) -> object:
    frame = pd.DataFrame(list(bursts))
    names = {name: name.upper() for name in frame["name"]}
    still = pd.Timestamp("2025-12-31")
    return timeline(frame, "month", names=names, starts=STARTS, still=still, look=LIGHT, caption=CAPTION)


def test_a_bar_spans_its_burst_and_rows_are_in_order_of_time() -> None:
    figure = drawn(
        burst("late", "2025-06-01", "2025-12-31", 3),
        burst("early", "2025-02-01", "2025-02-28"),
        burst("early", "2025-08-01", "2025-08-31"),
    )
    (bars,) = figure.data
    assert figure.layout.yaxis.ticktext == ("EARLY", "LATE")
    assert list(bars.y) == [0, 1, 0]
    assert list(bars.base) == ["2025-02-01", "2025-06-01", "2025-08-01"]
    assert [ms / 86_400_000 for ms in bars.x] == [28, 214, 31]
    assert [list(row) for row in bars.customdata][1] == ["late", "2025-06-01"]
    assert "it may go on" in bars.text[1]
    assert "it may go on" not in bars.text[0]
    assert bars.marker.color[1] != bars.marker.color[0]


def test_every_burst_with_room_beside_it_tells_its_share() -> None:
    apart = drawn(burst("a", "2025-02-01", "2025-02-28"), burst("a", "2025-08-01", "2025-08-31"))
    close = drawn(burst("a", "2025-02-01", "2025-02-28"), burst("a", "2025-03-01", "2025-03-31"))
    told = [[note.x for note in figure.layout.annotations if note.text == "12.5%"] for figure in (apart, close)]
    assert told == [[pd.Timestamp("2025-03-01"), pd.Timestamp("2025-09-01")], [pd.Timestamp("2025-04-01")]]


def test_on_a_phone_the_last_burst_of_a_row_tells_its_share() -> None:
    wide = drawn(
        burst("a", "2025-02-01", "2025-02-28"), burst("a", "2025-08-01", "2025-08-31"),
        burst("b", "2025-03-01", "2025-03-31"),
    )  # fmt: skip
    told = {(note.y, note.x) for note in for_narrow(wide).layout.annotations if note.text == "12.5%"}
    assert told == {(0, pd.Timestamp("2025-09-01")), (1, pd.Timestamp("2025-04-01"))}
    assert any(note.name == "source" for note in for_narrow(wide).layout.annotations)


def test_only_the_strongest_are_drawn_and_names_are_no_markup() -> None:
    many = [burst(f"term {i:02}", "2025-03-01", "2025-04-30") for i in range(ROWS + 3)]
    figure = drawn(*many)
    assert len(figure.data[0].y) == ROWS
    assert f"TERM {ROWS:02}" not in str(figure)
    hostile = drawn(burst("<b>x", "2025-03-01", "2025-04-30", usual=float("nan")))
    assert "<B>X" not in str(hostile)
    assert "nan" not in hostile.data[0].text[0]
