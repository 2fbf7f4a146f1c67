"""The client against servers that misbehave on the wire: bounded in time, size and number."""

import gzip
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.providers.conftest import MakeClient, RawServer, Serve, answer
from wizard.providers.client import MAX_BYTES, Client, Timeouts
from wizard.providers.errors import OutcomeUnknown, ProviderMisbehaved, ProviderUnavailable
from wizard.providers.transport import CONNECTIONS

TOTAL = 0.6  # seconds that an exchange may take in these tests
NEAR = TOTAL * 2  # what is still near that deadline, on a busy machine
QUICK = Timeouts(connect=1, read=TOTAL, write=TOTAL)
ENDS = 2.0  # where the server gives up, so that a test of an endless answer ends

Send = Callable[[Client], object]


def read(client: Client) -> object:
    return client.get("/x")


def search(client: Client) -> object:
    return client.post("/x", {})


def create(client: Client) -> object:
    return client.post("/x", {}, write=True)


def drip(server: RawServer, connection: socket.socket, start: bytes, byte: bytes) -> None:
    """Send the start, then one byte again and again for longer than the client may wait."""
    connection.sendall(start)
    until = time.monotonic() + ENDS
    while time.monotonic() < until and server.wait(0.1):
        connection.sendall(byte)


def seconds(send: Send, client: Client, error: type[Exception]) -> float:
    """How long it takes until that very error."""
    started = time.monotonic()
    with pytest.raises(error) as caught:
        send(client)
    assert caught.type is error
    return time.monotonic() - started


