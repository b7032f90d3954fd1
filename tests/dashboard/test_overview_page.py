"""The Overview: what moves, over which windows, a sentence for each, and the papers behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipelines.mart.picks import Pick, picks_text
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import FEW, momentum, organization_momentum, topic_momentum, windows
from pipelines.mart.tables.papers import headline, papers
from pipelines.mart.tables.themes import themes
from pipelines.mart.tables.trend_tests import trend_tests
from pipelines.views.links import address, cell
from pipelines.views.movers import EACH
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
    box = next(metric for metric in open_page("overview").metric if metric.label == "Coverage")
    frame = papers(demo)
    first = frame.loc[frame["organization"].notna(), "listed_on"].min()
    later = headline(demo, Selection(since=first.date()))
    assert box.delta == f"named since {first:%b %Y}: {100 * later['n_known'] / later['n_papers']:.0f}%"


def test_every_riser_and_faller_of_the_chart_has_its_sentence(open_page: OpenPage, demo: Snapshot) -> None:
    app, frame = open_page("overview"), momentum(demo)
    assert moved(app) == expected(frame, "theme")
    names = themes(demo).set_index("theme")["name"]
    text = said(app).replace("**", "").replace(":gray[", "")
    for row in frame[frame["theme"].isin(moved(app))].to_dict("records"):
        name, noise = names[row["theme"]], "; may be noise" if row["q_value"] >= 0.05 else ""
        told = change_sentence(name, row).removeprefix(name)
        assert f"- [{name}]({address('theme', row['theme'])}){told}{noise}" in text


def test_the_key_figures_are_of_the_later_window_with_its_change_and_n(open_page: OpenPage, demo: Snapshot) -> None:
    spans, frame = windows(demo), momentum(demo, least=FEW)
    assert spans is not None
    now, before = (
        headline(demo, Selection(since=first.date(), until=last.date()))
        for first, last in ((spans.now_first, spans.now_last), (spans.before_first, spans.before_last))
    )
    boxes = {metric.label: (metric.value, metric.delta) for metric in open_page("overview").metric}
    value, change = boxes["Last 3 months"]
    assert value == f"{now['n_papers']:,}"
    assert change.endswith(f"% on {before['n_papers']:,} before")
    assert float(change.removeprefix("papers, ").split("%")[0].replace("−", "-")) == pytest.approx(
        100 * (now["n_papers"] / before["n_papers"] - 1), abs=0.5
    )
    sure = frame[frame["q_value"] < 0.05]
    up, down = (sure["change_pp"] > 0).sum(), (sure["change_pp"] < 0).sum()
    assert boxes["Rising"] == (str(up), f"of {len(frame)} themes, beyond noise")
    assert boxes["Fading"] == (str(down), f"of {len(frame)} themes, beyond noise")


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
    assert set(shown["topic"]) == {cell(row["label"], "topic", row["topic_id"])}


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
    row = table.set_index("name").loc[cell(names["finetuning-adaptation"], "theme", "finetuning-adaptation")]
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
