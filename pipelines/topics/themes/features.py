"""Turns titles and abstracts into counts of terms: runs of one to a few words, found with a trie over whole arrays.

Words are lower-cased and a plural `s` is folded, so that a term is found however it is written. All texts of a call
are looked up together, a few array operations for each length of term: that makes tagging fast in one process.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
BREAK = ""  # stands between texts that no term may span
LONGEST_TERM = 6  # words; phrases of a theme may be longer than the n-grams that are learned


def folded(word: str) -> str:
    """A lower-cased word with its plural folded: `agents` -> `agent`, `studies` -> `study`, `bias` stays."""
    if word.endswith("'s"):
        return word[:-2]
    if len(word) < 4 or word == "news" or not word.endswith("s") or word.endswith(("ss", "us", "is", "as")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1]


# A learned term neither starts nor ends with one of these. Phrases of a theme may.
_FUNCTION_WORDS = """
a about across after all allow allows also although among an and any are as at based be because been before being
between both but by can could did do does each either enable enables etc even first for from further furthermore had
has have how however i if in into is it it's its just may might more moreover most must no nor not of on one only onto
or other our over per same several should since so some such than that the their them then there these they this those
through thus to toward towards under up upon use used uses using via was we well were what when where whether which
while who whose will with within without would yet you your
"""
STOP_WORDS = frozenset(folded(word) for word in _FUNCTION_WORDS.split())


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


class _Spellings(dict[str, int]):
    """Word ids by spelling; a spelling met for the first time is folded and looked up once."""

    def __init__(self, word_ids: dict[str, int]) -> None:
        super().__init__()
        self._word_ids = word_ids

    def __missing__(self, spelling: str) -> int:
        word_id = self[spelling] = self._word_ids.get(folded(spelling), len(self._word_ids))
        return word_id


@dataclass(frozen=True)
class _Level:
    """The nodes of the trie of terms that are reached by the same number of words."""

    keys: Ints  # parent node * number of words + word id, ascending
    nodes: Ints  # the node that each key leads to


class TermCounter:
    """Counts a fixed list of terms in texts.

    Parameters
    ----------
    terms : distinct terms in the form of `as_term`, each of 1 to LONGEST_TERM words; column j counts terms[j]
    """

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = list(terms)
        word_ids: dict[str, int] = {}
        levels: list[dict[int, int]] = [{} for _ in range(LONGEST_TERM)]
        columns: list[int] = []  # of each node of the trie; -1 where no term ends
        parents: set[int] = set()
        split = [term.split(" ") for term in self.terms]
        for term in split:
            for word in term:
                word_ids.setdefault(word, len(word_ids))
        self._n_words = len(word_ids) + 1  # the last id is any other word
        for column, term in enumerate(split):
            node = 0
            for level, word in enumerate(term):
                if level:
                    parents.add(node)
                node = levels[level].setdefault(node * self._n_words + word_ids[word], len(columns))
                if node == len(columns):
                    columns.append(-1)
            columns[node] = column
        self._columns = np.array(columns, dtype=np.int64)
        self._leads_on = np.isin(np.arange(len(columns)), list(parents))
        self._levels = [_Level(*np.array(sorted(level.items()), dtype=np.int64).T) for level in levels if level]
        self._spellings = _Spellings(word_ids)

    def count(self, texts: Sequence[str | None]) -> sparse.csr_matrix:
        """How often each term occurs in each text: (n_texts, n_terms), float32, columns sorted in each row."""
        row, column, _ = self._found(texts)
        return self._matrix(row, column, len(texts))

    def count_with_opening(
        self, texts: Sequence[str | None], n_words: int
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Counts as `count` gives them, and the same of the terms that start in a text's first `n_words` words."""
        row, column, place = self._found(texts)
        early = place < n_words
        return self._matrix(row, column, len(texts)), self._matrix(row[early], column[early], len(texts))

    def _matrix(self, row: Ints, column: Ints, n_texts: int) -> sparse.csr_matrix:
        ones = np.ones(len(row), dtype=np.float32)
        counts = sparse.csr_matrix((ones, (row, column)), shape=(n_texts, len(self.terms)))
        counts.sum_duplicates()
        return counts

    def _found(self, texts: Sequence[str | None]) -> tuple[Ints, Ints, Ints]:
        """Each occurrence of a term: its text, its column, and the word of the text that it starts with, from 0."""
        ids, lengths = self._ids(texts)
        row = np.repeat(np.arange(len(texts)), lengths)
        stop = np.repeat(np.cumsum(lengths), lengths)  # where the text of each word ends
        start = np.arange(len(ids))
        node = np.zeros(len(ids), dtype=np.int64)
        starts, found = [start[:0]], [ids[:0]]
        for level, table in enumerate(self._levels):
            inside = start + level < stop[start]
            start, node = start[inside], node[inside]
            key = node * self._n_words + ids[start + level]
            place = np.minimum(np.searchsorted(table.keys, key), len(table.keys) - 1)
            hit = table.keys[place] == key
            start, node = start[hit], table.nodes[place[hit]]
            column = self._columns[node]
            starts.append(start[column >= 0])
            found.append(column[column >= 0])
            start, node = start[self._leads_on[node]], node[self._leads_on[node]]
        at = np.concatenate(starts)
        return row[at], np.concatenate(found), at - (np.cumsum(lengths) - lengths)[row[at]]

    def _ids(self, texts: Sequence[str | None]) -> tuple[Ints, Ints]:
        """Word ids of all texts one after the other, and the number of words of each text."""
        ids: list[int] = []
        lengths = np.zeros(len(texts), dtype=np.int64)
        for i, text in enumerate(texts):
            found = WORD.findall(text.lower()) if text else []
            lengths[i] = len(found)
            ids.extend(map(self._spellings.__getitem__, found))
        return np.array(ids, dtype=np.int64), lengths
