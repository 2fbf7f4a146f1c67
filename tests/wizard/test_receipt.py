"""The receipt reads the ledger only: a page for each state, however often it is asked for."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.wizard import journey as j
from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Walker
from wizard import submissions
from wizard.models import State, Submission
from wizard.providers.base import Provider
from wizard.sandbox.server import SandboxServer

HEADINGS = {
    State.PENDING: "The profile was not created",
    State.IN_FLIGHT: "Creating the profile",
    State.CREATED: "Profile created",
    State.UNKNOWN: "We do not know yet whether the profile was created",
}


def filed(walker: Walker, state: State, **more: object) -> Submission:
    """A row of the walker's run as the ledger would have written it."""
    profile_id = "profile-7" if state == State.CREATED else None
    return Submission.objects.create(
        run=walker.run,
        provider="fake",
        type_label="Company",
        country_name="Japan",
        state=state,
        attempt=1,
        profile_id=profile_id,
        payload_sha256="0" * 64,
        **more,
    )


@pytest.mark.parametrize("state", HEADINGS)
def test_each_state_has_its_heading(fake_walker: Walker, state: State) -> None:
    filed(fake_walker, state, lease_until=timezone.now() + timedelta(minutes=1))

    fake_walker.get("receipt")

    assert (fake_walker.status, fake_walker.h1) == (200, HEADINGS[state])
    assert fake_walker.title.startswith(HEADINGS[state])


def test_the_receipt_of_a_created_profile_has_its_reference(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.create(j.to_check(walker))

    shown = walker.page.all("p.") + walker.page.all("dd.")
    (profile,) = sandbox.profiles()
    assert f"Reference{profile['id']}" in shown
    assert profile["customer_reference"] in shown
    assert {"Company", "United Kingdom", "Processed"} <= set(shown)


def test_the_receipt_of_an_unknown_outcome_says_not_to_start_again(fake_walker: Walker) -> None:
    row = filed(fake_walker, State.UNKNOWN)

    fake_walker.get("receipt")

    assert "Do not start again." in fake_walker.html
    assert "It may have been created." in fake_walker.html
    assert str(row.pk) in fake_walker.html
    assert fake_walker.page.buttons == {("", "")}  # "Create a different profile"


@pytest.mark.parametrize("state", HEADINGS)
def test_many_looks_at_the_receipt_make_no_call(
    fake_walker: Walker, fake: FakeProvider, state: State
) -> None:
    row = filed(fake_walker, state, lease_until=timezone.now() + timedelta(minutes=1))

    for _ in range(5):
        fake_walker.get("receipt")
        fake_walker.get()

    assert fake.calls == []
    row.refresh_from_db()
    assert row.state == state


def test_a_run_without_a_submission_has_no_receipt(fake_walker: Walker) -> None:
    fake_walker.get("receipt")

    assert fake_walker.step == "type"


def test_a_rejected_submission_leads_back_to_its_step(fake_walker: Walker) -> None:
    fake_walker.post("type", type="company", country="JP").post("details", name="Acme")
    filed(fake_walker, State.REJECTED, errors={"fields": {"name": ["Taken."]}, "form": []})

    fake_walker.get("receipt")

    assert fake_walker.step == "details"
    assert fake_walker.errors == ["Error: Taken."]


def test_a_lost_sender_is_told_as_unknown_once_its_lease_is_over(fake_walker: Walker) -> None:
    row = filed(fake_walker, State.IN_FLIGHT, lease_until=timezone.now() - timedelta(seconds=1))

    fake_walker.get("receipt")

    row.refresh_from_db()
    assert (row.state, row.error_code) == (State.UNKNOWN, "lease_over")
    assert fake_walker.h1 == HEADINGS[State.UNKNOWN]


def test_a_pending_receipt_says_how_long_to_wait(fake_walker: Walker) -> None:
    filed(fake_walker, State.PENDING, not_before=timezone.now() + timedelta(seconds=30))

    fake_walker.get("receipt")

    assert any(
        re.fullmatch(r"Try again in (30|29) seconds\.", p) for p in fake_walker.page.all("p.")
    )


def test_a_row_that_is_about_to_be_sent_is_not_told_as_failed(
    fake_walker: Walker, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_walker.post("type", type="company", country="JP").post("details", name="Acme")
    second_click = Walker(fake_walker.client, fake_walker.run)
    send, seen = submissions.send, []

    def look_first(submission: Submission, provider: Provider) -> Submission:
        seen.append(second_click.get("receipt").h1)
        return send(submission, provider)

    monkeypatch.setattr(submissions, "send", look_first)
    fake_walker.post("check")

    assert seen == [HEADINGS[State.IN_FLIGHT]]
    assert fake_walker.h1 == HEADINGS[State.CREATED]
