"""`manage.py reconcile` as a command: its rounds, its lines, its exit status."""

import io
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.wizard.fake import FakeProvider
from tests.wizard.rows import filed, saved_run
from tests.wizard.test_reconciling import minutes_pass, reconcile, submit
from wizard import providers
from wizard.management.commands import reconcile as command
from wizard.models import Delivery, Operation, Run, State, Submission
from wizard.providers.errors import OutcomeUnknown, ProviderRejected, ProviderUnavailable
from wizard.state import session_keys

pytestmark = pytest.mark.django_db


def asked_for() -> dict[object, tuple[int, object]]:
    """How often each row was claimed, and when it was written last."""
    return {row.pk: (row.attempt, row.updated_at) for row in Submission.objects.all()}


def entries(run_id: object, profile_id: str | None = None) -> dict[str, object]:
    """What stands in the session for a creation, or for the change of that profile."""
    return {key: {"type": "company"} for key in session_keys(run_id, profile_id)}


@pytest.mark.parametrize(
    "error",
    [
        ProviderUnavailable("no complete answer: ReadTimeout"),
        ProviderUnavailable("rate limited", status=429, retry_after=60),
        ProviderUnavailable("answered 503", status=503),
    ],
)
def test_a_provider_that_does_not_answer_is_asked_about_one_row_a_round(
    fake: FakeProvider, error: Exception
) -> None:
    fake.tell()
    rows = [submit(fake) for _ in range(3)]
    fake.calls.clear()
    fake.faults["recover"] = error
    minutes_pass(60)
    before = asked_for()

    said, status = reconcile(minutes=0)

    assert fake.calls == ["recover"]
    summary = "1 looked at; 0 changed; 0 for a person to find out"
    assert (said, status) == ([f"{summary}; fake does not answer, so 2 were not asked about"], 0)
    assert sum(before[pk] == now for pk, now in asked_for().items()) == 2
    fake.faults.clear()
    assert reconcile(minutes=0)[0][:2] == [f"{row.pk} unknown -> created" for row in rows[1:]]


def test_a_write_that_hangs_ends_the_providers_round_as_well(fake: FakeProvider) -> None:
    fake.keeps_keys = timedelta(hours=1)
    for _ in range(3):
        submit(fake)
    fake.faults["create"] = OutcomeUnknown("no complete answer: ReadTimeout")
    fake.calls.clear()

    reconcile()

    assert fake.calls.count("create") == 1


