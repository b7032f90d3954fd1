"""Terms of papers: exactly those that a phrase search finds; their bursts, and those that emerge."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.mart.phrases import phrase_pattern
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot, current_snapshot
from pipelines.mart.tables.papers import headline, papers
from pipelines.mart.tables.terms import bursts, emerging_terms, term_bursts, theme_bursts
from pipelines.mart.term_kinds import term_kinds
from pipelines.mart.terms import PaperTerms, count_terms
from pipelines.sources.demo_plan import DemoPlan
from pipelines.topics.discovered.rules import Rules, load_rules
from pipelines.trends.bursts import COLUMNS as BURST_COLUMNS
from pipelines.trends.emerging import COLUMNS as EMERGING_COLUMNS

PIECES = st.sampled_from(
    ["grpo", "GRPO", "World", "models", "model", "of", "the", "r1", "3", "u", "net", "on", "policy", "über", "ΣΟΦΟΣ",
     "σοφοσ", "ſam", "sam", "π0", "İ", "e\u0301", "x_y"]
)  # fmt: skip
GAPS = st.sampled_from([" ", "  ", "\n", "\u00a0", "\v", "-", "--", " - ", ".", ". ", ", ", "'", "/", "_", ""])
TEXTS = st.lists(st.tuples(PIECES, GAPS), max_size=9).map(lambda parts: "".join(a + b for a, b in parts))


def who_uses(counted: PaperTerms) -> dict[str, set[int]]:
    by_term = counted.used.tocsc()
    return {term: set(by_term[:, [i]].nonzero()[0].tolist()) for i, term in enumerate(counted.terms)}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_a_term_is_in_exactly_the_papers_that_its_pattern_matches(drawn: list[tuple[str, str]]) -> None:
    found = who_uses(count_terms([title for title, _ in drawn], [abstract for _, abstract in drawn], min_papers=1))
    assert len(set(found)) == len(found)
    texts = pd.DataFrame(drawn, columns=["title", "abstract"]).assign(paper=range(len(drawn)))  # noqa: F841
    for term, papers_of_it in found.items():
        sql = "select paper from texts where regexp_matches(title, $p, 'i') or regexp_matches(abstract, $p, 'i')"
        matched = duckdb.execute(sql, {"p": phrase_pattern(term)}).fetchall()
        assert {paper for (paper,) in matched} == papers_of_it, term


def test_which_phrases_are_terms() -> None:
    title = "On-policy distillation with GPT-4: the U-Net of 7 experts"
    counted = count_terms([title], ["State of the art in 3 steps. Chain-of-thought"], min_papers=1)
    expected = {
        "on-policy", "on-policy distillation", "distillation", "distillation with gpt-4", "gpt-4", "u-net",
        "u-net of 7 experts", "experts", "state", "state of the art", "art", "steps", "art in 3 steps",
        "chain-of-thought",
    }  # fmt: skip
    # Not "policy" or "thought", which are only used as pieces of something tighter.
    assert set(counted.terms) == expected


def test_terms_need_enough_papers_not_uses() -> None:
    texts = ["rubric rubric rubric", "rubric", ""]
    assert count_terms(texts, ["", "", ""], min_papers=2).terms == ["rubric"]
    assert count_terms(texts, ["", "", ""], min_papers=3).terms == []
    nobody = count_terms([], [], min_papers=1)
    assert (nobody.terms, nobody.used.shape) == ([], (0, 0))


def test_what_the_words_of_terms_tell() -> None:
    names = {"world-models": ["World models"], "own": ["Deep research", "deepresearch"]}
    terms = ["world models", "novel world model", "grpo", "group relative policy optimization", "show", "agentic",
             "significant results", "requires tools", "deepresearch", "2.5 pro", "test-time scaling"]  # fmt: skip
    kinds = term_kinds(terms, load_rules(), names, {"reinforcement-learning": ["GRPO"]}).set_index("term")
    assert kinds.loc["grpo", "idea"] == kinds.loc["group relative policy optimization", "idea"]
    assert kinds["names_theme"].dropna().to_dict() == {
        "world models": "world-models", "novel world model": "world-models", "deepresearch": "own",
    }  # fmt: skip
    assert set(kinds["theme"].dropna().index) == {"grpo", "group relative policy optimization"}
    assert set(kinds.index[kinds["telling"]]) == {
        "world models", "grpo", "group relative policy optimization", "deepresearch", "test-time scaling",
    }  # fmt: skip
    assert term_kinds([], Rules(), {}, {}).columns.to_list() == ["term", "idea", "telling", "names_theme", "theme"]


def assert_terms_are_what_a_search_finds(snapshot: Snapshot, n_terms: int) -> None:
    counted = snapshot.query("""
        select term, list(paper_id order by paper_id) as paper_ids
        from (select paper_id, unnest(term_ids) as term_id from paper_terms) join terms using (term_id)
        group by term order by term
    """).set_index("term")["paper_ids"]
    assert len(counted) == snapshot.query("select count(*) as n from terms")["n"].iloc[0]
    for term in random.Random(0).sample(list(counted.index), n_terms):
        found = papers(snapshot, Selection(phrase=term))["paper_id"]
        assert sorted(found) == list(counted[term]), term


def test_terms_of_the_demo_are_what_a_search_finds(demo: Snapshot) -> None:
    assert_terms_are_what_a_search_finds(demo, 60)


@pytest.mark.shared
def test_terms_of_the_real_days_are_what_a_search_finds(real_warehouse: Path) -> None:
    real = current_snapshot(real_warehouse)
    assert_terms_are_what_a_search_finds(real, 60)
    early = emerging_terms(real, Selection(until=date(2025, 3, 31)))
    assert {"deepseek-r1", "reasoning models", "grpo"} <= set(early["term"].head(10))
    row = early[early["term"] == "grpo"].iloc[0]
    behind = papers(real, Selection(phrase="grpo", until=date(2025, 3, 31)), order="newest")
    assert row["papers"] == behind["paper_id"].head(5).to_list()
    assert row["n_before"] + row["n_now"] == len(behind)
    assert row["first_seen"] == behind["listed_on"].min()
    strongest = term_bursts(real, period="week")["name"].head(12)
    assert {"o1", "deepseek-r1", "grpo"} <= set(strongest)


def test_a_burst_of_a_theme_holds_the_papers_of_its_days(demo: Snapshot) -> None:
    found = theme_bursts(demo, period="month")
    planted = next(item for item in DemoPlan().planted if item.kind == "burst" and item.theme == "video-understanding")
    row = found[found["name"] == planted.theme].iloc[0]
    assert row["start"] <= pd.Timestamp(planted.end)
    assert row["end"] >= pd.Timestamp(planted.start)
    behind = Selection(themes=(planted.theme,)).within(row["start"].date(), row["end"].date())
    assert headline(demo, behind)["n_papers"] == row["n_papers"]


def test_bursts_of_terms_hold_what_a_search_finds(demo: Snapshot) -> None:
    found = bursts(demo, period="month")
    assert list(found) == ["kind", *BURST_COLUMNS]
    terms = found[found["kind"] == "term"]
    assert len(terms)
    for row in terms.head(5).itertuples():
        behind = Selection(phrase=row.name).within(row.start.date(), row.end.date())
        assert headline(demo, behind)["n_papers"] == row.n_papers
    assert set(found["kind"]) == {"theme", "term"}


def test_a_term_that_merely_names_a_theme_has_no_burst_of_its_own(demo: Snapshot) -> None:
    named = demo.query("select term from terms where names_theme is not null")["term"]
    assert len(named)
    assert not set(term_bursts(demo, period="month")["name"]) & set(named)


def test_the_selection_says_which_themes_and_whose_terms(demo: Snapshot) -> None:
    chosen = Selection(themes=("agents",))
    assert set(theme_bursts(demo, chosen, "month")["name"]) == {"agents"}
    several = Selection(themes=("agents", "reasoning", "code", "diffusion"))
    found = term_bursts(demo, several, "month")
    assert len(found)
    for row in found.itertuples():
        behind = replace(several, phrase=row.name).within(row.start.date(), row.end.date())
        assert headline(demo, behind)["n_papers"] == row.n_papers


@pytest.mark.parametrize("selection", [Selection(), Selection(until=date(2025, 9, 30)), Selection(text="no such word")])
def test_few_papers_have_no_bursts_and_no_emerging_terms(small: Snapshot, selection: Selection) -> None:
    found = bursts(small, selection)
    assert found[found["kind"] == "term"].empty
    assert found.dtypes.astype(str).to_dict() == {"kind": "object"} | BURST_COLUMNS
    emerging = emerging_terms(small, selection)
    assert emerging.empty
    assert emerging.dtypes.astype(str).to_dict() == EMERGING_COLUMNS
