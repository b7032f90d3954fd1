"""Papers and the days they were listed on, in words and as HTML."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.mart.tables.browse import Fetched, Stretch
from pipelines.views.browse import around, gap_words, lead, skipped_words, stretch_name
from pipelines.views.paper_cards import SHORT, cards_html, list_html
from pipelines.views.papers import paper_figures, paper_lead, paper_links

NOTHING = Fetched(1, (), (), False)
MISSING = Fetched(0, (pd.Timestamp("2026-03-12"),), (), False)


def paper(**told: Any) -> pd.Series[Any]:
    known = {
        "paper_id": "2503.02130", "title": "A title", "abstract": "About it.", "day": pd.Timestamp("2026-03-12"),
        "listed_on": pd.Timestamp("2026-03-12"), "published_on": pd.Timestamp("2026-03-10"), "n_listings": 1,
        "organization": "Google", "n_authors": 7, "upvotes": 43, "upvotes_at": pd.Timestamp("2026-03-13"),
        "immature": True, "attention_pct": 97.4, "comments": 1, "github_stars": None, "themes": ["agents"],
        "topic_id": 12, "topic": "LLM agents", "url": "https://x.org/p", "github_url": None, "project_url": None,
    }  # fmt: skip
    return pd.Series(known | told, dtype="object")


@pytest.mark.parametrize(
    ("by", "name"), [("day", "Thursday, 12 Mar 2026"), ("week", "week of 12 Mar 2026"), ("month", "March 2026")]
)
def test_stretches_have_names(by: Stretch, name: str) -> None:
    assert stretch_name(date(2026, 3, 12), by) == name


def test_the_stretches_around_one_are_found_whether_it_has_papers_or_not() -> None:
    starts = pd.Series(pd.to_datetime(["2026-03-12", "2026-03-13", "2026-03-16"]))
    assert around(starts, date(2026, 3, 13)) == (date(2026, 3, 12), date(2026, 3, 16))
    assert around(starts, date(2026, 3, 14)) == (date(2026, 3, 13), date(2026, 3, 16))
    assert around(starts, date(2026, 3, 12))[0] is None
    assert around(starts.head(0), date(2026, 3, 12)) == (None, None)


@pytest.mark.parametrize(
    ("start", "other", "by", "said"),
    [
        (date(2026, 3, 13), date(2026, 3, 16), "day", "2 days without papers skipped"),
        (date(2026, 3, 16), date(2026, 3, 14), "day", "1 day without papers skipped"),
        (date(2026, 3, 12), date(2026, 3, 13), "day", ""),
        (date(2026, 3, 9), date(2026, 3, 23), "week", "1 week without papers skipped"),
        (date(2025, 11, 1), date(2026, 2, 1), "month", "2 months without papers skipped"),
        (date(2026, 3, 12), None, "day", ""),
    ],
)
def test_skipped_stretches_are_counted(start: date, other: date | None, by: Stretch, said: str) -> None:
    assert skipped_words(start, other, by) == said


def test_why_there_is_no_paper_is_told() -> None:
    assert lead("X", 3, 3, NOTHING) == "3 papers."
    assert lead("X", 1, 3, NOTHING) == "1 of 3 papers match the filters."
    assert "None of 3 papers" in lead("X", 0, 3, NOTHING)
    assert "never fetched" in lead("X", 0, 0, MISSING)
    assert "after the last listing day" in lead("X", 0, 0, Fetched(0, (), (), True))
    assert lead("X", 0, 0, NOTHING) == "No paper is known of X."
    assert gap_words(NOTHING) == gap_words(MISSING) == []  # a day of its own is told by the lead
    cut = Fetched(2, MISSING.missing, (pd.Timestamp("2026-03-11"),), False)
    assert ["11 Mar 2026" in gap_words(cut)[0], "12 Mar 2026" in gap_words(cut)[1]] == [True, True]


def test_a_paper_in_a_line_says_what_is_known() -> None:
    said = paper_lead(paper())
    assert "[12 Mar 2026](/browse?day=2026-03-12&by=day)" in said
    assert "published 10 Mar 2026" in said
    assert "7 authors" in said
    never = paper_lead(paper(listed_on=pd.NaT, organization=None, n_authors=None))
    assert "never listed" in never
    assert "organization unknown" in never
    assert "author" not in never
    assert "(2 times)" in paper_lead(paper(n_listings=2))


def test_figures_tell_maturity_and_what_was_never_told() -> None:
    upvotes, attention, _, stars = paper_figures(paper(), 19)
    assert upvotes == ("Upvotes", "43", "early, on 13 Mar 2026")
    assert attention == ("Attention", "97", "percentile of its day")
    assert stars == ("GitHub stars", "–", "never told")
    assert paper_figures(paper(immature=False), 4)[0][2].startswith("settled")
    assert paper_figures(paper(), 4)[1][2] == "percentile of its week"  # too few that day
    unknown = paper_figures(paper(upvotes=None, upvotes_at=pd.NaT, immature=None, attention_pct=None), 0)
    assert [value for _, value, _ in unknown[:2]] == ["–", "–"]


def test_only_addresses_of_the_web_lead_out() -> None:
    links = dict(paper_links(paper(url="javascript:alert(1)", github_url="https://x.org/) [y](z"), synthetic=False))
    assert links == {"arXiv": "https://arxiv.org/abs/2503.02130", "Code": "https://x.org/%29%20%5By%5D%28z"}
    assert dict(paper_links(paper(), synthetic=True)) == {"Paper page": "https://x.org/p"}
    assert "arXiv" not in dict(paper_links(paper(paper_id="title:1"), synthetic=False))


def test_a_card_shortens_a_long_abstract_and_holds_all_of_it() -> None:
    long = "word " * 100
    html = cards_html(pd.DataFrame([paper(abstract=long), paper(abstract=None, topic_id=None)]), {"agents": "Agents"})
    assert html.count("<details") == 1
    assert long.strip() in html
    assert len(html.partition('<span class="start">')[2].partition("</span>")[0]) <= SHORT + 3
    assert html.count('href="/theme?theme=agents">Agents</a>') == 2
    assert html.count('href="/topic?topic=12"') == 1


def test_early_is_said_where_it_tells_papers_apart() -> None:
    both = pd.DataFrame([paper(), paper(immature=False), paper(immature=None)])
    assert cards_html(both, {}).count("(early)") == 1
    assert "(early)" not in list_html(both.head(1))


@settings(deadline=None)
@given(st.text(max_size=400))
def test_no_text_of_a_source_is_markup(text: str) -> None:
    plain = cards_html(pd.DataFrame([paper()]), {})
    html = cards_html(pd.DataFrame([paper(title=text, abstract=text, organization=text, topic=text)]), {})
    assert html.count("<a ") == plain.count("<a ")
    assert html.count("<script") == html.count("<img") == 0


def test_no_papers_make_no_cards() -> None:
    assert "<article>" not in cards_html(pd.DataFrame([paper()]).head(0), {})
