"""Detected against the sandbox over real HTTP: the flow, and every fault that it can play."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from wizard import providers
from wizard.providers.base import NewProfile, Provider, Written
from wizard.providers.client import Timeouts
from wizard.providers.detected import Detected
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)
from wizard.providers.replies import MAX_ROWS
from wizard.sandbox.server import SandboxServer

DETAILS: dict[str, Any] = {
    "name": "Acme Widgets Ltd",
    "registration_number": "01234567",
    "entity_type": "ltd",
    "incorporated_on": "2001-02-03",
    "registered_address": {"line_1": "1 High Street", "city": "London", "postcode": "SW1A 1AA"},
    "directors": [{"name": "Jane Doe"}],
    "email": "jane@example.com",
    "source": "api",
}
BY_HAND = NewProfile("company", "GB", "ref-1", fields=DETAILS)


@dataclass
class Operator:
    """Goes through the provider's calls."""

    provider: Provider

    def create(self, profile: NewProfile) -> Written:
        payload = self.provider.payload(profile)
        return self.provider.write(payload, "profile", {}, "key-1")

    def by_hand(self, name: str) -> Written:
        return self.create(replace(BY_HAND, fields=DETAILS | {"name": name}))

    def by_match(self, name: str) -> Written:
        match = self.provider.search("company", "GB", {"name": name}).rows[0]
        return self.create(NewProfile("company", "GB", "ref-1", match=match))


@pytest.fixture
def operator(sandbox: SandboxServer) -> Operator:
    return Operator(providers.get("detected"))


@pytest.fixture
def hurried(sandbox: SandboxServer) -> Iterator[Operator]:
    """An operator whose provider waits for a second only."""
    provider = Detected(
        f"{sandbox.url}/api/v1/public",
        client_id="sandbox",
        client_secret="sandbox-secret",
        token_url=f"{sandbox.url}/oauth/token",
        timeouts=Timeouts(connect=1, read=1, write=1),
    )
    yield Operator(provider)
    provider.close()


def sent(sandbox: SandboxServer) -> int:
    """How often a creation was sent."""
    calls = [(each["method"], each["path"]) for each in sandbox.requests()]
    return calls.count(("POST", "/api/v1/public/profiles"))


def test_flow_by_match(sandbox: SandboxServer, operator: Operator) -> None:
    types = operator.provider.profile_types()
    fields = operator.provider.search_fields("company", "GB")
    results = operator.provider.search("company", "GB", {"name": "acorn"})
    made = operator.create(NewProfile("company", "GB", "ref-1", match=results.rows[0]))

    (company,) = (each for each in types if each.code == "company")
    (profile,) = sandbox.profiles()
    assert {each.code: each.search for each in company.countries}["GB"] is True
    assert fields is not None
    assert [spec.key for spec in fields.specs] == ["name", "registration_number", "city"]
    assert made == Written(profile["id"], "processed")
    assert (profile["name"], profile["customer_reference"]) == (results.rows[0].title, "ref-1")


def test_flow_by_hand(sandbox: SandboxServer, operator: Operator) -> None:
    no_search = operator.provider.search_fields("company", "AE")
    empty_search = operator.provider.search_fields("company", "JP")
    details = operator.provider.profile_fields("company", "GB").schema
    made = operator.create(BY_HAND)

    (profile,) = sandbox.profiles()
    assert (no_search, empty_search) == (None, None)
    assert details.warnings == ()
    assert made.remote_id == profile["id"]
    assert profile["received"]["fields"] == DETAILS


def test_one_token_serves_the_whole_flow(sandbox: SandboxServer, operator: Operator) -> None:
    operator.provider.profile_types()
    operator.by_match("acorn")

    paths = [each["path"] for each in sandbox.requests()]
    assert paths.count("/oauth/token") == 1


def test_search_without_a_match_and_with_many(operator: Operator) -> None:
    none = operator.provider.search("company", "GB", {"name": "No Match Ltd"})
    many = operator.provider.search("company", "GB", {"name": "Many Ltd"})

    assert (none.rows, none.total) == ((), 0)
    assert (len(many.rows), many.total) == (MAX_ROWS, 5000)


