"""The source `hf` against a server that answers in the recorded shapes of the API, and misbehaves as it does.

The shapes are those of `api_record` in records.py; compare them with
`curl "https://huggingface.co/api/daily_papers?date=2025-09-30&limit=2"` when the API may have changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pipelines.errors import PapertideError, UsageError
from pipelines.sources.hf import DayRange, HfSource
from pipelines.sources.hf_client import DailyPapersClient
from tests.sources.records import api_record

DAY = date(2025, 9, 30)
NOW = datetime(2025, 10, 20, 12)
PATH = "/api/daily_papers"
Handler = Callable[[Request], Response]


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(httpserver: HTTPServer, clock: Clock) -> DailyPapersClient:
    return DailyPapersClient(httpserver.url_for("/"), clock=lambda: clock.now, sleep=clock.sleep, timeout_s=(2.0, 0.5))


def fetch(client: DailyPapersClient, since: date = DAY, until: date = DAY) -> list[Any]:
    return list(HfSource(DayRange(since, until), client, now=lambda: NOW).batches())


def answer(records: list[Any], *, next_link: bool = False) -> Response:
    headers = {"Link": f'<http://elsewhere.example{PATH}?p=9>; rel="next"'} if next_link else {}
    return Response(json.dumps(records), content_type="application/json", headers=headers)


def records(n: int, first: int = 0) -> list[Any]:
    return [api_record(f"2509.{number:05}") for number in range(first, first + n)]


def in_turn(*answers: Response | Handler) -> Handler:
    """Answers one after the other, the last one for ever."""
    waiting = list(answers)

    def handle(request: Request) -> Response:
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return found if isinstance(found, Response) else found(request)

    return handle


def paged(all_records: list[Any], *, links: bool) -> Handler:
    def handle(request: Request) -> Response:
        page, limit = int(request.args.get("p", 0)), min(100, int(request.args.get("limit", 50)))
        end = (page + 1) * limit
        return answer(all_records[page * limit : end], next_link=links and end < len(all_records))

    return handle


@pytest.mark.parametrize("links", [True, False], ids=["with Link", "without Link"])
@pytest.mark.parametrize("n", [0, 1, 50, 92, 100, 101, 200, 230])
def test_a_day_is_followed_to_its_end(httpserver: HTTPServer, client: DailyPapersClient, n: int, links: bool) -> None:
    httpserver.expect_request(PATH).respond_with_handler(paged(records(n), links=links))
    (batch,) = fetch(client)
    assert len({paper.paper_id for paper in batch.papers}) == len(batch.papers) == n
    assert [(day.day, day.n_papers, day.capped, day.fetched_at) for day in batch.days] == [(DAY, n, False, NOW)]
    assert all(request.args["limit"] == "100" for request, _ in httpserver.log)


def test_short_pages_with_a_next_link_are_followed(httpserver: HTTPServer, client: DailyPapersClient) -> None:
    pages = [answer(records(30), next_link=True), answer(records(30, 30), next_link=True), answer(records(3, 60))]
    httpserver.expect_request(PATH).respond_with_handler(in_turn(*pages))
    assert len(fetch(client)[0].papers) == 63


def test_a_server_without_pages_ends_and_repeated_papers_count_once(
    httpserver: HTTPServer, client: DailyPapersClient
) -> None:
    httpserver.expect_request(PATH).respond_with_handler(lambda _: answer(records(100), next_link=True))
    (batch,) = fetch(client)
    assert len(batch.papers) == batch.days[0].n_papers == 100
    assert batch.days[0].capped  # what comes after the first page is unknown


def test_each_day_is_a_batch_weekends_too(httpserver: HTTPServer, client: DailyPapersClient) -> None:
    httpserver.expect_request(PATH, query_string={"date": "2025-10-03", "limit": "100", "p": "0"}).respond_with_json(
        records(2)
    )
    httpserver.expect_request(PATH).respond_with_json([])
    batches = fetch(client, date(2025, 10, 3), date(2025, 10, 6))
    assert [(batch.days[0].day.day, batch.days[0].n_papers) for batch in batches] == [(3, 2), (4, 0), (5, 0), (6, 0)]
    assert batches[0].papers[0].listed_on == date(2025, 10, 3)
    assert batches[0].papers[0].observed_at == NOW


def test_drift_is_borne_and_what_cannot_be_read_is_rejected(httpserver: HTTPServer, client: DailyPapersClient) -> None:
    drifted = api_record("2509.00002", ai_keywords=None, organization=None, upvotes=7.0) | {"futureField": {"x": [1]}}
    bad = [api_record("2509.00003", upvotes="lots"), {"id": "2509.00004"}, None]
    httpserver.expect_request(PATH).respond_with_json([api_record("2509.00001"), drifted, *bad])
    (batch,) = fetch(client)
    assert [(paper.paper_id, paper.upvotes) for paper in batch.papers] == [("2509.00001", 7), ("2509.00002", 7)]
    assert [reject.position for reject in batch.rejects] == ["record 3", "record 4", "record 5"]
    assert batch.rejects[0].origin == f"{httpserver.url_for(PATH)}?date=2025-09-30"
    assert batch.days[0].n_papers == 5


def cut(_: Request) -> Response:
    return Response(json.dumps(records(2))[:100], headers={"Content-Length": "100000"})


@pytest.mark.parametrize(
    "fault",
    [
        Response("oops", status=500),
        Response("<html>502</html>", status=502),
        Response(status=429),
        Response(b"\x1f\x8b not json at all"),
        Response(json.dumps({"error": "try later"})),
        cut,
    ],
    ids=["500", "502", "429", "garbage", "no list", "cut body"],
)
def test_a_bad_answer_is_asked_for_again(
    httpserver: HTTPServer, client: DailyPapersClient, clock: Clock, fault: Response | Handler
) -> None:
    httpserver.expect_request(PATH).respond_with_handler(in_turn(fault, fault, answer(records(2))))
    assert len(fetch(client)[0].papers) == 2
    assert (client.n_requests, client.n_retries) == (3, 2)
    assert 1 <= clock.slept[0] <= 2
    assert 2 <= clock.slept[1] <= 3


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [
        ("7", 7, 7),
        ("0", 0, 0),
        ("100000", 300, 300),
        (lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True), 80, 90),
        (lambda: format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True), 0, 0),
        ("soon", 1, 2),
        ("nan", 1, 2),
    ],
)
def test_retry_after_is_honoured(
    httpserver: HTTPServer,
    client: DailyPapersClient,
    clock: Clock,
    header: str | Callable[[], str],
    low: float,
    high: float,
) -> None:
    told = header if isinstance(header, str) else header()
    busy = Response(status=429, headers={"Retry-After": told})
    httpserver.expect_request(PATH).respond_with_handler(in_turn(busy, answer([])))
    fetch(client)
    assert len(clock.slept) == 1
    assert low <= clock.slept[0] <= high


def test_giving_up_names_the_cause_and_the_day_to_continue_from(
    httpserver: HTTPServer, client: DailyPapersClient, clock: Clock
) -> None:
    httpserver.expect_request(PATH).respond_with_handler(in_turn(answer(records(1)), Response(status=503)))
    days = HfSource(DayRange(DAY, DAY + timedelta(days=3)), client).batches()
    next(days)
    with pytest.raises(PapertideError) as caught:
        next(days)
    said = str(caught.value)
    assert said.startswith("localhost:")
    assert "gave no usable answer for 2025-10-01 in 6 tries (last: HTTP 503)" in said
    assert said.endswith("days before it are kept: continue with --since 2025-10-01")
    assert sum(clock.slept) < 60


def test_nobody_listening_is_told_within_seconds(clock: Clock) -> None:
    client = DailyPapersClient("http://127.0.0.1:9", clock=lambda: clock.now, sleep=clock.sleep)
    with pytest.raises(PapertideError, match=r"in 3 tries .*nothing answers at this address.*nothing was ingested"):
        fetch(client)
    assert sum(clock.slept) < 10


def test_silence_is_not_waited_for(httpserver: HTTPServer, clock: Clock) -> None:
    client = DailyPapersClient(httpserver.url_for("/"), tries=1, sleep=clock.sleep, timeout_s=(1.0, 0.05))

    def slow(_: Request) -> Response:
        import time

        time.sleep(0.3)
        return answer([])

    httpserver.expect_request(PATH).respond_with_handler(slow)
    with pytest.raises(PapertideError, match="no answer in time"):
        fetch(client)


@pytest.mark.parametrize(
    ("status", "said"), [(400, r"refused the day 2025-09-30 \(HTTP 400\): it has no future days"), (404, "HTTP 404")]
)
def test_a_refusal_is_final(httpserver: HTTPServer, client: DailyPapersClient, status: int, said: str) -> None:
    httpserver.expect_request(PATH).respond_with_json({"error": "no"}, status=status)
    with pytest.raises(PapertideError, match=said):
        fetch(client)
    assert client.n_requests == 1


def test_the_pace_stays_below_the_limit(httpserver: HTTPServer, clock: Clock) -> None:
    client = DailyPapersClient(
        httpserver.url_for("/"), requests_per_window=5, window_s=60, clock=lambda: clock.now, sleep=clock.sleep
    )
    httpserver.expect_request(PATH).respond_with_json([])
    fetch(client, DAY, DAY + timedelta(days=11))
    assert clock.slept == [60, 60]


def test_the_default_pace_is_below_the_documented_limit(clock: Clock) -> None:
    client = DailyPapersClient(clock=lambda: clock.now, sleep=clock.sleep)
    for _ in range(451):
        client._pace.wait()
    assert clock.slept == [300]


@pytest.mark.parametrize(
    "base_url",
    ["huggingface.co", "ftp://huggingface.co", "http://", "file:///etc/passwd", "http://[::1", "http://a:99999"],
)
def test_a_base_url_that_is_none_is_wrong_usage(base_url: str) -> None:
    with pytest.raises(UsageError, match="is not an http"):
        DailyPapersClient(base_url)


def test_a_range_the_wrong_way_round_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="--since 2025-10-02 is after --until 2025-10-01; swap them"):
        DayRange(date(2025, 10, 2), date(2025, 10, 1))
