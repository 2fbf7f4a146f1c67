"""Calls that are not made: too many are on their way, or the provider said to wait."""

import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.providers.conftest import Clock, MakeClient, Serve, answer, create, read, search
from wizard.providers import bulkhead as bulkhead_module
from wizard.providers import pauses as pauses_module
from wizard.providers.bulkhead import BUSY_SECONDS, threads_held
from wizard.providers.client import Client
from wizard.providers.errors import ProviderUnavailable
from wizard.providers.pauses import LONGEST

BUSY = answer(b"{}", "429 Busy", "Retry-After: 60")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pauses_module, "time", clock)
    return clock


def told(client: Client, send: object = search) -> int | None:
    """How long to wait, as the failure says."""
    with pytest.raises(ProviderUnavailable) as caught:
        send(client)  # type: ignore[operator]  # one of the three ways to send
    assert caught.type is ProviderUnavailable
    return caught.value.retry_after


# -- too many --------------------------------------------------------------------------------------


@pytest.mark.parametrize("queue", [0.05, 2])
def test_no_more_threads_are_held_than_are_allowed(
    serve: Serve, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch, queue: float
) -> None:
    # Given a provider that answers nobody until the test lets it
    answering = threading.Event()
    reached = threading.Semaphore(0)

    def script(_: object, connection: object, __: bytes) -> bool:
        reached.release()
        answering.wait(10)
        connection.sendall(answer())  # type: ignore[attr-defined]  # a socket
        return True  # or the next call may meet a connection that is being closed

    server = serve(script)
    monkeypatch.setattr(bulkhead_module, "QUEUE_SECONDS", queue)
    client = make_client(server.url, connections=4)

    # When ten operators ask for something
    with ThreadPoolExecutor(10) as pool:
        calls = [pool.submit(search, client) for _ in range(4)]
        for _ in calls:
            assert reached.acquire(timeout=10)
        waiting = [pool.submit(search, client) for _ in range(2)]
        while client.bulkhead._threads.acquire(blocking=False):  # until both wait
            client.bulkhead._threads.release()

        # Then those beyond the ones who wait are told at once, unsent
        assert [told(client), told(client, create)] == [BUSY_SECONDS] * 2
        assert len(server.requests) == 4
        if queue < 1:  # those who wait are told a little later
            errors = [call.exception(timeout=10) for call in waiting]
            assert [type(error) for error in errors] == [ProviderUnavailable] * 2
            assert len(server.requests) == 4
        answering.set()
        done = calls if queue < 1 else [*calls, *waiting]
        assert all(call.exception(timeout=10) is None for call in done)

    # And afterwards there are places again
    search(client)
    assert client.bulkhead._threads._value == threads_held(4)


# -- told to wait ----------------------------------------------------------------------------------


def test_a_route_that_said_to_wait_is_not_called_before(
    serve: Serve, make_client: MakeClient, clock: Clock
) -> None:
    server = serve(lambda _, connection, __: connection.sendall(BUSY))
    client = make_client(server.url)

    assert told(client) == 60
    clock.now += 45.5
    assert [told(client), told(client, create)] == [15, 15]
    assert len(server.requests) == 1
    clock.now += 14.5
    told(client)

    assert len(server.requests) == 2


@pytest.mark.usefixtures("store")
def test_processes_that_share_a_cache_wait_together(
    serve: Serve, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(lambda _, connection, __: connection.sendall(BUSY))
    deployment = secrets.token_hex(8)
    first, second = (make_client(server.url, shared=deployment) for _ in range(2))
    other = make_client(server.url, shared=secrets.token_hex(8))

    assert [told(first), told(second)] == [60, 60]
    assert len(server.requests) == 1
    told(other)
    assert len(server.requests) == 2

    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 60)
    told(second)
    assert len(server.requests) == 3


def test_another_route_is_called_meanwhile(
    serve: Serve, make_client: MakeClient, clock: Clock
) -> None:
    answers = iter([BUSY, answer(), answer()])
    server = serve(lambda _, connection, __: connection.sendall(next(answers)))
    client = make_client(server.url)
    told(client)

    read(client)
    client.post("/y", {})

    assert len(server.requests) == 3


def test_a_very_long_wait_is_asked_about_once_in_five_minutes(
    serve: Serve, make_client: MakeClient, clock: Clock
) -> None:
    busy = answer(b"{}", "429 Busy", "Retry-After: 7200")
    server = serve(lambda _, connection, __: connection.sendall(busy))
    client = make_client(server.url)

    assert told(client) == 7200
    clock.now += LONGEST - 1
    assert told(client) == 7200 - LONGEST + 1
    assert len(server.requests) == 1
    clock.now += 1
    told(client)

    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("after", "expected"), [(60, range(55, 62)), (-60, range(1)), (10**7, [86_400])]
)
def test_a_wait_may_be_told_as_a_date(
    serve: Serve, make_client: MakeClient, after: int, expected: range | list[int]
) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=after), usegmt=True)
    busy = answer(b"{}", "429 Busy", f"Retry-After: {moment}")
    server = serve(lambda _, connection, __: connection.sendall(busy))

    assert told(make_client(server.url)) in expected
