"""Reports as files: whole or not at all, and printed where there is a Chromium."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from pipelines.errors import PapertideError
from pipelines.report.files import FORMATS, browser, to_pdf, write_report
from pipelines.report.page import to_html
from pipelines.report.parts import Report
from tests.browser.serving import CHROMIUM


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium (Debian: apt-get install chromium)")
def test_pdf_has_its_pages(whole: Report, tmp_path: Path) -> None:
    write_report(whole, tmp_path / "report.pdf", "pdf")
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    pages = max(int(n) for n in re.findall(rb"/Count (\d+)", content))
    assert 8 <= pages <= 40
    assert b"/StructTreeRoot" in content
    assert [file.name for file in tmp_path.iterdir()] == ["report.pdf"]


def test_without_a_browser_it_says_what_to_do(whole: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    assert browser() is None
    with pytest.raises(PapertideError, match=r"pdf is printed by a Chromium or Chrome, and there is none; install one"):
        write_report(whole, tmp_path / "report.pdf", "pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\necho no display >&2\nexit 3\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("BROWSER_PATH", str(broken))
    with pytest.raises(PapertideError, match=r"browser did not print the report \(no display\); install one"):
        to_pdf(b"<p>")


def test_a_file_is_whole_or_not_there(whole: Report, tmp_path: Path) -> None:
    assert FORMATS == ("html", "pdf", "md")
    write_report(whole, tmp_path / "report.html", "html")
    assert (tmp_path / "report.html").read_bytes() == to_html(whole)
    (tmp_path / "taken").mkdir()
    for path in (tmp_path / "taken", tmp_path / "nowhere" / "report.md"):
        with pytest.raises(PapertideError, match=rf"cannot write {re.escape(str(path))}"):
            write_report(whole, path, "md")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report.html", "taken"]
