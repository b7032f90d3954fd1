"""`papertide evaluate`: how good the tags are, measured against labelled papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import AsJson, ReadDb, out

if TYPE_CHECKING:
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
