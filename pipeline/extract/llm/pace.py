"""How fast a server may be asked: requests and tokens a minute.

Requests are begun at even distances, never in a burst, so that a server that counts by seconds is content,
too. A request counts with the most tokens that it can take until it is known what it took.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

_MINUTE = 60.0


class Pace:
    """Says when a request may begin; None for no limit. Not safe to use from several threads."""

    def __init__(
        self, requests: float | None, tokens: float | None, clock: Callable[[], float] = monotonic
    ) -> None:
        self._request = _MINUTE / requests if requests else 0.0
        self._token = _MINUTE / tokens if tokens else 0.0
        self._clock = clock
        self._next_by_requests = self._next_by_tokens = float("-inf")

    def reserve(self, tokens: int) -> float:
        """Seconds to wait before the next request, which takes so many tokens at most.

        >>> pace = Pace(60, 6_000, clock=lambda: 0.0)
        >>> pace.reserve(50), pace.reserve(500), pace.reserve(1), pace.reserve(1)
        (0.0, 1.0, 6.0, 7.0)
        """
        now = self._clock()
        at = max(now, self._next_by_requests, self._next_by_tokens)
        self._next_by_requests = at + self._request
        self._next_by_tokens = at + tokens * self._token
        return at - now

    def settle(self, reserved: int, spent: int) -> None:
        """Give back what was reserved in vain."""
        self._next_by_tokens -= max(reserved - spent, 0) * self._token
