"""The Papers page with a paper chosen: its abstract and why it carries its themes; and the figures of the Data page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import dashboard.tag_quality
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import abstract, papers
from pipelines.topics.themes.evidence import explain
from pipelines.topics.themes.model_files import read_manifest
from pipelines.topics.themes.own_themes import own_themes_path
from pipelines.topics.themes.tagger import Tagger, shipped_tagger
from tests.dashboard.conftest import click_row, table, words

HOSTILE = "<img src=x onerror=alert(1)> [here](javascript:alert(1)) <b>reinforcement learning</b> $x$"

OpenPage = Callable[..., AppTest]


@pytest.fixture
def paper(demo: Snapshot) -> pd.Series[Any]:
    """A paper that carries two themes or more."""
    frame = papers(demo, order="newest")
    return frame[frame["themes"].map(len) >= 2].iloc[0]


def another_tagger(folder: Path) -> dict[str, Any]:
    return read_manifest(folder) | {"version": "another"}


def test_a_chosen_paper_shows_its_abstract_and_its_evidence(
    open_page: OpenPage, demo: Snapshot, paper: pd.Series[Any]
) -> None:
    app = open_page("papers", paper=paper["paper_id"])
    said = words(app).replace("\\", "")
    text = abstract(demo, paper["paper_id"])
    assert text is not None
    assert " ".join(text.split()) in said
    evidence = next(html.value for html in app.get("html") if 'class="evidence"' in html.value)
    found = explain(Tagger.load(), paper["title"], text)
    assert evidence.count("<section>") == len(found) == len(paper["themes"]) + 1
    assert evidence.count(">carried: needs") == len(paper["themes"])
    for one in found:
        strongest = one.strongest(speaks_for=True, most=1).iloc[0]
        assert f">{strongest['term']}</span>" in evidence
        assert f"{strongest['contribution']:+.1f}" in evidence
    assert 'class="against"' in evidence


def test_bars_are_as_long_as_their_log_odds(open_page: OpenPage, paper: pd.Series[Any]) -> None:
    app = open_page("papers", paper=paper["paper_id"])
    evidence = next(html.value for html in app.get("html") if 'class="evidence"' in html.value)
    bars = re.findall(r'style="width:([\d.]+)%"></i></span><span>([+−][\d.]+)</span>', evidence)
    widths = [float(width) for width, _ in bars]
    longest = max(float(value.replace("−", "").replace("+", "")) for _, value in bars)
    assert max(widths) == 50
    for width, value in bars:
        assert float(width) == pytest.approx(50 * abs(float(value.replace("−", "-"))) / longest, abs=3)


def test_early_papers_are_marked_only_where_others_are_not(
    open_page: OpenPage, altered: Callable[..., Path], demo: Snapshot
) -> None:
    assert 0 < papers(demo)["immature"].sum() < len(papers(demo))
    assert set(table(open_page("papers"), "papers")["early"]) <= {"early", ""}
    warehouse = altered(("update papers set immature = true", {}))
    assert "early" not in table(open_page("papers", warehouse=warehouse), "papers")


def test_a_click_chooses_a_paper_and_the_address_holds_it(open_page: OpenPage) -> None:
    app = open_page("papers")
    assert "Choose a row" in words(app)
    title = table(app, "papers")["title"].iloc[3]
    app = click_row(app, "papers", 3, "title")
    assert app.query_params["paper"]
    assert app.subheader[0].value.replace("\\", "").strip("[").startswith(title)


def test_a_paper_that_the_table_does_not_hold_is_said_to_be_missing(open_page: OpenPage) -> None:
    app = open_page("papers", paper="<b>9999</b>")
    assert r"\<b\>9999\</b\> is not among" in words(app)
    assert not app.subheader


def test_tags_of_another_tagger_ask_for_a_build(
    open_page: OpenPage, paper: pd.Series[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard.tag_quality, "read_manifest", another_tagger)
    app = open_page("papers", paper=paper["paper_id"])
    assert "papertide build" in app.info[-1].value
    assert 'class="evidence"' not in words(app)


def test_a_theme_of_the_readers_own_is_explained_too(
    open_page: OpenPage, altered: Callable[..., Path], paper: pd.Series[Any]
) -> None:
    warehouse = altered(
        ("insert into themes by name select 'mine' as theme, 'My <i>theme</i>' as name, '' as definition, 0 as slot, "
         "true as own", {}),
    )  # fmt: skip
    phrase = paper["title"].split()[0]
    own_themes_path(warehouse).write_text(
        f'[[theme]]\nid = "mine"\nname = "Mine"\ndefinition = "what it says"\nphrases = ["{phrase}"]\n'
        f'papers = ["{paper["paper_id"]}"]\n'
    )
    said = words(open_page("papers", warehouse=warehouse, paper=paper["paper_id"]))
    block = said[said.index("My &lt;i&gt;theme&lt;/i&gt;") :]
    assert f">{phrase}<" in block[: block.index("</section>")]


def test_own_themes_edited_since_the_build_break_no_page(
    open_page: OpenPage, altered: Callable[..., Path], paper: pd.Series[Any]
) -> None:
    own = "insert into themes by name select 'mine' as theme, 'Mine' as name, '' as definition, 0 as slot, true as own"
    warehouse = altered((own, {}))
    for content in ("[[theme]\n", '[[theme]]\nid = "other"\nname = "O"\ndefinition = "o"\nphrases = ["o"]\n'):
        own_themes_path(warehouse).write_text(content)
        assert 'class="evidence"' in words(open_page("papers", warehouse=warehouse, paper=paper["paper_id"]))


def test_title_and_abstract_are_text_and_no_markup(
    open_page: OpenPage, altered: Callable[..., Path], paper: pd.Series[Any]
) -> None:
    values = {"hostile": HOSTILE, "id": paper["paper_id"], "url": "javascript:alert(1)"}
    warehouse = altered(
        ("update papers set title = $hostile, abstract = $hostile, organization = $hostile where paper_id = $id",
         {name: values[name] for name in ("hostile", "id")}),
        ("update papers set url = $url where paper_id = $id", {name: values[name] for name in ("url", "id")}),
    )  # fmt: skip
    said = words(open_page("papers", warehouse=warehouse, paper=paper["paper_id"]))
    assert said.count(r"\<img src\=x onerror\=alert\(1\)\>") >= 2
    assert "<img" not in said.replace(r"\<img", "")
    assert "](javascript" not in said
    assert "<b>reinforcement" not in said


def test_the_data_page_gives_the_figures_of_the_tagger_that_made_the_tags(open_page: OpenPage) -> None:
    facts = read_manifest(shipped_tagger())
    app = open_page("data")
    themes, topics = (dict(part.value.values.tolist()) for part in app.table)
    plain = {name: value.replace("\\", "") for name, value in themes.items()}
    assert plain["Tagger"] == facts["version"]
    assert plain["Macro F1"] == f"{facts['dev']['macro_f1']:.3f}"
    assert plain["Brier score"] == f"{facts['dev']['brier']:.4f}"
    assert "the first fit" in " ".join(topics.values())
    assert any("papertide evaluate themes" in code.value for code in app.code)


def test_the_data_page_gives_no_figures_of_another_tagger(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard.tag_quality, "read_manifest", another_tagger)
    rows = dict(open_page("data").table[0].value.values.tolist())
    assert "Macro F1" not in rows
    assert "papertide build" in rows["Its figures"]
