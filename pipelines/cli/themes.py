"""`papertide themes`: the curated themes and the tagger that is trained for them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import ReadDb, err, out

themes = typer.Typer(help="The curated themes and their tagger.", no_args_is_help=True)

LabelsFile = Annotated[
    Path, typer.Option("--labels", help='Labelled papers, {id: [themes]} or {id: {"core": [], "optional": []}}.')
]
CheckFile = Annotated[
    Path | None,
    typer.Option("--check", help="Labelled papers kept out of training, whose scores the manifest records."),
]
OutFolder = Annotated[Path | None, typer.Option("--out", help="Folder of the model.", show_default="the shipped one")]


def register(app: typer.Typer) -> None:
    app.add_typer(themes, name="themes")


@themes.command("train")
def train(labels: LabelsFile, db: ReadDb, check: CheckFile = None, out_folder: OutFolder = None) -> None:
    """Rebuild the tagger from a store that holds the labelled papers."""
    from pipelines.store.warehouse import open_warehouse, paper_texts
    from pipelines.topics.scoring import read_labels
    from pipelines.topics.tagger import shipped_tagger
    from pipelines.topics.themes import load_themes
    from pipelines.topics.training import save_training, train_tagger

    known = load_themes()
    names = [theme.theme for theme in known]
    taught = read_labels(labels, names)
    held_out = read_labels(check, names) if check else None
    with open_warehouse(db, read_only=True) as connection:
        papers = paper_texts(connection)
    folder = out_folder or shipped_tagger()
    with err.status("training the theme tagger"):
        training = train_tagger(papers, taught, known)
        tagger = save_training(training, folder, papers, taught, held_out)
    out.print(
        f"Trained on {training.n_labelled:,} labelled papers ({training.n_absent:,} more are not in the store), "
        f"terms of {training.n_papers:,} papers; wrote tagger {tagger.version} to {folder}",
        markup=False,
    )
