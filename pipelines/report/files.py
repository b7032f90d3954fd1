"""Reports as files: HTML, PDF printed by a Chromium, and Markdown."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipelines.errors import PapertideError
from pipelines.report.markdown import to_markdown
from pipelines.report.page import to_html
from pipelines.report.parts import Report
from pipelines.writing import whole_file

_PATIENCE = 120  # s that printing may take
_CURE = (
    "install one (Debian: apt-get install chromium), or name its program in BROWSER_PATH; html and md need no browser"
)
_OPTIONS = (
    # Containers have no sandbox; a proxy that is none: the browser reaches no network.
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--proxy-server=http://127.0.0.1:9", "--no-pdf-header-footer", "--generate-pdf-document-outline",
)  # fmt: skip


def to_pdf(html: bytes) -> bytes:
    """The page as it prints, with numbers of pages and an outline.

    Raises
    ------
    PapertideError : there is no Chromium, or it failed.
    """
    program = browser()
    if program is None:
        raise PapertideError(f"pdf is printed by a Chromium or Chrome, and there is none; {_CURE}")
    with tempfile.TemporaryDirectory(prefix="papertide-", ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_bytes(html)
        words = [program, *_OPTIONS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}", page.as_uri()]
        try:
            done = subprocess.run(words, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PapertideError(f"{program} did not print the report ({error}); {_CURE}") from None
        content = printed.read_bytes() if printed.is_file() else b""
        if not content.startswith(b"%PDF"):
            said = (done.stderr.decode(errors="replace").strip().splitlines() or [f"exit {done.returncode}"])[-1]
            raise PapertideError(f"{program} did not print the report ({said[:200]}); {_CURE}")
    return content


def browser() -> str | None:
    """The program that prints and draws: what BROWSER_PATH names, else a Chromium or Chrome found; None without."""
    from choreographer.browsers.chromium import Chromium

    found = os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False)
    return str(found) if found and os.access(found, os.X_OK) else None


_WRITERS: dict[str, Callable[[Report], bytes]] = {
    "html": to_html,
    "pdf": lambda report: to_pdf(to_html(report)),
    "md": lambda report: to_markdown(report).encode(errors="replace"),
}
FORMATS = tuple(_WRITERS)


def write_report(report: Report, path: Path, file_format: str) -> None:
    """Write a report in one of `FORMATS`; the file appears whole or not at all.

    Raises
    ------
    PapertideError : it cannot be printed, or not be written.
    """
    content = _WRITERS[file_format](report)
    with whole_file(path) as draft:
        draft.write_bytes(content)
