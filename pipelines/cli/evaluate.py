"""`papertide evaluate`: how good themes, topics and trends are, each against what can be known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.evaluate_trends import evaluate_trends
from pipelines.cli.options import AsJson, ReadDb, Seed, err, out
from pipelines.errors import PapertideError

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.topics.discovered.quality import TopicQuality
    from pipelines.topics.themes.scoring import Floats, ThemeQuality
    from pipelines.topics.themes.tagger import Tagger

evaluate = typer.Typer(help="The quality figures of themes, topics and trends.", no_args_is_help=True)
evaluate.command("trends")(evaluate_trends)


def register(app: typer.Typer) -> None:
    app.add_typer(evaluate, name="evaluate")


LabelsFile = Annotated[
    Path, typer.Option("--labels", help='Labelled papers, {id: [themes]} or {id: {"core": [], "optional": []}}.')
]


@evaluate.command("themes")
def evaluate_themes(
    labels: LabelsFile,
    db: ReadDb,
    embeddings: Annotated[
        Path | None,
        typer.Option("--embeddings", metavar="FOLDER", help="With sentence vectors, as `themes train` learned them."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score the shipped tagger against labelled papers: F1, calibration, untagged share."""
    from pipelines.cli.embed import run_embed
    from pipelines.store.warehouse import open_warehouse, paper_texts
    from pipelines.topics.themes.scoring import measure_themes, read_labels
    from pipelines.topics.themes.tagger import Tagger

    tagger = Tagger.load()
    known = read_labels(labels, tagger.themes)
    with open_warehouse(db, read_only=True) as connection:
        papers = paper_texts(connection)
    scored = _with_vectors(db, tagger, papers, run_embed(db, embeddings)) if embeddings else None
    quality = measure_themes(tagger, papers, known, scored=scored)
    if as_json:
        typer.echo(json.dumps(quality.as_record(), indent=1))
    else:
        _print_quality(quality)


def _with_vectors(db: Path, tagger: Tagger, papers: pd.DataFrame, model: str) -> tuple[Floats, Floats]:
    """Scores and thresholds by words and sentence vectors together."""
    from pipelines.store.embeddings import vectors_of
    from pipelines.store.warehouse import open_warehouse
    from pipelines.topics.themes.tagger import shipped_tagger
    from pipelines.topics.themes.vector_themes import VectorThemes

    second = VectorThemes.trained(shipped_tagger(), model, tagger.version)
    if second is None:
        raise PapertideError("themes were not trained on these vectors; run papertide themes train --embeddings FOLDER")
    with open_warehouse(db, read_only=True) as connection:
        vectors = vectors_of(connection, model, papers)
    return second.scores(tagger.score(papers), vectors), second.cuts(tagger.thresholds, vectors)


def _print_quality(quality: ThemeQuality) -> None:
    out.print(f"{quality.n_papers:,} labelled papers scored, {quality.n_absent:,} not in the store")
    out.print(f"micro F1 {quality.micro_f1:.4f}   macro F1 {quality.macro_f1:.4f}   Brier score {quality.brier:.4f}")
    out.print(f"untagged: {quality.untagged_pct:.1f}% of these papers, {quality.untagged_store_pct:.1f}% of the store")
    out.print()
    table = quality.by_theme[["theme", "support", "precision", "recall", "f1"]]
    out.print(table.to_string(index=False, float_format="{:.3f}".format, na_rep="-"), markup=False)
    out.print("\nWhat scores promise and what holds:")
    out.print(quality.reliability.to_string(index=False, float_format="{:.3f}".format), markup=False)


@evaluate.command("topics")
def evaluate_topics(db: ReadDb, seed: Seed = 0, as_json: AsJson = False) -> None:
    """Fit the topics three times: coherence and diversity of their terms, share in no topic, agreement of the fits.

    The published topics, if any, are measured beside them.
    """
    from pipelines.mart.snapshot import current_snapshot, pointer_path
    from pipelines.mart.tables.papers import paper_topics
    from pipelines.mart.tables.topics import topics
    from pipelines.store.warehouse import open_warehouse, paper_texts
    from pipelines.topics.discovered.discovery import Discovery
    from pipelines.topics.discovered.quality import measure_topics

    with open_warehouse(db, read_only=True) as connection:
        papers = paper_texts(connection)
    published = None
    if pointer_path(db).exists():
        snapshot = current_snapshot(db)
        published = Discovery(topics(snapshot), paper_topics(snapshot))
    with err.status("measuring topics") as status:
        quality = measure_topics(papers, seed=seed, published=published, step=status.update)
    if as_json:
        typer.echo(json.dumps(quality.as_record(), indent=1))
    else:
        _print_topic_quality(quality)


def _print_topic_quality(quality: TopicQuality) -> None:
    out.print(f"{quality.n_papers:,} papers, {quality.n_topics:,} topics, fitted in {quality.fit_seconds:.1f} s")
    out.print(f"in no topic: {quality.other_pct:.1f}% of the papers")
    figures = {
        "coherence of the terms (NPMI)": quality.npmi,
        "diversity of the terms": quality.diversity,
        "agreement with another seed (adjusted Rand index)": quality.agreement_seeds,
        "agreement with nine days in ten (adjusted Rand index)": quality.agreement_days,
    }
    for name, figure in figures.items():
        out.print(f"{name}: {'-' if figure is None else f'{figure:.3f}'}")
    if shown := quality.published:
        out.print(f"\npublished: {shown.n_topics:,} topics; in no topic: {shown.other_pct:.1f}% of the papers")
        out.print(f"coherence {shown.npmi:.3f}, diversity {shown.diversity:.3f}")
        out.print(f"agreement with a fit from scratch (adjusted Rand index): {shown.agreement_fit:.3f}")
