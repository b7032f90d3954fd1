"""Which organizations a handle that no file lists may stand for: for a person to confirm, never applied by itself."""

from __future__ import annotations

import re

import pandas as pd
from rapidfuzz import fuzz, process

from pipelines.organizations.registry import Registry, spelling_key

MOST = 3  # suggestions for one handle
# Of the 195 shipped handles of the real days with a sibling or a parent, taken out of the file one at a time, 140 find
# their family at this score; of the 156 that the file does not list, 35 get a suggestion.
LEAST_SCORE = 85.0
COLUMNS = {
    "organization_handle": "str",
    "source_name": "str",
    "n_papers": "int64",
    "organization": "str",
    "parent": "str",
    "score": "float64",
}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def unmatched(handles: pd.DataFrame, *, min_papers: int = 1) -> pd.DataFrame:
    """The rows of `who_is_who` that stand for themselves because no file says otherwise; most papers first."""
    alone = handles[(handles["how"] == "source") & (handles["n_papers"] >= min_papers)]
    return alone.sort_values(["n_papers", "organization_handle"], ascending=[False, True], ignore_index=True)


def suggested(handles: pd.DataFrame, registry: Registry, *, min_papers: int = 1) -> pd.DataFrame:
    """The organizations whose names or handles are most like those of each handle that stands for itself.

    The score is rapidfuzz's `token_set_ratio`: 100 when the words of one are among those of the other, in any order;
    `token_sort_ratio`, which minds the words that only one has, decides between equals.

    Parameters
    ----------
    handles : rows of `who_is_who`
    registry : what they were made with
    min_papers : handles with fewer papers get no suggestion

    Returns
    -------
    At most three rows per handle, handles with most papers first, then the best first: organization_handle,
    source_name, n_papers, organization and parent (as suggested), score (85 to 100). A handle that is like nothing
    has no row.
    """
    names = _names(handles, registry)
    rows = [
        (row["organization_handle"], row["source_name"], row["n_papers"], near, registry.parent(near), score)
        for row in unmatched(handles, min_papers=min_papers).to_dict("records")
        for near, score in _closest(_texts(row["organization_handle"], row["source_name"]), names, row["organization"])
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _names(handles: pd.DataFrame, registry: Registry) -> dict[str, str]:
    """Every text by which an organization is known, and the organization; what the files say goes first."""
    found: dict[str, str] = {}
    for row in handles.to_dict("records"):
        found |= dict.fromkeys(_texts(row["organization_handle"], row["organization"]), row["organization"])
    for handle, (organization, _) in registry.handles.items():
        found |= dict.fromkeys(_texts(handle), organization)
    return found | registry.names


def _texts(*said: str | None) -> set[str]:
    """The words of names, those written together taken apart and not: "OpenGVLab" -> "open gv lab", "opengvlab"."""
    told = [name for name in said if not pd.isna(name)]
    return {spelling_key(text) for name in told for text in (name, _HUMP.sub(" ", name))}


def _closest(texts: set[str], names: dict[str, str], but: str) -> list[tuple[str, float]]:
    """The organizations most like the texts, but for the one they are of, with their scores; best first."""
    best: dict[str, tuple[float, float]] = {}
    for text in texts:
        for near, score, _ in process.extract(
            text, list(names), scorer=fuzz.token_set_ratio, score_cutoff=LEAST_SCORE, limit=None
        ):
            order = (score, fuzz.token_sort_ratio(text, near))
            best[names[near]] = max(order, best.get(names[near], order))
    best.pop(but, None)
    ranked = sorted(best, key=lambda name: (-best[name][0], -best[name][1], name))
    return [(name, best[name][0]) for name in ranked[:MOST]]
