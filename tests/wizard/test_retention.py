"""What is wiped and deleted, when, and what stays."""

import io
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.wizard import signing
from tests.wizard.conftest import Walk
from tests.wizard.fake import FakeProvider
from tests.wizard.rows import ENTERED, entered, filed, saved_run
from wizard import submissions
from wizard.models import LaunchToken, Run, State, Submission
from wizard.state import session_keys

pytestmark = pytest.mark.django_db
KEPT = timedelta(hours=4)  # RUN_KEEP_SECONDS
MONTH = timedelta(days=30)  # RETENTION_DAYS
SECOND = timedelta(seconds=5)


def purge(*arguments: str) -> dict[str, str]:
    out = io.StringIO()
    call_command("purge", *arguments, stdout=out, skip_checks=True)
    return dict(line.split(": ") for line in out.getvalue().splitlines())


# -- runs -----------------------------------------------------------------------------------------


def test_the_answers_and_the_operators_name_are_wiped_once_nobody_can_go_on() -> None:
    over, kept = saved_run(KEPT), saved_run(KEPT - SECOND)

    said = purge()

    for each in (over, kept):
        each.refresh_from_db()
    assert (over.data, over.operator_name, over.begun) == (None, None, False)
    assert (kept.operator_name, kept.begun) == ("Jane Doe", True)
    assert kept.data
    assert said["answers of runs that are over"] == "1 wiped"


def test_a_name_that_is_left_of_wiped_answers_is_wiped() -> None:
    over = saved_run(KEPT, data=None)

    purge()

    over.refresh_from_db()
    assert over.operator_name is None


@pytest.mark.usefixtures("fake", "portal")
def test_each_launch_wipes_some_of_it() -> None:
    over, kept = saved_run(KEPT), saved_run(KEPT - SECOND)

    assert Client().post("/launch", {"launch_token": signing.token()}).status_code == 303

    assert list(Run.objects.filter(data=None)) == [over]
    assert Run.objects.get(pk=kept.pk).begun


def test_old_runs_without_a_submission_are_deleted_and_those_with_one_stay() -> None:
    old, young, submitted = saved_run(MONTH), saved_run(MONTH - SECOND), saved_run(MONTH)
    filed(submitted, State.CREATED)
    Run.objects.filter(pk=young.pk).update(earlier=old)

    said = purge()

    assert set(Run.objects.all()) == {young, submitted}
    assert Run.objects.get(pk=young.pk).earlier is None
    assert said["old runs without a submission"] == "1 deleted"


def test_a_run_whose_answers_are_kept_longer_is_not_deleted_before(settings: Settings) -> None:
    settings.RUN_KEEP_SECONDS = int(MONTH.total_seconds()) * 2

    kept = saved_run(MONTH)
    purge()

    assert Run.objects.get(pk=kept.pk).data


# -- submissions ----------------------------------------------------------------------------------


def test_what_nobody_can_send_any_more_is_rejected_and_its_reference_is_free() -> None:
    over, alive = saved_run(KEPT), saved_run()
    unsent = filed(over, State.PENDING, ext="order-1")
    waiting = filed(alive, State.PENDING, ext="order-2")

    said = purge()

    unsent.refresh_from_db()
    assert (unsent.state, unsent.error_code, unsent.payload) == (State.REJECTED, "expired", None)
    assert filed(alive, State.REJECTED, ext="order-1").pk
    assert filed(None, State.UNKNOWN, ext="order-1").pk
    waiting.refresh_from_db()
    assert waiting.state == State.PENDING
    assert entered(waiting) == set(ENTERED)
    assert said["submissions that nobody can send any more"] == "1 rejected"


@pytest.mark.parametrize("state", [State.CREATED, State.UPDATED, State.REJECTED])
def test_a_finished_submission_keeps_nothing_but_the_reason_once_its_run_is_over(
    state: State,
) -> None:
    over = filed(saved_run(KEPT), state)
    shown = filed(saved_run(), state)
    ids = (over.pk, over.payload_sha256, over.profile_id, over.state)

    purge()

    assert entered(over) == {"reason"}
    assert (over.pk, over.payload_sha256, over.profile_id, over.state) == ids
    assert entered(shown) == set(ENTERED)


@pytest.mark.parametrize("state", [State.CREATED, State.UPDATED, State.REJECTED])
def test_after_a_month_it_keeps_nothing(state: State) -> None:
    old = filed(saved_run(MONTH), state, MONTH)

    purge()

    assert entered(old) == set()
    assert old.state == state


