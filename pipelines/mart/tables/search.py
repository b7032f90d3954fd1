"""Papers found by their words, by what they mean, or by both; and the papers most like one.

Words: BM25 (Robertson and Zaragoza 2009, "The probabilistic relevance framework: BM25 and beyond") over words without
plural endings; in the way of their BM25F, a word of the title counts as three of the abstract. Meaning: the cosine of
the query with the papers, in the space of the discovered topics (see `pipelines.topics.meaning`). Both: reciprocal rank
fusion (Cormack, Clarke and Buettcher 2009).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from pipelines.errors import UsageError
from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import ORDERED_BY as PAPER_ORDERS
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.query_reading import left_out, query_parts, query_vector

By = Literal["both", "words", "meaning"]
WAYS: tuple[str, ...] = get_args(By)
SEARCH_ORDERS = ("relevance", *PAPER_ORDERS)

TITLE_WEIGHT = 3.0
K1, B = 1.2, 0.75  # the usual values of BM25
FUSION = 60  # constant of reciprocal rank fusion, as its authors chose it
POOL = 200  # papers of each way that are fused, at the least
LEAST_ALIKE = 0.3  # cosine from which a paper means something like the query
_EDGE, _JOINT = r"[^\pL\pN_]", r"[^\pL\pN_.!?;]+"  # around a phrase, and between its words: no sentence ends there

# One phrase at a time: the database compiles a pattern once when it is the same for all rows.
_BY_PHRASE = (
    CHOSEN
    + """
select paper_id, times
from (
    select paper_id,
        $title_weight * len(regexp_extract_all(lower(title), $pattern))
        + coalesce(len(regexp_extract_all(lower(abstract), $pattern)), 0) as times
    from chosen
    where contains(search_text, $longest_word)
)
where times > 0
"""
)
_BY_WORDS = (
    CHOSEN
    + """
, sizes as (
    select paper_id, number, $title_weight * in_title + in_abstract as size
    from word_counts join chosen using (paper_id)
)
, whole as (select count(*) as n_papers, avg(size) as mean_size from sizes)
, said as (
    select word as term, paper_id, size, $title_weight * uses.in_title + uses.in_abstract as times
    from words join word_uses as uses using (word_id) join sizes using (number)
    where list_contains($sought::varchar[], word)
    union all
    select term, paper_id, size, times
    from (
        select unnest($phrases::varchar[]) as term, unnest($ids::varchar[]) as paper_id,
            unnest($times::double[]) as times
    ) join sizes using (paper_id)
)
, rarity as (
    select term, ln(1 + (any_value(n_papers) - count(*) + 0.5) / (count(*) + 0.5)) as idf from said, whole group by term
)
select paper_id, sum(idf * times * ($k1 + 1) / (times + $k1 * (1 - $b + $b * size / mean_size))) as score
from said join rarity using (term), whole
where $only::varchar[] is null or list_contains($only::varchar[], paper_id)
group by paper_id
order by score desc, paper_id
limit $most
"""
)
_BY_MEANING = (
    CHOSEN
    + """
select paper_id, array_inner_product(vector, $vector::float[64])::double as score
from paper_vectors join chosen using (paper_id)
where array_inner_product(vector, $vector::float[64]) >= $least
  and ($only::varchar[] is null or list_contains($only::varchar[], paper_id))
order by score desc, paper_id
limit $most
"""
)
_MOST_LIKE = (
    CHOSEN
    + """
