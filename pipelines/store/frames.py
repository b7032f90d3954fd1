"""Records as Arrow tables: what the merge statements read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from pipelines.records import FetchedDay, Paper, Reject, normalised_title

_INCOMING = pa.schema(
    [
        ("paper_id", pa.string()),
        ("title", pa.string()),
        ("title_key", pa.string()),
        ("abstract", pa.string()),
        ("published_on", pa.date32()),
        ("listed_on", pa.date32()),
        ("listed_at", pa.timestamp("us")),
        ("n_authors", pa.int32()),
        ("authors", pa.list_(pa.string())),
        ("organization", pa.string()),
        ("organization_name", pa.string()),
        ("keywords", pa.list_(pa.string())),
        ("url", pa.string()),
        ("github_url", pa.string()),
        ("project_url", pa.string()),
        ("observed_at", pa.timestamp("us")),
        ("upvotes", pa.int32()),
        ("comments", pa.int32()),
        ("github_stars", pa.int32()),
        ("source", pa.string()),
        ("run_id", pa.int32()),
        ("place", pa.int32()),
    ]
)
_DAYS = pa.schema(
    [
        ("day", pa.date32()),
        ("source", pa.string()),
        ("n_papers", pa.int32()),
        ("capped", pa.bool_()),
        ("fetched_at", pa.timestamp("us")),
        ("run_id", pa.int32()),
    ]
)
_REJECTS = pa.schema(
    [
        ("origin", pa.string()),
        ("position", pa.string()),
        ("reason", pa.string()),
        ("excerpt", pa.string()),
        ("run_id", pa.int32()),
    ]
)
_OBSERVATIONS = pa.schema(
    [
        ("paper_id", pa.string()),
        ("observed_at", pa.timestamp("us")),
        ("source", pa.string()),
        ("upvotes", pa.int32()),
        ("comments", pa.int32()),
        ("github_stars", pa.int32()),
        ("run_id", pa.int32()),
    ]
)


def incoming_table(papers: Sequence[Paper], *, source: str, run_id: int) -> pa.Table:
    """Papers as they were told: the fields of Paper, and title_key, source, run_id, place (order told)."""
    told = [name for name in _INCOMING.names if name in Paper.model_fields]
    columns: dict[str, Iterable[object]] = {name: [getattr(paper, name) for paper in papers] for name in told}
    columns["title_key"] = [normalised_title(paper.title) for paper in papers]
    columns["source"] = [source] * len(papers)
    columns["run_id"] = [run_id] * len(papers)
    columns["place"] = range(len(papers))
    return pa.table({name: columns[name] for name in _INCOMING.names}, schema=_INCOMING)


def days_table(days: Sequence[FetchedDay], *, source: str, run_id: int) -> pa.Table:
    """One row for each answer for a day, with the columns of the table `days`."""
    rows = [(day.day, source, day.n_papers, day.capped, day.fetched_at, run_id) for day in days]
    return _table(rows, _DAYS)


def rejects_table(rejects: Sequence[Reject], *, run_id: int) -> pa.Table:
    """One row for each reject, with the columns of the table `rejects`."""
    rows = [(r.origin, r.position, r.reason, r.excerpt, run_id) for r in rejects]
    return _table(rows, _REJECTS)


def observations_table(rows: Sequence[tuple[object, ...]]) -> pa.Table:
    """Rows in the order of the columns of the table `observations`."""
    return _table(rows, _OBSERVATIONS)


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = {name: [row[at] for row in rows] for at, name in enumerate(schema.names)}
    return pa.table(columns, schema=schema)
