"""Which submission is meant, and what may be done about it. Reads only; see `submissions`."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .lifetimes import over
from .models import CONTENT, CREATES, UNFINISHED, Delivery, Operation, Run, State, Submission
from .prepared import Given, Prepared
from .providers.errors import ProviderRejected

GAP = timedelta(seconds=10)  # between writing a row and claiming it; in practice milliseconds
SUPERSEDED = "superseded"  # by other answers of the same run
TAKEN = "profile_id_taken"  # by another submission: not even a made write tells what it is
LONGEST_WAIT = 60  # minutes between two attempts that nobody asks for; at first 1, 2, 4, …
PATIENCE = timedelta(days=1)  # what is not known by then, a person has to find out


def _given(*names: str) -> Q:
    """Columns that are to have the values that are given by their names."""
    column = Submission._meta.get_field
    return Q(**{name: Given(name, column(name)) for name in names})


# Those of other runs by the index of what may be there once; their own is the run's.
_LIVE_OF_EXT = CREATES & ~Q(state=State.REJECTED) & ~Q(ext="") & _given("portal", "ext")
_own = Prepared(lambda: _light().filter(_given("run")).order_by("created_at"))
_own_or_of_ext = Prepared(
    lambda: _light().filter(_given("run") | _LIVE_OF_EXT).order_by("created_at")
)


def live(run: Run, profile_id: str | None = None) -> Submission | None:
    """The creation of this run, or of its portal's reference, that was not rejected.

    With a profile: the update of it in this run that has not come to its end.
    """
    return live_and_latest(run, profile_id)[0]


def latest(run: Run, profile_id: str | None = None) -> Submission | None:
    """The last creation of this run, or the last update of that profile in it."""
    return live_and_latest(run, profile_id)[1]


def live_and_latest(
    run: Run, profile_id: str | None = None
) -> tuple[Submission | None, Submission | None]:
    """Both of these, in one question."""
    if profile_id:
        updates = [row for row in _own(run=run.pk) if row.operation == Operation.UPDATE]
        rows = [row for row in updates if row.profile_id == profile_id]
    else:
        of_ext = {"portal": run.portal, "ext": run.ext}
        found = _own_or_of_ext(run=run.pk, **of_ext) if run.ext else _own(run=run.pk)
        rows = [row for row in found if row.operation == Operation.CREATE]
    own = [row for row in rows if row.run_id == run.pk]
    live = (row for row in rows if row.state not in {State.REJECTED, State.UPDATED})
    return next(live, None), own[-1] if own else None


def of_operator(run: Run) -> QuerySet[Submission]:
    """All that the run's operator has submitted at its portal, in whatever run, the newest first.

    Without those whose place another one has taken.
    """
    if not (run.portal and run.operator):  # then it is not known whose they are
        return Submission.objects.none()
    own = _light().filter(run__portal=run.portal, run__operator=run.operator)
    return own.exclude(state=State.REJECTED, error_code=SUPERSEDED).order_by("-created_at", "pk")


def by_id(submission_id: uuid.UUID) -> Submission | None:
    """As it stands now; None where it is deleted."""
    return _light().filter(pk=submission_id).first()


def created(portal: str, ext: str) -> Submission | None:
    """The creation for a portal's reference that has come to its good end."""
    return _light().filter(CREATES, portal=portal, ext=ext, state=State.CREATED).first()


def _light() -> QuerySet[Submission]:
    """Rows without what would be decrypted for nothing."""
    return Submission.objects.defer(*CONTENT)


def is_about_to_be_sent(submission: Submission) -> bool:
    """Whether the row was written just now and its first attempt is not claimed yet."""
    new = submission.created_at > timezone.now() - GAP
    return submission.state == State.PENDING and not submission.attempt and new


def seen_as(submission: Submission) -> State:
    """The state that is told: also of what is about to be sent, or has lost its sender."""
    if is_about_to_be_sent(submission):
        return State.IN_FLIGHT
    lease = submission.lease_until
    lost = submission.state == State.IN_FLIGHT and lease is not None and lease < timezone.now()
    return State.UNKNOWN if lost else State(submission.state)


def is_mendable(submission: Submission, run: Run) -> bool:
    """Whether the profile exists and what else it takes was refused: other answers may help.

    Only in its own run, which has them.
    """
    return submission.run_id == run.pk and needs_other_answers(submission)


def needs_other_answers(submission: Submission) -> bool:
    refused = submission.error_code == ProviderRejected.__name__
    partial = submission.state == State.PARTIAL
    return partial and refused and bool((submission.errors or {}).get("fields"))


def is_open(submission: Submission | None, run: Run) -> bool:
    """Whether the answers may still be changed: nothing was sent, or it can be mended."""
    return submission is None or submission.state == State.PENDING or is_mendable(submission, run)


# -- what is left to be found out -----------------------------------------------------------------


def abandoned(now: datetime) -> QuerySet[Submission]:
    """Those whose sender was lost, and unknown ones of which a write is known to be made."""
    lost = Q(state=State.IN_FLIGHT, lease_until__lt=now)
    late = Q(state=State.UNKNOWN) & ~Q(error_code=TAKEN) & _has(Delivery.State.DONE)
    return _light().filter(lost | late)


def due(now: datetime, known: Collection[str], telling: Collection[str]) -> QuerySet[Submission]:
    """Those that can be finished without anybody, and have waited, the longest first.

    `known`: names of the providers that are configured; `telling`: of those that can be asked.
    """
    told = Q(provider__in=telling)
    rest = Q(state=State.PARTIAL, provider__in=known) & ~_has(Delivery.State.REFUSED)
    able = (Q(state=State.UNKNOWN) & told) | (rest & (told | ~_has(Delivery.State.SENT)))
    allowed = Q(not_before=None) | Q(not_before__lte=now)
    rows = _light().filter(able & allowed & _waited(now), payload__isnull=False)
    return rows.order_by("updated_at", "attempt")


def _waited(now: datetime) -> Q:
    """By attempts and the last of them, so that it holds nobody back who asks by hand."""
    waited, wait, attempt = Q(), 1, 1
    while wait < LONGEST_WAIT:
        waited |= Q(attempt__lte=attempt, updated_at__lte=now - timedelta(minutes=wait))
        wait, attempt = wait * 2, attempt + 1
    return waited | Q(updated_at__lte=now - timedelta(minutes=LONGEST_WAIT))


def unfinished() -> QuerySet[Submission]:
    """Those that have been sent and have not come to their end."""
    return _light().filter(UNFINISHED)


def for_a_person(now: datetime, telling: Collection[str]) -> QuerySet[Submission]:
    """Those of which a write may have been made, and nobody but a person finds out.

    And those of which the rest is made by nobody: what it takes is wiped, or was refused and there
    is no run any more in which it can be changed.
    """
    partial = Q(state=State.PARTIAL)
    doubtful = Q(state=State.UNKNOWN) | (partial & _has(Delivery.State.SENT))
    hopeless = Q(payload=None) | Q(created_at__lt=now - PATIENCE) | ~Q(provider__in=telling)
    refused = _has(Delivery.State.REFUSED) & of_a_run_that_is_over()
    left = partial & (Q(payload=None) | refused)
    return _light().filter((doubtful & hopeless) | left)


def of_a_run_that_is_over() -> Q:
    """Of submissions whose answers nobody has any more."""
    return Q(run=None) | Q(run__data=None) | Q(run__ends_at__lte=over())


def _has(state: Delivery.State) -> Exists:
    return Exists(Delivery.objects.filter(submission=OuterRef("pk"), state=state))
