"""The words that speak for and against the themes of a paper."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from scipy.special import expit

from dashboard.card_parts import certainty
from dashboard.mart import read
from dashboard.topics.tag_quality import tagger_facts
from pipelines.errors import PapertideError
from pipelines.mart.tables.papers import about, texts
from pipelines.mart.tables.themes import themes
from pipelines.places import warehouse_to_read
from pipelines.topics.themes.evidence import Evidence, explain
from pipelines.topics.themes.own_tagger import OwnTagger
from pipelines.topics.themes.own_themes import own_themes_of
from pipelines.topics.themes.tagger import Tagger
from pipelines.views.filters import Filters
from pipelines.views.words import safe

FOR, AGAINST = 5, 3  # terms shown of each side
LEAST = 0.05  # log-odds of a term that is shown
STRANGE = -0.05  # log-odds taken off for unfamiliar words from which it is said


def why_its_themes(paper: pd.Series[Any], text: str | None, filters: Filters) -> None:
    """Draw why a paper carries its themes, and not the closest others.

    Parameters
    ----------
    paper : a row of `papers`
    text : its abstract, if known
    """
    tagger = _tagger_of_the_mart()
    if tagger is None:
        st.info(
            f"The themes were given by tagger {safe(read(about)['tagger'])}, which is not the one installed: "
            "run `papertide build` to see the evidence.",
            icon=":material/info:",
        )
        return
    found = explain(tagger, paper["title"], text, own=_own_tagger(tagger))
    st.html(f'<div class="evidence">{"".join(_block(one, filters, _longest(found)) for one in found)}</div>')
    st.caption(
        "The strongest words of each side, in log-odds: right of the line for the theme, left against it. A paper "
        "starts at the score that it would have without any word. Themes that are not carried are the closest ones."
    )


def _tagger_of_the_mart() -> Tagger | None:
    """The tagger that gave the mart's tags; None when it is not the one installed, or is damaged."""
    facts = tagger_facts()
    try:
        return _loaded(str(facts["version"])) if facts else None
    except PapertideError:
        return None


def _own_tagger(tagger: Tagger) -> OwnTagger | None:
    """What scores the user's own themes, when the mart was tagged with those of today."""
    known = read(themes)
    published = set(known.loc[known["own"], "theme"])
    if not published:
        return None
    try:
        own = [theme for theme in own_themes_of(warehouse_to_read()) if theme.theme in published]
    except PapertideError:  # edited since, and malformed: the next build says so
        return None
    named = sorted({paper for theme in own for paper in (*theme.papers, *theme.not_papers)})
    return OwnTagger(tagger, own, read(texts, named)) if own else None


@st.cache_resource(max_entries=1, show_spinner=False)
def _loaded(version: str) -> Tagger:
    """The shipped tagger, which nothing changes once it is loaded."""
    return Tagger.load()


def _longest(found: list[Evidence]) -> float:
    """The largest contribution shown, so that bars of all themes compare."""
    return max((float(terms["contribution"].abs().max()) for one in found if len(terms := _shown(one))), default=1.0)


def _shown(evidence: Evidence) -> pd.DataFrame:
    sides = [evidence.strongest(speaks_for=True, most=FOR), evidence.strongest(speaks_for=False, most=AGAINST)]
    shown = pd.concat(sides)
    return shown[shown["contribution"].abs() >= LEAST]


def _block(evidence: Evidence, filters: Filters, longest: float) -> str:
    """One theme as HTML; every text in it is escaped."""
    name = filters.theme_names[evidence.theme]
    verdict = "carried" if evidence.carried else "not carried"
    start = f"{verdict}: needs {certainty(evidence.threshold)}, starts at {certainty(float(expit(evidence.bias)))}"
    strange = "; its words are unlike those of the papers learned from" if evidence.unfamiliar < STRANGE else ""
    rows = "".join(_bar(row, longest) for row in _shown(evidence).to_dict("records"))
    return (
        f"<section><header><span>{escape(name)}</span><span>{escape(certainty(evidence.score))}</span></header>"
        f'<div class="verdict">{escape(start + strange)}</div><div class="terms">{rows}</div></section>'
    )


def _bar(row: dict[Any, Any], longest: float) -> str:
    """A term, its bar to the right or to the left of the middle, and its log-odds."""
    value = float(row["contribution"])
    width, side = 50 * abs(value) / longest, "for" if value > 0 else "against"
    signed = f"{value:+.1f}".replace("-", "−")
    term, where = escape(row["term"]), escape(row["where"])
    return (
        f'<span class="term" title="{term} (in {where})">{term}</span>'
        f'<span class="bar"><i class="{side}" style="width:{width:.1f}%"></i></span><span>{signed}</span>'
    )
