"""What receipts say: of what, on whose word, since when, and what helps whoever reads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from tests.wizard.conftest import Walk
from tests.wizard.fake import FakeProvider
from tests.wizard.test_admin_resolving import sam
from tests.wizard.test_admin_resolving import tell as staff_tells
from tests.wizard.test_operators_submissions_receipts import at, sent
from tests.wizard.test_resolving import EXISTS, TO_ABSENT, TO_EXISTS, confirm, lost
from tests.wizard.walker import Walker
from wizard import resolutions, submissions
from wizard.models import Delivery, Resolution, Run, State, Submission
from wizard.providers.errors import OutcomeUnknown, ProviderRejected, ProviderUnavailable

__all__ = ["sam"]
pytestmark = pytest.mark.django_db
NOT_THE_PROVIDERS = "This is not the provider’s own answer."
REFUSED = ProviderRejected({"name": ["Too long."]}, [])


# -- of what --------------------------------------------------------------------------------------


def test_it_names_the_provider_and_the_profile_and_so_do_the_pages_that_ask(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.label = "Detected"
    lost(fake_walker, fake)
    named = ["Trust, United Kingdom: Acme (provider: Detected)"]
    assert fake_walker.page.all("p.caption") == named

    assert fake_walker.get(EXISTS).page.all("p.caption") == named
    confirm(fake_walker, EXISTS, remote_id="p-1", same="p-1")

    pairs = zip(fake_walker.page.all("dt."), fake_walker.page.all("dd."), strict=True)
    assert dict(pairs)["Provider"] == "Detected"


def test_a_person_is_named_by_the_parts_of_their_name(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)
    owner = {"first-name": "Jane", "last-name": "Doe", "title": "Dr"}
    row = Submission.objects.get()
    row.payload = {"profile": {"data": {"attributes": {"owner": owner}}}}
    row.save()

    fake_walker.get("receipt")

    assert "Trust, United Kingdom: Jane Doe (provider: fake)" in fake_walker.page.all("p.caption")


def test_what_another_operator_entered_is_not_named(walk: Walk, fake: FakeProvider) -> None:
    lost(walk(provider="fake", ext="order-1"), fake)

    other = walk(provider="fake", ext="order-1").get("receipt")

    assert other.page.all("p.caption") == ["Trust, United Kingdom (provider: fake)"]


# -- on whose word --------------------------------------------------------------------------------


def test_what_a_person_told_is_not_told_as_the_providers_confirmation(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)
    confirm(fake_walker, EXISTS, remote_id="p-1", same="p-1")

    assert "You said that this is the profile" in fake_walker.html
    assert NOT_THE_PROVIDERS in fake_walker.html
    Run.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert fake_walker.get("receipt").status == 410
    assert NOT_THE_PROVIDERS in fake_walker.html


def test_what_the_provider_confirmed_needs_nobodys_word(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake_walker.post("type", type="trust", country="GB").post("details", name="A").post("check")

    assert fake_walker.h1 == "Profile created"
    assert " said that " not in fake_walker.html


def test_a_part_that_a_person_told_of_is_told_apart(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.parts = ("address", "email")
    fake.faults["address"] = OutcomeUnknown("closed")
    fake_walker.post("type", type="trust", country="GB").post("details", name="A").post("check")
    fake.faults.clear()
    person = resolutions.Person(Resolution.Role.STAFF, "1", "sam")
    row = Submission.objects.get()
    resolutions.resolve(row, Resolution.Found.EXISTS, person, fake, "a-1")

    assert submissions.reconcile(row, fake).state == State.CREATED

    made = ["Done", "Done, as somebody has said", "Done"]
    assert fake_walker.get("receipt").page.all("dd.")[-3:] == made


def test_what_was_left_as_it_is_is_not_told_as_still_to_be_done(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.parts = ("address",)
    fake.faults["address"] = OutcomeUnknown("closed")
    fake_walker.post("type", type="trust", country="GB").post("details", name="A").post("check")
    person = resolutions.Person(Resolution.Role.STAFF, "1", "sam")
    resolutions.resolve(Submission.objects.get(), Resolution.Found.LEFT, person, fake)

    fake_walker.get("receipt")

    assert fake_walker.page.all("dd.")[-1] == "Not done, or not known, and left as it is"


def test_who_did_not_confirm_it_is_not_said_to_have(fake: FakeProvider, sam: Any) -> None:
    row = sent(fake, OutcomeUnknown("closed"))
    staff_tells(sam, row, "absent")

    walker = at(row)

    assert walker.h1 == "A member of staff said that the profile does not exist"
    assert "You " not in "".join(walker.page.all("p."))


# -- since when -----------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["address", "create"])
def test_another_try_that_fails_alike_is_seen_to_have_been_made(
    fake_walker: Walker, fake: FakeProvider, part: str
) -> None:
    fake.tell()
    fake.parts = ("address",)
    fake.faults[part] = OutcomeUnknown("down")
    fake_walker.post("type", type="trust", country="GB").post("details", name="A").post("check")
    assert any(text.startswith("Tried once, ") for text in fake_walker.page.all("p."))

    fake_walker.post("receipt")

    at = Submission.objects.get().sent_at
    assert at
    local = timezone.localtime(at)
    when = date_format(local, "j F Y, H:i e")
    assert f"Tried 2 times, the last time {when}." in fake_walker.page.all("p.")
    assert f'<time datetime="{local.isoformat()}">' in fake_walker.html


@pytest.mark.parametrize(("seconds", "latest"), [(170, "3 minutes"), (50, "1 minute")])
def test_what_is_on_its_way_says_when_it_will_be_known(
    fake_walker: Walker, fake: FakeProvider, seconds: int, latest: str
) -> None:
    lost(fake_walker, fake)
    lease = timezone.now() + timedelta(seconds=seconds)
    Submission.objects.update(state=State.IN_FLIGHT, lease_until=lease)

    fake_walker.get("receipt")

    assert f"this page says so in {latest} at the latest." in fake_walker.html


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (429, "The provider asked us to wait."),
        (None, "The provider is asked for too much at once at the moment."),
    ],
)
def test_our_own_wait_is_not_told_as_the_providers(
    fake_walker: Walker, fake: FakeProvider, status: int | None, text: str
) -> None:
    fake.faults["create"] = ProviderUnavailable("busy", status=status, retry_after=5)

    fake_walker.post("type", type="trust", country="GB").post("details", name="A").post("check")

    assert f"Your answers are saved. {text}" in fake_walker.page.all("p.")


# -- what helps -----------------------------------------------------------------------------------


def test_what_helps_is_the_primary_button_where_nothing_can_be_looked_up(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)

    assert set(fake_walker.page.all("a.primary")) == {TO_ABSENT, TO_EXISTS}
    assert fake_walker.page.all("a.secondary") == ["Check again"]


@pytest.mark.parametrize("honoured", [True, False])
def test_it_is_said_to_be_created_by_a_look_only_while_the_provider_honours_its_key(
    fake_walker: Walker, fake: FakeProvider, honoured: bool
) -> None:
    lost(fake_walker, fake)
    fake.tell()
    if not honoured:
        Delivery.objects.update(created_at=timezone.now() - timedelta(hours=2))

    fake_walker.get("receipt")

    assert "“Check now” looks for it" in fake_walker.html
    assert ("creates it if it does not exist" in fake_walker.html) == honoured


def test_a_second_operator_is_told_whom_to_ask(walk: Walk, fake: FakeProvider) -> None:
    row = lost(walk(provider="fake", ext="order-1"), fake)
    other = walk(provider="fake", ext="order-1")
    Run.objects.filter(pk=other.run.pk).update(operator="operator-2")

    other.get("receipt")

    assert "Somebody else has sent it, and can say here what was found: ask them." in other.html
    assert f"with this reference: {row.pk}" in other.html


def test_a_refused_part_of_a_run_that_is_over_is_not_tried_again_in_vain(
    fake: FakeProvider,
) -> None:
    fake.parts = ("address",)
    row = sent(fake, REFUSED, at="address")
    Run.objects.filter(submissions=row).update(data=None, begun=False)

    walker = at(row)

    assert "what was entered cannot be changed from here." in walker.html
    assert f"tell your support team this reference, so that they close it: {row.pk}" in walker.html
    assert "Try again" not in walker.html


def test_who_did_not_enter_what_was_refused_is_told_who_can_change_it(
    walk: Walk, fake: FakeProvider
) -> None:
    fake.parts, fake.faults["address"] = ("address",), REFUSED
    first = walk(provider="fake", ext="order-1")
    first.post("type", type="trust", country="GB").post("details", name="A").post("check")
    other = walk(provider="fake", ext="order-1")
    Run.objects.filter(pk=other.run.pk).update(operator="operator-2")

    other.get("receipt")

    assert "only who sent it can, in their own session" in other.html
    assert "Try again" not in other.html


def test_what_names_no_field_says_what_to_do_if_trying_again_does_not_help(
    walk: Walk, fake: FakeProvider
) -> None:
    fake.parts, fake.faults["address"] = ("address",), ProviderRejected({}, ["Acme is not known"])
    first = walk(provider="fake", ext="order-1")
    first.post("type", type="trust", country="GB").post("details", name="A").post("check")

    other = walk(provider="fake", ext="order-1").get("receipt")

    for walker in (first, other):
        assert "did not accept the rest. If trying again does not help, do at" in walker.html
        assert "Trying again does the rest" not in walker.html


def test_a_part_whose_answers_are_deleted_is_done_at_the_provider(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.parts, fake.faults["address"] = ("address",), OutcomeUnknown("closed")
    fake_walker.post("type", type="trust", country="GB").post("details", name="A").post("check")
    Submission.objects.update(payload=None)

    fake_walker.get("receipt")

    assert "do there what is missing" in fake_walker.html
    assert "Try again" not in fake_walker.html
    row = Submission.objects.get()
    assert resolutions.offered(row) == [Resolution.Found.EXISTS, Resolution.Found.LEFT]
