"""Tags papers with the curated themes and the user's own; papers whose words are the same keep their tags."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipelines.mart.earlier import Earlier, TaggedBy
from pipelines.topics.among import among
from pipelines.topics.discovered.vector_topics import vectors_in
from pipelines.topics.themes.model_files import measured_by_theme, read_manifest
from pipelines.topics.themes.own_themes import OwnTheme, own_themes_of, own_themes_path, tag_own
from pipelines.topics.themes.tagger import Tagger, shipped_tagger, tags_from
from pipelines.topics.themes.vector_themes import VectorThemes
from pipelines.topics.themes.vocabulary import load_themes


@dataclass(frozen=True)
class ThemeTags:
    """The themes and the papers that carry them.

    paper_themes : paper_id, theme, score
    themes : theme, name, definition, slot (place on the colour wheel), own (whether it is the user's), and how the
        tagger did on papers that it never saw: support (papers with the theme), precision, recall, f1
    """

    paper_themes: pd.DataFrame
    themes: pd.DataFrame
    tagged_by: TaggedBy


def tag_themes(warehouse: Path, texts: pd.DataFrame, before: Earlier, embeddings: str = "") -> ThemeTags:
    """Tag papers.

    Parameters
    ----------
    texts : columns paper_id, title, abstract (may be null); vector, where there are sentence vectors
    embeddings : id of the model that the vectors are of

    Raises
    ------
    PapertideError : the tagger is damaged, or the file of own themes malformed.
    """
    tagger = Tagger.load()
    own = own_themes_of(warehouse)
    own_key = _own_key(own_themes_path(warehouse).read_bytes(), own, texts) if own else ""
    second = VectorThemes.trained(shipped_tagger(), embeddings, tagger.version) if embeddings else None
    tagged_by = TaggedBy(tagger.version, own_key, f"{embeddings} {second.version}" if second else embeddings)
    same = (before.tagged_by.tagger, before.tagged_by.embeddings) == (tagged_by.tagger, tagged_by.embeddings)
    same_own = same and before.tagged_by.own_themes == own_key

    new = texts[~among(texts["paper_id"], before.unchanged)]
    parts = [_curated(tagger, new if same else texts, second)]
    if own:
        parts.append(tag_own(tagger, own, new if same_own else texts, store=texts))
    if same:
        stays = texts["paper_id"][among(texts["paper_id"], before.unchanged)]
        curated = before.paper_themes["theme"].isin(tagger.themes)
        parts.append(before.paper_themes[among(before.paper_themes["paper_id"], stays) & (curated | same_own)])
    tags = pd.concat(parts, ignore_index=True)
    order = ["paper_id", "score", "theme"]
    tags = tags.sort_values(order, ascending=[True, False, True], kind="stable", ignore_index=True)
    return ThemeTags(tags, _theme_table(own), tagged_by)


def _theme_table(own: Sequence[OwnTheme]) -> pd.DataFrame:
    themes = [
        (theme.theme, theme.name, theme.definition, theme.colour, mine)
        for mine, group in ((False, load_themes()), (True, own))
        for theme in group
    ]
    table = pd.DataFrame(themes, columns=["theme", "name", "definition", "slot", "own"])
    measured = measured_by_theme(read_manifest(shipped_tagger()))
    for figure in ("support", "precision", "recall", "f1"):
        table[figure] = [measured.get(theme, {}).get(figure) for theme in table["theme"]]
        table[figure] = table[figure].astype("float64")
    return table


def _own_key(content: bytes, own: Sequence[OwnTheme], texts: pd.DataFrame) -> str:
    """Names what own themes are scored by: the file, and those of the papers it names that the store holds."""
    named = {paper for theme in own for paper in (*theme.papers, *theme.not_papers)}
    held = texts.loc[texts["paper_id"].isin(named), ["paper_id", "title", "abstract"]]
    return hashlib.sha256(content + repr(held.to_numpy().tolist()).encode()).hexdigest()[:16]


def _curated(tagger: Tagger, papers: pd.DataFrame, second: VectorThemes | None) -> pd.DataFrame:
    """Tags by words, and by sentence vectors too where themes were trained on them."""
    vectors = vectors_in(papers)
    if second is None or vectors is None:
        return tagger.tag(papers)
    scores = second.scores(tagger.score(papers), vectors)
    return tags_from(papers["paper_id"], tagger.themes, scores, second.cuts(tagger.thresholds, vectors))
