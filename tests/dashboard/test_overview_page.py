"""The Overview: what moves, over which windows, a sentence for each, and the papers behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.movers_card import EACH
from pipelines.mart.picks import Pick, picks_text
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import FEW, momentum, organization_momentum, topic_momentum, windows
from pipelines.mart.tables.papers import headline, papers
from pipelines.mart.tables.themes import themes
from pipelines.mart.tables.trend_tests import trend_tests
from pipelines.views.sentences import change_sentence
from tests.dashboard.conftest import words

OpenPage = Callable[..., AppTest]


def moved(app: AppTest) -> list[str]:
    """The keys of the chart's rows, from the top."""
    chart = json.loads(app.get("plotly_chart")[0].proto.spec)
    return [trace["customdata"][0][0] for trace in chart["data"] if trace["name"] == "share"]


def said(app: AppTest) -> str:
    return words(app).replace("\\", "")


def expected(frame: pd.DataFrame, by: str) -> list[str]:
    shown = pd.concat([frame[frame["change_pp"] > 0].head(EACH), frame[frame["change_pp"] < 0].tail(EACH)])
    return [str(key) for key in shown[by]]


def test_a_change_in_words() -> None:
    row = {
        "share_before_pct": 9.06, "share_now_pct": 15.77, "change_pp": 6.71, "change_low_pp": 5.12,
        "change_high_pp": 8.29, "q_value": 0.0004, "n_before": 156, "n_now": 1402,
    }  # fmt: skip
    assert change_sentence("Agents", row) == (
        "Agents: 9.1% to 15.8% of papers, +6.7 points (95%: 5.1 to 8.3), q < 0.001 (n 156 to 1,402)"
    )
    least = row | {"change_pp": -0.04, "change_low_pp": -2.0, "change_high_pp": 0.01, "q_value": 0.04996}
    assert "+0.0 points (95%: −2.0 to 0.0), q = 0.04996 " in change_sentence("X", least, "known ones")


def test_the_lead_names_the_clearest_rise_and_fall_and_says_which_may_be_noise(
    open_page: OpenPage, demo: Snapshot
) -> None:
    frame, text = momentum(demo), said(open_page("overview"))
    names = themes(demo).set_index("theme")["name"]
    for row in (frame.iloc[0], frame.iloc[-1]):
        noise = " (may be noise)" if row["q_value"] >= 0.05 else ""
        way = "up" if row["change_pp"] > 0 else "down"
        shares = f"from {row['share_before_pct']:.1f}% to {row['share_now_pct']:.1f}% of papers{noise}"
        assert f"{names[row['theme']]} is {way} {shares}" in text


def test_themes_of_a_paper_or_two_neither_rise_nor_fall(open_page: OpenPage, demo: Snapshot) -> None:
    selection = Selection(text="robot")
    few = momentum(demo, selection)
    assert (few["n_before"] + few["n_now"] < FEW).any()  # the table of all themes keeps them
    rows = few.set_index("theme").loc[moved(open_page("overview", text=selection.text))]
    assert (rows["n_before"] + rows["n_now"]).min() >= FEW


def test_the_box_of_organizations_says_since_when_any_is_known(open_page: OpenPage, demo: Snapshot) -> None:
    box = next(metric for metric in open_page("overview").metric if metric.label == "Organization known")
    frame = papers(demo)
    first = frame.loc[frame["organization"].notna(), "listed_on"].min()
    later = headline(demo, Selection(since=first.date()))
    assert box.delta == f"named since {first:%b %Y}: {100 * later['n_known'] / later['n_papers']:.0f}%"


def test_every_riser_and_faller_of_the_chart_has_its_sentence(open_page: OpenPage, demo: Snapshot) -> None:
    app, frame = open_page("overview"), momentum(demo)
    assert moved(app) == expected(frame, "theme")
    names = themes(demo).set_index("theme")["name"]
    text = said(app).replace("**", "")
    for row in frame[frame["theme"].isin(moved(app))].to_dict("records"):
        noise = "; may be noise" if row["q_value"] >= 0.05 else ""
        assert f"{change_sentence(names[row['theme']], row)}{noise}" in text


