"""The pages of what an operator has submitted and not finished, by name, and the way there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.browser.operator import Operator
from tests.wizard.rows import filed, saved_run
from wizard.models import Operation, Run, State, Submission

LINK = "See your submissions and drafts"
H1 = "Your submissions and drafts"


def earlier(state: State, number: int = 0, **columns: Any) -> Submission:
    """Of a run of the same operator that is over."""
    named = {"type_label": "Company", "country_name": "United Kingdom", "attempt": 1, **columns}
    lease = timezone.now() + timedelta(minutes=2)
    run = saved_run(begun=False, data=None, provider="detected")
    age = timedelta(hours=number)
    row: Submission = filed(run, state, age, provider="detected", lease_until=lease, **named)
    return row


def draft(ext: str, **state: str) -> Run:
    ends = timezone.now() + timedelta(hours=1)
    names: dict[str, Any] = {
        "provider": "detected",
        "ends_at": ends,
        "expires_at": ends - timedelta(hours=2),
    }
    return saved_run(ext=ext, data={"state": {"version": 1, **state}}, **names)


def submissions(operator: Operator) -> None:
    """Drafts of all kinds, and a row for each state, over two pages."""
    draft("", type="company", type_label="Company", country="GB", country_name="United Kingdom")
    draft("order-1", type="trust", type_label="Trust")
    taken = draft("case:2026.0000000000000000000000000000000000000000000000000001", type="x")
    typed: dict[str, Any] = {"step_data": {"details": {}}}
    change_of = {"version": 1, "type_label": "Company"}
    data = {"change:p-1": change_of, f"wizard_{taken.pk}:p-1": typed}
    Run.objects.filter(pk=taken.pk).update(data=data)
    other = draft(taken.ext)
    Run.objects.filter(pk=other.pk).update(operator="operator-2", expires_at=other.ends_at)
    change = {"operation": Operation.UPDATE, "profile_id": "p-1"}
    for number, state in enumerate(State):
        more = change if state == State.UPDATED else {}
        earlier(state, number, **{"ext": f"order-{number}" if number % 2 else "", **more})
    for number in range(20):
        earlier(State.CREATED, 20 + number, type_label="Limited liability partnership")
    operator.page.reload()
    operator.page.get_by_role("link", name=LINK).click()
    operator.sees(H1)
    operator.page.get_by_text("Page 1 of 2").wait_for()


def submissions_none(operator: Operator) -> None:
    operator.page.goto(operator.page.url.replace("/type/", "/submissions/"))
    operator.sees(H1)
    operator.page.get_by_text("You have not submitted anything yet.").wait_for()


def _receipt(operator: Operator, row: Submission, heading: str) -> None:
    operator.page.goto(operator.page.url.replace("/type/", f"/submissions/{row.pk}/"))
    operator.sees(heading)


def created(operator: Operator) -> None:
    _receipt(operator, earlier(State.CREATED), "Profile created")


def unknown(operator: Operator) -> None:
    row = earlier(State.UNKNOWN)
    _receipt(operator, row, "We do not know yet whether the profile was created")


def told_absent(operator: Operator) -> None:
    unknown(operator)
    operator.page.get_by_role("link", name="I have checked: it does not exist").click()
    operator.sees("Confirm that the profile does not exist")


def pending(operator: Operator) -> None:
    """Its answers are kept."""
    run = draft("order-1", type="company", type_label="Company", country_name="United Kingdom")
    row = earlier(State.PENDING, 1)
    Submission.objects.filter(pk=row.pk).update(run=run)
    _receipt(operator, row, "The profile was not created")
    operator.button("Continue where you stopped").wait_for()


def rejected(operator: Operator) -> None:
    row = earlier(State.REJECTED, error_code="ProviderRejected")
    _receipt(operator, row, "The profile was not created")


def updated(operator: Operator) -> None:
    row = earlier(State.UPDATED, profile_id="p-1")
    _receipt(operator, row, "Changes saved")


SUBMISSIONS: dict[str, Callable[[Operator], None]] = {
    "submissions": submissions,
    "submissions-none": submissions_none,
    "submission-created": created,
    "submission-unknown": unknown,
    "submission-told-absent": told_absent,
    "submission-pending": pending,
    "submission-rejected": rejected,
    "submission-updated": updated,
}
