"""The token among many threads, over real connections."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.providers.conftest import MakeClient, RawServer, Serve, answer
from wizard.providers.auth import ClientCredentials
from wizard.providers.client import Client, Timeouts
from wizard.providers.errors import ProviderUnavailable

THREADS = 40


@pytest.fixture
def tokens(serve: Serve) -> RawServer:
    """Hands out token-1, token-2 and so on, a little later."""

    def script(server: RawServer, connection: object, _: bytes) -> None:
        number = len(server.requests)
        server.wait(0.05)
        body = f'{{"access_token": "token-{number}", "expires_in": 3600}}'.encode()
        connection.sendall(answer(body))  # type: ignore[attr-defined]  # a socket

    return serve(script)


@pytest.fixture
def client(serve: Serve, make_client: MakeClient, tokens: RawServer) -> Client:
    auth = ClientCredentials(make_client(tokens.url), client_id="id-1", client_secret="secret-1")
    server = serve(lambda _, connection, __: connection.sendall(answer()))
    return make_client(server.url, auth=auth, connections=THREADS)


def together(count: int, call: Callable[[], int]) -> list[int]:
    """What the call answers in that many threads which begin together."""
    barrier = threading.Barrier(count)
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: (barrier.wait(), call())[1], range(count)))


def test_forty_cold_threads_fetch_one_token(client: Client, tokens: RawServer) -> None:
    statuses = together(THREADS, lambda: client.get("/x").status)

    assert statuses == [200] * THREADS
    assert len(tokens.requests) == 1


def test_forty_threads_that_saw_401_renew_it_once(
    serve: Serve, make_client: MakeClient, client: Client, tokens: RawServer
) -> None:
    # Given a provider that refuses the first token once all of them have sent it
    sent = threading.Barrier(THREADS)

    def script(_: object, connection: object, request: bytes) -> None:
        stale = b"Bearer token-1" in request
        if stale:
            sent.wait(10)
        refused = answer(b"{}", "401 Unauthorized")
        connection.sendall(refused if stale else answer())  # type: ignore[attr-defined]  # a socket

    server = serve(script)
    client.base_url = server.url

    # When all of them call it
    statuses = together(THREADS, lambda: client.get("/x").status)

    # Then each has sent its request twice, with two tokens in all
    assert statuses == [200] * THREADS
    assert (len(tokens.requests), len(server.requests)) == (2, 2 * THREADS)


def test_a_token_server_that_does_not_answer_holds_no_thread_for_long(
    serve: Serve, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.providers.auth.QUEUE_SECONDS", 0.05)
    reached = threading.Event()

    def hang(server: RawServer, *_: object) -> None:
        reached.set()
        server.wait(10)

    hanging = serve(hang)
    auth = ClientCredentials(
        make_client(hanging.url, timeouts=Timeouts(1, 5, 5)), client_id="a", client_secret="b"
    )
    client = make_client("http://127.0.0.1:9", auth=auth)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.get, "/x")
        assert reached.wait(10)
        for _ in range(3):
            with pytest.raises(ProviderUnavailable, match="another thread"):
                client.get("/x")
        assert not first.done()
        hanging._stopping.set()  # hangs up
        assert isinstance(first.exception(timeout=10), ProviderUnavailable)

    assert len(hanging.requests) == 1
