"""Invariants of the ledger over everything that can be said of a row: I6, I7 and I8."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.wizard.fake import FakeProvider
from tests.wizard.test_deliveries import provider, run, submit
from wizard import launches, ledger, submissions
from wizard.deliveries import idempotency_key
from wizard.models import Delivery, Resolution, Run, State, Submission
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderUnavailable,
)

pytestmark = pytest.mark.django_db

__all__ = ["provider", "run"]
LIVE = [State.PENDING, State.IN_FLIGHT, State.PARTIAL, State.CREATED, State.UNKNOWN]
NOTHING_NEW: list[ProviderError] = [
    OutcomeUnknown("closed"),
    ProviderUnavailable("not sent"),
    ProviderUnavailable("limited", status=429, retry_after=30),
    ProviderMisbehaved("401", status=401),
]


def filed(state: State, **columns: object) -> Submission:
    profile = {"profile_id": f"p-{Submission.objects.count()}"}
    return Submission.objects.create(
        provider="fake", payload_sha256="0" * 64, state=state, **profile, **columns
    )


@pytest.mark.parametrize("second", LIVE)
@pytest.mark.parametrize("first", LIVE)
def test_i6_the_database_has_one_live_creation_of_a_run_and_of_a_reference(
    run: Run, first: State, second: State
) -> None:
    row = filed(first, run=run, portal="p", ext="e")

    for taken in ({"run": run}, {"portal": "p", "ext": "e"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            filed(second, **taken)
    filed(second, portal="another", ext="e")
    filed(second, portal="p", ext="another")
    Submission.objects.filter(pk=row.pk).update(state=State.REJECTED)
    filed(second, run=run, portal="p", ext="e")


def lose(run: Run, provider: FakeProvider) -> Submission:
    provider.faults["create"] = provider.faults["recover"] = OutcomeUnknown("closed")
    row = submit(run, provider)
    assert row.state == State.UNKNOWN
    return row


def time_passes() -> None:
    """As long as it takes for nothing to be on its way, and for a first miss to count."""
    Delivery.objects.exclude(sent_at=None).update(sent_at=timezone.now() - timedelta(hours=1))


@pytest.mark.parametrize("error", NOTHING_NEW, ids=str)
@pytest.mark.parametrize("keys", [True, False], ids=["keys", "no-keys"])
@pytest.mark.parametrize("recovers", [True, False], ids=["recovers", "cannot-recover"])
def test_i7_no_failure_of_a_provider_leads_from_unknown_to_pending(
    run: Run, provider: FakeProvider, recovers: bool, keys: bool, error: ProviderError
) -> None:
    provider.recovers, provider.keeps_keys = recovers, timedelta(hours=keys)
    row = lose(run, provider)
    provider.faults = {"create": error}
    if not keys:  # with keys, what is not found is sent again at once
        provider.faults["recover"] = error
    acts: list[Callable[[], object]] = [
        lambda: submissions.reconcile(row, provider),
        lambda: submissions.send(row, provider),
        lambda: submit(run, provider),
        lambda: submit(run, provider, "Other"),
        lambda: submissions.withdraw(run),
        lambda: submissions.sweep(row, timezone.now() + timedelta(days=1)),
    ]

    for act in acts:
        act()
        time_passes()
        row.refresh_from_db()
        assert row.state == State.UNKNOWN


def test_i7_a_proof_that_leads_from_unknown_to_pending_is_logged(
    run: Run, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.keeps_keys = timedelta()
    row = lose(run, provider)
    provider.faults.clear()

    for expected in (State.UNKNOWN, State.PENDING):
        assert "was not made" not in caplog.text
        assert submissions.reconcile(row, provider).state == expected
        time_passes()

    delivery = row.deliveries.get(kind="profile")
    assert f"delivery {delivery.pk} was not made: it was not found twice" in caplog.text
    assert not Resolution.objects.exists()


@pytest.mark.parametrize("kind", ["profile", "address"])
def test_i8_whatever_is_sent_again_has_the_same_key_and_the_same_payload(
    provider: FakeProvider, kind: str
) -> None:
    fault = "create" if kind == "profile" else kind
    for error in NOTHING_NEW:
        provider.sent.clear()
        provider.payloads.clear()
        run = launches.open_run(provider="fake", operator="o", origin="https://p.example")[0]
        provider.faults[fault] = provider.faults["recover"] = error
        row = submit(run, provider)
        provider.faults.clear()
        Submission.objects.update(not_before=None)

        again = ledger.live(run)
        assert again
        again = submissions.reconcile(again, provider)
        again = submissions.send(again, provider)

        assert again.state == State.CREATED
        delivery = row.deliveries.get(kind=kind)
        keys = [key for what, key, _ in provider.sent if what == kind]
        assert keys == [idempotency_key(row, delivery)] * 2
        assert all(payload == provider.payloads[0] for payload in provider.payloads)
