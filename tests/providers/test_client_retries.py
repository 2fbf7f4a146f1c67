"""What is tried again over real connections, how soon, and what is told instead."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.providers.conftest import (
    MakeClient,
    RawServer,
    Send,
    Serve,
    answer,
    create,
    read,
    search,
    seconds,
)
from wizard.providers.client import Timeouts
from wizard.providers.errors import OutcomeUnknown, ProviderUnavailable

DOWN = answer(b"{}", "503 Down")


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a call wanted to sleep between two tries; it does not."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    return slept


def in_turn(serve: Serve, *answers: bytes) -> RawServer:
    """Answers one after the other; where one is blank, hangs up."""
    following = iter(answers)

    def script(_: RawServer, connection: socket.socket, __: bytes) -> bool:
        said = next(following)
        connection.sendall(said)
        return bool(said)

    return serve(script)


def test_a_read_is_tried_three_times(
    serve: Serve, make_client: MakeClient, pauses: list[float]
) -> None:
    server = in_turn(serve, DOWN, DOWN, answer(b'{"n": 3}'))

    assert make_client(server.url).get("/x").json() == {"n": 3}

    assert len(server.requests) == 3
    assert all(pause <= 5 for pause in pauses)


def test_a_read_that_is_cut_off_is_tried_once_more(
    serve: Serve, make_client: MakeClient, pauses: list[float]
) -> None:
    server = in_turn(serve, b"", b"", answer())

    seconds(read, make_client(server.url), ProviderUnavailable)

    assert len(server.requests) == 2


@pytest.mark.parametrize("first", [pytest.param(b"", id="cut off"), pytest.param(DOWN, id="503")])
@pytest.mark.parametrize(
    ("send", "error"), [(search, ProviderUnavailable), (create, OutcomeUnknown)]
)
def test_what_is_posted_is_sent_once(
    serve: Serve,
    make_client: MakeClient,
    pauses: list[float],
    first: bytes,
    send: Send,
    error: type[Exception],
) -> None:
    server = in_turn(serve, first, answer())

    seconds(send, make_client(server.url), error)

    assert (len(server.requests), pauses) == (1, [])


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that listens only from the first pause on, and what it was sent."""
    with ExitStack() as stack:
        door = stack.enter_context(socket.socket())
        door.bind(("127.0.0.1", 0))
        received: list[bytes] = []

        def serve_one() -> None:
            connection, _ = door.accept()
            with connection:
                received.append(connection.recv(65536))
                connection.sendall(answer())

        thread = threading.Thread(target=serve_one, daemon=True)

        def listen(_: float) -> None:
            if not thread.ident:
                door.listen()
                thread.start()

        monkeypatch.setattr("time.sleep", listen)
        yield f"http://127.0.0.1:{door.getsockname()[1]}", received
        thread.join()


@pytest.mark.parametrize("send", [read, search, create])
def test_what_was_proven_not_sent_is_sent_all_the_same(
    late: tuple[str, list[bytes]], make_client: MakeClient, send: Send
) -> None:
    url, received = late

    send(make_client(url))

    assert len(received) == 1


@pytest.mark.parametrize("wait", [1, 5])
def test_a_read_waits_as_long_as_it_is_asked_to(
    serve: Serve, make_client: MakeClient, pauses: list[float], wait: int
) -> None:
    busy = answer(b"{}", "429 Busy", f"Retry-After: {wait}")
    server = in_turn(serve, busy, answer())

    read(make_client(server.url))

    assert (len(server.requests), pauses) == (2, [wait])


@pytest.mark.parametrize("wait", [6, 60, 3600])
@pytest.mark.parametrize("status", ["429 Busy", "503 Down"])
def test_a_longer_wait_is_told_at_once_instead(
    serve: Serve, make_client: MakeClient, pauses: list[float], wait: int, status: str
) -> None:
    server = in_turn(serve, answer(b"{}", status, f"Retry-After: {wait}"))

    with pytest.raises(ProviderUnavailable) as caught:
        read(make_client(server.url, timeouts=Timeouts(read=10_000)))

    assert caught.value.retry_after == wait
    assert (len(server.requests), pauses) == (1, [])
