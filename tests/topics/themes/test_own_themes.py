from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import PapertideError
from pipelines.topics.themes.own_check import check_own_themes
from pipelines.topics.themes.own_tagger import OwnTagger
from pipelines.topics.themes.own_themes import (
    OwnTheme,
    install_own_themes,
    load_own_themes,
    own_themes_of,
    own_themes_path,
    tag_own,
)
from pipelines.topics.themes.own_training import fit_own_scale
from pipelines.topics.themes.tagger import Tagger
from pipelines.topics.themes.training import Training
from tests.topics.themes.corpus import THEMES, three_themes
from tests.topics.themes.elsewhere import AI, ELSEWHERE, frame

GOOD = """
# what our group works on
[[theme]]
name = "Tool use (LLMs)"
definition = "language models that call tools"
phrases = ["tool use", "call tools"]
papers = ["2500.00002", "2599.99999"]

[[theme]]
id = "shops"
name = "Shopping \\"online\\""
definition = "agents that shop"
phrases = ["purchases"]
not_papers = ["2500.00000"]
colour = 3
"""


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


@pytest.fixture
def own(tmp_path: Path) -> tuple[OwnTheme, ...]:
    return load_own_themes(written(tmp_path, GOOD))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_in_its_order_and_a_missing_id_is_made_of_the_name(own: tuple[OwnTheme, ...]) -> None:
    tools, shops = own
    assert tools.theme == "tool-use-llms"
    assert tools.papers == ("2500.00002", "2599.99999")
    assert (shops.theme, shops.name, shops.colour) == ("shops", 'Shopping "online"', 3)
    assert tools.colour == 38  # the first place on the wheel after the curated themes


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "shops"', "id = shops", "line 10"),  # not TOML
        ('id = "shops"', 'id = "tool-use-llms"', "theme at line 9: id 'tool-use-llms' is used twice"),
        ('id = "shops"', 'id = "agents"', "theme at line 9: id 'agents' is a curated theme; give it another id"),
        ('id = "shops"', 'id = "My shops"', "theme at line 9: id 'My shops' is not lower-case words"),
        ('name = "Tool use (LLMs)"', 'name = "Agents"', "theme at line 3: id 'agents' is a curated theme"),
        ('name = "Tool use (LLMs)"', 'name = "Tool\\nuse"', "name 'Tool\\nuse' holds a line break"),
        ("colour = 3", "colour = 99999999999999999999", "write it as a whole number from 0 to 999"),
        ('name = "Tool use (LLMs)"', 'name = "道具"', "theme at line 3: its name has no Latin letter or digit"),
        ('phrases = ["purchases"]\n', "", "theme at line 9: has no 'phrases'"),
        ("colour = 3", 'color = "red"', "theme at line 9: has the unknown field 'color'"),
        ("colour = 3", "colour = true", "theme at line 9: colour is True"),
        ('"2500.00000"', "2500.00000", "theme at line 9: not_papers holds 2500.0, which is not text; write paper ids"),
        ('["2500.00000"]', '"2500.00000"', "theme at line 9: not_papers is '2500.00000'; write a list"),
        ("colour = 3", 'papers = ["2500.00000"]', "'2500.00000' is in papers and in not_papers; take it out of one"),
        ("# what our", 'owner = "us" # what our', "holds 'owner' outside of any [[theme]]"),
    ],
)
def test_a_malformed_file_is_refused_with_the_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(PapertideError) as refused:
        load_own_themes(written(tmp_path, GOOD.replace(old, new, 1)))
    assert told in str(refused.value)
    assert "mine.toml" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_themes_are_installed_beside_the_warehouse_and_replace_those_of_the_same_id(
    own: tuple[OwnTheme, ...], tmp_path: Path
) -> None:
    warehouse = tmp_path / "papers.duckdb"
    assert own_themes_path(warehouse) == tmp_path / "papers.themes.toml"
    assert own_themes_of(warehouse) == ()
    assert install_own_themes(own[:1], warehouse) == own[:1]
    changed = replace(own[0], definition="any \\ back \x7f slash", phrases=("tool use",), papers=())
    assert install_own_themes([own[1], changed], warehouse) == (changed, own[1])
    assert own_themes_of(warehouse) == (changed, own[1])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.toml", "papers.themes.toml"]
    another = replace(own[1], theme="another", colour=own[1].colour)
    assert [theme.colour for theme in install_own_themes([another], warehouse)] == [
        own[0].colour,
        own[1].colour,
        max(own[0].colour, own[1].colour) + 1,
    ]


def test_nothing_is_installed_over_a_file_that_is_damaged(own: tuple[OwnTheme, ...], tmp_path: Path) -> None:
    warehouse = tmp_path / "papers.duckdb"
    own_themes_path(warehouse).write_text("[[theme]\n")
    with pytest.raises(PapertideError, match=r"papers\.themes\.toml is not TOML.*line 1"):
        install_own_themes(own, warehouse)
    assert own_themes_path(warehouse).read_text() == "[[theme]\n"


