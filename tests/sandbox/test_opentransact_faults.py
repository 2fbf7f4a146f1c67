"""The magic names in OpenTransact: of profiles, and of what is written after them."""

import time
from http.client import RemoteDisconnected

import pytest

from tests.sandbox.conftest import Clock
from tests.sandbox.opentransact_caller import (
    ADDRESS,
    MARKETPLACE,
    PAYOUTS,
    UPDATED,
    OpenTransactCaller,
    Payload,
    codes,
    contact,
    organization,
    person,
    update,
)
from wizard.sandbox.magic import OPENTRANSACT_MEANINGS, find, find_in_email
from wizard.sandbox.server import SandboxServer


def street(name: str) -> Payload:
    return contact("addresses", UPDATED, **ADDRESS | {"street1": name})


def email(local_part: str) -> Payload:
    return contact("email-addresses", UPDATED, email=f"{local_part}@example.com")


def writes_of(name: str, local_part: str) -> list[Payload]:
    """The same fault in each place where it can be asked for."""
    renamed = update(UPDATED, person(name)["data"]["attributes"])
    return [person(name), organization(name), street(name), email(local_part), renamed]


def send(transact: OpenTransactCaller, payload: Payload, timeout: float = 10) -> int:
    method = transact.put if "id" in payload["data"] else transact.post
    return method(payload, timeout).status


def test_slow_goes_on_after_its_seconds(transact: OpenTransactCaller) -> None:
    start = time.monotonic()

    assert transact.post(email("slow-1s")).status == 201
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize("payload", writes_of("Timeout", "timeout"))
def test_timeout_writes_nothing(
    transact: OpenTransactCaller, sandbox: SandboxServer, payload: Payload
) -> None:
    with pytest.raises(TimeoutError):
        send(transact, payload, timeout=0.2)

    assert sandbox.writes() == []
    assert sandbox.requests()[-1]["status"] is None


@pytest.mark.parametrize("payload", writes_of("Timeout After Create", "timeout.after.create"))
def test_timeout_after_create_has_written(
    transact: OpenTransactCaller, sandbox: SandboxServer, payload: Payload
) -> None:
    with pytest.raises(TimeoutError):
        send(transact, payload, timeout=0.3)

    assert [each["received"] for each in sandbox.writes()] == [payload]


@pytest.mark.parametrize("payload", writes_of("Lost Answer", "lost_answer"))
def test_lost_answer_has_written(
    transact: OpenTransactCaller, sandbox: SandboxServer, payload: Payload
) -> None:
    with pytest.raises(RemoteDisconnected):
        send(transact, payload)

    assert [each["received"] for each in sandbox.writes()] == [payload]


def test_after_a_lost_answer_the_key_is_used_and_the_reference_is_found(
    transact: OpenTransactCaller,
) -> None:
    payload = person("Lost Answer", reference="our-1")
    with pytest.raises(RemoteDisconnected):
        transact.post(payload, Idempotency_Key="key-1")
    again = transact.post(payload, Idempotency_Key="key-1")
    found = transact.list(metadata={"reference": "our-1"}).json["data"]

    assert codes(again) == [("409", "")]
    assert [each["attributes"] for each in found] == [payload["data"]["attributes"]]


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        (person("Reject"), ["last-name"]),
        (organization("Reject Ltd"), ["name", "organization-type"]),
        (street("Reject Road"), ["street1", "zipcode"]),
        (email("reject"), ["email"]),
    ],
)
def test_reject_names_attributes(
    transact: OpenTransactCaller, sandbox: SandboxServer, payload: Payload, named: list[str]
) -> None:
    answer = transact.post(payload)

    assert codes(answer) == [("422", "10013")] * len(named)
    assert [each["detail"].split()[0] for each in answer.json["errors"]] == named
    assert sandbox.writes() == []


@pytest.mark.parametrize("payload", writes_of("Rate Limit", "rate.limit"))
def test_rate_limit_ends_after_its_seconds(
    transact: OpenTransactCaller, clock: Clock, payload: Payload
) -> None:
    first = send(transact, payload)
    clock.now += 10

    assert (first, send(transact, payload) in (200, 201)) == (429, True)


def test_rate_limit_says_how_long(transact: OpenTransactCaller) -> None:
    answer = transact.post(person("Rate Limit"))

    assert answer.headers["Retry-After"] == "10"
    assert answer.json == {
        "errors": [{"status": "429", "title": "Too Many Requests", "detail": "Too Many Attempts."}]
    }


@pytest.mark.parametrize("payload", writes_of("Down", "down"))
def test_down_is_always_down(
    transact: OpenTransactCaller, sandbox: SandboxServer, payload: Payload
) -> None:
    assert [send(transact, payload), send(transact, payload)] == [503, 503]
    assert sandbox.writes() == []


def test_broken_is_not_json(transact: OpenTransactCaller, sandbox: SandboxServer) -> None:
    answer = transact.post(person("Broken"))

    assert (answer.status, answer.headers["Content-Type"][:9]) == (200, "text/html")
    assert sandbox.writes() == []


@pytest.mark.parametrize("payload", writes_of("Expire Token", "expire-token"))
def test_expire_token_refuses_once(transact: OpenTransactCaller, payload: Payload) -> None:
    assert send(transact, payload) == 401
    assert send(transact, payload) in (200, 201)


def test_expire_token_says_that_the_key_has_expired(transact: OpenTransactCaller) -> None:
    assert codes(transact.post(person("Expire Token"))) == [("401", "10004")]


def test_a_list_fails_by_a_value_of_metadata(transact: OpenTransactCaller) -> None:
    assert codes(transact.list(metadata={"tier": "Down"})) == [("503", "")]
    assert transact.list(metadata={"tier": "Downtown"}).status == 200


def test_a_default_can_fail_by_itself(transact: OpenTransactCaller, sandbox: SandboxServer) -> None:
    identity = transact.created(contact("email-addresses", UPDATED, email="default+down@a.example"))
    refused = transact.created(
        contact("email-addresses", UPDATED, email="default+reject@a.example")
    )
    rejected = transact.put(update(UPDATED, default_email_address=refused))

    assert transact.put(update(UPDATED, default_email_address=identity)).status == 503
    assert rejected.json["errors"][0]["detail"].startswith("default_email_address must")
    assert len(sandbox.writes()) == 2


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("down@example.com", "down"),
        ("Slow-8s@example.com", "slow"),
        ("timeout.after.create.3@example.com", "timeout after create"),
        ("rate_limit+2@example.com", "rate limit"),
    ],
)
def test_magic_addresses(address: str, kind: str) -> None:
    found = find_in_email(address)

    assert found
    assert found.kind == kind


@pytest.mark.parametrize("address", ["down.to.earth@x.com", "jo.down@x.com", "downey@x.com", "", 5])
def test_ordinary_addresses(address: object) -> None:
    assert find_in_email(address) is None


def test_every_name_on_the_front_page_is_magic(transact: OpenTransactCaller) -> None:
    page = transact.raw("GET", "/").body.decode()

    for name in OPENTRANSACT_MEANINGS:
        assert find(name)
    for words in (
        f"{transact.host}/opentransact",
        transact.token,
        "default+down",
        MARKETPLACE,
        PAYOUTS,
    ):
        assert words in page
