"""How to cite a chart or a table: a line of text, and BibTeX."""

from __future__ import annotations

import re
from urllib.parse import quote

from pipelines.views.provenance import Provenance
from pipelines.views.words import day, file_name, joined

# What LaTeX would read as more than text. Braces by name: BibTeX counts them, and a backslash before one does not help.
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    '"': r"\textquotedbl{}", **{sign: f"\\{sign}" for sign in "%&#_$"},
}  # fmt: skip
_KEY_WORDS = 6  # of the title, in the key of the entry


def citation(provenance: Provenance) -> str:
    """One line: Papertide 0.1.0 (2026). “Share of papers by theme”. Daily Papers, data to 31 Mar 2026. Filters: ..."""
    parts = [
        f"Papertide {provenance.version}{f' ({year})' if (year := _year(provenance)) else ''}",
        f"“{provenance.title}”",
        provenance.source_line,
        (what := _what(provenance))[:1].upper() + what[1:],
    ]
    line = ". ".join(" ".join(part.split()) for part in parts if part) + "."
    return f"{line} {_address(provenance.link)}" if provenance.link else line


def bibtex(provenance: Provenance) -> str:
    """A BibTeX entry of type @misc: title, author, year, howpublished, note and url, each where it is known.

    Text is escaped for LaTeX and stays UTF-8; braces always balance, whatever the words.
    """
    fields = {
        "title": f"{{{_latex(provenance.title)}}}",  # the second braces keep capitals
        "author": "{Papertide}",
        "year": _year(provenance),
        "howpublished": _latex(f"Papertide {provenance.version}, {provenance.source}"),
        "note": _latex(joined(_what(provenance), f"data to {day(data)}" if (data := provenance.data_day) else "")),
        "url": _address(provenance.link),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{_key(provenance)},\n" + ",\n".join(lines) + "\n}\n"


def _what(provenance: Provenance) -> str:
    """Filters, period and n in words."""
    return joined(
        f"filters: {provenance.filters}" if provenance.filters else "",
        f"period: {provenance.period}" if provenance.period else "",
        f"n: {provenance.n_words}" if provenance.n_words else "",
    )


def _year(provenance: Provenance) -> str:
    known = provenance.data_day or provenance.made_at
    return str(known.year) if known else ""


def _key(provenance: Provenance) -> str:
    """papertide-2026-share-of-papers-by-theme: letters, digits and hyphens, which every BibTeX takes."""
    words = file_name(provenance.title).split("-")[:_KEY_WORDS]
    return "-".join(part for part in ("papertide", _year(provenance), *words) if part)


def _latex(text: str) -> str:
    """Text of one line as LaTeX shows it; characters that are no text are left out."""
    line = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", " ", text)
    return " ".join("".join(_LATEX.get(sign, sign) for sign in line).split())


def _address(link: str) -> str:
    """The link in characters that an address may have: a field for it is taken as it stands."""
    return quote(link.strip(), safe="%/:=&?~#+!$,;'@()*[]", errors="replace")
