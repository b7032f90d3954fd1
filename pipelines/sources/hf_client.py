"""Asks the Daily Papers API, politely and stubbornly: pages, pace, retries; knows nothing of papers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
import tenacity
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from pipelines.errors import PapertideError, UsageError
from pipelines.sources import values
from pipelines.sources.rate import SlidingWindow

_MAX_BODY_BYTES = 64_000_000  # a page of 100 papers has about 1 MB
_MAX_PAGES = 100  # of a day; the longest real day has 2
_DEFAULT_PAGE_SIZE = 50  # what a server gives that does not mind `limit`
_CHUNK = 1 << 16


class _TryAgainError(Exception):
    """An answer that may be better the next time; `wait_s` is what the server asked for."""

    def __init__(self, why: str, wait_s: float | None = None, *, unreachable: bool = False) -> None:
        super().__init__(why)
        self.wait_s = wait_s
        self.unreachable = unreachable


class DailyPapersClient:
    """The API's address and how it is asked.

    Parameters
    ----------
    base_url : https://huggingface.co, or a server that answers like it
    page_size : papers asked for at once; the API's largest is 100, and it cuts days at 50 when not asked
    requests_per_window, window_s : the pace; the API allows 500 requests in 300 s without a token
    tries : how often one page is asked for
    first_tries : how often while nobody has answered yet: a wrong address should be told within seconds
    longest_wait_s : bound of the back-off, which doubles from 1 s, with jitter
    longest_retry_after_s : bound of what a server may ask for in Retry-After
    timeout_s : seconds to connect, and of silence while reading
    """

    def __init__(
        self,
        base_url: str = "https://huggingface.co",
        *,
        page_size: int = 100,
        requests_per_window: int = 450,
        window_s: float = 300.0,
        tries: int = 6,
        first_tries: int = 3,
        longest_wait_s: float = 60.0,
        longest_retry_after_s: float = 300.0,
        timeout_s: tuple[float, float] = (5.0, 30.0),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        host = _host(base_url)
        if not host:
            raise UsageError(f"--base-url {base_url!r} is not an http(s) address such as https://huggingface.co")
        if not 1 <= page_size <= 100:
            raise ValueError(f"page_size {page_size} is not between 1 and 100, the API's largest")
        self.host = host
        self.n_requests = 0
        self.n_retries = 0
        self._url = f"{base_url.rstrip('/')}/api/daily_papers"
        self._page_size = page_size
        self._tries, self._first_tries = tries, first_tries
        self._longest_retry_after_s = longest_retry_after_s
        self._timeout_s = timeout_s
        self._sleep = sleep
        self._pace = SlidingWindow(requests_per_window, window_s, clock=clock, sleep=sleep)
        self._back_off = tenacity.wait_exponential_jitter(initial=1.0, max=longest_wait_s, jitter=1.0)
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "papertide"
        self._answered = False

    def address(self, day: date) -> str:
        """The address of a day's first page, for people."""
        return f"{self._url}?date={day}"

    def day(self, day: date) -> tuple[list[Any], bool]:
        """Every record that the API lists for a day, in its order, each once; and whether some may be missing.

        A server that answers the next page with what it already gave has no pages: the rest of the day is unknown.

        Raises
        ------
        PapertideError : no usable answer after all tries, or a refusal that another try would not change.
        """
        records: list[Any] = []
        seen: set[str] = set()
        for page in range(_MAX_PAGES):
            items, has_next = self._page(day, page)
            # The list may shift between two pages, and a server without pages repeats the first.
            fresh = [item for item in items if _identity(item) not in seen]
            records += fresh
            seen.update(map(_identity, fresh))
            if not fresh or not (has_next or len(items) in (self._page_size, _DEFAULT_PAGE_SIZE)):
                return records, bool(items) and not fresh
        raise PapertideError(f"{self.host} has no end of pages for {day}; check --base-url")

    def _page(self, day: date, page: int) -> tuple[list[Any], bool]:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TryAgainError),
            wait=self._wait_s,
            stop=self._is_enough,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._ask, day, page)
        except _TryAgainError as error:
            tries = self._first_tries if error.unreachable and not self._answered else self._tries
            raise PapertideError(
                f"{self.host} gave no usable answer for {day} in {tries} tries (last: {error})"
            ) from None

    def _ask(self, day: date, page: int) -> tuple[list[Any], bool]:
        self._pace.wait()
        self.n_requests += 1
        parameters: dict[str, str | int] = {"date": day.isoformat(), "limit": self._page_size, "p": page}
        try:
            with self._session.get(self._url, params=parameters, timeout=self._timeout_s, stream=True) as response:
                self._answered = True
                self._check_status(response, day)
                body = _body(response)
                has_next = "next" in response.links
        except requests.exceptions.InvalidURL as error:
            raise UsageError(f"--base-url is not usable: {error}") from None
        except requests.RequestException as error:
            raise _TryAgainError(_cause(error), unreachable=_is_unreachable(error)) from None
        return _records(body), has_next

    def _check_status(self, response: requests.Response, day: date) -> None:
        status = response.status_code
        if status == 200:
            return
        if status in (408, 425, 429) or status >= 500:
            raise _TryAgainError(f"HTTP {status}", self._retry_after_s(response.headers.get("Retry-After")))
        if status == 400:
            today = datetime.now(UTC).date()
            raise PapertideError(
                f"{self.host} refused the day {day} (HTTP 400): it has no future days; today is {today} in UTC"
            )
        raise PapertideError(f"{self.host} answered HTTP {status} for {day}; check --base-url")

    def _retry_after_s(self, header: str | None) -> float | None:
        """Seconds that Retry-After asks for, as a number or an HTTP date (RFC 9110, 10.2.3), bounded."""
        if header is None:
            return None
        try:
            wait_s = float(header)
        except ValueError:
            try:
                until = parsedate_to_datetime(header)
            except ValueError:
                return None
            wait_s = (until.astimezone(UTC) - datetime.now(UTC)).total_seconds()
        return min(max(wait_s, 0.0), self._longest_retry_after_s) if wait_s == wait_s else None

    def _wait_s(self, state: tenacity.RetryCallState) -> float:
        self.n_retries += 1
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait_s if isinstance(error, _TryAgainError) else None
        return float(self._back_off(state)) if asked is None else asked

    def _is_enough(self, state: tenacity.RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        hopeless = isinstance(error, _TryAgainError) and error.unreachable and not self._answered
        return state.attempt_number >= (self._first_tries if hopeless else self._tries)


def _host(base_url: str) -> str:
    """Host and port of an http(s) address; nothing when it is none."""
    try:
        address = urlsplit(base_url)
        usable = address.scheme in ("http", "https") and address.hostname and address.port != 0
    except ValueError:  # brackets of no IPv6 address, a port above 65535
        return ""
    return address.netloc.rpartition("@")[2] if usable else ""


def _body(response: requests.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > _MAX_BODY_BYTES:
            raise PapertideError(
                f"an answer of more than {_MAX_BODY_BYTES // 1_000_000} MB is no page of papers; check --base-url"
            )
    return bytes(body)


def _records(body: bytes) -> list[Any]:
    try:
        records = json.loads(body)
    except (ValueError, RecursionError):
        raise _TryAgainError("the answer was not JSON") from None
    if not isinstance(records, list):
        raise _TryAgainError("the answer was JSON, but not a list of papers")
    return records


def _identity(item: Any) -> str:
    """What tells two records of one day apart."""
    paper = item.get("paper") if isinstance(item, dict) else None
    paper_id = paper.get("id") if isinstance(paper, dict) else None
    return str(paper_id) if paper_id else values.shown(item, 1_000)


def _is_unreachable(error: requests.RequestException) -> bool:
    """Whether nobody listened at the address (refused, no such host, no answer to knocking)."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _cause(error: requests.RequestException) -> str:
    if _is_unreachable(error):
        return "nothing answers at this address; check it and the connection"
    names = {
        requests.exceptions.SSLError: "its certificate was not accepted",
        requests.exceptions.ProxyError: "the proxy refused",
        requests.exceptions.Timeout: "no answer in time",
        requests.exceptions.ChunkedEncodingError: "the answer broke off",
        requests.exceptions.ConnectionError: "the connection broke",
    }
    return next((cause for kind, cause in names.items() if isinstance(error, kind)), type(error).__name__)
