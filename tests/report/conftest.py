"""Reports of the synthetic papers, made once."""

from __future__ import annotations

import pytest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.report.compose import compose
from pipelines.report.parts import Report
from pipelines.views.filters import filters_for
from pipelines.views.reading import reader
from pipelines.views.view import Reader

LINK = "http://localhost:8501/?themes=agents"


@pytest.fixture(scope="session")
def read(demo: Snapshot) -> Reader:
    return reader(demo)


@pytest.fixture(scope="session")
def whole(read: Reader) -> Report:
    """Of all papers."""
    return compose(read, filters_for(read, Selection()), link=LINK)
