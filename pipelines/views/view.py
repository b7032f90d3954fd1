"""A chart with its words and its data: what pages draw, `papertide chart` writes and reports hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import pandas as pd
import plotly.graph_objects as go

from pipelines.mart.picks import Pick
from pipelines.views.links import Kind

T = TypeVar("T")


class Reader(Protocol):
    """Reads a table of the mart: `read(papers, selection)` is what `papers(snapshot, selection)` gives."""

    def __call__(self, table: Callable[..., T], /, *arguments: Any, **options: Any) -> T: ...


@dataclass(frozen=True)
class View:
    """A chart, and what belongs to it."""

    name: str  # in addresses, in names of files, and for `papertide chart`
    title: str  # what is shown
    figure: go.Figure  # its points carry customdata that `behind` understands
    frame: pd.DataFrame  # the data behind it
    summary: str  # what it shows, with the top finding: for those who do not see it
    about: str = ""  # what is in it beside the filters
    n: str = ""  # what it counts: 1,382 papers
    behind: Callable[[list[str]], Pick | None] | None = None  # the papers behind a point, of its customdata as text
    links: Mapping[str, tuple[Kind, object]] = field(default_factory=dict)  # names in it and the pages they have
    is_map: bool = False  # of papers: a lasso or box on it is a region, a point a paper, whose id its customdata is
