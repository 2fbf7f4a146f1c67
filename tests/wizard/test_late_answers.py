"""An answer that comes when its row has been given up, or belongs to another attempt."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.wizard.fake import FakeProvider
from tests.wizard.test_reconciling import submit
from wizard import deliveries, resolutions, submissions
from wizard.models import Delivery, Resolution, Run, State, Submission
from wizard.providers.errors import OutcomeUnknown, ProviderRejected
from wizard.resolutions import Found, Person

pytestmark = pytest.mark.django_db
STAFF = Person(Resolution.Role.STAFF, "1", "sam")


def given_up_and_told(found: Found, remote_id: str = "") -> Callable[[], None]:
    """While the answer is on its way, the lease ends, the run too, and staff tell what they see."""

    def meanwhile() -> None:
        late = timezone.now() + submissions.LEASE + timedelta(seconds=1)
        row = submissions.sweep(Submission.objects.get(), late)
        Run.objects.update(expires_at=timezone.now())
        resolutions.resolve(row, found, STAFF, None, remote_id)

    return meanwhile


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]


def test_what_was_made_after_all_is_an_error_and_its_id_stands_in_the_row(
    fake: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    fake.faults["create"] = given_up_and_told(Found.ABSENT)

    row = submit(fake, error=None)

    made = f"profile-1-{row.pk}"
    assert (row.state, row.error_code) == (State.REJECTED, "told_absent_run_over")
    assert (row.profile_id, row.deliveries.get().remote_id) == (made, made)
    [told] = errors(caplog)
    assert told.startswith(
        f"submission {row.pk} attempt 1 has been made after all, but is rejected"
    )


def test_the_same_where_another_submission_has_that_profile(
    fake: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    def meanwhile() -> None:
        given_up_and_told(Found.ABSENT)()
        row = Submission.objects.get()
        again = Submission(provider="fake", payload_sha256="", state=State.CREATED)
        again.profile_id = f"profile-1-{row.pk}"
        again.save()

    fake.faults["create"] = meanwhile

    row = submit(fake, error=None)

    assert (row.state, row.profile_id) == (State.REJECTED, None)
    assert row.deliveries.get().remote_id == f"profile-1-{row.pk}"
    assert len(errors(caplog)) == 1


@pytest.mark.parametrize("same", [True, False])
def test_where_somebody_has_told_its_id_only_another_one_is_an_error(
    fake: FakeProvider, caplog: pytest.LogCaptureFixture, same: bool
) -> None:
    def meanwhile() -> None:
        told = f"profile-1-{Submission.objects.get().pk}" if same else "another"
        given_up_and_told(Found.EXISTS, told)()

    fake.faults["create"] = meanwhile

    row = submit(fake, error=None)

    assert row.state == State.CREATED
    assert row.profile_id == (f"profile-1-{row.pk}" if same else "another")
    assert len(errors(caplog)) == (0 if same else 1)
    made = [(each.kind, each.remote_id) for each in row.deliveries.all()]
    late = [] if same else [("late-1", f"profile-1-{row.pk}")]
    assert made == [("profile", row.profile_id), *late]


def the_first_one_arrives(refusal: Exception | None = None) -> Callable[[], None]:
    """While an attempt is on its way, the answer of an earlier one is filed."""

    def meanwhile() -> None:
        filed = Delivery.objects.filter(position=0)
        filed.update(state=Delivery.State.DONE, remote_id="first")
        if refusal:
            raise refusal

    return meanwhile


def sent_again(fake: FakeProvider, meanwhile: Callable[[], None]) -> Submission:
    """The answer of the first attempt was lost, and somebody has told that nothing was made."""
    row = resolutions.resolve(submit(fake), Found.ABSENT, STAFF, None, "")
    fake.faults["create"] = meanwhile
    return submissions.send(row, fake)


def test_two_attempts_that_have_each_made_one_are_an_error_and_both_ids_are_kept(
    fake: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    row = sent_again(fake, the_first_one_arrives())

    second = f"profile-2-{row.pk}"
    assert (row.state, row.profile_id) == (State.CREATED, second)
    made = [(each.kind, each.remote_id) for each in row.deliveries.all()]
    assert made == [("profile", second), ("late-2", "first")]
    [told] = errors(caplog)
    assert told.startswith(f"submission {row.pk} has been made by attempt 2 and by an earlier one")


def test_what_an_earlier_attempt_has_made_is_created_though_the_next_one_is_refused(
    fake: FakeProvider,
) -> None:
    row = sent_again(fake, the_first_one_arrives(ProviderRejected({"name": ["Taken"]}, [])))

    assert (row.state, row.profile_id) == (State.CREATED, "first")


def test_a_late_miss_of_an_earlier_attempt_does_not_count(fake: FakeProvider) -> None:
    fake.recovers = True
    row = submit(fake)
    stale = deliveries._Attempt(row, row.deliveries.get(), fake, {}, lambda: False)
    Submission.objects.update(attempt=2)

    with pytest.raises(OutcomeUnknown):
        stale.found()

    assert row.deliveries.get().missed_at is None


def test_a_miss_does_not_count_for_what_is_told_not_to_be_made(fake: FakeProvider) -> None:
    fake.recovers = True
    row = submit(fake)
    stale = deliveries._Attempt(row, row.deliveries.get(), fake, {}, lambda: False)
    row.deliveries.update(state=Delivery.State.PENDING)

    with pytest.raises(OutcomeUnknown):
        stale.found()

    assert row.deliveries.get().missed_at is None
