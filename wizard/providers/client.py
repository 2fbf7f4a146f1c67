"""The one HTTP door to a provider: pinned to its base URL, bounded in time, size and number.

Retries are for GET only (and for connections that were never made); redirects are not followed,
because a 307 would carry the body to another host; the environment (.netrc, proxies) is ignored.
A route whose provider said to wait is not called before, whoever asks for it (see `pauses`).
Logs hold the method, the route's template, status and time: never a body, a query or a header.
"""

import logging
import math
import re
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Protocol

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    SSLError,
)

from wizard import metrics, tracing

from .bulkhead import CONNECTIONS, Bulkhead
from .errors import OutcomeUnknown, ProviderError, ProviderMisbehaved, ProviderUnavailable
from .pauses import Pauses, seconds_until
from .reply import Reply
from .transport import Adapter, deadline, remaining

logger = logging.getLogger(__name__)

SEGMENT = re.compile(r"[A-Za-z0-9_-]{1,64}")
MAX_BYTES = 1024 * 1024
USER_AGENT = "profile-wizard"
TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{1,200}"')


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, for a whole read, for a whole write."""

    connect: float = 3
    read: float = 15
    write: float = 30


class Auth(Protocol):
    def token(self) -> str: ...

    def renew(self, stale: str) -> str:
        """A token in place of one that was refused; blank where there is no other."""


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: requests would read (and choke on) where a redirect leads without following it."""


