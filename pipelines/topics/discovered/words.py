"""Says in words what each topic is about: the terms that tell it from the others, and a short label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from pipelines.topics.discovered.coherence import mean_npmi, npmi_matrix
from pipelines.topics.discovered.corpus import Corpus
from pipelines.topics.discovered.terms import TermCounts

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_Form = TypeVar("_Form")

N_TERMS = 10
POOL = 60  # the terms are chosen among so many of the most telling
MIN_SHARE = 0.03  # of a topic's papers use each of its terms
BORROWED = 0.15  # what a term is worth to a topic when it tells another better: keeps topics apart
COHERENCE = 1.0  # worth of being used beside the terms already chosen, against being telling
PHRASE = 2.5  # a phrase says more in a label than a word: "video generation" against "video"
LOWER_FROM = 0.1
_SUFFIX = re.compile(
    r"(i[sz]ations?|ations?|ating|ative|ated|ators?|ates?|ings?|ions?|ed|e[rs]|ors?|ics?|ical|al|ive|able|ly|ity|e|s)$"
)


def describe_topics(
    corpus: Corpus, main: Ints, labels: Sequence[str | None], had: Sequence[Sequence[str]] = ()
) -> pd.DataFrame:
    """What topics are about.

    Parameters
    ----------
    main : (papers,) column of each paper's main topic, -1 for none
    labels : that topics had, None for a new one; a topic keeps its label as long as its terms say half of it
    had : the labels that each topic has had so far, which no other is given

    Returns
    -------
    One row per topic: label (unique), terms (list of up to 10, most telling first), npmi (mean over all pairs of
    its terms, nan below two terms), n_papers.
    """
    uses = sp.csr_array(corpus.counts.title + corpus.counts.body > 0, dtype=np.float64)
    in_titles = telling_scores(sp.csr_array(corpus.counts.title > 0, dtype=np.float64), main, len(labels))
    scores = telling_scores(uses, main, len(labels))
    chosen = choose_terms(scores, uses, corpus.counts.terms)
    kept = [
        label if label and _still_says(label, [corpus.counts.terms[term] for term in terms]) else None
        for label, terms in zip(labels, chosen, strict=True)
    ]
    by_term = sp.csc_array(uses)
    texts = [f"{title}. {abstract}" for title, abstract in zip(corpus.titles, corpus.abstracts, strict=True)]
    examples = [[texts[i] for i in np.flatnonzero(main == topic)] for topic in range(len(labels))]
    return pd.DataFrame(
        {
            "label": make_labels(scores, in_titles, chosen, corpus.counts, examples, kept, had),
            "terms": [[corpus.counts.shown[term] for term in terms] for terms in chosen],
            "npmi": [mean_npmi(by_term[:, terms]) for terms in chosen],
            "n_papers": np.bincount(main[main >= 0], minlength=len(labels)),
        }
    )


def telling_scores(uses: sp.csr_array, main: Ints, n_topics: int) -> Floats:
    """How well each term tells each topic from the rest, shape (topics, terms), 0 where it does not.

    share * log(share / share among all papers): the part of the Kullback-Leibler divergence between a topic's
    papers and all papers that is the term's.

    Parameters
    ----------
    uses : 1.0 where a paper uses a term, shape (papers, terms)
    main : column of each paper's main topic, -1 for none
    """
    rows = np.flatnonzero(main >= 0)
    members = sp.csr_array((np.ones(len(rows)), (main[rows], rows)), shape=(n_topics, uses.shape[0]))
    n_papers = np.maximum(members.sum(axis=1), 1)[:, None]
    inside = (members @ uses).toarray()
    share = inside / n_papers
    overall = np.maximum(np.asarray(uses.mean(axis=0)), 1e-12)
    scores = share * np.log(np.maximum(share, 1e-12) / overall)
    scores[(inside < np.maximum(2, MIN_SHARE * n_papers)) | (scores < 0)] = 0.0
    scores[scores < scores.max(axis=0, initial=0)] *= BORROWED
    return np.asarray(scores)


def choose_terms(scores: Floats, uses: sp.csr_array, terms: Sequence[str]) -> list[list[int]]:
    """Columns of up to ten terms for each topic: telling, used by the same papers, none repeating another."""
    by_term = sp.csc_array(uses)
    stems = [_stems(term) for term in terms]
    return [_choose(row, by_term, stems) for row in scores]


def _choose(row: Floats, uses: sp.csc_array, stems: list[frozenset[str]]) -> list[int]:
    pool = np.argsort(-row, kind="stable")[:POOL]
    pool = pool[row[pool] > 0]
    if not len(pool):
        return []
    near = npmi_matrix(uses[:, pool])
    worth = row[pool] / row[pool[0]]
    picked: list[int] = []
    while len(picked) < N_TERMS:
        fits = [at for at in range(len(pool)) if not any(_repeats(stems[pool[at]], stems[pool[p]]) for p in picked)]
        if not fits:
            break
        gain = worth[fits] + (COHERENCE * near[np.ix_(fits, picked)].mean(axis=1) if picked else 0.0)
        picked.append(fits[int(np.argmax(gain))])
    return [int(pool[at]) for at in picked]


def _repeats(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one


def _stems(term: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in term.split())


def _still_says(label: str, terms: Sequence[str]) -> bool:
    """Whether at least half of the label's words, small ones left out, are among those of the terms."""
    said = _stems(" ".join(word for word in re.findall(r"[^\W_]+", label.lower()) if len(word) > 1 and word != "and"))
    return 2 * len(said & _stems(" ".join(terms))) >= len(said)


