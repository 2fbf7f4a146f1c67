"""The pages that tell what became of a submission, by name, and the way there."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from tests.browser.operator import Operator
from tests.browser.test_back_and_forth import at_check
from tests.browser.test_errors import shows_errors
from wizard import resolutions
from wizard.models import Delivery, Resolution, State, Submission

SOMEBODY = resolutions.Person(Resolution.Role.STAFF, "1", "sam")


def created(operator: Operator) -> None:
    at_check(operator)
    operator.create()
    operator.reference()


def _receipt(operator: Operator, state: State, heading: str) -> None:
    """A receipt that would take a provider's failure or somebody's waiting to see."""
    created(operator)
    lease = timezone.now() + timedelta(minutes=2)
    columns = {"state": state, "profile_id": None, "lease_until": lease}
    Submission.objects.update(**columns, payload={"fields": {"name": "Acme"}})
    Delivery.objects.update(state=Delivery.State.SENT, remote_id="")
    operator.page.reload()
    operator.sees(heading)


def unknown(operator: Operator) -> None:
    _receipt(operator, State.UNKNOWN, "We do not know yet whether the profile was created")


def told_absent(operator: Operator) -> None:
    unknown(operator)
    operator.page.get_by_role("link", name="I have checked: it does not exist").click()
    operator.sees("Confirm that the profile does not exist")


def told_exists_errors(operator: Operator) -> None:
    unknown(operator)
    operator.page.get_by_role("link", name="I have checked: it exists").click()
    operator.sees("Confirm that the profile exists")
    operator.press("Confirm")
    shows_errors(operator)


def told_absent_already(operator: Operator) -> None:
    """Somebody says the opposite on a page that was drawn before."""
    unknown(operator)
    operator.page.get_by_role("link", name="I have checked: it exists").click()
    operator.sees("Confirm that the profile exists")
    row = Submission.objects.get()
    resolutions.resolve(row, resolutions.Found.ABSENT, SOMEBODY, None)
    operator.page.get_by_label("Its id at the provider").fill("1")
    operator.page.get_by_role("checkbox").check()
    operator.press("Confirm")
    operator.sees("Somebody has already said the opposite")


def told_absent_receipt(operator: Operator) -> None:
    told_absent_already(operator)
    operator.page.get_by_role("link", name="See what became of it").click()
    operator.sees("A member of staff said that the profile does not exist")


def told_exists_which(operator: Operator) -> None:
    """Of a profile that has no reference of ours: the row has another id."""
    created(operator)
    known = str(Submission.objects.get().profile_id)
    unknown_again(operator)
    operator.page.get_by_role("link", name="I have checked: it exists").click()
    operator.sees("Confirm that the profile exists")
    operator.page.get_by_label("Its id at the provider").fill(known)
    operator.page.get_by_role("checkbox").check()
    operator.press("Confirm")
    shows_errors(operator)
    operator.page.get_by_role("checkbox", name="Yes, it is").wait_for()


def unknown_again(operator: Operator) -> None:
    """The same submission under another id, whose outcome is not known."""
    row = Submission.objects.get()
    Submission.objects.all().delete()
    row.pk, row.state, row.profile_id = uuid4(), State.UNKNOWN, None
    row.payload = {"fields": {"name": "Acme"}}
    row.save(force_insert=True)
    operator.page.reload()
    operator.sees("We do not know yet whether the profile was created")


def pending(operator: Operator) -> None:
    _receipt(operator, State.PENDING, "The profile was not created")


def pending_busy(operator: Operator) -> None:
    pending(operator)
    Submission.objects.update(not_before=timezone.now() + timedelta(seconds=125))
    operator.page.reload()
    operator.page.get_by_text("Try again in").first.wait_for()


def pending_for_hours(operator: Operator) -> None:
    pending(operator)
    Submission.objects.update(not_before=timezone.now() + timedelta(hours=3))
    operator.page.reload()
    operator.page.get_by_text("Try again at").first.wait_for()


def in_flight(operator: Operator) -> None:
    _receipt(operator, State.IN_FLIGHT, "Creating the profile")


RECEIPTS: dict[str, Callable[[Operator], None]] = {
    "receipt-created": created,
    "receipt-unknown": unknown,
    "receipt-told-absent": told_absent,
    "receipt-told-exists-errors": told_exists_errors,
    "receipt-told-exists-which": told_exists_which,
    "receipt-told-absent-already": told_absent_already,
    "receipt-told-absent-before": told_absent_receipt,
    "receipt-pending": pending,
    "receipt-pending-busy": pending_busy,
    "receipt-pending-for-hours": pending_for_hours,
    "receipt-in-flight": in_flight,
}