class Client:
    """Requests to one base URL. Safe to share between threads; one instance a provider."""

    def __init__(
        self,
        base_url: str,
        *,
        name: str = "",
        auth: Auth | None = None,
        timeouts: Timeouts | None = None,
        proxy: str = "",
        connections: int = CONNECTIONS,
        shared: str = "",
    ) -> None:
        """`name`: of the provider, in metrics and traces. `shared`: see `Pauses`."""
        self.base_url = base_url.rstrip("/")
        self.name = name
        self.auth = auth
        self.timeouts = timeouts or Timeouts()
        self.proxies = {"http": proxy, "https": proxy} if proxy else {}
        self.bulkhead = Bulkhead(connections)
        self.pauses = Pauses(shared)
        self._adapter = Adapter(connections)
        self._local = threading.local()

    def get(
        self,
        route: str,
        *,
        known: str = "",
        seconds: float | None = None,
        query: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **segments: str,
    ) -> Reply:
        """GET. `known`: the tag of an earlier reply; what still holds is not sent again.

        `seconds`: for the whole of it, where that is less than for other reads. `query`: names and
        values behind the address; they are not logged.
        """
        more = {**(headers or {}), **({"If-None-Match": known} if known else {})}
        params = list(query) or None
        return self.send("GET", route, segments, seconds=seconds, headers=more, params=params)

    def post(
        self,
        route: str,
        body: Any,
        *,
        write: bool = False,
        reference: str = "",
        headers: Mapping[str, str] | None = None,
        **segments: str,
    ) -> Reply:
        """POST a JSON body. `write`: failing after it was sent is OutcomeUnknown."""
        return self.send(
            "POST", route, segments, write=write, reference=reference, headers=headers, json=body
        )

    def put(
        self,
        route: str,
        body: Any,
        *,
        reference: str = "",
        headers: Mapping[str, str] | None = None,
        **segments: str,
    ) -> Reply:
        """PUT a JSON body, which is always a write."""
        return self.send(
            "PUT", route, segments, write=True, reference=reference, headers=headers, json=body
        )

    def send(
        self,
        method: str,
        route: str,
        segments: dict[str, str],
        *,
        write: bool = False,
        reference: str = "",
        seconds: float | None = None,
        headers: Mapping[str, str] | None = None,
        **content: Any,
    ) -> Reply:
        """One request, repeated once with a new token, where there is one, if it is answered 401.

        `route` is a template such as "/search/types/{type}/{country}". `content`: `json`, `data` or
        `params`, as requests takes them. Raises ProviderUnavailable, OutcomeUnknown (writes only)
        or ProviderMisbehaved.
        """
        for value in segments.values():
            if not SEGMENT.fullmatch(value):
                raise ProviderMisbehaved("a code that is no path segment")
        url = self.base_url + route.format(**segments)
        total = self.timeouts.write if write else min(self.timeouts.read, seconds or math.inf)
        call = f"{method} {route}"
        self.pauses.respect(call)
        with self.bulkhead.place():  # where it waits for a token as well
            token = self.auth.token() if self.auth else ""
            for attempt in (1, 2):
                sent = {"Accept": "application/json", **(headers or {}), "User-Agent": USER_AGENT}
                if token:
                    sent["Authorization"] = f"Bearer {token}"
                started = time.monotonic()
                outcome: object = "failed"
                with tracing.call(method, self.name) as done:
                    try:
                        reply = self._exchange(method, url, sent, total, write=write, **content)
                        outcome = reply.status
                    except ProviderError as error:
                        outcome = error.status or "failed"
                        self.pauses.note(call, error)
                        raise
                    finally:
                        spent, told = time.monotonic() - started, route or "(token)"
                        metrics.call(self.name, method, told, outcome, spent)
                        done(told, outcome)
                        words = (method, told, outcome, spent * 1000, attempt, reference)
                        logger.info("%s %s %s %.0f ms attempt %d %s", *words)
                if reply.status != 401 or not self.auth:
                    return reply
                if attempt == 1:
                    token = self.auth.renew(token)
                    if not token:  # why it was refused, the reply may say
                        return reply
        raise ProviderMisbehaved("401 with a new token", status=401)

    def _exchange(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        total: float,
        *,
        write: bool,
        **content: Any,
    ) -> Reply:
        try:
            timeout = (min(self.timeouts.connect, total), total)
            with (
                deadline(total),
                self._session().request(
                    method,
                    url,
                    headers=headers,
                    timeout=timeout,
                    allow_redirects=False,
                    stream=True,
                    proxies=self.proxies,
                    **content,
                ) as response,
            ):
                whole = _read(response)
        except (requests.RequestException, HTTPError, TimeoutError, OSError) as error:
            if write and not _proves_not_sent(error):
                raise OutcomeUnknown(f"no complete answer: {type(error).__name__}") from None
            raise ProviderUnavailable(f"no complete answer: {type(error).__name__}") from None
        return _judge(response, whole, write=write)

    def _session(self) -> requests.Session:
        """A session a thread over the one shared pool: sessions are not thread-safe, pools are."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = _Session()
            session.trust_env = False
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            session.mount("https://", self._adapter)
            session.mount("http://", self._adapter)
            self._local.session = session
        return session

    def close(self) -> None:
        self._adapter.close()


def _read(response: requests.Response) -> bytes:
    """The whole body, within the deadline and the byte limit."""
    chunks: list[bytes] = []
    size = 0
    while chunk := response.raw.read1(65536, decode_content=True):
        size += len(chunk)
        if size > MAX_BYTES:
            raise requests.ConnectionError("the answer is too large")
        chunks.append(chunk)
    if remaining() <= 0:  # what looks like the end is where the line was cut
        raise TimeoutError
    return b"".join(chunks)


def _judge(response: requests.Response, content: bytes, *, write: bool) -> Reply:
    status = response.status_code
    tag = response.headers.get("ETag", "")
    if status == 304 and "If-None-Match" in response.request.headers:
        return Reply(status, b"")
    if status == 429:
        retry_after = seconds_until(response.headers.get("Retry-After", ""))
        raise ProviderUnavailable("rate limited", status=429, retry_after=retry_after)
    if status < 200 or 300 <= status < 400 or status >= 500 or (write and status in {408, 409}):
        if write:
            raise OutcomeUnknown(f"answered {status}", status=status)
        if status >= 500:
            retry_after = seconds_until(response.headers.get("Retry-After", ""))
            raise ProviderUnavailable(f"answered {status}", status=status, retry_after=retry_after)
        raise ProviderMisbehaved(f"answered {status}", status=status)
    return Reply(status, content, tag if TAG.fullmatch(tag) else "")


def _proves_not_sent(error: BaseException) -> bool:
    """Whether no byte of the request can have reached the provider."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.InvalidJSONError):
        return True
    reason = error.args[0] if error.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    if isinstance(reason, SSLError):
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)
