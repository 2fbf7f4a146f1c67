"""The HTTP door: queries, headers of a call, PUT, and a credential that nothing renews."""

import json
import logging
from collections.abc import Callable

import pytest
import responses
from pytest_django import Settings

from tests.providers.conftest import API, MakeClient, RawServer, Serve
from wizard.providers.auth import ApiKey
from wizard.providers.client import Timeouts
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderUnavailable,
)

URL = f"{API}/x"


def test_a_query_is_encoded_behind_the_address(
    http: responses.RequestsMock, make_client: MakeClient
) -> None:
    http.get(URL, json={})

    make_client().get("/x", query=[("filter[metadata][a b]", "Jüne&x=1"), ("page[size]", "2")])

    expected = f"{URL}?filter%5Bmetadata%5D%5Ba+b%5D=J%C3%BCne%26x%3D1&page%5Bsize%5D=2"
    assert http.calls[-1].request.url == expected


def test_no_query_is_logged_however_it_is_answered(
    serve: Serve, make_client: MakeClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(settings.LOGGING["loggers"]["urllib3"]["level"])
    answers = iter([b"", b"nonsense\r\n\r\n", b"HTTP/1.1 503 Down\r\nContent-Length: 0\r\n\r\n"])
    server = serve(lambda _, connection, __: connection.sendall(next(answers, b"")))

    with pytest.raises(ProviderUnavailable):
        make_client(server.url).get("/x", query=[("name", "Marker-Name")])

    assert len(server.requests) >= 2
    assert b"Marker-Name" in server.requests[0]
    assert "GET /x failed" in caplog.text or "GET /x 503" in caplog.text
    assert "Marker" not in caplog.text


def test_headers_of_a_call_stand_beside_ours(
    http: responses.RequestsMock, make_client: MakeClient
) -> None:
    http.put(URL, json={})
    media_type = "application/vnd.api+json"
    headers = {"Accept": media_type, "Content-Type": media_type, "Idempotency-Key": "key-1"}

    make_client(auth=ApiKey("secret")).put("/x", {"a": 1}, headers=headers)

    sent = http.calls[-1].request
    assert headers.items() <= dict(sent.headers).items()
    assert sent.headers["Authorization"] == "Bearer secret"
    assert sent.headers["User-Agent"] == "profile-wizard"
    assert json.loads(sent.body or "") == {"a": 1}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (301, OutcomeUnknown),
        (408, OutcomeUnknown),
        (409, OutcomeUnknown),
        (429, ProviderUnavailable),
        (500, OutcomeUnknown),
        (503, OutcomeUnknown),
    ],
)
def test_a_put_is_a_write_that_is_sent_once(
    http: responses.RequestsMock,
    make_client: MakeClient,
    status: int,
    expected: type[ProviderError],
) -> None:
    http.put(URL, status=status, headers={"Retry-After": "1"})

    with pytest.raises(ProviderError) as caught:
        make_client().put("/x", {})

    assert (type(caught.value), caught.value.status) == (expected, status)
    http.assert_call_count(URL, 1)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"])
def test_a_put_without_a_whole_answer_is_not_repeated(
    serve: Serve, make_client: MakeClient, answer: bytes
) -> None:
    server = serve(lambda _, connection, __: connection.sendall(answer))

    with pytest.raises(OutcomeUnknown):
        make_client(server.url, timeouts=Timeouts(1, 1, 1)).put("/x", {})

    assert len(server.requests) == 1


def test_a_put_that_nobody_took_was_not_sent(serve: Serve, make_client: MakeClient) -> None:
    with RawServer(lambda *_: None) as server:
        closed = server.url

    with pytest.raises(ProviderUnavailable) as caught:
        make_client(closed).put("/x", {})

    assert caught.type is ProviderUnavailable


@pytest.mark.parametrize("call", ["get", "put"])
def test_a_key_that_is_refused_is_not_sent_again(
    http: responses.RequestsMock, make_client: MakeClient, call: str
) -> None:
    http.add(call.upper(), URL, status=401, json={"errors": []})
    client = make_client(auth=ApiKey("secret"))
    calls: dict[str, Callable[[], object]] = {
        "get": lambda: client.get("/x"),
        "put": lambda: client.put("/x", {}),
    }

    reply = calls[call]()

    assert getattr(reply, "status", None) == 401
    http.assert_call_count(URL, 1)


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "naïve"])
def test_a_key_that_no_header_can_hold_is_sent_nowhere(
    http: responses.RequestsMock, make_client: MakeClient, key: str
) -> None:
    with pytest.raises(ProviderMisbehaved, match="check it") as caught:
        make_client(auth=ApiKey(key)).put("/x", {})

    assert not key or key not in str(caught.value)
    assert len(http.calls) == 0
