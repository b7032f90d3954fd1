"""Phrases as people type them, as patterns for DuckDB."""

from __future__ import annotations

import re
import unicodedata

from pipelines.errors import UsageError

LONGEST = 500  # characters of a phrase: looking for one takes time in proportion
_IN_WORD = r"[\pL\pN_]"  # what words are made of; RE2, which DuckDB uses, knows \b and \w for ASCII only
_OUTSIDE = r"[^\pL\pN_]"
_SPACE = r"[\s\pZ]+"


def phrase_pattern(phrase: str) -> str:
    """The regular expression (RE2, case to be ignored) of a phrase: whole words, in order, with white space between.

    Parameters
    ----------
    phrase : such as `world model`, `agent*` (a word's beginning), `GRPO OR DAPO` (either); quotation marks are
        allowed around words and change nothing

    Raises
    ------
    UsageError : an alternative without a word, an OR without something on both sides, a `*` elsewhere than at a
        word's end, or more than `LONGEST` characters.
    """
    patterns = [_pattern(words) for words in _alternatives(phrase)]
    return rf"(?:^|{_OUTSIDE})(?:{'|'.join(patterns)})"


def phrase_pieces(phrase: str) -> list[list[str]]:
    """What a text in lower case holds wherever the phrase stands: all pieces of one of its alternatives.

    A quick first look for the papers in which the pattern is then looked for. Raises as `phrase_pattern`.
    """
    return [[_piece(word) for word in words] for words in _alternatives(phrase)]


def _alternatives(phrase: str) -> list[list[str]]:
    """The words of each alternative, stars included."""
    text = unicodedata.normalize("NFC", phrase.encode(errors="replace").decode())  # lone surrogates are no text
    words = re.sub(r'["“”„«»]', " ", text).split()
    shown = " ".join(words)
    shown = f'the phrase "{shown if len(shown) <= 60 else shown[:59] + "…"}"'
    if len(text) > LONGEST:
        raise UsageError(f"{shown} has {len(text):,} characters; write at most {LONGEST}")
    alternatives: list[list[str]] = [[]]
    for word in words:
        if word == "OR":
            alternatives.append([])
        else:
            alternatives[-1].append(word)
    if len(alternatives) > 1 and not all(alternatives):
        raise UsageError(f"in {shown} an OR has no word on one side; write GRPO OR DAPO, or the word or in lower case")
    if not all(any(character.isalnum() for word in one for character in word) for one in alternatives):
        raise UsageError(f'{shown} has no word to look for; write words, such as GRPO or "world model"')
    if any(not word.removesuffix("*") or "*" in word[:-1] for one in alternatives for word in one):
        raise UsageError(f"in {shown} a * stands elsewhere than at a word's end; write agent*")
    return alternatives


def _pattern(words: list[str]) -> str:
    *before, last = words
    starred = [re.escape(word.removesuffix("*")) + f"{_IN_WORD}*" * word.endswith("*") for word in before]
    end = re.escape(last[:-1]) if last.endswith("*") else rf"{re.escape(last)}(?:{_OUTSIDE}|$)"
    return _SPACE.join([*starred, end])


def _piece(word: str) -> str:
    """The longest run of ASCII in a word: case folds beyond it, as ς with σ, are the pattern's business."""
    return max(re.findall(r"[!-~]+", word.removesuffix("*").lower()), key=len, default="")
