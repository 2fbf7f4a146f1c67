"""Whether this process can do its work: the database, the cache, a token for each provider.

Each is looked at in a thread of its own, so that nobody waits for one that hangs longer than
LOOK_SECONDS, and at most one such thread is left behind. What was found is good for a while; who
asks while somebody looks gets what was found before.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection

from . import providers

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
KEEP_SECONDS = 10.0


class Part:
    """One thing that is needed. `look` raises an error where it is not there."""

    def __init__(self, name: str, look: Callable[[], None]) -> None:
        self.name = name
        self._look = look
        self._thread: threading.Thread | None = None
        self._well = False

    def begin(self) -> None:
        """Unless the last look has not come to its end."""
        if self._thread is None or not self._thread.is_alive():
            self._well = False
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def found(self, seconds: float) -> bool:
        """Whether it is there, as far as that is known in so many seconds."""
        if self._thread is not None:
            self._thread.join(max(0, seconds))
        return self._well

    def _run(self) -> None:
        try:
            self._look()
            self._well = True
        except Exception as error:  # noqa: BLE001  # whatever it is, this part is not there
            logger.warning("not ready: %s (%s)", self.name, type(error).__name__)
        finally:
            connection.close()  # of this thread


class Readiness:
    """All parts."""

    def __init__(self, *parts: Part) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._found: dict[str, bool] = {}
        self._until = 0.0

    def found(self) -> dict[str, bool]:
        """Whether each part is there, by name."""
        if time.monotonic() < self._until:
            return self._found
        # The first ones wait for what the very first finds.
        if self._lock.acquire(blocking=not self._found):
            try:
                if time.monotonic() >= self._until:
                    self._found = self._looked()
                    self._until = time.monotonic() + KEEP_SECONDS
            finally:
                self._lock.release()
        return self._found

    def _looked(self) -> dict[str, bool]:
        ends = time.monotonic() + LOOK_SECONDS
        for part in self._parts:
            part.begin()
        return {part.name: part.found(ends - time.monotonic()) for part in self._parts}


def of_this_process() -> Readiness:
    tokens = [Part(name, each.authenticate) for name, each in providers.configured().items()]
    return Readiness(Part("database", _database), Part("cache", _cache), *tokens)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def cache_keeps() -> bool:
    """Whether it gives back what it is given. Raises the error of one that cannot be reached."""
    name, value = f"readiness:{secrets.token_hex(8)}", secrets.token_hex(8)
    cache.set(name, value, 10)
    kept = cache.get(name)
    cache.delete(name)
    return bool(kept == value)


def _cache() -> None:
    if not cache_keeps():
        raise LookupError("it forgets what it is given")
