"""A source that yields what a test gives it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pipelines.records import Batch, Paper

NOON = datetime(2025, 1, 2, 12)


class Given:
    """Batches as given; an exception among them is raised in its turn."""

    def __init__(self, *batches: Batch | Exception, name: str = "files") -> None:
        self.name = name
        self._batches = batches

    def batches(self) -> Iterator[Batch]:
        for batch in self._batches:
            if isinstance(batch, Exception):
                raise batch
            yield batch


def paper(paper_id: str | None = "2501.00001", title: str = "Ebb and Flow", **fields: Any) -> Paper:
    return Paper(**({"paper_id": paper_id, "title": title, "observed_at": NOON} | fields))


def batch(*papers: Paper, **parts: Any) -> Batch:
    return Batch("given", papers=list(papers), **parts)
