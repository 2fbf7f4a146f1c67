"""`manage.py reconcile`: what became of rows that were left unknown, found out without anybody."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.wizard.fake import FakeProvider, intent
from wizard import deliveries, launches, ledger, submissions
from wizard.models import Delivery, State, Submission
from wizard.providers.base import NewProfile
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    ProviderUnavailable,
)

LOST = OutcomeUnknown("closed")
pytestmark = pytest.mark.django_db


def submit(
    fake: FakeProvider, *, error: ProviderError | None = LOST, at: str = "create"
) -> Submission:
    """A creation that fails there; the provider works again afterwards."""
    run = launches.open_run(provider="fake", operator="o", origin="https://p.example")[0]
    if error:
        fake.faults[at] = error
    profile = NewProfile("company", "GB", "", fields={"name": "Acme"})
    row = submissions.submit(run, fake, intent(fake, profile))
    fake.faults.clear()
    return row


def minutes_pass(minutes: int) -> None:
    """As far as the ledger knows."""
    ago = timedelta(minutes=minutes)
    for row in Submission.objects.all():
        lease = row.lease_until and row.lease_until - ago
        times = {"updated_at": row.updated_at - ago, "lease_until": lease}
        Submission.objects.filter(pk=row.pk).update(**times)
    for each in Delivery.objects.exclude(sent_at=None):
        Delivery.objects.filter(pk=each.pk).update(sent_at=each.sent_at and each.sent_at - ago)


def reconcile(*, minutes: int = 60) -> tuple[list[str], int]:
    """The lines that a round prints after so many minutes, and its exit status."""
    minutes_pass(minutes)
    out = io.StringIO()
    try:
        call_command("reconcile", stdout=out)
    except SystemExit as end:
        return out.getvalue().splitlines(), int(str(end.code))
    return out.getvalue().splitlines(), 0


def test_a_row_whose_sender_was_lost_is_unknown_and_then_found_out(fake: FakeProvider) -> None:
    fake.tell()
    row = submit(fake)
    late = timezone.now() + timedelta(minutes=1)
    Submission.objects.update(state=State.IN_FLIGHT, lease_until=late)

    assert reconcile(minutes=0) == (["0 looked at; 0 changed; 0 for a person to find out"], 0)
    assert reconcile(minutes=2)[0][0] == f"{row.pk} in_flight -> unknown"
    assert reconcile(minutes=2)[0][0] == f"{row.pk} unknown -> created"


def test_a_write_is_sent_again_at_once_while_the_provider_honours_its_key(
    fake: FakeProvider,
) -> None:
    fake.tell()
    row = submit(fake)

    said, status = reconcile()

    summary = "1 looked at; 1 changed; 0 for a person to find out"
    assert (said, status) == ([f"{row.pk} unknown -> created", summary], 0)
    keys = [key for _, key, _ in fake.sent]
    assert keys[0] == keys[1]
    assert fake.payloads[0] == fake.payloads[1]


def test_i7_absence_is_proven_by_two_misses_once_it_has_settled(fake: FakeProvider) -> None:
    fake.recovers = True
    row = submit(fake)

    assert reconcile(minutes=1)[0][0].startswith("1 looked at; 0 changed")
    assert reconcile(minutes=2)[0][0].startswith("1 looked at; 0 changed")
    assert reconcile(minutes=4)[0][0] == f"{row.pk} unknown -> pending"
    assert len(fake.payloads) == 1
    assert submissions.send(ledger.live(row.run), fake).state == State.CREATED  # type: ignore[arg-type]


def test_one_late_miss_proves_nothing(fake: FakeProvider) -> None:
    fake.recovers = True
    submit(fake)

    reconcile(minutes=60)

    assert Submission.objects.get().state == State.UNKNOWN


def test_a_key_that_may_be_forgotten_is_not_relied_on(fake: FakeProvider) -> None:
    fake.keeps_keys = timedelta(hours=23)
    submit(fake)
    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=24))

    reconcile()

    assert Submission.objects.get().state == State.UNKNOWN
    assert len(fake.payloads) == 1


def test_i9_a_lost_answer_ends_as_created_where_the_provider_tells(fake: FakeProvider) -> None:
    fake.recovers = True
    row = submit(fake)
    fake.remote[str(row.pk)] = "profile-made"

    assert reconcile()[0][0] == f"{row.pk} unknown -> created"
    assert Submission.objects.get().profile_id == "profile-made"


def test_i9_it_stays_unknown_where_nobody_tells_and_a_person_is_asked_for(
    fake: FakeProvider,
) -> None:
    row = submit(fake)

    left = f"{row.pk} unknown: for a person to find out"
    assert reconcile() == ([left, "0 looked at; 0 changed; 1 for a person to find out"], 1)
    assert Submission.objects.get().state == State.UNKNOWN


def test_who_cannot_be_told_for_a_day_is_for_a_person_too(fake: FakeProvider) -> None:
    fake.tell()
    submit(fake)
    fake.faults["recover"] = ProviderUnavailable("down")

    assert reconcile()[1] == 0
    Submission.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert reconcile()[1] == 1


def test_the_wait_doubles_with_each_attempt_and_holds_no_operator_back(
    fake: FakeProvider,
) -> None:
    fake.tell()
    row = submit(fake)
    fake.faults["recover"] = ProviderUnavailable("down")
    asked: list[int] = []

    for minute in range(1, 200):
        before = fake.calls.count("recover")
        reconcile(minutes=1)
        asked += [minute] * (fake.calls.count("recover") - before)

    assert asked == [1, 3, 7, 15, 31, 63, 123, 183]
    fake.faults.clear()
    assert submissions.reconcile(row, fake).state == State.CREATED


def test_a_partial_one_is_finished_without_its_operator(fake: FakeProvider) -> None:
    fake.parts = ("address",)
    row = submit(fake, error=ProviderUnavailable("limited"), at="address")

    assert reconcile()[0][0] == f"{row.pk} partial -> created"


@pytest.mark.parametrize("error", [LOST, ProviderRejected({"street": ["Wrong"]})])
def test_a_partial_one_that_needs_somebody_is_left_alone(
    fake: FakeProvider, error: ProviderError
) -> None:
    fake.parts = ("address",)
    submit(fake, error=error, at="address")

    said, status = reconcile()

    assert said[-1].startswith("0 looked at")
    assert status == (1 if error is LOST else 0)


def test_what_is_pending_waits_for_its_operator(fake: FakeProvider) -> None:
    fake.tell()
    submit(fake, error=ProviderUnavailable("down"))

    assert reconcile()[0][0].startswith("0 looked at")
    assert len(fake.payloads) == 1


def test_rows_of_a_provider_that_is_switched_off_are_named_and_left_alone(
    fake: FakeProvider,
) -> None:
    submit(fake)
    Submission.objects.update(provider="gone")

    said, status = reconcile()

    assert said[-1].endswith("; 1 left alone: gone is not configured")
    assert (status, Submission.objects.get().attempt) == (1, 1)


def test_one_row_that_fails_stops_no_other(fake: FakeProvider) -> None:
    fake.tell()
    rows = [submit(fake), submit(fake)]
    fake.faults["recover"] = lambda: fake.faults.clear() or 1 / 0  # type: ignore[func-returns-value]

    said, status = reconcile()

    assert said[0] in {f"{row.pk} unknown -> created" for row in rows}
    assert "1 failed, see the log" in said[1]
    assert status == 1


def test_what_another_host_has_looked_at_meanwhile_is_not_asked_about_again(
    fake: FakeProvider,
) -> None:
    fake.tell()
    submit(fake)
    submit(fake)
    fake.calls.clear()
    fake.faults["recover"] = lambda: fake.faults.clear() or reconcile(minutes=0)  # type: ignore[func-returns-value]

    reconcile()

    assert fake.calls.count("recover") == 2
    assert {row.attempt for row in Submission.objects.all()} == {2}


def test_a_late_answer_of_an_earlier_attempt_does_not_undo_what_is_sent(
    fake: FakeProvider,
) -> None:
    fake.tell()
    row = submit(fake)
    stale = deliveries._Attempt(row, row.deliveries.get(), fake, {}, lambda: False)
    Submission.objects.update(attempt=2)

    stale.file_outcome(Delivery.State.PENDING)

    assert row.deliveries.get().state == Delivery.State.SENT


def test_an_attempt_that_was_given_up_sends_nothing(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver = deliveries.deliver

    def after_the_lease(submission: Submission, *rest: object) -> None:
        late = timezone.now() + submissions.LEASE + timedelta(seconds=1)
        submissions.sweep(Submission.objects.get(), late)
        deliver(submission, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(deliveries, "deliver", after_the_lease)

    assert submit(fake, error=None).state == State.PENDING
    assert fake.payloads == []


def test_an_answer_that_comes_when_nobody_waits_for_it_is_not_lost(fake: FakeProvider) -> None:
    row = submit(fake)
    row.deliveries.update(state=Delivery.State.DONE, remote_id="p-late")
    Submission.objects.update(attempt=2)

    assert reconcile()[0][0] == f"{row.pk} unknown -> created"
    assert Submission.objects.get().profile_id == "p-late"