@pytest.mark.parametrize(
    ("send", "error"),
    [(read, ProviderUnavailable), (search, ProviderUnavailable), (create, OutcomeUnknown)],
)
def test_dripping_body_is_cut_at_the_deadline(
    serve: Serve, make_client: MakeClient, send: Send, error: type[Exception]
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"
    server = serve(lambda server, connection, _: drip(server, connection, head, b" "))

    took = seconds(send, make_client(server.url, timeouts=QUICK), error)

    assert TOTAL * 0.5 < took < NEAR


@pytest.mark.parametrize(
    ("start", "byte"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nX: ", b"x", id="a header that never ends"),
        pytest.param(b"HTTP/1.1 2", b"0", id="a status line that never ends"),
        pytest.param(
            # A gzip header whose file name never ends decodes to nothing at all.
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\0\0\0\0\0\x03",
            b"n",
            id="gzip that decodes to nothing",
        ),
        pytest.param(
            b"HTTP/1.1 307 Moved\r\nLocation: /y\r\nContent-Length: 9000\r\n\r\n",
            b" ",
            id="the body of a redirect",
        ),
    ],
)
def test_every_part_of_an_answer_ends_at_the_deadline_of_a_write(
    serve: Serve, make_client: MakeClient, start: bytes, byte: bytes
) -> None:
    server = serve(lambda server, connection, _: drip(server, connection, start, byte))

    took = seconds(create, make_client(server.url, timeouts=QUICK), OutcomeUnknown)

    assert took < NEAR


def test_body_of_an_answer_that_is_retried_ends_at_the_deadline(
    serve: Serve, make_client: MakeClient
) -> None:
    head = b"HTTP/1.1 503 Down\r\nContent-Length: 9000\r\n\r\n"
    server = serve(lambda server, connection, _: drip(server, connection, head, b" "))

    took = seconds(read, make_client(server.url, timeouts=QUICK), ProviderUnavailable)

    assert took < NEAR


def test_read_that_is_never_answered_ends_at_its_deadline_with_its_retries(
    serve: Serve, make_client: MakeClient
) -> None:
    server = serve(lambda server, *_: not server.wait(ENDS))

    took = seconds(read, make_client(server.url, timeouts=QUICK), ProviderUnavailable)

    assert took < TOTAL * 1.3


def test_retry_after_does_not_take_a_read_beyond_its_deadline(
    serve: Serve, make_client: MakeClient
) -> None:
    busy = answer(b"{}", "429 Busy", "Retry-After: 2")
    server = serve(lambda _, connection, __: connection.sendall(busy))

    took = seconds(read, make_client(server.url, timeouts=QUICK), ProviderUnavailable)

    assert took < NEAR


def test_retry_that_begins_late_ends_at_the_deadline_too(
    serve: Serve, make_client: MakeClient
) -> None:
    def script(server: RawServer, connection: socket.socket, _: bytes) -> None:
        if len(server.requests) < 3:
            server.wait(TOTAL * 0.4)
            connection.sendall(answer(b"{}", "503 Down"))
        else:
            drip(server, connection, b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", b" ")

    server = serve(script)

    took = seconds(read, make_client(server.url, timeouts=QUICK), ProviderUnavailable)

    assert took < NEAR


@pytest.mark.parametrize("send", [read, create])
def test_tls_handshake_that_never_ends_is_cut_at_the_deadline(
    make_client: MakeClient, send: Send
) -> None:
    def handshake(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xf0")
                    until = time.monotonic() + ENDS
                    while time.monotonic() < until and not over.wait(0.1):
                        connection.sendall(b"\x03")

    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=handshake, args=(listener,), daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        started = time.monotonic()

        with pytest.raises(ProviderUnavailable):
            send(make_client(url, timeouts=QUICK))
        took = time.monotonic() - started

        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()

    assert took < NEAR


def test_silence_after_a_write_is_unknown_and_sent_once(
    serve: Serve, make_client: MakeClient
) -> None:
    server = serve(lambda server, *_: not server.wait(ENDS))

    took = seconds(create, make_client(server.url, timeouts=QUICK), OutcomeUnknown)

    assert took < NEAR
    assert len(server.requests) == 1


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(b"", id="before the answer"),
        pytest.param(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"a":1}', id="in the body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", id="chunked"),
    ],
)
@pytest.mark.parametrize("hard", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize(
    ("send", "error"), [(search, ProviderUnavailable), (create, OutcomeUnknown)]
)
def test_answer_that_breaks_off_is_an_error(
    serve: Serve,
    make_client: MakeClient,
    start: bytes,
    hard: bool,
    send: Send,
    error: type[Exception],
) -> None:
    def script(server: RawServer, connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        server.wait(0.02)  # a reset would overtake what was sent
        if hard:
            reset(connection)

    server = serve(script)

    seconds(send, make_client(server.url, timeouts=QUICK), error)

    assert len(server.requests) == 1


def bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(MAX_BYTES)) for _ in range(64)) + packer.flush()


@pytest.mark.parametrize(
    ("body", "header"),
    [
        pytest.param(bytes(MAX_BYTES + 1), "X: y", id="plain"),
        pytest.param(bomb(), "Content-Encoding: gzip", id="gzip bomb"),
    ],
)
@pytest.mark.parametrize(("send", "error"), [(read, ProviderUnavailable), (create, OutcomeUnknown)])
def test_answer_above_the_limit_is_stopped(
    serve: Serve,
    make_client: MakeClient,
    body: bytes,
    header: str,
    send: Send,
    error: type[Exception],
) -> None:
    server = serve(lambda _, connection, __: connection.sendall(answer(body, "200 OK", header)))

    took = seconds(send, make_client(server.url), error)

    assert took < 1


@pytest.mark.parametrize("header", ["X: y", "Content-Encoding: gzip"])
def test_answer_of_exactly_the_limit_is_read(
    serve: Serve, make_client: MakeClient, header: str
) -> None:
    whole = b'"' + b"x" * (MAX_BYTES - 2) + b'"'
    body = gzip.compress(whole) if "gzip" in header else whole
    server = serve(lambda _, connection, __: connection.sendall(answer(body, "200 OK", header)))

    reply = make_client(server.url).get("/x")

    assert reply.content == whole


@pytest.mark.parametrize(
    "location", [b"http://[", b"\xff\xfe", b"http://h:99999999/", b"//", b"file:///etc/passwd"]
)
@pytest.mark.parametrize(("send", "error"), [(read, ProviderMisbehaved), (create, OutcomeUnknown)])
def test_redirect_to_anywhere_is_refused_without_reading_where(
    serve: Serve, make_client: MakeClient, location: bytes, send: Send, error: type[Exception]
) -> None:
    moved = b"HTTP/1.1 307 Moved\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
    server = serve(lambda _, connection, __: connection.sendall(moved))

    seconds(send, make_client(server.url, timeouts=QUICK), error)

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "value", ["soon", "-1", "9" * 5000, "Mon, 01 Jan 99999 00:00:00 GMT", "1.5", "٣"]
)
def test_absurd_retry_after_of_a_read_is_still_unavailable(
    serve: Serve, make_client: MakeClient, value: str
) -> None:
    head = f"HTTP/1.1 429 Busy\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n".encode()
    server = serve(lambda _, connection, __: connection.sendall(head))
    client = make_client(server.url, timeouts=Timeouts(1, 5, 5))

    took = seconds(read, client, ProviderUnavailable)

    assert took < 1


def test_many_threads_share_at_most_sixteen_connections_without_an_error(
    serve: Serve, make_client: MakeClient
) -> None:
    def script(server: RawServer, connection: socket.socket, _: bytes) -> bool:
        server.wait(0.005)
        connection.sendall(answer())
        return True

    server = serve(script)
    client = make_client(server.url)
    statuses: list[int] = []

    def work() -> None:
        statuses.extend(client.get("/x").status for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 160
    assert server.connections <= CONNECTIONS
