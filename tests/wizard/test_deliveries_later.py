"""Submissions that take several writes: other answers, crashes, lost files, leases."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests.wizard.fake import FakeProvider
from tests.wizard.test_deliveries import REFUSED, provider, run, states, submit
from wizard import deliveries, launches, ledger, submissions
from wizard.models import Delivery, Run, State, Submission
from wizard.providers.errors import OutcomeUnknown, ProviderError, ProviderUnavailable

pytestmark = pytest.mark.django_db

__all__ = ["provider", "run"]


def test_refused_parts_are_made_from_other_answers_and_the_profile_stays(
    run: Run, provider: FakeProvider
) -> None:
    provider.faults["address"] = REFUSED
    partial = submit(run, provider)
    assert ledger.is_mendable(partial, run)
    provider.faults.clear()

    row = submit(run, provider, "Other")

    assert (row.pk, row.state) == (partial.pk, State.CREATED)
    assert [kind for kind, _, _ in provider.sent] == ["profile", "address", "address", "email"]


def test_writes_that_other_answers_no_longer_need_are_not_made(
    run: Run, provider: FakeProvider
) -> None:
    provider.faults["address"] = REFUSED
    submit(run, provider)
    provider.faults.clear()
    provider.parts = ("email",)

    row = submit(run, provider, "Other")

    assert states(row) == [("profile", "done"), ("email", "done")]


@pytest.mark.parametrize("error", [OutcomeUnknown("closed"), ProviderUnavailable("down")])
def test_other_answers_change_nothing_where_a_part_may_exist(
    run: Run, provider: FakeProvider, error: ProviderError
) -> None:
    provider.faults["address"] = error
    partial = submit(run, provider)
    assert not ledger.is_mendable(partial, run)

    row = submit(run, provider, "Other")

    assert row.pk == partial.pk
    assert row.payload is not None
    assert row.payload["fields"] == {"name": "Acme"}


def test_no_further_write_is_begun_once_the_time_of_an_attempt_is_used_up(
    run: Run, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "BUDGET_SECONDS", -1)

    row = submit(run, provider)

    assert (row.state, row.error_code) == (State.PARTIAL, "ProviderUnavailable")
    assert [kind for kind, _, _ in provider.sent] == ["profile"]


def test_a_crash_after_the_first_write_loses_nothing(run: Run, provider: FakeProvider) -> None:
    provider.faults["address"] = RuntimeError("a bug of ours")

    with pytest.raises(RuntimeError):
        submit(run, provider)

    row = Submission.objects.get()
    assert (row.state, row.error_code) == (State.PARTIAL, "crashed")
    assert row.profile_id


def test_a_profile_whose_filing_failed_is_not_created_again(
    run: Run, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = Delivery.save

    def locked(self: Delivery, *args: Any, **options: Any) -> None:
        if self.kind == "profile" and self.state == Delivery.State.DONE:
            raise DatabaseError("locked")
        save(self, *args, **options)

    monkeypatch.setattr(Delivery, "save", locked)
    provider.faults["address"] = REFUSED

    row = submit(run, provider)

    assert (row.state, row.profile_id) == (State.PARTIAL, f"profile-1-{row.pk}")
    monkeypatch.undo()
    provider.faults.clear()
    assert submissions.reconcile(row, provider).state == State.CREATED
    assert [kind for kind, _, _ in provider.sent].count("profile") == 1


def test_each_further_write_has_the_whole_lease_before_it(run: Run, provider: FakeProvider) -> None:
    def used_up() -> None:
        Submission.objects.update(lease_until=timezone.now() + timedelta(seconds=1))

    def look() -> None:
        seen.append(Submission.objects.get().lease_until)

    seen: list[Any] = []
    provider.faults |= {"create": used_up, "address": look}

    submit(run, provider)

    assert seen[0] > timezone.now() + submissions.LEASE - timedelta(seconds=30)


def test_an_attempt_that_was_given_up_begins_no_further_write(
    run: Run, provider: FakeProvider
) -> None:
    late = timezone.now() + submissions.LEASE + timedelta(seconds=1)
    provider.faults["create"] = lambda: submissions.sweep(Submission.objects.get(), late)

    row = submit(run, provider)

    assert row.state == State.PARTIAL
    assert [kind for kind, _, _ in provider.sent] == ["profile"]


def test_two_providers_may_give_the_same_id(run: Run, provider: FakeProvider) -> None:
    first = submit(run, provider)
    other = launches.open_run(provider="fake", operator="o", origin="https://p.example")[0]
    Submission.objects.filter(pk=first.pk).update(provider="another", profile_id="7")
    provider.tell(False)

    Submission.objects.create(
        run=other, provider="fake", profile_id="7", state=State.CREATED, payload_sha256="0" * 64
    )

    assert Submission.objects.filter(profile_id="7", state=State.CREATED).count() == 2


def test_a_late_refusal_does_not_hide_a_profile_that_exists(
    run: Run, provider: FakeProvider
) -> None:
    def meanwhile() -> None:
        """An earlier attempt's answer has come, and the row was swept by it."""
        row = Submission.objects.get()
        row.deliveries.filter(kind="profile").update(state=Delivery.State.DONE, remote_id="p-1")
        submissions.sweep(row, timezone.now() + submissions.LEASE + timedelta(seconds=1))
        raise REFUSED

    provider.faults["create"] = meanwhile

    submit(run, provider)

    row = Submission.objects.get()
    assert (row.state, row.profile_id) == (State.PARTIAL, "p-1")
    assert states(row)[0] == ("profile", "done")
