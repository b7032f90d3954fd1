"""Turns titles and abstracts into counts of terms: runs of one to a few words, found with a trie over whole arrays.

Words are lower-cased and a plural `s` is folded, so that a term is found however it is written. One text of
1.4 million words is a few array operations, which is what makes tagging fast without a second process.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
BREAK = ""  # stands between texts that no term may span
LONGEST_TERM = 6  # words; phrases of a theme may be longer than the n-grams that are learned

# Function words: a learned term neither starts nor ends with one. Phrases of a theme may.
STOP_WORDS = frozenset(
    """a about across after all allow also although among an and any are as at based be because been before being
    between both but by can could do doe each either enable etc even first for from further furthermore had ha have
    how however i if in into it it's just may might more moreover most must no nor not of on one only onto or other
    our over per same several should since so some such than that the their them then there these they this those
    through thu to toward under up upon use used using via wa we well were what when where whether which while who
    whose will with within without would yet you your""".split()
)


def folded(word: str) -> str:
    """A lower-cased word with its plural folded: `agents` -> `agent`, `studies` -> `study`, `bias` stays."""
    if len(word) < 4 or word == "news" or not word.endswith("s") or word.endswith(("ss", "us", "is", "as")):
        return word[:-2] if word.endswith("'s") else word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-2] if word.endswith("'s") else word[:-1]


def words(text: str | None) -> list[str]:
    """The folded words of a text, in order; none of an absent text."""
    return [folded(word) for word in WORD.findall(text.lower())] if text else []


def as_term(phrase: str) -> str:
    """A phrase in the form in which terms are compared: `Vision-Language Models` -> `vision language model`."""
    return " ".join(words(phrase))


def frequent_terms(texts: Iterable[Sequence[str]], *, longest: int, min_papers: int, max_share: float) -> list[str]:
    """The terms of up to `longest` words in at least `min_papers` texts and at most `max_share` of them, sorted.

    Parameters
    ----------
    texts : the folded words of each text; no term spans a BREAK
    """
    papers: Counter[str] = Counter()
    n_texts = 0
    for text in texts:
        n_texts += 1
        seen = set()
        for start, word in enumerate(text):
            if word in STOP_WORDS:
                continue
            for end in range(start + 1, min(start + longest, len(text)) + 1):
                if text[end - 1] == BREAK:
                    break
                if text[end - 1] not in STOP_WORDS:
                    seen.add(" ".join(text[start:end]))
        papers.update(seen)
    return sorted(term for term, n in papers.items() if min_papers <= n <= max_share * n_texts)


class TermCounter:
    """Counts a fixed list of terms in texts.

    Parameters
    ----------
    terms : distinct terms in the form of `as_term`, each of 1 to LONGEST_TERM words; column j counts terms[j]
    """

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = list(terms)
        self._word_ids: dict[str, int] = {}
        levels: list[dict[int, int]] = [{} for _ in range(LONGEST_TERM)]
        columns: list[int] = []
        split = [term.split(" ") for term in self.terms]
        for term in split:
            for word in term:
                self._word_ids.setdefault(word, len(self._word_ids))
        self._n_words = len(self._word_ids) + 1  # the last id is any other word
        for column, term in enumerate(split):
            node = 0
            for level, word in enumerate(term):
                key = node * self._n_words + self._word_ids[word]
                node = levels[level].setdefault(key, len(columns))
                if node == len(columns):
                    columns.append(-1)
            columns[node] = column
        self._columns = np.array(columns, dtype=np.int64)
        self._keys, self._nodes = [], []
        for level_nodes in levels:
            keys = np.fromiter(level_nodes.keys(), dtype=np.int64, count=len(level_nodes))
            nodes = np.fromiter(level_nodes.values(), dtype=np.int64, count=len(level_nodes))
            order = np.argsort(keys)
            self._keys.append(keys[order])
            self._nodes.append(nodes[order])
        self._forms: dict[str, int] = {}  # every spelling met so far -> word id

    def count(self, texts: Sequence[str | None]) -> sparse.csr_matrix:
        """How often each term occurs in each text: (n_texts, n_terms), float32, columns sorted in each row."""
        ids, lengths = self._ids(texts)
        row = np.repeat(np.arange(len(texts)), lengths)
        start = np.arange(len(ids))
        node = np.zeros(len(ids), dtype=np.int64)
        rows, found = [], []
        for level, (keys, nodes) in enumerate(zip(self._keys, self._nodes, strict=True)):
            end = start + level
            inside = end < len(ids)
            start, node, end = start[inside], node[inside], end[inside]
            together = row[start] == row[end]
            start, node, end = start[together], node[together], end[together]
            if not len(keys) or not len(start):
                break
            key = node * self._n_words + ids[end]
            place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            hit = keys[place] == key
            start, node = start[hit], nodes[place[hit]]
            column = self._columns[node]
            rows.append(row[start][column >= 0])
            found.append(column[column >= 0])
        all_rows = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
        all_found = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
        shape = (len(texts), len(self.terms))
        counts = sparse.csr_matrix((np.ones(len(all_rows), dtype=np.float32), (all_rows, all_found)), shape=shape)
        counts.sum_duplicates()
        return counts

    def _ids(self, texts: Sequence[str | None]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Word ids of all texts one after the other, and the number of words of each text."""
        other = self._n_words - 1
        ids: list[int] = []
        lengths = np.zeros(len(texts), dtype=np.int64)
        forms = self._forms
        for i, text in enumerate(texts):
            found = WORD.findall(text.lower()) if text else []
            lengths[i] = len(found)
            for form in found:
                if form not in forms:
                    forms[form] = self._word_ids.get(folded(form), other)
            ids.extend([forms[form] for form in found])
        return np.array(ids, dtype=np.int64), lengths
