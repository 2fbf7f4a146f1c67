"""Replies that all operators share, in Django's cache: of all hosts where that is Redis.

A reply is fresh for some time. After that it is handed out while one thread, of all hosts that
share the cache, asks again (stale-while-revalidate, RFC 5861). Kept is what the provider said, not
what was read from it, so that another version of this program understands it, too. A cache that
fails is as an empty one.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache

from wizard import metrics

from .errors import ProviderError
from .reply import Reply

logger = logging.getLogger(__name__)

T = TypeVar("T")

KEEP_SECONDS = 3_600
LARGEST = 256 * 1024  # bytes of a body
ASKING_SECONDS = 30  # after which one who asks is taken for lost
WAIT_SECONDS = 1.0  # for what another thread asks
GENERATION = "replies:generation"
AT_ONCE = 8  # threads of a process that ask ahead

_threads = threading.BoundedSemaphore(AT_ONCE)


class ReplyCache:
    """The replies of one configured provider."""

    def __init__(self, configuration: str) -> None:
        """`configuration`: all that decides what is answered, and to whom; it is kept as a hash."""
        self._prefix = hashlib.sha256(configuration.encode()).hexdigest()[:16]

    def get(  # how it is fetched and read, and for how long it counts
        self,
        what: str,
        name: str,
        fetch: Callable[[], Reply],
        read: Callable[[Reply], T],
        seconds: float,
        *,
        stale: bool = True,
    ) -> T:
        """What is read from the reply that is kept for `name`, or else from that of `fetch`.

        `what`: the kind of reply, as metrics tell it. `seconds`: for so long it is fresh; 0: none
        is kept. Without `stale`, one that is not fresh any more counts for nothing. What cannot be
        read is not kept. Threads that look for the same one at once fetch it once. Raises what
        `fetch` and `read` raise.
        """
        if not seconds:
            return read(fetch())
        key = self._key(what, name)
        age, kept = _read(key)
        fresh = kept is not None and age < seconds
        metrics.cache(fresh, what)
        if kept is None or not (fresh or stale):
            return _alone(key, fetch, read)
        if not fresh and _begin(key):
            in_background(lambda: _fetched(key, fetch, read))
        return read(kept)

    def forget(self, what: str, name: str) -> None:
        key = self._key(what, name)
        _tried(lambda: cache.delete(key), default=False)

    def _key(self, what: str, name: str) -> str:
        return f"replies:{self._prefix}:{what}:{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def forget_all() -> None:
    """No reply that was kept until now is handed out any more, by whomever shares the cache.

    Raises the error of a cache that cannot be reached.
    """
    cache.set(GENERATION, time.time_ns(), None)


def in_background(what: Callable[[], object]) -> None:
    """Ask ahead of time, unless too many do. What fails is silent: whoever needs it asks again."""
    if not _threads.acquire(blocking=False):
        return

    def run() -> None:
        try:
            what()
        except ProviderError as error:
            logger.info("not fetched ahead: %s", type(error).__name__)
        finally:
            _threads.release()

    threading.Thread(target=run, name="ahead", daemon=True).start()


def _begin(key: str) -> bool:
    """Whether nobody else asks for it now. A cache that fails holds nobody back."""
    return _tried(lambda: cache.add(f"{key}:asking", 1, ASKING_SECONDS), default=True)


def _alone(key: str, fetch: Callable[[], Reply], read: Callable[[Reply], T]) -> T:
    """Whoever is first fetches. The others wait a moment for that, and then ask themselves."""
    if _begin(key):
        return _fetched(key, fetch, read)
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until and _tried(lambda: cache.get(f"{key}:asking"), default=None):
        time.sleep(0.02)
    age, kept = _read(key)
    if kept is not None and age <= ASKING_SECONDS:
        return read(kept)
    return _fetched(key, fetch, read)


def _fetched(key: str, fetch: Callable[[], Reply], read: Callable[[Reply], T]) -> T:
    try:
        reply = fetch()
        value = read(reply)
        if not reply.unchanged and len(reply.content) <= LARGEST:
            generation = _tried(lambda: cache.get(GENERATION), default=None)
            entry = (time.time(), generation, reply.status, reply.content, reply.tag)
            _tried(lambda: cache.set(key, entry, KEEP_SECONDS), default=None)
        return value
    finally:
        _tried(lambda: cache.delete(f"{key}:asking"), default=False)


def _read(key: str) -> tuple[float, Reply | None]:
    """The age in seconds of a reply that may be handed out, and the reply."""
    found: dict[str, Any] = _tried(lambda: cache.get_many([GENERATION, key]), default={})
    if key not in found:
        return 0.0, None
    at, generation, status, content, tag = found[key]
    if generation != found.get(GENERATION):
        return 0.0, None
    return time.time() - at, Reply(status, content, tag)


def _tried(call: Callable[[], T], default: T) -> T:
    try:
        return call()
    except Exception as error:  # noqa: BLE001  # each kind of cache has its own
        logger.warning("the cache does not answer: %s", type(error).__name__)
        return default
