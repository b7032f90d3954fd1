"""The Explore page: anything against anything on one chart, from a link or by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.explored import explorable, explored, explored_changes
from pipelines.mart.tables.movers import momentum
from pipelines.mart.tables.themes import themes
from pipelines.views.explore_series import phrases_in
from pipelines.views.explore_words import change_words, share_lead
from pipelines.views.filters import Filters
from tests.dashboard.conftest import picked, words

OpenPage = Callable[..., AppTest]


def chart(app: AppTest) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(app.get("plotly_chart")[0].proto.spec)
    return spec


def lines(app: AppTest) -> list[str]:
    """The names of the lines, in order."""
    return list(dict.fromkeys(trace["name"] for trace in chart(app)["data"] if trace.get("name")))


def first_of(demo: Snapshot, kind: str) -> tuple[str, str]:
    """Key and name of the first series of a kind."""
    known = explorable(demo)
    row = known[known["kind"] == kind].iloc[0]
    return row["series"], row["name"]


def table(app: AppTest) -> Any:
    return app.table[0].value.map(lambda cell: cell.replace("\\", "").replace("\u00a0", " "))


def test_nothing_chosen_shows_the_themes_that_changed_most_clearly(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("explore")
    clearest = momentum(demo).sort_values("z", key=abs, ascending=False)["theme"].head(3)
    names = themes(demo).set_index("theme")["name"]
    assert lines(app) == names[clearest].to_list()
    assert "the 3 themes with the clearest changes of late" in chart(app)["layout"]["title"]["subtitle"]["text"]
    assert app.query_params.get("series") is None


def test_themes_that_may_be_noise_are_said_to_be(open_page: OpenPage, demo: Snapshot) -> None:
    for text in ("", "image"):
        changes = momentum(demo, Selection(text=text)).sort_values("z", key=abs, ascending=False).head(3)
        noise = int((changes["q_value"] >= 0.05).sum())
        subtitle = chart(open_page("explore", text=text))["layout"]["title"]["subtitle"]["text"]
        assert ("may be chance" in subtitle) == bool(noise)
        assert f", {'all' if noise == 3 else noise} of which may be chance" in subtitle or not noise


def test_a_link_may_name_any_phrase(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("explore", phrases="image,train* OR reward", period="Quarter")
    assert lines(app) == ["“image”", "“train* OR reward”"]
    frame = explored(demo, Selection(), "quarter", series=["phrase:image", "phrase:train* OR reward"])
    drawn = [value for trace in chart(app)["data"] if trace.get("name") == "“image”" for value in trace["text"]]
    last = frame[frame["series"] == "phrase:image"].iloc[0]
    assert f"{last['n_papers']:,} of {last['total']:,} papers" in drawn[0]
    assert frame["n_papers"].sum() > 0


def test_every_kind_stands_on_one_chart_and_its_key_in_the_address(open_page: OpenPage, demo: Snapshot) -> None:
    (theme, theme_name), (topic, topic_name), (organization, organization_name) = (
        first_of(demo, kind) for kind in ("theme", "topic", "organization")
    )
    app = open_page("explore", series=[topic, organization, theme], phrases="image")
    assert lines(app) == [f"{topic_name} (topic)", f"{organization_name}, of known", theme_name, "“image”"]
    assert app.query_params["series"] == [topic, organization, theme]
    assert "organizations: of papers with a known organization" in chart(app)["layout"]["title"]["subtitle"]["text"]
    assert "Organizations: shares are of " in words(app)
    drawn = [trace["text"][0] for trace in chart(app)["data"] if "of known" in trace.get("name", "")]
    assert "papers with a known organization" in drawn[0]


def test_what_is_typed_becomes_lines_and_stands_in_the_address(open_page: OpenPage, demo: Snapshot) -> None:
    theme, name = first_of(demo, "theme")
    app = open_page("explore", phrases="image")
    box = app.multiselect(key="explore-lines")
    box.set_value([*box.value, theme, 'world model, "sim, real"', '"robot"', "theme park"]).run()
    assert app.query_params["series"] == theme
    assert app.query_params["phrases"] == 'image, world model, "sim, real", robot, theme park'
    assert lines(app) == ["“image”", name, "“world model”", '“"sim, real"”', "“robot”", "“theme park”"]
    app.multiselect(key="explore-lines").set_value(["phrase:image"]).run()
    assert "series" not in app.query_params
    assert lines(app) == ["“image”"]
    app.multiselect(key="explore-lines").set_value([]).run()
    assert "phrases" not in app.query_params
    assert len(lines(app)) == 3


def test_every_series_can_be_found_with_its_kind_the_largest_first(open_page: OpenPage, demo: Snapshot) -> None:
    known, offered = explorable(demo), open_page("explore").multiselect(key="explore-lines").options
    assert len(offered) == len(set(offered)) == len(known)
    largest = known.loc[known["n_papers"].idxmax()]
    assert offered[0] == f"{largest['name']} · {largest['kind']}"


@pytest.mark.parametrize(
    ("measure", "shape"), [("Share", "Multiples"), ("Count", "Area"), ("Attention", "Heatmap"), ("Rank", "Area")]
)
def test_measures_and_shapes_have_their_chart_lead_and_table(
    open_page: OpenPage, demo: Snapshot, measure: str, shape: str
) -> None:
    (theme, name), (topic, _) = first_of(demo, "theme"), first_of(demo, "topic")
    app = open_page("explore", series=[theme, topic], phrases="image", measure=measure, shape=shape, bursts="true")
    assert {"Share": "share", "Count": "more than any other line", "Attention": "percentile", "Rank": "rank"}[
        measure
    ] in words(app).lower()
    stacked = shape == "Area" and measure in ("Share", "Count")
    assert "sum of" in chart(app)["layout"]["yaxis"]["title"]["text"] if stacked else "sum of" not in str(chart(app))
    said = [warning.value.replace("\\", "") for warning in app.warning]
    assert any("a phrase has no rank" in one for one in said) == (measure == "Rank")
    assert any("not stacked" in one for one in said) == (shape == "Area" and not stacked)
    shown = table(app)
    assert shown["Line"].to_list()[0] == f"[{name}](/theme?theme={theme.removeprefix('theme:')})"
    assert len(shown) == 3
    assert "Bursts" in shown


def test_ranks_of_phrases_alone_and_papers_of_unknown_upvotes_are_said(
    open_page: OpenPage, altered: Callable[..., Any]
) -> None:
    ranks = open_page("explore", phrases="image", measure="Rank")
    assert not ranks.get("plotly_chart")
    assert "None of these lines has a rank" in words(ranks)
    silent = altered(("update papers set upvotes = null, attention_pct = null", {}))
    attention = open_page("explore", warehouse=silent, phrases="image", measure="Attention")
    assert not attention.get("plotly_chart")
    assert "No source tells the upvotes" in words(attention)


def test_themes_and_parents_of_the_sidebar_are_lines_and_filter_nothing(open_page: OpenPage, demo: Snapshot) -> None:
    _, parent = first_of(demo, "parent")
    app = open_page("explore", themes=["Agents"], group="By parent", parents=[parent], phrases="image")
    assert lines(app) == ["“image”", "Agents", f"{parent} (parent), of known"]
    assert "n = 1,500 papers" in chart(app)["layout"]["title"]["subtitle"]["text"]


@pytest.mark.parametrize("title", ["true", "false"])
def test_a_point_of_a_phrase_shows_exactly_its_papers(open_page: OpenPage, demo: Snapshot, title: str) -> None:
    frame = explored(demo, series=["phrase:image"], title_only=title == "true")
    row = frame.sort_values("n_papers").iloc[-1]
    at = picked("explore.explore", row["period_start"], phrase="image", title_only=title == "true")
    app = open_page("explore", phrases="image", title=title, at=at)
    shown = app.dataframe[0].value
    assert len(shown) == row["n_papers"] > 0
    if title == "true":
        assert shown["title"].str.contains("image", case=False).all()
    assert app.subheader[0].value.startswith(f"{row['n_papers']} paper")


@pytest.mark.parametrize("kind", ["topic", "parent"])
def test_a_point_of_each_kind_shows_exactly_its_papers(open_page: OpenPage, demo: Snapshot, kind: str) -> None:
    key, _ = first_of(demo, kind)
    row = explored(demo, series=[key]).sort_values("n_papers").iloc[-1]
    what = key.partition(":")[2]
    of = {kind: int(what) if kind == "topic" else what}
    app = open_page("explore", series=[key], at=picked("explore.explore", row["period_start"], **of))
    assert len(app.dataframe[0].value) == row["n_papers"] > 0


def test_a_malformed_phrase_is_said_in_one_line_and_the_others_are_drawn(open_page: OpenPage) -> None:
    app = open_page("explore", phrases="image, *, x OR, zzzqqq")
    assert lines(app) == ["“image”", "“zzzqqq”"]
    said = [warning.value.replace("\\", "") for warning in app.warning]
    assert said == [
        'The phrase "*" has no word to look for; write words, such as GRPO or "world model".',
        'In the phrase "x OR" an OR has no word on one side; write GRPO OR DAPO, or the word or in lower case.',
        "“zzzqqq” is in none of these papers.",
    ]


def test_more_than_eight_lines_are_said_to_be_left_out(open_page: OpenPage) -> None:
    app = open_page("explore", phrases=",".join(f"image OR w{i}" for i in range(10)))
    assert len(lines(app)) == 8
    assert "left out: image OR w8, image OR w9" in app.warning[0].value.replace("\\", "")


@pytest.mark.parametrize(
    "parameters",
    [
        {"series": ["theme:no-such", "topic:x", "bogus"]},
        {"phrases": ",,, ,"},
        {"phrases": "word " * 2_000},
        {"smooth": "400", "title": "maybe"},
        {"at": "explore.explore!phrase:*;2025-06-01~"},
        {"at": "explore.explore!theme;2025-06-02"},
    ],
)
def test_a_senseless_link_still_shows_a_chart(open_page: OpenPage, parameters: dict[str, Any]) -> None:
    app = open_page("explore", **parameters)
    assert len(lines(app)) == 3
    assert not any("paper" in part.value for part in app.subheader)


def test_an_unknown_series_is_said_and_taken_out_of_the_address(open_page: OpenPage) -> None:
    app = open_page("explore", series=["theme:agents", "topic:99999"])
    assert app.warning[0].value.replace("\\", "") == "Nothing in this data is called topic:99999."
    assert app.query_params["series"] == "theme:agents"


def test_a_hostile_phrase_is_text_everywhere(open_page: OpenPage) -> None:
    app = open_page("explore", phrases="<img src=x onerror=alert(1)> [here](javascript:alert(1))")
    drawn = chart(app)
    for trace in drawn["data"]:
        trace.pop("customdata", None)  # the key of a point, which nothing draws
    assert "&lt;img" in str(drawn)
    assert "<img" not in str(drawn)
    assert "](javascript" not in words(app)


def test_smoothing_is_of_shares_and_the_table_is_not_smoothed(open_page: OpenPage, demo: Snapshot) -> None:
    plain, smooth, counted = (
        open_page("explore", series="theme:agents", **more) for more in ({}, {"smooth": "3"}, {"measure": "Count"})
    )
    assert chart(plain)["layout"]["title"]["text"] == "<b>Share of papers, per month</b>"
    assert chart(smooth)["layout"]["title"]["text"] == "<b>Share of papers, mean of 3 months</b>"
    assert chart(counted)["layout"]["title"]["text"] == "<b>Papers, per month</b>"
    assert chart(plain)["data"] != chart(smooth)["data"]
    assert table(plain).equals(table(smooth))
    assert any("this month alone: " in text for trace in chart(smooth)["data"] for text in trace.get("text", ()))
    assert "this month alone" not in str(chart(plain))
    assert not [control for control in counted.button_group if control.label == "Smoothing"]


def test_the_table_and_the_lead_tell_how_the_lines_moved(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("explore", series="theme:agents")
    row = explored_changes(explored(demo, series=["theme:agents"]), "month").iloc[0]
    shown = table(app).iloc[0]
    counts = f"{row['last_pct']:.1f}% ({row['last_n']:,.0f} of {row['last_total']:,.0f})"
    assert shown["Last"] == f"{counts}, {row['last_start']:%b %Y}"
    assert shown["Papers"] == f"{row['n_papers']:,}"
    assert shown["Change, points"].startswith(f"{row['change_pp']:+.1f} (".replace("-", "−"))
    assert ("rises" in shown["Trend, points a month"]) == (row["p_value"] < 0.05 and row["tau"] > 0)
    assert f"Agents is in {row['last_pct']:.1f}% of papers in {row['last_start']:%B %Y}" in words(app).replace("\\", "")
    filtered = words(open_page("explore", series="theme:agents", text="image", since="2025-01-01"))
    assert "of papers that match the filters in" in filtered
    assert "match the filters in" not in words(open_page("explore", series="theme:agents", since="2025-01-01"))


def test_the_lead_tells_the_trend_where_two_periods_alone_may_be_chance() -> None:
    start, end = pd.to_datetime(["2024-06-03", "2026-03-23"])
    row: dict[str, Any] = {
        "name": "“GRPO”", "share_of": "papers", "first_start": start, "first_n": 0, "first_total": 60,
        "first_pct": 0.0, "last_start": end, "last_n": 3, "last_total": 100, "last_pct": 3.0, "change_pp": 3.0,
        "change_low_pp": -3.3, "change_high_pp": 8.5, "slope_pp": 0.061, "tau": 0.4, "p_value": 0.0002,
        "n_papers": 9,
    }  # fmt: skip
    filters = Filters(Selection(), "week", {})
    said = share_lead(pd.DataFrame([row]), filters)
    assert said.endswith("these two weeks may be chance; week by week it rises by 0.06 points, p < 0.001.")
    calm = share_lead(pd.DataFrame([row | {"change_low_pp": 0.1, "p_value": 0.3}]), filters)
    assert calm.endswith(
        ", up from 0.0% in the week of 3 Jun 2024 (0 of 60); week by week there is no sure trend, p = 0.300."
    )
    short = share_lead(pd.DataFrame([row | {"p_value": float("nan")}]), filters)
    assert short.endswith("may be chance.")
    none = share_lead(pd.DataFrame([row | {"last_pct": float("nan")}]), filters)
    assert none == "No week shown is complete and fetched on most of its weekdays: none is compared."
    nowhere = share_lead(pd.DataFrame([row | {"n_papers": 0}, row | {"name": "Zeus", "n_papers": 0}]), filters)
    assert nowhere == "There is no paper of “GRPO” or Zeus among the papers."
    assert change_words(row) == "+3.0 (−3.3 to +8.5)"


def test_no_paper_ends_the_page_with_what_to_do(open_page: OpenPage) -> None:
    app = open_page("explore", text="no such words", themes=["Agents"])
    assert "No paper matches" in app.warning[0].value
    assert not app.get("plotly_chart")


def test_phrases_are_separated_by_commas_outside_quotation_marks() -> None:
    assert phrases_in(' GRPO , "world  model",,GRPO') == ["GRPO", '"world model"']
    assert phrases_in('"sim, real" OR x, y') == ['"sim, real" OR x', "y"]
    assert phrases_in("“sim, real”, y") == ["“sim, real”", "y"]
    assert phrases_in('open " mark, y') == ['open " mark', "y"]
    assert phrases_in(" ") == []
