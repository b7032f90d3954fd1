"""Keeps topics from one build to the next: new papers are placed in them, and a refit comes when drift asks for it.

Drift is measured on the papers placed since the last fit: there are many of them (`GROWTH`), or they belong to
their topics measurably less than the papers of the fit did (`LESS_AT_HOME`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipelines.topics.among import among
from pipelines.topics.discovered.corpus import Corpus
from pipelines.topics.discovered.description import described, no_topics, rows_before
from pipelines.topics.discovered.discovery import (
    Grouping,
    fit_topics,
    main_topics,
    one_thread,
    paper_topics,
    topics_for,
)
from pipelines.topics.discovered.identity import CHANGE_COLUMNS, same_topics, topic_changes
from pipelines.topics.discovered.model import METHOD, FitFacts, TopicState
from pipelines.topics.discovered.refit import moved_little
from pipelines.topics.discovered.rules import Rules

GROWTH = 0.10  # papers placed since the fit over papers of the fit
ENOUGH = 100  # papers placed since, to compare how much they belong
LESS_AT_HOME, SURELY = 0.05, 4.0  # lower mean belonging, and by so many standard errors


@dataclass(frozen=True)
class Upkeep:
    """The topics of a build and how they came about.

    lineage : what the next build goes on from; an experiment with another seed leaves it as it was
    how : "fitted" from scratch, "refitted" with few moves, or "kept"
    why : in one clause, for people
    changes : as `topic_changes` gives them; empty for a first fit
    moved_pct : of the papers that were there before, in percent, have another main topic; None for a first fit
    found : what the model of `lineage` was fitted on, where this build did; else None
    """

    state: TopicState
    lineage: TopicState
    how: str
    why: str
    changes: pd.DataFrame
    moved_pct: float | None
    found: Grouping | None = None


def keep_topics(
    papers: pd.DataFrame,
    before: TopicState | None,
    unchanged: pd.Series,
    rules: Rules,
    *,
    seed: int | None = None,
    anew: bool = False,
    embeddings: str = "",
    step: Callable[[str], None] = lambda _: None,
) -> Upkeep:
    """Bring topics up to the papers of today.

    Deterministic: the same papers, state, rules and seed give the same topics, on any number of threads.

    Parameters
    ----------
    papers : columns paper_id (unique), title, abstract (may be null); vector, where there are sentence vectors
    before : of the last build, None for a first one
    unchanged : paper_ids that were there at the last build with the same words
    seed : another one than `before` has fits from scratch, as an experiment; None: that of `before`, 0 at first
    anew : fit from scratch; topics that are found again keep id and label
    embeddings : id of the model that the vectors are of; another one than before brings a refit
    step : called with a line that says what is being done
    """
    papers = papers.sort_values("paper_id", ignore_index=True)
    task = _Task(papers, unchanged, rules, embeddings, step)
    with one_thread():
        if before is None or before.model is None:
            start = no_topics(seed or 0, rules, embeddings)
            return task.fit(start.numbered_from(before.fit) if before else start, "the first fit")
        if seed not in (None, before.fit.seed):
            tried = task.fit(no_topics(seed, rules, embeddings), f"an experiment with seed {seed}")
            lineage = task.place(before) if before.fit.method == METHOD else before
            return replace(tried, lineage=lineage, found=None)
        if anew or before.fit.method != METHOD:
            return task.fit(before, "asked for" if anew else "the method is another one")
        if embeddings != before.fit.embeddings:
            return task.refit(before, "the sentence vectors are others")
        if rules.words_key() != before.fit.words:
            return task.refit(before, "stop words or synonyms changed")
        placed = task.place(before)
        why = drift(placed.fit)
        return task.refit(before, why) if why else _kept(placed, before)


def drift(fit: FitFacts) -> str:
    """Why a refit is due, in one clause; empty while the fit holds."""
    if fit.n_since >= GROWTH * fit.n_papers:
        return f"{fit.n_since:,} papers since the last fit of {fit.n_papers:,}"
    if fit.n_since >= ENOUGH:
        mean = fit.at_home_since / fit.n_since
        less = fit.at_home - mean
        if less > max(LESS_AT_HOME, SURELY * fit.spread / fit.n_since**0.5):
            return f"new papers belong to their topics by {mean:.2f}, those of the last fit by {fit.at_home:.2f}"
    return ""


def _kept(state: TopicState, before: TopicState) -> Upkeep:
    since = f"{state.fit.n_since:,} papers since the last fit of {state.fit.n_papers:,}"
    state, main = replace(state, topics=state.counted()), before.main_topics()
    return Upkeep(state, state, "kept", since, topic_changes(main, main), 0.0)


@dataclass(frozen=True)
class _Task:
    """The papers of today, and which of them were there at the last build with the same words."""

    papers: pd.DataFrame
    unchanged: pd.Series
    rules: Rules
    embeddings: str
    step: Callable[[str], None]

    def place(self, before: TopicState) -> TopicState:
        """The same topics, with papers that are new or have other words placed in them."""
        assert before.model is not None
        new = self.papers[~among(self.papers["paper_id"], self.unchanged)]
        stays = self.papers["paper_id"][among(self.papers["paper_id"], self.unchanged)]
        rows, fit = [before.paper_topics[among(before.paper_topics["paper_id"], stays)]], before.fit
        if len(new):
            self.step(f"placing {len(new):,} papers in topics")
            told = new if self.embeddings == before.fit.embeddings else new.drop(columns="vector", errors="ignore")
            belongs = before.model.belonging(told, self.rules)
            ids = before.model.topic_ids.tolist()
            rows.append(paper_topics(new["paper_id"].tolist(), belongs, main_topics(belongs), ids))
            best = float(belongs.max(axis=1).sum())
            fit = replace(fit, n_since=fit.n_since + len(new), at_home_since=fit.at_home_since + best)
        together = pd.concat(rows).sort_values(["paper_id", "place"], ignore_index=True)
        return replace(before, paper_topics=together, fit=fit)

    def fit(self, before: TopicState, why: str) -> Upkeep:
        """Topics from scratch; those of `before` that are found again keep id, label and broader topic."""
        found = self._found(before.fit.seed)
        if found is None:
            return self._none(before)
        same = same_topics(rows_before(before, found.corpus.paper_ids), found.main)
        return self._done(found, before, same, "fitted", why)

    def refit(self, before: TopicState, why: str) -> Upkeep:
        """Topics led towards a new fit with few moves."""
        found = self._found(before.fit.seed)
        if found is None:
            return self._none(before)
        known = pd.Series(found.corpus.paper_ids).isin(self.unchanged).to_numpy()
        rows = np.where(known, rows_before(before, found.corpus.paper_ids), -1)
        main = moved_little(found, rows, known, n_old=len(before.topics))
        live = np.unique(main[main >= 0])  # topics without papers have ended
        main = np.where(main >= 0, np.searchsorted(live, main), -1)
        same = {column: int(row) for column, row in enumerate(live) if row < len(before.topics)}
        return self._done(replace(found, main=main, n_topics=len(live)), before, same, "refitted", why)

    def _found(self, seed: int) -> Grouping | None:
        self.step("discovering topics")
        return fit_topics(Corpus.of(self.papers, self.rules), topics_for(len(self.papers)), seed)

    def _none(self, before: TopicState) -> Upkeep:
        state = no_topics(before.fit.seed, self.rules, self.embeddings).numbered_from(before.fit)
        changes = topic_changes(before.main_topics(), state.main_topics())
        return Upkeep(state, state, "fitted", "too few papers for topics", changes, None)

    def _done(self, found: Grouping, before: TopicState, same: dict[int, int], how: str, why: str) -> Upkeep:
        """Give the topics ids and words, and say what changed."""
        state = described(found, before, same, self.rules, self.embeddings)
        now, then = state.main_topics(), before.main_topics()
        if before.model is None:
            return Upkeep(state, state, how, why, topic_changes(now, now), None, found)
        there = self.papers["paper_id"][among(self.papers["paper_id"], self.unchanged)]
        moved = then.reindex(there, fill_value=0) != now.reindex(there, fill_value=0)
        moved_pct = 100 * float(moved.mean()) if len(there) else 0.0
        changes = _with_emptied(topic_changes(then, now), before, state)
        return Upkeep(state, state, how, why, changes, moved_pct, found)


def _with_emptied(changes: pd.DataFrame, before: TopicState, after: TopicState) -> pd.DataFrame:
    """The changes, with topics that had lost all their papers before they ended."""
    gone = set(before.topics["topic_id"]) - set(after.topics["topic_id"]) - set(changes["topic_id"])
    rows = pd.DataFrame([("ended", topic, None, 0) for topic in sorted(gone)], columns=list(CHANGE_COLUMNS))
    return pd.concat([changes, rows.astype(CHANGE_COLUMNS)], ignore_index=True)
