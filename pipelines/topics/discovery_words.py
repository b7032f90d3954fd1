"""Describes topics in words: the terms that tell a topic from the others, and a short label made of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipelines.topics.coherence import npmi_matrix

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

N_TERMS = 10
POOL = 60
BORROWED = 0.3
COHERENCE = 1.0
PHRASE = 1.0
_ENDING = re.compile(
    r"(ization|isation|ations?|ating|ative|ated|ators?|ates?|ings?|ions?|ed|ers?|ors?|ics?|ical|al|ive|able|ly|ity|e|s)$"
)


def telling_scores(uses: sp.csr_array, topic_of: Ints, n_topics: int) -> Floats:
    """How well each term tells each topic, shape (topics, terms): p(term|topic) * log(p(term|topic) / p(term))."""
    rows = np.flatnonzero(topic_of >= 0)
    members = sp.csr_array((np.ones(len(rows)), (topic_of[rows], rows)), shape=(n_topics, uses.shape[0]))
    n_papers = np.maximum(members.sum(axis=1), 1)
    inside = (members @ uses).toarray()
    share = inside / n_papers[:, None]
    overall = np.maximum(np.asarray(uses.mean(axis=0)), 1e-12)
    score = share * np.log(np.maximum(share, 1e-12) / overall)
    score[(inside < 2) | (score < 0)] = 0.0
    best = score.max(axis=0)
    return np.where(score >= best, score, score * BORROWED)


def choose_terms(scores, uses, terms):
    chosen=[]
    for row in scores:
        chosen.append(_choose(row, uses, terms))
    return chosen

def _choose(row, uses, terms):
    pool = np.argsort(-row, kind="stable")[:POOL]
    pool = pool[row[pool] > 0]
    if not len(pool): return []
    near = npmi_matrix(uses[:, pool])
    strength = row[pool] / row[pool[0]]
    stems = [_stems(terms[t]) for t in pool]
    picked=[]
    while len(picked) < N_TERMS:
        free=[i for i in range(len(pool)) if i not in picked and not any(stems[i] <= stems[j] or stems[j] <= stems[i] for j in picked)]
        if not free: break
        gain=[strength[i] + COHERENCE * (near[i, picked].mean() if picked else 0) for i in free]
        picked.append(free[int(np.argmax(gain))])
    return [int(pool[i]) for i in picked]


def _stems(term: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in term.split())

def _stem(word: str) -> str:
    ending = _ENDING.search(word)
    return word[: ending.start()] if ending and ending.start() >= 4 else word


def make_labels(scores, chosen, counts, examples):
    """A unique label per topic."""
    labels: list[str] = []
    for row, terms, texts in zip(scores, chosen, examples, strict=True):
        parts = _label_parts(row, terms, counts.terms)
        label = ""
        for n in range(_wanted(parts, counts.terms), len(parts) + 1):
            label = _joined([_as_written(counts.shown[t], texts) for t in parts[:n]])
            if label not in labels:
                break
        label = label or "Unnamed"
        labels.append(label if label not in labels else f"{label} ({labels.count(label) + 1})")
    return labels


def _label_parts(row, chosen, terms):
    words = np.array([min(t.count(" "), 1) for t in terms])
    best = np.argsort(-row * (1 + PHRASE * words), kind="stable")[:POOL]
    parts = []
    for t in [*best[row[best] > 0], *chosen]:
        if not any(_stems(terms[t]) & _stems(terms[u]) for u in parts):
            parts.append(int(t))
    return parts


def _wanted(parts, terms):
    return 1 if parts and " " in terms[parts[0]] else 2


def _joined(parts):
    label = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
    return label[0].upper() + label[1:] if label.split()[0].islower() else label


def _as_written(shown, texts):
    pattern = re.compile(r"\b" + r"[\s-]+".join(map(re.escape, shown.split())) + r"\b", re.IGNORECASE)
    forms = Counter(" ".join(form.split()) for text in texts for form in pattern.findall(text))
    return min(forms, key=lambda form: (-forms[form], form), default=shown)