, this as (select vector as own from paper_vectors where paper_id = $paper_id)
select paper_id, array_inner_product(vector, own)::double as similarity
from paper_vectors join chosen using (paper_id), this
where paper_id <> $paper_id
order by similarity desc, paper_id
limit $most
"""
)


def search(
    snapshot: Snapshot,
    query: str,
    selection: Selection = ANY,
    *,
    by: By = "both",
    order: str = "relevance",
    most: int = 100,
) -> pd.DataFrame:
    """The papers of the selection that a query finds.

    Parameters
    ----------
    query : words, any of which may be in a paper, "quoted phrases", all of which must be in its title or abstract, and
        -words and -"phrases", none of which may be. Nothing sought: every paper of the selection, unranked. See
        `read_query` for how it is understood
    by : by its words, its meaning, or both
    order : one of `SEARCH_ORDERS`; another one than relevance puts the `most` most relevant papers in that order
    most : rows at the most

    Returns
    -------
    Columns of `papers`, then rank (by relevance, from 1), score (comparable within one answer only) and found_by
    ("words", "meaning" or "words and meaning"); the last three absent for a query without text.

    Raises
    ------
    UsageError : an unknown order or way to search.
    """
    if by not in WAYS or order not in SEARCH_ORDERS:
        wrong, right = (by, WAYS) if by not in WAYS else (order, SEARCH_ORDERS)
        raise UsageError(f"a search knows no {wrong!r}; there are {', '.join(right)}")
    query, without = left_out(query)
    selection = selection.also(without)
    if not query:
        listed = papers(snapshot, selection, order="newest" if order == "relevance" else order, most=most)
        return listed.assign(rank=pd.Series(pd.NA, listed.index, "Int64"), score=np.nan, found_by=None)
    pool, having = max(POOL, most), _having(snapshot, query, selection)
    lists = {
        "words": _by_words(snapshot, query, selection, having, pool) if by != "meaning" else _NOTHING,
        "meaning": _by_meaning(snapshot, query, selection, having, pool) if by != "words" else _NOTHING,
    }
    ranked = fused(lists) if by == "both" else lists[by].assign(found_by=by)
    ranked = ranked.head(most)
    ranked.insert(1, "rank", pd.Series(range(1, len(ranked) + 1), ranked.index, "Int64"))
    return _rows(snapshot, ranked["paper_id"].to_list(), order).merge(ranked, on="paper_id")


def more_like_this(snapshot: Snapshot, paper_id: str, selection: Selection = ANY, *, most: int = 10) -> pd.DataFrame:
    """The papers of the selection that are most like one: columns of `papers` and similarity (cosine, -1 to 1).

    Most similar first; empty for a paper that is unknown or has no vector.
    """
    asked = selection.parameters() | {"paper_id": paper_id, "most": most}
    ranked = snapshot.query(_MOST_LIKE, asked)
    return _rows(snapshot, ranked["paper_id"].to_list()).merge(ranked, on="paper_id")


_NOTHING = pd.DataFrame({"paper_id": pd.Series(dtype="str"), "score": pd.Series(dtype="float64")})


def fused(lists: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Ranked lists as one, by reciprocal rank fusion: the sum over the lists of 1 / (60 + rank from 1).

    Parameters
    ----------
    lists : by name, frames with the column paper_id, best first

    Returns
    -------
    paper_id, score, found_by (the names of the lists it is in); best first.
    """
    parts = [
        pd.DataFrame(
            {"paper_id": ranked["paper_id"], "score": 1 / (FUSION + np.arange(1, len(ranked) + 1)), "found_by": name}
        )
        for name, ranked in lists.items()
    ]
    together = pd.concat(parts).groupby("paper_id", as_index=False, sort=False)
    fused = together.agg(score=("score", "sum"), found_by=("found_by", " and ".join))
    return fused.sort_values(["score", "paper_id"], ascending=[False, True], ignore_index=True)


@dataclass(frozen=True)
class _Having:
    """Papers that have the phrases of a query, in rows by phrase and paper.

    only : paper_ids of those that have all of them; None where the query has no phrase
    """

    phrases: list[str]
    ids: list[str]
    times: list[float]
    only: list[str] | None


def _having(snapshot: Snapshot, query: str, selection: Selection) -> _Having:
    rows: list[tuple[str, str, float]] = []
    phrases = query_parts(query)[1]
    for phrase in phrases:
        words = phrase.split()
        pattern = rf"(?:^|{_EDGE}){_JOINT.join(words)}(?:{_EDGE}|$)"
        asked = {"pattern": pattern, "longest_word": max(words, key=len), "title_weight": TITLE_WEIGHT}
        found = snapshot.query(_BY_PHRASE, selection.parameters() | asked)
        rows += [(f'"{phrase}"', paper_id, times) for paper_id, times in found.itertuples(index=False)]
    n_phrases = Counter(paper_id for _, paper_id, _ in rows)
    only = [paper_id for paper_id, n in n_phrases.items() if n == len(phrases)] if phrases else None
    return _Having([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], only)


def _by_words(snapshot: Snapshot, query: str, selection: Selection, having: _Having, most: int) -> pd.DataFrame:
    weights = {"title_weight": TITLE_WEIGHT, "k1": K1, "b": B}
    asked = weights | vars(having) | {"sought": list(query_parts(query)[0]), "most": most}
    return snapshot.query(_BY_WORDS, selection.parameters() | asked)


def _by_meaning(snapshot: Snapshot, query: str, selection: Selection, having: _Having, most: int) -> pd.DataFrame:
    vector = query_vector(snapshot, query)
    if vector is None:
        return _NOTHING
    asked = {"vector": vector, "least": LEAST_ALIKE, "only": having.only, "most": most}
    return snapshot.query(_BY_MEANING, selection.parameters() | asked)


# As in `papers`; the orders are the same, too.
_ROWS = """
with found as (select unnest($ids::varchar[]) as paper_id, unnest(range(1, len($ids::varchar[]) + 1)) as place)
select
    paper_id, title, listed_on, published_on, organization, n_authors, upvotes, comments, themes, topic, url,
    attention_pct, immature, github_stars, github_url, project_url, organization_handle
from papers join found using (paper_id)
"""
_ROWS_BY = {name: f"{_ROWS} order by {order}" for name, order in {"relevance": "place", **PAPER_ORDERS}.items()}


def _rows(snapshot: Snapshot, paper_ids: list[str], order: str = "relevance") -> pd.DataFrame:
    """Papers in the columns of `papers`; relevance is the order in which they are asked for."""
    return snapshot.query(_ROWS_BY[order], {"ids": paper_ids})
