"""Changes of a profile go through the ledger like a creation."""

from typing import Any

import pytest

from tests.wizard.fake import NAME, FakeProvider
from wizard import launches, ledger, submissions
from wizard.models import Operation, Run, State, Submission
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    ProviderUnavailable,
)
from wizard.schema.fields import Schema
from wizard.submissions import Intent

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(db: None) -> Run:
    return launches.open_run(provider="fake", operator="o", origin="https://p.example")[0]


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


def change(run: Run, provider: FakeProvider, profile: str = "p-1", name: str = "New") -> Submission:
    def payload(reference: str) -> dict[str, Any]:
        return {"reference": reference, "fields": {"name": name}}

    last = ledger.latest(run, profile)
    after = last.pk if last else None
    intent = Intent(payload, Schema((NAME,)), "Company", profile_id=profile, after=after)
    return submissions.submit(run, provider, intent)


def test_a_change_that_was_made_is_filed_with_the_profile_that_was_changed(
    run: Run, provider: FakeProvider
) -> None:
    row = change(run, provider)

    assert (row.state, row.operation) == (State.UPDATED, Operation.UPDATE)
    assert (row.profile_id, row.payload) == ("p-1", None)


def test_a_run_can_change_a_profile_again_and_others_as_well(
    run: Run, provider: FakeProvider
) -> None:
    rows = [change(run, provider), change(run, provider), change(run, provider, "p-2")]

    assert {row.state for row in rows} == {State.UPDATED}
    assert len(provider.payloads) == 3


def test_a_change_does_not_stand_in_the_way_of_a_creation(run: Run, provider: FakeProvider) -> None:
    provider.faults["create"] = OutcomeUnknown("closed")
    change(run, provider)

    assert ledger.live(run) is None
    assert ledger.latest(run) is None
    assert ledger.live(run, "p-1") is not None


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ProviderRejected({"name": ["Taken"]}), State.REJECTED),
        (OutcomeUnknown("closed"), State.UNKNOWN),
        (ProviderUnavailable("limited"), State.PENDING),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_each_failure_of_a_change_has_its_state(
    run: Run, provider: FakeProvider, error: ProviderError, state: State
) -> None:
    provider.faults["create"] = error

    row = change(run, provider)

    assert (row.state, row.profile_id) == (state, "p-1")


def test_a_change_is_made_once_however_often_it_is_submitted(
    run: Run, provider: FakeProvider
) -> None:
    provider.faults["create"] = OutcomeUnknown("closed")
    first = change(run, provider)
    provider.faults.clear()

    second = change(run, provider, name="Other")

    assert (second.pk, second.state) == (first.pk, State.UNKNOWN)
    assert len(provider.payloads) == 1


def test_cancelling_the_run_withdraws_a_change_that_was_not_sent(
    run: Run, provider: FakeProvider
) -> None:
    provider.faults["create"] = ProviderUnavailable("limited")
    row = change(run, provider)

    assert submissions.withdraw(run)

    row.refresh_from_db()
    assert (row.state, row.payload) == (State.REJECTED, None)
