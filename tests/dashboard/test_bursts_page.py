"""The page of bursts: its timeline, the papers of a bar, the emerging terms, and what it says when there are none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.mart.picks import Pick, picks_text
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.terms import emerging_terms, term_bursts, theme_bursts
from pipelines.views.links import cell
from tests.dashboard.conftest import words


def bars(app: Any) -> Any:
    (chart,) = app.get("plotly_chart")
    return json.loads(chart.proto.spec)["data"][0]


def test_the_bars_are_the_bursts_of_themes_and_the_table_the_emerging_terms(open_page: Any, demo: Snapshot) -> None:
    app = open_page("bursts")
    found = theme_bursts(demo, period="month")
    assert {tuple(data) for data in bars(app)["customdata"]} == {
        (row.name, f"{row.start:%Y-%m-%d}") for row in found.itertuples(index=False)
    }
    shown, emerging = app.dataframe[0].value, emerging_terms(demo)
    assert shown["term"].to_list() == [cell(term, "phrase", term) for term in emerging["term"]]
    themed = emerging["theme"].notna()
    assert (shown["theme"].notna() == themed).all()


@pytest.mark.parametrize(("of", "kind"), [("Themes", "theme"), ("Terms", "term")])
def test_a_bar_shows_exactly_its_papers_and_no_other_list(open_page: Any, demo: Snapshot, of: str, kind: str) -> None:
    row = (theme_bursts if kind == "theme" else term_bursts)(demo, period="month").iloc[0]
    pick = Pick(
        since=row["start"].date(), until=row["end"].date(), **{"theme" if kind == "theme" else "phrase": row["name"]}
    )
    app = open_page("bursts", bursts=of, at=f"bursts.{kind}-bursts!{picks_text([pick])}")
    (papers,) = app.dataframe
    assert len(papers.value) == row["n_papers"]
    assert papers.value["day"].between(row["start"], row["end"]).all()
    assert any(part.value.startswith(f"{row['n_papers']} papers") for part in app.subheader)


@pytest.mark.parametrize(
    "at",
    ["bursts.theme-bursts!agents;1999-01-01~", "bursts.term-bursts!theme:agents;2025-12-01~", "theme-bursts|<b>"],
)
def test_a_senseless_bar_is_let_go(open_page: Any, at: str) -> None:
    app = open_page("bursts", at=at)
    assert list(app.dataframe[0].value["term"])  # the emerging terms stand where its papers would


def test_short_ranges_say_what_they_need(open_page: Any) -> None:
    app = open_page("bursts", since="2025-06-01", until="2025-07-31")
    assert "more than 3 complete months" in words(app)
    assert "No theme burst" in words(app)


def test_papers_without_emerging_terms_say_so(open_page: Any) -> None:
    app = open_page("bursts", until="2024-12-31")
    assert "No phrase in at most 0.5%" in words(app)


def test_the_lead_tells_a_burst_with_its_numbers(open_page: Any, demo: Snapshot) -> None:
    found = theme_bursts(demo, period="month")
    last = found[found["end"] == found["end"].max()].iloc[0]
    assert f"{last['share_pct']:.1f}%".replace(".", r"\.") in words(open_page("bursts"))
