"""How many threads one provider may hold, so that others are left for pages that need none.

So many calls are on their way at once; half as many wait for one of them to end, shortly; whoever
comes after these is told at once to try again. None of them holds a connection to PostgreSQL
meanwhile, of which a process has few.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from .errors import ProviderUnavailable

CONNECTIONS = 16  # unless configured otherwise
QUEUE_SECONDS = 2
BUSY_SECONDS = 5  # after which there may be a place again


def threads_held(calls: int) -> int:
    """The most threads of a process that are busy with one provider."""
    return calls + calls // 2


class Bulkhead:
    """Entered by every thread before it calls the provider. Raises ProviderUnavailable.

    A thread's connection to the database is not that of before, so no cursor stays open over it.
    """

    def __init__(self, calls: int) -> None:
        self._calls = threading.BoundedSemaphore(calls)
        self._threads = threading.BoundedSemaphore(threads_held(calls))

    @contextmanager
    def place(self) -> Iterator[None]:
        let_go()
        with _one_of(self._threads, 0), _one_of(self._calls, QUEUE_SECONDS):
            yield


def let_go() -> None:
    """Before a thread waits: what it has of the pool of connections is for others.

    In a transaction it is kept, but then no provider is called.
    """
    if connection.settings_dict["OPTIONS"].get("pool") and not connection.in_atomic_block:
        connection.close()


@contextmanager
def _one_of(places: threading.BoundedSemaphore, seconds: float) -> Iterator[None]:
    if not places.acquire(timeout=seconds):
        raise ProviderUnavailable("all connections are busy", retry_after=BUSY_SECONDS)
    try:
        yield
    finally:
        places.release()
