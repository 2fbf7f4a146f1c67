"""Submissions that take several writes: each is made once, whatever fails between them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.wizard.fake import FakeProvider, intent
from wizard import launches, submissions
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
    provider.tell()
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
    provider.tell(False)
    provider.faults["address"] = OutcomeUnknown("closed")
    partial = submit(run, provider)
    provider.faults.clear()

    again = submissions.reconcile(partial, provider)

    assert again.state == State.PARTIAL
    assert [kind for kind, _, _ in provider.sent] == ["profile", "address"]


def test_an_unknown_creation_is_left_alone_where_the_provider_cannot_tell(
    run: Run, provider: FakeProvider
) -> None:
    provider.tell(False)
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
def test_i5_a_row_whose_sender_was_lost_is_what_its_deliveries_say(
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