def test_a_provider_that_does_not_answer_keeps_nobody_from_the_others(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = FakeProvider("other")
    for each in (fake, other):
        each.tell()
        submit(each)
    newest = Submission.objects.latest("created_at")
    Submission.objects.filter(pk=newest.pk).update(provider="other")
    monkeypatch.setattr(providers, "configured", lambda: {"fake": fake, "other": other})
    fake.faults["recover"] = ProviderUnavailable("down")

    assert reconcile()[0][0] == f"{newest.pk} unknown -> created"


@pytest.mark.parametrize(
    "answer", [None, ProviderUnavailable("conflict", status=409)], ids=["not found", "a conflict"]
)
def test_an_answer_about_one_row_is_no_reason_to_pass_over_the_others(
    fake: FakeProvider, answer: Exception | None
) -> None:
    fake.recovers = True
    submit(fake)
    submit(fake)
    fake.calls.clear()
    if answer:
        fake.faults["recover"] = answer

    reconcile()

    assert fake.calls == ["recover"] * 2


def test_a_row_waits_for_as_long_as_the_provider_has_asked_us_to(fake: FakeProvider) -> None:
    fake.parts = ("address",)
    row = submit(
        fake, error=ProviderUnavailable("busy", status=429, retry_after=7200), at="address"
    )

    said, _ = reconcile(minutes=60)
    assert said[0].startswith("0 looked at")
    assert fake.calls.count("address") == 1

    Submission.objects.update(not_before=timezone.now())
    assert reconcile(minutes=0)[0][0] == f"{row.pk} partial -> created"


# -- what it leaves, and what it does not ----------------------------------------------------------


def test_what_was_entered_is_forgotten_once_it_has_come_to_its_end(fake: FakeProvider) -> None:
    fake.tell()
    row = submit(fake)
    Run.objects.update(data={**entries(row.run_id), "other": 1}, begun=True)

    reconcile()

    run = Run.objects.get()
    assert (run.data, run.begun) == ({"other": 1}, False)


def test_of_a_change_nothing_but_that_change_is_forgotten(fake: FakeProvider) -> None:
    fake.tell()
    run = saved_run()
    row = filed(run, State.UNKNOWN, operation=Operation.UPDATE, profile_id="p-1", attempt=1)
    row.deliveries.create(kind="profile", label="Profile", position=0, state=Delivery.State.SENT)
    kept = entries(run.pk, "p-2")
    run.ends_at = run.expires_at = timezone.now() + timedelta(hours=1)
    run.data = {**entries(run.pk, "p-1"), **kept}
    run.save()
    fake.remote[str(row.pk)] = "p-1"

    assert reconcile()[0][0] == f"{row.pk} unknown -> updated"
    run.refresh_from_db()
    assert run.data == kept


@pytest.mark.parametrize("reason", ["the run is over", "what it takes is wiped"])
def test_the_rest_that_nobody_makes_is_for_a_person(fake: FakeProvider, reason: str) -> None:
    fake.tell()
    fake.parts = ("address",)
    row = submit(fake, error=ProviderRejected({"street": ["Wrong"]}), at="address")
    assert reconcile()[1] == 0

    if reason == "the run is over":
        Run.objects.update(data=None)
    else:
        Submission.objects.update(payload=None)
        row.deliveries.filter(state=Delivery.State.REFUSED).update(state=Delivery.State.PENDING)

    said, status = reconcile()
    assert (said[0], status) == (f"{row.pk} partial: for a person to find out", 1)


# -- the loop --------------------------------------------------------------------------------------


def test_a_wrong_number_of_seconds_is_refused() -> None:
    with pytest.raises(CommandError, match="from 1 on"):
        call_command("reconcile", loop=0)


def test_a_loop_ends_gracefully_when_it_is_told_to(tmp_path: Path) -> None:
    own = {"SQLITE_PATH": str(tmp_path / "w.sqlite3"), "DEBUG": "1"}
    environment = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "manage.py"]
    where = {"cwd": project.BASE_DIR, "env": environment, "text": True}
    subprocess.run([*command, "migrate", "--verbosity=0"], check=True, **where)  # type: ignore[call-overload]

    with subprocess.Popen(
        [*command, "reconcile", "--loop", "1"],
        stdout=subprocess.PIPE,
        **where,  # type: ignore[call-overload]
    ) as process:
        lines = [process.stdout.readline() for _ in range(2)]
        process.send_signal(signal.SIGTERM)
        code = process.wait(10)

    assert lines == ["0 looked at; 0 changed; 0 for a person to find out\n"] * 2
    assert code == 0


@pytest.mark.parametrize("seen", [signal.SIGTERM, signal.SIGINT])
def test_it_finishes_the_row_that_it_is_at_and_a_loop_ends_well(
    fake: FakeProvider, seen: signal.Signals
) -> None:
    fake.tell()
    rows = [submit(fake), submit(fake)]
    stuck = submit(fake)
    Submission.objects.filter(pk=stuck.pk).update(payload=None)  # alone it is a reason to fail
    fake.faults["recover"] = lambda: signal.raise_signal(seen)
    minutes_pass(60)
    out = io.StringIO()

    call_command("reconcile", loop=1, stdout=out)

    assert out.getvalue().splitlines() == [
        f"{rows[0].pk} unknown -> created",
        f"{stuck.pk} unknown: for a person to find out",
        "1 looked at; 1 changed; 1 for a person to find out",
    ]


def test_a_loop_names_what_is_left_for_a_person_once(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = submit(fake)
    rounds: list[float] = []

    def wait(self: threading.Event, seconds: float) -> bool:
        rounds.append(seconds)
        return len(rounds) == 3

    monkeypatch.setattr(threading.Event, "wait", wait)
    monkeypatch.setattr(command, "close_old_connections", lambda: None)  # the test's own
    out = io.StringIO()
    call_command("reconcile", loop=5, stdout=out)

    assert rounds == [5, 5, 5]
    assert out.getvalue().count(str(row.pk)) == 1
    assert out.getvalue().count("1 for a person") == 3
