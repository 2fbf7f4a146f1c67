"""The ledger: what each outcome means for the row, and one call however often it is asked for."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.wizard.fake import FakeProvider, intent
from wizard import launches, submissions
from wizard.models import Run, State, Submission
from wizard.providers.base import NewProfile
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)

pytestmark = pytest.mark.django_db
FIELDS = {"name": "Planted Secret Ltd"}


def opened(ext: str = "", portal: str = "test") -> Run:
    run, _ = launches.open_run(
        provider="fake", operator="o", origin="https://p.example", portal=portal, ext=ext
    )
    return run


def submit(run: Run, provider: FakeProvider, fields: dict[str, Any] | None = None) -> Submission:
    profile = NewProfile("company", "GB", "", fields=fields or FIELDS)
    return submissions.submit(run, provider, intent(provider, profile))


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
def run(db: None) -> Run:
    return opened()


@pytest.mark.parametrize(
    ("error", "state", "status"),
    [
        (ProviderRejected({"name": ["Taken."]}, ["Sorry."], status=422), State.REJECTED, 422),
        (OutcomeUnknown("closed"), State.UNKNOWN, None),
        (OutcomeUnknown("answered 500", status=500), State.UNKNOWN, 500),
        (ProviderUnavailable("not sent"), State.PENDING, None),
        (ProviderUnavailable("limited", status=429, retry_after=30), State.PENDING, 429),
        (ProviderMisbehaved("401 with a new token", status=401), State.PENDING, 401),
        (ProviderError("of a new class"), State.UNKNOWN, None),
    ],
    ids=lambda value: value.args[0] if isinstance(value, Exception) else None,
)
def test_each_failure_has_its_state(
    run: Run, provider: FakeProvider, error: ProviderError, state: State, status: int | None
) -> None:
    provider.faults["create"] = error

    row = submit(run, provider)

    assert (row.state, row.http_status) == (state, status)
    assert row.error_code == type(error).__name__
    assert (row.attempt, row.lease_until) == (1, None)


def test_i2_a_creation_is_filed_with_its_profile(run: Run, provider: FakeProvider) -> None:
    row = submit(run, provider)

    assert row.state == State.CREATED
    assert row.profile_id == f"profile-1-{row.pk}"
    labels = (row.profile_status, row.type_label, row.country_name)
    assert labels == ("processed", "Company", "Japan")
    assert [each.remote_id for each in row.deliveries.all()] == [row.profile_id]
    assert provider.payloads[0]["reference"] == str(row.pk)


def test_a_refusal_keeps_the_errors_for_the_step(run: Run, provider: FakeProvider) -> None:
    provider.faults["create"] = ProviderRejected({"name": ["Taken."]}, ["Sorry."])

    assert submit(run, provider).errors == {"fields": {"name": ["Taken."]}, "form": ["Sorry."]}


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (None, False),
        (ProviderRejected({}), False),
        (OutcomeUnknown("lost"), True),
        (ProviderUnavailable("limited"), True),
    ],
)
def test_the_payload_is_wiped_once_it_is_not_needed(
    run: Run, provider: FakeProvider, error: ProviderError | None, kept: bool
) -> None:
    if error:
        provider.faults["create"] = error

    row = submit(run, provider)

    assert (row.payload is not None) is kept
    assert len(row.payload_sha256) == 64


def test_the_database_holds_no_plain_answers(run: Run, provider: FakeProvider) -> None:
    provider.faults["create"] = OutcomeUnknown("lost")
    row = submit(run, provider)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wizard_submission")
        raw = repr(cursor.fetchall())

    assert row.payload is not None
    assert row.payload["fields"] == FIELDS
    assert "Planted" not in raw


def test_a_crash_inside_the_call_is_unknown_and_not_swallowed(
    run: Run, provider: FakeProvider
) -> None:
    provider.faults["create"] = RuntimeError("a bug of ours")

    with pytest.raises(RuntimeError, match="a bug of ours"):
        submit(run, provider)

    row = Submission.objects.get()
    assert (row.state, row.error_code) == (State.UNKNOWN, "crashed")
    assert row.payload is not None


@pytest.mark.parametrize(
    "error", [None, OutcomeUnknown("lost"), ProviderUnavailable("limited", retry_after=60)]
)
def test_submitting_again_makes_no_second_call(
    run: Run, provider: FakeProvider, error: ProviderError | None
) -> None:
    if error:
        provider.faults["create"] = error
    first = submit(run, provider)
    provider.faults.clear()

    again = submit(run, provider)

    assert (again.pk, again.state, again.attempt) == (first.pk, first.state, 1)
    assert provider.calls == ["create"]


def test_another_session_of_the_same_run_makes_no_second_call(
    run: Run, provider: FakeProvider
) -> None:
    submit(run, provider)

    submit(Run.objects.get(pk=run.pk), provider, {"name": "Other"})

    assert len(provider.payloads) == 1


def test_i8_a_pending_row_is_sent_again_with_identical_bytes_once_the_wait_is_over(
    run: Run, provider: FakeProvider
) -> None:
    provider.faults["create"] = ProviderUnavailable("limited", status=429, retry_after=60)
    first = submit(run, provider)
    assert first.not_before is not None
    provider.faults.clear()
    assert submissions.send(first, provider).state == State.PENDING
    Submission.objects.update(not_before=timezone.now() - timedelta(seconds=1))

    row = submit(run, provider)

    assert (row.pk, row.state, row.attempt) == (first.pk, State.CREATED, 2)
    assert provider.payloads[0] == provider.payloads[1]


def test_a_pending_row_with_other_answers_is_superseded(run: Run, provider: FakeProvider) -> None:
    provider.faults["create"] = ProviderUnavailable("not sent")
    old = submit(run, provider)
    provider.faults.clear()

    new = submit(run, provider, {"name": "Other"})

    old.refresh_from_db()
    assert (old.state, old.error_code, old.payload) == (State.REJECTED, "superseded", None)
    assert new.state == State.CREATED
    assert new.pk != old.pk
    assert provider.payloads[1]["fields"] == {"name": "Other"}


@pytest.mark.parametrize("error", [None, ProviderRejected({}), ProviderUnavailable("not sent")])
def test_i4_finished_rows_never_change(
    run: Run, provider: FakeProvider, error: ProviderError | None
) -> None:
    if error:
        provider.faults["create"] = error
    row = submit(run, provider)
    before = Submission.objects.values().get()

    submissions._finish(row, {"state": State.UNKNOWN, "error_code": "late"})
    submissions.sweep(row, timezone.now() + timedelta(days=1))
    if row.state != State.PENDING:
        submissions.send(row, provider)

    assert Submission.objects.values().get() == before


def test_a_late_answer_after_the_sweep_is_written(run: Run, provider: FakeProvider) -> None:
    seen: list[str] = []

    def sweep() -> None:
        late = timezone.now() + submissions.LEASE + timedelta(seconds=1)
        seen.append(submissions.sweep(Submission.objects.get(), late).state)

    provider.faults["create"] = sweep

    row = submit(run, provider)

    assert seen == [State.UNKNOWN]
    assert (row.state, row.error_code) == (State.CREATED, "")
    assert row.profile_id


def test_a_lease_that_is_not_over_is_left_alone(run: Run, provider: FakeProvider) -> None:
    seen: list[str] = []
    provider.faults["create"] = lambda: seen.append(
        submissions.sweep(Submission.objects.get()).state
    )

    submit(run, provider)

    assert seen == [State.IN_FLIGHT]


def test_an_answer_of_an_earlier_attempt_is_not_written(run: Run, provider: FakeProvider) -> None:
    provider.faults["create"] = OutcomeUnknown("lost")
    row = submit(run, provider)
    Submission.objects.update(attempt=2)

    submissions._finish(row, {"state": State.REJECTED, "error_code": "late"})

    assert Submission.objects.get().state == State.UNKNOWN


def test_a_profile_id_that_is_taken_is_unknown(run: Run, provider: FakeProvider) -> None:
    created = submit(run, provider)
    provider.faults["create"] = lambda: Submission.objects.filter(pk=created.pk).update(
        profile_id=f"profile-2-{Submission.objects.exclude(pk=created.pk).get().pk}"
    )

    second = submit(opened(), provider)

    assert (second.state, second.error_code) == (State.UNKNOWN, "profile_id_taken")


def test_i6_one_live_submission_for_the_portal_s_reference(provider: FakeProvider) -> None:
    first = submit(opened("order-1"), provider)

    second = submit(opened("order-1"), provider, {"name": "Other"})
    other = submit(opened("order-1", portal="another"), provider)

    assert second.pk == first.pk
    assert other.pk != first.pk
    assert len(provider.payloads) == 2


def filed(**values: Any) -> Submission:
    return Submission.objects.create(provider="fake", payload_sha256="0" * 64, **values)


def test_the_database_refuses_what_must_not_be(run: Run) -> None:
    filed(run=run)
    filed(portal="p", ext="e")
    filed(state=State.CREATED, profile_id="p-1")
    impossible: list[dict[str, Any]] = [
        {"state": "lost"},
        {"state": State.CREATED},
        {"state": State.CREATED, "profile_id": "p-1"},
        {"run": run, "state": State.UNKNOWN},
        {"portal": "p", "ext": "e", "state": State.IN_FLIGHT},
    ]

    for values in impossible:
        with pytest.raises(IntegrityError), transaction.atomic():
            filed(**values)


def test_the_database_takes_any_number_of_rejected_rows(run: Run) -> None:
    for _ in range(3):
        filed(run=run, portal="p", ext="e", state=State.REJECTED)
    filed(run=run, portal="p", ext="e")
    filed()
    filed()

    assert Submission.objects.count() == 6
