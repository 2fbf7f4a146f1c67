"""The HTTP door: what is retried, what a status means, what is never sent or followed."""

import logging
import threading
from contextlib import suppress

import pytest
import requests
import responses

from tests.providers.conftest import API, MakeClient, Tokens
from wizard.providers.client import Client
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderUnavailable,
)

URL = f"{API}/x"


def send(client: Client, kind: str) -> None:
    """A read, a search (a POST that creates nothing) or a write."""
    if kind == "read":
        client.get("/x")
    else:
        client.post("/x", {"a": 1}, write=kind == "write")


def failure(client: Client, kind: str) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        send(client, kind)
    return caught.value


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_read_is_tried_three_times(
    http: responses.RequestsMock, make_client: MakeClient, no_backoff: None, status: int
) -> None:
    for code in (status, status, 200):
        http.get(URL, status=code, json={"n": code})

    reply = make_client().get("/x")

    assert (reply.status, reply.json()) == (200, {"n": 200})
    http.assert_call_count(URL, 3)


def test_read_gives_up_after_three_times(
    http: responses.RequestsMock, make_client: MakeClient, no_backoff: None
) -> None:
    http.get(URL, status=503)

    error = failure(make_client(), "read")

    assert (type(error), error.status) == (ProviderUnavailable, 503)
    http.assert_call_count(URL, 3)


@pytest.mark.parametrize("kind", ["search", "write"])
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_post_is_never_repeated(
    http: responses.RequestsMock, make_client: MakeClient, kind: str, status: int
) -> None:
    http.post(URL, status=status, headers={"Retry-After": "1"})

    failure(make_client(), kind)

    http.assert_call_count(URL, 1)


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("read", 500, ProviderUnavailable),
        ("search", 503, ProviderUnavailable),
        ("write", 500, OutcomeUnknown),
        ("write", 503, OutcomeUnknown),
        ("write", 599, OutcomeUnknown),
        ("read", 301, ProviderMisbehaved),
        ("read", 308, ProviderMisbehaved),
        ("search", 307, ProviderMisbehaved),
        ("write", 302, OutcomeUnknown),
        ("write", 307, OutcomeUnknown),
        ("write", 408, OutcomeUnknown),
        ("write", 409, OutcomeUnknown),
        ("write", 429, ProviderUnavailable),
    ],
)
def test_status_decides_the_error(
    http: responses.RequestsMock,
    make_client: MakeClient,
    no_backoff: None,
    kind: str,
    status: int,
    expected: type[ProviderError],
) -> None:
    http.add("GET" if kind == "read" else "POST", URL, status=status, body="<p>secret words</p>")

    error = failure(make_client(), kind)

    assert (type(error), error.status) == (expected, status)
    assert "secret" not in str(error)


@pytest.mark.parametrize("kind", ["search", "write"])
@pytest.mark.parametrize("status", [200, 201, 204, 400, 403, 404, 422])
def test_definite_answers_are_returned(
    http: responses.RequestsMock, make_client: MakeClient, kind: str, status: int
) -> None:
    http.post(URL, status=status, body=b"" if status == 204 else b"{}")

    reply = make_client().post("/x", {}, write=kind == "write")

    assert (reply.status, reply.ok) == (status, status < 300)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0),
        ("7", 7),
        ("3600", 3600),
        ("0000003600", 3600),
        ("0" * 100, 0),
        ("999999", 86_400),
        ("9" * 4000, 86_400),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Mon, 01 Jan 99999 00:00:00 GMT", None),
    ],
)
@pytest.mark.parametrize("kind", ["search", "write"])
def test_rate_limit_says_how_long_to_wait(
    http: responses.RequestsMock,
    make_client: MakeClient,
    kind: str,
    header: str | None,
    seconds: int | None,
) -> None:
    http.post(URL, status=429, headers={"Retry-After": header} if header is not None else {})

    error = failure(make_client(), kind)

    assert type(error) is ProviderUnavailable
    assert error.retry_after == seconds


def test_refused_token_is_renewed_and_the_call_repeated_once(
    http: responses.RequestsMock, make_client: MakeClient
) -> None:
    http.post(URL, status=401)
    http.post(URL, status=201, json={})
    tokens = Tokens()

    reply = make_client(auth=tokens).post("/x", {"a": 1}, write=True)

    sent = [call.request.headers["Authorization"] for call in http.calls]
    assert (reply.status, sent) == (201, ["Bearer token-0", "Bearer token-1"])
    assert http.calls[0].request.body == http.calls[1].request.body


def test_refused_new_token_is_misbehaviour(
    http: responses.RequestsMock, make_client: MakeClient
) -> None:
    http.post(URL, status=401)
    tokens = Tokens()

    error = failure(make_client(auth=tokens), "write")

    assert (type(error), error.status, tokens.renewed) == (ProviderMisbehaved, 401, 1)
    http.assert_call_count(URL, 2)


def test_a_session_a_thread(make_client: MakeClient) -> None:
    client = make_client()
    seen: list[requests.Session] = []
    thread = threading.Thread(target=lambda: seen.append(client._session()))

    thread.start()
    thread.join()

    assert client._session() is client._session()
    assert client._session() is not seen[0]


@pytest.mark.parametrize("status", [200, 404, 429, 503])
def test_log_holds_route_template_and_status_and_no_secrets(
    http: responses.RequestsMock,
    make_client: MakeClient,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    caplog.set_level(logging.INFO, "wizard")
    http.post(f"{API}/t/company", status=status, body="secret answer")

    with suppress(ProviderUnavailable):
        make_client(auth=Tokens()).send(
            "POST", "/t/{type}", {"type": "company"}, reference="ref-1", json={"a": "secret"}
        )

    (message,) = (record.getMessage() for record in caplog.records)
    assert message.startswith(f"POST /t/{{type}} {status} ")
    assert message.endswith(" attempt 1 ref-1")
    assert "secret" not in message
    assert "token" not in message
