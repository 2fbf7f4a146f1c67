"""The ledger: the only writer of submissions, but for what people tell (`resolutions`).

The intent to send is committed before the first byte is sent, and a row never returns to "may
send" unless it is proven that nothing was created. What a provider cannot tell stays `unknown`.

    pending --claim--> in_flight --all writes done--------> created, updated
       ^                  |--first one refused------------> rejected
       |                  |--first one done, another not--> partial --try again--> in_flight
       `--proven not sent-'--anything else, lease over----> unknown --check now--> in_flight
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from . import deliveries, late, ledger, metrics, outcomes
from .models import CONTENT, UPDATES, Operation, Run, State, Submission
from .providers.base import Provider
from .providers.errors import ProviderError
from .schema.fields import Schema, digest

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=180)  # longer than one write may take, with all that it is looked for


class RunEnded(Exception):
    """The run was cancelled or has expired: nothing may be created for it any more."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be submitted. `payload`: reference (the submission's id) -> payload; pure.

    `profile_id`: the profile that is changed; None where one is created. `reason`: why one is
    created although similar ones exist, {"text": str, "similar": [profile id]}.
    """

    payload: Callable[[str], dict[str, Any]]
    schema: Schema
    type_label: str
    country_name: str = ""
    profile_id: str | None = None
    reason: dict[str, Any] | None = None
    after: uuid.UUID | None = None  # the last update of the profile when this one was sent


# -- what is to be sent ---------------------------------------------------------------------------


def submit(run: Run, provider: Provider, intent: Intent) -> Submission:
    """Create or change the profile, at most once for the run.

    Returns the ledger row after the calls; look at its state. However often and from however many
    tabs this is called, each write goes out once. Raises RunEnded.
    """
    try:
        submission = _intend(run, provider, intent)
    except IntegrityError:  # another tab was first
        other = ledger.live(run, intent.profile_id)
        if other is None:
            raise
        submission = other
    if submission.state == State.PARTIAL:
        return reconcile(submission, provider)
    return send(submission, provider)


def _intend(run: Run, provider: Provider, intent: Intent) -> Submission:
    """The committed row; a pending one with other answers is superseded, a partial one mended."""
    with transaction.atomic(durable=True):
        existing = ledger.live(run, intent.profile_id)
        if existing:
            same = intent.payload(str(existing.pk))
            if digest(same) == existing.payload_sha256:
                return existing
            if ledger.is_mendable(existing, run):
                return _mend(existing, provider, same)
            if not retire(Submission.objects.filter(pk=existing.pk), ledger.SUPERSEDED):
                return existing
        newer = ledger.latest(run, intent.profile_id) if intent.profile_id else None
        if newer and newer.pk != intent.after:  # another click has come to its end meanwhile
            return newer
        if not Run.objects.filter(pk=run.pk, expires_at__gt=timezone.now()).exists():
            raise RunEnded
        reference = uuid.uuid4()
        payload = intent.payload(str(reference))
        submission = Submission.objects.create(
            id=reference,
            run=run,
            portal=run.portal,
            ext=run.ext,
            provider=run.provider,
            operation=Operation.UPDATE if intent.profile_id else Operation.CREATE,
            profile_id=intent.profile_id,
            type_label=intent.type_label,
            country_name=intent.country_name,
            schema=intent.schema.to_json(),
            payload=payload,
            payload_sha256=digest(payload),
            reason=intent.reason,
        )
        deliveries.plan(submission, provider.writes(payload))
        return submission


def _mend(submission: Submission, provider: Provider, payload: dict[str, Any]) -> Submission:
    """What is not done yet is made from this payload instead."""
    partial = Submission.objects.filter(
        pk=submission.pk, state=State.PARTIAL, attempt=submission.attempt
    )
    mended = {"payload": payload, "payload_sha256": digest(payload), "errors": None}
    if partial.update(**mended, error_code="mended"):
        deliveries.replan(submission, provider.writes(payload))
        submission.refresh_from_db()
    return submission


def withdraw(run: Run, profile_id: str | None = None) -> bool:
    """Give up what was never sent. False where the creation (or update) is being sent, or more."""
    existing = ledger.live(run, profile_id)
    if existing and not retire(Submission.objects.filter(pk=existing.pk), "cancelled"):
        return False
    rows = Submission.objects.filter(run=run)
    if profile_id:  # what was refused before is given up as well
        refused = rows.filter(UPDATES, profile_id=profile_id, state=State.REJECTED)
        refused.update(errors=None)
    else:
        retire(rows, "cancelled")  # updates as well
    return True


def retire(rows: QuerySet[Submission], why: str) -> int:
    """Those that are still pending are rejected for good; how many that were."""
    pending = rows.filter(state=State.PENDING)
    wiped: dict[str, Any] = dict.fromkeys(CONTENT)
    return pending.update(state=State.REJECTED, error_code=why, **wiped)


# -- one attempt ----------------------------------------------------------------------------------


def send(submission: Submission, provider: Provider) -> Submission:
    """Send a pending submission unless somebody else does; the row as it then stands."""
    return _attempt(submission, provider, State.PENDING)


def reconcile(submission: Submission, provider: Provider) -> Submission:
    """Find out what became of an unknown submission, and finish it or a partial one.

    Only where the provider `tells` is anything done about a write that may have been made.
    """
    if submission.state == State.PARTIAL or provider.tells:
        return _attempt(submission, provider, State.PARTIAL, State.UNKNOWN)
    return submission


def _attempt(submission: Submission, provider: Provider, *states: State) -> Submission:
    before = submission.state
    if not _claim(submission, states):
        submission.refresh_from_db()
        return submission
    outcome: dict[str, Any] = {"state": State.UNKNOWN, "error_code": "crashed"}
    done: dict[str, str] = {}
    try:
        deliveries.deliver(submission, provider, done, lambda: _renew(submission))
        outcome = {**outcomes.success(submission), "http_status": None}
    except ProviderError as error:
        outcome = outcomes.failure(error)
    finally:
        exists = bool(done) or before == State.PARTIAL
        _finish(submission, outcome, exists=exists)
    submission.refresh_from_db()
    return submission


def _claim(submission: Submission, states: tuple[State, ...]) -> bool:
    """Take the row for one attempt: one atomic UPDATE, committed before any byte is sent."""
    now = timezone.now()
    owner = str(uuid.uuid4())
    won = (
        Submission.objects.filter(pk=submission.pk, state__in=states, payload__isnull=False)
        .filter(Q(not_before=None) | Q(not_before__lte=now))
        .update(
            state=State.IN_FLIGHT,
            attempt=F("attempt") + 1,
            owner=owner,
            lease_until=now + LEASE,
            sent_at=now,
            not_before=None,
            updated_at=now,
        )
    )
    if won:
        submission.refresh_from_db()
    return bool(won)


def _renew(submission: Submission) -> bool:
    """The next write has the whole lease before it; False where the row is not ours any more."""
    now = timezone.now()
    mine = Submission.objects.filter(
        pk=submission.pk, attempt=submission.attempt, state=State.IN_FLIGHT
    )
    return bool(mine.update(lease_until=now + LEASE, updated_at=now))


def _finish(submission: Submission, outcome: dict[str, Any], *, exists: bool = False) -> None:
    """Write an outcome. A late answer still counts, unless the row is another attempt's by now.

    `exists`: the profile does. Then, whatever else fails, the row is partial, with what the rest
    needs.
    """
    expected = {State.IN_FLIGHT, State.UNKNOWN}
    if exists:  # also where another attempt knows so, or somebody has told that it does not
        expected |= {State.PARTIAL, State.PENDING}
        if outcome["state"] not in {State.CREATED, State.UPDATED}:
            kept = {name: v for name, v in outcome.items() if name not in {"payload", "schema"}}
            names = ("profile_id", "profile_status")
            known = {name: getattr(submission, name) for name in names}
            outcome = {**kept, **known, "state": State.PARTIAL}
    elif outcome["state"] == State.REJECTED:
        row = ledger.by_id(submission.pk)
        known = outcomes.lost(row or submission)
        if known["state"] != State.UNKNOWN:  # an earlier attempt has made it after all
            outcome = known
    mine = Submission.objects.filter(
        pk=submission.pk,
        owner=submission.owner,
        attempt=submission.attempt,
        state__in=expected,
    )
    try:
        with transaction.atomic():
            written = mine.update(**outcome, lease_until=None, updated_at=timezone.now())
    except IntegrityError:  # a profile id that another submission already has
        outcome = {"state": State.UNKNOWN, "error_code": ledger.TAKEN}
        written = mine.update(**outcome, lease_until=None, updated_at=timezone.now())
    logger.info(
        "submission %s attempt %d: %s %s%s",
        submission.pk,
        submission.attempt,
        outcome["state"],
        outcome["error_code"],
        "" if written else " (too late, not written)",
    )
    if written:
        metrics.submission(submission.provider, submission.operation, outcome["state"])
        late.tell_of_two(submission)
    elif outcome["state"] in {State.PARTIAL, State.CREATED, State.UPDATED}:
        late.keep(submission)


def sweep(submission: Submission, now: datetime | None = None) -> Submission:
    """A row whose sender was lost becomes `unknown`, or `partial`, once its lease is over.

    So does an unknown one of which an earlier sender's answer has come after all.
    """
    if submission.state not in {State.IN_FLIGHT, State.UNKNOWN}:
        return submission
    rows = ledger.abandoned(now or timezone.now()).filter(pk=submission.pk)
    if not rows.exists():
        return submission
    written = {"lease_until": None, "updated_at": timezone.now()}
    try:
        with transaction.atomic():
            rows.update(**outcomes.lost(submission), **written)
    except IntegrityError:  # a profile id that another submission already has
        rows.update(state=State.UNKNOWN, error_code=ledger.TAKEN, **written)
    submission.refresh_from_db()
    return submission
