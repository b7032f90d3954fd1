"""`papertide report`: what it writes, what it says, and what it says when it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command_here import papertide_here


def test_a_report_of_the_filters_is_written(demo_warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    asked = ("--theme", "agents", "--since", "2025-06-01", "--period", "quarter")
    done = papertide_here(
        "report", "--db", demo_warehouse, "--out", file, *asked, "--link", "http://localhost:8501/", "--json"
    )
    assert (done.returncode, done.stderr) == (0, "")
    told, text = json.loads(done.stdout), file.read_text()
    assert told["format"] == "md"
    assert told["filters"] == "since 1 Jun 2025; Agents"
    assert told["chapters"][0]["name"] == "rises"
    assert text.startswith("# Where AI research is moving: Agents\n")
    assert "--since 2025-06-01 --period quarter --theme agents" in text
    assert "- The same view: [http://localhost:8501/](http://localhost:8501/)" in text


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--since", "2031-01-01"), 1, "report: no papers (since 1 Jan 2031); the data holds"),
        (("--format", "docx"), 2, "--format 'docx' is unknown; it is one of html, pdf, md"),
        (("--theme", "no such theme"), 2, "no such theme"),
        (("--link", "javascript:alert(1)"), 2, "--link 'javascript:alert(1)' is not an http(s) address"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(
    demo_warehouse: Path, tmp_path: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    done = papertide_here("report", "--db", demo_warehouse, "--out", tmp_path / "report.html", *words)
    assert done.returncode == status
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
