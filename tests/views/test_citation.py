"""Citations: what they say, and that no words break an entry."""

from __future__ import annotations

import re
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipelines.views.citation import bibtex, citation
from pipelines.views.provenance import Provenance

SHARE = Provenance(
    "Share of papers by theme, per month", "Agents", "month", 1382, data_day=date(2026, 3, 31),
    link="http://localhost:8501/topics?themes=Agents", version="0.2.0",
)  # fmt: skip


def test_a_chart_is_cited_in_one_line() -> None:
    assert citation(SHARE) == (
        "Papertide 0.2.0 (2026). “Share of papers by theme, per month”. Daily Papers, data to 31 Mar 2026. "
        "Filters: Agents; period: month; n: 1,382 papers. http://localhost:8501/topics?themes=Agents"
    )
    assert citation(Provenance("Topics", version="0.2.0")) == "Papertide 0.2.0. “Topics”. Daily Papers."


def test_a_chart_is_cited_in_bibtex() -> None:
    assert bibtex(SHARE) == (
        "@misc{papertide-2026-share-of-papers-by-theme-per,\n"
        "  title = {{Share of papers by theme, per month}},\n"
        "  author = {{Papertide}},\n"
        "  year = {2026},\n"
        "  howpublished = {Papertide 0.2.0, Daily Papers},\n"
        "  note = {filters: Agents; period: month; n: 1,382 papers; data to 31 Mar 2026},\n"
        "  url = {http://localhost:8501/topics?themes=Agents}\n"
        "}\n"
    )
    assert "  year = {2025},\n" in bibtex(Provenance("Topics", made_at=datetime(2025, 1, 2)))


def test_signs_of_latex_are_shown_as_they_are() -> None:
    entry = bibtex(
        Provenance("50% of R&D_{x} \\end{document} #1 $y$ ~^ <a> “ü” 流\n@misc{b,", link="http://h/a b?q={%7D}ü")
    )
    assert (
        r"  title = {{50\% of R\&D\_\textbraceleft{}x\textbraceright{} \textbackslash{}end\textbraceleft{}document"
        r"\textbraceright{} \#1 \$y\$ \textasciitilde{}\textasciicircum{} \textless{}a\textgreater{} “ü” 流 "
        r"@misc\textbraceleft{}b,}}"
    ) in entry
    assert "  url = {http://h/a%20b?q=%7B%7D%7D%C3%BC}\n" in entry
    assert entry.startswith("@misc{papertide-50-of-r-d-x-end,\n")


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_the_words_braces_balance_and_fields_end_in_their_line(title: str, filters: str, link: str) -> None:
    entry = bibtex(Provenance(title, filters, link=link, data_day=date(2026, 3, 31)))
    depth = 0
    for sign in re.findall(r"[{}]", entry):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert entry.splitlines()[-1] == "}"
    fields = entry.splitlines()[1:-1]
    assert all(re.fullmatch(r"  [a-z]+ = \{.*\},?", field) for field in fields)
    assert "\n" not in citation(Provenance(title, filters, link=link))
