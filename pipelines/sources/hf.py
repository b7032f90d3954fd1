"""The source `hf`: Hugging Face Daily Papers, one request or more for each day of a range."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipelines.errors import PapertideError, UsageError
from pipelines.records import Batch, FetchedDay, Paper, Reject
from pipelines.sources.daily_papers import daily_paper, is_daily_paper
from pipelines.sources.hf_client import DailyPapersClient
from pipelines.sources.reading import kind, rejected


@dataclass(frozen=True)
class DayRange:
    """What is asked for: each day from `since` to `until`, weekends too, for some have papers."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise UsageError(f"--since {self.since} is after --until {self.until}; swap them")

    def days(self) -> list[date]:
        return [self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1)]


class HfSource:
    """Papers of the days of a range, each day a batch of its own.

    Parameters
    ----------
    query : the days
    client : how the API is asked
    now : this moment, naive UTC: when an answer is observed
    """

    name = "hf"

    def __init__(
        self,
        query: DayRange,
        client: DailyPapersClient | None = None,
        *,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.query = query
        self.client = client or DailyPapersClient()
        self._now = now or (lambda: datetime.now(UTC).replace(tzinfo=None))

    def batches(self) -> Iterator[Batch]:
        """Yield each day; PapertideError names the day to continue from."""
        for day in self.query.days():
            try:
                items, capped = self.client.day(day)
            except PapertideError as error:
                begun = day > self.query.since
                cure = f"days before it are kept: continue with --since {day}" if begun else "nothing was ingested"
                raise type(error)(f"{error}; {cure}") from None
            yield self._batch(day, items, capped)

    def _batch(self, day: date, items: list[Any], capped: bool) -> Batch:
        now, origin = self._now(), self.client.address(day)
        batch = Batch(origin, days=[FetchedDay(day, len(items), capped, fetched_at=now)])
        for number, item in enumerate(items, start=1):
            record = _record(origin, number, item, day, now)
            if isinstance(record, Paper):
                batch.papers.append(record)
            else:
                batch.rejects.append(record)
        return batch


def _record(origin: str, number: int, item: object, day: date, now: datetime) -> Paper | Reject:
    try:
        if not isinstance(item, dict) or not is_daily_paper(item):
            raise ValueError(f"the record is {kind(item)}, not an object with an object `paper`")
        return daily_paper(item, day=day, observed_at=now)
    except (ValueError, RecursionError) as error:
        return rejected(origin, f"record {number}", error, item)
