"""`papertide themes`: the curated themes, a user's own, and the tagger that is trained for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import AsJson, Db, ReadDb, err, out
from pipelines.errors import PapertideError

if TYPE_CHECKING:
    from pipelines.topics.themes.own_check import Example, ThemeCheck
    from pipelines.topics.themes.scoring import Flags
    from pipelines.topics.themes.training import Training

themes = typer.Typer(help="The curated themes, your own, and the tagger.", no_args_is_help=True)

LabelsFile = Annotated[
    Path, typer.Option("--labels", help='Labelled papers, {id: [themes]} or {id: {"core": [], "optional": []}}.')
]
CheckFile = Annotated[
    Path | None,
    typer.Option("--check", help="Labelled papers kept out of training, whose scores the manifest records."),
]
OutFolder = Annotated[Path | None, typer.Option("--out", help="Folder of the model.", show_default="the shipped one")]
ThemesFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="TOML: [[theme]] with name, definition, phrases; optional papers.")
]


def register(app: typer.Typer) -> None:
    app.add_typer(themes, name="themes")


@themes.command("list")
def list_themes(db: ReadDb, as_json: AsJson = False) -> None:
    """The curated themes, and your own of this warehouse."""
    from pipelines.topics.themes.own_themes import own_themes_of
    from pipelines.topics.themes.vocabulary import load_themes

    rows = [
        {
            "theme": theme.theme,
            "name": theme.name,
            "own": own,
            "n_phrases": len(theme.phrases),
            "definition": theme.definition,
        }
        for own, group in ((False, load_themes()), (True, own_themes_of(db)))
        for theme in group
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
        return
    width = max(len(str(row["theme"])) for row in rows)
    for row in rows:
        out.print(
            f"{row['theme']:<{width}}  {'own    ' if row['own'] else 'curated'}  {row['definition']}", markup=False
        )


@themes.command("check")
def check(file: ThemesFile, db: ReadDb, as_json: AsJson = False) -> None:
    """Show what themes of your own would tag, with examples; nothing is written."""
    from pipelines.store.warehouse import open_warehouse, paper_texts
    from pipelines.topics.themes.own_check import check_own_themes
    from pipelines.topics.themes.own_themes import load_own_themes
    from pipelines.topics.themes.tagger import Tagger

    own = load_own_themes(file)
    with open_warehouse(db, read_only=True) as connection:
        papers = paper_texts(connection)
    with err.status("checking themes"):
        checks = check_own_themes(Tagger.load(), own, papers)
    if as_json:
        typer.echo(json.dumps([one.as_record() for one in checks], indent=1))
        return
    for one in checks:
        _print_check(one)
    out.print(f"\nNothing was written; `papertide themes add {file}` installs them.", markup=False)


def _print_check(check: ThemeCheck) -> None:
    share = 100 * check.n_tagged / max(check.n_papers, 1)
    lines = [
        f"\n{check.name} ({check.theme}): {check.n_tagged:,} of {check.n_papers:,} papers ({share:.1f}%): "
        f"{check.n_certain:,} certain, {check.n_likely:,} likely, {check.n_borderline:,} borderline",
        *_example_lines("strongest:", check.certain),
        *_example_lines(f"nearest the threshold, {check.threshold:.2f}:", check.borderline),
    ]
    if check.overlaps:
        pairs = (f"{theme} {100 * n / check.n_tagged:.0f}%" for theme, n in check.overlaps.items())
        lines.append(f"  of its papers also carry: {', '.join(pairs)}")
    if check.labelled:
        seen = check.labelled
        lines.append(
            f"  papers that the file names, each scored without itself: {seen.n_found} of {seen.n_carrying} that carry "
            f"it found, {seen.n_wrong} of {seen.n_others} that do not tagged"
        )
    if check.absent:
        lines.append(f"  note: not in the store, so they teach nothing: {', '.join(check.absent)}")
    for line in lines:
        out.print(line, markup=False)


def _example_lines(heading: str, examples: list[Example]) -> list[str]:
    lines = [f"  {heading}"] if examples else []
    for one in examples:
        lines.append(f"    {one.score:.2f}  {one.paper_id}  {one.title}")
        sides = (
            f"{sign} {', '.join(terms)}" for sign, terms in (("+", one.speaks_for), ("-", one.speaks_against)) if terms
        )
        lines.append(f"          {'   '.join(sides)}")
    return lines


@themes.command("add")
def add(file: ThemesFile, db: Db) -> None:
    """Install themes of your own beside the warehouse, in the place of those with the same id."""
    from pipelines.store.warehouse import warehouse_exists
    from pipelines.topics.themes.own_themes import install_own_themes, load_own_themes, own_themes_path

    own = load_own_themes(file)
    if not warehouse_exists(db):
        raise PapertideError(f"no warehouse at {db} to install themes for; ingest papers first, or name it with --db")
    installed = install_own_themes(own, db)
    out.print(
        f"Installed {', '.join(theme.theme for theme in own)}: {len(installed)} own themes in {own_themes_path(db)}; "
        "`papertide build` applies them. To remove one, delete it there.",
        markup=False,
    )


@themes.command("train")
def train(
    labels: LabelsFile,
    db: ReadDb,
    check: CheckFile = None,
    out_folder: OutFolder = None,
    embeddings: Annotated[
        Path | None,
        typer.Option("--embeddings", metavar="FOLDER", help="Sentence model whose vectors give a second opinion."),
    ] = None,
) -> None:
    """Rebuild the tagger from a store that holds the labelled papers."""
    from pipelines.store.warehouse import open_warehouse, paper_texts
    from pipelines.topics.themes.scoring import read_labels
    from pipelines.topics.themes.tagger import shipped_tagger
    from pipelines.topics.themes.training import save_training, train_tagger
    from pipelines.topics.themes.vocabulary import load_themes

    known = load_themes()
    names = [theme.theme for theme in known]
    taught = read_labels(labels, names)
    held_out = read_labels(check, names) if check else None
    with open_warehouse(db, read_only=True) as connection:
        papers = paper_texts(connection)
    folder = out_folder or shipped_tagger()
    with err.status("training the theme tagger"):
        training = train_tagger(papers, taught, known)
        tagger = save_training(training, folder, papers, taught, held_out, themes=known)
    if embeddings:
        _second_opinion(db, embeddings, folder, tagger.version, training, taught.flags(training.labelled_ids, names)[0])
    out.print(
        f"Trained on {training.n_labelled:,} labelled papers ({training.n_absent:,} more are not in the store), "
        f"terms of {training.n_papers:,} papers; wrote tagger {tagger.version} to {folder}",
        markup=False,
    )


def _second_opinion(db: Path, model: Path, folder: Path, tagger: str, training: Training, truth: Flags) -> None:
    """Learn what sentence vectors say of the themes, beside the tagger."""
    import pandas as pd

    from pipelines.cli.embed import run_embed
    from pipelines.store.embeddings import vectors_of
    from pipelines.store.warehouse import open_warehouse, paper_texts
    from pipelines.topics.themes.vector_themes import VECTORS_FILE, train_vector_themes

    model_id = run_embed(db, model)
    with open_warehouse(db, read_only=True) as connection:
        papers = paper_texts(connection).set_index("paper_id").loc[training.labelled_ids]
        vectors = vectors_of(connection, model_id, pd.DataFrame(papers))
    learned = train_vector_themes(vectors, truth, training.out_of_fold, model=model_id, tagger=tagger)
    learned.save(folder / VECTORS_FILE)
    out.print(f"wrote what vectors of model {model_id} say of themes to {folder / VECTORS_FILE}", markup=False)
