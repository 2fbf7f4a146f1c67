"""What a provider asked us to wait for: the calls that nobody makes before then.

Nobody in this process, or in any that shares the cache.
"""

import hashlib
import time
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil

from django.core.cache import cache

from .caching import tried
from .errors import ProviderError, ProviderUnavailable

MOST_SECONDS = 86_400  # that are believed
# One wrong header must not stop everybody for long: after this the provider is asked once more.
LONGEST = 300


class Pauses:
    """By call, such as "GET /v1/profiles": until when to wait. Safe to share between threads."""

    def __init__(self, shared: str = "") -> None:
        """`shared`: by all processes that name it so; blank: by none."""
        self._until: dict[str, tuple[float, float]] = {}  # asked again from, over
        self._shared = shared

    def respect(self, call: str) -> None:
        """Raises ProviderUnavailable, with the rest of the wait, while it lasts."""
        now = time.monotonic()
        again, over = self._until.get(call, (now, now))
        if now >= again and self._shared:
            told = tried(lambda: cache.get(self._key(call)), default=None)
            again, over = (now + moment - time.time() for moment in told or (0, 0))
        if now < again:
            raise ProviderUnavailable("the provider asked us to wait", retry_after=ceil(over - now))

    def _key(self, call: str) -> str:
        return f"pause:{hashlib.sha256(f'{self._shared} {call}'.encode()).hexdigest()[:32]}"

    def note(self, call: str, error: ProviderError) -> None:
        """Remember what the provider's answer to a call has asked for, if it has."""
        if not isinstance(error, ProviderUnavailable) or not error.status or not error.retry_after:
            return
        waits = (min(error.retry_after, LONGEST), error.retry_after)
        now = time.monotonic()
        self._until[call] = (now + waits[0], now + waits[1])
        if self._shared:
            moments = tuple(time.time() + wait for wait in waits)
            tried(lambda: cache.set(self._key(call), moments, waits[0]), default=None)


def seconds_until(retry_after: str) -> int | None:
    """A Retry-After header, in seconds or as a date (RFC 9110, 10.2.3); None where it is none."""
    if retry_after.isascii() and retry_after.isdigit():
        return min(int(retry_after.lstrip("0")[:6] or 0), MOST_SECONDS)
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        moment = parsedate_to_datetime(retry_after)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        left = (moment - datetime.now(UTC)).total_seconds()
        return min(max(ceil(left), 0), MOST_SECONDS)
    return None