@pytest.mark.parametrize("state", [State.UNKNOWN, State.PARTIAL])
def test_what_has_not_come_to_its_end_keeps_all_for_a_month_and_its_state_for_ever(
    state: State,
) -> None:
    old = filed(saved_run(MONTH), state, MONTH)
    young = filed(saved_run(MONTH), state, MONTH - SECOND)

    purge()

    assert entered(old) == set()
    assert old.state == state
    assert entered(young) == set(ENTERED)


@pytest.mark.parametrize("recovers", [True, False])
@pytest.mark.parametrize("state", [State.UNKNOWN, State.PARTIAL, State.PENDING])
def test_what_was_wiped_is_not_sent_and_stays_what_it_is(
    fake: FakeProvider, state: State, recovers: bool
) -> None:
    fake.recovers = recovers
    wiped = filed(saved_run(MONTH), state, MONTH, payload=None, schema=None)

    sent = submissions.send(wiped, fake)
    found = submissions.reconcile(wiped, fake)

    assert fake.calls == []
    assert (sent.state, found.state, found.attempt) == (state, state, 0)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.UNKNOWN, "Look for it at the provider by this reference"),
        (State.PARTIAL, "It is too long ago to do the rest here."),
    ],
)
def test_its_receipt_offers_nothing_that_cannot_be_done(
    fake: FakeProvider, walk: Walk, state: State, told: str
) -> None:
    fake.recovers = True
    walker = walk(provider="fake", ext="order-1")
    filed(None, state, MONTH, ext="order-1")
    purge()

    walker.get("receipt")

    assert (walker.status, walker.step) == (200, "receipt")
    assert told in walker.html
    assert "Check now" not in walker.html
    assert "Try again" not in walker.html


def test_what_is_on_its_way_is_left_alone_however_old() -> None:
    sent = filed(saved_run(MONTH), State.IN_FLIGHT, 2 * MONTH)

    purge()

    assert entered(sent) == set(ENTERED)
    assert sent.state == State.IN_FLIGHT


@pytest.mark.parametrize("age", [timedelta(0), MONTH])
def test_what_has_lost_its_sender_is_given_up_and_kept_no_longer_than_others(
    age: timedelta,
) -> None:
    over = timezone.now() - SECOND
    lost = filed(saved_run(age), State.IN_FLIGHT, age, lease_until=over, owner="gone")

    said = purge()

    assert entered(lost) == (set() if age else set(ENTERED))
    assert (lost.state, lost.error_code, lost.lease_until) == (State.UNKNOWN, "lease_over", None)
    assert said["submissions whose sender was lost"] == "1 swept"


def test_what_was_entered_for_it_is_forgotten_where_it_turns_out_to_be_made() -> None:
    run = saved_run(data={key: {"type": "company"} for key in ("other", "state")})
    run.data = {**run.data, **{key: {"type": "company"} for key in session_keys(run.pk)}}
    run.save()
    lost = filed(run, State.IN_FLIGHT, lease_until=timezone.now() - SECOND)
    lost.deliveries.create(kind="profile", label="", position=0, state="done", remote_id="p-1")

    purge()

    lost.refresh_from_db()
    run.refresh_from_db()
    assert (lost.state, lost.profile_id, lost.payload) == (State.CREATED, "p-1", None)
    assert not set(session_keys(run.pk)) & set(run.data)


# -- all the rest ---------------------------------------------------------------------------------


def test_tokens_and_sessions_that_have_expired_are_deleted() -> None:
    now = timezone.now()
    for age in (timedelta(hours=1), timedelta(minutes=59)):
        LaunchToken.objects.create(portal="test", jti=f"used {age}", expires_at=now - age)
        Session.objects.create(session_key=f"{age}", expire_date=now - age + timedelta(hours=1))

    said = purge()

    assert [token.jti for token in LaunchToken.objects.all()] == ["used 0:59:00"]
    assert [session.session_key for session in Session.objects.all()] == ["0:59:00"]
    assert said["launch tokens that have expired"] == "1 deleted"
    assert said["staff sessions that have expired"] == "1 deleted"


def test_a_dry_run_changes_nothing_and_tells_what_would_be_done() -> None:
    for state in State.values:
        filed(saved_run(MONTH), State(state), MONTH)
        filed(saved_run(KEPT), State(state))
    saved_run(MONTH)
    before = [list(model.objects.order_by("pk").values()) for model in (Run, Submission)]

    told = purge("--dry-run")

    assert [list(m.objects.order_by("pk").values()) for m in (Run, Submission)] == before
    assert told["answers of runs that are over"] == "15 would be wiped"
    done = {name: f"{said.split()[0]} would be {said.split()[1]}" for name, said in purge().items()}
    assert done == told
    assert {said.split()[0] for said in purge().values()} == {"0"}
