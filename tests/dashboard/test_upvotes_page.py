"""The Upvotes page: comparison, distribution, what goes with attention, and growth by age."""

from __future__ import annotations

import json
from statistics import NormalDist
from typing import Any

import pytest
from statsmodels.stats.multitest import multipletests
from streamlit.testing.v1 import AppTest

from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.attention_factors import fitted_attention
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.trajectories import upvote_trajectories
from pipelines.mart.tables.upvotes import reception, theme_upvotes, topic_upvotes
from tests.dashboard.conftest import picked


def figures(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def words(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.warning]
    return "\n".join(part.value for part in parts).replace("\\", "")


def test_the_first_sentence_counts_themes_by_q_values_over_all_of_them(open_page: Any, demo: Snapshot) -> None:
    frame = theme_upvotes(demo, period=None)
    placed = frame[frame["n_papers"] >= 10]
    z = (placed["attention_pct"] - 50) / ((placed["attention_high_pct"] - placed["attention_low_pct"]) / 3.919928)
    sure, *_ = multipletests([2 * NormalDist().cdf(-abs(value)) for value in z], method="fdr_bh")
    more, fewer = (z[sure] > 0).sum(), (z[sure] < 0).sum()
    assert f"{more} of {len(placed)} themes draw more upvotes" in words(open_page("upvotes"))
    assert f"{fewer} fewer" in words(open_page("upvotes"))


def test_organizations_are_compared_with_papers_whose_organization_is_known(open_page: Any, demo: Snapshot) -> None:
    known = papers(demo)
    mean = known.loc[known["organization"].notna() & known["upvotes"].notna(), "attention_pct"].mean()
    app = open_page("upvotes", kind="Organization")
    ranking = figures(app)[1]["layout"]
    assert ranking["shapes"][0]["x0"] == pytest.approx(mean)
    told = ranking["title"]["subtitle"]["text"]
    assert f"dotted: {mean:,.4g}, the mean of all papers with a known organization" in told
    assert f"mean percentile {mean:.1f}" in words(app)


@pytest.mark.parametrize(
    ("view", "finding"), [("Distribution", "The median paper has"), ("By age", "The typical paper has")]
)
def test_the_first_sentence_of_each_view_is_a_finding(open_page: Any, view: str, finding: str) -> None:
    assert finding in words(open_page("upvotes", view=view))


@pytest.mark.parametrize("measured", ["Attention", "Median", "Upper quartile"])
@pytest.mark.parametrize("kind", ["Theme", "Topic", "Organization"])
def test_each_kind_is_drawn_over_time_and_altogether(open_page: Any, kind: str, measured: str) -> None:
    app = open_page("upvotes", kind=kind, upvotes=measured)
    lines, ranking = figures(app)
    assert kind.lower() in lines["layout"]["title"]["text"]
    assert len({trace["name"] for trace in lines["data"] if trace.get("name")}) == 5
    assert "all days together" in ranking["layout"]["title"]["text"]
    assert len(ranking["layout"]["yaxis"]["ticktext"]) > 5


def test_organizations_are_grouped_as_the_sidebar_says(open_page: Any) -> None:
    app = open_page("upvotes", kind="Organization", group="By parent")
    assert "by parent" in figures(app)[0]["layout"]["title"]["text"]


def test_a_point_of_a_topic_shows_the_papers_whose_upvotes_are_known(open_page: Any, demo: Snapshot) -> None:
    frame = topic_upvotes(demo)
    row = frame[frame["complete"]].sort_values("n_papers").iloc[-1]
    at = picked("upvotes.upvote-trends", row["period_start"], topic=int(row["topic_id"]), with_upvotes=True)
    app = open_page("upvotes", kind="Topic", topics=[row["label"]], upvotes="Upper quartile", at=at)
    assert len(app.dataframe[0].value) == row["n_papers"]


@pytest.mark.parametrize("of", ["Upvotes", "Comments", "GitHub stars"])
def test_a_distribution_counts_the_papers_of_which_it_was_told(open_page: Any, demo: Snapshot, of: str) -> None:
    app = open_page("upvotes", view="Distribution", of=of)
    (chart,) = figures(app)
    row = reception(demo).set_index("measured").loc[of.lower().replace(" ", "_")]
    assert f"n = {row['n_papers']:,} of 1,500 papers" in chart["layout"]["title"]["subtitle"]["text"]
    assert len(chart["layout"]["shapes"]) == 2
    assert f"{row['n_unknown']:,} paper" in words(app)
    assert "absent, not zero" in words(app)


def test_what_goes_with_attention_is_said_to_be_association_beside_its_fit(open_page: Any, demo: Snapshot) -> None:
    app = open_page("upvotes", view="What goes with it")
    model = fitted_attention(demo)
    assert "This is association, not cause." in words(app)
    assert f"{model.r2_cv:.3f}" in words(app)
    strongest = model.factors["coefficient"].abs().max()
    assert any(f"{sign}{strongest:.1f} points (95%" in words(app) for sign in "+-")
    (chart,) = figures(app)
    assert f"R² {model.r2_cv:.3f}" in chart["layout"]["title"]["subtitle"]["text"]
    assert len(chart["layout"]["yaxis"]["ticktext"]) == len(model.factors)
    assert "Twice as many authors" in chart["layout"]["yaxis"]["ticktext"]


def test_a_paper_is_shown_against_others_of_its_age(open_page: Any, demo: Snapshot) -> None:
    looks = upvote_trajectories(demo)
    paper = looks[looks["immature"] & looks["velocity_per_hour"].notna()].iloc[-1]["paper_id"]
    app = open_page("upvotes", view="By age", paper=paper)
    (chart,) = figures(app)
    own = looks[looks["paper_id"] == paper]
    assert chart["data"][-1]["text"][0].startswith("<b>")
    assert len(chart["data"][-1]["text"]) == len(own)
    assert any("immature" in note["text"] for note in chart["layout"]["annotations"])
    assert "immature" in set(app.dataframe[0].value["note"])


def test_papers_seen_once_have_no_trajectory_and_the_page_says_what_to_do(open_page: Any, altered: Any) -> None:
    first = ("delete from observations o where observed_at > "
             "(select min(observed_at) from observations p where p.paper_id = o.paper_id)", {})  # fmt: skip
    app = open_page("upvotes", view="By age", warehouse=altered(first))
    assert "looked at once" in words(app)
    assert any("papertide refresh" in code.value for code in app.code)
    assert not figures(app)


def test_too_few_papers_for_factors_say_so(open_page: Any) -> None:
    app = open_page("upvotes", view="What goes with it", since="2025-06-02", until="2025-06-13")
    assert "needs 200 papers" in words(app)
    assert not figures(app)


def test_without_upvotes_the_page_says_how_to_get_them(open_page: Any, altered: Any) -> None:
    warehouse = altered(("update papers set upvotes = null, attention_pct = null", {}))
    for view in ("Compared", "What goes with it", "By age"):
        app = open_page("upvotes", view=view, warehouse=warehouse)
        assert "Saved search pages show comments only" in words(app)
    app = open_page("upvotes", view="Distribution", warehouse=warehouse)
    assert "No source told upvotes of these papers: absent, not zero." in words(app)
    assert len(figures(open_page("upvotes", view="Distribution", of="Comments", warehouse=warehouse))) == 1


def test_a_selection_without_known_organizations_still_opens(open_page: Any) -> None:
    app = open_page("upvotes", kind="Organization", until="2024-06-30")
    assert "No organization has 10 papers" in words(app)
