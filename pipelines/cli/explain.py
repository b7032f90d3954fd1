"""`papertide explain`: why a paper carries its themes, and not others."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import AsJson, ReadDb, out
from pipelines.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from pipelines.topics.themes.evidence import Evidence

PaperId = Annotated[str, typer.Argument(metavar="PAPER_ID", help="The paper's id, such as 2503.00001.")]
Themes = Annotated[list[str] | None, typer.Option("--theme", help="A theme to explain too; may be given again.")]
MOST = 8  # terms shown for each side


def register(app: typer.Typer) -> None:
    app.command("explain")(explain_command)


def explain_command(paper_id: PaperId, db: ReadDb, theme: Themes = None, as_json: AsJson = False) -> None:
    """Show the terms that speak for and against a paper's themes, and the closest one that it does not carry."""
    from pipelines.store.warehouse import open_warehouse, paper_texts
    from pipelines.topics.themes.evidence import explain
    from pipelines.topics.themes.own_tagger import OwnTagger
    from pipelines.topics.themes.own_themes import own_themes_of
    from pipelines.topics.themes.tagger import Tagger

    with open_warehouse(db, read_only=True) as connection:
        papers = paper_texts(connection)
    row = _row(papers, paper_id, db)
    tagger, mine = Tagger.load(), own_themes_of(db)
    own = OwnTagger(tagger, mine, papers) if mine else None
    asked = theme or []
    _check_themes(asked, [*tagger.themes, *(one.theme for one in mine)])
    found = explain(tagger, row["title"], row["abstract"], own=own)
    more = [name for name in asked if name not in {one.theme for one in found}]
    found += explain(tagger, row["title"], row["abstract"], own=own, themes=more) if more else []
    told = {one.theme: paper_id in one.papers for one in mine if paper_id in {*one.papers, *one.not_papers}}
    if as_json:
        records = [one.as_record(MOST) | {"told": told.get(one.theme)} for one in found]
        typer.echo(json.dumps({"paper_id": paper_id, "title": row["title"], "themes": records}, indent=1))
        return
    out.print(f"{paper_id}  {row['title'] or '(no title)'}", markup=False)
    for one in found:
        _print(one, told.get(one.theme))


def _row(papers: pd.DataFrame, paper_id: str, db: Path) -> dict[str, str | None]:
    found = papers[papers["paper_id"] == paper_id]
    if found.empty:
        near = _nearest(paper_id, papers["paper_id"])
        raise UsageError(f"{db} holds no paper {paper_id!r}; {near or 'ingest it first'}")
    texts = found.iloc[0]
    return {name: texts[name] if isinstance(texts[name], str) else None for name in ("title", "abstract")}


def _check_themes(asked: list[str], known: list[str]) -> None:
    for name in asked:
        if name not in known:
            near = _nearest(name, known)
            raise UsageError(f"{name!r} is no theme; {near or '`papertide themes list` names them all'}")


def _nearest(given: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(given, list(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(near)}?" if near else ""


def _print(evidence: Evidence, told: bool | None) -> None:
    carried = "carried" if evidence.carried else "not carried"
    line = f"\n{evidence.theme}: {carried}, score {evidence.score:.3f}, threshold {evidence.threshold:.3f}"
    if told is not None:
        line += f"; the theme's file says that this paper {'carries' if told else 'does not carry'} it, and that counts"
    out.print(line, markup=False)
    shown = 0.0
    for sign, terms in (
        ("+", evidence.strongest(speaks_for=True, most=MOST)),
        ("-", evidence.strongest(speaks_for=False, most=MOST)),
    ):
        for term, where, part in terms.itertuples(index=False):
            out.print(
                f"  {sign} {abs(part):6.3f}  {term}  ({'title and abstract' if where == 'both' else where})",
                markup=False,
            )
            shown += part
    rest = float(evidence.terms["contribution"].sum()) - shown
    parts = {"other terms": rest, "without any term": evidence.bias, "unfamiliar words": evidence.unfamiliar}
    for name, part in parts.items():
        if part:
            out.print(f"  {'+' if part > 0 else '-'} {abs(part):6.3f}  [{name}]", markup=False)
    total = shown + sum(parts.values())
    out.print(f"  = {total:6.3f} log-odds", markup=False)
