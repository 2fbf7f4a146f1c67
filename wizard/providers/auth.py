"""What a provider knows us by: OAuth 2.0 client credentials (RFC 6749, section 4.4), or a key."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any

from .bulkhead import BUSY_SECONDS, QUEUE_SECONDS
from .caching import SharedToken
from .client import Client
from .errors import ProviderMisbehaved, ProviderUnavailable

DEFAULT_SECONDS = 300  # where the reply has no expires_in
SKEW_SECONDS = 60
LONGEST_SECONDS = 86_400
VISIBLE = re.compile(r"[\x21-\x7e]+")


class ApiKey:
    """A bearer token that was given out once and that nothing renews."""

    def __init__(self, key: str) -> None:
        self._key = key

    def token(self) -> str:
        if not VISIBLE.fullmatch(self._key):
            raise ProviderMisbehaved("the API key is not one word of visible characters: check it")
        return self._key

    def renew(self, stale: str) -> str:  # noqa: ARG002
        return ""


class ClientCredentials:
    """Fetches a token, keeps it until shortly before it expires, renews it once it is refused."""

    def __init__(
        self,
        client: Client,
        *,
        client_id: str,
        client_secret: str,
        audience: str = "",
        scope: str = "",
        as_json: bool = False,
        shared: bool = False,
    ) -> None:
        """`client`: pinned to the token URL, without authentication. `shared`: by all processes."""
        self.client = client
        self.as_json = as_json
        fields = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
            "audience": audience,
            "scope": scope,
        }
        self.body = {name: value for name, value in fields.items() if value}
        public = {name: value for name, value in fields.items() if name != "client_secret"}
        self._shared = SharedToken(f"{client.base_url} {public}", client_secret) if shared else None
        self._lock = threading.Lock()
        self._token = ""
        self._expires = 0.0

    def token(self) -> str:
        """A token that is good for now; however many threads ask, one fetches."""
        with self._turn():
            if not self._token or time.monotonic() >= self._expires:
                self._take()
            return self._token

    def renew(self, stale: str) -> str:
        """A token in place of one that was refused; threads that saw the same one fetch once."""
        with self._turn():
            if self._token in {"", stale}:
                self._take(stale)
            return self._token

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One thread at a time, and none waits long behind a token server that hangs."""
        if not self._lock.acquire(timeout=QUEUE_SECONDS):
            raise ProviderUnavailable(
                "another thread still waits for the token", retry_after=BUSY_SECONDS
            )
        try:
            yield
        finally:
            self._lock.release()

    def _take(self, stale: str = "") -> None:
        self._token = ""
        token, seconds = self._shared.get(self._fetch, stale) if self._shared else self._fetch()
        self._token, self._expires = token, time.monotonic() + seconds

    def _fetch(self) -> tuple[str, float]:
        """A token, and the seconds that it is good for."""
        body: dict[str, Any] = {"json": self.body} if self.as_json else {"data": self.body}
        reply = self.client.send("POST", "", {}, **body)
        if not reply.ok:
            raise ProviderMisbehaved(
                "the token was refused: check client id and secret", status=reply.status
            )
        answer = reply.json()
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not VISIBLE.fullmatch(token):
            raise ProviderMisbehaved("the token reply has no access_token", status=reply.status)
        seconds = _seconds(answer.get("expires_in"))
        return token, seconds - min(SKEW_SECONDS, seconds / 2)


def _seconds(expires_in: Any) -> float:
    """A lifetime from 0 to a day, also from text; the default where it says nothing usable."""
    try:
        seconds = float(expires_in)
    except (TypeError, ValueError, OverflowError):
        return DEFAULT_SECONDS
    return min(max(seconds, 0), LONGEST_SECONDS) if isfinite(seconds) else DEFAULT_SECONDS
