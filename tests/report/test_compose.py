"""What a report holds: its chapters, and numbers that are those of the tables."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from pipelines.errors import PapertideError
from pipelines.mart.exports import Asked, export
from pipelines.mart.picks import Pick
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organizations import organization_sizes
from pipelines.mart.tables.papers import about, headline, papers
from pipelines.mart.tables.themes import theme_frequency
from pipelines.report.background import USED
from pipelines.report.charting import chart_command, charted
from pipelines.report.compose import compose
from pipelines.report.markdown import to_markdown
from pipelines.report.movement import over_time
from pipelines.report.organizations import compared
from pipelines.report.parts import Chapter, Link, Part, Report
from pipelines.report.reception import most_upvoted
from pipelines.report.subjects import chosen_themes
from pipelines.trends.periods import PeriodName
from pipelines.views.catalogue import Further
from pipelines.views.filters import Filters, filters_for
from pipelines.views.glossary import metrics
from pipelines.views.provenance import Provenance
from pipelines.views.view import Reader

NAMES = ["rises", "themes", "bursts", "organizations", "attention", "forecast", "topics"]


def chapter(report: Report, name: str) -> Chapter:
    return next(one for one in (*report.chapters, *report.background) if one.name == name)


def rows(report: Report, name: str, part: int = 0) -> list[dict[str, str]]:
    table = chapter(report, name).parts[part].table
    assert table is not None
    return [{key: cell.text if isinstance(cell, Link) else cell for key, cell in row.items()} for row in table.rows]


def test_all_papers_have_every_chapter_and_each_its_finding(whole: Report) -> None:
    assert [one.name for one in whole.chapters] == NAMES
    assert [one.name for one in whole.background] == ["method", "limits", "gaps", "cite"]
    drawn = {one.name for one in whole.chapters for part in one.parts if part.chart}
    assert drawn == set(NAMES)
    for one in (*whole.chapters, *whole.background):
        assert one.told.endswith("."), one.name
        assert all(list(row) == list(part.table.columns) for part in one.parts if part.table for row in part.table.rows)
        assert all(set(part.table.words) <= set(part.table.columns) for part in one.parts if part.table)
    assert dict(whole.facts)["The same view"] == Link("http://localhost:8501/?themes=agents", whole.provenance.link)
    assert "invented" in str(dict(whole.facts)["Source"])


def test_movers_are_those_of_the_export(demo: Snapshot, whole: Report) -> None:
    momentum = export(demo, "momentum", Asked()).set_index("theme")
    names = filters_for(lambda table, *a, **k: table(demo, *a, **k), Selection()).theme_names
    keys = {name: theme for theme, name in names.items()}
    shown = rows(whole, "rises")
    assert len(shown) == 10
    for row in shown:
        own = momentum.loc[keys[row["Theme"]]]
        assert row["n before"] == f"{own['n_before']:,.0f}"
        assert row["n now"] == f"{own['n_now']:,.0f}"
        assert row["Now"] == f"{own['share_now_pct']:.1f}%"
        assert row["Change, points"].replace("−", "-") == f"{own['change_pp']:+.1f}"
    sure = [row["Theme"] for row in shown if momentum.loc[keys[row["Theme"]], "q_value"] < 0.05]
    listed = chapter(whole, "rises").parts[0].listed
    assert [line.split(":")[0] for line in listed] == sure
    assert all(re.search(r"95%: .* to .*\), q [<=] .*\(n ", line) for line in listed)


def test_organizations_papers_and_bursts_are_those_of_the_exports(demo: Snapshot, whole: Report) -> None:
    profile = export(demo, "organization_profile", Asked())
    assert [(row["Organization"], row["n"]) for row in rows(whole, "organizations")] == [
        (row["organization"], f"{row['n_papers']:,}") for row in profile.head(10).to_dict("records")
    ]
    best = export(demo, "papers", Asked()).sort_values("upvotes", ascending=False)["upvotes"].head(20)
    assert [row["Upvotes"].removesuffix(" (early)") for row in rows(whole, "attention", 1)] == [
        f"{n:,.0f}" for n in best
    ]
    bursts = export(demo, "bursts", Asked())
    themes = bursts[bursts["kind"] == "theme"]
    assert [row["n"] for row in rows(whole, "bursts")] == [f"{n:,}" for n in themes["n_papers"].head(10)]
    ahead = export(demo, "forecast", Asked())
    told = rows(whole, "forecast")
    lows = {f"{value:.1f}" for value in ahead["low_pct"]}
    assert {row["95%"].split(" to ")[0] for row in told} <= lows


def test_synthetic_papers_lead_nowhere(whole: Report) -> None:
    table = chapter(whole, "attention").parts[1].table
    assert table is not None
    assert not any(isinstance(row["Paper"], Link) and "arxiv" in row["Paper"].url for row in table.rows)


def test_papers_of_the_world_lead_to_arxiv_and_early_ones_are_marked(demo: Snapshot) -> None:
    def real(table: object, *arguments: object, **options: object) -> object:
        found = table(demo, *arguments, **options)  # type: ignore[operator]
        if table is about:
            return pd.concat([found.drop("synthetic"), pd.Series({"synthetic": False})])
        if table is papers:
            return found.assign(paper_id="2503.02130", immature=[True, *[False] * (len(found) - 1)])
        return found

    table = most_upvoted(real, filters_for(real, Selection(themes=("agents",)))).table
    assert table is not None
    assert {row["Paper"].url for row in table.rows if isinstance(row["Paper"], Link)} == {
        "https://arxiv.org/abs/2503.02130"
    }
    assert [str(row["Upvotes"]).endswith(" (early)") for row in table.rows] == [True] + [False] * (len(table.rows) - 1)


def test_filters_are_obeyed_and_add_their_chapters(demo: Snapshot, read: Reader) -> None:
    selection = Selection(themes=("agents",))
    names = tuple(organization_sizes(demo, selection, by="organization")["organization"].head(2))
    chosen = replace(selection, organizations=names)
    report = compose(read, filters_for(read, chosen))
    assert [one.name for one in report.chapters] == [
        "rises", "themes", "chosen-themes", "bursts", "organizations", "compared", "attention", "forecast", "topics",
    ]  # fmt: skip
    assert report.provenance.n == headline(demo, chosen)["n_papers"]
    assert report.provenance.title == f"Where AI research is moving: Agents, {names[0]}, {names[1]}"
    assert {row["Theme"] for row in rows(report, "themes")} == {"Agents"}
    assert {row["Organization"] for row in rows(report, "organizations")} == set(names)
    titles = set(export(demo, "papers", Asked(chosen))["title"])
    assert {row["Paper"] for row in rows(report, "attention", 1)} <= titles
    assert set(rows(report, "compared")[0]) == {"Theme", *names, "q"}
    assert "likeness" in {row["Number"] for row in rows(report, "method")}


def test_no_paper_is_an_error_that_says_what_there_is(read: Reader) -> None:
    filters = filters_for(read, Selection(since=date(2031, 1, 1)))
    with pytest.raises(PapertideError, match=r"no papers \(since 1 Jan 2031\); the data holds .* 2024 to .* 2026"):
        compose(read, filters)


@pytest.fixture(scope="module")
def lone(demo: Snapshot, read: Reader) -> tuple[Filters, Report]:
    """Of one paper, whose organization and upvotes nobody told."""
    frame = export(demo, "papers", Asked())
    days = frame.groupby("listed_on")["title"].agg(["size", "first"])
    day = frame[frame["organization"].isna() & frame["title"].str.len().gt(20)].iloc[0]
    assert len(days)
    on = day["listed_on"].date()
    filters = filters_for(read, Selection(since=on, until=on + timedelta(days=0), text=f'"{day["title"]}"'))
    return filters, compose(read, filters)


def test_one_paper_gives_a_report_whose_empty_chapters_say_so(lone: tuple[Filters, Report]) -> None:
    _, report = lone
    assert report.provenance.n == 1
    assert [one.name for one in report.chapters] == NAMES
    organizations = chapter(report, "organizations")
    assert len(organizations.parts) == 1
    assert organizations.told.startswith("The source names no organization for these papers")
    assert chapter(report, "rises").told.startswith("Risers and fallers need papers in")
    assert chapter(report, "rises").parts[0].table is None


@pytest.mark.parametrize(
    ("period", "head", "days"), [("week", "52 weeks before", 364), ("month", "A year before", 365)]
)
def test_shares_of_a_year_before_are_of_exactly_that_period(
    demo: Snapshot, read: Reader, period: PeriodName, head: str, days: int
) -> None:
    filters = filters_for(read, Selection(themes=("agents",)), period)
    own = theme_frequency(demo, filters.selection, period).query("complete").set_index("period_start")["share_pct"]
    last = own.index.max()
    first, _ = over_time(read, filters).parts
    assert first.table is not None
    (row,) = first.table.rows
    assert row[head] == f"{own[last - timedelta(days=days)]:.1f}%"
    cut = replace(filters, selection=replace(filters.selection, since=(last - timedelta(days=120)).date()))
    table = over_time(read, cut).parts[0].table
    assert table is not None
    assert table.rows[0][head] == "–"
    assert table.rows[0][f"The {period} before"] == row[f"The {period} before"]


def test_a_gap_is_not_the_period_before(read: Reader) -> None:
    def gapped(table: object, *arguments: object, **options: object) -> object:
        found = read(table, *arguments, **options)  # type: ignore[arg-type]
        if table is theme_frequency:
            starts = sorted(found.loc[found["complete"], "period_start"].unique())
            return found[found["period_start"] != starts[-2]]
        return found

    table = over_time(gapped, filters_for(read, Selection(themes=("agents",)), "week")).parts[0].table
    assert table is not None
    assert table.rows[0]["The week before"] == "–"


def test_what_a_chapter_leaves_out_is_named(demo: Snapshot, read: Reader) -> None:
    named = filters_for(read, Selection())
    themes = tuple(named.theme_names)[:9]
    names = tuple(organization_sizes(demo, Selection(), by="organization")["organization"].head(7))
    filters = filters_for(read, Selection(themes=themes, organizations=names))
    side_by_side = compared(read, filters)
    assert side_by_side is not None
    left = (
        f"the first 6 of the 7 chosen, and leaves out {names[6]}: ask for up to 6 with papertide report --organization"
    )
    assert left in " ".join(side_by_side.parts[0].notes)
    assert set(names) - {names[6]} >= set(side_by_side.parts[0].table.rows[0]) - {"Theme", "q"}  # type: ignore[union-attr]
    apart = chosen_themes(read, replace(filters, selection=Selection(themes=themes)))
    assert apart is not None
    last = named.theme_names[themes[8]]
    assert f"the first 8 of the 9 chosen, and leaves out {last}: ask" in apart.parts[0].notes[-1]
    assert [part.heading for part in apart.parts[::2]] == [named.theme_names[theme] for theme in themes[:8]]
    few = chosen_themes(read, filters_for(read, Selection(themes=themes[:2])))
    assert few is not None
    assert not any("leaves out" in note for part in few.parts for note in part.notes)


def test_points_picked_are_named_beside_the_command_that_lacks_them(read: Reader) -> None:
    pick = Pick(theme="agents", since=date(2025, 3, 1), until=date(2026, 2, 28))
    drawn = charted("frequency", read, filters_for(read, Selection(picks=(pick,))))
    assert drawn is not None
    assert drawn.picked == "Agents, 1 Mar 2025 to 28 Feb 2026"
    chapter_of = Chapter("themes", "Themes", "How?", (Part("So.", chart=drawn),))
    text = to_markdown(Report(Provenance("T", "", "month", 1), "month", (), (chapter_of,), ()))
    assert "\n\nThe command draws it without the points picked in other charts, which no option names: Agents" in text


def test_numbers_used_are_in_the_glossary() -> None:
    assert {name for used in USED.values() for name in used} <= set(metrics())


def test_a_command_draws_the_same_chart_again(read: Reader) -> None:
    chosen = Selection(since=date(2025, 1, 1), themes=("agents",), without_parents=("A B",), text='-x "y z"')
    filters = filters_for(read, chosen, "week", "parent")
    assert chart_command("movers", filters, Further(of="topic", window=4)) == (
        "papertide chart movers --of topic --window 4 --since 2025-01-01 --period week --theme agents --by parent "
        "--without-organization 'A B' '--text=-x \"y z\"' --out movers.svg"
    )
