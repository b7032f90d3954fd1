"""Invented records in the shapes of the real sources."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.records import Batch, Paper, Reject
from pipelines.sources.files import FilesSource


def api_record(paper_id: str = "2501.00001", **paper: Any) -> dict[str, Any]:
    """A record as the Daily Papers API writes it; keywords replace fields of its `paper`."""
    fields = {
        "id": paper_id,
        "title": f"Tidal Networks {paper_id}",
        "summary": "We train small networks on tides.",
        "authors": [{"name": "Ada Moss", "hidden": False}, {"name": "Bo Reed", "hidden": False}],
        "publishedAt": "2025-01-01T18:00:00.000Z",
        "upvotes": 7,
        "githubStars": 3,
        "ai_keywords": ["tides"],
        "organization": {"name": "moss-lab", "fullname": "Moss Lab"},
    }
    return {"paper": fields | paper, "publishedAt": "2025-01-02T00:00:00.000Z", "numComments": 2}


def write(folder: Path, name: str, content: object) -> Path:
    """A file of bytes, text, or anything else as JSON."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def read(*paths: Path, **options: Any) -> list[Batch]:
    return list(FilesSource(paths, **options).batches())


def papers(batches: Sequence[Batch]) -> list[Paper]:
    return [paper for batch in batches for paper in batch.papers]


def rejects(batches: Sequence[Batch]) -> list[Reject]:
    return [reject for batch in batches for reject in batch.rejects]


def notes(batches: Sequence[Batch]) -> list[str]:
    return [note for batch in batches for note in batch.notes]
