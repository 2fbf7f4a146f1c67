"""Replies that all operators share, in Django's cache: of all hosts where that is Redis.

A reply is fresh for some time. After that it is handed out while one thread, of all hosts that
share the cache, asks again (stale-while-revalidate, RFC 5861). Kept is what the provider said, not
what was read from it, so that another version of this program understands it, too. A cache that
fails is as an empty one.
"""

import base64
import hashlib
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from typing import Any, TypeVar, cast

from cryptography.fernet import Fernet
from django.core.cache import cache

from wizard import metrics

from .bulkhead import let_go
from .errors import ProviderError
from .reply import Reply

logger = logging.getLogger(__name__)

T = TypeVar("T")

KEEP_SECONDS = 3_600
READ_AT_MOST = 64  # of which what was read stays in the process
LARGEST = 256 * 1024  # bytes of a body
ASKING_SECONDS = 30  # after which one who asks is taken for lost
WAIT_SECONDS = 1.0  # for what another thread asks
FORM = 1  # of what is kept; another version of this program may have another one
GENERATION = "replies:generation"
AT_ONCE = 8  # threads of a process that ask ahead

AWAY_SECONDS = 5  # in which a cache that has failed is not asked

_away_until = 0.0
_threads = threading.BoundedSemaphore(AT_ONCE)


