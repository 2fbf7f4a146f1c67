"""Client credentials: one token for all threads, renewed in time and once."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
import responses
from requests import PreparedRequest

from tests.providers.conftest import TOKEN_URL, Clock, MakeClient
from wizard.providers import auth as auth_module
from wizard.providers.auth import ClientCredentials
from wizard.providers.errors import ProviderMisbehaved, ProviderUnavailable

MakeAuth = Callable[..., ClientCredentials]
SECRETS = {"client_id": "id-1", "client_secret": "secret-1"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(auth_module, "time", clock)
    return clock


@pytest.fixture
def stubs() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as stubs:
        yield stubs


@pytest.fixture
def make_auth(make_client: MakeClient) -> MakeAuth:
    def make(**options: Any) -> ClientCredentials:
        return ClientCredentials(
            make_client(TOKEN_URL), client_id="id-1", client_secret="secret-1", **options
        )

    return make


def numbered(stubs: responses.RequestsMock, **reply: Any) -> list[str]:
    """Stub a token URL that hands out token-1, token-2 and so on; the list grows with them."""
    issued: list[str] = []

    def issue(_: PreparedRequest) -> tuple[int, dict[str, str], str]:
        issued.append(f"token-{len(issued) + 1}")
        return 200, {}, json.dumps({"access_token": issued[-1]} | reply)

    stubs.add_callback("POST", TOKEN_URL, issue)
    return issued


def test_token_is_fetched_once_and_kept(stubs: responses.RequestsMock, make_auth: MakeAuth) -> None:
    issued = numbered(stubs, expires_in=3600)
    auth = make_auth()

    tokens = [auth.token() for _ in range(3)]

    assert tokens == ["token-1"] * 3
    assert issued == ["token-1"]


@pytest.mark.parametrize(
    ("expires_in", "lifetime"),
    [
        pytest.param(3600, 3540, id="a minute before it expires"),
        pytest.param("3600", 3540, id="as text"),
        pytest.param(3600.0, 3540, id="as a float"),
        pytest.param(60, 30, id="half of a short life"),
        pytest.param(None, 240, id="null: five minutes"),
        pytest.param("soon", 240, id="garbage text"),
        pytest.param([1], 240, id="a list"),
        pytest.param({}, 240, id="an object"),
        pytest.param(0, 0, id="at once"),
        pytest.param(-5, 0, id="in the past"),
    ],
)
def test_token_is_renewed_shortly_before_it_expires(
    stubs: responses.RequestsMock,
    make_auth: MakeAuth,
    clock: Clock,
    expires_in: object,
    lifetime: float,
) -> None:
    numbered(stubs, expires_in=expires_in)
    auth = make_auth()
    assert auth.token() == "token-1"

    clock.now += lifetime - 0.5
    before = auth.token() if lifetime else "token-1"
    clock.now += 1
    after = auth.token()

    assert (before, after) == ("token-1", "token-2")


def test_token_without_a_lifetime_is_kept_for_five_minutes_less_the_skew(
    stubs: responses.RequestsMock, make_auth: MakeAuth, clock: Clock
) -> None:
    numbered(stubs)
    auth = make_auth()
    auth.token()

    clock.now += 239
    before = auth.token()
    clock.now += 2

    assert (before, auth.token()) == ("token-1", "token-2")


@pytest.mark.parametrize("expires_in", ["1" + "0" * 400, "1e999", '"inf"', '"nan"'])
def test_absurd_lifetime_does_not_keep_a_token_for_ever(
    stubs: responses.RequestsMock, make_auth: MakeAuth, clock: Clock, expires_in: str
) -> None:
    stubs.post(TOKEN_URL, body=f'{{"access_token": "token-1", "expires_in": {expires_in}}}')
    stubs.post(TOKEN_URL, json={"access_token": "token-2"})
    auth = make_auth()
    assert auth.token() == "token-1"

    clock.now += 10 * 365 * 86_400

    assert auth.token() == "token-2"


def test_renewal_after_a_failed_one_fetches_again(
    stubs: responses.RequestsMock, make_auth: MakeAuth
) -> None:
    stubs.post(TOKEN_URL, json={"access_token": "token-1"})
    stubs.post(TOKEN_URL, status=503)
    stubs.post(TOKEN_URL, json={"access_token": "token-2"})
    auth = make_auth()
    auth.token()
    with pytest.raises(ProviderUnavailable):
        auth.renew("token-1")

    token = auth.renew("token-1")

    assert token == "token-2"


@pytest.mark.parametrize(
    ("as_json", "kind"), [(False, FORM), (True, "application/json")], ids=["form", "json"]
)
@pytest.mark.parametrize(
    "options", [{}, {"audience": "aud-1"}, {"scope": "a b"}, {"audience": "aud-1", "scope": "a"}]
)
def test_body_holds_the_grant_and_only_what_is_set(
    stubs: responses.RequestsMock,
    make_auth: MakeAuth,
    as_json: bool,
    kind: str,
    options: dict[str, str],
) -> None:
    numbered(stubs)

    make_auth(as_json=as_json, **options).token()

    request = stubs.calls[0].request
    body = request.body.decode() if isinstance(request.body, bytes) else str(request.body)
    sent = json.loads(body) if as_json else {k: v[0] for k, v in parse_qs(body).items()}
    assert sent == {"grant_type": "client_credentials"} | SECRETS | options
    assert request.headers["Content-Type"] == kind
    assert "Authorization" not in request.headers


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_wrong_credentials_are_our_alarm_and_name_no_secret(
    stubs: responses.RequestsMock, make_auth: MakeAuth, status: int
) -> None:
    stubs.post(TOKEN_URL, status=status, json={"error": "invalid_client secret-1"})

    with pytest.raises(ProviderMisbehaved) as caught:
        make_auth().token()

    assert caught.value.status == status
    assert "secret-1" not in str(caught.value)
    assert "id-1" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "null",
        "[]",
        '"token"',
        "{}",
        '{"access_token": null}',
        '{"access_token": 5}',
        '{"access_token": ["a"]}',
        '{"access_token": ""}',
        '{"access_token": "a\\nb"}',
        '{"access_token": "tökén"}',
        '{"data": {"access_token": "nested"}}',
    ],
)
def test_malformed_token_reply_is_misbehaviour(
    stubs: responses.RequestsMock, make_auth: MakeAuth, body: str
) -> None:
    stubs.post(TOKEN_URL, body=body)

    with pytest.raises(ProviderMisbehaved):
        make_auth().token()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_token_that_cannot_be_had_now_is_unavailable(
    stubs: responses.RequestsMock, make_auth: MakeAuth, status: int
) -> None:
    stubs.post(TOKEN_URL, status=status)
    started = time.monotonic()

    with pytest.raises(ProviderUnavailable) as caught:
        make_auth().token()

    assert caught.type is ProviderUnavailable
    assert time.monotonic() - started < 1
