"""The ways to the cache and to the background: bounded, and silent where they fail."""

import pickle
import socket
import threading
import time

import pytest
from django.core.cache import cache
from pytest_django import Settings

from config import stores
from wizard.providers import caching


def test_a_cache_that_hangs_is_waited_for_once(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings.CACHES = {"default": stores.cache(f"redis://127.0.0.1:{port}/0")}
        times = 0

        def asked() -> None:
            nonlocal times
            times += 1
            cache.get("anything")

        for _ in range(5):
            caching.tried(asked, default=None)

    assert times == 1


def test_only_so_many_threads_ask_ahead() -> None:
    go, done = threading.Event(), threading.Semaphore(0)
    ran: list[int] = []

    def wait(number: int) -> None:
        assert go.wait(60)
        ran.append(number)
        done.release()

    for number in range(caching.AT_ONCE + 3):
        caching.in_background(lambda number=number: wait(number))  # type: ignore[misc]  # a default binds it
    go.set()
    for _ in range(caching.AT_ONCE):
        assert done.acquire(timeout=60)

    assert sorted(ran) == list(range(caching.AT_ONCE))


def test_what_crashes_in_the_background_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    ended = threading.Event()

    def crash() -> None:
        try:
            raise ValueError("unforeseen")
        finally:
            ended.set()

    with caplog.at_level("ERROR"):
        assert caching.in_background(crash)
        assert ended.wait(60)
        until = time.monotonic() + 60
        while not caplog.records:
            assert time.monotonic() < until
            time.sleep(0.01)

    assert "not fetched ahead" in caplog.text


def test_what_redis_holds_is_no_program() -> None:
    plain = stores.Plain()
    entry = [1.5, None, [200, b"\xff{}", 'W/"1"'], {"bytes": "x", "more": 1}]

    assert plain.loads(plain.dumps(entry)) == entry
    with pytest.raises(ValueError, match="decode"):
        plain.loads(pickle.dumps(entry))
    with pytest.raises(TypeError, match="object is not kept"):
        plain.dumps(object())