def _stem(word: str) -> str:
    """The word without its ending, so that "robot" and "robotics", "edit" and "editing" are known as one idea."""
    suffix = _SUFFIX.search(word)
    return word[: suffix.start()] if suffix and suffix.start() >= 4 else word


def make_labels(
    scores: Floats,
    title_scores: Floats,
    chosen: list[list[int]],
    counts: TermCounts,
    examples: list[list[str]],
    given: Sequence[str | None],
    had: Sequence[Sequence[str]],
) -> list[str]:
    """A short label for each topic: its best phrase, or two words; a further word where another topic has that label.

    Parameters
    ----------
    scores, title_scores : `telling_scores` by titles and abstracts, and by titles alone
    chosen : columns of each topic's terms
    examples : texts of each topic's papers, from which case and hyphens are taken
    given : labels that stay, None for topics without one
    had : labels that each topic has had so far, which no other is given
    """
    is_phrase = np.array([" " in term for term in counts.shown], bool)
    labels: list[str] = []
    used = [label for label in given if label is not None]
    for row, title_row, terms, texts, label in zip(scores, title_scores, chosen, examples, given, strict=True):
        if label is not None:
            labels.append(label)
            continue
        fit = row / max(row.max(initial=0), 1e-12) + title_row / max(title_row.max(initial=0), 1e-12)
        parts = _parts(fit * (1 + PHRASE * is_phrase), terms, counts.terms)
        labels.append(_unique_label(parts, counts, texts, [*used, *_of_others(had, len(labels))]))
        used.append(labels[-1])
    return labels


def _of_others(had: Sequence[Sequence[str]], topic: int) -> list[str]:
    return [label for other, labels in enumerate(had) if other != topic for label in labels]


def _parts(fit: Floats, chosen: list[int], terms: list[str]) -> list[int]:
    """Terms for a label, best first, none with a word of another."""
    best = np.argsort(-fit, kind="stable")[:POOL]
    parts: list[int] = []
    for term in [*best[fit[best] > 0].tolist(), *chosen]:
        if not any(_stems(terms[term]) & _stems(terms[part]) for part in parts):
            parts.append(term)
    return parts


def _unique_label(parts: list[int], counts: TermCounts, texts: list[str], taken: list[str]) -> str:
    fewest = 1 if parts and " " in counts.shown[parts[0]] else 2
    label = "Unnamed"
    for n_parts in range(fewest, max(len(parts), fewest) + 1):
        label = _joined([_as_written(counts.shown[part], texts) for part in parts[:n_parts]]) or label
        if label not in taken:
            return label
    return next(name for name in (f"{label} {n}" for n in range(2, len(taken) + 3)) if name not in taken)


def _joined(parts: list[str]) -> str:
    """ "agents", "web" -> "Agents and web"; names such as "dLLMs" keep their first letter."""
    label = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    first = label.split(" ")[0]
    return first.capitalize() + label[len(first) :] if first.islower() else label


def _as_written(shown: str, texts: list[str]) -> str:
    """The term with the hyphens and capitals that the texts use most often, word by word: "gpt 4v" -> "GPT-4V"."""
    words = shown.split()
    gaps = Counter(
        tuple(" " if gap.isspace() else "-" for gap in match.groups())
        for match in _matches(r"([\s-]+)".join(words), texts)
    )
    cased = [_usual_case(Counter(match.group() for match in _matches(word, texts)), word) for word in words]
    joints = _most_common(gaps, (" ",) * (len(words) - 1))
    return cased[0] + "".join(gap + word for gap, word in zip(joints, cased[1:], strict=True))


def _usual_case(forms: Counter[str], word: str) -> str:
    """The most common form; lower case already when a tenth of the uses has it, for headings capitalise everything."""
    return word if forms[word] > LOWER_FROM * forms.total() else _most_common(forms, word)


def _matches(pattern: str, texts: list[str]) -> list[re.Match[str]]:
    compiled = re.compile(rf"\b{pattern}\b", re.IGNORECASE)
    return [match for text in texts for match in compiled.finditer(text)]


def _most_common(forms: Counter[_Form], default: _Form) -> _Form:
    return min(forms, key=lambda form: (-forms[form], repr(form)), default=default)
