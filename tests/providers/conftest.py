"""What tests of the provider side need: clients, stubs, a server on bare sockets."""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any, Self

import pytest
import redis
import responses
from django.core.cache import cache
from pytest_django import Settings

from config import stores
from tests.providers.judged import judged
from wizard.providers.client import Client
from wizard.providers.detected import Detected
from wizard.providers.opentransact import OpenTransact

API = "https://api.example/api/v1/public"
REDIS = "redis://127.0.0.1:6379/0"
TOKEN_URL = "https://login.example/oauth/token"

# Answers one request on its socket; the connection is kept where it returns True.
Script = Callable[["RawServer", socket.socket, bytes], bool | None]
Serve = Callable[[Script], "RawServer"]
MakeClient = Callable[..., Client]
Send = Callable[[Client], object]


class Tokens:
    """An Auth that counts its renewals."""

    def __init__(self) -> None:
        self.renewed = 0

    def token(self) -> str:
        return f"token-{self.renewed}"

    def renew(self, stale: str) -> str:
        assert stale == self.token()
        self.renewed += 1
        return self.token()


class Clock:
    """Stands in for the module `time`; tests move it on instead of waiting."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


class RawServer:
    """Reads requests and lets a script answer them byte by byte, a thread a connection."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[bytes] = []
        self.connections = 0
        self._stopping = threading.Event()
        self._open: list[tuple[threading.Thread, socket.socket]] = []

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        for thread, connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def wait(self, seconds: float) -> bool:
        """Whether the test still runs after that long."""
        return not self._stopping.wait(seconds)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._open.append((thread, connection))
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while request := _request(connection):
                self.requests.append(request)
                if not self.script(self, connection, request):
                    break


def _request(connection: socket.socket) -> bytes:
    """A whole request, or nothing where the client has hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return b""
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    missing = int(lengths[0].split(b":")[1]) - len(body) if lengths else 0
    while missing > 0 and (chunk := connection.recv(65536)):
        data, missing = data + chunk, missing - len(chunk)
    return data


def answer(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    """A whole HTTP answer with its Content-Length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def read(client: Client) -> object:
    return client.get("/x")


def search(client: Client) -> object:
    return client.post("/x", {})


def create(client: Client) -> object:
    return client.post("/x", {}, write=True)


def seconds(send: Send, client: Client, error: type[Exception]) -> float:
    """How long it takes until that very error."""
    started = time.monotonic()
    with pytest.raises(error) as caught:
        send(client)
    assert caught.type is error
    return time.monotonic() - started


def _missing(url: str) -> str:
    """Why there is no Redis; empty where there is."""
    try:
        redis.Redis.from_url(url).ping()
    except redis.ConnectionError as error:
        return f"no Redis: {error}"
    return ""


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest, settings: Settings) -> str:
    """Each kind of cache, by name."""
    if request.param == "redis":
        reason = _missing(REDIS)
        if reason and os.environ.get("CI"):
            pytest.fail(reason)
        if reason:
            pytest.skip(reason)
        own = {"KEY_PREFIX": secrets.token_hex(8)}  # tests run beside each other
        settings.CACHES = {"default": stores.cache(REDIS) | own}
    return str(request.param)


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as servers:
        yield lambda script: servers.enter_context(RawServer(script))


@pytest.fixture
def make_client() -> Iterator[MakeClient]:
    made: list[Client] = []

    def make(base_url: str = API, **options: Any) -> Client:
        made.append(Client(base_url, **options))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    """HTTP stubs that know the token route of `provider`; other calls are refused."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as stubs:
        stubs.post(TOKEN_URL, json={"access_token": "token-1", "expires_in": 3600})
        yield stubs


@pytest.fixture
def provider() -> Iterator[Detected]:
    cache.clear()
    made = Detected(API, client_id="id-1", client_secret="secret-1", token_url=TOKEN_URL)
    yield made
    made.close()
    cache.clear()


@pytest.fixture
def transact() -> Iterator[OpenTransact]:
    """OpenTransact with two applications, whose documents are judged."""
    with judged() as made:
        yield made


@pytest.fixture
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries follow one another at once, whoever makes them."""
    monkeypatch.setattr("time.sleep", lambda _: None)