class ReplyCache:
    """The replies of one configured provider."""

    def __init__(self, configuration: str) -> None:
        """`configuration`: all that decides what is answered, and to whom; it is kept as a hash."""
        self._prefix = hashlib.sha256(configuration.encode()).hexdigest()[:16]
        self._values: dict[str, tuple[Any, Any]] = {}  # what is kept, and what was read from it

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

        `what`: the kind of reply, as metrics tell it; each is read in one way, and nobody changes
        what was read. `seconds`: for so long it is fresh; 0: none is kept. Without `stale`, one
        that is not fresh any more counts for nothing. What cannot be read is not kept. Threads that
        look for the same one at once fetch it once. Raises what `fetch` and `read` raise.
        """
        if not seconds:
            return read(fetch())
        key, since = self._key(what, name), time.time()
        age, kept = _read(key)
        fresh = kept is not None and age < seconds
        metrics.cache(fresh, what)
        if kept is None or not (fresh or stale):
            return _alone(
                key,
                since,
                lambda: _fetched(key, fetch, read),
                lambda kept: self._value(key, kept, read),
            )
        if not fresh and _begin(key):
            begun = in_background(lambda: _ended(key, lambda: _fetched(key, fetch, read)))
            if not begun:
                _end(key)
        return self._value(key, kept, read)

    def _value(self, key: str, kept: Any, read: Callable[[Reply], T]) -> T:
        """Read once a process, while the same is kept."""
        known = self._values.get(key)
        if known is None or known[0] != kept:
            if len(self._values) >= READ_AT_MOST:
                self._values.clear()
            known = self._values[key] = (kept, read(Reply(*kept)))
        return cast(T, known[1])

    def forget(self, what: str, name: str) -> None:
        key = self._key(what, name)
        tried(lambda: cache.delete(key), default=False)

    def _key(self, what: str, name: str) -> str:
        return (
            f"replies:{FORM}:{self._prefix}:{what}:{hashlib.sha256(name.encode()).hexdigest()[:32]}"
        )


class SharedToken:
    """The token of one client, which all processes share; whoever knows its secret can read it."""

    def __init__(self, client: str, secret: str) -> None:
        """`client`: all that decides which token it is; it is kept as a hash, as is the secret."""
        self._key = f"token:{FORM}:{hashlib.sha256(f'{client} {secret}'.encode()).hexdigest()[:32]}"
        key = hashlib.sha256(f"token of {secret}".encode()).digest()
        self._cipher = Fernet(base64.urlsafe_b64encode(key))

    def get(self, fetch: Callable[[], tuple[str, float]], stale: str = "") -> tuple[str, float]:
        """A token other than `stale`, and the seconds that it is good for.

        `fetch` gives the same, and is called where none is kept, once for all who need it at once.
        Raises what it raises.
        """

        def found(kept: Any) -> tuple[str, float]:
            encrypted, expires = kept
            token, left = self._cipher.decrypt(encrypted).decode(), expires - time.time()
            if left <= 0 or token == stale:
                raise LookupError("it is not good any more")
            return token, left

        def fetched() -> tuple[str, float]:
            generation = _generation()
            token, seconds = fetch()
            encrypted = self._cipher.encrypt(token.encode())
            _keep(self._key, generation, encrypted, time.time() + seconds)
            return token, seconds

        since = time.time()
        _, kept = _read(self._key)
        if kept is not None:
            with suppress(LookupError):
                return found(kept)
        return _alone(self._key, since, fetched, found)


def forget_all() -> None:
    """Nothing that was kept until now is handed out any more, by whomever shares the cache.

    Raises the error of a cache that cannot be reached.
    """
    cache.set(GENERATION, time.time_ns(), None)


def in_background(what: Callable[[], object]) -> bool:
    """Ask ahead of time; False where too many do. What fails is silent: who needs it asks again."""
    if not _threads.acquire(blocking=False):
        return False

    def run() -> None:
        try:
            what()
        except ProviderError as error:
            logger.info("not fetched ahead: %s", type(error).__name__)
        except Exception:
            logger.exception("not fetched ahead")
        finally:
            _threads.release()

    known = copy_context()  # ids of the request, for the log
    try:
        threading.Thread(target=known.run, args=(run,), name="ahead", daemon=True).start()
    except RuntimeError:  # no thread can be had
        _threads.release()
        return False
    return True


def _begin(key: str) -> bool:
    """Whether nobody else asks for it now. A cache that fails holds nobody back."""
    return tried(lambda: cache.add(f"{key}:asking", 1, ASKING_SECONDS), default=True)


def _end(key: str) -> None:
    tried(lambda: cache.delete(f"{key}:asking"), default=False)


def _ended(key: str, fetch: Callable[[], T]) -> T:
    try:
        return fetch()
    finally:
        _end(key)


def _alone(key: str, since: float, fetch: Callable[[], T], find: Callable[[Any], T]) -> T:
    """Whoever is first fetches. The others wait a moment for that, and then ask themselves.

    `since`: when it was looked for in vain (Unix time). `find` reads what is kept by now;
    LookupError: it is of no use.
    """
    first = _begin(key)
    until = time.monotonic() + WAIT_SECONDS
    let_go()
    while not first and time.monotonic() < until:
        if not tried(lambda: cache.get(f"{key}:asking"), default=None):
            break
        time.sleep(0.02)

    def found_or_fetched() -> T:
        age, kept = _read(key)
        if kept is not None and age <= time.time() - since:
            with suppress(LookupError):
                return find(kept)
        return fetch()

    return _ended(key, found_or_fetched) if first else found_or_fetched()


def _fetched(key: str, fetch: Callable[[], Reply], read: Callable[[Reply], T]) -> T:
    generation = _generation()
    reply = fetch()
    value = read(reply)
    if not reply.unchanged and len(reply.content) <= LARGEST:
        _keep(key, generation, reply.status, reply.content, reply.tag)
    return value


def _generation() -> Any:
    """Of what is kept now; read before it is asked for, so that `forget_all` counts meanwhile."""
    return tried(lambda: cache.get(GENERATION), default=None)


def _keep(key: str, generation: Any, *what: Any) -> None:
    entry = [time.time(), generation, list(what)]
    tried(lambda: cache.set(key, entry, KEEP_SECONDS), default=None)


def _read(key: str) -> tuple[float, Any]:
    """The age in seconds of what is kept and may be handed out, and that; else None."""
    found: dict[str, Any] = tried(lambda: cache.get_many([GENERATION, key]), default={})
    if key not in found:
        return 0.0, None
    at, generation, what = found[key]
    return (time.time() - at, what) if generation == found.get(GENERATION) else (0.0, None)


def tried(call: Callable[[], T], default: T) -> T:
    """A cache that has just failed is not asked for a while: each call might wait for it."""
    global _away_until  # noqa: PLW0603  # of this process, as is the way to the cache
    if time.monotonic() < _away_until:
        return default
    try:
        return call()
    except Exception as error:  # noqa: BLE001  # each kind of cache has its own
        _away_until = time.monotonic() + AWAY_SECONDS
        logger.warning("the cache does not answer: %s", type(error).__name__)
        return default