@pytest.mark.parametrize(
    ("name", "error", "profiles"),
    [
        ("Broken Ltd", OutcomeUnknown, 0),
        ("Down Ltd", OutcomeUnknown, 0),
        ("Rate Limit Ltd", ProviderUnavailable, 0),
        ("Reject Ltd", ProviderRejected, 0),
        ("Lost Answer Ltd", OutcomeUnknown, 1),
        ("Timeout Ltd", OutcomeUnknown, 0),
        ("Timeout After Create Ltd", OutcomeUnknown, 1),
    ],
)
def test_fault_at_a_creation_by_hand(
    sandbox: SandboxServer,
    hurried: Operator,
    name: str,
    error: type[ProviderError],
    profiles: int,
) -> None:
    with pytest.raises(ProviderError) as caught:
        hurried.by_hand(name)

    assert caught.type is error
    assert len(sandbox.profiles()) == profiles
    assert sent(sandbox) == 1


@pytest.mark.parametrize(
    ("name", "error", "profiles"),
    [
        ("Reject Ltd", ProviderRejected, 0),
        ("Expired Results Ltd", ProviderRejected, 0),
        ("Lost Answer Ltd", OutcomeUnknown, 1),
        ("Timeout After Create Ltd", OutcomeUnknown, 1),
    ],
)
def test_fault_at_a_creation_from_a_match(
    sandbox: SandboxServer,
    hurried: Operator,
    name: str,
    error: type[ProviderError],
    profiles: int,
) -> None:
    with pytest.raises(ProviderError) as caught:
        hurried.by_match(name)

    assert caught.type is error
    assert len(sandbox.profiles()) == profiles
    assert sent(sandbox) == 1


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("Broken Ltd", ProviderMisbehaved),
        ("Down Ltd", ProviderUnavailable),
        ("Rate Limit Ltd", ProviderUnavailable),
        ("Timeout Ltd", ProviderUnavailable),
    ],
)
def test_fault_at_a_search(
    sandbox: SandboxServer, hurried: Operator, name: str, error: type[ProviderError]
) -> None:
    with pytest.raises(ProviderError) as caught:
        hurried.provider.search("company", "GB", {"name": name})

    paths = [each["path"] for each in sandbox.requests()]
    assert caught.type is error
    assert paths.count("/api/v1/public/search") == 1


def test_rate_limit_says_how_long_to_wait(operator: Operator) -> None:
    with pytest.raises(ProviderUnavailable) as caught:
        operator.by_hand("Rate Limit Ltd")

    assert caught.value.status == 429
    assert caught.value.retry_after in range(1, 11)


def test_expired_token_is_renewed_and_one_profile_made(
    sandbox: SandboxServer, operator: Operator
) -> None:
    found = operator.provider.search("company", "GB", {"name": "Expire Token Ltd"})
    made = operator.by_hand("Expire Token Ltd")

    (profile,) = sandbox.profiles()
    assert found.total == 1
    assert made.remote_id == profile["id"]
    assert sent(sandbox) == 2  # the first was answered 401


def test_refusal_names_the_fields(operator: Operator) -> None:
    with pytest.raises(ProviderRejected) as by_hand:
        operator.by_hand("Reject Ltd")
    with pytest.raises(ProviderRejected) as expired:
        operator.by_match("Expired Results Ltd")

    assert by_hand.value.field_errors == {
        "name": ["This name is already in use."],
        "registered_address.postcode": ["This does not agree with the register."],
    }
    assert expired.value.field_errors == {"response_id": ["These search results have expired."]}


def test_wrong_credentials_create_nothing(sandbox: SandboxServer) -> None:
    provider = Detected(
        f"{sandbox.url}/api/v1/public",
        client_id="sandbox",
        client_secret="wrong",
        token_url=f"{sandbox.url}/oauth/token",
    )

    with pytest.raises(ProviderMisbehaved):
        Operator(provider).create(BY_HAND)
    provider.close()

    assert sent(sandbox) == 0
    assert sandbox.profiles() == []
