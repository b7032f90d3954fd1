"""Says of each term what its words tell: a subject or none, what else says the same, and which theme has it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from pipelines.topics.discovered.rules import Rules, fold

_WORD = re.compile(r"[^\W_]+")


def term_kinds(
    terms: Sequence[str], rules: Rules, names: Mapping[str, Sequence[str]], phrases: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """What the words of terms tell.

    Parameters
    ----------
    terms : in lower case
    rules : the stop words, weak words and synonyms of `topics.toml`
    names : what each theme is called: its name, and for a theme of the user's own its phrases
    phrases : what speaks for each theme

    Returns
    -------
    One row per term: term; idea (without plural endings and hyphens, synonyms as one: terms that say the same have the
    same); telling (it can stand for a subject: it has a word that is no stop word, begins neither with a number nor
    with a stop word apart, and is no single weak word); names_theme (the theme that it merely names, with nothing but
    stop words around); theme (the theme that it is a phrase of). The last two are absent when there is none.
    """
    heads = frozenset(key[0] for key in rules.synonyms)
    called = {
        theme: {word for name in said for word in _idea(name, rules, heads).split()} for theme, said in names.items()
    }
    speaks = {_idea(phrase, rules, heads): theme for theme, said in phrases.items() for phrase in said}
    with_word: dict[str, list[str]] = {}
    for theme, own in called.items():
        for word in own:
            with_word.setdefault(word, []).append(theme)
    known, rows = frozenset(rules.synonyms.values()), []
    for term in terms:
        idea = _idea(term, rules, heads)
        words = [word for word in idea.split() if word not in rules.stop_words]
        likely = with_word.get(words[0], ()) if words else ()
        named = next((theme for theme in likely if called[theme].issuperset(words)), None)
        rows.append((term, idea, _telling(term, idea, rules, known), named, speaks.get(idea)))
    return pd.DataFrame(rows, columns=["term", "idea", "telling", "names_theme", "theme"])


def _idea(text: str, rules: Rules, heads: frozenset[str]) -> str:
    words = [fold(word) for word in _WORD.findall(text)]
    if heads.isdisjoint(words):  # nearly always
        return " ".join(words)
    said = []
    while words:
        size = next((n for n in range(len(words), 1, -1) if tuple(words[:n]) in rules.synonyms), 1)
        said.append(rules.synonyms.get(tuple(words[:size]), " ".join(words[:size])))
        words = words[size:]
    return " ".join(said)


def _telling(term: str, idea: str, rules: Rules, known: frozenset[str]) -> bool:
    if idea in rules.stop_terms:
        return False
    if idea in known:  # somebody gave it a name
        return True
    words = [fold(word) for word in _WORD.findall(term)]
    if words[0].isdigit():  # "2.5 pro": a piece of a name
        return False
    if len(words) == 1:
        return words[0] not in rules.stop_words and words[0] not in rules.weak_words
    apart, _, rest = term.partition(" ")
    begins = rest and fold(apart) in rules.stop_words
    return not begins and not rules.stop_words.issuperset(words)
