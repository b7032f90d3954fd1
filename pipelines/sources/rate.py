"""A polite pace: never more than so many requests in any window of time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable


class SlidingWindow:
    """Lets `limit` requests through in any `window_s` seconds and sleeps before the next.

    Parameters
    ----------
    clock : a monotonic time in seconds
    sleep : waits so many seconds; given, like the clock, so that tests need not wait
    """

    def __init__(
        self, limit: int, window_s: float, *, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        if limit < 1 or window_s <= 0:
            raise ValueError(f"limit {limit} and window_s {window_s} must be positive")
        self._limit, self._window_s = limit, window_s
        self._clock, self._sleep = clock, sleep
        self._sent: deque[float] = deque(maxlen=limit)

    def wait(self) -> None:
        """Return when one more request may be sent, and count it."""
        if len(self._sent) == self._limit:
            due = self._sent[0] + self._window_s - self._clock()
            if due > 0:
                self._sleep(due)
        self._sent.append(self._clock())