@pytest.mark.parametrize(("period", "window"), [("Month", 6), ("Week", 13), ("Quarter", 2)])
def test_the_window_of_the_link_is_compared(open_page: OpenPage, demo: Snapshot, period: str, window: int) -> None:
    app = open_page("overview", period=period, window=str(window))
    assert app.selectbox(key="window").value == window
    assert moved(app) == expected(momentum(demo, Selection(), period.lower(), window), "theme")  # type: ignore[arg-type]


@pytest.mark.parametrize("link", [{"window": "7"}, {"window": "<script>"}, {"period": "Quarter", "window": "12"}])
def test_a_senseless_window_falls_back_to_the_usual_one(open_page: OpenPage, link: dict[str, str]) -> None:
    app = open_page("overview", **link)
    assert app.selectbox(key="window").value == (1 if "period" in link else 3)


def test_a_window_that_another_period_has_not_gives_way(open_page: OpenPage) -> None:
    app = open_page("overview", window="6")
    app.segmented_control(key="period").set_value("quarter").run()
    assert not app.exception
    assert app.selectbox(key="window").value == 1  # there is no window of six quarters


def test_topics_move_and_a_point_shows_their_papers(open_page: OpenPage, demo: Snapshot) -> None:
    frame, spans = topic_momentum(demo), windows(demo)
    assert spans is not None
    row = frame.iloc[0]
    at = f"overview.movers!topic:{row['topic_id']};{spans.now_first:%Y-%m-%d}~{spans.now_last:%Y-%m-%d}"
    app = open_page("overview", movers="Topics", at=at)
    assert moved(app) == expected(frame, "topic_id")
    assert any(part.value.startswith(f"{row['n_now']} paper") for part in app.subheader)
    shown = next(frame.value for frame in app.dataframe if "topic" in frame.value)
    assert len(shown) == row["n_now"]
    assert set(shown["topic"]) == {row["label"]}


@pytest.mark.parametrize("group", ["organization", "parent"])
def test_organizations_move_and_a_point_shows_their_papers(open_page: OpenPage, demo: Snapshot, group: Any) -> None:
    frame, spans = organization_momentum(demo, by=group), windows(demo)
    assert spans is not None
    row = frame.iloc[-1]
    label = {"organization": "Each", "parent": "By parent"}[group]
    days = {"since": spans.now_first.date(), "until": spans.now_last.date()}
    at = "overview.movers!" + picks_text([Pick(**{group: row["organization"]}, **days)])
    app = open_page("overview", movers="Organizations", group=label, at=at)
    assert moved(app) == expected(frame, "organization")
    assert "of papers with a known organization" in said(app)
    assert any(part.value.startswith(f"{row['n_now']} paper") for part in app.subheader)


def test_too_long_a_window_says_what_it_needs(open_page: OpenPage) -> None:
    app = open_page("overview", since="2025-01-01", window="12")
    assert "24 complete months" in app.info[-1].value
    assert not app.get("plotly_chart")


def test_steady_trends_stand_below_with_their_changes_of_level(open_page: OpenPage, demo: Snapshot) -> None:
    app, tests = open_page("overview"), trend_tests(demo)
    table = next(frame.value for frame in app.dataframe if "slope" in frame.value)
    assert len(table) == len(tests)
    names = themes(demo).set_index("theme")["name"]
    row = table.set_index("theme").loc[names["finetuning-adaptation"]]
    known = tests.set_index("theme").loc["finetuning-adaptation"]
    assert row["slope"] == pytest.approx(known["slope_pp"])
    assert row["changes"] == known["n_changes"]
    assert (table["newest"] == "–").sum() == (tests["n_changes"] == 0).sum()
    assert f"{(tests['q_value'] < 0.05).sum()} theme" in said(app)


def test_names_are_text_and_no_markup(open_page: OpenPage, altered: Callable[..., Path], demo: Snapshot) -> None:
    hostile = "<img src=x> [here](javascript:alert(1)) **bold**"
    theme = momentum(demo)["theme"].iloc[0]
    warehouse = altered(("update themes set name = $name where theme = $theme", {"name": hostile, "theme": theme}))
    app = open_page("overview", warehouse=warehouse)
    assert r"\<img src\=x\>" in words(app)
    assert "<img" not in words(app).replace(r"\<img", "")
    assert "](javascript" not in words(app)
    assert "<img" not in app.get("plotly_chart")[0].proto.spec
