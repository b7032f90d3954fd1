"""The dashboard's button for a report: made of the filters in force, in each format."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest


def _page() -> None:
    from dashboard.mart import read
    from dashboard.report_button import report_button
    from pipelines.mart.selection import Selection
    from pipelines.views.filters import filters_for

    report_button(filters_for(read, Selection(themes=("agents",)), "quarter"))


@pytest.mark.parametrize("printer", [None, "/usr/bin/browser"])
def test_the_button_offers_html_and_markdown_and_pdf_where_it_can_be_printed(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch, printer: str | None
) -> None:
    monkeypatch.setenv("PAPERTIDE_DB", str(demo_warehouse))
    monkeypatch.setattr("dashboard.report_button.browser", lambda: printer)
    app = AppTest.from_function(_page, default_timeout=120).run()
    assert not app.get("download_button")
    app.button(key="report").click().run()
    assert not app.exception
    offered = [button.proto.label for button in app.get("download_button")]
    assert offered == ["HTML", "Markdown", *(["PDF"] if printer else [])]
    assert any("print the HTML" in caption.value for caption in app.caption) == (printer is None)