def test_phrases_and_a_definition_find_their_papers(tagger: Tagger) -> None:
    theme = OwnTheme("tools", "Tools", "agents that browse web pages and call tools", ("call tools", "web agents"))
    tags = tag_own(tagger, [theme], frame(AI))
    assert tags.columns.tolist() == ["paper_id", "theme", "score"]
    assert tags["paper_id"].tolist() == ["2500.00002"]
    assert 0.27 < tags["score"].item() < 1
    assert tags.dtypes.to_dict() == tagger.tag(frame(AI)).dtypes.to_dict()


def test_an_own_theme_is_not_forced_on_other_fields(tagger: Tagger) -> None:
    theme = OwnTheme("trials", "Trials", "trials with patients", ("patients", "risk", "surgery"))
    scores = OwnTagger(tagger, [theme], frame(())).score(frame(ELSEWHERE))
    assert np.all(scores < 0.27)
    whole = Tagger(tagger.features, tagger.weights, tagger.bias, tagger.thresholds, own_scale=tagger.own_scale)
    assert OwnTagger(whole, [theme], frame(())).score(frame(ELSEWHERE)).max() > 0.5


def test_papers_that_are_named_carry_it_or_not_as_told(tagger: Tagger) -> None:
    theme = OwnTheme("tools", "Tools", "agents that call tools", ("call tools", "web agents"))
    told = replace(theme, papers=("2500.00006",), not_papers=("2500.00002",))
    tags = tag_own(tagger, [told], frame(AI))
    assert "2500.00002" not in tags["paper_id"].tolist()
    assert tags.set_index("paper_id")["score"]["2500.00006"] == 1


def test_papers_that_are_named_draw_the_theme_towards_their_like(tagger: Tagger) -> None:
    theme = OwnTheme("making", "Making pictures", "models that make pictures", ("pictures",))
    diffusion, splatting = frame(AI).iloc[[1]], frame(AI).iloc[[3]]
    like = (
        "Image diffusion",
        "We distill latent diffusion models with few denoising steps for text-to-image synthesis.",
    )
    store = pd.concat([frame((like,)).assign(paper_id="a"), splatting.assign(paper_id="b")])
    before, after, against = (
        OwnTagger(tagger, [one], store).score(diffusion)[0, 0]
        for one in (theme, replace(theme, papers=("a",)), replace(theme, papers=("b",), not_papers=("a",)))
    )
    assert after > before > against


def test_named_papers_are_looked_up_in_the_store_and_scores_do_not_depend_on_the_papers_beside(tagger: Tagger) -> None:
    theme = OwnTheme("making", "Making pictures", "models that make pictures", ("pictures",), papers=("2500.00001",))
    papers = frame(AI)
    whole = tag_own(tagger, [theme], papers)
    parts = [tag_own(tagger, [theme], papers.iloc[[i]], store=papers) for i in range(len(papers))]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)


def test_no_papers_and_no_themes_give_no_tags(tagger: Tagger) -> None:
    theme = OwnTheme("making", "Making pictures", "models that make pictures", ("pictures",))
    assert tag_own(tagger, [theme], frame(AI).iloc[:0]).empty
    assert tag_own(tagger, [], frame(AI)).empty


def test_a_check_says_what_would_be_tagged_and_why(tagger: Tagger) -> None:
    theme = OwnTheme(
        "tools",
        "Tools",
        "agents that browse web pages and call tools",
        ("call tools", "web agents"),
        ("2500.00002", "2500.00004", "gone"),
        ("2500.00006",),
    )
    (check,) = check_own_themes(tagger, [theme], frame(AI))
    tags = tag_own(tagger, [theme], frame(AI))
    assert (check.n_papers, check.n_tagged) == (8, len(tags))
    assert check.n_certain + check.n_likely + check.n_borderline == check.n_tagged
    assert check.n_certain >= 2  # those that the file names
    assert check.absent == ["gone"]
    assert check.labelled is not None
    assert (check.labelled.n_carrying, check.labelled.n_others) == (2, 1)
    assert check.labelled.n_found == 1  # the agents by their words; the robot only because it is named
    assert check.overlaps["agents"] >= 1
    (alone,) = check_own_themes(tagger, [replace(theme, papers=(), not_papers=())], frame(AI))
    assert alone.labelled is None
    assert alone.certain[0].paper_id == "2500.00002"
    assert "call tools" in " ".join(alone.certain[0].speaks_for)
    assert len(alone.borderline) == 5


def test_the_scale_is_learned_the_same_from_the_same_papers(small_training: Training) -> None:
    papers, labels = three_themes()
    features = small_training.tagger.features
    one, figures = fit_own_scale(features, papers, labels, THEMES)
    two, _ = fit_own_scale(features, papers, labels, THEMES)
    assert one.as_record() == two.as_record()
    np.testing.assert_array_equal(one.directions, two.directions)
    assert figures["3 phrases"]["micro_f1"] > 0.6  # themes that the scale was not learned from
    assert one.phrases["cosine"] > 0


def test_a_single_theme_cannot_be_left_out(small_training: Training) -> None:
    papers, labels = three_themes()
    with pytest.raises(PapertideError, match="a single theme"):
        fit_own_scale(small_training.tagger.features, papers, labels, THEMES[:1])


def test_a_tagger_without_a_scale_is_refused(small_training: Training) -> None:
    theme = OwnTheme("making", "Making", "what is made", ("pictures",))
    with pytest.raises(PapertideError, match="no scale for own themes; rebuild it"):
        tag_own(small_training.tagger, [theme], frame(AI))
