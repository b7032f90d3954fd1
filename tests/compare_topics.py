"""Measures Papertide's topics beside those of what people use instead: same papers, same figures, one run.

    python -m tests.compare_topics WAREHOUSE

BERTopic takes part where it is installed (`pip install bertopic`), on the sentence vectors that `papertide embed` left
in the warehouse, else on latent semantic vectors. Not a test: it takes minutes, and machines are noisy.

Each method runs in a process of its own, which fits three times: on all papers with two seeds, and on nine listing
days in ten. Coherence is NPMI of the top 10 terms by co-occurrence in a paper, twice: "literal" finds the terms of
every method letter for letter, "own" as the method itself counts them: Papertide counts plurals and synonyms of an
idea as one term and shows it once, BERTopic joins what hyphens separate. Terms that overlap ("language", "language
models") raise a literal figure and, but for diversity, cost nothing.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

from pipelines.store.embeddings import vectors_of
from pipelines.store.warehouse import open_warehouse
from pipelines.topics.discovered.coherence import npmi_matrix, term_diversity, topic_coherence
from pipelines.topics.discovered.discovery import discover

Vectors = NDArray[np.float32]
N_TERMS = 10
LEFT_OUT = 0.1  # share of the listing days that the third fit does not see
WORDS = {
    "stop_words": "english",
    "min_df": 5,
    "max_df": 0.3,
    "ngram_range": (1, 2),
}  # of the terms of the plain methods

_PAPERS = """
    SELECT paper_id, title, abstract, min(listed_on) AS listed_on
    FROM papers LEFT JOIN listings USING (paper_id) GROUP BY ALL ORDER BY paper_id
"""
_MODEL = "SELECT model FROM embeddings GROUP BY model ORDER BY max(embedded_at) DESC LIMIT 1"


@dataclass(frozen=True)
class Found:
    """The topics that a method found: their terms, each paper's main topic (-1: none), and how it counts terms."""

    terms: list[list[str]]
    main: NDArray[np.int64]
    as_read: Callable[[str], str] = str
    folded: bool = False  # whether plurals and synonyms count as the term


Method = Callable[[pd.DataFrame, int], Found]  # papers and a seed in


def papertide(papers: pd.DataFrame, seed: int) -> Found:
    found = discover(papers, seed=seed)
    main = found.paper_topics.drop_duplicates("paper_id").set_index("paper_id")["topic_id"]
    return Found(
        found.topics["terms"].tolist(), main.reindex(papers["paper_id"], fill_value=-1).to_numpy(), folded=True
    )


def nmf(papers: pd.DataFrame, seed: int, n_topics: int) -> Found:
    vectorizer = TfidfVectorizer(sublinear_tf=True, **WORDS)
    model = NMF(n_topics, random_state=seed)
    weights = model.fit_transform(vectorizer.fit_transform(texts_of(papers)))
    main = np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), -1)
    return Found(top_terms(model.components_, vectorizer), main)


def k_means(papers: pd.DataFrame, seed: int, n_topics: int) -> Found:
    main = KMeans(n_topics, n_init=1, random_state=seed).fit_predict(latent_vectors(papers, seed))
    counter = CountVectorizer(**WORDS)
    counts = counter.fit_transform(texts_of(papers))
    members = sparse.csr_array((np.ones(len(main)), (main, np.arange(len(main)))), shape=(n_topics, len(main)))
    inside = (members @ counts).toarray()
    # c-TF-IDF (Grootendorst 2022), as BERTopic weighs the terms of its topics
    weight = normalize(inside, norm="l1") * np.log(1 + inside.sum() / n_topics / inside.sum(axis=0))
    return Found(top_terms(weight, counter), main)


def bertopic(papers: pd.DataFrame, seed: int, vectors: pd.DataFrame | None) -> Found:
    from bertopic import BERTopic
    from umap import UMAP

    given = latent_vectors(papers, seed) if vectors is None else vectors.loc[papers["paper_id"]].to_numpy()
    # Its defaults, but for a seed and for English stop words, which it recommends and which help its terms.
    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(embedding_model=None, umap_model=reducer, vectorizer_model=CountVectorizer(stop_words="english"))
    main, _ = model.fit_transform(texts_of(papers), embeddings=given)
    terms = [[term for term, _ in model.get_topic(topic) if term] for topic in sorted(set(main) - {-1})]
    return Found(terms, np.array(main), without_marks)


def without_marks(text: str) -> str:
    """A text as BERTopic reads it before it looks for words: "text-to-image" is the word "texttoimage"."""
    return re.sub(r"[^A-Za-z0-9 ]+", "", text.replace("\n", " ").replace("\t", " "))


