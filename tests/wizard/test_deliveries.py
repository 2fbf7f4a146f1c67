"""Submissions that take several writes: each is made once, whatever fails between them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests.wizard.fake import FakeProvider, intent
from wizard import deliveries, launches, ledger, submissions
from wizard.models import Delivery, Run, State, Submission
from wizard.providers.base import NewProfile
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)

pytestmark = pytest.mark.django_db
REFUSED = ProviderRejected({"email": ["Enter another one"]}, status=422)


@pytest.fixture
def run(db: None) -> Run:
    return launches.open_run(provider="fake", operator="o", origin="https://p.example")[0]


@pytest.fixture
def provider() -> FakeProvider:
    """Its profiles have an address and an e-mail address, each with a write of its own."""
    provider = FakeProvider()
    provider.parts = ("address", "email")
    provider.recovers = True
    return provider


def submit(run: Run, provider: FakeProvider, name: str = "Acme") -> Submission:
    profile = NewProfile("company", "GB", "", fields={"name": name})
    return submissions.submit(run, provider, intent(provider, profile))


def states(row: Submission) -> list[tuple[str, str]]:
    return [(delivery.kind, delivery.state) for delivery in row.deliveries.all()]


def test_all_writes_are_planned_before_the_first_and_done_in_order(
    run: Run, provider: FakeProvider
) -> None:
    seen: list[list[tuple[str, str]]] = []
    provider.faults["create"] = lambda: seen.append(states(Submission.objects.get()))

    row = submit(run, provider)

    assert seen == [[("profile", "sent"), ("address", "pending"), ("email", "pending")]]
    assert (row.state, row.payload) == (State.CREATED, None)
    assert states(row) == [("profile", "done"), ("address", "done"), ("email", "done")]
    assert row.profile_id == f"profile-1-{row.pk}"


def test_each_write_knows_what_those_before_it_have_made(run: Run, provider: FakeProvider) -> None:
    row = submit(run, provider)

    (_, _, first), (_, _, second), (_, _, third) = provider.sent
    assert first == {}
    assert second == {"profile": row.profile_id}
    assert list(third) == ["profile", "address"]


def test_each_write_has_a_key_of_its_own_and_the_first_has_the_submission_s(
    run: Run, provider: FakeProvider
) -> None:
    row = submit(run, provider)

    keys = [key for _, key, _ in provider.sent]
    assert keys[0] == str(row.pk)
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("error", "delivery"),
    [
        (REFUSED, Delivery.State.REFUSED),
        (OutcomeUnknown("closed"), Delivery.State.SENT),
        (ProviderUnavailable("limited", status=429), Delivery.State.PENDING),
        (ProviderMisbehaved("401"), Delivery.State.PENDING),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_what_fails_after_the_first_write_leaves_a_profile_that_is_not_complete(
    run: Run, provider: FakeProvider, error: ProviderError, delivery: str
) -> None:
    provider.faults["address"] = error

    row = submit(run, provider)

    assert (row.state, row.error_code) == (State.PARTIAL, type(error).__name__)
    assert row.profile_id == f"profile-1-{row.pk}"
    assert row.payload is not None
    assert states(row) == [("profile", "done"), ("address", delivery), ("email", "pending")]


@pytest.mark.parametrize("error", [OutcomeUnknown("closed"), ProviderUnavailable("limited")])
def test_trying_again_makes_only_what_is_missing(
    run: Run, provider: FakeProvider, error: ProviderError
) -> None:
    provider.faults["address"] = error
    row = submit(run, provider)
    provider.faults.clear()

    row = submissions.reconcile(row, provider)

    kinds = [kind for kind, _, _ in provider.sent]
    assert (row.state, row.attempt, row.payload) == (State.CREATED, 2, None)
    assert kinds == ["profile", "address", "address", "email"]
    assert row.profile_status == "processed"


def test_a_write_is_tried_again_with_the_same_key(run: Run, provider: FakeProvider) -> None:
    provider.faults["address"] = OutcomeUnknown("closed")
    row = submit(run, provider)
    provider.faults.clear()

    submissions.reconcile(row, provider)

    keys = [key for kind, key, _ in provider.sent if kind == "address"]
    assert keys[0] == keys[1]


def lose_answer(provider: FakeProvider, kind: str) -> None:
    """The provider makes it, and its answer is lost."""

    def made() -> None:
        name, key, _ = provider.sent[-1]
        provider.remote[key] = f"{name}-made"
        raise OutcomeUnknown("the answer was lost")

    provider.faults["create" if kind == "profile" else kind] = made


@pytest.mark.parametrize("kind", ["profile", "address", "email"])
def test_a_lost_answer_is_found_at_once(run: Run, provider: FakeProvider, kind: str) -> None:
    lose_answer(provider, kind)

    row = submit(run, provider)

    assert row.state == State.CREATED
    assert row.deliveries.get(kind=kind).remote_id == f"{kind}-made"
    assert [name for name, _, _ in provider.sent] == ["profile", "address", "email"]


def test_a_lost_answer_that_cannot_be_found_now_is_found_later_and_not_sent_again(
    run: Run, provider: FakeProvider
) -> None:
    lose_answer(provider, "profile")
    provider.faults["recover"] = ProviderUnavailable("down")
    row = submit(run, provider)
    assert row.state == State.UNKNOWN
    assert submissions.reconcile(row, provider).state == State.UNKNOWN
    provider.faults.clear()

    row = submissions.reconcile(row, provider)

    assert (row.state, row.profile_id) == (State.CREATED, "profile-made")
    assert [name for name, _, _ in provider.sent] == ["profile", "address", "email"]


def test_a_write_that_may_have_been_made_stays_unknown_where_it_cannot_be_sent_again(
    run: Run, provider: FakeProvider
) -> None:
    provider.faults["create"] = OutcomeUnknown("closed")
    row = submit(run, provider)
    provider.faults["create"] = ProviderUnavailable("not sent this time")

    row = submissions.reconcile(row, provider)

    assert (row.state, states(row)[0]) == (State.UNKNOWN, ("profile", "sent"))


def test_what_nobody_can_tell_is_never_sent_again(run: Run, provider: FakeProvider) -> None:
    provider.recovers = False
    provider.faults["address"] = OutcomeUnknown("closed")
    partial = submit(run, provider)
    provider.faults.clear()

    again = submissions.reconcile(partial, provider)

    assert again.state == State.PARTIAL
    assert [kind for kind, _, _ in provider.sent] == ["profile", "address"]


def test_an_unknown_creation_is_left_alone_where_the_provider_cannot_tell(
    run: Run, provider: FakeProvider
) -> None:
    provider.recovers = False
    provider.faults["create"] = OutcomeUnknown("closed")
    row = submit(run, provider)

    assert submissions.reconcile(row, provider).attempt == 1


@pytest.mark.parametrize(
    ("done", "state"),
    [
        ([], State.UNKNOWN),
        (["profile"], State.PARTIAL),
        (["profile", "address", "email"], State.CREATED),
    ],
)
def test_a_row_whose_sender_was_lost_is_what_its_deliveries_say(
    run: Run, provider: FakeProvider, done: list[str], state: State
) -> None:
    provider.faults["create"] = OutcomeUnknown("closed")
    row = submit(run, provider)
    late = timezone.now() - timedelta(seconds=1)
    Submission.objects.update(state=State.IN_FLIGHT, lease_until=late)
    row.deliveries.filter(kind__in=done).update(state=Delivery.State.DONE, remote_id="r-1")
    row.refresh_from_db()

    row = submissions.sweep(row)

    assert (row.state, row.profile_id) == (state, "r-1" if done else None)
    assert (row.payload is None) is (state == State.CREATED)


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
    provider.recovers = False

    Submission.objects.create(
        run=other, provider="fake", profile_id="7", state=State.CREATED, payload_sha256="0" * 64
    )

    assert Submission.objects.filter(profile_id="7", state=State.CREATED).count() == 2
