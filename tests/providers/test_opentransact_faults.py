"""Every fault that the sandbox plays, at every write of OpenTransact over real HTTP."""

from collections.abc import Iterator

import pytest

from tests.providers.judged import ADDRESS, ORGANIZATION, PERSON, Object, Steps, new, speaking
from wizard.providers.base import Written
from wizard.providers.client import Timeouts
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)
from wizard.providers.opentransact import OpenTransact
from wizard.sandbox.server import SandboxServer


@pytest.fixture
def hurried(sandbox: SandboxServer) -> Iterator[OpenTransact]:
    """One that waits for a second only."""
    with speaking(sandbox, timeouts=Timeouts(1, 1, 1)) as made:
        yield made


def at(kind: str, name: str) -> tuple[Object, str]:
    """Details whose write of this kind has the magic name, and the kind."""
    email = f"{name.lower().replace(' ', '.')}@example.com"
    changes: dict[str, Object] = {
        "profile": {"last-name": name},
        "address-1": {"addresses": [{**ADDRESS, "street1": name}]},
        "email-address-1": {"email-addresses": [email]},
        "defaults": {"email-addresses": [f"default+{email}"]},
    }
    return {**PERSON, **changes[kind]}, kind


KINDS = ["profile", "address-1", "email-address-1", "defaults"]


def until(provider: OpenTransact, fields: Object, kind: str) -> Steps:
    """The writes before this one made."""
    steps = new(provider, fields)
    for name in steps.kinds():
        if name == kind:
            break
        steps.make(name)
    return steps


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "error", "made"),
    [
        ("Broken", OutcomeUnknown, False),
        ("Down", OutcomeUnknown, False),
        ("Expire Token", ProviderMisbehaved, False),
        ("Lost Answer", OutcomeUnknown, True),
        ("Rate Limit", ProviderUnavailable, False),
        ("Reject", ProviderRejected, False),
        ("Timeout", OutcomeUnknown, False),
        ("Timeout After Create", OutcomeUnknown, True),
    ],
)
def test_every_fault_at_every_write(
    sandbox: SandboxServer,
    hurried: OpenTransact,
    kind: str,
    name: str,
    error: type[ProviderError],
    made: bool,
) -> None:
    steps = until(hurried, *at(kind, name))
    before, asked = len(sandbox.writes()), len(sandbox.requests())

    with pytest.raises(ProviderError) as caught:
        steps.make(kind)
    found = steps.find(kind)

    calls = [each["method"] for each in sandbox.requests()[asked:]]
    assert caught.type is error
    assert len(sandbox.writes()) - before == made
    assert sum(method in {"POST", "PUT"} for method in calls) == 1
    if made:
        assert found == Written(sandbox.writes()[-1]["id"])
    else:
        assert found is None


@pytest.mark.parametrize(
    ("fields", "kind", "keys_"),
    [
        (*at("profile", "Reject"), {"last-name"}),
        ({**ORGANIZATION, "name": "Reject Ltd"}, "profile", {"name", "organization-type"}),
        (*at("address-1", "Reject"), {"addresses.0.street1", "addresses.0.zipcode"}),
        (*at("email-address-1", "Reject"), {"email-addresses.0"}),
        (*at("defaults", "Reject"), {"email-addresses"}),
    ],
)
def test_a_rejection_is_at_the_fields_that_it_names(
    hurried: OpenTransact, fields: Object, kind: str, keys_: set[str]
) -> None:
    with pytest.raises(ProviderRejected) as caught:
        until(hurried, fields, kind).make(kind)

    assert caught.value.field_errors.keys() == keys_
    assert caught.value.form_errors == []
