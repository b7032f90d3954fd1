"""Counts the terms of papers: phrases of one to five words, exactly as a search for the phrase finds them.

A word is a run of letters, digits and underscores, as in `phrase_pattern`. White space, one hyphen or one full stop
joins the words of a term: "world model", "chain-of-thought", "qwen2.5-vl". Anything else ends it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from pipelines.mart.term_kinds import term_kinds
from pipelines.topics.discovered.rules import Rules
from pipelines.topics.themes.own_themes import OwnTheme
from pipelines.topics.themes.vocabulary import load_themes

Ints = npt.NDArray[np.int32]
Small = npt.NDArray[np.int8]

MAX_WORDS = 5
MIN_PAPERS = 6  # below, a term says nothing yet
CUT_OUT = 0.8  # of a term's uses, at the most, may be a piece of a tighter one: "world deployment" of "real-world"
_JOINTS = ("", " ", "-", ".")  # how a word may be joined to the one before; first: not at all
_FREE, _TIGHT, _NEVER = 0, 2, len(_JOINTS)  # from which joint on a word may end a term: 2, by hyphen or full stop
# What a phrase search takes for white space: RE2's \s and Unicode's separators.
_SPACE = re.compile(r"[\t\n\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_BETWEEN = re.compile(r"(\W+)")
_LETTER = re.compile(r"[^\W\d_]")
_PREFIXES = frozenset({"in", "off", "on", "out", "over", "under"})  # stop words that tell: "on-policy", "in-context"
_AT_ONCE = 4_000  # texts: bounds the memory of their words before they are numbers


@dataclass(frozen=True)
class PaperTerms:
    """Which papers use which terms, in title or abstract."""

    terms: list[str]  # in lower case
    used: sp.csr_array  # bool, shape (papers, terms)


@dataclass(frozen=True)
class _Words:
    """Every word of every text, in order."""

    word: Ints  # number of the word in lower case; 0 is the empty word at the ends of texts
    joint: Small  # how it is joined to the word before: a place in `_JOINTS`
    paper: Ints
    written: list[str]  # what each number stands for

    def text(self, start: int, size: int) -> str:
        """The phrase of `size` words that starts at a position."""
        parts = [f"{_JOINTS[self.joint[i]]}{self.written[self.word[i]]}" for i in range(start + 1, start + size)]
        return "".join([self.written[self.word[start]], *parts])


class _Numbers(dict[str, int]):
    """Numbers texts in the order in which they are first asked for; the empty text is 0."""

    def __init__(self) -> None:
        super().__init__({"": 0})

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


def term_frames(texts: pd.DataFrame, rules: Rules, own: Sequence[OwnTheme]) -> dict[str, pd.DataFrame]:
    """The terms of papers, as the mart holds them.

    Parameters
    ----------
    texts : columns paper_id, title, abstract (may be null)
    rules : the stop words and synonyms of `topics.toml`
    own : the user's own themes

    Returns
    -------
    terms : term_id, and the columns of `term_kinds`
    paper_terms : paper_id, term_ids (ascending)
    """
    counted = count_terms(texts["title"].fillna("").to_list(), texts["abstract"].fillna("").to_list())
    curated = load_themes()
    names = {theme.theme: (theme.name,) for theme in curated} | {one.theme: (one.name, *one.phrases) for one in own}
    kinds = term_kinds(counted.terms, rules, names, {theme.theme: theme.phrases for theme in curated})
    used = np.split(counted.used.indices, counted.used.indptr[1:-1])
    return {
        "terms": kinds.assign(term_id=np.arange(len(kinds))),
        "paper_terms": pd.DataFrame({"paper_id": texts["paper_id"], "term_ids": pd.Series(used, texts.index, object)}),
    }


def count_terms(titles: Sequence[str], abstracts: Sequence[str], *, min_papers: int = MIN_PAPERS) -> PaperTerms:
    """The terms that at least `min_papers` papers use, and which papers use them.

    A term has a letter and more than one character. It neither starts nor ends with a stop word (scikit-learn's list
    for English), nor with a number or a single letter unless tightly joined: "gpt-4", "u-net", "on-policy" are terms.

    Parameters
    ----------
    titles, abstracts : of the same papers in the same order; "" where there is none
    """
    words = _read([*titles, *abstracts], len(titles))
    opens, closes = _ends(words.written)
    at = np.flatnonzero(words.word).astype(np.int32)
    phrase, frequent = words.word[at], np.zeros(len(words.word), bool)
    terms: list[str] = []
    columns = [sp.csr_array((len(titles), 0), dtype=bool)]
    for size in range(1, MAX_WORDS + 1):
        at, phrase, used = _often(at, phrase, words.paper, len(titles), min_papers)
        frequent[at] |= size == 1
        first = np.zeros(used.shape[1], np.int64)
        first[phrase[::-1]] = at[::-1]
        last = first + size - 1
        after_first, before_last = (words.joint[first + 1], words.joint[last]) if size > 1 else (_FREE, _FREE)
        fits = (opens[words.word[first]] <= after_first) & (closes[words.word[last]] <= before_last)
        fits &= _cut_out(words.joint, at, size, phrase) <= CUT_OUT
        texts = {int(i): words.text(first[i], size) for i in np.flatnonzero(fits)}
        kept = [i for i, text in texts.items() if len(text) > 1 and _LETTER.search(text)]
        terms += [texts[i] for i in kept]
        columns.append(used[:, kept])
        at, phrase = _longer(words, at, phrase, size, frequent, opens)
    together = sp.csr_array(sp.hstack(columns))
    together.sort_indices()
    return PaperTerms(terms, together)


def _often(at: Ints, phrase: Ints, paper: Ints, n_papers: int, min_papers: int) -> tuple[Ints, Ints, sp.csr_array]:
    """The phrases that enough papers use: where each stands, its new number from 0, and who uses it."""
    phrase = pd.factorize(phrase)[0].astype(np.int32)
    enough = (np.bincount(phrase) >= min_papers)[phrase]  # as many times as papers at least: most go here, cheaply
    at, phrase = at[enough], pd.factorize(phrase[enough])[0].astype(np.int32)
    shape = (n_papers, int(phrase.max(initial=-1)) + 1)
    used = sp.csr_array((np.ones(len(at), bool), (paper[at], phrase)), shape=shape)
    some = np.bincount(used.indices, minlength=shape[1]) >= min_papers
    enough = some[phrase]
    return at[enough], (np.cumsum(some, dtype=np.int32) - 1)[phrase[enough]], used[:, some]


def _longer(
    words: _Words, at: Ints, phrase: Ints, size: int, frequent: npt.NDArray[np.bool_], opens: Small
) -> tuple[Ints, Ints]:
    """Phrases one word longer than the given ones of `size` words: where they stand, and a number for each."""
    inside = at + size < len(words.word)
    at, phrase = at[inside], phrase[inside]
    fits = (words.joint[at + size] > 0) & frequent[at + size] & (opens[words.word[at]] <= words.joint[at + 1])
    at, phrase = at[fits], phrase[fits].astype(np.int64)
    return at, (phrase * len(_JOINTS) + words.joint[at + size]) * len(words.written) + words.word[at + size]


def _cut_out(joint: Small, at: Ints, size: int, phrase: Ints) -> npt.NDArray[np.float64]:
    """Which share of the uses of each phrase is tightly joined to the word before it or after it."""
    after = np.minimum(at + size, len(joint) - 1)
    tight = (joint[at] >= _TIGHT) | (joint[after] >= _TIGHT) & (after == at + size)
    return np.bincount(phrase, tight) / np.maximum(np.bincount(phrase), 1)


def _ends(written: list[str]) -> tuple[Small, Small]:
    """From which joint on each word may open a term, and from which on it may close one."""
    stop = np.array([word in ENGLISH_STOP_WORDS for word in written], bool)
    prefix = np.array([word in _PREFIXES for word in written], bool)
    slight = np.array([len(word) == 1 or not _LETTER.search(word) for word in written], bool)
    closes = np.where(stop, _NEVER, np.where(slight, _TIGHT, _FREE)).astype(np.int8)
    return np.where(prefix, _TIGHT, closes).astype(np.int8), closes


def _read(texts: Sequence[str], n_papers: int) -> _Words:
    """The words of texts, of which text i is of paper i modulo `n_papers`."""
    numbers, parts = _Numbers(), []
    for start in range(0, len(texts), _AT_ONCE):
        split = [_BETWEEN.split(text) for text in texts[start : start + _AT_ONCE]]  # word, gap, word, gap, word
        sizes = np.array([len(pieces) for pieces in split])
        piece = np.fromiter(map(numbers.__getitem__, chain.from_iterable(split)), np.int32, sizes.sum())
        text = np.repeat(np.arange(len(split), dtype=np.int32), sizes)
        is_word = (np.arange(len(piece)) + text) % 2 == 0  # each text has an odd number of pieces
        gap = np.concatenate([[0], piece[:-1]]).astype(np.int32)
        gap[np.cumsum(sizes) - sizes] = 0
        parts.append((piece[is_word], gap[is_word], ((text + start) % n_papers)[is_word]))
    if not parts:
        return _Words(np.empty(0, np.int32), np.empty(0, np.int8), np.empty(0, np.int32), [""])
    piece, gap, paper = (np.concatenate(part) for part in zip(*parts, strict=True))
    folded = _Numbers()
    word = np.array([folded[_fold(text)] for text in numbers], np.int32)
    joint = np.array([_joint(text) for text in numbers], np.int8)
    return _Words(word[piece], joint[gap], paper.astype(np.int32), list(folded))


def _joint(between: str) -> int:
    if _SPACE.fullmatch(between):
        return _JOINTS.index(" ")
    return _JOINTS.index(between) if between in _JOINTS else 0


def _fold(word: str) -> str:
    """The word in lower case, letter by letter, as a search that ignores case compares them (simple folding)."""
    return word.lower() if word.isascii() else "".join(map(_folded, word))


def _folded(letter: str) -> str:
    """ς and σ are one letter, too; what would become two letters stays."""
    return next((way for way in (letter.casefold(), letter.lower()) if len(way) == 1), letter)
