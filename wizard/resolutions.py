"""What people tell about a submission where nobody else can, written to the ledger and kept.

    unknown --it does not exist--------> pending; rejected where nobody could send it again
    unknown --it exists----------------> created, updated; partial where more is to be made
    pending --it exists after all------> the same, as long as nothing was sent since
    partial --a part was (not) made----> partial, to be finished; created, updated
    partial --leave it as it is--------> created, updated

That a second profile may come of a wrong "it does not exist" is on whoever tells it, by name.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from . import finding, ledger, outcomes, told
from .finding import Refused
from .models import CONTENT, Delivery, Operation, Resolution, Run, State, Submission
from .providers.base import Provider

logger = logging.getLogger(__name__)

Found = Resolution.Found
DONE, SENT, PENDING = Delivery.State.DONE, Delivery.State.SENT, Delivery.State.PENDING
STALE = "This has changed meanwhile. Look at it as it stands now"
TAKEN = "Another submission has created the profile of this id. Check the id, and enter it again"


@dataclass(frozen=True, slots=True)
class Person:
    """Who tells it: a user and their name, or a portal's operator and the portal."""

    role: Resolution.Role
    who: str
    who_name: str


def offered(submission: Submission) -> list[Found]:
    """What can be told about it as it stands."""
    write = doubtful(submission)
    if submission.state == State.UNKNOWN:
        made = write is not None and write.position > 0  # the row is about to say so
        return [] if made else [Found.ABSENT, Found.EXISTS]
    if submission.state != State.PARTIAL:
        return [Found.EXISTS] if told.can_be_taken_back(submission) else []
    if not write:
        return [Found.LEFT]
    able = not _is_wiped(submission)  # to make it again
    return [*([Found.ABSENT] if able else []), Found.EXISTS, Found.LEFT]


def may_be_told_by(run: Run, submission: Submission | None, provider: Provider | None) -> bool:
    """Whether the operator is asked: of what is their own, where the provider cannot tell.

    In whatever run of the portal they have sent it: who is asked, and by which name it is kept, is
    the same. Where that run is over, what does not exist is rejected: nobody could send it again.
    """
    if submission is None or provider is None or provider.tells:
        return False
    asked = submission.state == State.UNKNOWN or told.can_be_taken_back(submission)
    return asked and is_own(run, submission)


def is_own(run: Run, submission: Submission) -> bool:
    """Whether the operator has sent it, in whatever run of the portal."""
    own = submission.run_id == run.pk
    return own or ledger.of_operator(run).filter(pk=submission.pk).exists()


def doubtful(submission: Submission) -> Delivery | None:
    """The write that may have been made."""
    writes = list(submission.deliveries.all())
    if submission.error_code != ledger.TAKEN:
        whole = submission.state == State.UNKNOWN or told.can_be_taken_back(submission)
        writes = [w for w in writes if w.state == SENT or (whole and w.state != DONE)]
    return writes[0] if writes else None


def asks_id(submission: Submission) -> bool:
    """Whether what exists has an id that is not known yet."""
    return submission.operation == Operation.CREATE or submission.state == State.PARTIAL


def seen(submission: Submission) -> str:
    """What a page was drawn of: as it is told about, it must still be so."""
    write = doubtful(submission)
    return f"{submission.state}:{submission.attempt}:{write.kind if write else ''}"


def resolve(
    submission: Submission,
    found: Found,
    person: Person,
    provider: Provider | None,
    remote_id: str = "",
    same: str = "",
) -> Submission:
    """The row as it then stands. `same`: see `finding`. Raises Refused."""
    if found not in offered(submission):
        raise Refused(STALE, stale=True)
    before, write = submission.state, doubtful(submission)
    filed: dict[str, Any] = {}
    if found == Found.EXISTS:
        remote_id = _checked(submission, provider, remote_id, same)
        filed = {"state": DONE, "remote_id": remote_id}
    elif found == Found.ABSENT:
        remote_id, filed = "", {"state": PENDING, "missed_at": None}
    outcome = _outcome(submission, found, write, remote_id)
    as_it_was = Submission.objects.filter(
        pk=submission.pk, state=before, attempt=submission.attempt
    )
    try:
        with transaction.atomic(durable=True):
            written = as_it_was.update(**outcome, updated_at=timezone.now())
            if written and write and filed:
                as_seen = Delivery.objects.filter(pk=write.pk, state=write.state)
                written = as_seen.update(**filed)
            if not written:
                raise Refused(STALE, stale=True)
            Resolution.objects.create(
                submission=submission,
                role=person.role,
                who=person.who,
                who_name=person.who_name,
                found=found,
                kind=write.kind if write else "",
                remote_id=remote_id,
                attempt=submission.attempt,
                from_state=before,
                to_state=outcome["state"],
            )
    except IntegrityError:
        raise Refused(TAKEN) from None
    submission.refresh_from_db()
    logger.warning("submission %s: %s (%s)", submission.pk, outcome["error_code"], person.role)
    return submission


def _outcome(
    submission: Submission, found: Found, write: Delivery | None, remote_id: str
) -> dict[str, Any]:
    """The columns of the row."""
    code = {"error_code": f"told_{found}"}
    if found == Found.ABSENT and submission.state == State.UNKNOWN:
        if can_be_sent(submission):
            return {**code, "state": State.PENDING, "not_before": None}
        wiped: dict[str, Any] = dict.fromkeys(CONTENT)
        return {**wiped, "state": State.REJECTED, "error_code": "told_absent_run_over"}
    if found == Found.ABSENT:
        return {**code, "state": State.PARTIAL, "not_before": None}
    profile_id = submission.profile_id or remote_id
    others = submission.deliveries.exclude(state=DONE)
    if write:
        others = others.exclude(pk=write.pk)
    if found == Found.EXISTS and others.exists():
        return {**code, "state": State.PARTIAL, "profile_id": profile_id, "not_before": None}
    return {**outcomes.success(submission), "profile_id": profile_id, **code}


def can_be_sent(submission: Submission) -> bool:
    """Whether its operator can still come back to it, and what is to be sent is there."""
    run = submission.run
    alive = run is not None and run.expires_at > timezone.now()
    return alive and not _is_wiped(submission)


def _is_wiped(submission: Submission) -> bool:
    """Whether what was entered is gone. Nothing is decrypted for it."""
    return Submission.objects.filter(pk=submission.pk, payload=None).exists()


def _checked(submission: Submission, provider: Provider | None, given: str, same: str) -> str:
    """The id that is filed."""
    if not asks_id(submission):
        return submission.profile_id or ""
    if submission.state == State.PARTIAL:  # of a part
        return finding.read_id(given)
    return finding.profile_id(submission, provider, given, same)
