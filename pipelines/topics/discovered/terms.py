"""Counts the terms of papers: words and phrases of up to three words, each idea written in one way.

Words are compared folded (case, plural endings and hyphens do not matter) and shown as papers write them most often.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipelines.topics.discovered.rules import Rules, fold

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NOT_PROSE = re.compile(r"<[^<>]{1,200}>|https?://\S+|&#?\w{1,10};|\\[a-zA-Z]+")
_TOKEN = re.compile(r"[^\W_]+|[.,;:!?()\[\]]")
_LETTER = re.compile(r"[^\W\d_]")
_JOINTS = frozenset({"of", "to", "in", "for", "and", "with"})  # may stand inside a phrase: "mixture of experts"
_BREAK = "."
MAX_WORDS = 3


@dataclass(frozen=True)
class TermCounts:
    """Which terms a set of papers uses.

    `title` and `body` count each term in titles and in abstracts, shape (papers, terms); `terms` are folded,
    `shown` are the same terms as they are written most often, in lower case.
    """

    title: sp.csr_array
    body: sp.csr_array
    terms: list[str]
    shown: list[str]


class _Reader:
    """Reads texts into numbered tokens; whatever says the same idea gets the same number."""

    def __init__(self, rules: Rules) -> None:
        self.tokens: dict[str, int] = {_BREAK: 0}  # folded word or name of a synonym -> its number
        self.written: dict[str, int] = {_BREAK: 0}  # the same as texts write it, in lower case
        self._synonyms = rules.synonyms
        self._longest: dict[str, int] = {}  # folded first word of a synonym -> words of its longest way
        for words in rules.synonyms:
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))
        self._known: dict[str, tuple[str, int, int, int]] = {}  # word -> folded, token, written, longest

    def read(self, texts: Sequence[str]) -> tuple[Ints, Ints, Ints]:
        """Token, token as written, and number of the text of every position; each text ends with a break."""
        tokens: list[int] = []
        written: list[int] = []
        lengths = []
        for text in texts:
            before = len(tokens)
            raw = self._words_of(text)
            at = 0
            while at < len(raw):
                _, token, form, longest = self._known.get(raw[at]) or self._learn(raw[at])
                size = 1
                if longest:
                    token, form, size = self._synonym(raw[at : at + longest], token, form)
                tokens.append(token)
                written.append(form)
                at += size
            tokens.append(0)
            written.append(0)
            lengths.append(len(tokens) - before)
        return np.array(tokens, np.int64), np.array(written, np.int64), np.repeat(np.arange(len(texts)), lengths)

    @staticmethod
    def _words_of(text: str) -> list[str]:
        return _TOKEN.findall(unicodedata.normalize("NFKC", _NOT_PROSE.sub(f" {_BREAK} ", text)).lower())

    def _learn(self, word: str) -> tuple[str, int, int, int]:
        folded = fold(word) if word[0].isalnum() else _BREAK
        token = self.tokens.setdefault(folded, len(self.tokens))
        form = self.written.setdefault(word if token else _BREAK, len(self.written))
        self._known[word] = folded, token, form, self._longest.get(folded, 0)
        return self._known[word]

    def _synonym(self, raw: list[str], token: int, form: int) -> tuple[int, int, int]:
        """(token, as written, words used) of the longest synonym that the words start with, else as they were."""
        folded = [(self._known.get(word) or self._learn(word))[0] for word in raw]
        for size in range(len(raw), 0, -1):
            name = self._synonyms.get(tuple(folded[:size]))
            if name is not None:
                token = self.tokens.setdefault(name, len(self.tokens))
                return token, self.written.setdefault(" ".join(raw[:size]), len(self.written)), size
        return token, form, 1


def uses_of(terms: Sequence[str], texts: Sequence[str], rules: Rules) -> sp.csc_array:
    """Which texts use which of the given terms, in any of their ways of writing: 1.0 or 0.0, shape (texts, terms)."""
    return sp.csc_array(count_known(terms, texts, rules) > 0, dtype=np.float64)


def count_known(terms: Sequence[str], texts: Sequence[str], rules: Rules) -> sp.csr_array:
    """How often each text uses each of the given terms, in any of their ways of writing, shape (texts, terms).

    Of terms that `count_terms` gave, the same counts as there.
    """
    reader = _Reader(rules)
    wanted = [reader.read([term])[0][:-1] for term in terms]
    tokens, _, text = reader.read(texts)
    columns = np.zeros(len(terms), np.int64)  # the first column stays empty: terms without a word
    cells, n_columns = [(np.empty(0, np.int64), np.empty(0, np.int64))], 1
    for size in {len(term) for term in wanted if 0 < len(term) <= len(tokens)}:
        asked = [at for at, term in enumerate(wanted) if len(term) == size]
        spans = np.lib.stride_tricks.sliding_window_view(tokens, size)
        keys = _one_number(np.vstack([[wanted[at] for at in asked], spans]))
        distinct, number = np.unique(keys[: len(asked)], return_inverse=True)
        near = np.minimum(np.searchsorted(distinct, keys[len(asked) :]), len(distinct) - 1)
        hits = np.flatnonzero(distinct[near] == keys[len(asked) :])
        cells.append((text[hits], near[hits] + n_columns))
        columns[asked] = number + n_columns
        n_columns += len(distinct)
    rows, found = (np.concatenate(part) for part in zip(*cells, strict=True))
    counts = sp.csr_array((np.ones(len(rows), np.int64), (rows, found)), shape=(len(texts), n_columns))
    return sp.csr_array(counts[:, columns])


def look_up_terms(columns: Mapping[str, int], texts: Sequence[str], rules: Rules) -> sp.csr_array:
    """The same counts as `count_known` of terms that `count_terms` gave, for few texts: the terms are not read again.

    Parameters
    ----------
    columns : the column of each term
    """
    reader = _Reader(rules)
    tokens, _, text = reader.read(texts)
    names = list(reader.tokens)
    said = [names[token] for token in tokens]
    at, found = [], []
    for size in range(1, MAX_WORDS + 1):
        grams = map(" ".join, zip(*(said[start:] for start in range(size)), strict=False)) if size > 1 else said
        for position, gram in enumerate(grams):
            if gram in columns:
                at.append(position)
                found.append(columns[gram])
    cells = (text[np.array(at, np.int64)], np.array(found, np.int64))
    return sp.csr_array((np.ones(len(at), np.int64), cells), shape=(len(texts), len(columns)))


def count_terms(titles: Sequence[str], abstracts: Sequence[str], rules: Rules, *, min_papers: int) -> TermCounts:
    """Count the terms that at least `min_papers` papers use.

    Parameters
    ----------
    titles, abstracts : of the same papers in the same order; "" where there is none
    """
    reader = _Reader(rules)
    tokens, written, text = reader.read([*titles, *abstracts])
    words, forms = list(reader.tokens), list(reader.written)
    kinds = _kinds(words, rules)
    columns, starts = [], []
    terms: list[str] = []
    shown: list[str] = []
    for size in range(1, MAX_WORDS + 1):
        at = _starts(tokens, size, *kinds)
        span = at[:, None] + np.arange(size)
        column, first = _frequent(tokens[span], text[at] % max(len(titles), 1), min_papers)
        usual = _most_frequent(written[span[column >= 0]], column[column >= 0])
        columns.append(column[column >= 0] + len(terms))
        starts.append(at[column >= 0])
        terms += [" ".join(words[token] for token in gram) for gram in tokens[span[first]]]
        shown += [" ".join(forms[form] for form in gram) for gram in usual]
    cells = (text[np.concatenate(starts)], np.concatenate(columns))
    counts = sp.csr_array((np.ones(len(cells[0]), np.int64), cells), shape=(2 * len(titles), len(terms)))
    kept = [at for at, term in enumerate(terms) if term not in rules.stop_terms]
    title, body = (sp.csr_array(part[:, kept]) for part in (counts[: len(titles)], counts[len(titles) :]))
    return TermCounts(title, body, [terms[at] for at in kept], [shown[at] for at in kept])


def _kinds(words: list[str], rules: Rules) -> tuple[Flags, Flags, Flags]:
    """For every token: may it stand alone, may it start or end a phrase, may it stand inside one."""
    edge = np.array([_can_end(word, rules) for word in words], bool)
    telling = edge & np.array([word not in rules.weak_words for word in words], bool)
    inner = edge | np.array([word in _JOINTS for word in words], bool)
    return telling, edge, inner


def _can_end(word: str, rules: Rules) -> bool:
    return len(word) > 1 and _LETTER.search(word) is not None and word not in rules.stop_words


def _starts(tokens: Ints, size: int, telling: Flags, edge: Flags, inner: Flags) -> Ints:
    """Positions where a phrase of `size` words starts: at least one of them is telling."""
    n = len(tokens) - size + 1
    if n <= 0:
        return np.empty(0, np.int64)
    shifted = [tokens[i : n + i] for i in range(size)]
    fits = edge[shifted[0]] & edge[shifted[-1]]
    for token in shifted[1:-1]:
        fits &= inner[token]
    some = np.logical_or.reduce([telling[token] for token in shifted])
    return np.flatnonzero(fits & some)


def _frequent(grams: Ints, papers: Ints, min_papers: int) -> tuple[Ints, Ints]:
    """Number the phrases that `min_papers` papers use: (number or -1 for each occurrence, first occurrence of each)."""
    key = _one_number(grams)
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    pairs = np.unique(np.column_stack([number, papers]), axis=0) if len(number) else np.empty((0, 2), np.int64)
    enough = np.bincount(pairs[:, 0], minlength=len(first)) >= min_papers
    renumbered = np.where(enough, np.cumsum(enough) - 1, -1)
    return renumbered[number], first[enough]


def _one_number(grams: Ints) -> Ints:
    """Each row as one number, equal where rows are equal; pairs are renumbered so that it cannot overflow."""
    key = grams[:, 0]
    for column in grams.T[1:]:
        key = np.unique(key, return_inverse=True)[1] * (column.max(initial=0) + 1) + column
    return key


def _most_frequent(forms: Ints, column: Ints) -> Ints:
    """The most frequent row of `forms` for each term."""
    _, first, number = np.unique(_one_number(forms), return_index=True, return_inverse=True)
    times = np.bincount(number, minlength=len(first))
    order = np.lexsort((number, -times[number], column))
    best = order[np.unique(column[order], return_index=True)[1]]
    return forms[best]
