"""Composes titles and abstracts of synthetic papers from the grammar and the phrases in `data/demo`."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from pipelines.records import normalised_title
from pipelines.shipped import shipped

LABEL = "This abstract is synthetic demo text."
ABSTRACT_WORDS = (120, 180)  # the usual length of an abstract, the label included

_SLOT = re.compile(r"\{(?P<article>a )?(?P<other>other\.)?(?P<name>\w+)\}")
_PHRASES = {  # slot of a template: list of a sub-topic
    "method": "methods",
    "task": "tasks",
    "objects": "objects",
    "problem": "problems",
    "idea": "ideas",
    "finding": "findings",
}
_SMALL_WORDS = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
_SPELLED_OUT = ("LLM", "RL", "MoE", "SQL")  # said letter by letter, beginning with a vowel


@dataclass(frozen=True)
class PaperText:
    """What a synthetic paper says, and which sub-topic of each of its themes it was composed from."""

    title: str
    abstract: str
    keywords: tuple[str, ...]
    subtopics: tuple[str, ...]


class Composer:
    """Composes papers one after another, no two of them with the same title.

    Parameters
    ----------
    rng : the only source of chance
    """

    def __init__(self, rng: random.Random) -> None:
        folder = shipped("demo")
        self.rng = rng
        self.grammar: dict[str, Any] = tomllib.loads((folder / "grammar.toml").read_text("utf-8"))
        self.names: dict[str, Any] = tomllib.loads((folder / "names.toml").read_text("utf-8"))
        self.subtopics: dict[str, list[dict[str, Any]]] = {
            path.stem: tomllib.loads(path.read_text("utf-8"))["subtopic"]
            for path in sorted((folder / "themes").glob("*.toml"))
        }
        self._titles: set[str] = set()

    def compose(self, themes: list[str]) -> PaperText:
        """Title, abstract and keywords of a paper on one to three themes, the main one first.

        The abstract has 8 sentences and 120 to 180 words, the last sentence being `LABEL`.
        """
        subtopics = [self.rng.choice(self.subtopics[theme]) for theme in themes]
        while True:
            name = self.rng.choice(self.names["systems"]["first"]) + self.rng.choice(self.names["systems"]["last"])
            sentences = _Sentences(self.rng, name, subtopics)
            title = self._title(sentences)
            abstract = self._abstract(sentences)
            n_words = len(abstract.split())
            if ABSTRACT_WORDS[0] <= n_words <= ABSTRACT_WORDS[1] and normalised_title(title) not in self._titles:
                break
        self._titles.add(normalised_title(title))
        phrases = [phrase for subtopic in subtopics for slot in ("tasks", "methods") for phrase in subtopic[slot]]
        keywords = tuple(self.rng.sample(phrases, 5))
        return PaperText(title, abstract, keywords, tuple(subtopic["name"] for subtopic in subtopics))

    def author(self) -> str:
        """An invented name of a person."""
        parts = self.names["authors"]
        given = self.rng.choice(parts["given_first"]) + self.rng.choice(parts["given_last"])
        return f"{given} {self.rng.choice(parts['family_first'])}{self.rng.choice(parts['family_last'])}"

    def _title(self, sentences: _Sentences) -> str:
        templates = self.grammar["titles"]["two" if sentences.n_themes > 1 else "one"]
        return title_case(sentences.fill(self.rng.choice(templates)))

    def _abstract(self, sentences: _Sentences) -> str:
        outlines = self.grammar["outlines"][("one", "two", "three")[sentences.n_themes - 1]]
        written = []
        used: set[str] = set()
        n_bridges = 0
        for kind in self.rng.choice(outlines):
            template = self.rng.choice([line for line in self.grammar["sentences"][kind] if line not in used])
            used.add(template)
            if kind == "bridge":
                n_bridges += 1
                sentences.other = n_bridges
            written.append(sentences.fill(template))
        return " ".join([*written, LABEL])


class _Sentences:
    """Fills templates for one paper, each phrase used once while fresh ones last."""

    def __init__(self, rng: random.Random, name: str, subtopics: list[dict[str, Any]]) -> None:
        self.rng = rng
        self.name = name
        self.subtopics = subtopics
        self.n_themes = len(subtopics)
        self.tasks = [rng.sample(subtopic["tasks"], 2) for subtopic in subtopics]
        self.other = 1  # the theme that `other` means
        self._fresh: dict[tuple[int, str], list[str]] = {}

    def fill(self, template: str) -> str:
        text = _SLOT.sub(self._slot, template)
        return text[0].upper() + text[1:]

    def _slot(self, match: re.Match[str]) -> str:
        slot = match["name"]
        if slot.lower() in _PHRASES:
            text = self._phrase(self.other if match["other"] else 0, _PHRASES[slot.lower()])
        else:
            text = self._number_or_name(slot)
        if match["article"]:
            text = f"{article(text)} {text}"
        return text[0].upper() + text[1:] if slot[0].isupper() else text

    def _phrase(self, theme: int, slot: str) -> str:
        fresh = self._fresh.setdefault((theme, slot), [])
        if not fresh:
            known = self.subtopics[theme][slot]
            # two tasks are enough for one paper to stay on its subject
            fresh.extend(self.tasks[theme] if slot == "tasks" else self.rng.sample(known, len(known)))
        return fresh.pop()

    def _number_or_name(self, slot: str) -> str:
        match slot:
            case "name":
                return self.name
            case "points":
                return f"{self.rng.uniform(0.8, 9.5):.1f}"
            case "percent":
                return str(self.rng.randint(6, 38))
            case "majority":
                return str(self.rng.randint(54, 83))
            case "thousands":
                return str(self.rng.randint(2, 90))
            case "count":
                return self.rng.choice(("four", "five", "six", "seven", "eight", "nine", "eleven", "twelve"))
        raise ValueError(f"data/demo/grammar.toml: unknown slot {{{slot}}}; use one of {', '.join(_PHRASES)}, name")


def article(phrase: str) -> str:
    """The indefinite article that fits the sound of a phrase's beginning."""
    if phrase.startswith(_SPELLED_OUT):
        return "an"
    sounds_like_consonant = re.match(r"uni|one|eu", phrase, re.IGNORECASE)
    return "an" if phrase[0] in "aeioAEIO" and not sounds_like_consonant else "a"


def title_case(text: str) -> str:
    """Capitals as in English titles; words that already hold a capital or a digit stay as they are."""

    def cased(match: re.Match[str]) -> str:
        word = match[0]
        if word in _SMALL_WORDS and match.start() > 0 and text[match.start() - 2] != ":":
            return word
        return word if any(c.isupper() or c.isdigit() for c in word) else word[0].upper() + word[1:]

    return re.sub(r"[\w'’]+", cased, text)
