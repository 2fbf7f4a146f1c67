"""After "it does not exist": what the pages say, who contradicts, and how it is taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.wizard.conftest import Walk
from tests.wizard.fake import FakeProvider
from tests.wizard.test_admin_resolving import sam
from tests.wizard.test_admin_resolving import tell as staff_tells
from tests.wizard.test_editor import editor, fake
from tests.wizard.test_resolving import ABSENT, EXISTS, confirm, lost, told
from tests.wizard.walker import Walker
from wizard import resolutions
from wizard.finding import Refused
from wizard.models import Delivery, Resolution, Run, State, Submission
from wizard.providers.errors import OutcomeUnknown, ProviderUnavailable

__all__ = ["editor", "fake", "sam"]
AFTER_ALL = "It does exist after all"
OPPOSITE = "Somebody has already said the opposite"
Found = Resolution.Found


def absent(walker: Walker, fake: FakeProvider) -> Submission:
    row = lost(walker, fake)
    confirm(walker, ABSENT)
    row.refresh_from_db()
    return row


def test_it_is_taken_back_as_long_as_nothing_was_sent(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    row, known = absent(fake_walker, fake), fake.profiles[0].id
    assert fake_walker.page.links[AFTER_ALL].endswith(f"/{EXISTS}/")

    confirm(fake_walker, EXISTS, remote_id=known, same=known)

    row.refresh_from_db()
    assert (fake_walker.h1, row.state, row.profile_id) == ("Profile created", "created", known)
    assert row.deliveries.get().state == Delivery.State.DONE
    assert [each[3:] for each in told()][-1] == ("exists", known, "pending", "created")
    assert len(fake.sent) == 1


def test_changes_are_taken_back_as_well(editor: Walker, fake: FakeProvider) -> None:
    fake.faults["create"] = OutcomeUnknown("closed")
    editor.post("details", name="Mine").post("check")
    fake.faults.clear()
    confirm(editor, ABSENT)
    assert "The changes were saved after all" in editor.page.links

    confirm(editor, EXISTS)

    assert editor.h1 == "Changes saved"


def test_it_is_not_taken_back_once_it_was_sent_again(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    row = absent(fake_walker, fake)
    fake.faults["create"] = ProviderUnavailable("down")
    fake_walker.post("check")

    assert fake_walker.h1 == "The profile was not created"
    assert AFTER_ALL not in fake_walker.page.links
    row.refresh_from_db()
    assert resolutions.offered(row) == []


def test_who_has_claimed_it_meanwhile_is_not_overtaken(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    row = absent(fake_walker, fake)
    Submission.objects.update(state=State.IN_FLIGHT, attempt=2)
    person = resolutions.Person(Resolution.Role.STAFF, "1", "sam")

    with pytest.raises(Refused):
        resolutions.resolve(row, Found.EXISTS, person, None, "p-1")

    assert len(told()) == 1


def test_who_says_the_opposite_too_late_is_told_what_was_said_and_where_it_stands(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    # Given the page of another tab, which was drawn before
    lost(fake_walker, fake)
    other = Walker(fake_walker.client, fake_walker.run).get(EXISTS)
    confirm(fake_walker, ABSENT)

    confirm(other, EXISTS, remote_id="p-1", same="p-1")

    assert (other.status, other.h1) == (409, OPPOSITE)
    assert "You said that the profile does not exist" in other.html
    assert "It can be sent again, and has not been. What you have just said was not" in other.html
    assert other.page.links[AFTER_ALL].endswith(f"/{EXISTS}/")
    assert [each[3] for each in told()] == ["absent"]


@pytest.mark.parametrize("found", [ABSENT, EXISTS])
def test_the_opposite_of_what_has_come_to_its_end_is_not_dropped_silently(
    fake_walker: Walker, fake: FakeProvider, found: str
) -> None:
    row = lost(fake_walker, fake)
    said, state = ("exists", "created") if found == ABSENT else ("absent", "rejected")
    if said == "exists":
        confirm(fake_walker, EXISTS, remote_id="p-1", same="p-1")
    else:
        confirm(fake_walker, ABSENT)
        Submission.objects.update(state="rejected", error_code="told_absent_run_over")

    fake_walker.get(found)

    assert (fake_walker.status, fake_walker.h1) == (409, OPPOSITE)
    assert f"tell your support team this reference: {row.pk}" in fake_walker.html
    assert AFTER_ALL not in fake_walker.page.links
    assert Submission.objects.get().state == state


def test_who_says_the_same_once_more_sees_the_receipt(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    absent(fake_walker, fake)

    assert fake_walker.get(ABSENT).step == "receipt"
    assert fake_walker.status == 200


def test_staff_are_not_called_you_and_their_word_may_be_taken_back(
    fake_walker: Walker, fake: FakeProvider, sam: object
) -> None:
    row = lost(fake_walker, fake)
    staff_tells(sam, row, "absent")  # type: ignore[arg-type]

    fake_walker.get("receipt")

    assert fake_walker.h1 == "A member of staff said that the profile does not exist"
    assert AFTER_ALL in fake_walker.page.links


def test_a_colleagues_word_is_told_as_theirs(fake_walker: Walker, fake: FakeProvider) -> None:
    absent(fake_walker, fake)
    Run.objects.update(operator="operator-2")
    fake_walker.get("receipt")

    assert fake_walker.h1 == "A colleague said that the profile does not exist"
    assert "operator-1" not in fake_walker.html


def test_the_page_that_asks_is_about_what_the_receipt_is_about(
    walk: Walk, fake: FakeProvider
) -> None:
    # Given another session for the same reference, which has sent nothing itself
    lost(walk(provider="fake", ext="order-1"), fake)

    other = walk(provider="fake", ext="order-1").get(ABSENT)

    assert other.h1 == "Confirm that the profile does not exist"


def test_that_what_was_entered_is_deleted_is_told_before(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    row = lost(fake_walker, fake)
    assert "was to be sent is deleted" not in fake_walker.get(ABSENT).html
    Submission.objects.update(payload=None)
    fake_walker.get(ABSENT)

    assert "What was to be sent is deleted then, or is so already" in fake_walker.html
    assert "It can be created again then" not in fake_walker.html
    confirm(fake_walker, ABSENT)
    row.refresh_from_db()
    assert row.state == State.REJECTED


def test_nothing_of_what_was_entered_is_left_of_what_is_given_up(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    row = lost(fake_walker, fake)
    reason = {"text": "Another branch", "similar": []}
    row.reason = reason
    row.save()
    Run.objects.update(expires_at=timezone.now() - timedelta(days=1))
    person = resolutions.Person(Resolution.Role.STAFF, "1", "sam")

    resolutions.resolve(row, Found.ABSENT, person, None)

    row.refresh_from_db()
    assert (row.payload, row.schema, row.errors, row.reason) == (None, None, None, None)
