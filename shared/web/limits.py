"""How many requests one key may make in a minute, counted in each process; every answer to it says what is left.

The header fields are those of the IETF's draft on RateLimit fields for HTTP. It knows no route: a rule counts callers.
"""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

from shared.problems import TooManyRequests

WINDOW = 60  # seconds


class Limits:
    """The counts of one application."""

    def __init__(self, requests_per_minute: int) -> None:
        self.most = RateLimitItemPerMinute(requests_per_minute)
        self.counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, holder: str) -> tuple[bool, dict[str, str], int]:
        """Count one request: whether it may go on, the header fields that tell of it, seconds until more may come."""
        is_within = self.counted.hit(self.most, holder)
        resets_at, left = self.counted.get_window_stats(self.most, holder)
        seconds = max(1, math.ceil(resets_at - time.time()))
        fields = {
            "RateLimit-Policy": f'"key";q={self.most.amount};w={WINDOW}',
            "RateLimit": f'"key";r={left};t={seconds}',
        }
        return is_within, fields, seconds


def take(request: Request, holder: str) -> None:
    """Count this request towards its holder's. Raises TooManyRequests (429) with the time to wait."""
    limits: Limits = request.app.state.limits
    is_within, request.state.rate, seconds = limits.take(holder)
    if not is_within:
        raise TooManyRequests("This key has made all the requests of this minute.", retry_after=seconds)
