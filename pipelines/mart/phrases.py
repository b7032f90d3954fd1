"""Phrases as people type them, as patterns that DuckDB and Python read alike."""

from __future__ import annotations

import re

from pipelines.errors import UsageError

_LETTER = r"[\pL\pN_]"  # what words are made of; RE2, which DuckDB uses, knows \b for ASCII only


def phrase_pattern(phrase: str) -> str:
    """The regular expression (RE2) of a phrase: whole words, in order, with any white space between them.

    Parameters
    ----------
    phrase : such as `world model`, `agent*` (a word's beginning), `GRPO OR DAPO` (either); quotation marks around an
        alternative are allowed and change nothing

    Raises
    ------
    UsageError : an alternative without a word, or a `*` elsewhere than at a word's end.
    """
    alternatives = [_words(part, phrase) for part in re.split(r"\s+OR\s+", phrase.strip())]
    return rf"(?:^|[^\pL\pN_])(?:{'|'.join(alternatives)})(?:[^\pL\pN_]|$)"


def _words(alternative: str, phrase: str) -> str:
    words = alternative.strip().strip('"“”').split()
    bare = [word.removesuffix("*") for word in words]
    if not any(character.isalnum() for word in bare for character in word):
        raise UsageError(f'the phrase "{phrase}" has no word to look for; write words, such as GRPO or "world model"')
    if any("*" in word or not word for word in bare):
        raise UsageError(f'in the phrase "{phrase}" a * stands elsewhere than at a word\'s end; write agent*')
    starred = [
        re.escape(word) + (f"{_LETTER}*" if word != whole else "") for word, whole in zip(bare, words, strict=True)
    ]
    return r"\s+".join(starred)