def latent_vectors(papers: pd.DataFrame, seed: int) -> Vectors:
    weighted = TfidfVectorizer(sublinear_tf=True, **WORDS).fit_transform(texts_of(papers))
    return np.asarray(normalize(TruncatedSVD(100, random_state=seed).fit_transform(weighted)), dtype=np.float32)


def texts_of(papers: pd.DataFrame) -> list[str]:
    return (papers["title"] + ". " + papers["abstract"].fillna("")).tolist()


def top_terms(weights: NDArray[np.float64], vectorizer: CountVectorizer) -> list[list[str]]:
    names = vectorizer.get_feature_names_out()
    return [names[np.argsort(-row, kind="stable")[:N_TERMS]].tolist() for row in weights]


def literal_npmi(topics: Sequence[Sequence[str]], texts: Sequence[str]) -> float:
    """Mean NPMI of the pairs of each topic's terms, found letter for letter but for case."""
    known = sorted({term.lower() for terms in topics for term in terms})
    counter = CountVectorizer(vocabulary=known, ngram_range=(1, 3), token_pattern=r"\w+", binary=True)
    uses = sparse.csc_array(counter.transform(texts), dtype=np.float64)
    column = {term: at for at, term in enumerate(known)}
    means = []
    for terms in topics:
        values = npmi_matrix(uses[:, [column[term.lower()] for term in terms]])
        means.append(values[np.tril_indices(len(values), -1)].mean() if len(values) > 1 else np.nan)
    return float(np.nanmean(means))


def measure(method: Method, papers: pd.DataFrame) -> dict[str, float]:
    """All figures of one method; runs in a process of its own, whose peak memory is the first fit's."""
    warnings.simplefilter("ignore")  # of fits that stop at their usual number of steps
    started, cpu_started = time.perf_counter(), time.process_time()
    found = method(papers, 0)
    seconds, cpu_seconds, peak = time.perf_counter() - started, time.process_time() - cpu_started, peak_mib()
    again = method(papers, 1)
    days = papers["listed_on"].astype("str").fillna("")
    every = np.sort(days.unique())
    kept = ~days.isin(np.random.default_rng(0).choice(every, round(LEFT_OUT * len(every)), replace=False)).to_numpy()
    fewer = method(papers[kept], 2)
    terms = [terms[:N_TERMS] for terms in found.terms]
    read = papers[["title", "abstract"]].fillna("").map(found.as_read)
    literal = literal_npmi(terms, texts_of(read))
    return {
        "topics": len(terms),
        "NPMI literal": literal,
        "NPMI own": float(np.nanmean(topic_coherence(terms, read))) if found.folded else literal,
        "diversity": term_diversity(terms),
        "in none %": 100 * float((found.main < 0).mean()),
        "ARI seeds": adjusted_rand_score(found.main, again.main),
        "ARI days": adjusted_rand_score(found.main[kept], fewer.main),
        "seconds": seconds,
        "CPU s": cpu_seconds,
        "peak MiB": peak,
    }


def peak_mib() -> float:
    """The most memory that this process has held (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def methods(papers: pd.DataFrame, vectors: Vectors | None) -> dict[str, Method]:
    """What is compared, by the name of its row."""
    compared: dict[str, Method] = {
        "Papertide": papertide,
        "NMF-40 on TF-IDF": partial(nmf, n_topics=40),
        "NMF-60 on TF-IDF": partial(nmf, n_topics=60),
        "k-means-60 on SVD-100": partial(k_means, n_topics=60),
    }
    if importlib.util.find_spec("bertopic"):
        if vectors is not None:
            frame = pd.DataFrame(vectors, index=papers["paper_id"])
            compared["BERTopic, sentence vectors (embedding not timed)"] = partial(bertopic, vectors=frame)
        else:
            compared["BERTopic on SVD-100"] = partial(bertopic, vectors=None)
    return compared


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path)
    warehouse = parser.parse_args().warehouse
    with open_warehouse(warehouse, read_only=True) as connection:
        papers = connection.execute(_PAPERS).df()
        models = connection.execute(_MODEL).fetchall()
        vectors = vectors_of(connection, models[0][0], papers) if models else None
    if vectors is not None and np.isnan(vectors).any():
        parser.error("some papers have no sentence vector yet; run papertide embed first")
    rows = {}
    for name, method in methods(papers, vectors).items():
        with ProcessPoolExecutor(1, get_context("spawn")) as alone:
            rows[name] = alone.submit(measure, method, papers).result()
        print(f"{name}: done", flush=True)  # noqa: T201
    print(f"\n{len(papers):,} papers, {os.cpu_count()} cores")  # noqa: T201
    print(pd.DataFrame(rows).T.round(3).to_string())  # noqa: T201


if __name__ == "__main__":
    main()
