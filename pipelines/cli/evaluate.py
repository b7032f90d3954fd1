"""`papertide evaluate`: how good themes are, against labelled papers, and topics, against themselves fitted again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import AsJson, ReadDb, Seed, err, out

if TYPE_CHECKING:
    from pipelines.topics.discovery_quality import TopicQuality
    from pipelines.topics.scoring import ThemeQuality

evaluate = typer.Typer(help="The quality figures of themes and topics.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(evaluate, name="evaluate")


LabelsFile = Annotated[
    Path, typer.Option("--labels", help='Labelled papers, {id: [themes]} or {id: {"core": [], "optional": []}}.')
]


@evaluate.command("themes")
def evaluate_themes(labels: LabelsFile, db: ReadDb, as_json: AsJson = False) -> None:
    """Score the shipped tagger against labelled papers: F1, calibration, untagged share."""
    from pipelines.store.warehouse import open_warehouse, paper_texts
    from pipelines.topics.scoring import measure_themes, read_labels
    from pipelines.topics.tagger import Tagger

    tagger = Tagger.load()
    known = read_labels(labels, tagger.themes)
    with open_warehouse(db, read_only=True) as connection:
        papers = paper_texts(connection)
    quality = measure_themes(tagger, papers, known)
    if as_json:
        typer.echo(json.dumps(quality.as_record(), indent=1))
    else:
        _print_quality(quality)


def _print_quality(quality: ThemeQuality) -> None:
    out.print(f"{quality.n_papers:,} labelled papers scored, {quality.n_absent:,} not in the store")
    out.print(f"micro F1 {quality.micro_f1:.4f}   macro F1 {quality.macro_f1:.4f}   Brier score {quality.brier:.4f}")
    out.print(f"untagged: {quality.untagged_pct:.1f}% of these papers, {quality.untagged_store_pct:.1f}% of the store")
    out.print()
    table = quality.by_theme[["theme", "support", "precision", "recall", "f1"]]
    out.print(table.to_string(index=False, float_format="{:.3f}".format, na_rep="-"), markup=False)
    out.print("\nWhat scores promise and what holds:")
    out.print(quality.reliability.to_string(index=False, float_format="{:.3f}".format), markup=False)


_PAPERS_WITH_DAY = """
    SELECT paper_id, title, abstract, min(listed_on) AS listed_on
    FROM papers LEFT JOIN listings USING (paper_id)
    GROUP BY ALL
    ORDER BY paper_id
"""


@evaluate.command("topics")
def evaluate_topics(db: ReadDb, seed: Seed = 0, as_json: AsJson = False) -> None:
    """Fit the topics three times: coherence and diversity of their terms, share in no topic, agreement of the fits."""
    from pipelines.store.warehouse import open_warehouse
    from pipelines.topics.discovery_quality import measure_topics

    with open_warehouse(db, read_only=True) as connection:
        papers = connection.execute(_PAPERS_WITH_DAY).df()
    with err.status("measuring topics") as status:
        quality = measure_topics(papers, seed=seed, step=status.update)
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
