"""Processes that share a cache share the token, and nobody else can read it there."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import responses
from django.core.cache import cache
from pytest_django import Settings
from requests import PreparedRequest

from config import stores
from tests.providers.conftest import TOKEN_URL, MakeClient
from wizard.providers import caching
from wizard.providers.auth import ClientCredentials
from wizard.providers.errors import ProviderMisbehaved

MakeProcess = Callable[..., ClientCredentials]


@pytest.fixture
def issued() -> Iterator[list[str]]:
    """Tokens that were handed out; each is another one."""
    issued: list[str] = []

    def issue(_: PreparedRequest) -> tuple[int, dict[str, str], str]:
        issued.append(f"token-{len(issued) + 1}")
        return 200, {}, json.dumps({"access_token": issued[-1], "expires_in": 3600})

    with responses.RequestsMock(assert_all_requests_are_fired=False) as stubs:
        stubs.add_callback("POST", TOKEN_URL, issue)
        yield issued


@pytest.fixture
def process(make_client: MakeClient) -> Iterator[MakeProcess]:
    """What another process has: the same settings, and no memory."""
    client = secrets.token_hex(8)

    def make(client_secret: str = "secret-1", **options: Any) -> ClientCredentials:
        return ClientCredentials(
            make_client(TOKEN_URL),
            client_id=client,
            client_secret=client_secret,
            shared=True,
            **options,
        )

    yield make
    cache.delete(caching.GENERATION)


@pytest.mark.usefixtures("store")
def test_processes_have_one_token(process: MakeProcess, issued: list[str]) -> None:
    assert [process().token() for _ in range(3)] == ["token-1"] * 3
    assert issued == ["token-1"]


@pytest.mark.usefixtures("store")
def test_what_one_was_refused_with_is_renewed_once_for_all(
    process: MakeProcess, issued: list[str]
) -> None:
    one, two = process(), process()
    one.token(), two.token()

    assert [one.renew("token-1"), two.renew("token-1"), process().token()] == ["token-2"] * 3
    assert issued == ["token-1", "token-2"]


@pytest.mark.usefixtures("store")
def test_a_token_that_expires_is_not_handed_out(
    process: MakeProcess, issued: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    process().token()
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 3541)

    assert process().token() == "token-2"


@pytest.mark.usefixtures("store")
def test_processes_that_need_one_at_once_fetch_once(
    process: MakeProcess, issued: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "WAIT_SECONDS", 60)
    together = threading.Barrier(8)
    got: list[str] = []

    def need(auth: ClientCredentials) -> None:
        together.wait(60)
        got.append(auth.token())

    threads = [threading.Thread(target=need, args=(process(),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert got == ["token-1"] * 8
    assert issued == ["token-1"]


@pytest.mark.usefixtures("store")
def test_another_secret_or_scope_has_a_token_of_its_own(
    process: MakeProcess, issued: list[str]
) -> None:
    tokens = [process().token(), process("secret-2").token(), process(scope="all").token()]

    assert tokens == ["token-1", "token-2", "token-3"]


@pytest.mark.usefixtures("store")
def test_forgetting_all_forgets_the_token(process: MakeProcess, issued: list[str]) -> None:
    process().token()
    caching.forget_all()

    assert process().token() == "token-2"


def test_the_cache_holds_neither_token_nor_secret(
    process: MakeProcess, issued: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[object] = []
    monkeypatch.setattr(cache, "set", lambda *what: held.append(what))
    process().token()

    assert issued
    assert held
    assert "token-1" not in repr(held)
    assert "secret-1" not in repr(held)


@pytest.mark.usefixtures("store")
def test_a_refusal_is_not_kept(process: MakeProcess) -> None:
    with responses.RequestsMock() as stubs:
        stubs.post(TOKEN_URL, status=401)
        with pytest.raises(ProviderMisbehaved):
            process().token()
        stubs.post(TOKEN_URL, json={"access_token": "token-1"})
        assert process().token() == "token-1"


def test_without_the_cache_each_process_has_its_own(
    process: MakeProcess, issued: list[str], settings: Settings
) -> None:
    settings.CACHES = {"default": stores.cache("redis://127.0.0.1:1/0")}

    assert [process().token(), process().token()] == ["token-1", "token-2"]
