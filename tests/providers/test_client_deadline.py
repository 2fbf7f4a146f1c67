"""The client against servers that never finish: every exchange ends near its deadline."""

import socket
import threading
import time
from contextlib import suppress

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
from wizard.providers.client import Client, Timeouts
from wizard.providers.errors import OutcomeUnknown, ProviderUnavailable

TOTAL = 0.6  # seconds that an exchange may take in these tests
NEAR = TOTAL * 2  # what is still near that deadline, on a busy machine
QUICK = Timeouts(connect=1, read=TOTAL, write=TOTAL)
ENDS = 2.0  # where the server gives up, so that a test of an endless answer ends


def drip(server: RawServer, connection: socket.socket, start: bytes, byte: bytes) -> None:
    """Send the start, then one byte again and again for longer than the client may wait."""
    connection.sendall(start)
    until = time.monotonic() + ENDS
    while time.monotonic() < until and server.wait(0.1):
        connection.sendall(byte)


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
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n", id="an answer always announced"),
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

    assert took < TOTAL + 1  # it may end within the pause before the retry


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


def test_a_read_that_must_be_quick_is_cut_earlier(serve: Serve, make_client: MakeClient) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"
    server = serve(lambda server, connection, _: drip(server, connection, head, b" "))

    def quick(client: Client) -> object:
        return client.get("/x", seconds=TOTAL)

    took = seconds(quick, make_client(server.url), ProviderUnavailable)

    assert TOTAL * 0.5 < took < NEAR
