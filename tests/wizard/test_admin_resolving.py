"""Staff tell what they found out: on a page of its own, by permission, kept with their name."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from tests.wizard.fake import FakeProvider
from tests.wizard.test_reconciling import submit
from wizard import resolutions
from wizard.models import Delivery, Operation, Resolution, Run, State, Submission
from wizard.providers.errors import ProviderRejected, ProviderUnavailable

pytestmark = pytest.mark.django_db


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("sam", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sam(db: None) -> Client:
    return staff("view_submission", "view_resolution", "resolve_submission")


def url(row: Submission, page: str) -> str:
    return f"/admin/wizard/submission/{row.pk}/{page}/"


def tell(client: Client, row: Submission, found: str, **fields: str) -> Any:
    page = client.get(url(row, f"resolve/{found}"))
    assert page.status_code == 200
    seen = page.context["form"]["seen"].value()
    sent = {"seen": seen, "sure": "yes", **fields}
    return client.post(url(row, f"resolve/{found}"), sent, follow=True)


def told(row: Submission) -> tuple[str, str, list[tuple[Any, ...]]]:
    row.refresh_from_db()
    user = str(User.objects.get().pk)
    kept = row.resolutions.values_list("who", "who_name", "found", "remote_id", "to_state")
    return row.state, row.error_code, [each[1:] for each in kept if each[0] == user]


def test_what_does_not_exist_can_be_tried_again(sam: Client, fake: FakeProvider) -> None:
    row = submit(fake)

    tell(sam, row, "absent")

    assert told(row) == ("pending", "told_absent", [("sam", "absent", "", "pending")])
    assert row.deliveries.get().state == Delivery.State.PENDING


def test_what_does_not_exist_is_given_up_once_its_session_has_ended(
    sam: Client, fake: FakeProvider
) -> None:
    row = submit(fake)
    Run.objects.update(expires_at=timezone.now() - timedelta(days=1))

    tell(sam, row, "absent")

    assert told(row) == ("rejected", "told_absent_run_over", [("sam", "absent", "", "rejected")])
    assert row.payload is None


def test_what_exists_is_filed_under_its_id(sam: Client, fake: FakeProvider) -> None:
    row, known = submit(fake), fake.profiles[0].id

    tell(sam, row, "exists", remote_id=known, same=known)

    assert told(row) == ("created", "told_exists", [("sam", "exists", known, "created")])
    assert (row.profile_id, row.payload) == (known, None)


def test_what_exists_is_partial_as_long_as_something_is_to_be_made(
    sam: Client, fake: FakeProvider
) -> None:
    fake.parts = ("address",)
    row, known = submit(fake), fake.profiles[0].id

    tell(sam, row, "exists", remote_id=known, same=known)

    assert told(row)[0] == "partial"
    assert row.payload is not None


@pytest.mark.parametrize(
    ("found", "delivery", "state"),
    [("absent", "pending", "partial"), ("exists", "done", "created"), ("left", "sent", "created")],
)
def test_a_part_of_which_nobody_knows_is_told_about(
    sam: Client, fake: FakeProvider, found: str, delivery: str, state: str
) -> None:
    fake.parts = ("address",)
    row = submit(fake, at="address")

    tell(sam, row, found, **({"remote_id": "a-7"} if found == "exists" else {}))

    assert told(row)[0] == state
    assert row.deliveries.get(kind="address").state == delivery


def test_what_was_refused_for_good_is_left_as_it_is(sam: Client, fake: FakeProvider) -> None:
    fake.parts = ("address",)
    row = submit(fake, error=ProviderRejected({}, ["Not supported"]), at="address")
    profile = row.profile_id

    tell(sam, row, "left")

    assert told(row) == ("created", "told_left", [("sam", "left", "", "created")])
    assert (row.profile_id, row.payload, row.errors) == (profile, None, None)


def test_changes_that_were_saved_are_filed_so(sam: Client, fake: FakeProvider) -> None:
    row = submit(fake)
    Submission.objects.update(operation=Operation.UPDATE, profile_id="p-1")

    tell(sam, row, "exists")

    assert told(row) == ("updated", "told_exists", [("sam", "exists", "p-1", "updated")])


def test_the_links_are_those_that_fit_and_nothing_that_was_entered_is_shown(
    sam: Client, fake: FakeProvider
) -> None:
    row = submit(fake)

    page = sam.get(url(row, "change")).content.decode()
    asked = sam.get(url(row, "resolve/absent")).content.decode()

    assert url(row, "resolve/absent") in page
    assert url(row, "resolve/exists") in page
    assert url(row, "resolve/left") not in page
    assert "Acme" not in page + asked


@pytest.mark.parametrize("missing", ["view_submission", "resolve_submission"])
def test_nobody_tells_anything_without_permission(fake: FakeProvider, missing: str) -> None:
    row = submit(fake)
    client = staff(*({"view_submission", "resolve_submission"} - {missing}))

    answers = [client.get(url(row, "resolve/absent")), client.post(url(row, "resolve/absent"))]

    assert {answer.status_code for answer in answers} == {403}
    assert "resolve/absent" not in client.get(url(row, "change")).content.decode()
    assert told(row)[::2] == ("unknown", [])


def test_a_request_of_another_site_changes_nothing(sam: Client, fake: FakeProvider) -> None:
    row = submit(fake)
    sam.handler.enforce_csrf_checks = True

    answer = sam.post(url(row, "resolve/absent"), {"sure": "yes"})

    assert (answer.status_code, told(row)[0]) == (403, "unknown")


def test_what_has_changed_meanwhile_is_not_told_about(sam: Client, fake: FakeProvider) -> None:
    row = submit(fake)
    seen = sam.get(url(row, "resolve/absent")).context["form"]["seen"].value()
    Submission.objects.update(attempt=2)

    answer = sam.post(url(row, "resolve/absent"), {"sure": "yes", "seen": seen})

    assert "This has changed meanwhile" in answer.content.decode()
    assert told(row)[::2] == ("unknown", [])


def test_nothing_is_told_of_a_profile_whose_answer_came_late(
    sam: Client, fake: FakeProvider
) -> None:
    fake.parts = ("address",)
    row = submit(fake)
    row.deliveries.filter(kind="profile").update(state=Delivery.State.DONE, remote_id="p-late")

    sent = {"sure": "yes", "seen": resolutions.seen(row)}
    sam.post(url(row, "resolve/absent"), sent)

    assert told(row)[::2] == ("unknown", [])


def test_what_is_pending_has_nothing_to_tell(sam: Client, fake: FakeProvider) -> None:
    row = submit(fake, error=ProviderUnavailable("down"))

    answer = sam.get(url(row, "resolve/absent"), follow=True)

    assert answer.redirect_chain[-1][0] == url(row, "change")
    assert sam.get(url(row, "resolve/nothing")).status_code == 404


def test_what_was_told_is_listed_and_never_changed(sam: Client, fake: FakeProvider) -> None:
    row = submit(fake)
    tell(sam, row, "absent")
    kept = Resolution.objects.get()

    page = sam.get("/admin/wizard/resolution/").content.decode()
    changed = sam.post(f"/admin/wizard/resolution/{kept.pk}/change/", {"who_name": "x"})

    assert "sam" in page
    assert str(row.pk) in page
    assert changed.status_code == 403
    assert sam.post(f"/admin/wizard/resolution/{kept.pk}/delete/").status_code == 403
    assert sam.get("/admin/wizard/resolution/add/").status_code == 403
    assert State.PENDING in sam.get(url(row, "change")).content.decode()
