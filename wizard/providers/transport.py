"""A connection pool whose exchanges end at a deadline, whatever the other side does.

A read timeout alone is per packet: a server that drips a header a second holds a thread for ever.
So a timer hangs up the exchange's sockets when its time is over; retries end there as well.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, InvalidHeader, MaxRetryError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry

LONGEST_PAUSE = 5  # seconds; whoever asks us to wait longer is not waited for, but told of


class _Exchange(threading.local):
    """What the thread's exchange has opened, and until when it may go on."""

    def __init__(self) -> None:
        self.ends = float("inf")
        self.sockets: list[socket.socket] = []


_exchange = _Exchange()


def remaining() -> float:
    """Seconds that the thread's exchange has left."""
    return _exchange.ends - time.monotonic()


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """End every exchange that this thread begins within, once the seconds are over."""
    sockets: list[socket.socket] = []
    lock, over = threading.Lock(), False

    def hang_up() -> None:
        with lock:
            for each in [] if over else sockets:
                with suppress(OSError):
                    # Not SSLSocket's own: it would drop the TLS layer under the reading thread.
                    socket.socket.shutdown(each, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    _exchange.ends, _exchange.sockets = time.monotonic() + seconds, sockets
    timer.start()
    try:
        yield
    finally:
        with lock:  # from here on the sockets may be another thread's
            over = True
        timer.cancel()
        _exchange.ends, _exchange.sockets = float("inf"), []


class _Watched:
    """A connection that reports the socket it uses to the exchange of its thread."""

    sock: Any

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]  # of the connection it is mixed into
        self._watch()

    def _watch(self) -> None:
        _exchange.sockets.append(self.sock)
        if remaining() <= 0:  # the timer may have run before it could see this socket
            raise ConnectTimeoutError(self, "no time is left to send anything")

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
            self._watch()
        super().request(*args, **kwargs)  # type: ignore[misc]


class _Connection(_Watched, HTTPConnection):
    pass


class _TLSConnection(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


POOLS = {"http": _Pool, "https": _TLSPool}


class DeadlineRetry(Retry):
    """urllib3's retries, as long as the exchange has time for another one."""

    def increment(self, *args: Any, **kwargs: Any) -> Self:
        response = kwargs.get("response")
        asked = self.get_retry_after(response) if response is not None else 0
        following = super().increment(*args, **kwargs)
        pause = max(asked or 0, following.get_backoff_time())
        if pause > LONGEST_PAUSE or remaining() <= pause:
            raise MaxRetryError(kwargs["_pool"], None, kwargs.get("error"))
        return following

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """None for a header that cannot be read."""
        try:
            return super().get_retry_after(response)
        except (InvalidHeader, ValueError, OverflowError):
            return None


# For GET only; a connection that was never made is tried again for any method.
RETRY = DeadlineRetry(
    total=2,
    connect=2,
    read=1,
    status=2,
    redirect=0,
    other=0,
    allowed_methods={"GET"},
    status_forcelist={429, 502, 503, 504},
    backoff_factor=0.3,
    backoff_jitter=0.3,
    backoff_max=LONGEST_PAUSE,
    retry_after_max=LONGEST_PAUSE + 1,  # seen to be longer, and then not slept
    raise_on_status=False,
)


class Adapter(HTTPAdapter):
    """One pool of bounded size, to be shared by the sessions of all threads."""

    def __init__(self, connections: int) -> None:
        super().__init__(
            pool_connections=1, pool_maxsize=connections, pool_block=True, max_retries=RETRY
        )

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = POOLS
        return manager
